//! Connections to the two databases: the one that writes, and those that only read.

use std::path::Path;
use std::time::Duration;

use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags};

use super::migrate::migrate;
use super::open::{CATALOGUE, CATALOGUE_TABLES, USER, USER_TABLES};
use super::{StoreError, backup, cipher, log, repair, schema_pages};
use crate::search::text::fold;
use crate::search::{index, words};
use crate::vault::DataKey;

/// How long a connection waits for another process's write.
pub(super) const BUSY: Duration = Duration::from_secs(5);

/// The connection that writes: both files migrated, and touched where it is cheap.
///
/// # Errors
/// What is wrong with either file.
pub(super) fn connect_both(folder: &Path, key: Option<&DataKey>) -> Result<Connection, StoreError> {
    let user = folder.join("user.db");
    // On its own first, so that its migrations run in its own file.
    let mut connection = connect(&user, key)?;
    let keep = |_| backup::keep(&user, USER.len(), key).map(|_| ());
    migrate(&mut connection, &user, USER, keep)
        .and_then(|()| repair::probe(&connection, "main", USER_TABLES))
        .map_err(|error| error.at(&user))?;
    drop(connection);
    schema_pages::remember(&user, key);
    let catalogue = folder.join("catalogue.db");
    let mut connection = connect(&catalogue, key)?;
    // Only a cache: nothing of it needs a copy.
    migrate(&mut connection, &catalogue, CATALOGUE, |_| Ok(()))
        .and_then(|()| repair::probe(&connection, "main", CATALOGUE_TABLES))
        .map_err(|error| error.at(&catalogue))?;
    attach_user(&connection, &user, key)?;
    index::prepare(&connection)?;
    log::bound(&connection)?;
    Ok(connection)
}

fn connect(path: &Path, key: Option<&DataKey>) -> Result<Connection, StoreError> {
    let connection = cipher::open(path, key).map_err(|error| StoreError::from(error).at(path))?;
    tune(&connection)?;
    // WAL: readers never wait for the writer. NORMAL: a power cut may lose the last
    // commits of the cache, never the file; user.db asks for FULL below.
    connection
        .pragma_update(None, "journal_mode", "WAL")
        .map_err(|error| StoreError::from(error).at(path))?;
    connection
        .pragma_update(None, "synchronous", "NORMAL")
        .map_err(|error| StoreError::from(error).at(path))?;
    Ok(connection)
}

fn attach_user(connection: &Connection, user: &Path, key: Option<&DataKey>) -> Result<(), StoreError> {
    cipher::attach(connection, user, "user", key)?;
    // What the user made is on the disk before we say it is saved.
    connection.pragma_update(Some("user"), "synchronous", "FULL")?;
    // And what the user deleted is wiped in the file, not only forgotten.
    connection.pragma_update(Some("user"), "secure_delete", "ON")?;
    Ok(())
}

/// A connection that only reads.
///
/// # Errors
/// What SQLite says.
pub(super) fn connect_reader(folder: &Path, key: Option<&DataKey>) -> Result<Connection, StoreError> {
    let path = folder.join("catalogue.db");
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = cipher::open_with(&path, flags, key).map_err(|error| StoreError::from(error).at(&path))?;
    tune(&connection)?;
    cipher::attach(&connection, &folder.join("user.db"), "user", key)?;
    // Opened for writing so that it can take part in WAL after an unclean end,
    // and then held to reading.
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn tune(connection: &Connection) -> Result<(), StoreError> {
    // SQL's own lower case knows ASCII alone, and names are typed in any case.
    connection.create_scalar_function(
        "folded",
        1,
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS,
        |call| Ok(call.get_raw(0).as_str().map(fold).unwrap_or_default()),
    )?;
    words::teach(connection)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // 16 MiB of pages a connection: the columns of 100,000 skills, without their code.
    connection.pragma_update(None, "cache_size", -16_384)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}
