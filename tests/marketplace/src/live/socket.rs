//! One WebSocket connection, from upgrade to end.
//!
//! ```text
//!            ┌────── ping due: send ping, expect a pong ──────┐
//!  upgrade ─►│ frame due: send it                             │──► ended: by the client, by order,
//!            │ frame in: record it, a pong ends the waiting   │    no pong in time, lost, aborted
//!            └────── silent: only orders are heard ───────────┘
//! ```

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use serde_json::Value;
use tokio::time::{Instant, sleep_until, timeout};

use super::hub::{Hub, Order, Plugged};
use crate::limits::Seat;
use crate::moment;
use crate::record::SocketLog;
use crate::settings::Settings;

/// How long a client may take to answer a closing frame, and to take a frame we send, before we leave.
const PATIENCE: Duration = Duration::from_secs(5);
/// "Violates policy": the nearest standard code for a client that does not answer pings.
const POLICY: u16 = 1008;

/// What keeps a connection's accounts: its seat among the instance's connections and its record.
pub(crate) struct Accounts {
    pub seat: Option<Seat>,
    pub log: SocketLog,
    pub settings: Arc<Settings>,
}

/// Lives a connection's life; returns when it is over.
pub(crate) async fn run(socket: WebSocket, hub: Hub, plugged: Plugged, accounts: Accounts) {
    let Accounts { seat, log, settings } = accounts;
    let abort = plugged.abort.clone();
    let mut connection = Connection {
        socket,
        hub,
        plugged,
        outbox: VecDeque::new(),
        silent: false,
        next_ping: Instant::now() + settings.ping_every,
        pong_by: None,
        log,
        settings,
    };
    let why = tokio::select! {
        why = connection.live() => why,
        () = abort.cancelled() => "aborted by the server",
    };
    connection.log.ended(why);
    // The peer's view of the end comes with the socket; only then is the seat free for another.
    drop(connection);
    drop(seat);
}

struct Connection {
    socket: WebSocket,
    hub: Hub,
    plugged: Plugged,
    outbox: VecDeque<(Instant, Message)>,
    silent: bool,
    next_ping: Instant,
    pong_by: Option<Instant>,
    log: SocketLog,
    settings: Arc<Settings>,
}

impl Connection {
    async fn live(&mut self) -> &'static str {
        loop {
            let far = Instant::now() + Duration::from_secs(86_400);
            let send_at = self.outbox.front().map_or(far, |(due, _)| *due);
            let pong_by = self.pong_by.unwrap_or(far);
            let step = tokio::select! {
                order = self.plugged.orders.recv() => match order {
                    Some(order) => self.obey(order).await,
                    None => Err("server stopped"),
                },
                received = self.socket.recv(), if !self.silent => self.hear(received),
                () = sleep_until(send_at), if !self.silent => self.send_next().await,
                () = sleep_until(self.next_ping), if !self.silent => self.ping().await,
                () = sleep_until(pong_by), if !self.silent => {
                    self.close(CloseFrame { code: POLICY, reason: "no pong".into() }).await;
                    Err("no pong in time")
                }
            };
            if let Err(why) = step {
                return why;
            }
        }
    }

    async fn obey(&mut self, order: Order) -> Result<(), &'static str> {
        match order {
            // Silence loses what is said meanwhile: that is what makes it dangerous.
            Order::Send { .. } if self.silent => {}
            Order::Send { message, due } => self.outbox.push_back((due, message)),
            Order::Silent(silent) => {
                self.silent = silent;
                self.pong_by = None;
                self.next_ping = Instant::now() + self.settings.ping_every;
            }
            Order::Close(frame) => {
                self.close(frame).await;
                return Err("closed by the server");
            }
        }
        Ok(())
    }

    fn hear(&mut self, received: Option<Result<Message, axum::Error>>) -> Result<(), &'static str> {
        match received {
            None => Err("lost"),
            Some(Err(_)) => Err("lost"),
            Some(Ok(Message::Close(_))) => Err("closed by the client"),
            Some(Ok(Message::Text(text))) => {
                let kind = kind_of(&text);
                if kind == "pong" {
                    self.pong_by = None;
                    self.log.pong();
                }
                self.hub.metrics().messages(kind, "inbound", 1);
                self.log.frame(text.as_str());
                Ok(())
            }
            Some(Ok(Message::Binary(bytes))) => {
                self.hub.metrics().messages("binary", "inbound", 1);
                self.log.frame(&format!("[{} bytes]", bytes.len()));
                Ok(())
            }
            // WebSocket-level pings are answered by the library.
            Some(Ok(Message::Ping(_))) => {
                self.log.protocol_ping();
                Ok(())
            }
            Some(Ok(Message::Pong(_))) => Ok(()),
        }
    }

    async fn send_next(&mut self) -> Result<(), &'static str> {
        match self.outbox.pop_front() {
            Some((_, message)) => self.send(message).await,
            None => Ok(()),
        }
    }

    async fn ping(&mut self) -> Result<(), &'static str> {
        let now = Instant::now();
        self.next_ping = now + self.settings.ping_every;
        self.pong_by.get_or_insert(now + self.settings.pong_within);
        let frame = serde_json::json!({ "type": "ping", "timestamp": moment::now() });
        self.hub.metrics().messages("ping", "outbound", 1);
        self.log.ping();
        self.send(Message::Text(frame.to_string().into())).await
    }

    async fn send(&mut self, message: Message) -> Result<(), &'static str> {
        match timeout(PATIENCE, self.socket.send(message)).await {
            Ok(Ok(())) => {
                self.log.sent();
                Ok(())
            }
            Ok(Err(_)) => Err("lost"),
            Err(_) => Err("the client does not read"),
        }
    }

    async fn close(&mut self, frame: CloseFrame) {
        let goodbye = async {
            if self.socket.send(Message::Close(Some(frame))).await.is_ok() {
                while let Some(Ok(message)) = self.socket.recv().await {
                    if matches!(message, Message::Close(_)) {
                        break;
                    }
                }
            }
        };
        // A client that does not answer is left all the same.
        timeout(PATIENCE, goodbye).await.ok();
    }
}

/// The frame's type, as far as it has one that the contract knows: labels of metrics must not grow with input.
fn kind_of(text: &str) -> &'static str {
    let frame: Value = serde_json::from_str(text).unwrap_or_default();
    match frame["type"].as_str() {
        Some("pong") => "pong",
        Some("ping") => "ping",
        _ => "unknown",
    }
}
