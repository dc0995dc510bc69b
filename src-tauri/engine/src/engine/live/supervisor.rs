//! Owns the connection: hears what happens to it and what is wanted of it, asks the
//! state machine what follows, and does that.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use super::hold::Hold;
use super::{apply, catch_up};
use crate::engine::Engine;
use crate::engine::scheduler::News;
use crate::event::EngineEvent;
use crate::live::LivePolicy;
use crate::live::dial::Target;
use crate::live::frame::{Kind, Rejected};
use crate::live::inbox::Inbox;
use crate::live::machine::{Effect, Event, Now, step};
use crate::live::session::{Report, Session};
use crate::live::state::{Connection, Off, State};
use crate::model::UnixMillis;
use crate::store::socket::{self, SocketRecord};
use crate::store::{catalogue, settings};

/// How often the time of the last message is stored: never once a message.
const LAST_MESSAGE_STORED: Duration = Duration::from_secs(10);
/// A reason is logged at most once in this time (contract, section 3).
const LOGGED: Duration = Duration::from_secs(60);

/// Keeps the connection until it is stopped.
pub(super) async fn run(engine: Engine, stop: CancellationToken) {
    let inbox = Arc::new(Inbox::default());
    let wanted = Arc::new(Notify::new());
    let (lost, could_not_apply) = mpsc::unbounded_channel();
    let (writes, written) = mpsc::unbounded_channel();
    let applier = tokio::spawn(apply::keep(engine.clone(), Arc::clone(&inbox), lost));
    let catcher = tokio::spawn(catch_up::keep(
        engine.clone(),
        Arc::clone(&wanted),
        engine.inner.live_policy.catch_up_again,
    ));
    let writer = tokio::spawn(write_down(engine.clone(), written));
    let mut supervisor = Supervisor::new(engine.clone(), Arc::clone(&inbox), wanted, writes);
    tokio::select! {
        () = stop.cancelled() => {}
        () = supervisor.attend(could_not_apply) => {}
    }
    catcher.abort();
    supervisor.happens(Event::Forbidden(Off::Ended));
    supervisor.let_go().await;
    drop(supervisor);
    // A batch in the middle of its transaction is finished by its own thread.
    applier.abort();
    drop(applier.await);
    apply::rest(&engine, &inbox).await;
    if let Err(error) = writer.await {
        tracing::error!(%error, "the socket's state was not written");
    }
}

/// A record to be stored, and who waits for it.
type Write = (SocketRecord, Option<oneshot::Sender<()>>);

