//! What the marketplace received, for tests to ask about.
//!
//! Secrets are not kept: of the `Authorization` header only whether it came and whether it was right; tokens in
//! a query or in the path of a revocation are blanked.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::request::Parts;
use parking_lot::Mutex;
use serde::Serialize;
use tokio::sync::watch;

use crate::moment;

/// So many requests, connections and frames of each are remembered; older ones are forgotten.
const REMEMBERED: usize = 20_000;

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

#[derive(Debug, Default)]
struct Log {
    requests: VecDeque<RequestSeen>,
    sockets: VecDeque<SocketSeen>,
    request_count: u64,
    socket_count: u64,
    in_flight: usize,
    most_in_flight: usize,
}

/// The record; clones share it.
#[derive(Debug, Clone)]
pub struct Recorded {
    log: Arc<Mutex<Log>>,
    changed: Arc<watch::Sender<()>>,
    enabled: bool,
}

impl Recorded {
    pub(crate) fn new(enabled: bool) -> Self {
        Self {
            log: Arc::default(),
            changed: Arc::new(watch::Sender::new(())),
            enabled,
        }
    }

    /// Every request remembered, in order of arrival.
    pub fn requests(&self) -> Vec<RequestSeen> {
        self.log.lock().requests.iter().cloned().collect()
    }

    /// The requests to one path (a trailing `*` matches any rest), whatever their method.
    pub fn to(&self, path: &str) -> Vec<RequestSeen> {
        let fits = |one: &&RequestSeen| crate::faults::path_fits(path, &one.path);
        self.log
            .lock()
            .requests
            .iter()
            .filter(fits)
            .cloned()
            .collect()
    }

    /// How many requests came since the start or the last [`Recorded::clear`].
    pub fn count(&self) -> u64 {
        self.log.lock().request_count
    }

    /// The most requests that were in flight at one time.
    pub fn most_in_flight(&self) -> usize {
        self.log.lock().most_in_flight
    }

    /// Every WebSocket connection remembered, in order of arrival.
    pub fn sockets(&self) -> Vec<SocketSeen> {
        self.log.lock().sockets.iter().cloned().collect()
    }

    /// Forgets everything (requests under way are forgotten too).
    pub fn clear(&self) {
        let mut log = self.log.lock();
        let in_flight = log.in_flight;
        *log = Log {
            in_flight,
            most_in_flight: in_flight,
            ..Log::default()
        };
    }

    /// Waits until something holds of the record; false when it did not come to that in time.
    pub async fn until(&self, patience: Duration, mut holds: impl FnMut(&Self) -> bool) -> bool {
        let mut changes = self.changed.subscribe();
        let wait = async {
            loop {
                changes.mark_unchanged();
                if holds(self) || changes.changed().await.is_err() {
                    return;
                }
            }
        };
        tokio::time::timeout(patience, wait).await.is_ok()
    }

    pub(crate) fn request(&self, parts: &Parts, body: &Bytes, authorized: bool) -> RequestLog {
        let instant = Instant::now();
        if !self.enabled {
            return RequestLog {
                recorded: self.clone(),
                number: 0,
                instant,
            };
        }
        let mut log = self.log.lock();
        log.request_count += 1;
        log.in_flight += 1;
        log.most_in_flight = log.most_in_flight.max(log.in_flight);
        let number = log.request_count;
        let seen = RequestSeen {
            number,
            at: moment::now(),
            instant,
            method: parts.method.to_string(),
            path: without_token_in_path(parts.uri.path()),
            query: parts.uri.query().map(without_token_in_query),
            headers: headers(parts),
            has_authorization: parts.headers.contains_key(http::header::AUTHORIZATION),
            authorized,
            body: String::from_utf8_lossy(body).into_owned(),
            status: None,
            bytes_sent: 0,
            complete: false,
            took_ms: None,
            fault: None,
        };
        remember(&mut log.requests, seen);
        drop(log);
        self.changed.send_replace(());
        RequestLog {
            recorded: self.clone(),
            number,
            instant,
        }
    }

