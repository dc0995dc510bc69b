//! The user's own copies of skills: edits of the marketplace's, and skills of their own.
//!
//! `user.local_skill` is the truth. `skill` shows the copy in place of the marketplace's,
//! which then stands in `mirror`. The two files are not committed at one moment: what a
//! crash left apart is brought together by [`bring_together`] when the store is opened.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde_json::value::RawValue;

use super::remote::{self, Marks};
use super::{StoreError, accepted, skills};
use crate::conflict::Object;
use crate::model::{SkillId, SkillRecord, UnixMillis};

/// A copy of the user's.
#[derive(Debug, Clone, PartialEq)]
pub struct LocalSkill {
    /// Which skill.
    pub id: SkillId,
    /// The skill as the user has it.
    pub object: Object,
    /// The marketplace's copy the changes started from, where one is known.
    pub base: Option<Object>,
    /// Whether the marketplace had it and has it no longer.
    pub gone: bool,
    /// When the user last changed it.
    pub edited_at: UnixMillis,
}

impl LocalSkill {
    /// Whether the marketplace has or had this skill; else it is the user's own.
    #[must_use]
    pub fn is_edit(&self, marketplace_has_it: bool) -> bool {
        marketplace_has_it || self.gone || self.base.is_some()
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<(SkillId, String, Option<String>, bool, i64)> {
    Ok((
        SkillId::from_bytes(row.get(0)?),
        row.get(1)?,
        row.get(2)?,
        row.get(3)?,
        row.get(4)?,
    ))
}

/// The user's copy of a skill, if there is one.
///
/// # Errors
/// What SQLite says.
pub fn get(connection: &Connection, id: SkillId) -> Result<Option<LocalSkill>, StoreError> {
    let row = connection
        .prepare_cached("SELECT skill_id, raw, base, gone, edited_at FROM user.local_skill WHERE skill_id = ?1")?
        .query_row([id.as_bytes()], read)
        .optional()?;
    row.map(|(id, raw, base, gone, edited_at)| {
        Ok(LocalSkill {
            id,
            object: skills::object(&raw)?,
            base: base.as_deref().map(skills::object).transpose()?,
            gone,
            edited_at: UnixMillis(edited_at),
        })
    })
    .transpose()
}

/// The ids of all skills of which the user has a copy.
///
/// # Errors
/// What SQLite says.
pub fn ids(connection: &Connection) -> Result<Vec<SkillId>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT skill_id FROM user.local_skill ORDER BY edited_at, skill_id")?;
    let ids = statement
        .query_map([], |row| Ok(SkillId::from_bytes(row.get(0)?)))?
        .collect::<Result<_, _>>()?;
    Ok(ids)
}

/// Keeps a copy of the user's and shows it. The marketplace's copy, if there is one,
/// stays beside it.
///
/// # Errors
/// What SQLite says, or a skill without an id or a name.
pub fn put(connection: &Connection, copy: &LocalSkill, now: UnixMillis) -> Result<(), StoreError> {
    let raw = text(&copy.object)?;
    connection
        .prepare_cached(
            "INSERT INTO user.local_skill (skill_id, raw, base, gone, created_at, edited_at) VALUES (?1, ?2, ?3, ?4, ?6, ?5)
             ON CONFLICT (skill_id) DO UPDATE SET raw = ?2, base = ?3, gone = ?4, edited_at = ?5",
        )?
        .execute(params![
            copy.id.as_bytes(),
            raw,
            copy.base.as_ref().map(text).transpose()?,
            copy.gone,
            copy.edited_at.0,
            now.0,
        ])?;
    show(connection, copy.id, &raw, now)
}

/// Takes the user's copy away: the marketplace's is shown again, or nothing where it
/// does not have the skill.
///
/// # Errors
/// What SQLite says.
pub fn remove(connection: &Connection, id: SkillId) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM user.local_skill WHERE skill_id = ?1")?
        .execute([id.as_bytes()])?;
    unshow(connection, id, UnixMillis::now())
}

pub(super) fn text(object: &Object) -> Result<String, StoreError> {
    serde_json::to_string(object).map_err(|error| StoreError::Content(format!("a skill's object: {error}")))
}

