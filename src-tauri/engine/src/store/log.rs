//! How long the write-ahead log may get before it is copied into the file (decision 0016).
//!
//! A page of a listing is one transaction of several megabytes. With the log that suits
//! single changes every page would be followed by a copy and its flushes; with a longer one
//! a page of the file that many of them change is copied once.

use std::path::Path;

use rusqlite::Connection;

use super::open::committed;
use super::{Store, StoreError};

/// Pages (4 kB) in the log before it is copied: what SQLite does by itself.
const SHORT: u32 = 1000;
/// The same between writes that follow each other: 64 MB.
const LONG: u32 = 16_000;
/// Bytes free on the disk from which on the log may be long: its own, as many for the file it is
/// copied into, and as many again for everybody else.
const ROOM: u64 = 256 << 20;
/// Bytes of the log's file that stay when it is empty.
const STAY: u32 = 16 << 20;

/// Says how much of the log's file stays. It grew while much was written, and is cut when
/// it next begins anew.
pub(super) fn bound(connection: &Connection) -> Result<(), StoreError> {
    connection.pragma_update(Some("main"), "journal_size_limit", STAY)?;
    Ok(())
}

fn limit(connection: &Connection, pages: u32) -> Result<(), StoreError> {
    connection.pragma_update(None, "wal_autocheckpoint", pages)?;
    Ok(())
}

/// How long the log may get, with so many bytes free on the disk; nobody may know how many.
fn length(free: Option<u64>) -> u32 {
    match free {
        Some(free) if free >= ROOM => LONG,
        // Copying needs room for the file while the log is still there.
        _ => SHORT,
    }
}

/// Bytes free for this user on the disk of a folder, where the system says.
#[cfg(unix)]
fn free(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}

/// Copies the log into the file and cuts it, as far as nobody is in the way: those who read
/// are not waited for.
fn empty(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(std::time::Duration::ZERO)?;
    let emptied = connection.query_row("PRAGMA main.wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    connection.busy_timeout(super::connect::BUSY)?;
    Ok(emptied?)
}

impl Store {
    /// [`Store::write`] as one of many that follow each other and are large: the log is not
    /// copied after each. The first small write afterwards copies it, or [`Store::settle_log`]
    /// does. Where the disk has little room the log stays as short as it is for others; where it
    /// has none after all, the log is copied and the work is done once more.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_of_many<T>(&self, work: impl Fn(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let length = length(free(self.folder()));
        self.on_writer(|writer| {
            limit(writer, length)?;
            let written = committed(writer, &work);
            limit(writer, SHORT)?;
            match written {
                // The log itself may be what takes the room: what it holds goes where it belongs.
                Err(StoreError::DiskFull | StoreError::DiskFails) if empty(writer).is_ok() => committed(writer, &work),
                other => other,
            }
        })
    }

    /// Copies the log into the file and gives its room back, as far as nobody reads.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn settle_log(&self) -> Result<(), StoreError> {
        self.on_writer(|writer| empty(writer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log_of(store: &Store) -> u64 {
        std::fs::metadata(store.folder().join("catalogue.db-wal")).map_or(0, |file| file.len())
    }

    /// Some two megabytes, each time others.
    fn much(connection: &Connection) -> Result<(), StoreError> {
        connection.execute(
            "INSERT INTO quarantine (reason, raw) SELECT '', hex(randomblob(1 << 20))",
            [],
        )?;
        Ok(())
    }

    #[test]
    fn the_log_is_long_between_large_writes_and_short_again_behind_them() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        for _ in 0..12 {
            store.write_of_many(much).unwrap();
        }
        assert!(log_of(&store) > 24 << 20, "nothing of it was copied yet");
        store.settle_log().unwrap();
        assert_eq!(log_of(&store), 0);
        for _ in 0..12 {
            store.write(much).unwrap();
        }
        assert!(log_of(&store) < 8 << 20, "a plain write copies what is long");
    }

    #[test]
    fn the_log_is_long_only_where_there_is_room_for_it_and_for_what_it_is_copied_into() {
        assert_eq!(length(Some(ROOM)), LONG);
        assert_eq!([Some(ROOM - 1), Some(0), None].map(length), [SHORT; 3]);
        assert!(ROOM >= 3 * u64::from(LONG) * 4096);
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(free(folder.path()).is_some(), cfg!(unix));
        assert_eq!(free(&folder.path().join("nothing is here")), None);
    }

    #[test]
    fn a_log_that_cannot_be_emptied_for_a_reader_is_cut_later() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        for _ in 0..12 {
            store.write_of_many(much).unwrap();
        }
        store
            .read(|reader| {
                let count = || reader.query_row("SELECT count(*) FROM quarantine", [], |row| row.get::<_, i64>(0));
                assert_eq!(count()?, 12);
                store.write_of_many(much)?;
                let began = std::time::Instant::now();
                store.settle_log()?;
                assert!(began.elapsed() < super::super::connect::BUSY, "nobody is waited for");
                assert_eq!(count()?, 12, "who reads goes on with what was there");
                Ok(())
            })
            .unwrap();
        store.settle_log().unwrap();
        assert_eq!(log_of(&store), 0);
    }
}
