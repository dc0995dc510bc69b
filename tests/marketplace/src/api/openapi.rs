//! `GET /openapi.json`: what the handlers say of themselves, and what holds for all of them.

use std::sync::Arc;

use axum::Extension;
use axum::response::Response;
use http::StatusCode;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, OpenApi as Api, Ref, Response as Described, ResponseBuilder};
use utoipa::{OpenApi, ToSchema};

use super::error::ErrorBody;
use super::json;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Skilldock reference marketplace",
        description = "The marketplace's API as Skilldock speaks it. Changes are announced over a WebSocket at `/ws?token=TOKEN`, which this format cannot describe."
    ),
    components(schemas(ErrorBody)),
    security(("token" = []))
)]
struct Contract;

/// The document before any call is in it.
pub(super) fn document() -> Api {
    let mut api = Contract::openapi();
    let scheme = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    api.components
        .get_or_insert_default()
        .add_security_scheme("token", scheme);
    api
}

/// The finished document, serialised once.
#[derive(Debug, Clone)]
pub(super) struct Document(Arc<str>);

impl Document {
    /// Adds to every call what can happen to every call.
    pub fn new(mut api: Api) -> Self {
        for (path, item) in &mut api.paths.paths {
            let is_open = matches!(path.as_str(), "/health" | "/openapi.json");
            let calls = [&mut item.get, &mut item.post, &mut item.put, &mut item.delete];
            for call in calls.into_iter().flatten() {
                if !is_open {
                    add(call, "401", "The token is missing or not good.");
                    add(call, "429", "Too many requests, or too many at a time.");
                }
                if call.request_body.is_some() {
                    add(call, "413", "The body has more than 1 MiB.");
                    add(call, "415", "The body is not JSON.");
                }
                add(call, "405", "This cannot be done here.");
            }
        }
        Self(api.to_json().unwrap_or_default().into())
    }
}

fn add(call: &mut Operation, status: &str, description: &str) {
    let body = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(ErrorBody::name())))
        .build();
    let response: Described = ResponseBuilder::new()
        .description(description)
        .content("application/json", body)
        .build();
    call.responses
        .responses
        .entry(status.to_owned())
        .or_insert_with(|| response.into());
}

/// This document.
#[utoipa::path(
    get, path = "/openapi.json",
    operation_id = "get_openapi", tag = "monitoring", security(()),
    responses((status = 200, description = "An OpenAPI document.", body = serde_json::Value))
)]
pub(super) async fn serve(Extension(document): Extension<Document>) -> Response {
    json(StatusCode::OK, document.0.to_string())
}
