//! The user's ratings: kept before they are sent, one row a skill (contract, section 5).

mod settle;

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{StoreError, figures};
use crate::model::{Problem, ServerTime, SkillId, UnixMillis};
use crate::ratings::{Content, Mine, RatingState, Theirs, Upload, shown};
use crate::status::RatingCounts;

pub use settle::{Effects, Found, Settled, settle};

/// Unanswered uploads remembered of a rating; more are a machine that rates.
const UPLOADS_KEPT: usize = 20;

/// A rating as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingRow {
    /// Of which skill.
    pub skill_id: SkillId,
    /// What became of it.
    pub state: RatingState,
    /// Rises with every change made here.
    pub revision: i64,
    /// Uploads tried of this revision.
    pub attempts: u32,
    /// Why the last one failed.
    pub last_error: Option<Problem>,
    /// What the decision looks at.
    pub mine: Mine,
}

const COLUMNS: &str = "skill_id, stars, comment, state, revision, attempts, failed_syncs, last_error, updated_at,
     known_stars, known_comment, known_at, uploads";

fn read(row: &Row<'_>) -> Result<RatingRow, StoreError> {
    let state: String = row.get(3)?;
    let unreadable = |what: &str| StoreError::Content(format!("a rating's {what}"));
    let last_error: Option<String> = row.get(7)?;
    let known_stars: Option<u8> = row.get(9)?;
    let known_comment: Option<String> = row.get(10)?;
    let known_at: Option<i64> = row.get(11)?;
    let uploads: String = row.get(12)?;
    Ok(RatingRow {
        skill_id: SkillId::from_bytes(row.get(0)?),
        state: RatingState::from_name(&state).ok_or_else(|| unreadable("state"))?,
        revision: row.get(4)?,
        attempts: row.get(5)?,
        last_error: last_error
            .map(|json| serde_json::from_str(&json).map_err(|_| unreadable("error")))
            .transpose()?,
        mine: Mine {
            content: Content {
                stars: row.get(1)?,
                comment: row.get(2)?,
            },
            failed_syncs: row.get(6)?,
            updated_at: UnixMillis(row.get(8)?),
            known: known_stars.map(|stars| Theirs {
                content: Content {
                    stars,
                    comment: known_comment,
                },
                at: known_at.and_then(ServerTime::from_micros),
            }),
            uploads: serde_json::from_str(&uploads).map_err(|_| unreadable("uploads"))?,
        },
    })
}

fn rows(connection: &Connection, condition: &str, values: impl rusqlite::Params) -> Result<Vec<RatingRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM user.rating {condition}"))?;
    let mut rows = statement.query(values)?;
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        list.push(read(row)?);
    }
    Ok(list)
}

/// The rating of a skill as it is kept.
///
/// # Errors
/// What SQLite says.
pub fn get(connection: &Connection, id: SkillId) -> Result<Option<RatingRow>, StoreError> {
    Ok(rows(connection, "WHERE skill_id = ?1", [id.as_bytes()])?.pop())
}

/// Every rating, latest changed first.
///
/// # Errors
/// What SQLite says.
pub fn all(connection: &Connection) -> Result<Vec<RatingRow>, StoreError> {
    rows(connection, "ORDER BY updated_at DESC, skill_id", [])
}

/// Ratings by state.
///
/// # Errors
/// What SQLite says.
pub fn counts(connection: &Connection) -> Result<RatingCounts, StoreError> {
    let mut counts = RatingCounts::default();
    let mut statement = connection.prepare_cached(
        // One that was taken away shows the one the marketplace has.
        "SELECT CASE WHEN state = 'discarded' AND known_stars IS NOT NULL THEN 'sent' ELSE state END AS shown, count(*)
         FROM user.rating GROUP BY shown",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let count = row.get(1)?;
        match RatingState::from_name(row.get_ref(0)?.as_str().unwrap_or_default()) {
            Some(RatingState::Waiting) => counts.waiting = count,
            Some(RatingState::Sent) => counts.sent = count,
            Some(RatingState::Failed) => counts.failed = count,
            Some(RatingState::NotAccepted) => counts.not_accepted = count,
            Some(RatingState::Discarded) | None => {}
        }
    }
    Ok(counts)
}

