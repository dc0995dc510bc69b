//! The copies of the marketplace's that the user has let in, and the later ones that are
//! kept back until they are reviewed (decision 0015).
//!
//! `user.accepted_skill` is the truth: what was let in of every skill that is watched.
//! A later copy that is kept back stands in `mirror`, as the marketplace's copy does where
//! the user has one of their own, and `skill` goes on showing the copy of before. The two
//! files are not committed at one moment: `accepting::bring_together` makes good
//! what a crash left apart, and always so that nothing is let in by it.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::value::RawValue;

use super::local;
use super::remote::{self, Marks};
use super::{StoreError, skills, versions};
use crate::accept::{self, Decision, Kept, Situation, decide};
use crate::conflict::Object;
use crate::model::{SkillId, SkillRecord, UnixMillis};

/// What was let in of a skill, and what is kept back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Which skill.
    pub id: SkillId,
    /// The object that was let in.
    pub raw: String,
    /// The mark of the copy that is kept back.
    pub held: Option<String>,
    /// The mark of the copy the user said no to.
    pub skipped: Option<String>,
    /// What was let in before the present copy was accepted.
    pub before: Option<String>,
    /// When the copy that is kept back came.
    pub held_at: UnixMillis,
    /// Rises with every copy that is kept back.
    pub sequence: i64,
}

impl Accepted {
    /// Whether the copy that is kept back waits for somebody; else it was skipped.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.held.is_some() && self.held != self.skipped
    }
}

const COLUMNS: &str = "SELECT skill_id, raw, held, skipped, before, held_at, sequence FROM user.accepted_skill";

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Accepted> {
    Ok(Accepted {
        id: SkillId::from_bytes(row.get(0)?),
        raw: row.get(1)?,
        held: row.get(2)?,
        skipped: row.get(3)?,
        before: row.get(4)?,
        held_at: UnixMillis(row.get(5)?),
        sequence: row.get(6)?,
    })
}

/// What was let in of a skill, where that is kept.
///
/// # Errors
/// What SQLite says.
pub fn get(connection: &Connection, id: SkillId) -> Result<Option<Accepted>, StoreError> {
    Ok(connection
        .prepare_cached(&format!("{COLUMNS} WHERE skill_id = ?1"))?
        .query_row([id.as_bytes()], read)
        .optional()?)
}

/// Whether a skill has a copy that was let in, so that one that comes is compared with it.
///
/// # Errors
/// What SQLite says.
pub fn is_kept(connection: &Connection, id: SkillId) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM user.accepted_skill WHERE skill_id = ?1)")?
        .query_row([id.as_bytes()], |row| row.get(0))?)
}

/// Whether a copy that comes of a skill meets one that is here: the user's own, or the one
/// that was let in.
pub(super) fn meets(connection: &Connection, id: SkillId) -> Result<bool, StoreError> {
    Ok(remote::is_mirrored(connection, id)? || is_kept(connection, id)?)
}

/// Whether a skill is one the user watches. The one place that knows: a favourite, or one
/// the user has changed. What is installed joins here.
///
/// # Errors
/// What SQLite says.
pub fn is_watched(connection: &Connection, id: SkillId) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM user.favourite WHERE skill_id = ?1)
                 OR EXISTS (SELECT 1 FROM user.local_skill WHERE skill_id = ?1)",
        )?
        .query_row([id.as_bytes()], |row| row.get(0))?)
}

/// How many updates wait, and how many were skipped.
///
/// # Errors
/// What SQLite says.
pub fn counts(connection: &Connection) -> Result<(u32, u32), StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*) FILTER (WHERE held IS NOT skipped), count(*) FILTER (WHERE held IS skipped)
             FROM user.accepted_skill WHERE held IS NOT NULL",
        )?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// The number of the copy that was kept back last; 0 where none ever was.
///
/// # Errors
/// What SQLite says.
pub fn latest(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached("SELECT coalesce(max(sequence), 0) FROM user.accepted_skill WHERE held IS NOT NULL")?
        .query_row([], |row| row.get(0))?)
}

