//! The live connections, in a test's hands.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message};
use bytes::Bytes;
use tokio::time::{Instant, sleep_until};

use super::hub::{Hub, Order};

/// What a test can do to the WebSocket connections. To refuse one at the door, put a fault on `/ws`
/// ([`crate::When::get`]).
#[derive(Debug, Clone)]
pub struct Sockets {
    hub: Hub,
}

impl Sockets {
    pub(crate) fn new(hub: Hub) -> Self {
        Self { hub }
    }

    /// How many are open.
    pub fn open(&self) -> usize {
        self.hub.open()
    }

    /// Waits until at least so many are open.
    pub async fn connected(&self, at_least: usize) {
        self.hub.reaches(|open| *open >= at_least).await;
    }

    /// Waits until none is open.
    pub async fn all_gone(&self) {
        self.hub.reaches(|open| *open == 0).await;
    }

    /// Drops all of them as a network does: no closing frame.
    pub fn drop_all(&self) {
        self.hub.abort_all();
    }

    /// Closes all of them with a closing frame.
    pub fn close_all(&self, code: u16, reason: &str) {
        let reason: String = reason.chars().take(40).collect();
        self.hub.order(
            &Order::Close(CloseFrame {
                code,
                reason: reason.into(),
            }),
            None,
        );
    }

    /// Goes silent on present and future connections: no frames, no pings, no answer to WebSocket-level pings, and
    /// nothing is read. What is announced meanwhile is lost. `false` ends it.
    pub fn silent(&self, silent: bool) {
        self.hub.silent(silent);
    }

    /// Sends a text frame of any content, and says to how many.
    pub fn send_text(&self, text: impl Into<String>) -> usize {
        self.hub.send(&Message::Text(text.into().into()))
    }

    /// Sends a binary frame, and says to how many.
    pub fn send_binary(&self, bytes: impl Into<Bytes>) -> usize {
        self.hub.send(&Message::Binary(bytes.into()))
    }

    /// Sends `count` text frames at a steady rate; `frame` writes the nth, from 0.
    pub async fn flood(&self, count: u64, per_second: f64, frame: impl Fn(u64) -> String) {
        let start = Instant::now();
        for n in 0..count {
            let offset = Duration::try_from_secs_f64(n as f64 / per_second).unwrap_or_default();
            // One sleep for frames that are due within the timer's grain: the rate holds beyond 1,000 a second.
            if start + offset > Instant::now() {
                sleep_until(start + offset).await;
            }
            self.send_text(frame(n));
        }
    }

    /// Frames sent from now on arrive so much later, in order. Zero ends it.
    pub fn delay(&self, delay: Duration) {
        self.hub.delay(delay);
    }
}
