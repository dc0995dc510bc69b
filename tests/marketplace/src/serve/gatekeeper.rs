//! Who may call: a good token, not too often, not too much at a time.

use std::sync::Arc;
use std::time::Instant;

use http::StatusCode;
use http::request::Parts;
use parking_lot::Mutex;

use crate::api::ApiError;
use crate::core::Core;
use crate::limits::Seat;
use crate::tokens::bearer;

/// A caller who was let in.
#[derive(Debug, Clone)]
pub(crate) struct Admission {
    pub instance_id: Arc<str>,
    pub token: Arc<str>,
    seat: Arc<Mutex<Option<Seat>>>,
}

impl Admission {
    /// The caller's place among its instance's connections, for whoever is to give it back: the answer's body, or
    /// the WebSocket.
    pub fn take_seat(&self) -> Option<Seat> {
        self.seat.lock().take()
    }
}

/// Whether the caller's token is good; calls that need none are not asked.
pub(super) fn is_authorized(core: &Core, parts: &Parts) -> bool {
    token_of(parts).is_some_and(|token| core.tokens.instance(&token).is_some())
}

/// Lets a caller in; `None` for the calls that need no token.
pub(super) fn admit(core: &Core, parts: &Parts) -> Result<Option<Admission>, ApiError> {
    if matches!(parts.uri.path(), "/health" | "/openapi.json") {
        return Ok(None);
    }
    let unauthorized = || ApiError::new(StatusCode::UNAUTHORIZED, "the token is missing or not good");
    let token = token_of(parts).ok_or_else(unauthorized)?;
    let instance = core.tokens.instance(&token).ok_or_else(unauthorized)?;
    let settings = core.settings();

    // A WebSocket is bounded by the connections; the requests a minute are for calls.
    if let Some(limit) = settings.rate_limit.filter(|_| parts.uri.path() != "/ws") {
        core.rates.check(&token, limit, Instant::now()).map_err(|wait| {
            // Rounded up: a client that waits as told must not be refused again.
            too_many("too many requests", wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
        })?;
    }
    let seat = core
        .connections
        .take(&instance.instance_id, settings.connection_limit)
        .ok_or_else(|| too_many("too many connections at a time", 1))?;
    Ok(Some(Admission {
        instance_id: instance.instance_id,
        token: token.into(),
        seat: Arc::new(Mutex::new(Some(seat))),
    }))
}

fn too_many(error: &str, seconds: u64) -> ApiError {
    ApiError::new(StatusCode::TOO_MANY_REQUESTS, error).retry_after(seconds.max(1))
}

/// The token: of the header, or for a WebSocket of the query, since browsers cannot set headers on one.
fn token_of(parts: &Parts) -> Option<String> {
    if parts.uri.path() != "/ws" {
        return bearer(&parts.headers).map(str::to_owned);
    }
    #[derive(serde::Deserialize)]
    struct Query {
        token: String,
    }
    let query = axum::extract::Query::<Query>::try_from_uri(&parts.uri).ok()?;
    Some(query.0.token)
}
