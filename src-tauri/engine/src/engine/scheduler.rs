//! When the next sync runs: at start-up, after every interval, when the
//! configuration or the token changed, and not before a time the marketplace asked
//! us to wait for (contract, sections 2 and 4). The catalogue and the ratings have an
//! interval each. Beside the syncs, a rating just given is tried at once (section 5).

use std::collections::VecDeque;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{Engine, Part, SyncRequest, Trigger};
use crate::model::{Code, SkillId, UnixMillis};
use crate::sync::{Outcome, SyncReport};

/// What the scheduler and the status know of when to sync.
#[derive(Default)]
pub(super) struct Schedule {
    state: Mutex<State>,
    changed: Notify,
    news: watch::Sender<News>,
    /// A rating is to be tried at once.
    rated: Notify,
}

/// What the listener has to know of, each counted: what rose since it last looked has
/// happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct News {
    /// The configuration or the pause changed.
    pub configured: u64,
    /// There is another token, or the marketplace took the same one again.
    pub token: u64,
    /// A sync found the token refused.
    pub refused: u64,
    /// A sync reached the marketplace after one that could not.
    pub reached: u64,
    /// The user asks for the connection.
    pub asked: u64,
}

#[derive(Default)]
struct State {
    /// Whether a scheduler runs in this process.
    running: bool,
    next: Option<UnixMillis>,
    /// When skills and categories were last tried.
    last_attempt: Option<UnixMillis>,
    /// When ratings were last tried.
    last_ratings: Option<UnixMillis>,
    /// Ratings to be tried at once.
    rated: VecDeque<SkillId>,
    /// Whether the marketplace refused the token in use.
    rejected: bool,
    /// When the socket was refused the token: a sync begun before says nothing of it.
    refused_at: Option<UnixMillis>,
    /// Whether the last sync could not reach the marketplace.
    unreachable: bool,
    /// The marketplace asked not to be asked again before then.
    not_before: Option<UnixMillis>,
    /// When the configuration or the token last changed: a sync that began before says
    /// nothing of what holds now, and the next is due at once.
    changed_at: Option<UnixMillis>,
}

/// What the scheduler does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plan {
    /// Sync this part now; `None` for all.
    Now(Option<Part>),
    /// Look again after this long.
    Wait(Duration),
    /// Nothing to do until something changes.
    Idle,
}

impl Schedule {
    pub(super) fn next(&self) -> Option<UnixMillis> {
        let state = self.state.lock();
        if state.running { state.next } else { None }
    }

    pub(super) fn is_rejected(&self) -> bool {
        self.state.lock().rejected
    }

    pub(super) fn token_changed(&self) {
        let mut state = self.state.lock();
        state.rejected = false;
        state.refused_at = None;
        state.last_attempt = None;
        state.last_ratings = None;
        state.changed_at = Some(UnixMillis::now());
        drop(state);
        self.changed.notify_one();
        self.tell(|news| news.token += 1);
    }

    /// The socket was refused the token: nothing uses it until it changes or the user asks.
    pub(super) fn token_refused(&self) {
        let mut state = self.state.lock();
        state.rejected = true;
        state.refused_at = Some(UnixMillis::now());
        drop(state);
        self.changed.notify_one();
    }

    /// The marketplace took the token, for the socket.
    pub(super) fn token_taken(&self) {
        let mut state = self.state.lock();
        let was_rejected = std::mem::take(&mut state.rejected);
        state.refused_at = None;
        drop(state);
        if was_rejected {
            self.changed.notify_one();
        }
    }

    /// The user asks for the connection.
    pub(super) fn ask(&self) {
        self.tell(|news| news.asked += 1);
    }

    /// Waits until the token is another, or was taken again.
    pub(super) async fn token_news(&self) {
        let mut news = self.news();
        let known = news.borrow().token;
        // The sender lives as long as the schedule, which this borrows.
        drop(news.wait_for(|news| news.token != known).await);
    }

