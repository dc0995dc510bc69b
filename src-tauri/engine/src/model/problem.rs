//! What a person or a script is told when something did not work: one shape,
//! with a stable code, what happened, and what to do about it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A stable name for a kind of problem. Scripts and the window act on it;
/// adding one is a compatible change, renaming one is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A configuration value is out of its range (contract, section 7).
    ConfigInvalid,
    /// The marketplace's URL is not set.
    UrlMissing,
    /// There is no token.
    TokenMissing,
    /// The marketplace does not accept the token (401).
    TokenRejected,
    /// The marketplace cannot be reached: no route, refused, name unknown, TLS.
    Unreachable,
    /// It was reached and did not answer in time.
    TimedOut,
    /// It answered 503: maintenance.
    Maintenance,
    /// It answered 429 and asks for a longer pause than a sync waits.
    RateLimited,
    /// It answered with another error status.
    ServerError,
    /// It answered something that is not what the contract says.
    BadAnswer,
    /// The listing changed while it was read, each time it was tried.
    InconsistentListing,
    /// The mode is local-only: nothing that needs the marketplace is done.
    LocalOnly,
    /// Another process or run holds what this needs.
    Busy,
    /// Nothing with that id is here.
    NotFound,
    /// What was given cannot be used.
    BadInput,
    /// The disk is full or cannot be written.
    Disk,
    /// A database was written by a newer version of Skilldock.
    NewerDatabase,
    /// The keychain is missing or refuses.
    Keychain,
    /// The keychain is locked, or waits for somebody to answer its dialog.
    KeychainLocked,
    /// The data are encrypted, and the keychain that has their key is locked or not there.
    DataLocked,
    /// The data are encrypted, and their key is nowhere.
    KeyLost,
    /// The data are to be encrypted whatever happens, and no keychain takes their key.
    NoPlaceForKey,
    /// The action was stopped before it ended.
    Stopped,
    /// A bug of ours.
    Internal,
}

/// A problem as it is shown: the code, one sentence on what happened, one on
/// what to do. Never holds a token, an e-mail or a query string.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Problem {
    /// What kind of problem it is.
    pub code: Code,
    /// What happened, in one sentence.
    pub message: String,
    /// What to do next; empty where there is nothing to do.
    pub hint: String,
    /// When trying again makes sense, in milliseconds from now, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub retry_after_ms: Option<u64>,
}

impl Problem {
    /// A problem with its sentence and what to do about it.
    pub fn new(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: hint.into(),
            retry_after_ms: None,
        }
    }

    /// The same problem, with the time after which trying again makes sense.
    #[must_use]
    pub const fn after(mut self, retry_after_ms: u64) -> Self {
        self.retry_after_ms = Some(retry_after_ms);
        self
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        if !self.hint.is_empty() {
            write!(f, " {}", self.hint)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}
