//! How a sync ended: the object that `skilldock sync --json` prints, the window
//! shows and the journal keeps.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::model::{Problem, UnixMillis};

/// How a sync ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Everything asked for is done.
    Complete,
    /// Some of it is.
    Partial,
    /// None of it is; what was here stays.
    Failed,
    /// Another sync was under way and this request joined it.
    Joined,
    /// Nothing was to be done: local-only mode.
    Skipped,
}

/// What happened to the records of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Changes {
    /// New here.
    pub added: u32,
    /// Changed here.
    pub updated: u32,
    /// As they were.
    pub unchanged: u32,
    /// No longer offered and taken out.
    pub deleted: u32,
    /// Deletions that wait for a yes (contract, section 4).
    pub held: u32,
    /// Records put aside because they have no valid id or name.
    pub rejected: u32,
}

impl Changes {
    /// How many records are different from before.
    #[must_use]
    pub const fn count(&self) -> u32 {
        self.added.saturating_add(self.updated).saturating_add(self.deleted)
    }
}

/// What happened to the ratings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct RatingChanges {
    /// Accepted by the marketplace in this run.
    pub sent: u32,
    /// Put on the list of failed uploads in this run.
    pub failed: u32,
    /// Still to be sent.
    pub waiting: u32,
}

/// What happened to conflicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct ConflictChanges {
    /// Found in this run.
    pub detected: u32,
    /// Resolved in this run by the strategy.
    pub resolved: u32,
    /// Waiting for somebody.
    pub waiting: u32,
}

/// What happened to updates that are reviewed before they land (decision 0015).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct UpdateChanges {
    /// Kept back in this run.
    pub held: u32,
    /// Waiting for somebody.
    pub waiting: u32,
}

/// How a sync ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SyncReport {
    /// How it ended.
    pub outcome: Outcome,
    /// Why nothing was done, where it was skipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reason: Option<String>,
    /// The part it was about, where it was not about all: `skills`, `categories`,
    /// `catalogue` (both) or `ratings`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub only: Option<String>,
    /// Skills.
    pub skills: Changes,
    /// Categories.
    pub categories: Changes,
    /// Ratings.
    pub ratings: RatingChanges,
    /// Conflicts.
    pub conflicts: ConflictChanges,
    /// Updates that are reviewed first. Reports of before there was such a thing have none.
    #[serde(default)]
    pub updates: UpdateChanges,
    /// HTTP requests sent, retries included.
    pub requests: u32,
    /// Bytes received, as they came over the wire.
    pub bytes: u64,
    /// How long it took.
    pub duration_ms: u64,
    /// When it began.
    pub started_at: UnixMillis,
    /// When it ended.
    pub ended_at: UnixMillis,
    /// What went wrong, where something did.
    pub error: Option<Problem>,
}

/// A run as the journal keeps it for 30 days.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct JournalEntry {
    /// Its number, rising.
    pub id: i64,
    /// Why it ran: `start`, `schedule`, `user`, `command`.
    pub trigger: String,
    /// How it ended.
    pub report: SyncReport,
}
