//! The keychain of each operating system.
//!
//! `keyring` picks the platform's store, and remembers for the life of the process when
//! that fails. With the Secret Service it does fail: at login Skilldock may start before
//! the keyring does. So there every call makes its own connection (some 50 ms, a few
//! times a day), and a keyring that was started, unlocked or restarted meanwhile is
//! simply there. On the other systems opening the store cannot fail.

use std::error::Error;

use keyring_core::{Entry, Result};

use super::VaultError;

/// The name all entries are under.
const SERVICE: &str = "Skilldock";

pub(super) use system::{IS_SECRET_SERVICE, asks, entry, known};

#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
mod system {
    use std::collections::HashMap;

    use keyring_core::api::CredentialStoreApi as _;
    use secret_service::blocking::SecretService;
    use secret_service::{EncryptionType, Error as ServiceError};
    use zbus_secret_service_keyring_store::Store;

    use super::{Entry, Error, Result, SERVICE, VaultError};

    pub(in super::super) const IS_SECRET_SERVICE: bool = true;

    /// The entry of an account, over a connection of its own.
    pub(in super::super) fn entry(account: &str) -> Result<Entry> {
        // What a password manager lists it as.
        let label = format!("{SERVICE}: {account}");
        Store::new()?.build(SERVICE, account, Some(&HashMap::from([("label", label.as_str())])))
    }

    /// Whether reading an account would ask somebody for a password: the store unlocks
    /// whatever it finds locked, and that puts up a dialog.
    pub(in super::super) fn asks(account: &str) -> std::result::Result<bool, VaultError> {
        let service = SecretService::connect(EncryptionType::Plain).map_err(|error| {
            tracing::debug!(cause = %error, "no keychain can be reached");
            known(&error).unwrap_or(VaultError::NoKeychain)
        })?;
        let wanted = HashMap::from([("service", SERVICE), ("username", account)]);
        let found = service.search_items(wanted).map_err(|error| {
            known(&error).unwrap_or_else(|| VaultError::Other(crate::config::redact::one_line(&error.to_string())))
        })?;
        Ok(!found.locked.is_empty())
    }

    /// The failures that mean something to a person.
    pub(in super::super) fn known(cause: &(dyn Error + Send + Sync + 'static)) -> Option<VaultError> {
        match cause.downcast_ref::<ServiceError>()? {
            // A prompt that was dismissed, or that nothing could show.
            ServiceError::Locked | ServiceError::Prompt | ServiceError::PromptDisconnected => Some(VaultError::Locked),
            // A provider without any keyring in it, or no provider.
            ServiceError::NoResult | ServiceError::Unavailable => Some(VaultError::NoKeychain),
            _ => None,
        }
    }
}

#[cfg(not(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android")))))]
mod system {
    use super::{Entry, Error, Result, SERVICE, VaultError};

    pub(in super::super) const IS_SECRET_SERVICE: bool = false;

    /// The entry of an account in the platform's store.
    pub(in super::super) fn entry(account: &str) -> Result<Entry> {
        // The first call sets the default store, which `keyring_core` then uses.
        if keyring::Entry::store_status().is_err() {
            return Err(keyring_core::Error::NoDefaultStore);
        }
        Entry::new(SERVICE, account)
    }

    /// Windows asks nobody. macOS may, and cannot be asked beforehand whether it would: there
    /// only the user's own action reads the keychain again.
    #[expect(clippy::unnecessary_wraps, reason = "it can fail on other systems")]
    pub(in super::super) fn asks(_account: &str) -> std::result::Result<bool, VaultError> {
        Ok(cfg!(target_os = "macos"))
    }

    /// The platform's causes are numbers; their kind is in the error around them.
    pub(in super::super) fn known(_cause: &(dyn Error + Send + Sync + 'static)) -> Option<VaultError> {
        None
    }
}
