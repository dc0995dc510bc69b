//! The journal of syncs: every run of the last 30 days (contract, section 4).

use rusqlite::{Connection, OptionalExtension as _, params};

use super::StoreError;
use crate::model::UnixMillis;
use crate::sync::days::Run;
use crate::sync::{JournalEntry, Outcome, SyncReport};

const KEPT_MILLIS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Writes a run down and forgets those older than 30 days. `confirms` where a
/// complete listing confirmed the whole catalogue.
///
/// # Errors
/// What SQLite says.
pub fn record(connection: &Connection, trigger: &str, report: &SyncReport, confirms: bool) -> Result<i64, StoreError> {
    let json = serde_json::to_string(report).map_err(|error| StoreError::Content(format!("a report: {error}")))?;
    let outcome = match report.outcome {
        Outcome::Complete => "complete",
        Outcome::Partial => "partial",
        Outcome::Failed => "failed",
        Outcome::Joined => "joined",
        Outcome::Skipped => "skipped",
    };
    connection.execute(
        "INSERT INTO user.run (trigger, started_at, ended_at, outcome, confirmed_at, report) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            trigger,
            report.started_at.0,
            report.ended_at.0,
            outcome,
            confirms.then_some(report.ended_at.0),
            json
        ],
    )?;
    let id = connection.last_insert_rowid();
    connection.execute(
        "DELETE FROM user.run WHERE ended_at < ?1",
        [report.ended_at.0.saturating_sub(KEPT_MILLIS)],
    )?;
    Ok(id)
}

/// The latest runs, latest first.
///
/// # Errors
/// What SQLite says, or a report that cannot be read.
pub fn latest(connection: &Connection, limit: u32) -> Result<Vec<JournalEntry>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT id, trigger, report FROM user.run ORDER BY id DESC LIMIT ?1")?;
    let mut rows = statement.query([limit])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let json: String = row.get(2)?;
        let report = serde_json::from_str(&json)
            .map_err(|error| StoreError::Content(format!("run {}: {error}", row.get::<_, i64>(0).unwrap_or(0))))?;
        entries.push(JournalEntry {
            id: row.get(0)?,
            trigger: row.get(1)?,
            report,
        });
    }
    Ok(entries)
}

/// When the last complete run ended. One that only sent ratings says nothing of how
/// fresh the catalogue is.
///
/// # Errors
/// What SQLite says.
pub fn last_success(connection: &Connection) -> Result<Option<UnixMillis>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT ended_at FROM user.run WHERE outcome = 'complete' AND coalesce(report ->> 'only', '') <> 'ratings'
             ORDER BY id DESC LIMIT 1",
        )?
        .query_row([], |row| Ok(UnixMillis(row.get(0)?)))
        .optional()?)
}

/// How many removals wait for a yes: those of the latest run that read the skills (contract,
/// section 4). Runs that read none, as one for ratings or one that failed, say nothing about it.
///
/// # Errors
/// What SQLite says.
pub fn held(connection: &Connection) -> Result<u32, StoreError> {
    let held = connection
        .prepare_cached(
            "SELECT report ->> '$.skills.held' FROM user.run
             WHERE outcome IN ('complete', 'partial')
               AND (report ->> '$.skills.added') + (report ->> '$.skills.updated') + (report ->> '$.skills.unchanged')
                 + (report ->> '$.skills.deleted') + (report ->> '$.skills.held') > 0
             ORDER BY id DESC LIMIT 1",
        )?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(held.unwrap_or(0))
}

const HELD_DECLINED: &str = "held_declined";

/// How many removals the user last said no to.
///
/// # Errors
/// What SQLite says.
pub fn declined(connection: &Connection) -> Result<Option<u32>, StoreError> {
    let kept: Option<String> = connection
        .prepare_cached("SELECT value FROM user.fact WHERE name = ?1")?
        .query_row([HELD_DECLINED], |row| row.get(0))
        .optional()?;
    Ok(kept.and_then(|count| count.parse().ok()))
}

/// Remembers that the user said no to so many removals: other ones are asked about again.
///
/// # Errors
/// What SQLite says.
pub fn decline(connection: &Connection, held: u32) -> Result<(), StoreError> {
    connection.execute(
        "INSERT OR REPLACE INTO user.fact (name, value) VALUES (?1, ?2)",
        params![HELD_DECLINED, held.to_string()],
    )?;
    Ok(())
}

/// What the charts need of every run that ended since then, earliest first.
///
/// # Errors
/// What SQLite says.
pub fn since(connection: &Connection, from: UnixMillis) -> Result<Vec<Run>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT ended_at, outcome, report ->> '$.duration_ms',
             (report ->> '$.skills.added') + (report ->> '$.skills.updated') + (report ->> '$.skills.deleted'),
             report ->> '$.error' IS NOT NULL
         FROM user.run WHERE ended_at >= ?1 ORDER BY ended_at",
    )?;
    let runs = statement
        .query_map([from.0], |row| {
            Ok(Run {
                ended_at: UnixMillis(row.get(0)?),
                outcome: match row.get_ref(1)?.as_str().unwrap_or_default() {
                    "complete" => Outcome::Complete,
                    "partial" => Outcome::Partial,
                    "failed" => Outcome::Failed,
                    "joined" => Outcome::Joined,
                    _ => Outcome::Skipped,
                },
                duration_ms: row.get(2)?,
                changes: row.get(3)?,
                error: row.get(4)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(runs)
}
