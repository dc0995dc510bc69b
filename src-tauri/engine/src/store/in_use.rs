//! Who has the databases open: every process holds a shared lock on `open.lock`, and
//! whoever replaces a database file holds it alone. Without it, a window would go on
//! writing into the file that a repair just put aside.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::StoreError;

/// Held while the databases are open.
#[derive(Debug)]
pub(super) struct InUse {
    file: File,
}

impl InUse {
    /// Says that this process has the databases open. Waits where another one is
    /// repairing them.
    ///
    /// # Errors
    /// The folder is not writable.
    pub(super) fn hold(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join("open.lock");
        let file = crate::private::options()
            .create(true)
            .truncate(false)
            .write(true)
            .read(true)
            .open(&path)
            .map_err(|cause| StoreError::file(&path, cause))?;
        if let Err(cause) = file.lock_shared() {
            // A file system without locks: SQLite would not work there with two processes either.
            tracing::debug!(%cause, "the data folder cannot be locked");
        }
        Ok(Self { file })
    }

    /// Does `work` while no other process has the databases open.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where one has, or what `work` says.
    pub(super) fn alone<T>(&self, work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
        drop(self.file.unlock());
        let result = match self.file.try_lock() {
            Err(TryLockError::WouldBlock) => Err(StoreError::Busy),
            Err(TryLockError::Error(cause)) => {
                tracing::debug!(%cause, "the data folder cannot be locked");
                work()
            }
            Ok(()) => work(),
        };
        drop(self.file.unlock());
        if let Err(cause) = self.file.lock_shared() {
            tracing::debug!(%cause, "the data folder cannot be locked");
        }
        result
    }
}