    /// What the listener has to know of, from now on.
    pub(super) fn news(&self) -> watch::Receiver<News> {
        self.news.subscribe()
    }

    fn tell(&self, what: impl FnOnce(&mut News)) {
        self.news.send_modify(what);
    }

    pub(super) fn changed(&self) {
        let mut state = self.state.lock();
        state.last_attempt = None;
        state.last_ratings = None;
        state.not_before = None;
        state.changed_at = Some(UnixMillis::now());
        drop(state);
        self.changed.notify_one();
        self.tell(|news| news.configured += 1);
    }

    /// A rating is to be tried at once, where a scheduler runs.
    pub(super) fn rated(&self, id: SkillId) {
        let mut state = self.state.lock();
        if !state.running {
            return;
        }
        state.rated.retain(|known| *known != id);
        state.rated.push_back(id);
        drop(state);
        self.rated.notify_one();
    }

    /// The marketplace refused the token outside of a sync.
    pub(super) fn refused(&self) {
        self.state.lock().rejected = true;
        self.changed.notify_one();
        self.tell(|news| news.refused += 1);
    }

    /// Whether the marketplace asked not to be asked now.
    pub(super) fn asked_to_wait(&self, now: UnixMillis) -> bool {
        self.state.lock().not_before.is_some_and(|at| at > now)
    }

    /// There were no ratings to send.
    fn no_ratings(&self, now: UnixMillis) {
        self.state.lock().last_ratings = Some(now);
    }

    /// Notes how a sync ended, whoever asked for it.
    pub(super) fn ended(&self, request: SyncRequest, report: &SyncReport) {
        let mut state = self.state.lock();
        let outdated = state.changed_at.is_some_and(|at| report.started_at <= at);
        if request.wants(Part::Skills) && !outdated {
            state.last_attempt = Some(report.ended_at);
        }
        if request.wants(Part::Ratings) && !outdated {
            state.last_ratings = Some(report.ended_at);
        }
        let code = report.error.as_ref().map(|problem| problem.code);
        let was_rejected = state.rejected;
        let was_unreachable = state.unreachable;
        let about_before = state
            .refused_at
            .is_some_and(|at| code.is_some() || report.started_at <= at);
        // A sync that began before the token changed may have used the one of before.
        let about_before = about_before || (outdated && code == Some(Code::TokenRejected));
        if !about_before {
            state.rejected = code == Some(Code::TokenRejected);
            state.refused_at = None;
        }
        state.unreachable = matches!(code, Some(Code::Unreachable | Code::TimedOut));
        let (is_rejected, is_unreachable) = (state.rejected, state.unreachable);
        state.not_before = report
            .error
            .as_ref()
            .and_then(|problem| problem.retry_after_ms)
            .map(|wait| report.ended_at.plus(i64::try_from(wait).unwrap_or(i64::MAX)));
        drop(state);
        if report.outcome != Outcome::Joined {
            self.changed.notify_one();
        }
        match (was_rejected, is_rejected) {
            (false, true) => self.tell(|news| news.refused += 1),
            (true, false) if code.is_none() => self.tell(|news| news.token += 1),
            _ => {}
        }
        if was_unreachable && !is_unreachable {
            self.tell(|news| news.reached += 1);
        }
    }

    fn plan(&self, intervals: Intervals, can_sync: bool, now: UnixMillis) -> Plan {
        let mut state = self.state.lock();
        let plan = plan(&state, intervals, can_sync, now);
        // What people wait for is the catalogue; ratings are sent as they are given.
        state.next = (plan != Plan::Idle).then(|| due(&state, state.last_attempt, intervals.catalogue, now));
        plan
    }
}

/// Time between syncs.
#[derive(Debug, Clone, Copy)]
struct Intervals {
    catalogue: Duration,
    ratings: Duration,
}

