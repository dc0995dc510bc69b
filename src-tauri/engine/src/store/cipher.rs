//! Opens database files, encrypted or not: the one place where a key meets SQLite.
//!
//! Whether a file is encrypted is read from its first bytes. SQLCipher takes the key by the
//! first statement of a connection, and for an attached file with the statement that
//! attaches it; it is 32 random bytes that are used as they are (`x'…'`), so that opening
//! derives nothing from a password and costs no time. Its own settings stay as they are: pages of 4096
//! bytes, AES-256-CBC, and HMAC-SHA512 over each. `cipher_memory_security` stays off: it
//! wipes every buffer of SQLite, which costs several times over, and what it would keep from a reader of
//! this process's memory stands in the texts that the program works with anyway.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use secrecy::zeroize::Zeroizing;

use super::page_cipher::MAGIC;
use crate::vault::DataKey;

/// What the first bytes of a file say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// There is no file, or nothing in it.
    Absent,
    /// It begins as every file of SQLite does.
    Plain,
    /// It begins otherwise: it is encrypted, or damaged.
    Other,
}

/// What the file at `path` is.
///
/// # Errors
/// It cannot be read.
pub(super) fn form(path: &Path) -> io::Result<Form> {
    let mut first = [0; MAGIC.len()];
    let mut read = 0;
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Form::Absent),
        Err(cause) => return Err(cause),
    };
    while let Some(rest) = first.get_mut(read..).filter(|rest| !rest.is_empty()) {
        match file.read(rest)? {
            0 => break,
            count => read += count,
        }
    }
    Ok(match read {
        0 => Form::Absent,
        _ if first == *MAGIC => Form::Plain,
        _ => Form::Other,
    })
}

/// Whether the file's first pages look like the random bytes of an encrypted one, which no
/// page of SQLite and no ordinary damage does: by the chi-square test, the 256 values occur
/// neither more unequally nor more equally than chance has it.
pub(super) fn looks_encrypted(path: &Path) -> bool {
    // Of 4096 random bytes: 255, give or take 23; these are five times that to either side.
    const CHANCE: std::ops::Range<f64> = 140.0..370.0;
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(8192).read_to_end(&mut bytes));
    if read.is_err() || bytes.len() < 4096 {
        return false;
    }
    bytes.chunks_exact(4096).all(|page| {
        let mut counts = [0_i32; 256];
        for byte in page {
            if let Some(count) = counts.get_mut(usize::from(*byte)) {
                *count += 1;
            }
        }
        let squares: f64 = counts.iter().map(|count| f64::from(count - 16).powi(2)).sum();
        CHANCE.contains(&(squares / 16.0))
    })
}

/// Opens or makes the file, with the key where it is not plain. A new one is made with the
/// key where there is one.
///
/// # Errors
/// What SQLite says. A wrong key shows with the first page that is read.
pub(super) fn open(path: &Path, key: Option<&DataKey>) -> rusqlite::Result<Connection> {
    // SQLite would make it as the umask says; its log and the log's index take after it.
    drop(crate::private::create(path));
    open_with(path, OpenFlags::default(), key)
}

/// As [`open`], with other flags than SQLite's usual ones.
///
/// # Errors
/// As [`open`].
pub(super) fn open_with(path: &Path, flags: OpenFlags, key: Option<&DataKey>) -> rusqlite::Result<Connection> {
    let literal = literal(path, key);
    let connection = Connection::open_with_flags(path, flags)?;
    if let Some(literal) = literal {
        // In a buffer of its own that is wiped; the statement is not kept.
        let mut first = Zeroizing::new(String::with_capacity(literal.len() + 60));
        first.push_str("PRAGMA cipher_log_level = NONE; PRAGMA key = \"");
        first.push_str(&literal);
        first.push('"');
        connection.execute_batch(&first)?;
    }
    Ok(connection)
}

/// Attaches the file at `path`, as [`open`] would open it.
///
/// # Errors
/// What SQLite says.
pub(super) fn attach(connection: &Connection, path: &Path, name: &str, key: Option<&DataKey>) -> rusqlite::Result<()> {
    attach_as(connection, path, name, literal(path, key))
}

/// Attaches the file at `path` with this key or, without one, as a plain file, whatever it is.
///
/// # Errors
/// What SQLite says.
pub(super) fn attach_as(
    connection: &Connection,
    path: &Path,
    name: &str,
    literal: Option<Zeroizing<String>>,
) -> rusqlite::Result<()> {
    // Without the word KEY it would take the key of the connection's first file.
    let key = literal.unwrap_or_default();
    connection.execute(
        &format!("ATTACH DATABASE ?1 AS {name} KEY ?2"),
        rusqlite::params![path.to_string_lossy(), key.as_str()],
    )?;
    Ok(())
}

fn literal(path: &Path, key: Option<&DataKey>) -> Option<Zeroizing<String>> {
    // Where the first bytes cannot be read, opening says why.
    key.filter(|_| form(path).unwrap_or(Form::Absent) != Form::Plain)
        .map(DataKey::literal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_opens_with_its_own_key_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let key = DataKey::random().unwrap();
        let make = "CREATE TABLE a (x); INSERT INTO a VALUES ('readable words')";
        open(&path, Some(&key)).unwrap().execute_batch(make).unwrap();
        let count = |key: Option<&DataKey>| -> rusqlite::Result<i64> {
            open(&path, key)?.query_row("SELECT count(*) FROM a", [], |row| row.get(0))
        };
        assert_eq!(count(Some(&key)), Ok(1));
        assert!(count(None).is_err() && count(Some(&DataKey::random().unwrap())).is_err());
        assert_eq!(form(&path).unwrap(), Form::Other);
        assert!(looks_encrypted(&path));
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(8).any(|part| part == b"readable"));
    }

    #[test]
    fn a_plain_file_opens_with_a_key_in_hand_and_stays_plain() {
        let folder = tempfile::tempdir().unwrap();
        let (plain, sealed) = (folder.path().join("plain.db"), folder.path().join("sealed.db"));
        let key = DataKey::random().unwrap();
        open(&plain, None).unwrap().execute_batch("CREATE TABLE a (x)").unwrap();
        open(&sealed, Some(&key))
            .unwrap()
            .execute_batch("CREATE TABLE b (x)")
            .unwrap();
        assert!(!looks_encrypted(&plain));
        let both = open(&plain, Some(&key)).unwrap();
        attach(&both, &sealed, "other", Some(&key)).unwrap();
        both.execute_batch("INSERT INTO a VALUES (1); INSERT INTO other.b VALUES (2)")
            .unwrap();
        // And a plain one beside an encrypted one.
        let both = open(&sealed, Some(&key)).unwrap();
        attach(&both, &plain, "other", Some(&key)).unwrap();
        both.execute_batch("INSERT INTO b VALUES (1); INSERT INTO other.a VALUES (2)")
            .unwrap();
        assert_eq!(form(&plain).unwrap(), Form::Plain);
    }
}
