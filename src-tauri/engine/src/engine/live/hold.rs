//! Of two processes on one data folder one holds the connection (contract, section 3):
//! the one that has the lock of this file. Its end, however it comes, frees the lock.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::store::StoreError;

/// The file whose lock it is.
const LOCK: &str = "live.lock";

fn open(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join(LOCK);
    crate::private::options()
        .create(true)
        .truncate(false)
        .write(true)
        .read(true)
        .open(&path)
        .map_err(|cause| StoreError::file(&path, cause))
}

/// The hold on the connection.
#[derive(Debug)]
pub(super) struct Hold {
    _file: File,
}

impl Hold {
    /// Takes it, where nobody has it.
    pub(super) fn take(folder: &Path) -> Result<Option<Self>, StoreError> {
        let file = open(folder)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(cause)) => Err(StoreError::file(&folder.join(LOCK), cause)),
        }
    }

    /// Whether another process, or another engine, has it. Asks by a shared lock, so
    /// that those who ask do not take each other for a holder.
    pub(super) fn is_taken(folder: &Path) -> bool {
        match open(folder).map(|file| file.try_lock_shared()) {
            Ok(Err(TryLockError::WouldBlock)) => true,
            Ok(Ok(()) | Err(TryLockError::Error(_))) | Err(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_has_it_and_the_next_takes_it_when_the_first_lets_go() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!Hold::is_taken(folder.path()));
        let first = Hold::take(folder.path()).unwrap().expect("nobody has it");
        assert!(Hold::take(folder.path()).unwrap().is_none());
        assert!(Hold::is_taken(folder.path()));
        drop(first);
        assert!(!Hold::is_taken(folder.path()));
        assert!(Hold::take(folder.path()).unwrap().is_some());
    }
}
