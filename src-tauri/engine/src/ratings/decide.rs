//! What to do after an answer: the rules of section 5 of the contract as functions
//! of values.

use std::time::Duration;

use crate::api::ApiError;
use crate::model::UnixMillis;

use super::{Mine, Theirs};

/// Syncs that may fail at a rating before it is on the list (contract, section 5).
const SYNCS: u32 = 3;
/// A marketplace without PUT is asked again after this long (contract, section 5).
const ASK_AGAIN_MILLIS: i64 = 24 * 60 * 60 * 1000;
/// `Date` tells whole seconds: a difference of clocks below this is none.
const CLOCK_RESOLUTION_MILLIS: i64 = 2_000;
/// A rating at the marketplace is one that left here if it was made at most this much
/// before (clocks differ a little) …
const EARLIER_MILLIS: i64 = 60_000;
/// … and this much after it left: it may have waited for its turn and for retries.
const LATER_MILLIS: i64 = 30 * 60_000;

/// The longest pause that is waited out (contract, section 2).
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// A request about a rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// `POST /api/v1/ratings`.
    Rate,
    /// `GET /api/v1/skills/{skill_id}`: what the marketplace has of mine.
    Look,
    /// `PUT /api/v1/ratings`.
    Change,
}

/// An answer as the decision sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The rating is stored.
    Accepted,
    /// 409, and what the marketplace has of mine where it lists it.
    RatedAlready(Option<Theirs>),
    /// PUT is not offered: 404, 405 or 501.
    CannotChange,
    /// 400, 404, 413, 422: it will not heal.
    Refused,
    /// 401.
    TokenRejected,
    /// The marketplace cannot be reached at all.
    Unreachable,
    /// It asks not to be asked for longer than is waited for.
    AskedToWait,
    /// Anything else: it may heal.
    Failed,
}

/// What a request that failed means. A 409 to POST is [`Answer::RatedAlready`], which
/// needs a look first and is not made here.
#[must_use]
pub fn answer_of(call: Call, error: &ApiError) -> Answer {
    match (call, error) {
        (_, ApiError::TokenRejected) => Answer::TokenRejected,
        (_, ApiError::Unreachable { .. } | ApiError::Unsafe(_)) => Answer::Unreachable,
        (_, ApiError::RateLimited { .. }) => Answer::AskedToWait,
        (_, ApiError::Maintenance { wait: Some(wait) }) if *wait > LONGEST_WAIT => Answer::AskedToWait,
        (
            Call::Change,
            ApiError::Status {
                status: 404 | 405 | 501,
                ..
            },
        ) => Answer::CannotChange,
        (
            Call::Rate,
            ApiError::Status {
                status: 400 | 404 | 413 | 422,
                ..
            },
        )
        | (
            Call::Change,
            ApiError::Status {
                status: 400 | 413 | 422,
                ..
            },
        )
        | (Call::Look, ApiError::Status { status: 404, .. }) => Answer::Refused,
        (
            _,
            ApiError::TimedOut { .. }
            | ApiError::BrokenOff
            | ApiError::Maintenance { .. }
            | ApiError::Status { .. }
            | ApiError::BadAnswer { .. }
            | ApiError::Redirected,
        ) => Answer::Failed,
    }
}

/// Around the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstances {
    /// Our clock.
    pub now: UnixMillis,
    /// How far the marketplace's clock is ahead of ours, milliseconds, where it says.
    pub clock_ahead: Option<i64>,
    /// Whether this is a sync, whose failures are counted, and not the try at once.
    pub counts: bool,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// The marketplace has it: sent.
    Sent,
    /// It was there already, since an answer was lost: sent.
    AlreadyThere(Theirs),
    /// Theirs is newer and replaces mine: a conflict, resolved.
    TakeTheirs(Theirs),
    /// Mine goes up by PUT.
    Change {
        /// The marketplace's that mine wins over, where the two are in conflict; not
        /// where it is an earlier one from here.
        over: Option<Theirs>,
    },
    /// Kept until the marketplace has a way to change a rating.
    NotAccepted {
        /// Not asked again before then, unless the user asks.
        not_before: UnixMillis,
    },
    /// On the list of failed uploads.
    Fail,
    /// Tried again by the next sync.
    Wait {
        /// Syncs that failed at it, this one included.
        failed_syncs: u32,
        /// Whether the rest of this run would fare no better.
        stop: bool,
    },
}

/// What to do after an answer about a rating.
#[must_use]
pub fn decide(answer: Answer, mine: &Mine, around: Circumstances) -> Next {
    let failed = |stop: bool| {
        let failed_syncs = mine.failed_syncs + u32::from(around.counts);
        if around.counts && failed_syncs >= SYNCS {
            Next::Fail
        } else {
            Next::Wait { failed_syncs, stop }
        }
    };
    match answer {
        Answer::Accepted => Next::Sent,
        Answer::RatedAlready(None) => Next::Change { over: None },
        Answer::RatedAlready(Some(theirs)) if theirs.content == mine.content => Next::AlreadyThere(theirs),
        Answer::RatedAlready(Some(theirs)) if is_from_here(&theirs, mine, around.clock_ahead) => {
            Next::Change { over: None }
        }
        Answer::RatedAlready(Some(theirs)) if is_newer(&theirs, mine, around.clock_ahead) => Next::TakeTheirs(theirs),
        Answer::RatedAlready(Some(theirs)) => Next::Change { over: Some(theirs) },
        Answer::CannotChange => Next::NotAccepted {
            not_before: around.now.plus(ASK_AGAIN_MILLIS),
        },
        Answer::Refused => Next::Fail,
        Answer::TokenRejected | Answer::Unreachable => Next::Wait {
            failed_syncs: mine.failed_syncs,
            stop: true,
        },
        Answer::AskedToWait => failed(true),
        Answer::Failed => failed(false),
    }
}

/// Our time by the marketplace's clock, microseconds.
fn by_their_clock(at: UnixMillis, ahead: Option<i64>) -> i64 {
    let ahead = ahead
        .filter(|ahead| ahead.saturating_abs() > CLOCK_RESOLUTION_MILLIS)
        .unwrap_or(0);
    at.plus(ahead).0.saturating_mul(1000)
}

/// Whether the marketplace's was made after mine. One without a time is not: somebody
/// has just rated here. At the same time it is there, so it stays.
fn is_newer(theirs: &Theirs, mine: &Mine, ahead: Option<i64>) -> bool {
    theirs
        .at
        .is_some_and(|at| at.as_micros() >= by_their_clock(mine.updated_at, ahead))
}

/// Whether it is an earlier rating from here: the one that was accepted last, or an
/// upload whose answer was lost. Mine was then changed after it, whatever the clocks say.
fn is_from_here(theirs: &Theirs, mine: &Mine, ahead: Option<i64>) -> bool {
    let accepted = mine.known.as_ref().is_some_and(|known| {
        known.content == theirs.content
            && match (known.at, theirs.at) {
                (Some(known), Some(at)) => known == at,
                _ => true,
            }
    });
    accepted
        || mine.uploads.iter().any(|upload| {
            let left = by_their_clock(upload.at, ahead);
            let while_it_travelled =
                left.saturating_sub(EARLIER_MILLIS * 1000)..=left.saturating_add(LATER_MILLIS * 1000);
            upload.content == theirs.content && theirs.at.is_none_or(|at| while_it_travelled.contains(&at.as_micros()))
        })
}

#[cfg(test)]
mod tests;
