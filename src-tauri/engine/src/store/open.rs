//! Opens the two databases: one connection that writes, and as many that only
//! read as are needed at once.

use std::path::{Path, PathBuf};

use parking_lot::{Mutex, MutexGuard, RwLock, RwLockWriteGuard};
use rusqlite::Connection;

use super::cipher::{self, Form};
use super::connect::{BUSY, connect_both, connect_reader};
use super::in_use::InUse;
use super::migrate::refuse_newer;
use super::salvage::{self, Salvaged};
use super::{KeyFile, StoreError, convert, repair};
use crate::search::index;
use crate::vault::DataKey;

/// What was applied to `catalogue.db`, in order. Only append.
pub(super) const CATALOGUE: &[&str] = &[
    include_str!("schema/catalogue-001.sql"),
    include_str!("schema/catalogue-002.sql"),
    include_str!("schema/catalogue-003.sql"),
    include_str!("schema/catalogue-004.sql"),
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
    "skill_fact",
    "touched",
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

/// Idle readers kept open; more are opened when needed and closed after use.
const READERS: usize = 4;

/// The two databases of a data folder: `catalogue.db`, which a sync can rebuild,
/// and `user.db`, which nothing can.
pub struct Store {
    folder: PathBuf,
    /// `catalogue.db` with `user.db` attached as `user`. None where it could not be opened
    /// again after the files were exchanged: the next write tries.
    writer: Mutex<Option<Connection>>,
    readers: Mutex<Vec<Connection>>,
    /// Held by whoever reads; alone by whoever exchanges the files.
    gate: RwLock<()>,
    /// The key of those files that are encrypted.
    key: RwLock<Option<DataKey>>,
    /// After the connections: it is let go when they are closed.
    in_use: InUse,
}

/// The connections of a store, for who exchanges its files.
pub(super) struct Connections<'a> {
    store: &'a Store,
    writer: MutexGuard<'a, Option<Connection>>,
    alone: Option<RwLockWriteGuard<'a, ()>>,
}

