//! The catalogue as a whole, its categories, reviews, validators and the records
//! put aside.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::Value;

use super::StoreError;
use crate::model::{Category, CategoryRecord, SkillId, UnixMillis};
use crate::sync::Changes;

/// Facts about the catalogue as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// Rises with every visible change.
    pub revision: u64,
    /// The marketplace it came from.
    pub origin: Option<String>,
    /// When a complete listing last confirmed all of it.
    pub confirmed_at: Option<UnixMillis>,
    /// Skills here.
    pub skills: u32,
    /// Categories here.
    pub categories: u32,
}

/// Reads the facts about the whole.
///
/// # Errors
/// What SQLite says.
pub fn meta(connection: &Connection) -> Result<Meta, StoreError> {
    Ok(connection
        .prepare_cached(
            // A listing that changed nothing is in the journal only, so that it costs the cache no write.
            "SELECT revision, origin, max(confirmed_at, coalesce((SELECT max(run.confirmed_at) FROM user.run), 0)),
                 skills, (SELECT count(*) FROM category) FROM meta",
        )?
        .query_row([], |row| {
            Ok(Meta {
                revision: row.get(0)?,
                origin: row.get(1)?,
                confirmed_at: row.get::<_, Option<i64>>(2)?.map(UnixMillis),
                skills: row.get(3)?,
                categories: row.get(4)?,
            })
        })?)
}

/// Skills here that the marketplace has: all but the user's own.
///
/// # Errors
/// What SQLite says.
pub fn listed(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection
        .prepare_cached("SELECT max(skills - (SELECT count(*) FROM mirror WHERE raw IS NULL), 0) FROM meta")?
        .query_row([], |row| row.get(0))?)
}

/// Remembers which marketplace the catalogue comes from. Where it was another one before,
/// its validators and what was read of its listing are forgotten: they say nothing of
/// this one.
///
/// # Errors
/// What SQLite says.
pub fn set_origin(connection: &Connection, origin: &str) -> Result<(), StoreError> {
    let before: Option<String> = connection.query_row("SELECT origin FROM meta", [], |row| row.get(0))?;
    if before.as_deref() == Some(origin) {
        return Ok(());
    }
    connection.execute("DELETE FROM validator", [])?;
    connection.execute("DELETE FROM page_read", [])?;
    connection.execute("UPDATE meta SET origin = ?1", [origin])?;
    Ok(())
}

/// Records that a complete listing confirmed the catalogue.
///
/// # Errors
/// What SQLite says.
pub fn confirm(connection: &Connection, at: UnixMillis) -> Result<(), StoreError> {
    connection.execute("UPDATE meta SET confirmed_at = ?1", [at.0])?;
    Ok(())
}

/// Empties the catalogue, for leaving the demo marketplace.
///
/// # Errors
/// What SQLite says.
pub fn clear(connection: &Connection) -> Result<(), StoreError> {
    for table in [
        "skill",
        "skill_body",
        "skill_tag",
        "skill_fact",
        "skill_version",
        "mirror",
        "tombstone",
        "arrived",
        "page_read",
        "category",
        "review",
        "quarantine",
        "validator",
    ] {
        connection.execute(&format!("DELETE FROM {table}"), [])?;
    }
    crate::search::index::clear(connection)?;
    connection.execute(
        "UPDATE meta SET revision = revision + 1, origin = NULL, confirmed_at = NULL, skills = 0",
        [],
    )?;
    Ok(())
}

