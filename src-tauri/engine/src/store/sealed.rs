//! Damaged files that are kept aside, encrypted: SQLite cannot read them, so they go as
//! they are, in pieces, into an encrypted database of their own (`….sealed`).

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::backup::{sync_folder, with_ending};
use super::{StoreError, cipher};
use crate::vault::DataKey;

/// What their names end in.
pub(super) const ENDING: &str = ".sealed";

/// Bytes of a piece.
const PIECE: u64 = 1 << 20;

/// Encrypts the file: it stands under its name and [`ENDING`] then, and not under its name.
///
/// # Errors
/// What the disk says; then the file is where it was.
pub(super) fn seal(path: &Path, key: &DataKey) -> Result<(), StoreError> {
    let to = with_ending(path, ENDING);
    let part = with_ending(path, ".convert-part");
    drop(std::fs::remove_file(&part));
    let db = cipher::open(&part, Some(key))?;
    db.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
         CREATE TABLE piece (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT; BEGIN",
    )?;
    let failed = |cause| StoreError::file(path, cause);
    let mut file = File::open(path).map_err(failed)?;
    let mut told = Sha256::new();
    loop {
        let mut piece = Vec::new();
        std::io::Read::by_ref(&mut file)
            .take(PIECE)
            .read_to_end(&mut piece)
            .map_err(failed)?;
        if piece.is_empty() {
            break;
        }
        told.update(&piece);
        db.execute("INSERT INTO piece (bytes) VALUES (?1)", [piece])?;
    }
    db.execute_batch("COMMIT")?;
    let mut kept = Sha256::new();
    pieces(&db, |piece| {
        kept.update(piece);
        Ok(())
    })?;
    drop(db);
    if kept.finalize() != told.finalize() {
        return Err(StoreError::Content("a sealed file is not as its original".to_owned()));
    }
    let sync = || File::options().write(true).open(&part)?.sync_all();
    sync().map_err(failed)?;
    std::fs::rename(&part, &to).map_err(failed)?;
    sync_folder(path);
    std::fs::remove_file(path).map_err(failed)
}

/// The other way round: `path` is the encrypted file.
///
/// # Errors
/// What the disk says; then the encrypted file is where it was.
pub(super) fn unseal(path: &Path, key: &DataKey) -> Result<(), StoreError> {
    let name = path.to_string_lossy();
    let to = PathBuf::from(name.strip_suffix(ENDING).unwrap_or(&name));
    let part = with_ending(&to, ".convert-part");
    drop(std::fs::remove_file(&part));
    let failed = |cause| StoreError::file(&to, cause);
    let mut file = crate::private::options()
        .create_new(true)
        .write(true)
        .open(&part)
        .map_err(failed)?;
    let db = cipher::open(path, Some(key))?;
    pieces(&db, |piece| file.write_all(piece).map_err(failed))?;
    drop(db);
    file.sync_all().map_err(failed)?;
    std::fs::rename(&part, &to).map_err(failed)?;
    sync_folder(path);
    std::fs::remove_file(path).map_err(|cause| StoreError::file(path, cause))
}

fn pieces(db: &rusqlite::Connection, mut each: impl FnMut(&[u8]) -> Result<(), StoreError>) -> Result<(), StoreError> {
    let mut statement = db.prepare("SELECT bytes FROM piece ORDER BY number")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        each(row.get_ref(0)?.as_blob().unwrap_or_default())?;
    }
    Ok(())
}

/// Whether a damaged file was an encrypted one: what can be read of it is nothing.
pub(super) fn is_ciphertext(path: &Path) -> bool {
    cipher::looks_encrypted(path)
}

/// Whether remembered pages are those of a plain file.
pub(super) fn pages_are_plain(path: &Path) -> bool {
    let mut first = [0; 20];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut first));
    // Behind the number of the first page.
    read.is_err() || first.get(4..20) == Some(super::page_cipher::MAGIC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_no_database_reads_is_sealed_and_comes_back_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("user.db.damaged-1");
        let bytes: Vec<u8> = b"a readable comment, "
            .iter()
            .copied()
            .cycle()
            .take(3 * (1 << 20) / 2)
            .collect();
        std::fs::write(&path, &bytes).unwrap();
        let key = DataKey::random().unwrap();
        seal(&path, &key).unwrap();
        let sealed = with_ending(&path, ENDING);
        let names: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        assert_eq!(names, std::slice::from_ref(&sealed));
        let raw = std::fs::read(&sealed).unwrap();
        assert!(!raw.windows(16).any(|part| part == b"readable comment"));
        unseal(&sealed, &key).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
        assert!(!sealed.exists());
    }
}
