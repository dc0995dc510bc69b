//! The marketplace's copy of a skill, wherever it stands: in `skill`, or in `mirror`
//! where the user has a copy of their own, or has not let in the newest one: `skill` then
//! shows that copy.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::StoreError;
use super::skills::{digest, first_hidden_key};
use crate::model::{ServerTime, SkillId, SkillRecord, UnixMillis};
use crate::sync::order::Here;

/// When and how a copy came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// When it was made.
    pub here: Here,
    /// The marketplace's time of its rating figures, where a `rating_update` brought them; else 0.
    pub figures_at: i64,
    /// When it came, our clock, milliseconds.
    pub received_at: i64,
}

/// Where the marketplace's copy stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In `skill`, under this key.
    Row(i64),
    /// In `mirror`.
    Mirror,
}

/// What is known of the marketplace's copy without its object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Where it stands.
    pub place: Place,
    /// xxh3 of its bytes.
    pub digest: i64,
    /// When and how it came.
    pub marks: Marks,
}

fn marks(row: &Row<'_>, from: usize) -> rusqlite::Result<Marks> {
    Ok(Marks {
        here: Here {
            updated_at: row.get(from)?,
            live_at: row.get(from + 1)?,
            unstamped: row.get(from + 2)?,
        },
        figures_at: row.get(from + 3)?,
        received_at: row.get(from + 4)?,
    })
}

/// What is known of the marketplace's copy; `None` where the marketplace does not have
/// the skill, as far as is known here.
///
/// # Errors
/// What SQLite says.
pub fn head(connection: &Connection, id: SkillId) -> Result<Option<Head>, StoreError> {
    let mirrored = connection
        .prepare_cached(
            "SELECT raw IS NOT NULL, digest, updated_at, live_at, unstamped, figures_at, received_at
             FROM mirror WHERE skill_id = ?1",
        )?
        .query_row([id.as_bytes()], |row| {
            Ok(row.get::<_, bool>(0)?.then_some(Head {
                place: Place::Mirror,
                digest: row.get(1)?,
                marks: marks(row, 2)?,
            }))
        })
        .optional()?;
    if let Some(mirrored) = mirrored {
        return Ok(mirrored);
    }
    Ok(connection
        .prepare_cached(
            "SELECT key, digest, updated_at, live_at, unstamped, figures_at, received_at
             FROM skill WHERE skill_id = ?1 AND key < ?2 ORDER BY key DESC LIMIT 1",
        )?
        .query_row(params![id.as_bytes(), first_hidden_key(connection)?], |row| {
            Ok(Head {
                place: Place::Row(row.get(0)?),
                digest: row.get(1)?,
                marks: marks(row, 2)?,
            })
        })
        .optional()?)
}

/// The object of the marketplace's copy.
///
/// # Errors
/// What SQLite says.
pub fn object(connection: &Connection, id: SkillId, place: Place) -> Result<String, StoreError> {
    Ok(match place {
        Place::Row(key) => connection
            .prepare_cached("SELECT raw FROM skill_body WHERE key = ?1")?
            .query_row([key], |row| row.get(0))?,
        Place::Mirror => connection
            .prepare_cached("SELECT raw FROM mirror WHERE skill_id = ?1")?
            .query_row([id.as_bytes()], |row| row.get(0))?,
    })
}

/// The object of the marketplace's copy, if it has the skill, as far as the user has let
/// it in: while a later one is kept back, the one of before.
///
/// # Errors
/// What SQLite says.
pub fn raw(connection: &Connection, id: SkillId) -> Result<Option<String>, StoreError> {
    if let Some(accepted) = super::accepted::get(connection, id)?
        && accepted.held.is_some()
    {
        return Ok(Some(accepted.raw));
    }
    match head(connection, id)? {
        Some(head) => Ok(Some(object(connection, id, head.place)?)),
        None => Ok(None),
    }
}

/// Whether `skill` shows another copy than the marketplace's newest: the user's own, or
/// the one that was let in.
///
/// # Errors
/// What SQLite says.
pub fn is_mirrored(connection: &Connection, id: SkillId) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM mirror WHERE skill_id = ?1)")?
        .query_row([id.as_bytes()], |row| row.get(0))?)
}

/// Whether `skill` shows this copy in place of the marketplace's.
pub(super) fn shows(connection: &Connection, id: SkillId, raw: &str) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM mirror WHERE skill_id = ?1 AND shown = ?2)")?
        .query_row(params![id.as_bytes(), digest(raw)], |row| row.get(0))?)
}

/// Writes the marketplace's copy into the mirror: `None` where it does not have the
/// skill. `shown` is the user's copy that `skill` shows.
///
/// # Errors
/// What SQLite says.
pub fn set_mirror(
    connection: &Connection,
    id: SkillId,
    shown: &str,
    copy: Option<(&str, Marks)>,
) -> Result<(), StoreError> {
    let (raw, digest_of_raw, marks) = match copy {
        Some((raw, marks)) => (Some(raw), digest(raw), marks),
        None => (None, 0, Marks::default()),
    };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO mirror (skill_id, shown, raw, digest, updated_at, live_at, unstamped, figures_at,
                 received_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            id.as_bytes(),
            digest(shown),
            raw,
            digest_of_raw,
            marks.here.updated_at,
            marks.here.live_at,
            marks.here.unstamped,
            marks.figures_at,
            marks.received_at,
        ])?;
    Ok(())
}

/// Takes the mirror's row away: `skill` shows the marketplace's copy, or nothing.
///
/// # Errors
/// What SQLite says.
pub fn drop_mirror(connection: &Connection, id: SkillId) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM mirror WHERE skill_id = ?1")?
        .execute([id.as_bytes()])?;
    Ok(())
}

/// The marks of a record that a listing brought.
#[must_use]
pub fn listed(record: &SkillRecord, now: UnixMillis) -> Marks {
    Marks {
        here: Here {
            updated_at: record.updated_at.map_or(0, ServerTime::as_micros),
            ..Here::default()
        },
        figures_at: 0,
        received_at: now.0,
    }
}
