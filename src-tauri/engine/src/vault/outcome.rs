//! What a test of the keychain came to, in one word: what the window's advice depends on.

use serde::Serialize;
use ts_rs::TS;

use super::VaultError;

/// What the keychain is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeychainOutcome {
    /// Something was written into it, read back and deleted.
    Works,
    /// It is locked, or its dialog was dismissed.
    Locked,
    /// There is none.
    Absent,
    /// It does not let Skilldock in.
    Denied,
    /// It did not answer in time.
    Slow,
    /// Anything else.
    Other,
}

impl From<&VaultError> for KeychainOutcome {
    fn from(error: &VaultError) -> Self {
        match error {
            VaultError::Locked => Self::Locked,
            VaultError::NoKeychain => Self::Absent,
            VaultError::Denied => Self::Denied,
            VaultError::Slow => Self::Slow,
            VaultError::TooLarge | VaultError::Other(_) => Self::Other,
        }
    }
}
