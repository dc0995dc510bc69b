//! What is going on, in one word with what belongs to it: the one place that decides it,
//! so that the chip, the tray, the Sync view and `skilldock status` cannot contradict each
//! other. They only put it into words.

use serde::Serialize;
use ts_rs::TS;

use super::{Mode, Reminder, SyncPhase, SyncProgress};
use crate::model::{Code, UnixMillis};

/// What the situation follows from. Everything in it is stored or seen, nothing decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// How Skilldock is connected.
    pub mode: Mode,
    /// The sync under way.
    pub sync: Option<SyncProgress>,
    /// Whether a marketplace is set.
    pub marketplace: bool,
    /// Whether there is a token for it.
    pub token: bool,
    /// Whether the keychain did not say whether it has one.
    pub keychain: bool,
    /// What there is to say of the token's age.
    pub reminder: Option<Reminder>,
    /// Conflicts that wait for somebody.
    pub conflicts: u32,
    /// Ratings on the list of failed uploads.
    pub ratings: u32,
    /// Removals that wait for a yes and were not declined.
    pub held: u32,
    /// What went wrong with the last sync.
    pub last_problem: Option<Code>,
    /// Whether some of the last sync was done nevertheless.
    pub partial: bool,
    /// Whether anything was ever synced.
    pub synced: bool,
    /// Whether what is here is older than 24 hours.
    pub stale: bool,
}

/// What is going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Situation {
    /// A sync is under way.
    Syncing {
        /// What it is at.
        phase: SyncPhase,
        /// Skills read so far.
        done: u32,
        /// Skills to read, where known.
        total: Option<u32>,
    },
    /// A sync is under way and waits, because the marketplace asked for a pause.
    Waiting {
        /// Until then.
        until: UnixMillis,
    },
    /// The marketplace refused the token.
    TokenRejected {},
    /// No marketplace is wanted.
    LocalOnly {},
    /// The last sync could not reach the marketplace.
    Offline {},
    /// Something waits for a decision that only the user can take.
    NeedsYou {
        /// Conflicts that wait.
        conflicts: u32,
        /// Ratings that could not be sent.
        ratings: u32,
        /// Removals that wait for a yes.
        held: u32,
        /// Whether it is a token that is missing: without one nothing else goes on.
        token: bool,
    },
    /// Paused by the user.
    Paused {},
    /// The socket is being connected again; nothing else is wrong.
    Reconnecting {},
    /// The last sync did not end well.
    Error {
        /// Why.
        code: Code,
        /// Whether some of it was done.
        partial: bool,
    },
    /// Nothing was synced yet.
    Never {},
    /// All is well.
    UpToDate {
        /// Whether changes come as they happen; else by the clock.
        live: bool,
    },
}

/// The most urgent truth first: what runs now, then what keeps it from running, then what
/// waits for the user, then how the last sync ended, and only then that all is well.
#[must_use]
pub fn situation(facts: &Facts) -> Situation {
    if let Some(sync) = facts.sync {
        return under_way(sync);
    }
    match facts.mode {
        Mode::TokenRejected => return Situation::TokenRejected {},
        Mode::LocalOnly => return Situation::LocalOnly {},
        Mode::Offline => return Situation::Offline {},
        Mode::Live | Mode::Reconnecting | Mode::Polling | Mode::Paused => {}
    }
    let token = facts.marketplace && !facts.token;
    let needs_you = Situation::NeedsYou {
        conflicts: facts.conflicts,
        ratings: facts.ratings,
        held: facts.held,
        token,
    };
    if token {
        return needs_you;
    }
    if facts.mode == Mode::Paused {
        return Situation::Paused {};
    }
    if facts.conflicts > 0 || facts.ratings > 0 || facts.held > 0 {
        return needs_you;
    }
    if facts.mode == Mode::Reconnecting {
        return Situation::Reconnecting {};
    }
    if let Some(code) = facts.last_problem {
        return Situation::Error {
            code,
            partial: facts.partial,
        };
    }
    if !facts.synced {
        return Situation::Never {};
    }
    Situation::UpToDate {
        live: facts.mode == Mode::Live,
    }
}

/// The situation while a sync is under way.
#[must_use]
pub const fn under_way(sync: SyncProgress) -> Situation {
    match sync.waiting_until {
        Some(until) => Situation::Waiting { until },
        None => Situation::Syncing {
            phase: sync.phase,
            done: sync.done,
            total: sync.total,
        },
    }
}

/// The one thing worth a line above the content, whatever is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The marketplace refused the token.
    TokenRejected,
    /// The keychain does not give the token.
    KeychainWaits,
    /// A marketplace is set and no token.
    TokenMissing,
    /// The token has run out by its own words.
    TokenExpired,
    /// The marketplace cannot be reached.
    Offline,
    /// Removals wait for a yes.
    Held,
    /// What is here is older than 24 hours.
    Stale,
    /// The token runs out within a week.
    TokenExpires,
    /// The token has been in use for 90 days.
    TokenOld,
}

/// The cause before its consequences; a sync under way changes none of them.
#[must_use]
pub const fn notice(facts: &Facts) -> Option<Notice> {
    match facts.mode {
        Mode::TokenRejected => Some(Notice::TokenRejected),
        Mode::LocalOnly => None,
        _ if facts.marketplace && !facts.token && facts.keychain => Some(Notice::KeychainWaits),
        _ if facts.marketplace && !facts.token => Some(Notice::TokenMissing),
        _ if matches!(facts.reminder, Some(Reminder::Expired)) => Some(Notice::TokenExpired),
        Mode::Offline => Some(Notice::Offline),
        _ if facts.held > 0 => Some(Notice::Held),
        _ if facts.stale => Some(Notice::Stale),
        _ if matches!(facts.reminder, Some(Reminder::Expires)) => Some(Notice::TokenExpires),
        _ if matches!(facts.reminder, Some(Reminder::Old)) => Some(Notice::TokenOld),
        Mode::Live | Mode::Reconnecting | Mode::Polling | Mode::Paused => None,
    }
}

#[cfg(test)]
#[path = "situation_tests.rs"]
mod tests;
