//! Writes pushed changes into the catalogue, a batch in one transaction.
//!
//! The simplest form that is right for a copy nobody edited: the fields a change has
//! replace those of the skill, the older of two changes does not overwrite the newer.

use rusqlite::{Connection, params};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{StoreError, skills};
use crate::live::Update;
use crate::model::{SkillId, SkillRecord, UnixMillis};

/// Applies the changes in their order.
///
/// # Errors
/// What SQLite says; then none of them is applied.
pub fn apply(connection: &Connection, updates: &[Update], now: UnixMillis) -> Result<(), StoreError> {
    for update in updates {
        match update {
            Update::Skill { id, data } => change(connection, *id, skills::object(data.get())?, true, now)?,
            Update::Rating { id, average, count, .. } => {
                let mut figures = Map::new();
                figures.extend(average.map(|average| ("average_rating".to_owned(), Value::from(average))));
                figures.extend(count.map(|count| ("rating_count".to_owned(), Value::from(count))));
                change(connection, *id, figures, false, now)?;
            }
            Update::Delete { id, .. } => remove(connection, *id)?,
            Update::Category { name, data } => {
                connection.execute(
                    "INSERT INTO category (name, position, raw) VALUES (?1, (SELECT count(*) FROM category), ?2)
                     ON CONFLICT (name) DO UPDATE SET raw = excluded.raw",
                    params![name, data.get()],
                )?;
            }
        }
    }
    let hidden = skills::first_hidden_key(connection)?;
    connection.execute(
        "UPDATE meta SET revision = revision + 1, skills = (SELECT count(*) FROM skill WHERE key < ?1)",
        [hidden],
    )?;
    Ok(())
}

fn change(
    connection: &Connection,
    id: SkillId,
    fields: Map<String, Value>,
    may_add: bool,
    now: UnixMillis,
) -> Result<(), StoreError> {
    let here = skills::raw(connection, id)?;
    if here.is_none() && !may_add {
        return Ok(());
    }
    let mut object = here.map_or_else(|| Ok(Map::new()), |(raw, _)| skills::object(&raw))?;
    object.extend(fields);
    let json = Value::Object(object).to_string();
    let record = RawValue::from_string(json)
        .map_err(|error| StoreError::Content(error.to_string()))
        .and_then(|raw| SkillRecord::parse(raw).map_err(|error| StoreError::Content(error.to_string())))?;
    remove(connection, id)?;
    let hidden = skills::first_hidden_key(connection)?;
    let key: i64 = connection
        .prepare_cached("SELECT coalesce(max(key), 0) + 1 FROM skill WHERE key < ?1")?
        .query_row([hidden], |row| row.get(0))?;
    skills::insert(connection, key, skills::digest(record.raw.get()), &record, now)
}

fn remove(connection: &Connection, id: SkillId) -> Result<(), StoreError> {
    let hidden = skills::first_hidden_key(connection)?;
    let keys = connection
        .prepare_cached("SELECT key FROM skill WHERE skill_id = ?1 AND key < ?2")?
        .query_map(params![id.as_bytes(), hidden], |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    skills::delete_rows(connection, &keys)
}
