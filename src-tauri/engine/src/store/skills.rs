//! The rows of skills: what lists, filters and searches are over. A row is what the
//! user sees: the marketplace's copy, or the user's own where there is one (see
//! [`super::remote`] and [`super::local`]).

use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_64;

use super::facts::Summary;
use super::remote::Marks;
use super::{StoreError, facts, touched};
use crate::facts::scan_raw;
use crate::model::{ServerTime, SkillId, SkillRecord, SkillType, UnixMillis};
use crate::search::index::{self, Texts};
use crate::search::text::{fold, word_count};

pub use super::figures::set_figures;

/// Tags kept for filters, of a skill; more are a mistake or an attack.
const TAGS_KEPT: usize = 64;
/// Characters of a tag, a category or an author kept for filters.
const NAME_KEPT: usize = 200;

/// The first key that readers do not look at.
pub(super) fn first_hidden_key(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached("SELECT (generation + 1) << 32 FROM meta")?
        .query_row([], |row| row.get(0))?)
}

pub(super) fn keys(connection: &Connection, sql: &str, hidden: i64) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let keys = statement
        .query_map([hidden], |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    Ok(keys)
}

/// Takes rows out, with everything that hangs on them.
pub(super) fn delete_rows(connection: &Connection, keys: &[i64]) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM skill WHERE key = ?1",
        "DELETE FROM skill_body WHERE key = ?1",
        "DELETE FROM skill_tag WHERE key = ?1",
        "DELETE FROM skill_fact WHERE key = ?1",
    ] {
        let mut statement = connection.prepare_cached(sql)?;
        for key in keys {
            statement.execute([key])?;
        }
    }
    index::remove(connection, keys)
}

#[expect(
    clippy::cast_possible_wrap,
    reason = "SQLite keeps signed integers; only equality matters"
)]
pub(crate) fn digest(raw: &str) -> i64 {
    xxh3_64(raw.as_bytes()) as i64
}

/// A stored object.
pub(crate) fn object(raw: &str) -> Result<Map<String, Value>, StoreError> {
    serde_json::from_str(raw).map_err(|error| StoreError::Content(format!("a skill's object: {error}")))
}

fn clip(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// The mean of a skill's ratings as if ten of 3.5 had been given beforehand: one
/// five-star rating makes 3.6, two hundred of 4.8 make 4.7.
#[must_use]
pub fn bayes(average: f64, count: u32) -> f64 {
    let count = f64::from(count);
    (average * count + 35.0) / (count + 10.0)
}

/// Writes a row, with what a scan found of it: it is scanned here where nobody did before.
pub(super) fn insert(
    connection: &Connection,
    key: i64,
    record: &SkillRecord,
    marks: Marks,
    scanned: Option<Summary>,
) -> Result<(), StoreError> {
    let author = clip(&record.author, NAME_KEPT);
    let category = clip(&record.category, NAME_KEPT);
    connection
        .prepare_cached(
            "INSERT INTO skill (key, skill_id, digest, name, name_key, name_words, author, description, category, skill_type,
                 version, has_packages, average_rating, rating_count, bayes, created_at, updated_at, received_at, live_at,
                 unstamped, figures_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
        )?
        .execute(params![
            key,
            record.id.as_bytes(),
            digest(record.raw.get()),
            record.name,
            fold(&record.name),
            word_count(&record.name).min(255),
            author,
            record.description,
            category,
            type_number(record.skill_type),
            record.version,
            record.has_packages,
            record.average_rating,
            record.rating_count,
            bayes(record.average_rating, record.rating_count),
            record.created_at.map_or(0, ServerTime::as_micros),
            marks.here.updated_at,
            marks.received_at,
            marks.here.live_at,
            marks.here.unstamped,
            marks.figures_at,
        ])?;
    connection
        .prepare_cached("INSERT INTO skill_body (key, raw) VALUES (?1, ?2)")?
        .execute(params![key, record.raw.get()])?;
    let mut tag = connection.prepare_cached("INSERT OR IGNORE INTO skill_tag (tag, key) VALUES (?1, ?2)")?;
    for name in record.tags.iter().take(TAGS_KEPT) {
        tag.execute(params![clip(name, NAME_KEPT), key])?;
    }
    let texts = Texts {
        name: &record.name,
        author: &author,
        tags: &record
            .tags
            .iter()
            .take(TAGS_KEPT)
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" "),
        category: &category,
        description: &record.description,
    };
    index::add(connection, key, &texts)?;
    let summary = scanned.unwrap_or_else(|| Summary::from(&scan_raw(record.raw.get())));
    facts::put(connection, key, summary, UnixMillis::now())
}

