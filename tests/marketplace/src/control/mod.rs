//! The control API: faults, gates, catalogue, sockets and the record, over HTTP and in JSON.
//!
//! It exists so that tests in other languages can do what tests in Rust do through [`crate::Marketplace`], and it
//! adds nothing of its own. It needs no token and is neither recorded nor limited nor met by faults. `README.md`
//! lists the calls.

mod catalogue;
mod faults;
mod settings;
mod sockets;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::routing::{delete, get, post};
use http::StatusCode;

use crate::api::ApiError;
use crate::core::Core;

/// What every call is given.
type Market = State<Arc<Core>>;

/// All calls of the control API.
pub(crate) fn router(core: Arc<Core>) -> Router {
    let calls = Router::new()
        .route("/settings", get(settings::read).patch(settings::change))
        .route("/rate_limit/reset", post(settings::reset_rate_limit))
        .route("/tokens", post(settings::admit_token).delete(settings::revoke_token))
        .route("/faults", get(faults::list).post(faults::add).delete(faults::clear))
        .route("/faults/{id}", delete(faults::remove))
        .route("/hooks", post(faults::add_hook))
        .route("/gates", post(faults::add_gate))
        .route("/gates/{id}", get(faults::gate).delete(faults::remove))
        .route("/gates/{id}/release", post(faults::release))
        .route("/catalogue", get(catalogue::read).delete(catalogue::clear))
        .route("/events", post(catalogue::apply))
        .route("/requests", get(catalogue::requests).delete(catalogue::forget))
        .route("/sockets", get(sockets::list).post(sockets::act))
        .fallback(|| async { ApiError::not_found("the control API has no such call") })
        .method_not_allowed_fallback(|| async {
            ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "this cannot be done here")
        })
        .with_state(core);
    Router::new().nest("/__control", calls)
}
