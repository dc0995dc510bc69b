//! Writing the record while things happen.

use std::time::{Duration, Instant};

use super::{REMEMBERED, Recorded, RequestSeen, SocketSeen};
use crate::moment;

/// Writes one request's record; when it is dropped the request is over.
#[derive(Debug)]
pub(crate) struct RequestLog {
    pub(super) recorded: Recorded,
    pub(super) number: u64,
    pub(super) instant: Instant,
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
        if let Ok(at) = log.requests.binary_search_by_key(&self.number, |seen| seen.number) {
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
    pub(super) recorded: Recorded,
    pub(super) number: u64,
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
        if let Ok(at) = log.sockets.binary_search_by_key(&self.number, |seen| seen.number) {
            change(&mut log.sockets[at]);
        }
        drop(log);
        self.recorded.changed.send_replace(());
    }
}