/// Keeps a rating, in place of an earlier one of the skill. What is kept as it is
/// asked for stays as it is; a failed one waits again.
///
/// # Errors
/// What SQLite says.
pub fn keep(connection: &Connection, id: SkillId, content: &Content, now: UnixMillis) -> Result<(), StoreError> {
    if let Some(here) = get(connection, id)?
        && here.mine.content == *content
        && matches!(here.state, RatingState::Waiting | RatingState::Sent)
    {
        return Ok(());
    }
    connection
        .prepare_cached(
            "INSERT INTO user.rating (skill_id, stars, comment, state, revision, created_at, updated_at)
             VALUES (?1, ?2, ?3, 'waiting', 1, ?4, ?4)
             ON CONFLICT (skill_id) DO UPDATE SET stars = ?2, comment = ?3, state = 'waiting', revision = revision + 1,
                 attempts = 0, failed_syncs = 0, last_error = NULL, updated_at = ?4, tried_at = NULL, not_before = NULL",
        )?
        .execute(params![id.as_bytes(), content.stars, content.comment, now.0])?;
    Ok(())
}

/// Puts a failed or not accepted rating back among those that wait, or one that waits
/// at the front of them. Whether there is such a rating.
///
/// # Errors
/// What SQLite says.
pub fn retry(connection: &Connection, id: SkillId) -> Result<bool, StoreError> {
    let changed = connection
        .prepare_cached(
            "UPDATE user.rating SET attempts = CASE state WHEN 'waiting' THEN attempts ELSE 0 END,
                 failed_syncs = CASE state WHEN 'waiting' THEN failed_syncs ELSE 0 END,
                 last_error = CASE state WHEN 'waiting' THEN last_error END,
                 state = 'waiting', tried_at = NULL, not_before = NULL
             WHERE skill_id = ?1 AND state IN ('waiting', 'failed', 'not_accepted')",
        )?
        .execute([id.as_bytes()])?;
    Ok(changed > 0)
}

/// Takes a rating away here. What the marketplace has of mine stays and is shown
/// again; where an upload was not answered, the next sync looks whether it has it.
///
/// # Errors
/// What SQLite says.
pub fn discard(connection: &Connection, row: &RatingRow, now: UnixMillis) -> Result<(), StoreError> {
    if row.state == RatingState::Sent {
        return Ok(());
    }
    if row.mine.uploads.is_empty() {
        return match &row.mine.known {
            Some(known) => there(connection, row.skill_id, known, now),
            None => forget(connection, row.skill_id),
        };
    }
    connection
        .prepare_cached(
            "UPDATE user.rating SET state = 'discarded', revision = revision + 1, attempts = 0, failed_syncs = 0,
                 last_error = NULL, tried_at = NULL, not_before = NULL WHERE skill_id = ?1",
        )?
        .execute([row.skill_id.as_bytes()])?;
    Ok(())
}

/// Notes that this is what the marketplace has of mine and what is shown of it.
fn there(connection: &Connection, id: SkillId, theirs: &Theirs, now: UnixMillis) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO user.rating (skill_id, stars, comment, state, revision, created_at, updated_at,
                 known_stars, known_comment, known_at)
             VALUES (?1, ?2, ?3, 'sent', 1, ?4, ?4, ?2, ?3, ?5)
             ON CONFLICT (skill_id) DO UPDATE SET
                 updated_at = CASE WHEN stars = ?2 AND comment IS ?3 THEN updated_at ELSE ?4 END,
                 stars = ?2, comment = ?3, state = 'sent', revision = revision + 1, failed_syncs = 0,
                 last_error = NULL, not_before = NULL, known_stars = ?2, known_comment = ?3, known_at = ?5, uploads = '[]'",
        )?
        .execute(params![
            id.as_bytes(),
            theirs.content.stars,
            theirs.content.comment,
            now.0,
            theirs.at.map(ServerTime::as_micros)
        ])?;
    Ok(())
}

/// Forgets a rating of a skill.
fn forget(connection: &Connection, id: SkillId) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM user.rating WHERE skill_id = ?1")?
        .execute([id.as_bytes()])?;
    Ok(())
}

/// The condition of being sent or looked after now: at ?1, our clock. More than a day
/// ahead is a clock that was set back.
const DUE: &str = "(state IN ('waiting', 'discarded')
     OR (state = 'not_accepted' AND (not_before IS NULL OR not_before <= ?1 OR not_before > ?1 + 86400000)))";