/// When something that was last tried then is due, not before `now`.
fn due(state: &State, last: Option<UnixMillis>, interval: Duration, now: UnixMillis) -> UnixMillis {
    let interval = i64::try_from(interval.as_millis()).unwrap_or(i64::MAX);
    let due = match last {
        None => now,
        // A clock that was set back must not put the next sync off by a day.
        Some(last) if last > now => now,
        Some(last) => last.plus(interval),
    };
    // The same for a pause that was counted by the clock of before.
    let longest = now.plus(24 * 60 * 60 * 1000);
    state.not_before.map_or(due, |at| due.max(at.min(longest))).max(now)
}

fn plan(state: &State, intervals: Intervals, can_sync: bool, now: UnixMillis) -> Plan {
    if !can_sync || state.rejected {
        return Plan::Idle;
    }
    let catalogue = due(state, state.last_attempt, intervals.catalogue, now);
    let ratings = due(state, state.last_ratings, intervals.ratings, now);
    match (catalogue <= now, ratings <= now) {
        (true, true) => Plan::Now(None),
        (true, false) => Plan::Now(Some(Part::Catalogue)),
        (false, true) => Plan::Now(Some(Part::Ratings)),
        (false, false) => {
            let wait = catalogue.min(ratings).since(now);
            Plan::Wait(Duration::from_millis(u64::try_from(wait).unwrap_or(0)))
        }
    }
}

/// Syncs when it is time, until it is dropped.
pub struct Scheduler {
    stop: DropGuard,
    task: JoinHandle<()>,
}

impl Scheduler {
    /// Stops it and waits until it has stopped.
    pub async fn shutdown(self) {
        drop(self.stop);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the scheduler ended badly");
        }
    }
}

/// The longest sleep: after a machine wakes, timers may be late by this much at most.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

impl Engine {
    /// Starts to sync at start-up and after every interval.
    #[must_use = "dropping it stops it"]
    pub fn schedule(&self) -> Scheduler {
        let engine = self.clone();
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        self.inner.schedule.state.lock().running = true;
        let task = tokio::spawn(async move {
            tokio::select! {
                () = stopped.cancelled() => {}
                ((), (), (), (), ()) = async {
                    tokio::join!(
                        engine.keep_in_sync(),
                        engine.keep_trying_ratings(),
                        engine.keep_asking_the_keychain(),
                        engine.keep_rotations_short(),
                        engine.keep_facts(),
                    )
                } => {}
            }
            engine.stop_sync().await;
            let mut state = engine.inner.schedule.state.lock();
            state.running = false;
            state.rated.clear();
        });
        Scheduler {
            stop: stop.drop_guard(),
            task,
        }
    }

    async fn keep_in_sync(&self) {
        let mut trigger = Trigger::Start;
        loop {
            let schedule = &self.inner.schedule;
            let config = &self.resolved().config;
            let intervals = Intervals {
                catalogue: config.sync_interval,
                ratings: config.rating_sync_interval,
            };
            match schedule.plan(intervals, self.can_sync(), UnixMillis::now()) {
                Plan::Now(Some(Part::Ratings)) if !self.ratings_due() => schedule.no_ratings(UnixMillis::now()),
                Plan::Now(only) => {
                    let request = SyncRequest {
                        only,
                        ..SyncRequest::default()
                    };
                    let report = self.sync(request, trigger).await;
                    tracing::info!(outcome = ?report.outcome, part = ?only, "scheduled sync");
                    trigger = Trigger::Schedule;
                }
                Plan::Wait(wait) => {
                    tokio::select! {
                        () = schedule.changed.notified() => {}
                        () = tokio::time::sleep(wait.min(LONGEST_SLEEP)) => {}
                    }
                }
                Plan::Idle => schedule.changed.notified().await,
            }
        }
    }

    /// Tries each rating at once when it is given. Beside the syncs, since one may take
    /// minutes.
    async fn keep_trying_ratings(&self) {
        let schedule = &self.inner.schedule;
        loop {
            let next = schedule.state.lock().rated.pop_front();
            match next {
                Some(id) => self.try_at_once(id).await,
                None => schedule.rated.notified().await,
            }
        }
    }

