//! Conflicts and how they ended: the queue of those that wait, and the history with all
//! sides, from which any of them can be undone (contract, section 6).

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde_json::json;

use super::local::text;
use super::{StoreError, skills};
use crate::conflict::{ConflictType, Detected, Object, Severity};
use crate::model::{SkillId, UnixMillis};
use crate::ratings::{Content, Theirs};

/// What a conflict is between.
#[derive(Debug, Clone, PartialEq)]
pub struct Sides {
    /// What both started from, where known.
    pub base: Option<Object>,
    /// The user's.
    pub local: Object,
    /// The marketplace's; `None` where it no longer has the skill.
    pub remote: Option<Object>,
}

/// How a conflict ended.
#[derive(Debug, Clone, Copy)]
pub struct Ended<'a> {
    /// The strategy's name, `manual` where a person picked, or why there was nothing left to decide.
    pub strategy: &'a str,
    /// `strategy` where Skilldock did it by itself, `user` where a person did.
    pub by: &'a str,
    /// What the user's copy became; `None` where the marketplace's is taken.
    pub result: Option<&'a Object>,
}

impl<'a> Ended<'a> {
    /// It ended because there was nothing left to decide.
    pub(super) const fn by_itself(why: &'a str, result: Option<&'a Object>) -> Self {
        Self {
            strategy: why,
            by: "strategy",
            result,
        }
    }
}

/// A resolution, as it was logged.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution {
    /// See [`Ended::strategy`].
    pub strategy: String,
    /// See [`Ended::by`].
    pub by: String,
    /// When.
    pub at: UnixMillis,
    /// What went in.
    pub sides: Sides,
    /// What the user's copy became; `None` where the marketplace's was taken.
    pub result: Option<Object>,
}

/// A conflict, waiting or resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredConflict {
    /// Its number, never used again.
    pub id: i64,
    /// Which skill.
    pub skill: SkillId,
    /// `skill` or `rating`.
    pub subject: String,
    /// What kind it is.
    pub kind: ConflictType,
    /// How grave it is.
    pub severity: Severity,
    /// What it is between, as last seen.
    pub sides: Sides,
    /// When it was found.
    pub detected_at: UnixMillis,
    /// When its sides last changed.
    pub changed_at: UnixMillis,
    /// How it ended; `None` while it waits.
    pub resolution: Option<Resolution>,
}

/// Which conflicts are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ConflictFilter {
    /// Only of this severity.
    pub severity: Option<Severity>,
    /// Only of this type.
    pub kind: Option<ConflictType>,
    /// Those that are resolved, latest first, instead of those that wait, oldest first.
    pub resolved: bool,
}

/// The number of the conflict of a skill that waits, if one does.
///
/// # Errors
/// What SQLite says.
pub fn waiting(connection: &Connection, skill: SkillId) -> Result<Option<i64>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT id FROM user.conflict WHERE skill_id = ?1 AND subject = 'skill' AND resolved_at IS NULL",
        )?
        .query_row([skill.as_bytes()], |row| row.get(0))
        .optional()?)
}

/// How many conflicts wait.
///
/// # Errors
/// What SQLite says.
pub fn count_waiting(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection
        .prepare_cached("SELECT count(*) FROM user.conflict WHERE resolved_at IS NULL")?
        .query_row([], |row| row.get(0))?)
}

/// Puts a conflict into the queue, or brings the one of this skill that waits up to
/// date (contract, section 6: never a second one). Gives its number, and whether
/// anything of it changed.
pub(super) fn wait(
    connection: &Connection,
    skill: SkillId,
    detected: &Detected,
    sides: &Sides,
    now: UnixMillis,
) -> Result<(i64, bool), StoreError> {
    let base = sides.base.as_ref().map(text).transpose()?;
    let local = text(&sides.local)?;
    let remote = sides.remote.as_ref().map(text).transpose()?;
    let (kind, severity) = (detected.kind.as_str(), detected.severity.as_str());
    if let Some(number) = waiting(connection, skill)? {
        let changed = connection
            .prepare_cached(
                "UPDATE user.conflict SET type = ?2, severity = ?3, base = ?4, local = ?5, remote = ?6, changed_at = ?7
                 WHERE id = ?1 AND (base IS NOT ?4 OR local IS NOT ?5 OR remote IS NOT ?6)",
            )?
            .execute(params![number, kind, severity, base, local, remote, now.0])?;
        return Ok((number, changed > 0));
    }
    connection
        .prepare_cached(
            "INSERT INTO user.conflict (skill_id, type, severity, base, local, remote, detected_at, changed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
        )?
        .execute(params![skill.as_bytes(), kind, severity, base, local, remote, now.0])?;
    Ok((connection.last_insert_rowid(), true))
}

