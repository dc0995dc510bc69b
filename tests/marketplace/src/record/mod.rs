//! What the marketplace received, for tests to ask about.
//!
//! Secrets are not kept: of the `Authorization` header only whether it came and whether it was right; tokens in
//! a query or in the path of a revocation are blanked.

mod logs;
mod seen;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::request::Parts;
use parking_lot::Mutex;
use tokio::sync::watch;

pub(crate) use logs::{RequestLog, SocketLog};
pub use seen::{RequestSeen, SocketSeen};

use crate::moment;

/// So many requests, connections and frames of each are remembered; older ones are forgotten.
const REMEMBERED: usize = 20_000;

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
        self.log.lock().requests.iter().filter(fits).cloned().collect()
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
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
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
