//! What the window asks of the activity log.

use serde::{Deserialize, Serialize};
use skilldock_engine::activity::{ActivityFilter, ActivityFormat};
use ts_rs::TS;

/// A page of the activity log, latest first.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ActivityRequest {
    /// Which entries.
    pub filter: ActivityFilter,
    /// Only those before this number; `null` begins with the latest.
    pub before: Option<i64>,
    /// At most this many, at most 100.
    pub limit: u32,
}

/// A file to be chosen for the log.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ActivityFileRequest {
    /// How the log will be written out.
    pub format: ActivityFormat,
    /// The name that is offered.
    pub name: String,
}

/// The file that was chosen.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ActivityFile {
    /// Its path; `null` where none was chosen.
    pub path: Option<String>,
}

/// Write the log out.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ActivityExport {
    /// Which entries.
    pub filter: ActivityFilter,
    /// How.
    pub format: ActivityFormat,
    /// Where to; a file that is there is replaced.
    pub path: String,
}

/// What was written out.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Exported {
    /// How many entries.
    pub entries: u32,
}
