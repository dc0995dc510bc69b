//! `GET /api/v1/categories`.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use serde_json::json;

use super::wire::CategoryList;
use super::{Market, json as answer, revalidate};

/// All categories, with the number of skills in each.
#[utoipa::path(
    get, path = "/api/v1/categories",
    operation_id = "list_categories", tag = "categories",
    params(("If-None-Match" = Option<String>, Header, description = "An ETag this list had.")),
    responses(
        (status = 200, description = "The categories.", body = CategoryList, headers(("ETag" = String, description = "The catalogue's revision."))),
        (status = 304, description = "Nothing has changed."),
    )
)]
pub(super) async fn list(market: Market, headers: HeaderMap) -> Response {
    let (categories, revision) = market.catalogue.read(|state| (state.categories(), state.revision()));
    let body = bytes::Bytes::from(json!({ "categories": categories }).to_string());
    let tag = revalidate::tag(&market, revision, || body.clone());
    let mut response = match &tag {
        Some(tag) if revalidate::is_known(&headers, tag) => StatusCode::NOT_MODIFIED.into_response(),
        _ => answer(StatusCode::OK, body),
    };
    if let Some(tag) = tag {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}
