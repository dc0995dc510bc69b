//! The catalogue and the record.

use axum::Json;
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Market;
use crate::api::{ApiError, Body, UrlQuery};
use crate::event::Event;

/// All of it.
pub(super) async fn read(market: Market) -> Json<Value> {
    let catalogue = &market.catalogue;
    Json(
        json!({ "skills": catalogue.snapshot(), "categories": catalogue.categories(), "revision": catalogue.revision() }),
    )
}

pub(super) async fn clear(market: Market) -> StatusCode {
    market.catalogue.clear();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
pub(super) struct Changes {
    events: Vec<Event>,
    /// Changed without a word to the live connections.
    #[serde(default)]
    quietly: bool,
}

pub(super) async fn apply(market: Market, Body(changes): Body<Changes>) -> Result<Json<Value>, ApiError> {
    let catalogue = if changes.quietly {
        market.catalogue.quietly()
    } else {
        market.catalogue.clone()
    };
    for event in &changes.events {
        catalogue
            .apply(event)
            .map_err(|error| ApiError::bad_request(error.to_string()))?;
    }
    Ok(Json(json!({ "revision": catalogue.revision() })))
}

#[derive(Deserialize)]
pub(super) struct Which {
    /// Only those to this path; a trailing `*` matches any rest.
    #[serde(default = "any")]
    path: String,
}

fn any() -> String {
    "*".to_owned()
}

pub(super) async fn requests(market: Market, UrlQuery(which): UrlQuery<Which>) -> Json<Value> {
    let recorded = &market.recorded;
    Json(
        json!({ "requests": recorded.to(&which.path), "count": recorded.count(), "most_in_flight": recorded.most_in_flight() }),
    )
}

pub(super) async fn forget(market: Market) -> StatusCode {
    market.recorded.clear();
    StatusCode::NO_CONTENT
}