impl Connections<'_> {
    /// Waits for who reads, and closes all of them.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where somebody reads for too long.
    pub(super) fn close(&mut self) -> Result<(), StoreError> {
        self.alone = Some(self.store.gate.try_write_for(BUSY).ok_or(StoreError::Busy)?);
        self.store.readers.lock().clear();
        self.writer.take();
        Ok(())
    }

    /// Opens the writer again, where it was closed.
    ///
    /// # Errors
    /// What opening says; the next write tries again.
    pub(super) fn open(&mut self, connect: impl FnOnce() -> Result<Connection, StoreError>) -> Result<(), StoreError> {
        if self.writer.is_none() {
            *self.writer = Some(connect()?);
        }
        Ok(())
    }
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
        Self::open_with(folder, None)
    }

    /// As [`Store::open`], with the key of the folder. Files that are there stay what they
    /// are, encrypted or plain; those that are made anew have the key.
    ///
    /// # Errors
    /// As [`Store::open`]; [`StoreError::KeyNeeded`] where files are encrypted and no key is
    /// given, [`StoreError::KeyLost`] where it is another's. Then nothing is touched.
    pub fn open_with(folder: &Path, key: Option<&DataKey>) -> Result<Self, StoreError> {
        match Self::open_once(folder, key) {
            // Damage that shows when the rows are first read: now it is feared, and mended.
            Err(StoreError::Damaged { .. }) => Self::open_once(folder, key),
            other => other,
        }
    }

    fn open_once(folder: &Path, key: Option<&DataKey>) -> Result<Self, StoreError> {
        crate::private::folder(folder).map_err(|cause| StoreError::file(folder, cause))?;
        // Before it is asked which files are encrypted: nobody converts them from here on.
        let in_use = InUse::hold(folder)?;
        needs_no_other_key(folder, key)?;
        // Both before either is touched.
        refuse_newer(&folder.join("user.db"), USER, key)?;
        refuse_newer(&folder.join("catalogue.db"), CATALOGUE, key)?;
        convert::clear(folder);
        let writer = if salvage::is_unfinished(folder) {
            repaired(folder, &in_use, key)?
        } else if repair::is_feared(folder) {
            match repaired(folder, &in_use, key) {
                // Another process has it open. It works there, and perhaps here.
                Err(StoreError::Busy) => connect_both(folder, key)?,
                other => other?,
            }
        } else {
            match connect_both(folder, key) {
                Err(StoreError::Damaged { .. }) => repaired(folder, &in_use, key)?,
                other => other?,
            }
        };
        crate::private::narrow_all(folder);
        let store = Self {
            folder: folder.to_owned(),
            writer: Mutex::new(Some(writer)),
            readers: Mutex::new(Vec::new()),
            gate: RwLock::new(()),
            key: RwLock::new(key.cloned()),
            in_use,
        };
        store.write(|connection| super::local::bring_together(connection, crate::model::UnixMillis::now()))?;
        Ok(store)
    }

    /// Whether there are no databases in the folder yet.
    #[must_use]
    pub fn is_new(folder: &Path) -> bool {
        ["user.db", "catalogue.db"]
            .iter()
            .all(|name| cipher::form(&folder.join(name)).is_ok_and(|form| form == Form::Absent))
    }

    /// Whether something in the folder can be read with a key alone.
    #[must_use]
    pub fn needs_key(folder: &Path) -> bool {
        ["user.db", "catalogue.db", "user.db.salvaged"]
            .iter()
            .any(|name| cipher::form(&folder.join(name)).is_ok_and(|form| form == Form::Other))
    }

    /// Puts both databases aside, with what names their key, so that the folder can be begun
    /// anew.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where a process has them open, or what the file system says.
    pub fn put_aside(folder: &Path, now: crate::model::UnixMillis) -> Result<(), StoreError> {
        InUse::hold(folder)?.alone(|| {
            // What names their key last: killed before that, this is done again.
            for name in ["user.db", "catalogue.db"] {
                repair::put_aside(&folder.join(name), now)?;
            }
            KeyFile::put_aside(folder, now)
        })
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
        self.on_writer(|writer| committed(writer, work))
    }

    /// Does `work` on the connection that writes, outside of any transaction.
    pub(super) fn on_writer<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = self.writer.lock();
        let writing = || {
            let writer = match &mut *writer {
                Some(writer) => writer,
                closed => closed.insert(connect_both(&self.folder, self.key().as_ref())?),
            };
            work(writer)
        };
        self.noticing_damage(writing())
    }

    /// The key of those files that are encrypted.
    pub(super) fn key(&self) -> Option<DataKey> {
        self.key.read().clone()
    }

    pub(super) fn set_key(&self, key: Option<DataKey>) {
        *self.key.write() = key;
    }

    /// Does `work` while no other process has the databases open.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another process has, or what `work` says.
    pub fn alone<T>(&self, work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.exclusively(|_| work())
    }

    /// Does `work` while no other process has the databases open and nobody writes.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another process has, or what `work` says.
    pub(super) fn exclusively<T>(
        &self,
        work: impl FnOnce(&mut Connections<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        // First: two threads of one process must not both believe to be alone.
        let writer = self.writer.lock();
        self.in_use.alone(|| {
            work(&mut Connections {
                store: self,
                writer,
                alone: None,
            })
        })
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
        // Recursive: a read inside of a read must not wait for who waits for the first.
        let _reading = self.gate.read_recursive();
        let idle = self.readers.lock().pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => connect_reader(&self.folder, self.key().as_ref())?,
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

/// Does `work` in one transaction that is kept if it succeeds.
pub(super) fn committed<T>(
    writer: &mut Connection,
    work: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    // Immediate: a transaction that reads first and then finds the database
    // locked by another process could not be waited out.
    let transaction = writer.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let done = work(&transaction)?;
    index::settle(&transaction)?;
    transaction.commit()?;
    Ok(done)
}

/// The same, after what is damaged was saved or put aside.
fn repaired(folder: &Path, in_use: &InUse, key: Option<&DataKey>) -> Result<Connection, StoreError> {
    in_use.alone(|| {
        let now = crate::model::UnixMillis::now();
        salvage::finish(folder, now, key)?;
        repair::repair(folder, now, key)
    })?;
    connect_both(folder, key)
}

/// Refuses a folder whose files cannot be read with what is at hand, before any of them is
/// taken for a damaged one.
fn needs_no_other_key(folder: &Path, key: Option<&DataKey>) -> Result<(), StoreError> {
    if let Some(key) = key {
        // Another process may have done away with it since it was read.
        return match KeyFile::read(folder)? {
            Some(file) if file.fingerprint == key.fingerprint() => Ok(()),
            _ => Err(StoreError::KeyNeeded),
        };
    }
    let user = folder.join("user.db");
    match KeyFile::read(folder)? {
        Some(_) if Store::needs_key(folder) => Err(StoreError::KeyNeeded),
        // The small file is gone, and only it says where the key is.
        None if cipher::form(&user).is_ok_and(|form| form == Form::Other) && cipher::looks_encrypted(&user) => {
            Err(StoreError::KeyLost)
        }
        _ => Ok(()),
    }
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