/// The skills of which a copy is kept back, latest first: those that wait, or those that
/// were skipped.
///
/// # Errors
/// What SQLite says.
pub fn list(connection: &Connection, skipped: bool, offset: u32, limit: u32) -> Result<Vec<Accepted>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "{COLUMNS} WHERE held IS NOT NULL AND (held IS skipped) = ?1 ORDER BY sequence DESC LIMIT ?2 OFFSET ?3"
    ))?;
    let rows = statement
        .query_map(params![skipped, limit, offset], read)?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

/// The ids of the skills whose update waits and came no later than that number.
///
/// # Errors
/// What SQLite says.
pub fn waiting_until(connection: &Connection, sequence: i64) -> Result<Vec<SkillId>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT skill_id FROM user.accepted_skill
         WHERE held IS NOT NULL AND held IS NOT skipped AND sequence <= ?1 ORDER BY sequence",
    )?;
    let ids = statement
        .query_map([sequence], |row| Ok(SkillId::from_bytes(row.get(0)?)))?
        .collect::<Result<_, _>>()?;
    Ok(ids)
}

/// The marketplace's copy as far as it was let in, with when it was made.
pub(super) fn seen(
    connection: &Connection,
    id: SkillId,
    now: UnixMillis,
) -> Result<Option<(String, Marks)>, StoreError> {
    if let Some(accepted) = get(connection, id)?
        && accepted.held.is_some()
    {
        // The marks that are here are those of the copy that is kept back.
        let marks = remote::listed(&parsed(&accepted.raw)?, now);
        return Ok(Some((accepted.raw, marks)));
    }
    newest(connection, id)
}

/// Decides on a copy of the marketplace's that came, and gives what was let in where the
/// copy is kept back. The user's copy, where there is one, says what it started from.
pub(super) fn judge(
    connection: &Connection,
    record: &SkillRecord,
    before: Option<&str>,
    base: Option<&Object>,
    on: bool,
) -> Result<(Decision, Option<Accepted>), StoreError> {
    let id = record.id;
    let row = get(connection, id)?;
    if row.is_none() && !on {
        return Ok((Decision::Land, None));
    }
    let let_in = match &row {
        Some(row) => Some(row.raw.clone()),
        // Not written down yet: what is here now, or what the user's changes started from.
        None => match before {
            Some(before) => Some(before.to_owned()),
            None => base.map(local::text).transpose()?,
        },
    };
    let Some(let_in) = let_in else {
        return Ok((Decision::Land, None));
    };
    let newest = skills::object(record.raw.get())?;
    let mark = accept::mark(&newest);
    let kept = match &row {
        Some(row) if row.skipped.as_ref() == Some(&mark) => Kept::Skipped { same: true },
        Some(row) if row.waits() => Kept::Waiting,
        Some(row) if row.skipped.is_some() => Kept::Skipped { same: false },
        _ => Kept::Nothing,
    };
    let decision = decide(Situation {
        on,
        watched: is_watched(connection, id)?,
        in_conflict: super::conflicts::waiting(connection, id)?.is_some(),
        differs: !accept::differing(&skills::object(&let_in)?, &newest).is_empty(),
        kept,
    });
    if decision == Decision::Land {
        return Ok((decision, row));
    }
    let same = row.as_ref().is_some_and(|row| row.held.as_ref() == Some(&mark));
    let (held_at, sequence) = match &row {
        Some(row) if same => (row.held_at, row.sequence),
        _ => (UnixMillis::now(), latest(connection)? + 1),
    };
    let accepted = Accepted {
        id,
        raw: let_in,
        held: Some(mark),
        skipped: row.and_then(|row| row.skipped),
        before: None,
        held_at,
        sequence,
    };
    put(connection, &accepted)?;
    Ok((decision, Some(accepted)))
}

/// Writes down what was let in and what is kept back.
pub(super) fn put(connection: &Connection, accepted: &Accepted) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO user.accepted_skill (skill_id, raw, held, skipped, before, held_at, sequence)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            accepted.id.as_bytes(),
            accepted.raw,
            accepted.held,
            accepted.skipped,
            accepted.before,
            accepted.held_at.0,
            accepted.sequence,
        ])?;
    Ok(())
}