/// Ends a conflict that waits, and logs how.
pub(crate) fn end(
    connection: &Connection,
    number: i64,
    sides: &Sides,
    how: Ended<'_>,
    now: UnixMillis,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            // No INSERT of a SELECT: before one SQLite saves its place, and FTS5 writes what it has gathered.
            "INSERT INTO user.resolution (conflict_id, type, severity, strategy, resolved_by, resolved_at, base, local, remote, result)
             VALUES (?1, (SELECT type FROM user.conflict WHERE id = ?1), (SELECT severity FROM user.conflict WHERE id = ?1),
                 ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            number,
            how.strategy,
            how.by,
            now.0,
            sides.base.as_ref().map(text).transpose()?,
            text(&sides.local)?,
            sides.remote.as_ref().map(text).transpose()?,
            how.result.map(text).transpose()?,
        ])?;
    connection
        .prepare_cached("UPDATE user.conflict SET resolved_at = ?2 WHERE id = ?1")?
        .execute(params![number, now.0])?;
    Ok(())
}

/// Lets a resolved conflict wait again under its number, between these sides, and marks
/// its last resolution as undone.
pub(crate) fn wait_again(
    connection: &Connection,
    number: i64,
    sides: &Sides,
    now: UnixMillis,
) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE user.resolution SET undone_at = ?2 WHERE conflict_id = ?1 AND undone_at IS NULL",
        params![number, now.0],
    )?;
    connection.execute(
        "UPDATE user.conflict SET resolved_at = NULL, changed_at = ?2, base = ?3, local = ?4, remote = ?5 WHERE id = ?1",
        params![
            number,
            now.0,
            sides.base.as_ref().map(text).transpose()?,
            text(&sides.local)?,
            sides.remote.as_ref().map(text).transpose()?,
        ],
    )?;
    Ok(())
}

pub(super) const COLUMNS: &str = "conflict.id, conflict.skill_id, conflict.subject, conflict.type, conflict.severity,
    conflict.base, conflict.local, conflict.remote, conflict.detected_at, conflict.changed_at,
    resolution.strategy, resolution.resolved_by, resolution.resolved_at, resolution.base, resolution.local,
    resolution.remote, resolution.result
    FROM user.conflict LEFT JOIN user.resolution ON conflict.resolved_at IS NOT NULL
        AND resolution.id = (SELECT max(id) FROM user.resolution AS last
            WHERE last.conflict_id = conflict.id AND last.undone_at IS NULL)";

/// A conflict by its number.
///
/// # Errors
/// What SQLite says.
pub fn get(connection: &Connection, number: i64) -> Result<Option<StoredConflict>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} WHERE conflict.id = ?1"))?;
    let mut rows = statement.query([number])?;
    rows.next()?.map(read).transpose()
}

/// The numbers of the conflicts asked for, in their order.
///
/// # Errors
/// What SQLite says.
pub fn numbers(connection: &Connection, filter: ConflictFilter) -> Result<Vec<i64>, StoreError> {
    let (condition, order) = asked_for(filter);
    let mut statement = connection.prepare_cached(&format!(
        "SELECT conflict.id FROM user.conflict WHERE {condition} ORDER BY {order}"
    ))?;
    let numbers = statement
        .query_map(
            params![
                filter.severity.map(Severity::as_str),
                filter.kind.map(ConflictType::as_str)
            ],
            |row| row.get(0),
        )?
        .collect::<Result<_, _>>()?;
    Ok(numbers)
}

/// The condition and the order of a filter; its severity is ?1, its type ?2.
fn asked_for(filter: ConflictFilter) -> (String, &'static str) {
    let (state, order) = if filter.resolved {
        (
            "conflict.resolved_at IS NOT NULL",
            "conflict.resolved_at DESC, conflict.id DESC",
        )
    } else {
        ("conflict.resolved_at IS NULL", "conflict.id")
    };
    let condition =
        format!("{state} AND (?1 IS NULL OR conflict.severity = ?1) AND (?2 IS NULL OR conflict.type = ?2)");
    (condition, order)
}

