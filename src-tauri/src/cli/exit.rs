//! Exit statuses: what a script can rely on.

use std::process::ExitCode;

use skilldock_engine::model::Code;
use skilldock_engine::sync::{Outcome, SyncReport};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// 0.
    Done,
    /// 1: the configuration is invalid.
    Configuration,
    /// 2: wrong usage.
    Usage,
    /// 3: done, and something waits for you.
    Waits,
    /// 4: the marketplace cannot be reached or gives no usable answer.
    Marketplace,
    /// 5: the token is missing or rejected.
    Token,
    /// 6: done in part.
    Partly,
    /// 7: busy or locked.
    Busy,
    /// 8: not found.
    NotFound,
    /// 9: bad input.
    BadInput,
    /// 10: the disk is full or not writable.
    Disk,
    /// 70: a bug of ours.
    Bug,
}

impl Status {
    /// The number.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Configuration => 1,
            Self::Usage => 2,
            Self::Waits => 3,
            Self::Marketplace => 4,
            Self::Token => 5,
            Self::Partly => 6,
            Self::Busy => 7,
            Self::NotFound => 8,
            Self::BadInput => 9,
            Self::Disk => 10,
            Self::Bug => 70,
        }
    }

    /// The status that says what kind of problem it was.
    #[must_use]
    pub const fn of(code: Code) -> Self {
        match code {
            // Local-only mode is a choice of the configuration that this command contradicts.
            Code::ConfigInvalid | Code::UrlMissing | Code::LocalOnly => Self::Configuration,
            Code::TokenMissing | Code::TokenRejected | Code::Keychain => Self::Token,
            Code::Unreachable
            | Code::TimedOut
            | Code::Maintenance
            | Code::RateLimited
            | Code::ServerError
            | Code::BadAnswer
            | Code::InconsistentListing => Self::Marketplace,
            Code::Busy
            | Code::KeychainLocked
            | Code::DataLocked
            | Code::KeyLost
            | Code::NoPlaceForKey
            | Code::Stopped => Self::Busy,
            Code::NotFound => Self::NotFound,
            Code::BadInput => Self::BadInput,
            // A file of a newer program cannot be written by this one.
            Code::Disk | Code::NewerDatabase => Self::Disk,
            Code::Internal => Self::Bug,
        }
    }

    /// The status of a sync that ended so.
    #[must_use]
    pub fn of_sync(report: &SyncReport) -> Self {
        match (report.outcome, &report.error) {
            (Outcome::Partial, _) => Self::Partly,
            (_, Some(problem)) => Self::of(problem.code),
            (Outcome::Failed, None) => Self::Bug,
            _ if report.skills.held > 0 || report.conflicts.waiting > 0 || report.updates.waiting > 0 => Self::Waits,
            _ => Self::Done,
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status.number())
    }
}
