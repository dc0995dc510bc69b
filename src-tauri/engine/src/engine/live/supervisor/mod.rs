//! Owns the connection: hears what happens to it and what is wanted of it, asks the
//! state machine what follows, and does that.

mod reports;
mod wish;

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::Notify;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use super::hold::Hold;
use super::{apply, catch_up};
use crate::activity::{ActivityFacts, Happened, NewActivity};
use crate::engine::Engine;
use crate::engine::scheduler::News;
use crate::event::EngineEvent;
use crate::live::LivePolicy;
use crate::live::dial::Target;
use crate::live::frame::Kind;
use crate::live::inbox::Inbox;
use crate::live::machine::{Effect, Event, Now, step};
use crate::live::session::{Report, Session};
use crate::live::state::{Connection, Off, State};
use crate::model::UnixMillis;
use crate::store::socket::SocketRecord;

use reports::{Write, write_down};

/// Keeps the connection until it is stopped.
pub(super) async fn run(engine: Engine, stop: CancellationToken) {
    let inbox = Arc::new(Inbox::default());
    let wanted = Arc::new(Notify::new());
    let (lost, could_not_apply) = mpsc::unbounded_channel();
    let (writes, written) = mpsc::unbounded_channel();
    let applier = tokio::spawn(apply::keep(
        engine.clone(),
        Arc::clone(&inbox),
        Arc::clone(&wanted),
        lost,
    ));
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
    engine.close_minute();
    // Not left to a thread that may find the program ended.
    drop(
        tokio::task::spawn_blocking({
            let engine = engine.clone();
            move || engine.write_notes()
        })
        .await,
    );
    if let Err(error) = writer.await {
        tracing::error!(%error, "the socket's state was not written");
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
            Effect::TellGap => {
                self.engine
                    .note(NewActivity::now(Happened::Gap, ActivityFacts::default()));
                self.engine.emit(EngineEvent::Gap {});
            }
            Effect::TellConnected => {
                tracing::info!("the socket is connected");
                self.connections += 1;
                if self.connections > 1 || self.state.tally.reconnect_attempts() > 0 {
                    self.engine.inner.live.count(|counts| counts.reconnects += 1);
                }
                self.engine.inner.schedule.token_taken();
                self.engine
                    .note(NewActivity::now(Happened::Connected, ActivityFacts::default()));
                let engine = self.engine.clone();
                tokio::task::spawn_blocking(move || engine.try_waiting());
                self.engine.emit(EngineEvent::Connected {});
            }
            Effect::TellDisconnected => {
                let reason = self.state.tally.reason.clone().unwrap_or_default();
                tracing::info!(reason, "the socket is not connected");
                self.engine.inner.live.set_round_trip(None);
                let wanted = !matches!(self.state.connection, Connection::Off(_));
                self.engine.note_disconnected(&reason, wanted);
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
}
