//! Brings a database to the schema this program knows. Migrations only append:
//! the number of those applied is SQLite's `user_version`.

use std::path::Path;

use rusqlite::Connection;

use super::StoreError;

/// Applies what is missing, all of it or nothing.
///
/// # Errors
/// [`StoreError::Newer`] where the file was written by a newer program: nothing
/// is touched. Otherwise what SQLite says; the file is then as it was.
pub fn migrate(connection: &mut Connection, path: &Path, migrations: &[&str]) -> Result<(), StoreError> {
    let known = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    let found = version(connection)?;
    if found == known {
        return Ok(());
    }
    // Immediate: of two programs that start at once, the second waits here and
    // then finds the work done.
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    if found > known {
        return Err(StoreError::Newer {
            path: path.to_owned(),
            found,
            known,
        });
    }
    let done = usize::try_from(found)
        .map_err(|_| StoreError::Content(format!("user_version {found} of {}", path.display())))?;
    for migration in migrations.iter().skip(done) {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(())
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

    #[test]
    fn each_migration_runs_once_and_in_order() {
        let mut db = memory();
        let path = Path::new("x.db");
        migrate(&mut db, path, &["CREATE TABLE a (x)"]).unwrap();
        migrate(&mut db, path, &["CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y"]).unwrap();
        migrate(&mut db, path, &["CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y"]).unwrap();
        db.execute("INSERT INTO a (x, y) VALUES (1, 2)", []).unwrap();
    }

    #[test]
    fn a_failing_migration_leaves_the_file_as_it_was() {
        let mut db = memory();
        let path = Path::new("x.db");
        migrate(&mut db, path, &["CREATE TABLE a (x)"]).unwrap();
        let failed = migrate(&mut db, path, &["CREATE TABLE a (x)", "CREATE TABLE b (x); nonsense"]);
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
        let refused = migrate(&mut db, Path::new("x.db"), &["CREATE TABLE a (x)"]).unwrap_err();
        assert!(
            matches!(refused, StoreError::Newer { found: 9, known: 1, .. }),
            "{refused}"
        );
        assert_eq!(version(&db).unwrap(), 9);
    }
}
