//! Encrypts the databases, or takes the encryption away, so that a kill at any moment
//! leaves each file whole: the old one or the new one.
//!
//! ```text
//!  user.db ──read──▶ user.db.convert-part: written, on the disk, compared ──rename──▶ user.db
//! ```
//!
//! Only one process may have the databases open, and in it nobody writes meanwhile; readers
//! go on until the files are exchanged, which takes as long as two renames. What is kept
//! beside the databases changes with them, so that nothing readable is left behind. Killed
//! between two files the folder is half converted, which every start can read (each file says
//! by itself what it is) and which the next conversion ends.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::backup::{sync_folder, with_ending};
use super::cipher::{self, Form};
use super::connect::{BUSY, connect_both};
use super::open::Connections;
use super::{Store, StoreError, schema_pages, sealed};
use crate::vault::DataKey;

const PART: &str = ".convert-part";

/// The two databases, the one that nothing can rebuild first.
const FILES: [&str; 2] = ["user.db", "catalogue.db"];

impl Store {
    /// Whether both databases, and what is kept beside them, are encrypted (`true`) or all
    /// plain (`false`), as asked.
    #[must_use]
    pub fn is_all(&self, encrypted: bool) -> bool {
        pending(self.folder(), encrypted).is_empty()
    }

    /// Gives the databases and what is kept beside them the key that `key` gives, or takes
    /// the one they have away. What is so already is left alone. `key` is asked, and `done`
    /// told, while no other process has the databases open: what names the key is changed
    /// there and nowhere else.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another process has the databases open; a full disk; what
    /// `key` and `done` say. What was not converted is as it was, and everything can be read.
    pub fn convert(
        &self,
        key: impl FnOnce() -> Result<Option<DataKey>, StoreError>,
        done: impl FnOnce() -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.exclusively(|connections| {
            let to = key()?;
            let what = pending(self.folder(), to.is_some());
            self.rewrite(connections, to.as_ref(), &what)?;
            done()
        })
    }

    /// Writes both databases anew, as they are: what was deleted in them is then nowhere in
    /// the files.
    ///
    /// # Errors
    /// As [`Store::convert`].
    pub fn write_anew(&self) -> Result<(), StoreError> {
        let both = FILES.map(|name| self.folder().join(name));
        self.exclusively(|connections| self.rewrite(connections, self.key().as_ref(), &both))
    }

    fn rewrite(
        &self,
        connections: &mut Connections<'_>,
        to: Option<&DataKey>,
        what: &[PathBuf],
    ) -> Result<(), StoreError> {
        let from = self.key();
        let known = to.or(from.as_ref());
        let databases: Vec<&PathBuf> = what.iter().filter(|path| is_database(path)).collect();
        let made: Result<Vec<()>, StoreError> = databases.iter().map(|path| make(path, known, to)).collect();
        let done = made.and_then(|_| {
            connections.close()?;
            self.set_key(known.cloned());
            databases.iter().try_for_each(|path| exchange(path, known))?;
            what.iter()
                .filter(|path| !is_database(path))
                .try_for_each(|path| beside(path, known, to))?;
            self.set_key(to.cloned());
            Ok(())
        });
        clear(self.folder());
        connections.open(|| connect_both(self.folder(), self.key().as_ref()))?;
        done
    }
}

/// The files of the folder that are not yet as they should be.
pub(super) fn pending(folder: &Path, encrypted: bool) -> Vec<PathBuf> {
    let wanted = if encrypted { Form::Other } else { Form::Plain };
    let mut files: Vec<PathBuf> = FILES
        .into_iter()
        .map(|name| folder.join(name))
        .filter(|path| !matches!(cipher::form(path), Ok(Form::Absent)))
        .filter(|path| !cipher::form(path).is_ok_and(|form| form == wanted))
        .collect();
    let Ok(entries) = std::fs::read_dir(folder) else {
        return files;
    };
    let mut others: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| match Beside::of(path) {
            Some(Beside::Copy) => match cipher::form(path) {
                // A copy that is torn begins like nothing; what is encrypted looks like noise too.
                Ok(Form::Other) => sealed::is_ciphertext(path) != encrypted,
                Ok(form) => form != wanted,
                Err(_) => false,
            },
            Some(Beside::Pages) => sealed::pages_are_plain(path) == encrypted,
            Some(Beside::Damaged) => encrypted && !sealed::is_ciphertext(path),
            Some(Beside::Sealed) => !encrypted,
            None => false,
        })
        .collect();
    others.sort();
    files.extend(others);
    files
}

/// Files beside the databases that hold earlier states of them, or parts of them.
#[must_use]
pub fn leftovers(folder: &Path) -> Vec<PathBuf> {
    let current = FILES.map(|name| ["", "-wal", "-shm"].map(|ending| format!("{name}{ending}")));
    let pages = format!("{}{}", FILES[0], schema_pages::ENDING);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let ours = FILES.iter().any(|file| name.starts_with(file)) || name.starts_with("data-key.json.");
            ours && name != pages && !current.as_flattened().contains(&name)
        })
        .map(|entry| entry.path())
        .collect();
    files.sort();
    files
}

/// What is kept beside the databases.
enum Beside {
    /// A copy of before a migration.
    Copy,
    /// The remembered pages of the schema.
    Pages,
    /// A damaged file that was put aside.
    Damaged,
    /// One that was put aside and encrypted since.
    Sealed,
}

