//! Carrying faults out.

use axum::body::{Body, to_bytes};
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::api::ApiError;
use crate::catalogue::Catalogue;
use crate::faults::{Fault, Kind, RetryAfter, bomb, cut, doctor, endless, slow};
use crate::moment;

/// The page every traveller knows.
const PORTAL: &str = "<!doctype html><html><head><title>Welcome to the hotel's network</title></head>\
    <body><h1>Sign in</h1><form action=\"/login\" method=\"post\"><input name=\"room\"></form></body></html>";

/// An answer that needs no call, where the fault is of that kind.
pub(super) fn instead(kind: &Kind) -> Option<Response> {
    Some(match kind {
        Kind::Answer {
            status,
            body,
            content_type,
            retry_after,
        } => answer(*status, body.as_deref(), content_type.as_deref(), retry_after.as_ref()),
        Kind::InvalidJson => ok("application/json", r#"{"skills":[{"skill_id":"3f0"#.into()),
        Kind::WrongShape => ok("application/json", r#"{"items":[],"next":null}"#.into()),
        Kind::CaptivePortal => ok("text/html; charset=utf-8", PORTAL.into()),
        Kind::Redirect { status, location } => {
            let mut response = plain(*status, Body::empty());
            set(&mut response, header::LOCATION, location);
            response
        }
        Kind::CompressionBomb { bytes } => {
            let mut response = ok("application/json", bomb(*bytes).into());
            set(&mut response, header::CONTENT_ENCODING, "gzip");
            response
        }
        Kind::EndlessBody => ok("application/json", endless()),
        Kind::Pass
        | Kind::SlowBody { .. }
        | Kind::CutBody { .. }
        | Kind::Hang
        | Kind::Close
        | Kind::LoseAnswer
        | Kind::Doctor { .. } => return None,
    })
}

/// Whether the real answer must be the plain one: not compressed, not "not modified".
pub(super) fn needs_plain_answer(kind: &Kind) -> bool {
    matches!(kind, Kind::Doctor { .. })
}

/// Changes the real answer as the fault wants it.
pub(super) async fn bend(kind: &Kind, response: Response, catalogue: &Catalogue) -> Response {
    let (mut parts, body) = match kind {
        Kind::SlowBody { .. } | Kind::CutBody { .. } | Kind::Doctor { .. } => response.into_parts(),
        _ => return response,
    };
    // The bodies of this server are in memory already and cannot fail.
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let body = match kind {
        Kind::Doctor { patches } => Body::from(doctor(&whole, patches, catalogue)),
        kind => {
            parts.headers.insert(header::CONTENT_LENGTH, whole.len().into());
            paced(kind, whole)
        }
    };
    if matches!(kind, Kind::Doctor { .. }) {
        parts.headers.remove(header::CONTENT_LENGTH);
    }
    Response::from_parts(parts, body)
}

/// What a fault does to any answer: a skewed clock, headers set.
pub(super) fn finish(fault: &Fault, response: &mut Response) {
    if let Some(date) = fault.date_skew_seconds.and_then(moment::http_date) {
        set(response, header::DATE, &date);
    }
    for (name, value) in &fault.headers {
        if let Ok(name) = name.parse::<HeaderName>() {
            set(response, name, value);
        }
    }
}

fn paced(kind: &Kind, whole: Bytes) -> Body {
    match kind {
        Kind::SlowBody { bytes_per_second } => slow(whole, *bytes_per_second),
        Kind::CutBody { after_bytes } => cut(whole, *after_bytes),
        _ => whole.into(),
    }
}

fn answer(status: u16, body: Option<&str>, content_type: Option<&str>, retry_after: Option<&RetryAfter>) -> Response {
    use axum::response::IntoResponse;
    let mut response = match body {
        Some(body) => {
            let mut response = plain(status, Body::from(body.to_owned()));
            set(
                &mut response,
                header::CONTENT_TYPE,
                content_type.unwrap_or("application/json"),
            );
            response
        }
        None => {
            let status = code(status);
            let mut error = ApiError::new(status, status.canonical_reason().unwrap_or("an error").to_lowercase());
            if let Some(RetryAfter::Seconds(seconds)) = retry_after {
                error.retry_after = Some(*seconds);
            }
            error.into_response()
        }
    };
    if let Some(when) = retry_after {
        set(&mut response, header::RETRY_AFTER, &when.value());
    }
    response
}

fn ok(content_type: &str, body: Body) -> Response {
    let mut response = plain(200, body);
    set(&mut response, header::CONTENT_TYPE, content_type);
    response
}

fn plain(status: u16, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = code(status);
    response
}

/// A number that is no status becomes 500; so does 1xx, which is no final answer.
fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status)
        .ok()
        .filter(|status| !status.is_informational())
        .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Sets a header, unless the value cannot stand in one.
fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
        response.headers_mut().insert(name, value);
    }
}
