//! Sends the ratings that wait: at most 100 a batch, 10 at a time, each for itself
//! (contract, section 5). What an answer means is decided in [`crate::ratings`]; here
//! the requests are made and the decisions written down.

mod reading;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::StreamExt as _;

use self::reading::{figures_of, mine_among, problem};
use super::skills::blocking;
use super::{RatingChanges, SyncError};
use crate::api::{ApiError, Client, Meter, RatingAnswer, RatingBody};
use crate::model::{Problem, ServerTime, SkillId, UnixMillis};
use crate::ratings::{Answer, Call, Circumstances, Figures, Next, RatingState, Theirs, answer_of, decide};
use crate::store::conflicts::Winner;
use crate::store::ratings::{self, Effects, Found, RatingRow, Settled};
use crate::store::{Store, StoreError};

/// Ratings a batch (contract, section 5).
const BATCH: usize = 100;
/// Ratings at a time (contract, section 5).
const AT_A_TIME: usize = 10;
/// Time-outs in a row after which the rest is left for the next sync: each costs minutes.
const TIME_OUTS: u32 = 10;

/// What is needed to send ratings.
pub struct RatingsStep<'a> {
    /// The marketplace.
    pub client: &'a Client,
    /// The databases.
    pub store: &'a Arc<Store>,
    /// Counts requests and bytes.
    pub meter: &'a Meter,
    /// Who rates, as a hash.
    pub user_id: &'a str,
    /// Only this skill's.
    pub only: Option<SkillId>,
    /// Whether this is a sync, whose failures are counted.
    pub counts: bool,
    /// Told after every rating: how many were looked after, and of how many.
    pub progress: &'a (dyn Fn(u32, u32) + Send + Sync),
    /// Told what an answer changed.
    pub changed: &'a (dyn Fn(SkillId, Effects) + Send + Sync),
}

/// How sending went.
#[derive(Debug, Default)]
pub struct RatingsSent {
    /// What the report says of it.
    pub changes: RatingChanges,
    /// Conflicts that newest wins resolved.
    pub conflicts: u32,
    /// The first that went wrong, or the one that ended it.
    pub problem: Option<Problem>,
}

/// How one went.
struct One {
    row: RatingRow,
    settled: Settled,
    conflict: bool,
    error: Option<ApiError>,
    stop: bool,
}

