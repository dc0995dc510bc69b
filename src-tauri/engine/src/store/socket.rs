//! The socket's state and the user's pause, which outlive the program and are seen by
//! every process on the data folder: two rows of `user.fact`.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use super::StoreError;
use crate::model::UnixMillis;
use crate::status::Reach;

/// The socket as it is shown and stored (contract, section 3).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SocketRecord {
    /// How far it is.
    pub reach: Reach,
    /// Attempts to connect again since the last stable connection.
    pub reconnect_attempts: u32,
    /// Failed attempts in a row.
    pub consecutive_failures: u32,
    /// Why it last ended, or did not come about; never holds an address.
    pub last_disconnect_reason: Option<String>,
    /// When a message last came.
    pub last_message: Option<UnixMillis>,
}

const SOCKET: &str = "websocket";
const PAUSED: &str = "paused";

/// The socket as the process that holds it last wrote it. A value of a later version
/// that cannot be read counts as none.
///
/// # Errors
/// What SQLite says.
pub fn record(connection: &Connection) -> Result<Option<SocketRecord>, StoreError> {
    Ok(fact(connection, SOCKET)?.and_then(|json| serde_json::from_str(&json).ok()))
}

/// Writes the socket's state down.
///
/// # Errors
/// What SQLite says.
pub fn set_record(connection: &Connection, record: &SocketRecord) -> Result<(), StoreError> {
    let json = serde_json::to_string(record).map_err(|error| StoreError::Content(error.to_string()))?;
    set_fact(connection, SOCKET, Some(&json))
}

/// Whether the user paused.
///
/// # Errors
/// What SQLite says.
pub fn is_paused(connection: &Connection) -> Result<bool, StoreError> {
    Ok(fact(connection, PAUSED)?.is_some())
}

/// Remembers that the user paused, or goes on.
///
/// # Errors
/// What SQLite says.
pub fn set_paused(connection: &Connection, paused: bool) -> Result<(), StoreError> {
    set_fact(connection, PAUSED, paused.then_some("true"))
}

fn fact(connection: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT value FROM user.fact WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?)
}

fn set_fact(connection: &Connection, name: &str, value: Option<&str>) -> Result<(), StoreError> {
    match value {
        Some(value) => connection.execute(
            "INSERT OR REPLACE INTO user.fact (name, value) VALUES (?1, ?2)",
            params![name, value],
        )?,
        None => connection.execute("DELETE FROM user.fact WHERE name = ?1", [name])?,
    };
    Ok(())
}
