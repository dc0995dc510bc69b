//! Making a token and revoking one (contract, section 1). The path of a revocation has
//! the token in it: it is kept out of everything that is logged or shown.

use bytes::Bytes;
use reqwest::Method;
use serde::{Deserialize, Serialize};

use super::client::Ask;
use super::{ApiError, Client, Meter};
use crate::config::ApiToken;

const PATH: &str = "api/v1/tokens";

#[derive(Serialize)]
struct Wanted<'a> {
    instance_id: &'a str,
    description: &'a str,
}

#[derive(Deserialize)]
struct Made {
    token: String,
}

/// A token that the marketplace has just made.
#[derive(Debug)]
pub struct NewToken(pub ApiToken);

impl Client {
    /// Has the marketplace make a token (`POST /api/v1/tokens`). Asked once: every answer
    /// that got lost would leave a token behind that nobody knows.
    ///
    /// # Errors
    /// See [`ApiError`]; 403, 404 or 405 where the marketplace makes none for this token.
    pub async fn create_token(
        &self,
        instance_id: &str,
        description: &str,
        meter: &Meter,
    ) -> Result<NewToken, ApiError> {
        let wanted = Wanted {
            instance_id,
            description,
        };
        let body = serde_json::to_vec(&wanted).map_err(|_| ApiError::BadAnswer {
            why: "the request cannot be written as JSON".to_owned(),
        })?;
        let ask = Ask {
            method: Method::POST,
            path: PATH,
            query: &[],
            etag: None,
            body: Some(Bytes::from(body)),
            last: None,
        };
        let made: Made = self.once(&ask, meter).await?.plain()?;
        ApiToken::parse(&made.token)
            .map(NewToken)
            .map_err(|_| ApiError::BadAnswer {
                why: "what it calls a token cannot be one".to_owned(),
            })
    }

    /// Has the marketplace accept a token no longer (`DELETE /api/v1/tokens/{token}`). One
    /// that it does not know is revoked already, as after an answer that got lost.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn revoke_token(&self, token: &ApiToken, meter: &Meter) -> Result<(), ApiError> {
        let ask = Ask {
            method: Method::DELETE,
            path: PATH,
            query: &[],
            etag: None,
            body: None,
            last: Some(token),
        };
        match self.ask::<serde::de::IgnoredAny>(&ask, meter).await {
            Ok(_) | Err(ApiError::Status { status: 404, .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
