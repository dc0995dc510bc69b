//! Settings and tokens.

use axum::Json;
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Market;
use crate::api::{ApiError, Body};
use crate::live::TOKEN_REVOKED;
use crate::settings::Settings;

pub(super) async fn read(market: Market) -> Json<Settings> {
    Json(Settings::clone(&market.settings()))
}

/// Changes the settings named and leaves the others; one that is not known is an error.
pub(super) async fn change(
    market: Market,
    Body(changes): Body<Map<String, Value>>,
) -> Result<Json<Settings>, ApiError> {
    let bad = |error: serde_json::Error| ApiError::bad_request(error.to_string());
    let mut all = serde_json::to_value(&*market.settings()).map_err(bad)?;
    if let Value::Object(all) = &mut all {
        all.extend(changes);
    }
    let changed: Settings = serde_json::from_value(all).map_err(bad)?;
    market.configure(|settings| *settings = changed.clone());
    Ok(Json(changed))
}

pub(super) async fn reset_rate_limit(market: Market) -> StatusCode {
    market.rates.reset();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
pub(super) struct Token {
    token: String,
    #[serde(default)]
    instance_id: String,
}

pub(super) async fn admit_token(market: Market, Body(asked): Body<Token>) -> StatusCode {
    market.tokens.admit(&asked.token, &asked.instance_id);
    StatusCode::NO_CONTENT
}

pub(super) async fn revoke_token(market: Market, Body(asked): Body<Token>) -> Result<StatusCode, ApiError> {
    if !market.tokens.revoke(&asked.token) {
        return Err(ApiError::not_found("there is no such token"));
    }
    market.hub.close_of(&asked.token, TOKEN_REVOKED);
    Ok(StatusCode::NO_CONTENT)
}
