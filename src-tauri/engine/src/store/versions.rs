//! Versions of a skill that were replaced: the marketplace's copies of before.

use rusqlite::{Connection, params};
use serde_json::{Map, Value};

use super::StoreError;
use super::remote::Marks;
use super::skills::object;
use crate::model::{ServerTime, SkillId, UnixMillis};

/// Fields that change without the skill itself changing: they make no new entry in its history.
const FIGURES: [&str; 4] = ["average_rating", "rating_count", "created_at", "updated_at"];
/// Replaced versions kept of a skill.
const VERSIONS_KEPT: i64 = 20;

/// Keeps a copy of the marketplace's that is about to be replaced, if more than its
/// figures changed.
pub(super) fn remember(
    connection: &Connection,
    id: SkillId,
    old: &str,
    marks: Marks,
    new: &str,
) -> Result<(), StoreError> {
    let (before, after) = (object(old)?, object(new)?);
    let version = before
        .get("version")
        .and_then(Value::as_str)
        .filter(|version| !version.is_empty())
        .unwrap_or("1.0.0");
    let says = |field: &str| !FIGURES.contains(&field);
    let fields = |object: &Map<String, Value>| object.keys().filter(|field| says(field)).count();
    let same = |(field, value): (&String, &Value)| !says(field) || after.get(field) == Some(value);
    if fields(&before) == fields(&after) && before.iter().all(same) {
        return Ok(());
    }
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO skill_version (skill_id, version, updated_at, seen_at, raw)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            id.as_bytes(),
            version,
            marks.here.updated_at,
            marks.received_at,
            old
        ])?;
    connection
        .prepare_cached(
            "DELETE FROM skill_version WHERE skill_id = ?1 AND updated_at < (SELECT updated_at FROM skill_version
                 WHERE skill_id = ?1 ORDER BY updated_at DESC LIMIT 1 OFFSET ?2)",
        )?
        .execute(params![id.as_bytes(), VERSIONS_KEPT - 1])?;
    Ok(())
}

/// The object of the version that was current at this time of the marketplace's, where
/// it was seen here and replaced since.
///
/// # Errors
/// What SQLite says.
pub fn at(connection: &Connection, id: SkillId, updated_at: ServerTime) -> Result<Option<String>, StoreError> {
    use rusqlite::OptionalExtension as _;
    Ok(connection
        .prepare_cached("SELECT raw FROM skill_version WHERE skill_id = ?1 AND updated_at = ?2 LIMIT 1")?
        .query_row(params![id.as_bytes(), updated_at.as_micros()], |row| row.get(0))
        .optional()?)
}

/// The object of a replaced version, by the marketplace's time of it (microseconds since
/// 1970, 0 where it gave none) and its name.
///
/// # Errors
/// What SQLite says.
pub fn of(connection: &Connection, id: SkillId, updated_at: i64, version: &str) -> Result<Option<String>, StoreError> {
    use rusqlite::OptionalExtension as _;
    Ok(connection
        .prepare_cached("SELECT raw FROM skill_version WHERE skill_id = ?1 AND updated_at = ?2 AND version = ?3")?
        .query_row(params![id.as_bytes(), updated_at, version], |row| row.get(0))
        .optional()?)
}

/// A version seen here before the present one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastVersion {
    /// The version.
    pub version: String,
    /// The marketplace's time of it.
    pub updated_at: Option<ServerTime>,
    /// When it came here.
    pub seen_at: UnixMillis,
}

/// The versions of a skill that were replaced, latest first.
///
/// # Errors
/// What SQLite says.
pub fn past_versions(connection: &Connection, id: SkillId) -> Result<Vec<PastVersion>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT version, updated_at, seen_at FROM skill_version WHERE skill_id = ?1 ORDER BY updated_at DESC, version DESC",
    )?;
    let versions = statement
        .query_map([id.as_bytes()], |row| {
            let updated_at: i64 = row.get(1)?;
            Ok(PastVersion {
                version: row.get(0)?,
                updated_at: (updated_at != 0).then(|| ServerTime::from_micros(updated_at)).flatten(),
                seen_at: UnixMillis(row.get(2)?),
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(versions)
}
