//! The copy of `user.db` that is kept before it is migrated: `user.db.before-2` is the
//! file as it was before the second schema.

use std::path::{Path, PathBuf};

use rusqlite::OpenFlags;
use rusqlite::backup::Backup;

use super::StoreError;
use super::cipher::{self, Form};
use crate::vault::DataKey;

/// How many copies are kept: the latest ones.
const KEPT: usize = 2;

/// Copies the database as it stands, log included, to a file beside it, and takes
/// copies away that are older than the last two.
///
/// # Errors
/// The copy could not be made and brought to the disk. No half a copy is left, and one
/// that was there is as it was.
pub(super) fn keep(path: &Path, target_version: usize, key: Option<&DataKey>) -> Result<PathBuf, StoreError> {
    let to = with_ending(path, &format!(".before-{target_version}"));
    let part = with_ending(path, ".before-part");
    let made = copy(path, &part, key).and_then(|()| {
        let sync = || std::fs::File::options().write(true).open(&part)?.sync_all();
        sync().map_err(|cause| StoreError::file(&part, cause))?;
        std::fs::rename(&part, &to).map_err(|cause| StoreError::file(&to, cause))
    });
    if let Err(error) = made {
        // Where even this fails, the next copy writes over it.
        drop(std::fs::remove_file(&part));
        return Err(error);
    }
    sync_folder(path);
    forget_old(path);
    Ok(to)
}

fn copy(path: &Path, part: &Path, key: Option<&DataKey>) -> Result<(), StoreError> {
    if part.exists() {
        std::fs::remove_file(part).map_err(|cause| StoreError::file(part, cause))?;
    }
    // A connection of its own: beside a transaction that has written nothing yet, it
    // reads what was there before.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let from = cipher::open_with(path, flags, key)?;
    // Encrypted as its original is: SQLite copies between two files of one kind alone.
    let mut to = cipher::open(part, key.filter(|_| !is_plain(path)))?;
    let backup = Backup::new(&from, &mut to)?;
    match backup.step(-1)? {
        rusqlite::backup::StepResult::Done => {}
        _ => return Err(StoreError::Busy),
    }
    drop(backup);
    // A copy is one file, whoever opens it next.
    to.pragma_update(None, "journal_mode", "DELETE")?;
    Ok(())
}

fn forget_old(path: &Path) {
    let Some((folder, name)) = path.parent().zip(path.file_name()) else {
        return;
    };
    let prefix = format!("{}.before-", name.to_string_lossy());
    let number = |entry: &std::fs::DirEntry| -> Option<u32> {
        entry.file_name().to_string_lossy().strip_prefix(&prefix)?.parse().ok()
    };
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut copies: Vec<(u32, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| Some((number(&entry)?, entry.path())))
        .collect();
    copies.sort();
    let old = copies.len().saturating_sub(KEPT);
    for (_, copy) in copies.drain(..old) {
        if let Err(cause) = std::fs::remove_file(&copy) {
            tracing::warn!(%cause, "an old copy of user.db could not be taken away");
        }
    }
}

fn is_plain(path: &Path) -> bool {
    cipher::form(path).is_ok_and(|form| form == Form::Plain)
}

/// The path with something behind its name.
pub(super) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Brings the names of the folder a file is in to the disk, where the system can.
pub(super) fn sync_folder(path: &Path) {
    #[cfg(unix)]
    if let Some(folder) = path.parent()
        && let Err(cause) = std::fs::File::open(folder).and_then(|folder| folder.sync_all())
    {
        tracing::debug!(%cause, "a folder's names were not brought to the disk");
    }
    #[cfg(not(unix))]
    let _ = path;
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn the_last_two_copies_are_kept_each_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("user.db");
        let db = Connection::open(&path).unwrap();
        db.pragma_update(None, "journal_mode", "WAL").unwrap();
        db.execute_batch("CREATE TABLE a (x)").unwrap();
        for version in 2..6 {
            db.execute("INSERT INTO a VALUES (?1)", [version]).unwrap();
            keep(&path, version, None).unwrap();
        }
        let count = |version: usize| -> i64 {
            let copy = Connection::open(with_ending(&path, &format!(".before-{version}"))).unwrap();
            copy.query_row("SELECT count(*) FROM a", [], |row| row.get(0)).unwrap()
        };
        assert_eq!((count(4), count(5)), (3, 4), "what was in the log is in the copy");
        let names: Vec<String> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.contains("before"))
            .collect();
        assert_eq!(names.len(), 2, "{names:?}");
    }
}
