//! Lists of skills that a user keeps. What the marketplace has is not asked: a skill that
//! is gone stays in its collections, and is there again when it comes back.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::StoreError;
use crate::model::{SkillId, UnixMillis};

/// A collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCollection {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// How many of its skills are here.
    pub skills: u32,
}

/// Every collection, by name.
///
/// # Errors
/// What SQLite says.
pub fn all(connection: &Connection) -> Result<Vec<StoredCollection>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, name, (SELECT count(*) FROM user.collection_skill AS member, meta
                           WHERE member.collection_id = collection.id AND EXISTS (
                               SELECT 1 FROM skill WHERE skill.skill_id = member.skill_id
                               AND skill.key < (meta.generation + 1) << 32))
         FROM user.collection ORDER BY name, id",
    )?;
    let all = statement
        .query_map([], |row| {
            Ok(StoredCollection {
                id: row.get(0)?,
                name: row.get(1)?,
                skills: row.get(2)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(all)
}

/// Makes a collection and returns its number.
///
/// # Errors
/// What SQLite says.
pub fn create(connection: &Connection, name: &str, now: UnixMillis) -> Result<i64, StoreError> {
    connection.execute(
        "INSERT INTO user.collection (name, created_at) VALUES (?1, ?2)",
        params![name, now.0],
    )?;
    Ok(connection.last_insert_rowid())
}

/// Renames a collection; says whether there is one of that number.
///
/// # Errors
/// What SQLite says.
pub fn rename(connection: &Connection, id: i64, name: &str) -> Result<bool, StoreError> {
    let changed = connection.execute("UPDATE user.collection SET name = ?2 WHERE id = ?1", params![id, name])?;
    Ok(changed > 0)
}

/// Removes a collection, not its skills; says whether there was one of that number.
///
/// # Errors
/// What SQLite says.
pub fn remove(connection: &Connection, id: i64) -> Result<bool, StoreError> {
    connection.execute("DELETE FROM user.collection_skill WHERE collection_id = ?1", [id])?;
    Ok(connection.execute("DELETE FROM user.collection WHERE id = ?1", [id])? > 0)
}

/// Puts a skill into a collection or takes it out; says whether there is one of that number.
///
/// # Errors
/// What SQLite says.
pub fn set_member(
    connection: &Connection,
    id: i64,
    skill: SkillId,
    member: bool,
    now: UnixMillis,
) -> Result<bool, StoreError> {
    let known = connection
        .prepare_cached("SELECT 1 FROM user.collection WHERE id = ?1")?
        .query_row([id], |_| Ok(()))
        .optional()?;
    if known.is_none() {
        return Ok(false);
    }
    if member {
        connection.execute(
            "INSERT OR IGNORE INTO user.collection_skill (collection_id, skill_id, added_at) VALUES (?1, ?2, ?3)",
            params![id, skill.as_bytes(), now.0],
        )?;
    } else {
        connection.execute(
            "DELETE FROM user.collection_skill WHERE collection_id = ?1 AND skill_id = ?2",
            params![id, skill.as_bytes()],
        )?;
    }
    Ok(true)
}

/// Numbers of the collections that a skill is in.
///
/// # Errors
/// What SQLite says.
pub fn of_skill(connection: &Connection, skill: SkillId) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT collection_id FROM user.collection_skill WHERE skill_id = ?1 ORDER BY collection_id")?;
    let ids = statement
        .query_map([skill.as_bytes()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(ids)
}
