//! The live connections.

use std::time::Duration;

use axum::Json;
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Market;
use crate::api::{ApiError, Body};
use crate::live::Sockets;

/// Connections open now, and all that were.
pub(super) async fn list(market: Market) -> Json<Value> {
    Json(json!({ "open": market.hub.open(), "sockets": market.recorded.sockets() }))
}

/// What is to be done to all connections.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Act {
    Drop,
    Close {
        #[serde(default = "going_away")]
        code: u16,
        #[serde(default)]
        reason: String,
    },
    Silent {
        on: bool,
    },
    Text {
        text: String,
    },
    /// A binary frame, its bytes as numbers.
    Binary {
        bytes: Vec<u8>,
    },
    /// Text frames at a rate; `{n}` in the text is the number of the frame, from 0.
    Flood {
        count: u64,
        per_second: f64,
        text: String,
    },
    Delay {
        ms: u64,
    },
}

fn going_away() -> u16 {
    1001
}

pub(super) async fn act(market: Market, Body(act): Body<Act>) -> Result<StatusCode, ApiError> {
    let sockets = Sockets::new(market.hub.clone());
    match act {
        Act::Drop => sockets.drop_all(),
        Act::Close { code, reason } => sockets.close_all(code, &reason),
        Act::Silent { on } => sockets.silent(on),
        Act::Text { text } => {
            sockets.send_text(text);
        }
        Act::Binary { bytes } => {
            sockets.send_binary(bytes);
        }
        Act::Flood { per_second, .. } if per_second.is_nan() || per_second <= 0.0 => {
            return Err(ApiError::bad_request("per_second must be more than 0"));
        }
        Act::Flood {
            count,
            per_second,
            text,
        } => {
            sockets
                .flood(count, per_second, |n| text.replace("{n}", &n.to_string()))
                .await;
        }
        Act::Delay { ms } => sockets.delay(Duration::from_millis(ms)),
    }
    Ok(StatusCode::NO_CONTENT)
}
