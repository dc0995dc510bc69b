//! What is remembered about the token, and never the token: how far a rotation is, since
//! when it has been seen, until when its reminder is silent, and whose instance it is.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use super::StoreError;
use crate::model::UnixMillis;
use crate::rotation::Stage;

/// How far the rotation of the token of the marketplace at `origin` is; `None` where none is open.
///
/// # Errors
/// What SQLite says, or a note that cannot be read.
pub fn rotation(connection: &Connection, origin: &str) -> Result<Option<Stage>, StoreError> {
    read(connection, &format!("token_rotation:{origin}"))
}

/// Notes how far it is.
///
/// # Errors
/// What SQLite says.
pub fn set_rotation(connection: &Connection, origin: &str, stage: Option<Stage>) -> Result<(), StoreError> {
    write(connection, &format!("token_rotation:{origin}"), stage.as_ref())
}

/// Since when a token has been in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// 16 bits of a hash: enough to notice that it is another, too few to tell anything of it.
    pub mark: u16,
    /// When it was first used here.
    pub since: UnixMillis,
}

/// Since when the token of this marketplace has been in use.
///
/// # Errors
/// What SQLite says, or a note that cannot be read.
pub fn seen(connection: &Connection, origin: &str) -> Result<Option<Seen>, StoreError> {
    read(connection, &format!("token_seen:{origin}"))
}

/// Notes since when.
///
/// # Errors
/// What SQLite says.
pub fn set_seen(connection: &Connection, origin: &str, seen: Seen) -> Result<(), StoreError> {
    write(connection, &format!("token_seen:{origin}"), Some(&seen))
}

const SILENT: &str = "token_reminder_silent_until";

/// Until when nobody is reminded of the token's age.
///
/// # Errors
/// What SQLite says, or a note that cannot be read.
pub fn silent_until(connection: &Connection) -> Result<Option<UnixMillis>, StoreError> {
    read(connection, SILENT)
}

/// Reminds nobody before then.
///
/// # Errors
/// What SQLite says.
pub fn set_silent_until(connection: &Connection, until: Option<UnixMillis>) -> Result<(), StoreError> {
    write(connection, SILENT, until.as_ref())
}

/// The instance that tokens are made for: `fresh` where this installation has none yet.
///
/// # Errors
/// What SQLite says.
pub fn instance(connection: &Connection, fresh: &str) -> Result<String, StoreError> {
    if let Some(known) = read(connection, "instance")? {
        return Ok(known);
    }
    write(connection, "instance", Some(&fresh))?;
    Ok(fresh.to_owned())
}

fn read<T: serde::de::DeserializeOwned>(connection: &Connection, name: &str) -> Result<Option<T>, StoreError> {
    let json: Option<String> = connection
        .prepare_cached("SELECT value FROM user.fact WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    json.map(|json| serde_json::from_str(&json).map_err(|_| StoreError::Content("a note about the token".to_owned())))
        .transpose()
}

fn write<T: Serialize>(connection: &Connection, name: &str, value: Option<&T>) -> Result<(), StoreError> {
    match value {
        None => connection.execute("DELETE FROM user.fact WHERE name = ?1", [name])?,
        Some(value) => {
            let json =
                serde_json::to_string(value).map_err(|_| StoreError::Content("a note about the token".to_owned()))?;
            connection.execute(
                "INSERT OR REPLACE INTO user.fact (name, value) VALUES (?1, ?2)",
                params![name, json],
            )?
        }
    };
    Ok(())
}