fn record(raw: &str) -> Result<SkillRecord, StoreError> {
    let raw = RawValue::from_string(raw.to_owned())
        .map_err(|error| StoreError::Content(format!("a skill's object: {error}")))?;
    SkillRecord::parse(raw).map_err(|problem| StoreError::Content(format!("a copy of the user's: {problem}")))
}

/// Shows the user's copy in `skill`, the marketplace's moved beside it where it is not yet.
fn show(connection: &Connection, id: SkillId, raw: &str, now: UnixMillis) -> Result<(), StoreError> {
    let theirs = match remote::head(connection, id)? {
        Some(head) => Some((remote::object(connection, id, head.place)?, head.marks)),
        None => None,
    };
    let theirs = theirs.as_ref().map(|(raw, marks)| (raw.as_str(), *marks));
    show_beside(connection, id, raw, theirs, now)
}

/// Shows the user's copy in `skill`, with the rating figures of the marketplace's copy,
/// which is kept beside it.
pub(super) fn show_beside(
    connection: &Connection,
    id: SkillId,
    raw: &str,
    theirs: Option<(&str, Marks)>,
    now: UnixMillis,
) -> Result<(), StoreError> {
    remote::set_mirror(connection, id, raw, theirs)?;
    let mut shown = skills::object(raw)?;
    if let Some((theirs, _)) = theirs {
        let theirs = skills::object(theirs)?;
        for figure in ["average_rating", "rating_count"] {
            match theirs.get(figure) {
                Some(value) => drop(shown.insert(figure.to_owned(), value.clone())),
                None => drop(shown.shift_remove(figure)),
            }
        }
    }
    let copy = record(&text(&shown)?)?;
    let marks = Marks {
        received_at: theirs.map_or(now.0, |(_, marks)| marks.received_at),
        ..remote::listed(&copy, now)
    };
    skills::show(connection, &copy, marks)
}

/// Shows the marketplace's copy in `skill` again, as far as it was let in.
fn unshow(connection: &Connection, id: SkillId, now: UnixMillis) -> Result<(), StoreError> {
    let theirs = accepted::newest(connection, id)?;
    if let Some((newest, marks)) = &theirs
        && let Some(accepted) = accepted::get(connection, id)?
        && accepted.held.is_some()
    {
        return accepted::show_let_in(connection, &accepted, (newest, *marks), now);
    }
    remote::drop_mirror(connection, id)?;
    match theirs {
        Some((raw, marks)) => skills::show(connection, &record(&raw)?, marks),
        None => skills::hide(connection, id),
    }
}

/// Shows every copy of the user's as it is, and no other: after a crash between the
/// commits of the two files, or when `catalogue.db` was made anew. Costs a look at each
/// copy of the user's, and nothing of the catalogue.
///
/// # Errors
/// What SQLite says.
pub fn bring_together(connection: &Connection, now: UnixMillis) -> Result<(), StoreError> {
    let mut statement = connection.prepare(
        "SELECT local_skill.skill_id, local_skill.raw, mirror.shown FROM user.local_skill
         LEFT JOIN mirror ON mirror.skill_id = local_skill.skill_id",
    )?;
    let mut rows = statement.query([])?;
    let mut apart = Vec::new();
    while let Some(row) = rows.next()? {
        let raw: String = row.get(1)?;
        if row.get::<_, Option<i64>>(2)? != Some(skills::digest(&raw)) {
            apart.push((SkillId::from_bytes(row.get(0)?), raw));
        }
    }
    drop(rows);
    for (id, raw) in apart {
        match show(connection, id, &raw, now) {
            // One copy that cannot be read must not keep the whole program from starting; it stays where it is.
            Err(StoreError::Content(why)) => tracing::error!(%id, %why, "a copy of the user's cannot be shown"),
            other => other?,
        }
    }
    let mut statement = connection.prepare(
        "SELECT skill_id FROM mirror
         WHERE NOT EXISTS (SELECT 1 FROM user.local_skill WHERE local_skill.skill_id = mirror.skill_id)
           AND NOT EXISTS (SELECT 1 FROM user.accepted_skill WHERE accepted_skill.skill_id = mirror.skill_id)",
    )?;
    let ended = statement
        .query_map([], |row| Ok(SkillId::from_bytes(row.get(0)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    for id in ended {
        unshow(connection, id, now)?;
    }
    super::accepting::bring_together(connection, now)
}
