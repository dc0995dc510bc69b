//! What is seen of the connection: in this process, and in the others by what the
//! holder stored.

use std::collections::BTreeMap;
use std::time::Duration;

use parking_lot::Mutex;

use super::Engine;
use super::hold::Hold;
use crate::status::{Reach, WebsocketStatus};
use crate::store::socket::SocketRecord;

/// What a process counted of its connections since it started.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SocketCounts {
    /// Messages taken, by type, pings and pongs included.
    pub messages: BTreeMap<&'static str, u64>,
    /// Messages dropped, by kind of reason.
    pub dropped: BTreeMap<&'static str, u64>,
    /// Connections made after one was lost or an attempt failed.
    pub reconnects: u64,
}

/// The connection as this process has it.
#[derive(Default)]
pub(in crate::engine) struct Shared {
    /// Only while this process holds the connection.
    record: Mutex<Option<SocketRecord>>,
    round_trip: Mutex<Option<Duration>>,
    counts: Mutex<SocketCounts>,
}

impl Shared {
    pub(super) fn counts(&self) -> SocketCounts {
        self.counts.lock().clone()
    }

    pub(super) fn count(&self, what: impl FnOnce(&mut SocketCounts)) {
        what(&mut self.counts.lock());
    }

    /// Whether this process holds the connection.
    pub(super) fn is_own(&self) -> bool {
        self.record.lock().is_some()
    }

    pub(super) fn show(&self, record: Option<SocketRecord>) {
        *self.record.lock() = record;
    }

    pub(super) fn set_round_trip(&self, took: Option<Duration>) {
        *self.round_trip.lock() = took;
    }
}

impl Engine {
    /// The socket as it is shown: this process's own where it holds the connection,
    /// else what was stored, which counts as a connection only while somebody really
    /// holds it.
    pub(in crate::engine) fn socket_shown(&self, stored: Option<SocketRecord>) -> (Reach, WebsocketStatus) {
        let own = self.inner.live.record.lock().clone();
        let round_trip = if own.is_some() {
            *self.inner.live.round_trip.lock()
        } else {
            None
        };
        let record = own.unwrap_or_else(|| {
            let mut record = stored.unwrap_or_default();
            if record.reach != Reach::Idle && !Hold::is_taken(self.data_dir()) {
                record.reach = Reach::Idle;
            }
            record
        });
        let shown = WebsocketStatus {
            connected: record.reach == Reach::Connected,
            reconnect_attempts: record.reconnect_attempts,
            consecutive_failures: record.consecutive_failures,
            last_disconnect_reason: record.last_disconnect_reason,
            last_message: record.last_message,
            round_trip_ms: round_trip.map(|took| u32::try_from(took.as_millis()).unwrap_or(u32::MAX)),
        };
        (record.reach, shown)
    }
}
