//! What the window asks about the user's data on this machine.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A file to be chosen for what is held about the user.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct PrivacyFileRequest {
    /// The name that is offered.
    pub name: String,
}

/// The file that was chosen.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PrivacyFile {
    /// Its path; `null` where none was chosen.
    pub path: Option<String>,
}

/// The file to write.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct PrivacyPath {
    /// Its path.
    pub path: String,
}
