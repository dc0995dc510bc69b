//! Saves what can be read of a damaged `user.db`.
//!
//! The work is done on a copy, into a new file; only when that is whole and on the
//! disk is the damaged file put aside (`user.db.damaged-…`, kept) and the new one put
//! in its place. Killed anywhere in between, the next start goes on from there.
//!
//! A file that lost a page of its schema (the first, and those it names when one is not
//! enough) can be read no more, though all its rows may be in it: the schema says where
//! the tables are. So a copy of these pages is kept (`user.db.schema-pages`), which
//! changes only with a migration, and is tried where the file as it is gives less; so is
//! the file with a good header in place of its own.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _};
use serde::{Deserialize, Serialize};

use super::backup::{sync_folder, with_ending};
use super::cipher::{self, Form};
use super::open::{USER, USER_TABLES};
use super::schema_pages::{self, Pages};
use super::{StoreError, page_cipher, repair, salvage_rows};
use crate::model::UnixMillis;
use crate::vault::DataKey;

/// What was saved of a damaged `user.db`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Salvaged {
    /// When, by our clock.
    pub at: UnixMillis,
    /// The name of the damaged file, which is kept in the data folder.
    pub kept: String,
    /// Rows saved, of all tables. 0: nothing could be read, and a new file was made.
    pub rows: u64,
    /// What became of each table.
    pub tables: BTreeMap<String, SalvagedTable>,
}

/// What was saved of one table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SalvagedTable {
    /// Rows saved.
    pub rows: u64,
    /// Rows that are there and cannot be read, or hold what no program wrote.
    pub unreadable: u64,
    /// Stretches of which nobody can tell how many rows they had.
    pub gaps: u64,
}

const FACT: &str = "salvaged";

/// Saves what can be read of `user` into a new file in its place.
///
/// # Errors
/// The disk is full or fails; then the damaged file is where it was.
pub(super) fn salvage(user: &Path, now: UnixMillis, key: Option<&DataKey>) -> Result<Salvaged, StoreError> {
    let part = with_ending(user, ".salvage-part");
    let work = with_ending(user, ".salvage-copy");
    let result = best_attempt(user, &work, &part, now, key);
    for path in [&work, &part] {
        remove(path);
    }
    let salvaged = result?;
    finish(user.parent().unwrap_or(Path::new(".")), now, key)?;
    tracing::warn!(
        rows = salvaged.rows,
        kept = %salvaged.kept,
        "user.db was damaged: what could be read was saved into a new one, and the damaged file is kept"
    );
    Ok(salvaged)
}

/// Whether a salvage was ended before its file was put in place.
pub(super) fn is_unfinished(folder: &Path) -> bool {
    folder.join("user.db.salvaged").exists()
}

/// Puts a finished salvage in place of the damaged file.
///
/// # Errors
/// What the file system says; the next start tries again.
pub(super) fn finish(folder: &Path, now: UnixMillis, key: Option<&DataKey>) -> Result<(), StoreError> {
    if !is_unfinished(folder) {
        return Ok(());
    }
    let user = folder.join("user.db");
    let finished = folder.join("user.db.salvaged");
    // The file was named when it was salvaged; where that was in an earlier start, by then.
    let at = cipher::open(&finished, key)
        .ok()
        .and_then(|connection| last_in(&connection, "main").ok().flatten())
        .map_or(now, |salvaged| salvaged.at);
    repair::put_aside(&user, at)?;
    // It was of the damaged file: in the new one the tables are elsewhere.
    remove(&with_ending(&user, schema_pages::ENDING));
    std::fs::rename(&finished, &user).map_err(|cause| StoreError::file(&user, cause))?;
    sync_folder(&user);
    Ok(())
}

/// What was saved, by the database's own words.
pub(super) fn last(connection: &Connection) -> Result<Option<Salvaged>, StoreError> {
    last_in(connection, "user")
}

fn last_in(connection: &Connection, schema: &str) -> Result<Option<Salvaged>, StoreError> {
    let json: Option<String> = connection
        .query_row(
            &format!("SELECT value FROM {schema}.fact WHERE name = ?1"),
            [FACT],
            |row| row.get(0),
        )
        .optional()?;
    json.map(|json| serde_json::from_str(&json).map_err(|error| StoreError::Content(format!("a salvage: {error}"))))
        .transpose()
}

