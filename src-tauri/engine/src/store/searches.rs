//! Searches under a name.

use rusqlite::{Connection, params};

use super::StoreError;
use crate::model::UnixMillis;

/// A search under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSearch {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The text, tokens included.
    pub query: String,
    /// The order's name.
    pub sort: String,
}

/// Every saved search, by name.
///
/// # Errors
/// What SQLite says.
pub fn all(connection: &Connection) -> Result<Vec<StoredSearch>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT id, name, query, sort FROM user.saved_search ORDER BY name, id")?;
    let all = statement
        .query_map([], |row| {
            Ok(StoredSearch {
                id: row.get(0)?,
                name: row.get(1)?,
                query: row.get(2)?,
                sort: row.get(3)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(all)
}

/// Keeps a search and returns its number.
///
/// # Errors
/// What SQLite says.
pub fn add(connection: &Connection, name: &str, query: &str, sort: &str, now: UnixMillis) -> Result<i64, StoreError> {
    connection.execute(
        "INSERT INTO user.saved_search (name, query, sort, created_at) VALUES (?1, ?2, ?3, ?4)",
        params![name, query, sort, now.0],
    )?;
    Ok(connection.last_insert_rowid())
}

/// Renames a saved search; says whether there is one of that number.
///
/// # Errors
/// What SQLite says.
pub fn rename(connection: &Connection, id: i64, name: &str) -> Result<bool, StoreError> {
    let changed = connection.execute(
        "UPDATE user.saved_search SET name = ?2 WHERE id = ?1",
        params![id, name],
    )?;
    Ok(changed > 0)
}

/// Removes a saved search; says whether there was one of that number.
///
/// # Errors
/// What SQLite says.
pub fn remove(connection: &Connection, id: i64) -> Result<bool, StoreError> {
    Ok(connection.execute("DELETE FROM user.saved_search WHERE id = ?1", [id])? > 0)
}
