//! `GET /health` and `GET /metrics`.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use super::Market;
use crate::metrics::{Stock, write};
use crate::moment;
use crate::settings::HealthStatus;

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Health {
    status: HealthStatus,
    #[schema(format = DateTime)]
    timestamp: String,
    version: &'static str,
    checks: Checks,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Checks {
    skills: usize,
    websocket_connections: usize,
}

/// How the marketplace is. The one call that needs no token.
#[utoipa::path(
    get, path = "/health",
    operation_id = "get_health", tag = "monitoring", security(()),
    responses(
        (status = 200, description = "It works, perhaps not as well as it should.", body = Health),
        (status = 503, description = "It does not work.", body = Health),
    )
)]
pub(super) async fn health(market: Market) -> (StatusCode, Json<Health>) {
    let health = market.settings().health;
    let status = match health {
        HealthStatus::Healthy | HealthStatus::Degraded => StatusCode::OK,
        HealthStatus::Unhealthy => StatusCode::SERVICE_UNAVAILABLE,
    };
    let checks = Checks {
        skills: market.catalogue.len(),
        websocket_connections: market.hub.open(),
    };
    (
        status,
        Json(Health {
            status: health,
            timestamp: moment::now(),
            version: env!("CARGO_PKG_VERSION"),
            checks,
        }),
    )
}

/// The platform's metrics, in the Prometheus text format.
#[utoipa::path(
    get, path = "/metrics",
    operation_id = "get_metrics", tag = "monitoring",
    responses((status = 200, description = "The metrics.", body = String, content_type = "text/plain; version=0.0.4"))
)]
pub(super) async fn metrics(market: Market) -> Response {
    let tokens = market.tokens.active();
    let stock = market.catalogue.read(|state| Stock {
        skills: state.skills().len(),
        categories: state.category_count(),
        ratings: state.rating_count(),
        tokens,
    });
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4")],
        write(&market.metrics, stock),
    )
        .into_response()
}
