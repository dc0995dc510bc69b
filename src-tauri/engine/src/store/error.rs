//! What can go wrong with the databases, told apart by what a person can do.

use std::path::PathBuf;

use crate::model::{Code, Problem};
use crate::vault::VaultError;

/// A database could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// The folder or a file in it cannot be written.
    #[error("{} cannot be written", path.display())]
    NotWritable {
        /// Which.
        path: PathBuf,
    },
    /// Another process holds it for longer than we wait.
    #[error("another Skilldock is writing")]
    Busy,
    /// A newer Skilldock wrote it; it is left untouched.
    #[error("{} was written by a newer Skilldock (schema {found}, this one knows up to {known})", path.display())]
    Newer {
        /// Which file.
        path: PathBuf,
        /// The version it has.
        found: i64,
        /// The latest version this program knows.
        known: i64,
    },
    /// The file is damaged.
    #[error("{} is damaged", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
    },
    /// The disk fails, or allows no more than it has taken.
    #[error("the disk does not take or give what it should")]
    DiskFails,
    /// Anything else SQLite says.
    #[error("the database failed: {0}")]
    Sqlite(#[source] rusqlite::Error),
    /// Anything else the file system says.
    #[error("{} failed: {cause}", path.display())]
    File {
        /// Which file or folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        cause: std::io::Error,
    },
    /// The data are encrypted, and nobody gave the key.
    #[error("the data are encrypted and the key is not at hand")]
    KeyNeeded,
    /// The data are encrypted and the keychain did not give the key: locked, slow, absent.
    #[error("the data are encrypted, and their key is in the keychain: {0}")]
    KeyLocked(#[source] VaultError),
    /// The data are encrypted, and their key is nowhere, or is another's.
    #[error("the data are encrypted, and the keychain no longer has their key")]
    KeyLost,
    /// The data are to be encrypted whatever happens, and no keychain takes the key.
    #[error("the data are to be encrypted, and the keychain does not take their key: {0}")]
    NoPlaceForKey(#[source] VaultError),
    /// What stands in the database is not what this program wrote.
    #[error("a stored value cannot be read: {0}")]
    Content(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Self::NotWritable {
                path: PathBuf::from("the data folder"),
            },
            Some(ErrorCode::SystemIoFailure) => Self::DiskFails,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged {
                path: PathBuf::from("a database"),
            },
            _ => Self::Sqlite(error),
        }
    }
}

impl StoreError {
    /// The same error, naming the file or folder it is about.
    #[must_use]
    pub fn at(self, path: &std::path::Path) -> Self {
        match self {
            Self::NotWritable { .. } => Self::NotWritable { path: path.to_owned() },
            Self::Damaged { .. } => Self::Damaged { path: path.to_owned() },
            other => other,
        }
    }

    /// The file system's error about a file or folder.
    #[must_use]
    pub fn file(path: &std::path::Path, cause: std::io::Error) -> Self {
        match cause.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded | std::io::ErrorKind::FileTooLarge => {
                Self::DiskFull
            }
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                Self::NotWritable { path: path.to_owned() }
            }
            _ => Self::File {
                path: path.to_owned(),
                cause,
            },
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::KeyLocked(cause) => return key_locked(&cause),
            StoreError::NoPlaceForKey(cause) => {
                return Self::new(
                    Code::NoPlaceForKey,
                    format!(
                        "SKILLDOCK_ENCRYPTION is on, and there is no place for the key. {}",
                        cause.message()
                    ),
                    "Start or unlock the keychain, then try again; or set SKILLDOCK_ENCRYPTION to auto.",
                );
            }
            StoreError::KeyNeeded => return key_locked(&VaultError::Slow),
            StoreError::KeyLost => {
                return Self::new(
                    Code::KeyLost,
                    "Your data are encrypted, and the keychain no longer has their key. Nothing was changed.",
                    "If the keychain was moved or restored from a backup, bring the entry of Skilldock back and try again. \
                     Else you can start anew: the files stay in the data folder.",
                );
            }
            _ => {}
        }
        let message = format!("Nothing was changed: {error}.");
        let (code, hint) = match error {
            StoreError::DiskFull => (Code::Disk, "Make room on the disk, then try again."),
            StoreError::DiskFails => (Code::Disk, "Check the disk and make room on it, then try again."),
            StoreError::NotWritable { .. } | StoreError::File { .. } => (
                Code::Disk,
                "Make the folder writable, or choose another with --data-dir.",
            ),
            StoreError::Busy => (Code::Busy, "Try again in a moment, or close the other Skilldock."),
            StoreError::Newer { .. } => (Code::NewerDatabase, "Update Skilldock; the data is untouched."),
            StoreError::Damaged { .. } => (
                Code::Disk,
                "Start Skilldock again: it then saves what can be read, and keeps the damaged file.",
            ),
            StoreError::Sqlite(_)
            | StoreError::Content(_)
            | StoreError::KeyNeeded
            | StoreError::KeyLocked(_)
            | StoreError::KeyLost
            | StoreError::NoPlaceForKey(_) => (
                Code::Internal,
                "This is a bug of Skilldock: please report it with the log.",
            ),
        };
        Self::new(code, message, hint)
    }
}

fn key_locked(cause: &VaultError) -> Problem {
    let hint = match cause {
        // Its own words speak of the token, which has other ways.
        VaultError::NoKeychain => {
            "Start the keychain (a Secret Service such as GNOME Keyring or KWallet), then try again."
        }
        other => other.hint(),
    };
    Problem::new(
        Code::DataLocked,
        format!(
            "Your data are encrypted, and the key is in the keychain. {}",
            cause.message()
        ),
        hint,
    )
}
