//! Opens the two databases: one connection that writes, and as many that only
//! read as are needed at once.

use std::path::{Path, PathBuf};
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags};

use super::in_use::InUse;
use super::migrate::{migrate, refuse_newer};
use super::salvage::{self, Salvaged};
use super::{StoreError, backup, repair, schema_pages};
use crate::search::text::fold;

/// What was applied to `catalogue.db`, in order. Only append.
pub(super) const CATALOGUE: &[&str] = &[
    include_str!("schema/catalogue-001.sql"),
    include_str!("schema/catalogue-002.sql"),
];
/// What was applied to `user.db`, in order. Only append.
pub(super) const USER: &[&str] = &[
    include_str!("schema/user-001.sql"),
    include_str!("schema/user-002.sql"),
    include_str!("schema/user-003.sql"),
    include_str!("schema/user-004.sql"),
];

/// The tables of `catalogue.db` whose first pages are touched at the start.
pub(super) const CATALOGUE_TABLES: &[&str] = &[
    "meta",
    "skill",
    "skill_body",
    "skill_tag",
    "skill_version",
    "category",
    "review",
    "quarantine",
    "validator",
    "mirror",
    "tombstone",
    "arrived",
    "page_read",
];
/// The tables of `user.db`: their first pages are touched at the start, and their rows
/// are what is saved of a damaged file.
pub(super) const USER_TABLES: &[&str] = &[
    "setting",
    "ui_state",
    "favourite",
    "run",
    "local_skill",
    "conflict",
    "resolution",
    "rating",
    "fact",
    "draft",
    "saved_search",
    "collection",
    "collection_skill",
    "activity",
    "accepted_skill",
];

/// How long a connection waits for another process's write.
const BUSY: Duration = Duration::from_secs(5);
/// Idle readers kept open; more are opened when needed and closed after use.
const READERS: usize = 4;

/// The two databases of a data folder: `catalogue.db`, which a sync can rebuild,
/// and `user.db`, which nothing can.
pub struct Store {
    folder: PathBuf,
    /// `catalogue.db` with `user.db` attached as `user`.
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    /// After the connections: it is let go when they are closed.
    _in_use: InUse,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Opens, makes or upgrades both databases in `folder`. A damaged
    /// `catalogue.db` is put aside and made anew: it is only a cache. Of a damaged
    /// `user.db` every row that can be read is saved into a new one, and the damaged
    /// file is kept beside it: see [`Store::salvaged`].
    ///
    /// # Errors
    /// A full or read-only disk; a file of a newer program, which is left untouched; a
    /// damaged file that another process has open.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        match Self::open_once(folder) {
            // Damage that shows when the rows are first read: now it is feared, and mended.
            Err(StoreError::Damaged { .. }) => Self::open_once(folder),
            other => other,
        }
    }

    fn open_once(folder: &Path) -> Result<Self, StoreError> {
        make_folder(folder)?;
        // Both before either is touched.
        refuse_newer(&folder.join("user.db"), USER)?;
        refuse_newer(&folder.join("catalogue.db"), CATALOGUE)?;
        let in_use = InUse::hold(folder)?;
        let writer = if salvage::is_unfinished(folder) {
            repaired(folder, &in_use)?
        } else if repair::is_feared(folder) {
            match repaired(folder, &in_use) {
                // Another process has it open. It works there, and perhaps here.
                Err(StoreError::Busy) => connect_both(folder)?,
                other => other?,
            }
        } else {
            match connect_both(folder) {
                Err(StoreError::Damaged { .. }) => repaired(folder, &in_use)?,
                other => other?,
            }
        };
        owner_only(folder);
        let store = Self {
            folder: folder.to_owned(),
            writer: Mutex::new(writer),
            readers: Mutex::new(Vec::new()),
            _in_use: in_use,
        };
        store.write(|connection| super::local::bring_together(connection, crate::model::UnixMillis::now()))?;
        Ok(store)
    }

    /// What was saved of a damaged `user.db`, where that ever happened to this one.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn salvaged(&self) -> Result<Option<Salvaged>, StoreError> {
        self.read(salvage::last)
    }

    /// The folder the databases are in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Does `work` in one transaction that is kept if it succeeds. Blocks while
    /// another write is under way: call it where blocking is fine.
    ///
    /// # Errors
    /// What `work` says, or SQLite; then nothing of it is kept.
    pub fn write<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut writer: MutexGuard<'_, Connection> = self.writer.lock();
        let write = || {
            // Immediate: a transaction that reads first and then finds the database
            // locked by another process could not be waited out.
            let transaction = writer.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        self.noticing_damage(write())
    }

    /// Leaves word for the next start where SQLite found damage.
    fn noticing_damage<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(StoreError::Damaged { .. }) = result {
            tracing::warn!("a database is damaged: the next start looks through it and saves what can be read");
            repair::fear(&self.folder);
        }
        result
    }

    /// Does `work` on a connection that cannot write, in one consistent view of
    /// the databases. Many can run at once, beside a write too.
    ///
    /// # Errors
    /// What `work` says, or SQLite.
    pub fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let idle = self.readers.lock().pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => connect_reader(&self.folder)?,
        };
        let result = connection
            .transaction()
            .map_err(StoreError::from)
            .and_then(|view| work(&view));
        let mut readers = self.readers.lock();
        if readers.len() < READERS {
            readers.push(connection);
        }
        drop(readers);
        self.noticing_damage(result)
    }
}