impl Beside {
    fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        let rest = FILES.iter().find_map(|file| name.strip_prefix(file))?;
        match rest {
            schema_pages::ENDING => Some(Self::Pages),
            rest if rest.ends_with(sealed::ENDING) => Some(Self::Sealed),
            rest if rest.starts_with(".damaged-") && !rest.ends_with(PART) => Some(Self::Damaged),
            rest => {
                let number = rest.strip_prefix(".before-")?;
                number.bytes().all(|byte| byte.is_ascii_digit()).then_some(Self::Copy)
            }
        }
    }
}

fn is_database(path: &Path) -> bool {
    FILES
        .iter()
        .any(|name| path.file_name().is_some_and(|file| file == *name))
}

/// Converts a file that is kept beside the databases.
fn beside(path: &Path, known: Option<&DataKey>, to: Option<&DataKey>) -> Result<(), StoreError> {
    match (Beside::of(path), to) {
        (Some(Beside::Copy), _) => match make(path, known, to) {
            Ok(()) => exchange(path, known),
            // A copy that is damaged itself is kept as what it is.
            Err(StoreError::Damaged { .. } | StoreError::Content(_)) => match to {
                Some(key) => sealed::seal(path, key),
                None => Ok(()),
            },
            Err(error) => Err(error),
        },
        // They are remembered anew with the next connection.
        (Some(Beside::Pages), _) => std::fs::remove_file(path).map_err(|cause| StoreError::file(path, cause)),
        (Some(Beside::Damaged), Some(key)) => sealed::seal(path, key),
        (Some(Beside::Sealed), None) => match known {
            Some(key) => sealed::unseal(path, key),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Writes the file's content to a new one beside it, brings it to the disk, and compares.
fn make(path: &Path, known: Option<&DataKey>, to: Option<&DataKey>) -> Result<(), StoreError> {
    let part = with_ending(path, PART);
    let made = (|| {
        remove(&part);
        crate::private::create(&part).map_err(|cause| StoreError::file(&part, cause))?;
        let from = cipher::open(path, known)?;
        from.busy_timeout(BUSY)?;
        cipher::attach_as(&from, &part, "target", to.map(DataKey::literal))?;
        // Nobody reads the new file before it is whole and on the disk: it needs no journal.
        from.execute_batch("PRAGMA target.journal_mode = OFF; PRAGMA target.synchronous = OFF")?;
        from.query_row("SELECT sqlcipher_export('target')", [], |_| Ok(()))?;
        let version: i64 = from.pragma_query_value(Some("main"), "user_version", |row| row.get(0))?;
        from.pragma_update(Some("target"), "user_version", version)?;
        same(&from)?;
        drop(from);
        let sync = || std::fs::File::options().write(true).open(&part)?.sync_all();
        sync().map_err(|cause| StoreError::file(&part, cause))
    })();
    if made.is_err() {
        remove(&part);
    }
    made.map_err(|error: StoreError| error.at(path))
}

/// Compares the attached copy with its original: whole, of the same version, and with as
/// many rows in every table.
fn same(connection: &Connection) -> Result<(), StoreError> {
    let differs = |what: &str| StoreError::Content(format!("a converted database is not as its original: {what}"));
    let sound: String = connection.query_row("PRAGMA target.integrity_check(1)", [], |row| row.get(0))?;
    if sound != "ok" {
        return Err(differs("it is not whole"));
    }
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    if number("PRAGMA main.user_version")? != number("PRAGMA target.user_version")? {
        return Err(differs("its version"));
    }
    let mut statement =
        connection.prepare("SELECT name, type, sql, rootpage > 0 FROM main.sqlite_schema ORDER BY 1")?;
    let schema: Vec<(String, String, Option<String>, bool)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<Result<_, _>>()?;
    for (name, kind, sql, stored) in schema {
        let there: bool = connection.query_row(
            "SELECT EXISTS (SELECT 1 FROM target.sqlite_schema WHERE name = ?1 AND type = ?2 AND sql IS ?3)",
            rusqlite::params![name, kind, sql],
            |row| row.get(0),
        )?;
        let quoted = name.replace('"', "\"\"");
        let count = |file: &str| number(&format!("SELECT count(*) FROM {file}.\"{quoted}\""));
        if !there || (kind == "table" && stored && count("main")? != count("target")?) {
            return Err(differs(&name));
        }
    }
    Ok(())
}

/// Puts the new file in the old one's place. Nobody has the old one open.
fn exchange(path: &Path, known: Option<&DataKey>) -> Result<(), StoreError> {
    let part = with_ending(path, PART);
    // The log belongs to the old file: brought into it first, a kill leaves that whole.
    let old = cipher::open(path, known)?;
    old.busy_timeout(BUSY)?;
    old.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    old.pragma_update(None, "journal_mode", "DELETE")?;
    drop(old);
    let wal = with_ending(path, "-wal");
    if std::fs::metadata(&wal).is_ok_and(|wal| wal.len() > 0) {
        return Err(StoreError::Busy);
    }
    for ending in ["-wal", "-shm"] {
        drop(std::fs::remove_file(with_ending(path, ending)));
    }
    std::fs::rename(&part, path).map_err(|cause| StoreError::file(path, cause))?;
    sync_folder(path);
    Ok(())
}

/// Takes away what a conversion that was killed left: perhaps a plain copy. Nobody may be
/// converting.
pub(super) fn clear(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if FILES.iter().any(|file| name.starts_with(file)) && name.contains(PART) {
            remove(&entry.path());
        }
    }
}

fn remove(path: &Path) {
    for ending in ["", "-journal", "-wal", "-shm"] {
        drop(std::fs::remove_file(with_ending(path, ending)));
    }
}
