//! The connections, and the way to each.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message};
use parking_lot::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::metrics::Metrics;

/// Why connections are closed when their token is revoked. 1008 is "violates policy".
pub(crate) const TOKEN_REVOKED: (u16, &str) = (1008, "token revoked");

/// What a connection is told to do.
#[derive(Debug, Clone)]
pub(crate) enum Order {
    /// Send this, not before its time.
    Send { message: Message, due: Instant },
    /// Close with this frame, and wait a moment for the answer.
    Close(CloseFrame),
    /// Say nothing and read nothing, or come back from that.
    Silent(bool),
}

/// One connection, as the hub sees it.
#[derive(Debug)]
struct Line {
    orders: UnboundedSender<Order>,
    abort: CancellationToken,
    token: Arc<str>,
}

/// A connection's own end.
#[derive(Debug)]
pub(crate) struct Plugged {
    pub orders: UnboundedReceiver<Order>,
    /// Cancelled: leave without a word.
    pub abort: CancellationToken,
    _unplug: Unplug,
}

/// Takes the line out of the hub when the connection is over, however that came.
#[derive(Debug)]
struct Unplug {
    hub: Hub,
    id: u64,
}

#[derive(Debug, Default)]
struct Lines {
    next: u64,
    open: HashMap<u64, Line>,
    delay: Duration,
    silent: bool,
    /// Whether the server is up. An upgrade that was under way when it went down must not outlive it.
    up: bool,
}

/// All live connections; clones share them.
#[derive(Debug, Clone)]
pub(crate) struct Hub {
    lines: Arc<Mutex<Lines>>,
    count: Arc<watch::Sender<usize>>,
    metrics: Metrics,
}

impl Hub {
    pub fn new(metrics: Metrics) -> Self {
        Self {
            lines: Arc::default(),
            count: Arc::new(watch::Sender::new(0)),
            metrics,
        }
    }

    /// A new connection comes in. If the server is being silent, so is it.
    pub fn plug_in(&self, token: &str) -> Plugged {
        let (orders, received) = unbounded_channel();
        let abort = CancellationToken::new();
        let mut lines = self.lines.lock();
        if lines.silent {
            // The receiver is in our hands, so this cannot fail; if it did, the connection would be over anyway.
            orders.send(Order::Silent(true)).ok();
        }
        if !lines.up {
            abort.cancel();
        }
        let id = lines.next;
        lines.next += 1;
        lines.open.insert(
            id,
            Line {
                orders,
                abort: abort.clone(),
                token: token.into(),
            },
        );
        self.count.send_replace(lines.open.len());
        self.metrics.sockets(lines.open.len());
        Plugged {
            orders: received,
            abort,
            _unplug: Unplug { hub: self.clone(), id },
        }
    }

    /// Announces a change to every connection.
    pub fn broadcast(&self, kind: &'static str, frame: String) {
        let connections = self.send(&Message::Text(frame.into()));
        self.metrics.messages(kind, "outbound", connections);
    }

    /// Sends a frame of any content to every connection, and says to how many.
    pub fn send(&self, message: &Message) -> usize {
        let lines = self.lines.lock();
        let due = Instant::now() + lines.delay;
        for line in lines.open.values() {
            // A connection that has just ended takes no more orders; it is about to leave the list.
            line.orders
                .send(Order::Send {
                    message: message.clone(),
                    due,
                })
                .ok();
        }
        lines.open.len()
    }

    /// Gives every connection (of one token, or of all) an order.
    pub fn order(&self, order: &Order, token: Option<&str>) {
        let lines = self.lines.lock();
        for line in lines
            .open
            .values()
            .filter(|line| token.is_none_or(|token| *line.token == *token))
        {
            line.orders.send(order.clone()).ok();
        }
    }

    /// Closes the connections that came in with a token.
    pub fn close_of(&self, token: &str, (code, reason): (u16, &'static str)) {
        self.order(
            &Order::Close(CloseFrame {
                code,
                reason: reason.into(),
            }),
            Some(token),
        );
    }

    /// Ends every connection without a closing frame.
    pub fn abort_all(&self) {
        for line in self.lines.lock().open.values() {
            line.abort.cancel();
        }
    }

    /// The server is up, and connections may come.
    pub fn go_up(&self) {
        self.lines.lock().up = true;
    }

    /// The server is down: every connection ends, and one that is just being made ends too.
    pub fn go_down(&self) {
        self.lines.lock().up = false;
        self.abort_all();
    }

    /// Makes present and future connections silent, or lets them speak again.
    pub fn silent(&self, silent: bool) {
        self.lines.lock().silent = silent;
        self.order(&Order::Silent(silent), None);
    }

    /// Every frame sent from now on arrives so much later; their order stays.
    pub fn delay(&self, delay: Duration) {
        self.lines.lock().delay = delay;
    }

    /// How many connections are open.
    pub fn open(&self) -> usize {
        *self.count.borrow()
    }

    /// Waits until so many connections are open.
    pub async fn reaches(&self, wanted: impl FnMut(&usize) -> bool) {
        // The sender lives in this very value, so the wait cannot fail.
        self.count.subscribe().wait_for(wanted).await.ok();
    }

    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }
}

impl Drop for Unplug {
    fn drop(&mut self) {
        let mut lines = self.hub.lines.lock();
        lines.open.remove(&self.id);
        self.hub.count.send_replace(lines.open.len());
        self.hub.metrics.sockets(lines.open.len());
    }
}