/// The ratings to be sent or looked after now, by skill and revision: those first that
/// were not tried for longest, so that ones that keep failing hold up no other.
///
/// # Errors
/// What SQLite says.
pub fn due(connection: &Connection, now: UnixMillis) -> Result<Vec<(SkillId, i64)>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT skill_id, revision FROM user.rating WHERE {DUE} ORDER BY tried_at, updated_at, skill_id"
    ))?;
    let due = statement
        .query_map([now.0], |row| Ok((SkillId::from_bytes(row.get(0)?), row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(due)
}

/// Takes a rating for sending: as it is now, and noted as sent before it is. `None`
/// where it is no longer due.
///
/// # Errors
/// What SQLite says.
pub fn begin(connection: &Connection, id: SkillId, now: UnixMillis) -> Result<Option<RatingRow>, StoreError> {
    let due = rows(
        connection,
        &format!("WHERE {DUE} AND skill_id = ?2"),
        params![now.0, id.as_bytes()],
    )?;
    let Some(mut row) = due.into_iter().next() else {
        return Ok(None);
    };
    row.attempts = row.attempts.saturating_add(1);
    // One that was taken away is only looked for.
    if row.state != RatingState::Discarded {
        let uploads = &mut row.mine.uploads;
        uploads.push(Upload {
            content: row.mine.content.clone(),
            at: now,
        });
        let many = uploads.len().saturating_sub(UPLOADS_KEPT);
        uploads.drain(..many);
    }
    connection
        .prepare_cached("UPDATE user.rating SET attempts = ?2, tried_at = ?3, uploads = ?4 WHERE skill_id = ?1")?
        .execute(params![
            id.as_bytes(),
            row.attempts,
            now.0,
            uploads_json(&row.mine.uploads)?
        ])?;
    Ok(Some(row))
}

fn uploads_json(uploads: &[Upload]) -> Result<String, StoreError> {
    serde_json::to_string(uploads).map_err(|error| StoreError::Content(format!("a rating's uploads: {error}")))
}

/// Puts ratings that the marketplace does not count yet into the figures shown, and
/// takes those that are gone out of them: of one skill, or of all that have one
/// waiting. Call it after anything wrote a skill's figures, in the same write.
/// Whether anything changed; the caller then raises the catalogue's revision.
///
/// # Errors
/// What SQLite says.
pub fn show_pending(connection: &Connection, only: Option<SkillId>) -> Result<bool, StoreError> {
    let ratings = match only {
        Some(id) => vec![(id, get(connection, id)?)],
        None => rows(connection, "WHERE state <> 'sent'", [])?
            .into_iter()
            .map(|row| (row.skill_id, Some(row)))
            .collect(),
    };
    let mut changed = false;
    for (id, row) in ratings {
        if let Some((key, theirs)) = figures::key_and_figures(connection, id)? {
            let figures = row
                .as_ref()
                .and_then(pending)
                .map_or(theirs, |(mine, known)| shown(theirs, mine, known));
            changed |= figures::show_figures(connection, key, figures)?;
        }
    }
    Ok(changed)
}

/// [`show_pending`] of one skill, as a change of its own.
///
/// # Errors
/// What SQLite says.
pub fn move_figures(connection: &Connection, id: SkillId) -> Result<bool, StoreError> {
    let changed = show_pending(connection, Some(id))?;
    if changed && let Some((key, _)) = figures::key_and_figures(connection, id)? {
        super::touched::raise(connection, &[key], false)?;
    }
    Ok(changed)
}

/// The stars that the marketplace does not count yet, and those it has in their place.
#[must_use]
pub fn pending(row: &RatingRow) -> Option<(u8, Option<u8>)> {
    let known = row.mine.known.as_ref().map(|known| known.content.stars);
    let counted = matches!(row.state, RatingState::Sent | RatingState::Discarded);
    (!counted).then_some((row.mine.content.stars, known))
}

/// The identity of this installation, where it has one.
///
/// # Errors
/// What SQLite says.
pub fn known_installation(connection: &Connection) -> Result<Option<String>, StoreError> {
    Ok(connection
        .query_row("SELECT value FROM user.fact WHERE name = 'installation'", [], |row| {
            row.get(0)
        })
        .optional()?)
}

/// The identity of this installation: `fresh` where it has none yet.
///
/// # Errors
/// What SQLite says.
pub fn installation(connection: &Connection, fresh: &str) -> Result<String, StoreError> {
    connection.execute(
        "INSERT OR IGNORE INTO user.fact (name, value) VALUES ('installation', ?1)",
        [fresh],
    )?;
    Ok(
        connection.query_row("SELECT value FROM user.fact WHERE name = 'installation'", [], |row| {
            row.get(0)
        })?,
    )
}