impl RatingsStep<'_> {
    /// Sends what is due, and what the user changes meanwhile.
    ///
    /// # Errors
    /// A database that fails. What the marketplace says is in the result.
    pub async fn run(&self) -> Result<RatingsSent, SyncError> {
        let mut sent = RatingsSent::default();
        let mut tried = HashSet::new();
        let mut done = 0;
        let mut time_outs = 0;
        let stop = AtomicBool::new(false);
        while !stop.load(Ordering::Relaxed) {
            let mut due = self.due(&tried).await?;
            let total = done + u32::try_from(due.len()).unwrap_or(u32::MAX);
            due.truncate(BATCH);
            if due.is_empty() {
                break;
            }
            tried.extend(due.iter().copied());
            let mut batch = futures_util::stream::iter(due)
                .map(|(id, _)| {
                    let stop = &stop;
                    async move {
                        // What has not left when the run is over waits untouched.
                        if stop.load(Ordering::Relaxed) {
                            Ok(None)
                        } else {
                            self.one(id).await
                        }
                    }
                })
                .buffer_unordered(AT_A_TIME);
            while let Some(one) = batch.next().await {
                done += 1;
                (self.progress)(done, total);
                let Some(one) = one? else { continue };
                // It may have been changed since it was found due.
                tried.insert((one.row.skill_id, one.row.revision));
                time_outs = match one.error {
                    Some(ApiError::TimedOut { .. }) => time_outs + 1,
                    _ => 0,
                };
                if one.stop || time_outs >= TIME_OUTS {
                    stop.store(true, Ordering::Relaxed);
                }
                sent.count(one);
            }
        }
        Ok(sent)
    }

    async fn due(&self, tried: &HashSet<(SkillId, i64)>) -> Result<Vec<(SkillId, i64)>, SyncError> {
        let due = self
            .read(|connection| ratings::due(connection, UnixMillis::now()))
            .await?;
        let wanted = |(id, revision): &(SkillId, i64)| {
            self.only.is_none_or(|only| only == *id) && !tried.contains(&(*id, *revision))
        };
        Ok(due.into_iter().filter(wanted).collect())
    }

    /// Sends one rating and writes down what became of it. `None` where it is no
    /// longer to be sent.
    async fn one(&self, id: SkillId) -> Result<Option<One>, SyncError> {
        let begun = self
            .write(move |connection| ratings::begin(connection, id, UnixMillis::now()))
            .await?;
        let Some(row) = begun else { return Ok(None) };
        let (settled, found, error, stop) = if row.state == RatingState::Discarded {
            self.look_for(&row).await
        } else {
            self.send(&row).await
        };
        let written = (row.clone(), settled.clone(), found);
        let effects = self
            .write(move |connection| {
                let (row, settled, found) = &written;
                ratings::settle(connection, row, settled, found, UnixMillis::now())
            })
            .await?;
        (self.changed)(id, effects);
        if let Some(error) = &error {
            tracing::info!(skill = %id, %error, "a rating was not taken");
        }
        Ok(Some(One {
            row,
            settled,
            conflict: effects.conflict.is_some(),
            error,
            stop,
        }))
    }

    /// POST; after a 409 a look at what is there, and PUT where mine wins.
    async fn send(&self, row: &RatingRow) -> (Settled, Found, Option<ApiError>, bool) {
        let content = &row.mine.content;
        let body = RatingBody {
            skill_id: row.skill_id,
            rating: content.stars,
            comment: content.comment.as_deref(),
            user_id: self.user_id,
        };
        let mut found = Found::default();
        let mut figures = None;
        let mut taken = None;
        let mut error = None;
        let mut call = Call::Rate;
        // At most three: POST, the look after a 409, PUT.
        loop {
            let answer = match call {
                Call::Rate => match self.client.rate(&body, self.meter).await {
                    Err(ApiError::Status { status: 409, .. }) => {
                        call = Call::Look;
                        continue;
                    }
                    answer => self.answer(call, answer, &mut taken, &mut error),
                },
                Call::Look => match self.client.skill(row.skill_id, self.meter).await {
                    Ok(document) => {
                        figures = figures_of(&document);
                        found.theirs = mine_among(&document, self.user_id);
                        Answer::RatedAlready(found.theirs.clone())
                    }
                    Err(failed) => {
                        let answer = answer_of(call, &failed);
                        error = Some(failed);
                        answer
                    }
                },
                Call::Change => {
                    let answer = self.client.change_rating(&body, self.meter).await;
                    self.answer(call, answer, &mut taken, &mut error)
                }
            };
            let around = Circumstances {
                now: UnixMillis::now(),
                clock_ahead: self.client.clock_ahead(),
                counts: self.counts,
            };
            let refused = answer == Answer::Refused;
            let not = |state, failed_syncs, not_before, error: &Option<ApiError>| Settled::Not {
                state,
                failed_syncs,
                not_before,
                refused,
                problem: problem(state, error.as_ref()),
            };
            let (settled, stop) = match decide(answer, &row.mine, around) {
                Next::Change { over } => {
                    if over.is_some() {
                        found.winner = Some(Winner::Mine);
                    }
                    call = Call::Change;
                    continue;
                }
                Next::Sent => {
                    let figures = taken.as_ref().map(|(_, figures)| *figures);
                    let at = taken.and_then(|(at, _)| at);
                    let theirs = Theirs {
                        content: content.clone(),
                        at,
                    };
                    (Settled::There { theirs, figures }, false)
                }
                Next::AlreadyThere(theirs) => (Settled::There { theirs, figures }, false),
                Next::TakeTheirs(theirs) => {
                    found.winner = Some(Winner::Theirs);
                    (Settled::There { theirs, figures }, false)
                }
                Next::NotAccepted { not_before } => (not(RatingState::NotAccepted, 0, Some(not_before), &error), false),
                Next::Fail => (not(RatingState::Failed, row.mine.failed_syncs, None, &error), false),
                Next::Wait { failed_syncs, stop } => (not(RatingState::Waiting, failed_syncs, None, &error), stop),
            };
            return (settled, found, error, stop);
        }
    }

    fn answer(
        &self,
        call: Call,
        answer: Result<RatingAnswer, ApiError>,
        taken: &mut Option<(Option<ServerTime>, Figures)>,
        error: &mut Option<ApiError>,
    ) -> Answer {
        match answer {
            Ok(answer) => {
                let figures = Figures {
                    average: answer.average_rating.clamp(0.0, 5.0),
                    count: answer.rating_count,
                };
                *taken = Some((answer.created_at.as_deref().and_then(ServerTime::parse), figures));
                Answer::Accepted
            }
            Err(failed) => {
                let answer = answer_of(call, &failed);
                *error = Some(failed);
                answer
            }
        }
    }

    /// Whether the marketplace has one of mine, after it was taken away here.
    async fn look_for(&self, row: &RatingRow) -> (Settled, Found, Option<ApiError>, bool) {
        let failed = match self.client.skill(row.skill_id, self.meter).await {
            Ok(document) => {
                let figures = figures_of(&document);
                let settled = mine_among(&document, self.user_id)
                    .map_or(Settled::Nothing, |theirs| Settled::There { theirs, figures });
                return (settled, Found::default(), None, false);
            }
            Err(ApiError::Status { status: 404, .. }) => {
                return (Settled::Nothing, Found::default(), None, false);
            }
            Err(failed) => failed,
        };
        let answer = answer_of(Call::Look, &failed);
        let settled = Settled::Not {
            state: RatingState::Discarded,
            failed_syncs: 0,
            not_before: None,
            refused: false,
            problem: problem(RatingState::Discarded, Some(&failed)),
        };
        let stop = matches!(
            answer,
            Answer::TokenRejected | Answer::Unreachable | Answer::AskedToWait
        );
        (settled, Found::default(), Some(failed), stop)
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, SyncError> {
        let store = Arc::clone(self.store);
        blocking(move || Ok(store.read(work)?)).await
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, SyncError> {
        let store = Arc::clone(self.store);
        blocking(move || Ok(store.write(work)?)).await
    }
}

impl RatingsSent {
    fn count(&mut self, one: One) {
        self.conflicts += u32::from(one.conflict);
        let went_wrong = match one.settled {
            Settled::There { .. } if one.row.state == RatingState::Discarded => false,
            Settled::There { theirs, .. } => {
                // Where theirs was the newer, nothing of mine was sent.
                self.changes.sent += u32::from(theirs.content == one.row.mine.content);
                false
            }
            Settled::Nothing => false,
            Settled::Not { state, .. } => {
                self.changes.failed += u32::from(state == RatingState::Failed);
                state != RatingState::NotAccepted
            }
        };
        if went_wrong && (self.problem.is_none() || one.stop) {
            self.problem = one.error.map(Problem::from);
        }
    }
}
