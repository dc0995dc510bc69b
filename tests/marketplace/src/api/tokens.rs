//! `POST /api/v1/tokens` and `DELETE /api/v1/tokens/{token}`.

use axum::Json;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Market;
use super::error::{ApiError, ErrorBody};
use super::extract::{Body, Path};
use crate::live::TOKEN_REVOKED;

#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewToken {
    /// The instance that will use it; limits are counted by instance.
    #[schema(min_length = 1, max_length = 200)]
    instance_id: String,
    /// What it is for.
    #[serde(default)]
    #[expect(dead_code, reason = "part of the contract; this server has nowhere to show it")]
    description: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Issued {
    #[schema(format = Uuid)]
    token: String,
    instance_id: String,
    #[schema(format = DateTime)]
    created_at: String,
    /// Tokens of this server do not run out.
    #[schema(required, format = DateTime)]
    expires_at: Option<String>,
}

/// Issues a token.
#[utoipa::path(
    post, path = "/api/v1/tokens",
    operation_id = "issue_token", tag = "tokens", request_body = NewToken,
    responses(
        (status = 201, description = "The token; it is shown this once.", body = Issued),
        (status = 400, description = "The request is not what it should be.", body = ErrorBody),
    )
)]
pub(super) async fn issue(market: Market, Body(asked): Body<NewToken>) -> Result<(StatusCode, Json<Issued>), ApiError> {
    if !(1..=200).contains(&asked.instance_id.chars().count()) {
        return Err(ApiError::bad_request("instance_id must have 1 to 200 characters"));
    }
    let (token, created_at) = market.tokens.issue(&asked.instance_id);
    Ok((
        StatusCode::CREATED,
        Json(Issued {
            token,
            instance_id: asked.instance_id,
            created_at,
            expires_at: None,
        }),
    ))
}

/// Revokes a token and closes the connections that came in with it.
#[utoipa::path(
    delete, path = "/api/v1/tokens/{token}",
    operation_id = "revoke_token", tag = "tokens",
    params(("token" = String, Path, description = "The token.")),
    responses(
        (status = 204, description = "The token is no longer good."),
        (status = 404, description = "There is no such token.", body = ErrorBody),
    )
)]
pub(super) async fn revoke(market: Market, Path(token): Path<String>) -> Result<StatusCode, ApiError> {
    if !market.tokens.revoke(&token) {
        return Err(ApiError::not_found("there is no such token"));
    }
    market.hub.close_of(&token, TOKEN_REVOKED);
    Ok(StatusCode::NO_CONTENT)
}
