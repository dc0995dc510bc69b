//! What somebody is writing and has not finished.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::StoreError;
use crate::model::UnixMillis;

/// Something unfinished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDraft {
    /// The text the window wants back.
    pub value: String,
    /// When it was kept.
    pub changed_at: UnixMillis,
}

/// The draft under this key.
///
/// # Errors
/// What SQLite says.
pub fn get(connection: &Connection, key: &str) -> Result<Option<StoredDraft>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT value, changed_at FROM user.draft WHERE key = ?1")?
        .query_row([key], |row| {
            Ok(StoredDraft {
                value: row.get(0)?,
                changed_at: UnixMillis(row.get(1)?),
            })
        })
        .optional()?)
}

/// Keeps a draft, or drops it.
///
/// # Errors
/// What SQLite says.
pub fn set(connection: &Connection, key: &str, value: Option<&str>, now: UnixMillis) -> Result<(), StoreError> {
    match value {
        Some(value) => connection
            .prepare_cached("INSERT OR REPLACE INTO user.draft (key, value, changed_at) VALUES (?1, ?2, ?3)")?
            .execute(params![key, value, now.0])?,
        None => connection
            .prepare_cached("DELETE FROM user.draft WHERE key = ?1")?
            .execute([key])?,
    };
    Ok(())
}
