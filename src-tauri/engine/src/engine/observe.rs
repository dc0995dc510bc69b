//! What is going on, gathered into one [`Status`].

use super::Engine;
use crate::activity::{ActivityFacts, Happened};
use crate::model::{Code, Problem, UnixMillis};
use crate::status::{
    Condition, ConflictCounts, Facts, Mode, RequestBudget, Status, TokenStatus, UpdateCounts, health, is_stale, mode,
    notice, situation,
};
use crate::store::{accepted, catalogue, conflicts, journal, ratings, settings, socket};
use crate::sync::days::{self, SyncDay};
use crate::sync::{JournalEntry, Outcome};

impl Engine {
    /// What is going on, without asking the keychain.
    ///
    /// # Errors
    /// A database that fails.
    pub fn status(&self) -> Result<Status, Problem> {
        self.status_with(self.token_status_known())
    }

    /// What is going on, the keychain asked if need be (at most 5 s).
    ///
    /// # Errors
    /// A database that fails.
    pub async fn status_asking_the_keychain(&self) -> Result<Status, Problem> {
        let token = if self.resolved().config.enabled {
            self.token_status().await
        } else {
            self.token_status_known()
        };
        self.status_with(token)
    }

    fn status_with(&self, token: TokenStatus) -> Result<Status, Problem> {
        let now = UnixMillis::now();
        let resolved = self.resolved();
        let (
            meta,
            last,
            last_success,
            token_changed_at,
            open,
            ratings,
            stored,
            paused,
            held,
            declined,
            (waiting, skipped),
        ) = self.inner.store.read(|connection| {
            Ok((
                catalogue::meta(connection)?,
                journal::latest(connection, 1)?.pop(),
                journal::last_success(connection)?,
                settings::token_changed_at(connection)?,
                conflicts::count_waiting(connection)?,
                ratings::counts(connection)?,
                socket::record(connection)?,
                socket::is_paused(connection)?,
                journal::held(connection)?,
                journal::declined(connection)?,
                accepted::counts(connection)?,
            ))
        })?;
        let last_problem = last
            .as_ref()
            .and_then(|entry| Some((entry.report.started_at, entry.report.error.clone()?)))
            // A refusal of the token of before says nothing of the one of now, also where the
            // sync that met it was still under way.
            .filter(|(at, problem)| {
                problem.code != Code::TokenRejected || token_changed_at.is_none_or(|then| then < *at)
            })
            .map(|(_, problem)| problem);
        let (reach, websocket) = self.socket_shown(stored);
        let condition = Condition {
            enabled: resolved.config.enabled,
            rejected: self.inner.schedule.is_rejected(),
            last_problem: last_problem.as_ref().map(|problem| problem.code),
            paused,
            socket: reach,
        };
        let mode = mode(condition);
        // Where no marketplace is wanted, nothing of one is asked about.
        let held = if resolved.config.enabled { held } else { 0 };
        let held_declined = held > 0 && declined == Some(held);
        let sync = self.inner.sync.progress();
        let stale = meta.skills > 0 && is_stale(meta.confirmed_at, now);
        let facts = Facts {
            mode,
            sync,
            marketplace: resolved.config.api_url.is_some(),
            token: token.present,
            keychain: token.keychain.is_some(),
            reminder: token.reminder,
            conflicts: open,
            ratings: ratings.failed,
            held: if held_declined { 0 } else { held },
            last_problem: condition.last_problem,
            partial: last
                .as_ref()
                .is_some_and(|entry| entry.report.outcome == Outcome::Partial),
            synced: last_success.is_some(),
            stale,
        };
        let (used, limit) = self.inner.budget.used();
        Ok(Status {
            situation: situation(&facts),
            notice: notice(&facts),
            mode,
            health: health(
                resolved.config.enabled && resolved.config.api_url.is_some(),
                last_success,
                resolved.config.sync_interval,
                now,
            ),
            last_sync: last.map(|entry| entry.report.ended_at),
            last_success,
            // Where the clock is to stand still nothing is due, before it has heard of that too.
            next_sync: self
                .inner
                .schedule
                .next()
                .filter(|_| !matches!(mode, Mode::Paused | Mode::LocalOnly | Mode::TokenRejected)),
            skills: meta.skills,
            categories: meta.categories,
            stale,
            ratings,
            conflicts: ConflictCounts { open },
            updates: UpdateCounts { waiting, skipped },
            held,
            held_declined,
            websocket,
            token,
            marketplace: resolved.config.api_url.as_ref().map(crate::config::ApiUrl::display),
            sync,
            last_problem,
            socket_wanted: resolved.config.enabled && resolved.config.ws_enabled,
            budget: RequestBudget { used, limit },
        })
    }

    /// The latest syncs, latest first, at most 200.
    ///
    /// # Errors
    /// A database that fails.
    pub fn journal(&self, limit: u32) -> Result<Vec<JournalEntry>, Problem> {
        Ok(self
            .inner
            .store
            .read(|connection| journal::latest(connection, limit.min(200)))?)
    }

    /// The syncs of the last 30 days by the day of this machine's clock, earliest day first,
    /// days without a sync included.
    ///
    /// # Errors
    /// A database that fails.
    pub fn sync_days(&self) -> Result<Vec<SyncDay>, Problem> {
        let (now, zone) = (UnixMillis::now(), jiff::tz::TimeZone::system());
        let runs = self
            .inner
            .store
            .read(|connection| journal::since(connection, days::begin(now, &zone)))?;
        Ok(days::by_day(&runs, now, &zone))
    }

    /// Says no to the removals that wait: they go on waiting, and nobody is asked about
    /// them again until they are others.
    ///
    /// # Errors
    /// A disk that cannot be written.
    pub fn decline_held(&self) -> Result<Status, Problem> {
        self.inner
            .store
            .write(|connection| journal::decline(connection, journal::held(connection)?))?;
        self.note_now(Happened::DeletionsDeclined, None, ActivityFacts::default());
        self.emit_status();
        self.status()
    }
}
