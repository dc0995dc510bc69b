//! `GET /api/v1/skills` and `GET /api/v1/skills/{skill_id}`.
#![expect(
    unused_qualifications,
    reason = "the macro that reads the parameters' struct qualifies more than it needs to"
)]

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use utoipa::IntoParams;

use super::error::{ApiError, ErrorBody};
use super::extract::{Path, UrlQuery};
use super::wire::{SkillDetail, SkillPage};
use super::{Market, json, revalidate};
use crate::catalogue::Filter;

/// The largest page number that is read: far beyond any catalogue, and no overflow anywhere.
const LAST_PAGE: u64 = 1_000_000;
/// The contract's bound.
const LARGEST_PAGE: u64 = 1000;
const DEFAULT_PAGE_SIZE: u64 = 100;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Listing {
    /// Text to find in name, description or tags, whatever its case.
    #[param(nullable = false)]
    query: Option<String>,
    /// The exact name of a category.
    #[param(nullable = false)]
    category: Option<String>,
    /// Which page, from 1.
    #[param(nullable = false, minimum = 1, maximum = 1_000_000, default = 1)]
    page: Option<u64>,
    /// Skills on a page.
    #[param(nullable = false, minimum = 1, maximum = 1000, default = 100)]
    page_size: Option<u64>,
}

/// How many pages the listing has: told to the metrics beside the answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PagesKnown(pub u64);

/// The skills, page by page, in the order in which they were created.
#[utoipa::path(
    get, path = "/api/v1/skills",
    operation_id = "list_skills", tag = "skills",
    params(Listing, ("If-None-Match" = Option<String>, Header, description = "An ETag this listing had.")),
    responses(
        (status = 200, description = "A page.", body = SkillPage, headers(("ETag" = String, description = "The revision of the whole listing."))),
        (status = 304, description = "The listing has not changed."),
        (status = 400, description = "A parameter is not what it should be.", body = ErrorBody),
    )
)]
pub(super) async fn list(
    market: Market,
    UrlQuery(asked): UrlQuery<Listing>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let page = within(asked.page.unwrap_or(1), LAST_PAGE, "page")?;
    let page_size = within(asked.page_size.unwrap_or(DEFAULT_PAGE_SIZE), LARGEST_PAGE, "page_size")?;
    let filter = Filter::new(asked.query.as_deref(), asked.category.as_deref());

    let cut = market.catalogue.read(|state| state.page(&filter, page, page_size));
    let pages = PagesKnown(cut.total_pages());
    let mut body = None;
    let tag = revalidate::tag(&market, cut.revision, || body.insert(cut.to_json()).clone());
    let mut response = match &tag {
        Some(tag) if revalidate::is_known(&headers, tag) => StatusCode::NOT_MODIFIED.into_response(),
        _ => json(StatusCode::OK, body.unwrap_or_else(|| cut.to_json())),
    };
    if let Some(tag) = tag {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response.extensions_mut().insert(pages);
    Ok(response)
}

/// One skill, with its ratings and examples.
#[utoipa::path(
    get, path = "/api/v1/skills/{skill_id}",
    operation_id = "get_skill", tag = "skills",
    params(("skill_id" = String, Path, format = Uuid, description = "The skill.")),
    responses(
        (status = 200, description = "The skill.", body = SkillDetail),
        (status = 404, description = "There is no such skill.", body = ErrorBody),
    )
)]
pub(super) async fn detail(market: Market, Path(skill_id): Path<String>) -> Result<Response, ApiError> {
    let found = market
        .catalogue
        .read(|state| state.get(&skill_id).map(|entry| entry.detail()));
    match found {
        Some(Ok(body)) => Ok(json(StatusCode::OK, body)),
        Some(Err(error)) => Err(ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())),
        None => Err(ApiError::not_found("there is no such skill")),
    }
}

fn within(value: u64, most: u64, name: &str) -> Result<u64, ApiError> {
    if (1..=most).contains(&value) {
        Ok(value)
    } else {
        Err(ApiError::bad_request(format!("{name} must be between 1 and {most}")))
    }
}