    fn can_sync(&self) -> bool {
        let resolved = self.resolved();
        self.usable(&resolved).is_ok()
            && resolved.config.enabled
            && resolved.config.api_url.is_some()
            && !self.waits_for_keychain()
            && !self.is_paused()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUARTER: Duration = Duration::from_secs(15 * 60);
    const HALF: Duration = Duration::from_secs(30 * 60);
    const MINUTE: i64 = 60_000;
    const NOW: UnixMillis = UnixMillis(1_800_000_000_000);
    const EACH: Intervals = Intervals {
        catalogue: QUARTER,
        ratings: HALF,
    };

    fn synced() -> State {
        State {
            last_attempt: Some(NOW),
            last_ratings: Some(NOW),
            ..State::default()
        }
    }

    #[test]
    fn the_first_sync_is_at_once_and_the_next_after_the_interval() {
        assert_eq!(plan(&State::default(), EACH, true, NOW), Plan::Now(None));
        assert_eq!(plan(&synced(), EACH, true, NOW), Plan::Wait(QUARTER));
        let catalogue = plan(&synced(), EACH, true, NOW.plus(15 * MINUTE));
        assert_eq!(catalogue, Plan::Now(Some(Part::Catalogue)));
    }

    #[test]
    fn the_ratings_have_an_interval_of_their_own() {
        let listed = State {
            last_attempt: Some(NOW.plus(20 * MINUTE)),
            ..synced()
        };
        assert_eq!(
            plan(&listed, EACH, true, NOW.plus(20 * MINUTE)),
            Plan::Wait(Duration::from_secs(600)),
            "ratings come before the catalogue's next turn"
        );
        let ratings = plan(&listed, EACH, true, NOW.plus(30 * MINUTE));
        assert_eq!(ratings, Plan::Now(Some(Part::Ratings)));
        let both = plan(&synced(), EACH, true, NOW.plus(30 * MINUTE));
        assert_eq!(both, Plan::Now(None));
    }

    #[test]
    fn a_rejected_token_and_a_missing_address_wait_for_a_change() {
        let rejected = State {
            rejected: true,
            ..State::default()
        };
        assert_eq!(plan(&rejected, EACH, true, NOW), Plan::Idle);
        assert_eq!(plan(&State::default(), EACH, false, NOW), Plan::Idle);
    }

    #[test]
    fn a_pause_the_marketplace_asked_for_is_kept() {
        let asked = State {
            not_before: Some(NOW.plus(60 * MINUTE)),
            ..State::default()
        };
        assert_eq!(plan(&asked, EACH, true, NOW), Plan::Wait(Duration::from_secs(3600)));
    }

    #[test]
    fn a_sync_that_began_before_a_change_does_not_put_the_next_one_off() {
        let schedule = Schedule::default();
        let before = SyncReport {
            started_at: UnixMillis::now().plus(-1000),
            ..crate::engine::sync::blank(Outcome::Failed, UnixMillis::now())
        };
        schedule.token_changed();
        schedule.ended(SyncRequest::default(), &before);
        assert_eq!(schedule.plan(EACH, true, UnixMillis::now()), Plan::Now(None));
        let after = SyncReport {
            started_at: UnixMillis::now().plus(1000),
            ended_at: UnixMillis::now(),
            ..before
        };
        schedule.ended(SyncRequest::default(), &after);
        assert!(matches!(schedule.plan(EACH, true, UnixMillis::now()), Plan::Wait(_)));
    }

    #[test]
    fn a_clock_that_was_set_back_puts_nothing_off() {
        let ahead = State {
            last_attempt: Some(NOW.plus(24 * 60 * MINUTE)),
            last_ratings: Some(NOW.plus(24 * 60 * MINUTE)),
            ..State::default()
        };
        assert_eq!(plan(&ahead, EACH, true, NOW), Plan::Now(None));
    }
}