/// Stores records in their order, off the threads that others wait for; of several
/// that wait only the last.
async fn write_down(engine: Engine, mut writes: UnboundedReceiver<Write>) {
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

/// A session under way.
struct Running {
    number: u64,
    pings: UnboundedSender<()>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

struct Supervisor {
    engine: Engine,
    policy: LivePolicy,
    began: Instant,
    state: State,
    target: Option<Target>,
    hold: Option<Hold>,
    session: Option<Running>,
    /// Sessions that were told to end.
    closing: Vec<JoinHandle<()>>,
    sessions: u64,
    /// Connections made.
    connections: u64,
    reports: UnboundedSender<(u64, Report)>,
    reported: UnboundedReceiver<(u64, Report)>,
    inbox: Arc<Inbox>,
    catch_up: Arc<Notify>,
    writes: UnboundedSender<Write>,
    written_at: Instant,
    shown: SocketRecord,
    seen: News,
    /// The clocks as they last were: the monotonic one and this machine's.
    clocks: (Instant, UnixMillis),
    paused: bool,
    token_changed_at: Option<UnixMillis>,
    /// The catalogue's revision, watched while another process has the connection.
    revision: Option<u64>,
    logged: HashMap<Kind, (Instant, u64)>,
}

impl Supervisor {
    fn new(engine: Engine, inbox: Arc<Inbox>, catch_up: Arc<Notify>, writes: UnboundedSender<Write>) -> Self {
        let (reports, reported) = mpsc::unbounded_channel();
        let now = Instant::now();
        Self {
            policy: engine.inner.live_policy.clone(),
            seen: *engine.inner.schedule.news().borrow(),
            engine,
            began: now,
            state: State::new(),
            target: None,
            hold: None,
            session: None,
            closing: Vec::new(),
            sessions: 0,
            connections: 0,
            reports,
            reported,
            inbox,
            catch_up,
            writes,
            written_at: now,
            shown: SocketRecord::default(),
            clocks: (now, UnixMillis::now()),
            paused: false,
            token_changed_at: None,
            revision: None,
            logged: HashMap::new(),
        }
    }

    async fn attend(&mut self, mut could_not_apply: UnboundedReceiver<()>) {
        let mut news = self.engine.inner.schedule.news();
        let mut look = tokio::time::interval(self.policy.look);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.note_facts();
        self.consider().await;
        loop {
            let due = self.state.deadline(&self.policy).map(|at| self.began + at);
            let idle = Instant::now() + self.policy.look;
            tokio::select! {
                // The sender of reports lives in this very value.
                Some((number, report)) = self.reported.recv() => self.hear(number, report),
                Some(()) = could_not_apply.recv() => self.happens(Event::MessageLost),
                changed = news.changed() => {
                    if changed.is_err() {
                        // The engine itself is gone: so are we, at once.
                        return;
                    }
                    self.note_facts();
                    self.consider().await;
                }
                _ = look.tick() => self.look().await,
                () = tokio::time::sleep_until(due.unwrap_or(idle)), if due.is_some() => self.happens(Event::Tick),
            }
        }
    }

    /// What only looking finds out: that the machine slept, that another process let go
    /// of the connection, paused, or changed the token.
    async fn look(&mut self) {
        let (timer, wall) = std::mem::replace(&mut self.clocks, (Instant::now(), UnixMillis::now()));
        let by_timer = self.clocks.0.duration_since(timer);
        let by_wall = Duration::from_millis(u64::try_from(self.clocks.1.since(wall)).unwrap_or(0));
        if by_timer.max(by_wall) > self.policy.look + self.policy.slept {
            tracing::info!(seconds = by_timer.max(by_wall).as_secs(), "the machine woke");
            self.happens(Event::Woke);
        }
        self.look_at_the_catalogue();
        let (paused, token_changed_at) = (self.paused, self.token_changed_at);
        self.note_facts();
        if token_changed_at != self.token_changed_at {
            self.engine.token_changed_elsewhere();
        } else if paused != self.paused || self.state.connection == Connection::Off(Off::Elsewhere) {
            self.consider().await;
        }
    }

    /// What the process that has the connection changed is seen here too.
    fn look_at_the_catalogue(&mut self) {
        let revision = match self.hold {
            Some(_) => None,
            None => self
                .engine
                .inner
                .store
                .read(catalogue::meta)
                .ok()
                .map(|meta| meta.revision),
        };
        let before = std::mem::replace(&mut self.revision, revision);
        if let (Some(before), Some(revision)) = (before, revision)
            && before != revision
        {
            self.engine.emit(EngineEvent::CatalogueChanged { revision });
        }
    }

    fn note_facts(&mut self) {
        let facts = self
            .engine
            .inner
            .store
            .read(|connection| Ok((socket::is_paused(connection)?, settings::token_changed_at(connection)?)));
        match facts {
            Ok((paused, token_changed_at)) => (self.paused, self.token_changed_at) = (paused, token_changed_at),
            Err(error) => tracing::warn!(%error, "the pause could not be read"),
        }
    }

    /// Whether a connection is wanted, and which.
    async fn wish(&self) -> Result<Target, Off> {
        let resolved = self.engine.resolved();
        let config = &resolved.config;
        if self.engine.usable(&resolved).is_err() || !config.enabled {
            return Err(Off::LocalOnly);
        }
        if self.paused {
            return Err(Off::Paused);
        }
        if !config.ws_enabled {
            return Err(Off::SocketOff);
        }
        let url = match (&config.api_url, &config.ws_url) {
            (Some(_), Some(url)) => url.clone(),
            _ => return Err(Off::NoMarketplace),
        };
        match self.engine.token().await {
            Ok(Some((token, _))) => Ok(Target {
                url,
                token,
                attempts: config.ws_reconnect_attempts,
            }),
            Ok(None) => Err(Off::NoToken),
            Err(error) => {
                tracing::info!(%error, "the keychain gave no token for the socket");
                Err(Off::NoToken)
            }
        }
    }

    /// Compares what is wanted with what there is.
    async fn consider(&mut self) {
        let wish = self.wish().await;
        let news = *self.engine.inner.schedule.news().borrow();
        let before = std::mem::replace(&mut self.seen, news);
        let target = match wish {
            Ok(target) => target,
            Err(why) => return self.forbid(why).await,
        };
        if self.hold.is_none() && !self.take_hold() {
            return self.forbid(Off::Elsewhere).await;
        }
        self.policy.attempts = target.attempts;
        let old = self.target.replace(target.clone());
        if matches!(self.state.connection, Connection::Off(_)) {
            self.happens(Event::Allowed);
            return;
        }
        let another_token = old.as_ref().is_some_and(|old| !old.token.is_same(&target.token));
        let taken_again = news.token != before.token && self.state.connection == Connection::Rejected;
        if another_token || taken_again {
            self.happens(Event::TokenChanged);
        } else if old.is_some_and(|old| old.url != target.url) {
            self.happens(Event::AddressChanged);
        } else if news.refused != before.refused {
            self.happens(Event::TokenRefused);
        }
        if news.asked != before.asked {
            self.happens(Event::Asked);
        }
        if news.reached != before.reached {
            self.happens(Event::NetworkBack);
        }
    }

    async fn forbid(&mut self, why: Off) {
        self.target = None;
        if self.state.connection != Connection::Off(why) {
            self.happens(Event::Forbidden(why));
            self.let_go().await;
        }
    }

    fn take_hold(&mut self) -> bool {
        match Hold::take(self.engine.data_dir()) {
            Ok(hold) => self.hold = hold,
            Err(error) => tracing::warn!(%error, "the lock of the connection could not be had"),
        }
        if self.hold.is_none() {
            return false;
        }
        // What the holder before wrote goes on being what was last.
        match self.engine.inner.store.read(socket::record) {
            Ok(Some(record)) => {
                self.state.tally.reason = record.last_disconnect_reason;
                self.state.tally.last_message = record.last_message;
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "the socket's stored state could not be read"),
        }
        true
    }

    /// Lets another process have the connection, once this one's is really over and its
    /// state is stored.
    async fn let_go(&mut self) {
        for task in self.closing.drain(..) {
            // How it ended does not matter any more.
            drop(task.await);
        }
        if self.hold.is_none() {
            return;
        }
        let (done, written) = oneshot::channel();
        if self.writes.send((self.record(), Some(done))).is_ok() {
            // An error means that nobody writes any more: there is nothing to wait for.
            drop(written.await);
        }
        self.engine.inner.live.show(None);
        self.hold = None;
        self.engine.emit_status();
    }

    fn hear(&mut self, number: u64, report: Report) {
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

    fn dropped(&mut self, rejected: Rejected) {
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

    fn tell_dropped(&self, reason: &str) {
        self.engine.emit(EngineEvent::Dropped {
            reason: reason.to_owned(),
        });
    }

    fn happens(&mut self, event: Event) {
        let heard = matches!(event, Event::Heard { .. });
        let ended = matches!(event, Event::Failed(_) | Event::Lost(_));
        let now = Now {
            since: self.began.elapsed(),
            wall: UnixMillis::now(),
            jitter: rand::random(),
        };
        let before = std::mem::take(&mut self.state);
        let (state, effects) = step(before, event, now, &self.policy);
        self.state = state;
        if ended {
            self.session = None;
        }
        if heard {
            self.heard();
            return;
        }
        // Shown before it is said: who hears of it and asks learns the same.
        let changed = self.show();
        for effect in effects {
            self.perform(effect);
        }
        if changed {
            self.engine.emit_status();
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Dial { attempt } => self.dial(attempt),
            Effect::HangUp => {
                if let Some(session) = self.session.take() {
                    session.stop.cancel();
                    self.closing.retain(|task| !task.is_finished());
                    self.closing.push(session.task);
                }
            }
            Effect::Ping => {
                if let Some(session) = &self.session {
                    // A session that just ended is about to say so.
                    let _ = session.pings.send(());
                }
            }
            Effect::CatchUp => self.catch_up.notify_one(),
            Effect::TellGap => self.engine.emit(EngineEvent::Gap {}),
            Effect::TellConnected => {
                tracing::info!("the socket is connected");
                self.connections += 1;
                if self.connections > 1 || self.state.tally.reconnect_attempts() > 0 {
                    self.engine.inner.live.count(|counts| counts.reconnects += 1);
                }
                self.engine.inner.schedule.token_taken();
                self.engine.emit(EngineEvent::Connected {});
            }
            Effect::TellDisconnected => {
                let reason = self.state.tally.reason.clone().unwrap_or_default();
                tracing::info!(reason, "the socket is not connected");
                self.engine.inner.live.set_round_trip(None);
                self.engine.emit(EngineEvent::Disconnected { reason });
            }
            Effect::RefuseToken => self.engine.inner.schedule.token_refused(),
        }
    }

    fn dial(&mut self, attempt: u32) {
        let Some(target) = self.target.clone() else {
            // The machine dials only where a connection is wanted, and then there is a target.
            tracing::error!("there is nothing to dial");
            return;
        };
        self.sessions += 1;
        let (pings, pinged) = mpsc::unbounded_channel();
        let stop = CancellationToken::new();
        let session = Session {
            number: self.sessions,
            target,
            limit: self.policy.dial.min(self.engine.resolved().config.api_timeout),
            inbox: Arc::clone(&self.inbox),
            reports: self.reports.clone(),
            pings: pinged,
            stop: stop.clone(),
        };
        self.engine.emit(EngineEvent::Connecting { attempt });
        self.session = Some(Running {
            number: self.sessions,
            pings,
            stop,
            task: tokio::spawn(session.run()),
        });
    }

    fn record(&self) -> SocketRecord {
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
    fn heard(&mut self) {
        if self.state.tally.last_message != self.shown.last_message {
            self.shown.last_message = self.state.tally.last_message;
            self.engine.inner.live.show(Some(self.shown.clone()));
            if self.written_at.elapsed() >= LAST_MESSAGE_STORED {
                self.store();
            }
        }
    }

    /// Shows and stores the state, where it changed and this process has the connection.
    fn show(&mut self) -> bool {
        let record = self.record();
        if self.hold.is_none() || record == self.shown {
            return false;
        }
        self.shown = record;
        self.engine.inner.live.show(Some(self.shown.clone()));
        self.store();
        true
    }

    fn store(&mut self) {
        self.written_at = Instant::now();
        // Nobody writing any more means that we are about to be stopped.
        drop(self.writes.send((self.shown.clone(), None)));
    }
}