/// Ways to read the file: as it is, with a good header, with the pages of its schema as
/// they were remembered. The one that gives most is taken, the first of those that give the same.
fn best_attempt(
    user: &Path,
    work: &Path,
    part: &Path,
    now: UnixMillis,
    key: Option<&DataKey>,
) -> Result<Salvaged, StoreError> {
    // The new file is what the damaged one was.
    let key = key.filter(|_| cipher::form(user).is_ok_and(|form| form != Form::Plain));
    let damaged = with_ending(user, &format!(".damaged-{}", now.0));
    let kept = damaged
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let finished = with_ending(user, ".salvaged");
    // Of an encrypted file the first page is what its key sealed or nothing: no header mends it.
    let header = match key {
        Some(_) => None,
        None => Some(good_header(part)?),
    };
    let remembered = Pages::remembered(user, key);
    let mut best: Option<Salvaged> = None;
    for pages in [None, header, remembered] {
        if pages.is_none() && best.is_some() {
            continue;
        }
        copy(user, work)?;
        if let Some(key) = key {
            page_cipher::blank_unreadable(work, key, schema_pages::salt(user))
                .map_err(|cause| StoreError::file(work, cause))?;
        }
        if let Some(pages) = pages {
            pages.put(work).map_err(|cause| StoreError::file(work, cause))?;
        }
        let target = new_file(part, key)?;
        let tables = salvage_rows::all(work, &target, USER_TABLES, key)?;
        let attempt = Salvaged {
            at: now,
            kept: kept.clone(),
            rows: tables.values().map(|table| table.rows).sum(),
            tables,
        };
        if best.as_ref().is_some_and(|best| best.rows >= attempt.rows) {
            continue;
        }
        let json = serde_json::to_string(&attempt).map_err(|error| StoreError::Content(error.to_string()))?;
        target.execute(
            "INSERT OR REPLACE INTO fact (name, value) VALUES (?1, ?2)",
            [FACT, &json],
        )?;
        drop(target);
        let sync = || std::fs::File::options().write(true).open(part)?.sync_all();
        sync().map_err(|cause| StoreError::file(part, cause))?;
        std::fs::rename(part, with_ending(user, ".salvage-best")).map_err(|cause| StoreError::file(part, cause))?;
        let whole = attempt
            .tables
            .values()
            .all(|table| table.unreadable == 0 && table.gaps == 0);
        best = Some(attempt);
        if whole {
            break;
        }
    }
    let best = best.ok_or_else(|| StoreError::Damaged { path: user.to_owned() })?;
    std::fs::rename(with_ending(user, ".salvage-best"), &finished)
        .map_err(|cause| StoreError::file(&finished, cause))?;
    Ok(best)
}

/// The header of a file with today's schema.
fn good_header(part: &Path) -> Result<Pages, StoreError> {
    drop(new_file(part, None)?);
    let bytes = std::fs::read(part).map_err(|cause| StoreError::file(part, cause))?;
    Ok(Pages::header(bytes.get(..schema_pages::HEADER).unwrap_or_default()))
}

/// A new, empty file with today's schema, in one file without a log.
fn new_file(path: &Path, key: Option<&DataKey>) -> Result<Connection, StoreError> {
    remove(path);
    let mut connection = cipher::open(path, key)?;
    super::migrate::migrate(&mut connection, path, USER, |_| Ok(()))?;
    // A row is worth keeping even where the one it belongs to is lost.
    connection.pragma_update(None, "foreign_keys", false)?;
    Ok(connection)
}

fn copy(user: &Path, work: &Path) -> Result<(), StoreError> {
    remove(work);
    for suffix in ["", "-wal"] {
        let from = with_ending(user, suffix);
        if from.exists() {
            std::fs::copy(&from, with_ending(work, suffix)).map_err(|cause| StoreError::file(&from, cause))?;
        }
    }
    Ok(())
}

/// Takes a file of ours away, with its companions.
fn remove(path: &Path) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        drop(std::fs::remove_file(with_ending(path, suffix)));
    }
}
