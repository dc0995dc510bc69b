//! What is done about a damaged database, once it is known or feared to be one.
//!
//! Looking through a whole file takes seconds, so it is never done on an ordinary
//! start. It is done where opening fails, and where SQLite found damage while the
//! program ran: that leaves a mark (`check-needed`) for the next start.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::backup::with_ending;
use super::cipher::{self, Form};
use super::open::{CATALOGUE, CATALOGUE_TABLES, USER, USER_TABLES};
use super::{StoreError, page_cipher, salvage, schema_pages};
use crate::model::UnixMillis;
use crate::vault::DataKey;

const MARK: &str = "check-needed";

/// Whether damage was found while the program ran last.
pub(super) fn is_feared(folder: &Path) -> bool {
    folder.join(MARK).exists()
}

/// Leaves the mark that the databases are to be looked through at the next start.
pub(super) fn fear(folder: &Path) {
    if let Err(cause) = crate::private::create(&folder.join(MARK)) {
        tracing::warn!(%cause, "the damage could not be noted for the next start");
    }
}

/// Looks through both databases, saves what can be read of a damaged `user.db` into a
/// new one, and puts a damaged `catalogue.db` aside. Nobody else may have them open.
///
/// # Errors
/// The disk is full or fails; then the damaged files are where they were.
pub(super) fn repair(folder: &Path, now: UnixMillis, key: Option<&DataKey>) -> Result<(), StoreError> {
    let user = folder.join("user.db");
    if is_damaged(&user, USER_TABLES, USER.len(), key)? {
        is_ours(&user, key)?;
        salvage::salvage(&user, now, key)?;
    }
    let catalogue = folder.join("catalogue.db");
    if is_damaged(&catalogue, CATALOGUE_TABLES, CATALOGUE.len(), key)? {
        tracing::warn!("catalogue.db is damaged: it is put aside and filled again by the next sync");
        put_aside(&catalogue, now)?;
    }
    let mark = folder.join(MARK);
    match std::fs::remove_file(&mark) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(StoreError::file(&mark, cause)),
        _ => Ok(()),
    }
}

/// An encrypted file of which the key opens not one page is not damaged: it is another
/// key's, and nothing is done to it.
fn is_ours(path: &Path, key: Option<&DataKey>) -> Result<(), StoreError> {
    let sealed = cipher::form(path).is_ok_and(|form| form == Form::Other);
    let Some(key) = key.filter(|_| sealed) else {
        return Ok(());
    };
    match page_cipher::knows(path, key, schema_pages::salt(path)) {
        Ok(true) => Ok(()),
        Ok(false) => Err(StoreError::KeyLost),
        Err(cause) => Err(StoreError::file(path, cause)),
    }
}

fn is_damaged(path: &Path, tables: &[&str], known: usize, key: Option<&DataKey>) -> Result<bool, StoreError> {
    if !path.exists() {
        return Ok(false);
    }
    let known = i64::try_from(known).unwrap_or(i64::MAX);
    let check = || -> Result<bool, StoreError> {
        let connection = cipher::open(path, key)?;
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        // An older schema has fewer tables; what is missing comes with its migration.
        if version == known && probe(&connection, "main", tables).is_err() {
            return Ok(true);
        }
        let first: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        Ok(first != "ok")
    };
    match check() {
        Ok(damaged) => Ok(damaged),
        Err(StoreError::Damaged { .. } | StoreError::Sqlite(_)) => Ok(true),
        Err(error) => Err(error.at(path)),
    }
}

/// Touches the first page of every table: cheap, and enough to notice a file that was
/// cut off or is another one.
///
/// # Errors
/// [`StoreError::Damaged`] where one of them cannot be read.
pub(super) fn probe(connection: &Connection, schema: &str, tables: &[&str]) -> Result<(), StoreError> {
    for table in tables {
        let first = format!("SELECT 1 FROM {schema}.{table} LIMIT 1");
        let read = connection.prepare(&first).and_then(|mut statement| {
            let mut rows = statement.query([])?;
            rows.next().map(|_| ())
        });
        read.map_err(|error| match StoreError::from(error) {
            // A table that is not there.
            StoreError::Sqlite(_) => StoreError::Damaged {
                path: PathBuf::from(format!("{schema}.{table}")),
            },
            other => other,
        })?;
    }
    Ok(())
}

/// Moves a damaged file and its companions out of the way, keeping them. Gives the
/// file's new name.
///
/// # Errors
/// What the file system says.
pub(super) fn put_aside(path: &Path, now: UnixMillis) -> Result<PathBuf, StoreError> {
    let aside = |suffix: &str| with_ending(path, &format!(".damaged-{}{suffix}", now.0));
    // The log too, before another file comes to stand here: SQLite would read it into that.
    for suffix in ["", "-wal", "-shm"] {
        let from = with_ending(path, suffix);
        if from.exists() {
            std::fs::rename(&from, aside(suffix)).map_err(|cause| StoreError::file(&from, cause))?;
        }
    }
    Ok(aside(""))
}