/// The conflicts asked for, at most `limit` of them after leaving out `offset`, and how
/// many there are.
///
/// # Errors
/// What SQLite says.
pub fn list(
    connection: &Connection,
    filter: ConflictFilter,
    offset: u32,
    limit: u32,
) -> Result<(Vec<StoredConflict>, u32), StoreError> {
    let (condition, order) = asked_for(filter);
    let (severity, kind) = (
        filter.severity.map(Severity::as_str),
        filter.kind.map(ConflictType::as_str),
    );
    let total = connection
        .prepare_cached(&format!("SELECT count(*) FROM user.conflict WHERE {condition}"))?
        .query_row(params![severity, kind], |row| row.get(0))?;
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} WHERE {condition} ORDER BY {order} LIMIT ?3 OFFSET ?4"
    ))?;
    let mut rows = statement.query(params![severity, kind, limit, offset])?;
    let mut conflicts = Vec::new();
    while let Some(row) = rows.next()? {
        conflicts.push(read(row)?);
    }
    Ok((conflicts, total))
}

fn sides(row: &Row<'_>, from: usize) -> Result<Sides, StoreError> {
    let object = |column: usize| -> Result<Option<Object>, StoreError> {
        row.get::<_, Option<String>>(column)?
            .as_deref()
            .map(skills::object)
            .transpose()
    };
    Ok(Sides {
        base: object(from)?,
        local: skills::object(&row.get::<_, String>(from + 1)?)?,
        remote: object(from + 2)?,
    })
}

pub(super) fn read(row: &Row<'_>) -> Result<StoredConflict, StoreError> {
    let unreadable = |what: &str| StoreError::Content(format!("a conflict's {what}"));
    let resolution = match row.get::<_, Option<String>>(10)? {
        None => None,
        Some(strategy) => Some(Resolution {
            strategy,
            by: row.get(11)?,
            at: UnixMillis(row.get(12)?),
            sides: sides(row, 13)?,
            result: row
                .get::<_, Option<String>>(16)?
                .as_deref()
                .map(skills::object)
                .transpose()?,
        }),
    };
    Ok(StoredConflict {
        id: row.get(0)?,
        skill: SkillId::from_bytes(row.get(1)?),
        subject: row.get(2)?,
        kind: ConflictType::from_name(&row.get::<_, String>(3)?).ok_or_else(|| unreadable("type"))?,
        severity: Severity::from_name(&row.get::<_, String>(4)?).ok_or_else(|| unreadable("severity"))?,
        sides: sides(row, 5)?,
        detected_at: UnixMillis(row.get(8)?),
        changed_at: UnixMillis(row.get(9)?),
        resolution,
    })
}

/// Which of two ratings the newer timestamp chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Winner {
    /// The one given here.
    Mine,
    /// The marketplace's.
    Theirs,
}

/// Writes down a conflict of two ratings that newest wins resolved by itself: its
/// number. `None` where the same two were in conflict last, and it is written down:
/// a marketplace that cannot change a rating is asked every day.
///
/// # Errors
/// What SQLite says.
pub fn log_rating_conflict(
    connection: &Connection,
    id: SkillId,
    (mine, made_at): (&Content, UnixMillis),
    theirs: &Theirs,
    winner: Winner,
    now: UnixMillis,
) -> Result<Option<i64>, StoreError> {
    let shown = |content: &Content, at: Option<String>| {
        json!({ "rating": content.stars, "comment": content.comment, "created_at": at }).to_string()
    };
    let local = shown(mine, Some(made_at.to_string()));
    let remote = shown(&theirs.content, theirs.at.map(|at| at.to_string()));
    let last: Option<(String, Option<String>)> = connection
        .prepare_cached(
            "SELECT local, remote FROM user.conflict WHERE skill_id = ?1 AND subject = 'rating' ORDER BY id DESC LIMIT 1",
        )?
        .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if last.is_some_and(|last| last == (local.clone(), Some(remote.clone()))) {
        return Ok(None);
    }
    connection
        .prepare_cached(
            "INSERT INTO user.conflict (skill_id, subject, type, severity, local, remote, detected_at, changed_at, resolved_at)
             VALUES (?1, 'rating', 'CONTENT_MISMATCH', 'LOW', ?2, ?3, ?4, ?4, ?4)",
        )?
        .execute(params![id.as_bytes(), local, remote, now.0])?;
    let conflict = connection.last_insert_rowid();
    connection
        .prepare_cached(
            "INSERT INTO user.resolution (conflict_id, type, severity, strategy, resolved_by, resolved_at, local, remote, result)
             VALUES (?1, 'CONTENT_MISMATCH', 'LOW', 'newest_wins', 'strategy', ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            conflict,
            now.0,
            local,
            remote,
            (winner == Winner::Mine).then_some(&local)
        ])?;
    Ok(Some(conflict))
}
