//! Encryption at rest: where the key comes from when the databases are opened, when a new
//! one is made, and how the files become what the configuration wants.
//!
//! A key is made in two cases only: for a folder without databases, and before plain ones
//! are converted. Where something is encrypted and the keychain does not give its key,
//! nothing is made, changed or deleted: whoever asked is told, and may ask again.

use std::path::Path;

use serde::Serialize;
use ts_rs::TS;

use super::{Engine, EngineOptions, OpenError};
use crate::config::Encryption;
use crate::event::EngineEvent;
use crate::model::{Problem, UnixMillis};
use crate::store::{KeyFile, Store, StoreError};
use crate::vault::{DataKey, TokenStore, VaultError, wait_for};

/// How often the folder is looked at again where another process changes it meanwhile.
const TRIES: usize = 3;

/// Whether the data are encrypted, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct EncryptionView {
    /// Whether everything on the disk is encrypted.
    pub encrypted: bool,
    /// Whether that is what the configuration wants: with `auto` where a keychain is.
    pub wanted: bool,
    /// Why they are not encrypted though they should be.
    pub problem: Option<Problem>,
}

/// Opens the databases of the folder with the key they need. `outside` is what the
/// environment or `.env` say of encryption, if anything.
pub(super) fn open_store(options: &EngineOptions, outside: Option<Encryption>) -> Result<Store, StoreError> {
    let folder = &options.data_dir;
    for _ in 0..TRIES {
        let key = match KeyFile::read(folder)? {
            Some(file) => kept_key(folder, &file, &*options.keychain)?,
            None if Store::is_new(folder) && outside != Some(Encryption::Off) => {
                crate::private::folder(folder).map_err(|cause| StoreError::file(folder, cause))?;
                match new_key(folder, &*options.keychain) {
                    Ok(Some(key)) => Some(key),
                    // Another process was first: its key counts.
                    Ok(None) => continue,
                    Err(NoKey::Vault(cause)) if outside == Some(Encryption::On) => {
                        return Err(StoreError::NoPlaceForKey(cause));
                    }
                    Err(NoKey::Vault(cause)) => {
                        tracing::info!(%cause, "the data are not encrypted: the keychain takes no key");
                        None
                    }
                    Err(NoKey::Store(error)) => return Err(error),
                }
            }
            None => None,
        };
        match Store::open_with(folder, key.as_ref()) {
            // Converted by another process, between our look and our hold on the folder.
            Err(StoreError::KeyNeeded) => {}
            other => return other,
        }
    }
    Err(StoreError::Busy)
}

/// The key that the small file names. A keychain that fails matters only where something
/// is encrypted.
fn kept_key(folder: &Path, file: &KeyFile, keychain: &dyn TokenStore) -> Result<Option<DataKey>, StoreError> {
    let needed = Store::needs_key(folder);
    let asked = match keychain.keys() {
        Some(keys) => wait_for(keys.read_key(&file.id)),
        None => Err(VaultError::NoKeychain),
    };
    match asked {
        Ok(Some(key)) if key.fingerprint() == file.fingerprint => Ok(Some(key)),
        // Also where an entry of that name holds another key.
        Ok(_) if needed => Err(StoreError::KeyLost),
        Err(cause) if needed => Err(StoreError::KeyLocked(cause)),
        _ => Ok(None),
    }
}

/// Why there is no new key.
enum NoKey {
    Vault(VaultError),
    Store(StoreError),
}

/// Makes a key, in the keychain first: no file is ever encrypted with one that is not kept.
/// None where another process was first.
fn new_key(folder: &Path, keychain: &dyn TokenStore) -> Result<Option<DataKey>, NoKey> {
    let keys = keychain.keys().ok_or(NoKey::Vault(VaultError::NoKeychain))?;
    let key = DataKey::random().map_err(NoKey::Vault)?;
    let file = KeyFile::for_key(&key);
    wait_for(keys.write_key(&file.id, &key)).map_err(NoKey::Vault)?;
    let first = file.write_first(folder);
    if !matches!(first, Ok(true)) {
        // It is of no use to anybody.
        drop(wait_for(keys.forget_key(&file.id)));
    }
    Ok(first.map_err(NoKey::Store)?.then_some(key))
}

impl Engine {
    /// After opening: does at once what somebody asked for in words, and ends what a kill
    /// left half-way.
    pub(super) fn settle_at_start(&self) -> Result<(), OpenError> {
        let store = &self.inner.store;
        let half_way = KeyFile::read(store.folder())?.is_some() && !store.is_all(true);
        let result = match self.resolved().config.encryption {
            Encryption::Auto if !half_way => return Ok(()),
            Encryption::Auto | Encryption::On => self.encrypt(),
            Encryption::Off => self.decrypt().map(|_| ()),
        };
        match result {
            // It works as it is: the next start, or Settings, tries again.
            Err(StoreError::Busy) => Ok(()),
            Err(StoreError::NoPlaceForKey(cause)) if self.resolved().config.encryption == Encryption::Auto => {
                tracing::info!(%cause, "the data are not encrypted: the keychain takes no key");
                Ok(())
            }
            other => Ok(other?),
        }
    }

