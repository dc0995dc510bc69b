//! The skills of the catalogue: staging a listing page by page, making it the
//! current one, and reading single skills.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_64;

use super::StoreError;
use crate::model::{ServerTime, SkillId, SkillRecord, SkillType, UnixMillis};
use crate::search::index::{self, Texts};
use crate::search::text::{fold, word_count};

/// Fields that change without the skill itself changing: they make no new entry in its history.
const FIGURES: [&str; 4] = ["average_rating", "rating_count", "created_at", "updated_at"];
/// Tags kept for filters, of a skill; more are a mistake or an attack.
const TAGS_KEPT: usize = 64;
/// Characters of a tag, a category or an author kept for filters.
const NAME_KEPT: usize = 200;
/// Replaced versions kept of a skill.
const VERSIONS_KEPT: i64 = 20;

/// The first key that readers do not look at.
pub(super) fn first_hidden_key(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached("SELECT (generation + 1) << 32 FROM meta")?
        .query_row([], |row| row.get(0))?)
}

/// What became of one record of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Staged {
    /// Not here before.
    Added,
    /// Here in another form.
    Updated,
    /// Here as it is.
    Unchanged,
    /// Here in a newer form, which stays (contract, section 4).
    Older,
}

/// Removes what an interrupted sync staged.
///
/// # Errors
/// What SQLite says.
pub fn drop_staged(connection: &Connection) -> Result<(), StoreError> {
    let hidden = first_hidden_key(connection)?;
    delete_rows(
        connection,
        &keys(connection, "SELECT key FROM skill WHERE key >= ?1", hidden)?,
    )
}

fn keys(connection: &Connection, sql: &str, hidden: i64) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let keys = statement
        .query_map([hidden], |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    Ok(keys)
}

pub(super) fn delete_rows(connection: &Connection, keys: &[i64]) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM skill WHERE key = ?1",
        "DELETE FROM skill_body WHERE key = ?1",
        "DELETE FROM skill_tag WHERE key = ?1",
    ] {
        let mut statement = connection.prepare_cached(sql)?;
        for key in keys {
            statement.execute([key])?;
        }
    }
    index::remove(connection, keys)
}

/// Compares one record with what is here and, where it differs, writes it where
/// no reader looks yet. Call within a write.
///
/// # Errors
/// What SQLite says.
pub fn stage(connection: &Connection, record: &SkillRecord, now: UnixMillis) -> Result<Staged, StoreError> {
    let hidden = first_hidden_key(connection)?;
    let digest = digest(record.raw.get());
    let here: Option<(i64, i64, i64)> = connection
        .prepare_cached(
            "SELECT key, digest, updated_at FROM skill WHERE skill_id = ?1 AND key < ?2 ORDER BY key DESC LIMIT 1",
        )?
        .query_row(params![record.id.as_bytes(), hidden], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let staged = match here {
        None => Staged::Added,
        Some((_, known, _)) if known == digest => Staged::Unchanged,
        Some((_, _, updated_at)) if record.updated_at.is_some_and(|at| at.as_micros() < updated_at) => Staged::Older,
        // The same object written in another order of fields is no change.
        Some((key, _, _)) if same_object(connection, key, record.raw.get())? => Staged::Unchanged,
        Some(_) => Staged::Updated,
    };
    if matches!(staged, Staged::Added | Staged::Updated) {
        let next = connection
            .prepare_cached("SELECT coalesce(max(key), ?1 - 1) + 1 FROM skill WHERE key >= ?1")?
            .query_row([hidden], |row| row.get(0))?;
        insert(connection, next, digest, record, now)?;
    }
    Ok(staged)
}

#[expect(
    clippy::cast_possible_wrap,
    reason = "SQLite keeps signed integers; only equality matters"
)]
pub(super) fn digest(raw: &str) -> i64 {
    xxh3_64(raw.as_bytes()) as i64
}

pub(super) fn object(raw: &str) -> Result<Map<String, Value>, StoreError> {
    serde_json::from_str(raw).map_err(|error| StoreError::Content(format!("a skill's object: {error}")))
}

