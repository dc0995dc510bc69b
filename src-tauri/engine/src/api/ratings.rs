//! The calls that change something at the marketplace: a first rating and a changed one.

use bytes::Bytes;
use reqwest::Method;

use super::client::Ask;
use super::wire::{RatingAnswer, RatingBody};
use super::{ApiError, Client, Meter};

const PATH: &str = "api/v1/ratings";

impl Client {
    /// Rates a skill for the first time (`POST /api/v1/ratings`). It is sent again
    /// after a failure that may pass: where the first one was stored and only its
    /// answer was lost, that gives 409.
    ///
    /// # Errors
    /// See [`ApiError`]; 409 where this user has rated the skill already.
    pub async fn rate(&self, rating: &RatingBody<'_>, meter: &Meter) -> Result<RatingAnswer, ApiError> {
        taken(self.ask(&ask(Method::POST, rating)?, meter).await?.plain()?)
    }

    /// Changes a rating (`PUT /api/v1/ratings`, an extension that a marketplace may
    /// have). Tried once (contract, section 5).
    ///
    /// # Errors
    /// See [`ApiError`]; 404, 405 or 501 where the marketplace has no such call.
    pub async fn change_rating(&self, rating: &RatingBody<'_>, meter: &Meter) -> Result<RatingAnswer, ApiError> {
        taken(self.once(&ask(Method::PUT, rating)?, meter).await?.plain()?)
    }
}

fn ask(method: Method, rating: &RatingBody<'_>) -> Result<Ask<'static>, ApiError> {
    let body = serde_json::to_vec(rating).map_err(|_| ApiError::BadAnswer {
        why: "the rating cannot be written as JSON".to_owned(),
    })?;
    Ok(Ask {
        method,
        path: PATH,
        query: &[],
        etag: None,
        body: Some(Bytes::from(body)),
        last: None,
    })
}

/// An answer that does not say it was taken is a failed one.
fn taken(answer: RatingAnswer) -> Result<RatingAnswer, ApiError> {
    if answer.success {
        Ok(answer)
    } else {
        Err(ApiError::BadAnswer {
            why: "it does not say that the rating was taken".to_owned(),
        })
    }
}
