//! What is remembered of a request and of a connection.

use std::time::Instant;

use serde::Serialize;

/// One request and how it was answered.
#[derive(Debug, Clone, Serialize)]
pub struct RequestSeen {
    /// From 1, in order of arrival.
    pub number: u64,
    /// When it came.
    pub at: String,
    /// The same for arithmetic.
    #[serde(skip)]
    pub instant: Instant,
    /// `GET`, …
    pub method: String,
    /// Percent-encoded, as it came; a token in it is blanked.
    pub path: String,
    /// As it came; a token in it is blanked.
    pub query: Option<String>,
    /// All but `Authorization`.
    pub headers: Vec<(String, String)>,
    /// Whether an `Authorization` header came at all.
    pub has_authorization: bool,
    /// Whether the token (of the header, or of a WebSocket's query) was good.
    pub authorized: bool,
    /// As text, with replacement characters where it is none.
    pub body: String,
    /// The status answered; none while it is being worked on, and for ever where no answer was given.
    pub status: Option<u16>,
    /// Body bytes handed to the network.
    pub bytes_sent: u64,
    /// Whether the answer's body was handed over whole.
    pub complete: bool,
    /// From arrival to the end of the answer.
    pub took_ms: Option<u64>,
    /// The fault that was switched on for it, by its number.
    pub fault: Option<u64>,
}

impl RequestSeen {
    /// A header's value, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    /// A parameter of the query, undecoded.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.query
            .as_deref()?
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, v)| v)
    }

    /// The body as JSON; null where it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

/// One WebSocket connection.
#[derive(Debug, Clone, Serialize)]
pub struct SocketSeen {
    /// From 1, in order of arrival.
    pub number: u64,
    /// When it came.
    pub at: String,
    /// The same for arithmetic.
    #[serde(skip)]
    pub instant: Instant,
    /// The instance behind its token.
    pub instance_id: String,
    /// When it ended.
    pub ended_at: Option<String>,
    /// Why it ended.
    pub ended: Option<String>,
    /// Pings sent.
    pub pings: u64,
    /// Pongs received.
    pub pongs: u64,
    /// WebSocket-level pings received.
    pub protocol_pings: u64,
    /// Frames sent, pings included.
    pub sent: u64,
    /// Text frames received, pongs included; a binary frame is `[n bytes]`.
    pub frames: Vec<String>,
}
