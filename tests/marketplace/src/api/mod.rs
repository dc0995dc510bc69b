//! The HTTP calls, one file a resource, and the document that describes them.
//!
//! Every error anywhere is JSON `{error, …}` ([`error`]); who may call at all is decided before a call gets here
//! ([`crate::serve`]).

mod categories;
mod error;
mod extract;
mod health;
mod install;
mod live;
mod openapi;
mod ratings;
mod revalidate;
mod skills;
mod tokens;
mod wire;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use http::{StatusCode, header};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use error::ApiError;
pub(crate) use extract::{Body, Path, UrlQuery};
pub(crate) use skills::PagesKnown;

use crate::core::Core;

/// All calls, ready to answer.
pub(crate) fn router(core: Arc<Core>) -> Router {
    let (api, document) = OpenApiRouter::with_openapi(openapi::document())
        .routes(routes!(skills::list))
        .routes(routes!(skills::detail))
        .routes(routes!(categories::list))
        .routes(routes!(ratings::rate, ratings::change))
        .routes(routes!(install::install))
        .routes(routes!(tokens::issue))
        .routes(routes!(tokens::revoke))
        .routes(routes!(health::health))
        .routes(routes!(health::metrics))
        .routes(routes!(openapi::serve))
        .split_for_parts();
    let document = openapi::Document::new(document);
    api.route("/ws", get(live::upgrade))
        .fallback(|| async { ApiError::new(StatusCode::NOT_FOUND, "there is nothing here") })
        .method_not_allowed_fallback(|| async {
            ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "this cannot be done here")
        })
        .layer(axum::Extension(document))
        // Fastest: a server that spends its time compressing would be measured instead of its clients.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .with_state(core)
}

/// JSON that is text already.
fn json(status: StatusCode, body: impl Into<axum::body::Body>) -> axum::response::Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.into()).into_response()
}

/// What every handler is given.
type Market = State<Arc<Core>>;
