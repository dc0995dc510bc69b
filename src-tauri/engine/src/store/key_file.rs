//! `data-key.json`: which entry of the keychain has the key of this folder's databases. It
//! stands beside them in the clear and goes where they go, so that a folder that was moved
//! or copied is still known; of the key itself it holds no more than what tells it from another.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::StoreError;
use super::backup::sync_folder;
use crate::model::UnixMillis;
use crate::vault::DataKey;

const NAME: &str = "data-key.json";

/// What the file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFile {
    /// A random name of this data folder: the key's entry in the keychain is under it.
    pub id: String,
    /// [`DataKey::fingerprint`] of the key.
    pub fingerprint: String,
}

impl KeyFile {
    /// For a new key.
    #[must_use]
    pub fn for_key(key: &DataKey) -> Self {
        Self {
            id: uuid::Uuid::new_v4().to_string(),
            fingerprint: key.fingerprint(),
        }
    }

    /// The one of a data folder, if it has one.
    ///
    /// # Errors
    /// It cannot be read, or is none.
    pub fn read(folder: &Path) -> Result<Option<Self>, StoreError> {
        let path = path(folder);
        match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|_| StoreError::KeyLost),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(StoreError::file(&path, cause)),
        }
    }

    /// Writes it, to the disk, where there is none yet. `false`: another process was first,
    /// and its key is the one that counts.
    ///
    /// # Errors
    /// The disk is full or not writable.
    pub fn write_first(&self, folder: &Path) -> Result<bool, StoreError> {
        let path = path(folder);
        let json = serde_json::to_vec_pretty(self).map_err(|error| StoreError::Content(error.to_string()))?;
        // A name of its own, and a link that fails where there is one: nobody reads half a file.
        let part = folder.join(format!("{NAME}.{}", self.id));
        let written = crate::private::replace(&part, &json).and_then(|()| std::fs::hard_link(&part, &path));
        drop(std::fs::remove_file(&part));
        match written {
            Ok(()) => {
                sync_folder(&path);
                Ok(true)
            }
            Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
            // A file system without links.
            Err(_) if !path.exists() => {
                crate::private::replace(&path, &json).map_err(|cause| StoreError::file(&path, cause))?;
                sync_folder(&path);
                Ok(true)
            }
            Err(cause) => Err(StoreError::file(&path, cause)),
        }
    }

    /// Puts it aside with the files that need it.
    ///
    /// # Errors
    /// What the file system says.
    pub fn put_aside(folder: &Path, now: UnixMillis) -> Result<(), StoreError> {
        let path = path(folder);
        let aside = folder.join(format!("{NAME}.damaged-{}", now.0));
        match std::fs::rename(&path, aside) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(StoreError::file(&path, cause)),
            _ => Ok(()),
        }
    }

    /// Takes it away, where nothing is encrypted any more.
    ///
    /// # Errors
    /// What the file system says.
    pub fn remove(folder: &Path) -> Result<(), StoreError> {
        let path = path(folder);
        match std::fs::remove_file(&path) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(StoreError::file(&path, cause)),
            _ => Ok(()),
        }
    }
}

fn path(folder: &Path) -> PathBuf {
    folder.join(NAME)
}