/// The categories by name, with the number of skills counted here.
///
/// # Errors
/// What SQLite says.
pub fn categories(connection: &Connection) -> Result<Vec<Category>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT category.name, category.raw,
             (SELECT count(*) FROM skill WHERE skill.category = category.name AND skill.key < (meta.generation + 1) << 32)
         FROM category, meta ORDER BY category.name",
    )?;
    let rows = statement.query_map([], |row| {
        let raw: String = row.get(1)?;
        let object: Value = serde_json::from_str(&raw).unwrap_or_default();
        let text = |field: &str| object.get(field).and_then(Value::as_str).map(str::to_owned);
        Ok(Category {
            name: row.get(0)?,
            description: text("description").unwrap_or_default(),
            skill_count: row.get(2)?,
            icon_url: text("icon_url"),
            created_at: text("created_at"),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Replaces the categories by a complete list of them. `skill_count` is a figure:
/// where only that differs, the category is unchanged.
///
/// # Errors
/// What SQLite says.
pub fn replace_categories(connection: &Connection, list: &[CategoryRecord]) -> Result<Changes, StoreError> {
    let mut changes = Changes::default();
    let mut stored = std::collections::HashMap::new();
    {
        let mut statement = connection.prepare_cached("SELECT name, raw FROM category")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            stored.insert(row.get::<_, String>(0)?, row.get::<_, String>(1)?);
        }
    }
    let content = |raw: &str| -> Value {
        let mut value: Value = serde_json::from_str(raw).unwrap_or_default();
        if let Some(object) = value.as_object_mut() {
            object.shift_remove("skill_count");
        }
        value
    };
    for (position, category) in list.iter().enumerate() {
        match stored.remove(&category.name) {
            Some(raw) if content(&raw) == content(category.raw.get()) => {
                changes.unchanged += 1;
                continue;
            }
            Some(_) => changes.updated += 1,
            None => changes.added += 1,
        }
        connection
            .prepare_cached("INSERT OR REPLACE INTO category (name, position, raw) VALUES (?1, ?2, ?3)")?
            .execute(params![
                category.name,
                i64::try_from(position).unwrap_or(i64::MAX),
                category.raw.get()
            ])?;
    }
    for name in stored.keys() {
        connection
            .prepare_cached("DELETE FROM category WHERE name = ?1")?
            .execute([name])?;
        changes.deleted += 1;
    }
    if changes.count() > 0 {
        connection.execute("UPDATE meta SET revision = revision + 1", [])?;
    }
    Ok(changes)
}

/// Writes one category, at its place or after the others.
///
/// # Errors
/// What SQLite says.
pub fn put_category(connection: &Connection, category: &CategoryRecord) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO category (name, position, raw)
             VALUES (?1, (SELECT coalesce(max(position), -1) + 1 FROM category), ?2)
             ON CONFLICT (name) DO UPDATE SET raw = ?2",
        )?
        .execute(params![category.name, category.raw.get()])?;
    connection.execute("UPDATE meta SET revision = revision + 1", [])?;
    Ok(())
}

/// Replaces the records put aside by those of the last listing.
///
/// # Errors
/// What SQLite says.
pub fn replace_quarantine(connection: &Connection, records: &[(String, String)]) -> Result<(), StoreError> {
    let mut stored = connection.prepare_cached("SELECT reason, raw FROM quarantine ORDER BY position")?;
    let before: Vec<(String, String)> = stored
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    if before == records {
        return Ok(());
    }
    connection.execute("DELETE FROM quarantine", [])?;
    let mut insert = connection.prepare_cached("INSERT INTO quarantine (reason, raw) VALUES (?1, ?2)")?;
    for (reason, raw) in records {
        insert.execute(params![reason, raw])?;
    }
    Ok(())
}

/// The reviews of a skill as last read (a JSON array), with when.
///
/// # Errors
/// What SQLite says.
pub fn reviews(connection: &Connection, id: SkillId) -> Result<Option<(String, UnixMillis)>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT raw, fetched_at FROM review WHERE skill_id = ?1")?
        .query_row([id.as_bytes()], |row| Ok((row.get(0)?, UnixMillis(row.get(1)?))))
        .optional()?)
}

/// Keeps the reviews of a skill as read now.
///
/// # Errors
/// What SQLite says.
pub fn set_reviews(connection: &Connection, id: SkillId, raw: &str, now: UnixMillis) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO review (skill_id, fetched_at, raw) VALUES (?1, ?2, ?3)")?
        .execute(params![id.as_bytes(), now.0, raw])?;
    Ok(())
}

/// The validator of a resource as last read.
///
/// # Errors
/// What SQLite says.
pub fn validator(connection: &Connection, resource: &str) -> Result<Option<String>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT etag FROM validator WHERE resource = ?1")?
        .query_row([resource], |row| row.get(0))
        .optional()?)
}

/// How many resources whose name begins with `prefix` have a validator.
///
/// # Errors
/// What SQLite says.
pub fn validators(connection: &Connection, prefix: &str) -> Result<u32, StoreError> {
    Ok(connection
        .prepare_cached("SELECT count(*) FROM validator WHERE substr(resource, 1, length(?1)) = ?1")?
        .query_row([prefix], |row| row.get(0))?)
}

/// How many records of the last listing were put aside.
///
/// # Errors
/// What SQLite says.
pub fn quarantined(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection
        .prepare_cached("SELECT count(*) FROM quarantine")?
        .query_row([], |row| row.get(0))?)
}

/// Replaces the validators of all resources whose name begins with `prefix`.
///
/// # Errors
/// What SQLite says.
pub fn replace_validators(
    connection: &Connection,
    prefix: &str,
    validators: &[(String, String)],
) -> Result<(), StoreError> {
    connection.execute(
        "DELETE FROM validator WHERE substr(resource, 1, length(?1)) = ?1",
        [prefix],
    )?;
    let mut insert = connection.prepare_cached("INSERT OR REPLACE INTO validator (resource, etag) VALUES (?1, ?2)")?;
    for (resource, etag) in validators {
        insert.execute(params![resource, etag])?;
    }
    Ok(())
}
