//! What scans found, beside the rows of skills: written with each row, scanned again where
//! the rules are newer, and who looks like whom over the whole catalogue.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::skills::first_hidden_key;
use super::{Store, StoreError};
use crate::facts::alike::{Named, WellKnown};
use crate::facts::{Level, RULES, Scan, scan_raw};
use crate::model::{SkillId, UnixMillis};

/// What is kept of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    level: i64,
    kinds: i64,
    found: u32,
}

impl From<&Scan> for Summary {
    fn from(scan: &Scan) -> Self {
        Self {
            level: scan.level.map_or(0, Level::number),
            kinds: scan.bits(),
            found: scan.found(),
        }
    }
}

/// What is known of a skill's scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scanned {
    /// The version of the rules it was scanned by.
    pub rules: u32,
    /// When.
    pub at: UnixMillis,
    /// The well-known skill that its name is nearly that of.
    pub alike: Option<SkillId>,
}

/// Keeps what a scan found of the row of this key.
pub(super) fn put(connection: &Connection, key: i64, summary: Summary, now: UnixMillis) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO skill_fact (key, level, kinds, found, rules, scanned_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (key) DO UPDATE SET level = ?2, kinds = ?3, found = ?4, rules = ?5, scanned_at = ?6",
        )?
        .execute(params![key, summary.level, summary.kinds, summary.found, RULES, now.0])?;
    Ok(())
}

/// What is known of the scan of the copy that readers see; `None` where it was not scanned yet.
///
/// # Errors
/// What SQLite says.
pub fn scanned(connection: &Connection, id: SkillId) -> Result<Option<Scanned>, StoreError> {
    let hidden = first_hidden_key(connection)?;
    Ok(connection
        .prepare_cached(
            "SELECT rules, scanned_at, alike FROM skill_fact JOIN skill ON skill.key = skill_fact.key
             WHERE skill.skill_id = ?1 AND skill.key < ?2 ORDER BY skill.key DESC LIMIT 1",
        )?
        .query_row(params![id.as_bytes(), hidden], |row| {
            Ok(Scanned {
                rules: row.get(0)?,
                at: UnixMillis(row.get(1)?),
                alike: row.get::<_, Option<[u8; 16]>>(2)?.map(SkillId::from_bytes),
            })
        })
        .optional()?)
}

/// Digests of the copies here that were scanned by these rules: what comes again as it is
/// needs no second scan.
///
/// # Errors
/// What SQLite says.
pub fn digests(connection: &Connection) -> Result<HashSet<i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT skill.digest FROM skill JOIN skill_fact ON skill_fact.key = skill.key WHERE skill_fact.rules = ?1",
    )?;
    let digests = statement
        .query_map([RULES], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(digests)
}

/// Scans up to so many of the rows that were not scanned by these rules yet, and says how
/// many there were. The scans hold up no writer.
///
/// # Errors
/// What SQLite says.
pub fn catch_up(store: &Store, slice: u32) -> Result<usize, StoreError> {
    let waiting: Vec<(i64, String)> = store.read(|connection| {
        let mut statement = connection.prepare_cached(
            "SELECT skill.key, skill_body.raw FROM skill JOIN skill_body ON skill_body.key = skill.key
             LEFT JOIN skill_fact ON skill_fact.key = skill.key
             WHERE skill_fact.rules IS NULL OR skill_fact.rules <> ?1 ORDER BY skill.key LIMIT ?2",
        )?;
        let rows = statement.query_map(params![RULES, slice], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    })?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let now = UnixMillis::now();
    let scanned: Vec<(i64, Summary)> = waiting
        .iter()
        .map(|(key, raw)| (*key, Summary::from(&scan_raw(raw))))
        .collect();
    store.write(|connection| {
        let mut there = connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM skill WHERE key = ?1)")?;
        for (key, summary) in &scanned {
            // It may have been replaced meanwhile.
            if there.query_row([key], |row| row.get(0))? {
                put(connection, *key, *summary, now)?;
            }
        }
        connection.execute("UPDATE meta SET revision = revision + 1", [])?;
        Ok(())
    })?;
    Ok(waiting.len())
}

/// Looks over the whole catalogue for names that are nearly those of well-known skills, and
/// writes what changed. True where anything did.
///
/// # Errors
/// What SQLite says.
pub fn look_alikes(store: &Store) -> Result<bool, StoreError> {
    let changes = store.read(alike_changes)?;
    if changes.is_empty() {
        return Ok(false);
    }
    store.write(|connection| {
        let mut set = connection.prepare_cached("UPDATE skill_fact SET alike = ?2 WHERE key = ?1")?;
        for (key, alike) in &changes {
            set.execute(params![key, alike.as_ref().map(SkillId::as_bytes)])?;
        }
        let keys: Vec<i64> = changes.iter().map(|(key, _)| *key).collect();
        super::touched::raise(connection, &keys, false)
    })?;
    Ok(true)
}

/// The rows whose look-alike is another than is written.
fn alike_changes(connection: &Connection) -> Result<Vec<(i64, Option<SkillId>)>, StoreError> {
    struct Row {
        key: i64,
        id: SkillId,
        name: String,
        author: String,
        count: u32,
        alike: Option<SkillId>,
    }
    let hidden = first_hidden_key(connection)?;
    let mut statement = connection.prepare_cached(
        "SELECT skill.key, skill_id, name, author, rating_count, alike FROM skill
         JOIN skill_fact ON skill_fact.key = skill.key WHERE skill.key < ?1 ORDER BY skill.key",
    )?;
    let rows: Vec<Row> = statement
        .query_map([hidden], |row| {
            Ok(Row {
                key: row.get(0)?,
                id: SkillId::from_bytes(row.get(1)?),
                name: row.get(2)?,
                author: row.get(3)?,
                count: row.get(4)?,
                alike: row.get::<_, Option<[u8; 16]>>(5)?.map(SkillId::from_bytes),
            })
        })?
        .collect::<Result<_, _>>()?;
    let known = WellKnown::of(rows.iter().map(|row| Named {
        name: &row.name,
        author: &row.author,
        count: row.count,
    }));
    Ok(rows
        .iter()
        .filter_map(|row| {
            let resembled = known.resembled(Named {
                name: &row.name,
                author: &row.author,
                count: row.count,
            });
            let alike = resembled.and_then(|place| rows.get(place)).map(|row| row.id);
            (alike != row.alike).then_some((row.key, alike))
        })
        .collect())
}

/// How many skills an author has here, how many ratings those have, and their mean.
///
/// # Errors
/// What SQLite says.
pub fn publisher(connection: &Connection, author: &str) -> Result<(u32, u32, f64), StoreError> {
    let hidden = first_hidden_key(connection)?;
    Ok(connection
        .prepare_cached(
            "SELECT count(*), coalesce(sum(rating_count), 0),
                 coalesce(sum(average_rating * rating_count) / nullif(sum(rating_count), 0), 0.0)
             FROM skill WHERE author = ?1 AND key < ?2",
        )?
        .query_row(params![author, hidden], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?)
}