    /// Encrypts data that were made before there was a keychain, where the configuration
    /// wants that. Blocks for as long as it takes to write the databases once.
    ///
    /// # Errors
    /// Why they stay as they are.
    pub fn encrypt_if_wanted(&self) -> Result<(), Problem> {
        if self.resolved().config.encryption == Encryption::Off || self.inner.store.is_all(true) {
            return Ok(());
        }
        let done = self.encrypt();
        self.encryption_settled(done)
    }

    /// Makes the files what the configuration wants, at once.
    ///
    /// # Errors
    /// Why they stay as they are: everything can be read as before.
    pub(super) fn settle_encryption(&self) -> Result<(), Problem> {
        let done = match self.resolved().config.encryption {
            Encryption::Off => self.decrypt().map(|_| ()),
            Encryption::Auto => match self.encrypt() {
                Err(StoreError::NoPlaceForKey(cause)) => {
                    *self.inner.not_encrypted.lock() = Some(cause.into());
                    Ok(())
                }
                other => other,
            },
            Encryption::On => self.encrypt(),
        };
        self.encryption_settled(done)
    }

    fn encryption_settled(&self, done: Result<(), StoreError>) -> Result<(), Problem> {
        let done = done.map_err(|error| match error {
            StoreError::NoPlaceForKey(cause) => Problem::from(cause),
            other => other.into(),
        });
        if let Err(problem) = &done {
            *self.inner.not_encrypted.lock() = Some(problem.clone());
        }
        self.emit(EngineEvent::ConfigChanged {});
        done
    }

    fn encrypt(&self) -> Result<(), StoreError> {
        let store = &self.inner.store;
        if store.is_all(true) {
            return Ok(());
        }
        store.convert(|| self.key_to_encrypt_with().map(Some), || Ok(()))?;
        self.inner.not_encrypted.lock().take();
        tracing::info!("the data are encrypted now");
        Ok(())
    }

    /// The key that the folder has, or a new one. No other process has the folder open.
    fn key_to_encrypt_with(&self) -> Result<DataKey, StoreError> {
        let folder = self.inner.store.folder();
        let keychain = &*self.inner.keychain;
        if let Some(file) = KeyFile::read(folder)? {
            let keys = keychain
                .keys()
                .ok_or(StoreError::NoPlaceForKey(VaultError::NoKeychain))?;
            let kept = wait_for(keys.read_key(&file.id)).map_err(StoreError::NoPlaceForKey)?;
            match kept {
                Some(key) if key.fingerprint() == file.fingerprint => return Ok(key),
                _ if Store::needs_key(folder) => return Err(StoreError::KeyLost),
                // It leads to no key, and nothing is encrypted: a leftover.
                _ => KeyFile::remove(folder)?,
            }
        }
        match new_key(folder, keychain) {
            Ok(Some(key)) => Ok(key),
            Ok(None) => Err(StoreError::Busy),
            Err(NoKey::Vault(cause)) => Err(StoreError::NoPlaceForKey(cause)),
            Err(NoKey::Store(error)) => Err(error),
        }
    }

    /// Takes the encryption away, and the key out of the keychain. Gives why the keychain
    /// still holds it, where it does: it opens nothing any more.
    pub(super) fn decrypt(&self) -> Result<Option<VaultError>, StoreError> {
        let store = &self.inner.store;
        let folder = store.folder();
        if store.is_all(false) && KeyFile::read(folder)?.is_none() {
            return Ok(None);
        }
        let mut kept = None;
        store.convert(
            || Ok(None),
            || {
                let Some(file) = KeyFile::read(folder)? else {
                    return Ok(());
                };
                KeyFile::remove(folder)?;
                if let Some(keys) = self.inner.keychain.keys()
                    && let Err(error) = wait_for(keys.forget_key(&file.id))
                {
                    tracing::warn!(%error, "the key that is no longer needed stays in the keychain");
                    kept = Some(error);
                }
                Ok(())
            },
        )?;
        tracing::info!("the data are not encrypted any more");
        Ok(kept)
    }

    /// Whether the data are encrypted, and why not.
    #[must_use]
    pub fn encryption(&self) -> EncryptionView {
        let encrypted = self.inner.store.is_all(true);
        let wanted = self.resolved().config.encryption != Encryption::Off;
        EncryptionView {
            encrypted,
            wanted,
            problem: (wanted && !encrypted)
                .then(|| self.inner.not_encrypted.lock().clone())
                .flatten(),
        }
    }

    /// Puts the databases of a folder whose key is lost aside, so that it can be begun anew.
    /// Nothing is deleted: whoever finds the key again can put them back.
    ///
    /// # Errors
    /// Where the key is not lost, another process has the folder open, or the disk refuses.
    pub fn start_anew(options: &EngineOptions) -> Result<(), Problem> {
        let folder = &options.data_dir;
        let lost = match KeyFile::read(folder) {
            Ok(Some(file)) => matches!(kept_key(folder, &file, &*options.keychain), Err(StoreError::KeyLost)),
            // Without the small file only what is encrypted is lost: plain data are never put aside.
            Ok(None) | Err(StoreError::KeyLost) => Store::needs_key(folder),
            Err(error) => return Err(error.into()),
        };
        if !lost {
            return Err(Problem::new(
                crate::model::Code::Busy,
                "The key of your data is not lost.",
                "Unlock the keychain, then try again.",
            ));
        }
        Ok(Store::put_aside(folder, UnixMillis::now())?)
    }
}
