//! `POST` and `PUT /api/v1/ratings`.

use axum::Json;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Builder;

use super::Market;
use super::error::{ApiError, ErrorBody};
use super::extract::Body;
use crate::catalogue::{Change, Rating};
use crate::moment;

const LONGEST_COMMENT: usize = 1000;
const LONGEST_USER: usize = 200;

#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewRating {
    #[schema(format = Uuid)]
    skill_id: String,
    // JSON has one kind of number: 4.0 is the whole number 4.
    #[schema(value_type = i64, minimum = 1, maximum = 5)]
    rating: f64,
    #[schema(max_length = 1000)]
    comment: Option<String>,
    /// A pseudonym such as `sha256:…`; never an e-mail address.
    #[schema(min_length = 1, max_length = 200, pattern = "^[^@]+$")]
    user_id: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Rated {
    success: bool,
    #[schema(format = Uuid)]
    rating_id: String,
    #[schema(format = Uuid)]
    skill_id: String,
    #[schema(minimum = 1, maximum = 5)]
    rating: u8,
    average_rating: f64,
    rating_count: u64,
    #[schema(format = DateTime)]
    created_at: String,
}

/// Rates a skill for the first time.
#[utoipa::path(
    post, path = "/api/v1/ratings",
    operation_id = "rate_skill", tag = "ratings", request_body = NewRating,
    responses(
        (status = 201, description = "The rating is stored.", body = Rated),
        (status = 400, description = "The rating is not what it should be.", body = ErrorBody),
        (status = 404, description = "There is no such skill.", body = ErrorBody),
        (status = 409, description = "This user has rated it already.", body = ErrorBody),
    )
)]
pub(super) async fn rate(market: Market, Body(rating): Body<NewRating>) -> Result<(StatusCode, Json<Rated>), ApiError> {
    Ok((StatusCode::CREATED, take(&market, rating, Change::First)?))
}

/// Changes one's own rating: an extension that not every marketplace has.
#[utoipa::path(
    put, path = "/api/v1/ratings",
    operation_id = "change_rating", tag = "ratings", request_body = NewRating,
    responses(
        (status = 200, description = "The rating is changed.", body = Rated),
        (status = 400, description = "The rating is not what it should be.", body = ErrorBody),
        (status = 404, description = "There is no such skill, or this user has not rated it.", body = ErrorBody),
    )
)]
pub(super) async fn change(market: Market, body: Result<Body<NewRating>, ApiError>) -> Result<Json<Rated>, ApiError> {
    if !market.settings().put_ratings {
        return Err(ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "ratings cannot be changed here").allow("POST"));
    }
    take(&market, body?.0, Change::Replace)
}

fn take(market: &Market, new: NewRating, change: Change) -> Result<Json<Rated>, ApiError> {
    let Some(stars) = stars(new.rating) else {
        return Err(ApiError::bad_request("rating must be a whole number from 1 to 5"));
    };
    if new
        .comment
        .as_deref()
        .is_some_and(|comment| comment.chars().count() > LONGEST_COMMENT)
    {
        return Err(ApiError::bad_request("comment must have at most 1000 characters"));
    }
    if new.user_id.is_empty() || new.user_id.chars().count() > LONGEST_USER || new.user_id.contains('@') {
        return Err(ApiError::bad_request(
            "user_id must be a pseudonym of at most 200 characters, never an e-mail address",
        ));
    }
    let created_at = moment::now();
    let rating_id = rating_id(&new.skill_id, &new.user_id);
    let rating = Rating {
        user_id: new.user_id,
        rating: stars,
        comment: new.comment,
        created_at: created_at.clone(),
    };
    let (average_rating, rating_count) = market.catalogue.take_rating(&new.skill_id, rating, change)?;
    Ok(Json(Rated {
        success: true,
        rating_id,
        skill_id: new.skill_id,
        rating: stars,
        average_rating,
        rating_count,
        created_at,
    }))
}

/// One to five, when it is one of the five.
fn stars(rating: f64) -> Option<u8> {
    (1..=5).find(|stars| (f64::from(*stars) - rating).abs() < f64::EPSILON)
}

/// The same for a user and a skill for ever, so that a changed rating is the rating it was.
fn rating_id(skill_id: &str, user_id: &str) -> String {
    let digest = Sha256::new()
        .chain_update(skill_id)
        .chain_update([0])
        .chain_update(user_id)
        .finalize();
    let mut bytes = [0; 16];
    bytes
        .iter_mut()
        .zip(digest.iter())
        .for_each(|(place, byte)| *place = *byte);
    Builder::from_random_bytes(bytes).into_uuid().to_string()
}
