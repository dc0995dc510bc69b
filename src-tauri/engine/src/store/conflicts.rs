//! Conflicts and how each was resolved (contract, sections 5 and 6).

use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::json;

use super::StoreError;
use crate::model::{SkillId, UnixMillis};
use crate::ratings::{Content, Theirs};

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
