//! How a marketplace behaves while it works as it should. (How it misbehaves is [`crate::faults`].)

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How many requests a token may make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateLimit {
    /// So many requests…
    pub requests: usize,
    /// …in any stretch of this length.
    #[serde(rename = "window_ms", with = "millis")]
    pub window: Duration,
}

impl RateLimit {
    /// So many in any minute.
    pub const fn per_minute(requests: usize) -> Self {
        Self {
            requests,
            window: Duration::from_secs(60),
        }
    }
}

/// Which `ETag` a listing carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EtagMode {
    /// The revision of the whole catalogue: one value for all pages, new with every change anywhere.
    Listing,
    /// A digest of the page: a page keeps its value while its own bytes stay the same.
    Page,
    /// None; `If-None-Match` is not looked at either.
    None,
}

/// What `GET /health` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HealthStatus {
    /// 200.
    Healthy,
    /// 200, and something is slow or missing.
    Degraded,
    /// 503.
    Unhealthy,
}

/// The switches of a marketplace. They can be changed while it runs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Requests a token; `None` is unlimited. The contract: 100 a minute.
    pub rate_limit: Option<RateLimit>,
    /// Connections an instance: requests in flight and WebSockets together; `None` is unlimited. The contract: 10.
    pub connection_limit: Option<usize>,
    /// Which `ETag` lists carry.
    pub etag: EtagMode,
    /// Whether answers are compressed for those who accept it.
    pub compression: bool,
    /// Whether `PUT /api/v1/ratings` exists; without it 405.
    pub put_ratings: bool,
    /// Whether remote install exists; without it 501.
    pub install: bool,
    /// What `/health` says.
    pub health: HealthStatus,
    /// Time between pings on a WebSocket.
    #[serde(rename = "ping_every_ms", with = "millis")]
    pub ping_every: Duration,
    /// How long a client may take to answer one before it is dropped.
    #[serde(rename = "pong_within_ms", with = "millis")]
    pub pong_within: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rate_limit: Some(RateLimit::per_minute(100)),
            connection_limit: Some(10),
            etag: EtagMode::Listing,
            compression: true,
            put_ratings: true,
            install: true,
            health: HealthStatus::Healthy,
            ping_every: Duration::from_secs(30),
            pong_within: Duration::from_secs(10),
        }
    }
}

/// Durations cross the control API as whole milliseconds.
pub(crate) mod millis {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}
