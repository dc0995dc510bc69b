//! Values saved in the app, what the window remembers, and the favourites.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::{Store, StoreError};
use crate::model::{SkillId, UnixMillis, hashed, is_hashed};

/// Every saved value by variable.
///
/// # Errors
/// What SQLite says.
pub fn settings(connection: &Connection) -> Result<BTreeMap<String, String>, StoreError> {
    pairs(connection, "SELECT variable, value FROM user.setting")
}

/// Saves a value, or goes back to the default.
///
/// # Errors
/// What SQLite says.
pub fn set_setting(connection: &Connection, variable: &str, value: Option<&str>) -> Result<(), StoreError> {
    match value {
        Some(value) => connection.execute(
            "INSERT OR REPLACE INTO user.setting (variable, value) VALUES (?1, ?2)",
            params![variable, value],
        )?,
        None => connection.execute("DELETE FROM user.setting WHERE variable = ?1", [variable])?,
    };
    Ok(())
}

/// Replaces an identity that an earlier program saved as it was typed by its hash.
///
/// # Errors
/// What SQLite says.
pub fn hash_identity(store: &Store) -> Result<(), StoreError> {
    const IDENTITY: &str = "SKILLDOCK_IDENTITY";
    let saved = store.read(settings)?.remove(IDENTITY);
    match saved {
        Some(saved) if !saved.trim().is_empty() && !is_hashed(&saved) => {
            store.write(|connection| set_setting(connection, IDENTITY, Some(&hashed(&saved))))
        }
        _ => Ok(()),
    }
}

/// What the window remembers.
///
/// # Errors
/// What SQLite says.
pub fn ui_state(connection: &Connection) -> Result<BTreeMap<String, String>, StoreError> {
    pairs(connection, "SELECT key, value FROM user.ui_state")
}

/// Remembers something for the window, or forgets it.
///
/// # Errors
/// What SQLite says.
pub fn set_ui_state(connection: &Connection, key: &str, value: Option<&str>) -> Result<(), StoreError> {
    match value {
        Some(value) => connection.execute(
            "INSERT OR REPLACE INTO user.ui_state (key, value) VALUES (?1, ?2)",
            params![key, value],
        )?,
        None => connection.execute("DELETE FROM user.ui_state WHERE key = ?1", [key])?,
    };
    Ok(())
}

/// Marks a skill as a favourite, or takes the mark off. With `review`, what is here of it
/// counts as let in from now on (decision 0015).
///
/// # Errors
/// What SQLite says.
pub fn set_favourite(
    connection: &Connection,
    id: SkillId,
    favourite: bool,
    review: bool,
    now: UnixMillis,
) -> Result<(), StoreError> {
    if favourite {
        connection.execute(
            "INSERT OR IGNORE INTO user.favourite (skill_id, added_at) VALUES (?1, ?2)",
            params![id.as_bytes(), now.0],
        )?;
        if review {
            super::accepted::watch(connection, id)?;
        }
    } else {
        connection.execute("DELETE FROM user.favourite WHERE skill_id = ?1", [id.as_bytes()])?;
        super::accepted::unwatch(connection, id)?;
    }
    Ok(())
}

const TOKEN_CHANGED_AT: &str = "token_changed_at";

/// When the token was last set or forgotten here: a refusal before that says
/// nothing of the one of now.
///
/// # Errors
/// What SQLite says.
pub fn token_changed_at(connection: &Connection) -> Result<Option<UnixMillis>, StoreError> {
    Ok(settings(connection)?
        .get(TOKEN_CHANGED_AT)
        .and_then(|millis| millis.parse().ok())
        .map(UnixMillis))
}

/// Notes that the token was set or forgotten.
///
/// # Errors
/// What SQLite says.
pub fn set_token_changed_at(connection: &Connection, now: UnixMillis) -> Result<(), StoreError> {
    set_setting(connection, TOKEN_CHANGED_AT, Some(&now.0.to_string()))
}

fn pairs(connection: &Connection, sql: &str) -> Result<BTreeMap<String, String>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let pairs = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(pairs)
}