/// Writes down that this copy is let in, as long as anybody asks for that: while updates
/// are reviewed and the skill is a favourite. What a change of the user's started from is
/// kept beside the change.
pub(super) fn let_in(connection: &Connection, id: SkillId, raw: &str, on: bool) -> Result<(), StoreError> {
    let favourite: bool = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM user.favourite WHERE skill_id = ?1)")?
        .query_row([id.as_bytes()], |row| row.get(0))?;
    if !on || !favourite {
        return forget(connection, id);
    }
    put(
        connection,
        &Accepted {
            id,
            raw: raw.to_owned(),
            held: None,
            skipped: None,
            before: None,
            held_at: UnixMillis(0),
            sequence: 0,
        },
    )
}

pub(super) fn forget(connection: &Connection, id: SkillId) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM user.accepted_skill WHERE skill_id = ?1")?
        .execute([id.as_bytes()])?;
    Ok(())
}

/// Nothing is kept back any more, because the marketplace no longer has the skill. What was
/// let in stays written down: one that comes back is compared with it.
pub(super) fn nothing_waits(connection: &Connection, id: SkillId) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE user.accepted_skill SET held = NULL, held_at = 0 WHERE skill_id = ?1")?
        .execute([id.as_bytes()])?;
    Ok(())
}

/// Writes down what is here of every favourite of which that is not known yet. Costs a
/// look at each favourite, and nothing where there are none.
///
/// # Errors
/// What SQLite says.
pub fn watch_favourites(connection: &Connection) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT skill_id FROM user.favourite
         WHERE NOT EXISTS (SELECT 1 FROM user.accepted_skill AS known WHERE known.skill_id = favourite.skill_id)",
    )?;
    let missing = statement
        .query_map([], |row| Ok(SkillId::from_bytes(row.get(0)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    for id in missing {
        watch(connection, id)?;
    }
    Ok(())
}

/// Writes down what is here of a favourite, where that is not known yet.
pub(super) fn watch(connection: &Connection, id: SkillId) -> Result<(), StoreError> {
    if !is_kept(connection, id)?
        && let Some(raw) = remote::raw(connection, id)?
    {
        let_in(connection, id, &raw, true)?;
    }
    Ok(())
}

/// The star was taken off: what was let in need not be known any more. What is kept back
/// stays so, until somebody decides on it.
pub(super) fn unwatch(connection: &Connection, id: SkillId) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM user.accepted_skill WHERE skill_id = ?1 AND held IS NULL")?
        .execute([id.as_bytes()])?;
    Ok(())
}

/// The marketplace's newest copy, let in or not, with its marks.
///
/// # Errors
/// What SQLite says.
pub fn newest(connection: &Connection, id: SkillId) -> Result<Option<(String, Marks)>, StoreError> {
    match remote::head(connection, id)? {
        Some(head) => Ok(Some((remote::object(connection, id, head.place)?, head.marks))),
        None => Ok(None),
    }
}

/// Shows what was let in, in place of the later copy, which is kept beside it.
pub(super) fn show_let_in(
    connection: &Connection,
    accepted: &Accepted,
    newest: (&str, Marks),
    now: UnixMillis,
) -> Result<(), StoreError> {
    local::show_beside(connection, accepted.id, &accepted.raw, Some(newest), now)
}

/// Shows a copy of the marketplace's in place of the one that was let in before, which
/// goes into the history.
pub(super) fn show_newest(
    connection: &Connection,
    before: Option<(&str, Marks)>,
    newest: &SkillRecord,
    marks: Marks,
) -> Result<(), StoreError> {
    if let Some((old, old_marks)) = before {
        versions::remember(connection, newest.id, old, old_marks, newest.raw.get())?;
    }
    remote::drop_mirror(connection, newest.id)?;
    skills::show(connection, newest, marks)
}

pub(super) fn parsed(raw: &str) -> Result<SkillRecord, StoreError> {
    let raw = RawValue::from_string(raw.to_owned())
        .map_err(|error| StoreError::Content(format!("a skill's object: {error}")))?;
    SkillRecord::parse(raw).map_err(|problem| StoreError::Content(format!("a copy that was let in: {problem}")))
}
