//! What a session reports, and what is counted, logged, shown and stored of it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::Supervisor;
use crate::engine::Engine;
use crate::event::EngineEvent;
use crate::live::frame::{Kind, Rejected};
use crate::live::machine::Event;
use crate::live::session::Report;
use crate::live::state::Connection;
use crate::store::socket::{self, SocketRecord};

/// How often the time of the last message is stored: never once a message.
const LAST_MESSAGE_STORED: Duration = Duration::from_secs(10);
/// A reason is logged at most once in this time (contract, section 3).
const LOGGED: Duration = Duration::from_secs(60);

/// A record to be stored, and who waits for it.
pub(super) type Write = (SocketRecord, Option<oneshot::Sender<()>>);

/// Stores records in their order, off the threads that others wait for; of several
/// that wait only the last.
pub(super) async fn write_down(engine: Engine, mut writes: UnboundedReceiver<Write>) {
    while let Some((mut record, waits)) = writes.recv().await {
        let mut waiting: Vec<_> = waits.into_iter().collect();
        while let Ok((later, waits)) = writes.try_recv() {
            record = later;
            waiting.extend(waits);
        }
        let store = Arc::clone(&engine.inner.store);
        let written =
            tokio::task::spawn_blocking(move || store.write(|connection| socket::set_record(connection, &record)))
                .await;
        if let Ok(Err(error)) = written {
            tracing::warn!(%error, "the socket's state could not be stored");
        }
        for waits in waiting {
            // Who no longer waits does not have to be told.
            let _ = waits.send(());
        }
    }
}

impl Supervisor {
    pub(super) fn hear(&mut self, number: u64, report: Report) {
        // What an earlier session says is of a connection that is over.
        if self.session.as_ref().is_none_or(|session| session.number != number) {
            return;
        }
        match report {
            Report::Happened(event) => self.happens(event),
            Report::Taken(kind) => self
                .engine
                .inner
                .live
                .count(|counts| *counts.messages.entry(kind).or_default() += 1),
            Report::Dropped(rejected) => self.dropped(rejected),
            Report::NoRoom => {
                self.tell_dropped("too many updates wait for the store");
                self.happens(Event::MessageLost);
            }
            Report::RoundTrip(took) => self.engine.inner.live.set_round_trip(Some(took)),
        }
    }

    pub(super) fn dropped(&mut self, rejected: Rejected) {
        let kind = rejected.kind();
        self.engine
            .inner
            .live
            .count(|counts| *counts.dropped.entry(kind.as_str()).or_default() += 1);
        let now = Instant::now();
        let first = !self.logged.contains_key(&kind);
        let (logged_at, since) = self.logged.entry(kind).or_insert((now, 0));
        *since += 1;
        if first || now.duration_since(*logged_at) >= LOGGED {
            tracing::warn!(reason = %rejected, count = *since, "messages of the marketplace were dropped");
            (*logged_at, *since) = (now, 0);
        }
        // Of a flood it is said once: a thousand lines would push out what matters.
        let in_gap = matches!(self.state.connection, Connection::Live(live) if live.gap.is_some());
        if kind != Kind::TooMany || !in_gap {
            self.tell_dropped(&rejected.to_string());
        }
        if kind.is_gap() {
            self.happens(Event::MessageLost);
        }
    }

    pub(super) fn tell_dropped(&self, reason: &str) {
        self.engine.emit(EngineEvent::Dropped {
            reason: reason.to_owned(),
        });
    }

    pub(super) fn record(&self) -> SocketRecord {
        let tally = &self.state.tally;
        SocketRecord {
            reach: self.state.reach(&self.policy),
            reconnect_attempts: tally.reconnect_attempts(),
            consecutive_failures: tally.failures,
            last_disconnect_reason: tally.reason.clone(),
            last_message: tally.last_message,
        }
    }

    /// A frame came: only the time of the last message changed.
    pub(super) fn heard(&mut self) {
        if self.state.tally.last_message != self.shown.last_message {
            self.shown.last_message = self.state.tally.last_message;
            self.engine.inner.live.show(Some(self.shown.clone()));
            if self.written_at.elapsed() >= LAST_MESSAGE_STORED {
                self.store();
            }
        }
    }

    /// Shows and stores the state, where it changed and this process has the connection.
    pub(super) fn show(&mut self) -> bool {
        let record = self.record();
        if self.hold.is_none() || record == self.shown {
            return false;
        }
        self.shown = record;
        self.engine.inner.live.show(Some(self.shown.clone()));
        self.store();
        true
    }

    pub(super) fn store(&mut self) {
        self.written_at = Instant::now();
        // Nobody writing any more means that we are about to be stopped.
        drop(self.writes.send((self.shown.clone(), None)));
    }
}
