//! How a keychain fails, and what to do about it.

use keyring_core::Error as KeyringError;

use super::platform;
use crate::config::redact::one_line;
use crate::model::{Code, Problem};

/// The keychain did not do what it was asked. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum VaultError {
    /// There is none, or none that can be reached.
    NoKeychain,
    /// It is locked and was not unlocked.
    Locked,
    /// It does not let Skilldock in.
    Denied,
    /// It did not answer in time, or has not answered an earlier call yet.
    Slow,
    /// The token is longer than it can keep.
    TooLarge,
    /// Something else, in its own words.
    Other(String),
}

impl VaultError {
    /// What happened, in a sentence.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::NoKeychain => "No keychain can be reached.".to_owned(),
            Self::Locked => "The keychain is locked.".to_owned(),
            Self::Denied => "The keychain refused access.".to_owned(),
            Self::Slow => "The keychain did not answer in time.".to_owned(),
            Self::TooLarge => "The token is too long for this keychain.".to_owned(),
            Self::Other(text) => format!("The keychain failed: {text}"),
        }
    }

    /// What to do about it.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::NoKeychain if platform::IS_SECRET_SERVICE => {
                "Start a Secret Service such as GNOME Keyring or KWallet and create a keyring in it, \
                 or set ATOM_SAAS_API_TOKEN or ATOM_SAAS_API_TOKEN_FILE."
            }
            Self::NoKeychain => "Set ATOM_SAAS_API_TOKEN or ATOM_SAAS_API_TOKEN_FILE instead.",
            Self::Locked => "Unlock it, then try again.",
            Self::Denied => "Allow Skilldock to use it, in the settings of the keychain, then try again.",
            Self::Slow => "It may have a dialog open that waits for you: answer it, then try again.",
            Self::TooLarge => "Put the token into a file and set ATOM_SAAS_API_TOKEN_FILE to its path.",
            Self::Other(_) => "Try again; `skilldock doctor` tests the keychain.",
        }
    }

    /// A failure to reach the keychain at all.
    pub(super) fn opening(error: &KeyringError) -> Self {
        match Self::from(error) {
            // Whatever the platform says: without a connection there is no keychain to speak of.
            Self::Other(text) => {
                tracing::debug!(cause = %text, "no keychain can be reached");
                Self::NoKeychain
            }
            known => known,
        }
    }
}

impl From<&KeyringError> for VaultError {
    fn from(error: &KeyringError) -> Self {
        match error {
            KeyringError::NoStorageAccess(cause) => platform::known(cause.as_ref()).unwrap_or(Self::Denied),
            KeyringError::PlatformFailure(cause) => {
                platform::known(cause.as_ref()).unwrap_or_else(|| Self::Other(one_line(&cause.to_string())))
            }
            KeyringError::NoDefaultStore => Self::NoKeychain,
            KeyringError::TooLong(..) => Self::TooLarge,
            KeyringError::Ambiguous(_) => Self::Other(
                "it holds several entries for this marketplace. Forget the token, then set it again.".into(),
            ),
            // These carry what was read: only their kind is told.
            KeyringError::BadEncoding(_) | KeyringError::BadDataFormat(..) => {
                Self::Other("what it holds cannot be read.".into())
            }
            other => Self::Other(one_line(&other.to_string())),
        }
    }
}

impl From<VaultError> for Problem {
    fn from(error: VaultError) -> Self {
        let code = match error {
            // Both pass by themselves once somebody answers the system's dialog.
            VaultError::Locked | VaultError::Slow => Code::KeychainLocked,
            VaultError::NoKeychain | VaultError::Denied | VaultError::TooLarge | VaultError::Other(_) => Code::Keychain,
        };
        Self::new(code, error.message(), error.hint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_says_what_happened_and_what_to_do() {
        for error in [
            VaultError::NoKeychain,
            VaultError::Locked,
            VaultError::Denied,
            VaultError::Slow,
            VaultError::TooLarge,
            VaultError::Other("x".to_owned()),
        ] {
            let problem = Problem::from(error);
            assert!(matches!(problem.code, Code::Keychain | Code::KeychainLocked));
            assert!(!problem.message.is_empty() && !problem.hint.is_empty());
        }
    }

    #[test]
    fn what_was_read_is_not_repeated() {
        let held = b"canary".to_vec();
        for error in [
            KeyringError::BadEncoding(held.clone()),
            KeyringError::BadDataFormat(held, "canary".into()),
        ] {
            let seen = VaultError::from(&error);
            assert!(!format!("{seen:?}{seen}").contains("canary"), "{seen}");
        }
    }

    #[test]
    fn a_keychain_that_cannot_be_opened_is_none() {
        let refused = KeyringError::PlatformFailure("connection refused".into());
        assert_eq!(VaultError::opening(&refused), VaultError::NoKeychain);
        assert_eq!(
            VaultError::from(&refused),
            VaultError::Other("connection refused".to_owned())
        );
    }
}