fn same_object(connection: &Connection, key: i64, raw: &str) -> Result<bool, StoreError> {
    let stored: String = connection
        .prepare_cached("SELECT raw FROM skill_body WHERE key = ?1")?
        .query_row([key], |row| row.get(0))?;
    Ok(object(&stored)? == object(raw)?)
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

pub(super) fn insert(
    connection: &Connection,
    key: i64,
    digest: i64,
    record: &SkillRecord,
    now: UnixMillis,
) -> Result<(), StoreError> {
    let author = clip(&record.author, NAME_KEPT);
    let category = clip(&record.category, NAME_KEPT);
    connection
        .prepare_cached(
            "INSERT INTO skill (key, skill_id, digest, name, name_key, name_words, author, description, category, skill_type,
                 version, has_packages, average_rating, rating_count, bayes, created_at, updated_at, received_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
        )?
        .execute(params![
            key,
            record.id.as_bytes(),
            digest,
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
            record.updated_at.map_or(0, ServerTime::as_micros),
            now.0,
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
    index::add(connection, key, &texts)
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

/// What making a listing current did beyond what was staged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Applied {
    /// Skills taken out.
    pub deleted: u32,
    /// Deletions that wait for a yes (contract, section 4).
    pub held: u32,
    /// Whether anything visible changed.
    pub changed: bool,
}

/// What a complete listing had, to make it the current one.
#[derive(Debug)]
pub struct Listing<'a> {
    /// Every id it has.
    pub seen: &'a HashSet<SkillId>,
    /// Ids of records that were put aside: a copy stored earlier stays.
    pub kept: &'a HashSet<SkillId>,
    /// When its first page was asked for: what came here later by another way stays.
    pub began: UnixMillis,
    /// Whether the user said yes to deletions, however many.
    pub deletions_confirmed: bool,
}

/// Makes a staged listing the current one, in one step: new and changed skills
/// appear, replaced copies go into the history, what the listing no longer has
/// goes, unless that is too much to believe (contract, section 4).
///
/// # Errors
/// What SQLite says.
pub fn apply(connection: &Connection, listing: &Listing<'_>, now: UnixMillis) -> Result<Applied, StoreError> {
    let hidden = first_hidden_key(connection)?;
    // Something newer came by another way while the pages were read: it stays.
    let overtaken = keys(
        connection,
        "SELECT new.key FROM skill AS new JOIN skill AS here ON here.skill_id = new.skill_id AND here.key < ?1
         WHERE new.key >= ?1 AND here.updated_at > new.updated_at AND new.updated_at > 0",
        hidden,
    )?;
    delete_rows(connection, &overtaken)?;
    let replaced = keys(
        connection,
        "SELECT here.key FROM skill AS new JOIN skill AS here ON here.skill_id = new.skill_id AND here.key < ?1
         WHERE new.key >= ?1",
        hidden,
    )?;
    for key in &replaced {
        remember_version(connection, *key, hidden)?;
    }
    let gone = gone(connection, hidden, listing)?;
    let here: i64 = connection.query_row("SELECT skills FROM meta", [], |row| row.get(0))?;
    let too_much = here > 30 && gone.len() as u64 * 3 > u64::try_from(here).unwrap_or(0);
    let held = if too_much && !listing.deletions_confirmed {
        gone.len()
    } else {
        0
    };
    delete_rows(connection, &replaced)?;
    if held == 0 {
        delete_rows(connection, &gone)?;
    }
    let deleted = if held == 0 { gone.len() } else { 0 };
    let staged: i64 = connection.query_row("SELECT count(*) FROM skill WHERE key >= ?1", [hidden], |row| row.get(0))?;
    let changed = staged > 0 || deleted > 0;
    if changed {
        connection.execute(
            "UPDATE meta SET generation = generation + (?1 > 0), revision = revision + 1, confirmed_at = ?2,
                 skills = (SELECT count(*) FROM skill)",
            params![staged, now.0],
        )?;
    }
    Ok(Applied {
        deleted: u32::try_from(deleted).unwrap_or(u32::MAX),
        held: u32::try_from(held).unwrap_or(u32::MAX),
        changed,
    })
}

/// Keys of skills here that the listing no longer has.
fn gone(connection: &Connection, hidden: i64, listing: &Listing<'_>) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT key, skill_id, received_at FROM skill WHERE key < ?1")?;
    let mut rows = statement.query([hidden])?;
    let mut gone = Vec::new();
    while let Some(row) = rows.next()? {
        let id = SkillId::from_bytes(row.get(1)?);
        let received_at: i64 = row.get(2)?;
        if !listing.seen.contains(&id) && !listing.kept.contains(&id) && received_at < listing.began.0 {
            gone.push(row.get(0)?);
        }
    }
    Ok(gone)
}

/// Keeps a copy that is about to be replaced, if more than its figures changed.
fn remember_version(connection: &Connection, key: i64, hidden: i64) -> Result<(), StoreError> {
    let (old, new): (String, String) = connection
        .prepare_cached(
            "SELECT old.raw, new.raw FROM skill AS here JOIN skill_body AS old ON old.key = here.key
             JOIN skill AS next ON next.skill_id = here.skill_id AND next.key >= ?2
             JOIN skill_body AS new ON new.key = next.key WHERE here.key = ?1",
        )?
        .query_row([key, hidden], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let content = |raw: &str| -> Result<Map<String, Value>, StoreError> {
        let mut object = object(raw)?;
        object.retain(|field, _| !FIGURES.contains(&field.as_str()));
        Ok(object)
    };
    if content(&old)? == content(&new)? {
        return Ok(());
    }
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO skill_version (skill_id, version, updated_at, seen_at, raw)
             SELECT skill_id, version, updated_at, received_at, ?2 FROM skill WHERE key = ?1",
        )?
        .execute(params![key, old])?;
    connection
        .prepare_cached(
            "DELETE FROM skill_version WHERE skill_id = (SELECT skill_id FROM skill WHERE key = ?1)
             AND updated_at < (SELECT updated_at FROM skill_version
                 WHERE skill_id = (SELECT skill_id FROM skill WHERE key = ?1)
                 ORDER BY updated_at DESC LIMIT 1 OFFSET ?2)",
        )?
        .execute(params![key, VERSIONS_KEPT - 1])?;
    Ok(())
}

/// A skill's object as it came, with when it came.
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
