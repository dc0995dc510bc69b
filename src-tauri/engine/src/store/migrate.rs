//! Brings a database to the schema this program knows. Migrations only append:
//! the number of those applied is SQLite's `user_version`.

use std::io::ErrorKind;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::{StoreError, cipher, schema_pages};
use crate::vault::DataKey;

/// Applies what is missing, all of it or nothing. `before` is called with the version
/// that is found, where rows of the user's may be at stake: when nobody else can write
/// and before anything is changed.
///
/// # Errors
/// [`StoreError::Newer`] where the file was written by a newer program: nothing
/// is touched. Otherwise what `before` or SQLite says; the file is then as it was.
pub fn migrate(
    connection: &mut Connection,
    path: &Path,
    migrations: &[&str],
    before: impl FnOnce(i64) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let known = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    let found = version(connection)?;
    if found == known {
        return Ok(());
    }
    newer_is_refused(path, found, known)?;
    // Immediate: of two programs that start at once, the second waits here and
    // then finds the work done.
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    newer_is_refused(path, found, known)?;
    if found == known {
        return Ok(());
    }
    let done = usize::try_from(found)
        .map_err(|_| StoreError::Content(format!("user_version {found} of {}", path.display())))?;
    if found > 0 {
        before(found)?;
    }
    for migration in migrations.iter().skip(done) {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(())
}

/// Refuses a file of a newer program before anything opens it for writing: opening
/// alone could already bring its log into the file.
///
/// # Errors
/// [`StoreError::Newer`], or that the file cannot be read. A damaged file is no error
/// here: whoever opens it finds out.
pub fn refuse_newer(path: &Path, migrations: &[&str], key: Option<&DataKey>) -> Result<(), StoreError> {
    let known = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    newer_is_refused(path, peek(path, key)?, known)
}

fn newer_is_refused(path: &Path, found: i64, known: i64) -> Result<(), StoreError> {
    if found > known {
        return Err(StoreError::Newer {
            path: path.to_owned(),
            found,
            known,
        });
    }
    Ok(())
}

/// The version of a file that is not touched; 0 where there is none or none to be read.
fn peek(path: &Path, key: Option<&DataKey>) -> Result<i64, StoreError> {
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    if std::fs::metadata(wal).is_ok_and(|wal| wal.len() > 0) {
        // The latest version may stand in the log alone. A connection that cannot write
        // brings nothing of it into the file.
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let read = cipher::open_with(path, flags, key)
            .map_err(StoreError::from)
            .and_then(|connection| version(&connection));
        return match read {
            Err(StoreError::Damaged { .. }) => Ok(0),
            other => other.map_err(|error| error.at(path)),
        };
    }
    match schema_pages::first(path, key) {
        // Format of the file, section 1.3: the user version, big-endian, at 60.
        Ok(first) => Ok(first
            .as_deref()
            .and_then(|first| first.get(60..64)?.try_into().ok())
            .map_or(0, |version| i64::from(i32::from_be_bytes(version)))),
        Err(cause) if matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::UnexpectedEof) => Ok(0),
        Err(cause) => Err(StoreError::file(path, cause)),
    }
}

fn version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory() -> Connection {
        Connection::open_in_memory().unwrap()
    }

    #[expect(clippy::unnecessary_wraps, reason = "the shape that is asked for")]
    fn nothing(_: i64) -> Result<(), StoreError> {
        Ok(())
    }

    #[test]
    fn each_migration_runs_once_and_in_order() {
        let mut db = memory();
        let path = Path::new("x.db");
        migrate(&mut db, path, &["CREATE TABLE a (x)"], nothing).unwrap();
        migrate(
            &mut db,
            path,
            &["CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y"],
            nothing,
        )
        .unwrap();
        migrate(
            &mut db,
            path,
            &["CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y"],
            nothing,
        )
        .unwrap();
        db.execute("INSERT INTO a (x, y) VALUES (1, 2)", []).unwrap();
    }

    #[test]
    fn a_failing_migration_leaves_the_file_as_it_was() {
        let mut db = memory();
        let path = Path::new("x.db");
        migrate(&mut db, path, &["CREATE TABLE a (x)"], nothing).unwrap();
        let failed = migrate(
            &mut db,
            path,
            &["CREATE TABLE a (x)", "CREATE TABLE b (x); nonsense"],
            nothing,
        );
        assert!(failed.is_err());
        assert_eq!(version(&db).unwrap(), 1);
        assert!(
            db.execute("INSERT INTO b VALUES (1)", []).is_err(),
            "half a migration is none"
        );
    }

    #[test]
    fn a_newer_file_is_refused_untouched() {
        let mut db = memory();
        db.pragma_update(None, "user_version", 9).unwrap();
        let refused = migrate(&mut db, Path::new("x.db"), &["CREATE TABLE a (x)"], nothing).unwrap_err();
        assert!(
            matches!(refused, StoreError::Newer { found: 9, known: 1, .. }),
            "{refused}"
        );
        assert_eq!(version(&db).unwrap(), 9);
    }

    #[test]
    fn the_copy_is_asked_for_only_where_there_is_something_to_copy() {
        let mut db = memory();
        let path = Path::new("x.db");
        let mut asked = Vec::new();
        let migrations = ["CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y"];
        migrate(&mut db, path, &migrations[..1], |found| {
            asked.push(found);
            Ok(())
        })
        .unwrap();
        let full = migrate(&mut db, path, &migrations, |found| {
            asked.push(found);
            Err(StoreError::DiskFull)
        });
        assert!(matches!(full, Err(StoreError::DiskFull)));
        assert_eq!(
            (asked, version(&db).unwrap()),
            (vec![1], 1),
            "without a copy nothing is migrated"
        );
    }
}
