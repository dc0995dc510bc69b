//! One connection's life: dialled, read until it ends, pinged and answered. Thin: it
//! reports what happens and does what it is told.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message as Frame};
use tokio_util::sync::CancellationToken;

use super::dial::{Socket, Target, dial};
use super::frame::{self, Message, Rejected};
use super::inbox::{Inbox, Pushed};
use super::machine::Event;
use super::rate::Rate;
use crate::api::said;
use crate::model::UnixMillis;

/// How long sending a frame may take before the connection counts as broken.
const SENDING: Duration = Duration::from_secs(10);
/// How long saying goodbye may take.
const GOODBYE: Duration = Duration::from_secs(1);
/// A frame that is a ping is at most this long; longer ones are not looked at when there are too many.
const PING_BYTES: usize = 512;

/// What a session reports, in the order it happens.
#[derive(Debug)]
pub(crate) enum Report {
    /// Something for the state machine.
    Happened(Event),
    /// A message of this type was taken.
    Taken(&'static str),
    /// A message was dropped.
    Dropped(Rejected),
    /// An update found no room.
    NoRoom,
    /// Our own ping came back after this long.
    RoundTrip(Duration),
}

/// What a session is made with.
pub(crate) struct Session {
    pub number: u64,
    pub target: Target,
    /// The limit on the attempt to connect.
    pub limit: Duration,
    pub inbox: Arc<Inbox>,
    pub reports: UnboundedSender<(u64, Report)>,
    /// Each asks for a ping of our own.
    pub pings: UnboundedReceiver<()>,
    pub stop: CancellationToken,
}

impl Session {
    /// Lives it; returns when it is over, which it has reported unless it was stopped.
    pub(crate) async fn run(mut self) {
        let stop = self.stop.clone();
        let dialled = tokio::select! {
            () = stop.cancelled() => return,
            dialled = dial(&self.target, self.limit) => dialled,
        };
        match dialled {
            Err(failure) => self.happened(Event::Failed(failure)),
            Ok(mut socket) => {
                self.happened(Event::Connected);
                let ended = tokio::select! {
                    () = stop.cancelled() => None,
                    reason = self.talk(&mut socket) => Some(reason),
                };
                match ended {
                    Some(reason) => self.happened(Event::Lost(reason)),
                    // One that does not take it is left all the same.
                    None => drop(timeout(GOODBYE, socket.close(None)).await),
                }
            }
        }
    }

    fn report(&self, report: Report) {
        // Nobody listening any more means that we are about to be stopped.
        drop(self.reports.send((self.number, report)));
    }

    fn happened(&self, event: Event) {
        self.report(Report::Happened(event));
    }

    /// Reads and writes until the connection ends; says why it did.
    async fn talk(&mut self, socket: &mut Socket) -> String {
        let began = Instant::now();
        let from = Arc::new(self.target.url.clone());
        let mut rate = Rate::default();
        let mut pinged: Option<(u64, Instant)> = None;
        let mut number = 0_u64;
        loop {
            let answer = tokio::select! {
                Some(()) = self.pings.recv() => {
                    number += 1;
                    pinged = Some((number, Instant::now()));
                    Some(Frame::Ping(number.to_be_bytes().to_vec().into()))
                }
                frame = socket.next() => match frame {
                    None => return "the connection broke".to_owned(),
                    Some(Err(error)) => {
                        if matches!(error, Error::Utf8(_)) {
                            self.report(Report::Dropped(Rejected::NotUtf8));
                        }
                        return words(&error).to_owned();
                    }
                    Some(Ok(Frame::Close(close))) => return self.goodbye(close),
                    Some(Ok(Frame::Text(text))) => {
                        self.happened(Event::Heard { message: true });
                        self.read(text.as_bytes(), rate.takes(began.elapsed()), &from)
                    }
                    Some(Ok(Frame::Binary(_))) => {
                        self.happened(Event::Heard { message: true });
                        let taken = rate.takes(began.elapsed());
                        self.report(Report::Dropped(if taken { Rejected::Binary } else { Rejected::TooMany }));
                        None
                    }
                    Some(Ok(Frame::Pong(payload))) => {
                        self.happened(Event::Heard { message: false });
                        if let Some((_, sent)) = pinged.take_if(|(number, _)| payload[..] == number.to_be_bytes()) {
                            self.report(Report::RoundTrip(sent.elapsed()));
                        }
                        None
                    }
                    Some(Ok(Frame::Ping(_) | Frame::Frame(_))) => {
                        self.happened(Event::Heard { message: false });
                        // The library has put the answer into its buffer: out with it.
                        if timeout(SENDING, socket.flush()).await.is_err() {
                            return "the marketplace does not read".to_owned();
                        }
                        None
                    }
                },
            };
            if let Some(answer) = answer {
                match timeout(SENDING, socket.send(answer)).await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => return words(&error).to_owned(),
                    Err(_) => return "the marketplace does not read".to_owned(),
                }
            }
        }
    }

    /// Reads a message; the answer, where it wants one.
    fn read(&self, text: &[u8], taken: bool, from: &Arc<crate::config::WsUrl>) -> Option<Frame> {
        let message = if taken {
            frame::read(text)
        } else {
            // In a flood the heartbeat goes on: it is what keeps the connection.
            match frame::read(&text[..text.len().min(PING_BYTES)]) {
                Ok(Message::Ping) => Ok(Message::Ping),
                _ => Err(Rejected::TooMany),
            }
        };
        match message {
            Err(rejected) => {
                self.report(Report::Dropped(rejected));
                None
            }
            Ok(Message::Pong) => {
                self.report(Report::Taken("pong"));
                None
            }
            Ok(Message::Ping) => {
                self.report(Report::Taken("ping"));
                let pong = serde_json::json!({ "type": "pong", "timestamp": UnixMillis::now() });
                Some(Frame::Text(pong.to_string().into()))
            }
            Ok(Message::Update(update)) => {
                let kind = update.kind();
                let pushed = Pushed {
                    from: Arc::clone(from),
                    update,
                };
                let report = if self.inbox.push(pushed) {
                    Report::Taken(kind)
                } else {
                    Report::NoRoom
                };
                self.report(report);
                None
            }
        }
    }

    /// What is said where the marketplace closes: its code and words, without the token
    /// should they hold it.
    fn goodbye(&self, close: Option<CloseFrame>) -> String {
        let Some(close) = close else {
            return "the marketplace closed the connection".to_owned();
        };
        let said = said(&close.reason, self.target.token.expose());
        let code = u16::from(close.code);
        if said.is_empty() {
            format!("the marketplace closed the connection ({code})")
        } else {
            format!("the marketplace closed the connection ({code}: {said})")
        }
    }
}

/// Why a connection broke, in words that quote nothing.
const fn words(error: &Error) -> &'static str {
    match error {
        Error::ConnectionClosed | Error::AlreadyClosed => "the marketplace closed the connection",
        Error::Capacity(_) => "a message was larger than 16 MiB",
        Error::Utf8(_) => "a message was no UTF-8",
        Error::Protocol(tokio_tungstenite::tungstenite::error::ProtocolError::ResetWithoutClosingHandshake)
        | Error::Io(_) => "the connection broke",
        Error::Protocol(_) => "the marketplace broke the rules of WebSocket",
        _ => "the connection broke",
    }
}