fn make_folder(folder: &Path) -> Result<(), StoreError> {
    std::fs::create_dir_all(folder).map_err(|cause| StoreError::file(folder, cause))
}

/// The same, after what is damaged was saved or put aside.
fn repaired(folder: &Path, in_use: &InUse) -> Result<Connection, StoreError> {
    in_use.alone(|| {
        let now = crate::model::UnixMillis::now();
        salvage::finish(folder, now)?;
        repair::repair(folder, now)
    })?;
    connect_both(folder)
}

/// The connection that writes: both files migrated, and touched where it is cheap.
fn connect_both(folder: &Path) -> Result<Connection, StoreError> {
    let user = folder.join("user.db");
    // On its own first, so that its migrations run in its own file.
    let mut connection = connect(&user)?;
    let keep = |_| backup::keep(&user, USER.len()).map(|_| ());
    migrate(&mut connection, &user, USER, keep)
        .and_then(|()| repair::probe(&connection, "main", USER_TABLES))
        .map_err(|error| error.at(&user))?;
    drop(connection);
    schema_pages::remember(&user);
    let catalogue = folder.join("catalogue.db");
    let mut connection = connect(&catalogue)?;
    // Only a cache: nothing of it needs a copy.
    migrate(&mut connection, &catalogue, CATALOGUE, |_| Ok(()))
        .and_then(|()| repair::probe(&connection, "main", CATALOGUE_TABLES))
        .map_err(|error| error.at(&catalogue))?;
    attach_user(&connection, &user)?;
    Ok(connection)
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path).map_err(|error| StoreError::from(error).at(path))?;
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

fn attach_user(connection: &Connection, user: &Path) -> Result<(), StoreError> {
    connection.execute("ATTACH DATABASE ?1 AS user", [user.to_string_lossy()])?;
    // What the user made is on the disk before we say it is saved.
    connection.pragma_update(Some("user"), "synchronous", "FULL")?;
    Ok(())
}

fn connect_reader(folder: &Path) -> Result<Connection, StoreError> {
    let path = folder.join("catalogue.db");
    let connection = Connection::open_with_flags(
        &path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(|error| StoreError::from(error).at(&path))?;
    tune(&connection)?;
    connection.execute("ATTACH DATABASE ?1 AS user", [folder.join("user.db").to_string_lossy()])?;
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
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // 16 MiB of pages a connection: the columns of 100,000 skills, without their code.
    connection.pragma_update(None, "cache_size", -16_384)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Lets only the owner read the folder. A file system without such rights is no
/// reason to stop.
fn owner_only(folder: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if let Err(cause) = std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)) {
            tracing::warn!(%cause, "the data folder stays readable by others");
        }
    }
    #[cfg(not(unix))]
    let _ = folder;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lists are by hand, so that a start needs no other place to look them up.
    #[test]
    fn every_table_is_in_its_list_and_has_one_column_as_its_key() {
        for (migrations, listed) in [(CATALOGUE, CATALOGUE_TABLES), (USER, USER_TABLES)] {
            let db = Connection::open_in_memory().unwrap();
            for migration in migrations {
                db.execute_batch(migration).unwrap();
            }
            let mut statement = db
                .prepare(
                    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'",
                )
                .unwrap();
            let mut tables: Vec<String> = statement
                .query_map([], |row| row.get(0))
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            tables.sort();
            let mut listed = listed.to_vec();
            listed.sort_unstable();
            assert_eq!(tables, listed);
        }
        let db = Connection::open_in_memory().unwrap();
        for migration in USER {
            db.execute_batch(migration).unwrap();
        }
        for table in USER_TABLES {
            let keys: i64 = db
                .query_row(
                    "SELECT count(*) FROM pragma_table_info(?1) WHERE pk > 0",
                    [table],
                    |row| row.get(0),
                )
                .unwrap();
            assert_eq!(keys, 1, "{table}: a salvage reads in the order of its key");
        }
    }
}