/// Writes the row that readers see of a skill, in place of the one they see now, and
/// says so to those who keep what they read. Where they see this very object, only its
/// marks and figures are written: the copy of the user's stays what it is whenever the
/// marketplace's beside it changes.
pub(super) fn show(connection: &Connection, record: &SkillRecord, marks: Marks) -> Result<(), StoreError> {
    let before = visible(connection, record.id)?;
    if let &[key] = &before[..]
        && is_object_of(connection, key, record)?
    {
        mark_anew(connection, key, record, marks)?;
        super::ratings::show_pending(connection, Some(record.id))?;
        return touched::raise(connection, &before, false);
    }
    delete_rows(connection, &before)?;
    let hidden = first_hidden_key(connection)?;
    let next = connection
        .prepare_cached("SELECT max(coalesce(max(key), 0), ?1 - (1 << 32)) + 1 FROM skill WHERE key < ?1")?
        .query_row([hidden], |row| row.get(0))?;
    insert(connection, next, record, marks, None)?;
    super::ratings::show_pending(connection, Some(record.id))?;
    let more = i64::from(before.is_empty());
    changed(connection, &[before, vec![next]].concat(), more)
}

/// Whether the row of this key has this object, byte for byte.
fn is_object_of(connection: &Connection, key: i64, record: &SkillRecord) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM skill_body WHERE key = ?1 AND raw = ?2)")?
        .query_row(params![key, record.raw.get()], |row| row.get(0))?)
}

/// Writes what of a row does not follow from its object: when and how it came, and the
/// figures, which a rating on its way may have moved.
fn mark_anew(connection: &Connection, key: i64, record: &SkillRecord, marks: Marks) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE skill SET average_rating = ?2, rating_count = ?3, bayes = ?4, updated_at = ?5, received_at = ?6,
                 live_at = ?7, unstamped = ?8, figures_at = ?9 WHERE key = ?1",
        )?
        .execute(params![
            key,
            record.average_rating,
            record.rating_count,
            bayes(record.average_rating, record.rating_count),
            marks.here.updated_at,
            marks.received_at,
            marks.here.live_at,
            marks.here.unstamped,
            marks.figures_at,
        ])?;
    Ok(())
}

/// Takes the rows of a skill away from readers.
pub(super) fn hide(connection: &Connection, id: SkillId) -> Result<(), StoreError> {
    let before = visible(connection, id)?;
    delete_rows(connection, &before)?;
    if before.is_empty() {
        return Ok(());
    }
    changed(connection, &before, -1)
}

/// The keys under which readers see a skill: one, or none.
fn visible(connection: &Connection, id: SkillId) -> Result<Vec<i64>, StoreError> {
    let hidden = first_hidden_key(connection)?;
    let mut statement = connection.prepare_cached("SELECT key FROM skill WHERE skill_id = ?1 AND key < ?2")?;
    let keys = statement
        .query_map(params![id.as_bytes(), hidden], |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    Ok(keys)
}

/// Says to those who keep what they read that these rows came or went.
fn changed(connection: &Connection, keys: &[i64], more: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE meta SET skills = skills + ?1 WHERE one = 1")?
        .execute([more])?;
    touched::raise(connection, keys, true)
}

/// A skill type as the column keeps it.
#[must_use]
pub const fn type_number(skill_type: SkillType) -> i64 {
    match skill_type {
        SkillType::PromptOnly => 0,
        SkillType::PythonCode => 1,
        SkillType::NodejsCode => 2,
        SkillType::Other => 3,
    }
}

/// A skill type from the column.
#[must_use]
pub const fn type_of_number(number: i64) -> SkillType {
    match number {
        0 => SkillType::PromptOnly,
        1 => SkillType::PythonCode,
        2 => SkillType::NodejsCode,
        _ => SkillType::Other,
    }
}

/// A skill's object as the user sees it, with when it came.
///
/// # Errors
/// What SQLite says.
pub fn raw(connection: &Connection, id: SkillId) -> Result<Option<(String, UnixMillis)>, StoreError> {
    let hidden = first_hidden_key(connection)?;
    Ok(connection
        .prepare_cached(
            "SELECT body.raw, skill.received_at FROM skill JOIN skill_body AS body ON body.key = skill.key
             WHERE skill.skill_id = ?1 AND skill.key < ?2 ORDER BY skill.key DESC LIMIT 1",
        )?
        .query_row(params![id.as_bytes(), hidden], |row| {
            Ok((row.get(0)?, UnixMillis(row.get(1)?)))
        })
        .optional()?)
}

/// The ids of all skills that the user sees, by name.
///
/// # Errors
/// What SQLite says.
pub fn ids(connection: &Connection) -> Result<Vec<SkillId>, StoreError> {
    let hidden = first_hidden_key(connection)?;
    let mut statement =
        connection.prepare_cached("SELECT skill_id FROM skill WHERE key < ?1 ORDER BY name_key, skill_id")?;
    let ids = statement
        .query_map([hidden], |row| Ok(SkillId::from_bytes(row.get(0)?)))?
        .collect::<Result<_, _>>()?;
    Ok(ids)
}

/// How many skills of an author are here.
///
/// # Errors
/// What SQLite says.
pub fn count_by_author(connection: &Connection, author: &str) -> Result<u32, StoreError> {
    let hidden = first_hidden_key(connection)?;
    Ok(connection
        .prepare_cached("SELECT count(*) FROM skill WHERE author = ?1 AND key < ?2")?
        .query_row(params![author, hidden], |row| row.get(0))?)
}