    pub(crate) fn socket(&self, instance_id: &str) -> SocketLog {
        if !self.enabled {
            return SocketLog {
                recorded: self.clone(),
                number: 0,
            };
        }
        let mut log = self.log.lock();
        log.socket_count += 1;
        let number = log.socket_count;
        let seen = SocketSeen {
            number,
            at: moment::now(),
            instant: Instant::now(),
            instance_id: instance_id.to_owned(),
            ended_at: None,
            ended: None,
            pings: 0,
            pongs: 0,
            protocol_pings: 0,
            sent: 0,
            frames: Vec::new(),
        };
        remember(&mut log.sockets, seen);
        drop(log);
        self.changed.send_replace(());
        SocketLog {
            recorded: self.clone(),
            number,
        }
    }
}

/// Writes one request's record; when it is dropped the request is over.
#[derive(Debug)]
pub(crate) struct RequestLog {
    recorded: Recorded,
    number: u64,
    instant: Instant,
}

impl RequestLog {
    pub fn fault(&self, number: u64) {
        self.change(|seen| seen.fault = Some(number));
    }

    pub fn answered(&self, status: u16) {
        self.change(|seen| seen.status = Some(status));
    }

    pub fn body(&self, bytes_sent: u64, complete: bool) {
        self.change(|seen| (seen.bytes_sent, seen.complete) = (bytes_sent, complete));
    }

    pub fn elapsed(&self) -> Duration {
        self.instant.elapsed()
    }

    fn change(&self, change: impl FnOnce(&mut RequestSeen)) {
        let mut log = self.recorded.log.lock();
        if let Ok(at) = log
            .requests
            .binary_search_by_key(&self.number, |seen| seen.number)
        {
            change(&mut log.requests[at]);
        }
        drop(log);
        self.recorded.changed.send_replace(());
    }
}

impl Drop for RequestLog {
    fn drop(&mut self) {
        if !self.recorded.enabled {
            return;
        }
        let took = u64::try_from(self.instant.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.change(|seen| seen.took_ms = Some(took));
        let mut log = self.recorded.log.lock();
        log.in_flight = log.in_flight.saturating_sub(1);
    }
}

/// Writes one connection's record.
#[derive(Debug)]
pub(crate) struct SocketLog {
    recorded: Recorded,
    number: u64,
}

impl SocketLog {
    pub fn ping(&self) {
        self.change(|seen| seen.pings += 1);
    }

    pub fn pong(&self) {
        self.change(|seen| seen.pongs += 1);
    }

    pub fn protocol_ping(&self) {
        self.change(|seen| seen.protocol_pings += 1);
    }

    pub fn sent(&self) {
        self.change(|seen| seen.sent += 1);
    }

    pub fn frame(&self, text: &str) {
        self.change(|seen| {
            if seen.frames.len() < REMEMBERED {
                seen.frames.push(text.to_owned());
            }
        });
    }

    pub fn ended(&self, why: &str) {
        self.change(|seen| {
            seen.ended = Some(why.to_owned());
            seen.ended_at = Some(moment::now());
        });
    }

    fn change(&self, change: impl FnOnce(&mut SocketSeen)) {
        let mut log = self.recorded.log.lock();
        if let Ok(at) = log
            .sockets
            .binary_search_by_key(&self.number, |seen| seen.number)
        {
            change(&mut log.sockets[at]);
        }
        drop(log);
        self.recorded.changed.send_replace(());
    }
}

fn remember<T>(queue: &mut VecDeque<T>, one: T) {
    if queue.len() == REMEMBERED {
        queue.pop_front();
    }
    queue.push_back(one);
}

fn headers(parts: &Parts) -> Vec<(String, String)> {
    parts
        .headers
        .iter()
        .filter(|(name, _)| *name != http::header::AUTHORIZATION)
        .map(|(name, value)| {
            (
                name.to_string(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect()
}

fn without_token_in_query(query: &str) -> String {
    let blank = |pair: &str| {
        if pair.starts_with("token=") {
            "token=***".to_owned()
        } else {
            pair.to_owned()
        }
    };
    query.split('&').map(blank).collect::<Vec<_>>().join("&")
}

fn without_token_in_path(path: &str) -> String {
    match path.strip_prefix("/api/v1/tokens/") {
        Some(_) => "/api/v1/tokens/***".to_owned(),
        None => path.to_owned(),
    }
}
