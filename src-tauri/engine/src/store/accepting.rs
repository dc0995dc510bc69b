//! What ends a wait for a review: the user lets the update in, says no to it, or no longer
//! wants to be asked. And what makes good a crash between the commits of the two files.

use rusqlite::{Connection, params};

use super::accepted::{self, Accepted};
use super::settle::{self, Settled, Wishes};
use super::{StoreError, local, remote, skills};
use crate::accept;
use crate::model::{SkillId, UnixMillis};

/// What came of a decision on an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// It is done; what became of a copy of the user's that the update met.
    Done(Option<Settled>),
    /// Another update than the one that was looked at waits now.
    Another,
    /// There is nothing to decide.
    Nothing,
}

/// The update of a skill that is kept back, if it is the one that was looked at.
fn looked_at(
    connection: &Connection,
    id: SkillId,
    mark: Option<&str>,
) -> Result<Result<Accepted, Decided>, StoreError> {
    let Some(row) = accepted::get(connection, id)? else {
        return Ok(Err(Decided::Nothing));
    };
    Ok(match &row.held {
        None => Err(Decided::Nothing),
        Some(held) if mark.is_some_and(|mark| mark != held) => Err(Decided::Another),
        Some(_) => Ok(row),
    })
}

/// Lets the update of a skill in that is kept back. With `mark`, only the one that has it:
/// what came since was not looked at. A copy of the user's meets the update now, as it
/// would have met it when it came (contract, section 6).
///
/// # Errors
/// What SQLite says.
pub fn accept(
    connection: &Connection,
    id: SkillId,
    mark: Option<&str>,
    wishes: Wishes,
    now: UnixMillis,
) -> Result<Decided, StoreError> {
    let row = match looked_at(connection, id, mark)? {
        Ok(row) => row,
        Err(other) => return Ok(other),
    };
    let (Some((newest, marks)), Some((before, before_marks))) =
        (accepted::newest(connection, id)?, accepted::seen(connection, id, now)?)
    else {
        return Ok(Decided::Nothing);
    };
    // The mark is in the one file and the copy in the other.
    if row.held.as_deref() != Some(accept::mark(&skills::object(&newest)?).as_str()) {
        return Ok(Decided::Another);
    }
    let record = accepted::parsed(&newest)?;
    let copy = local::get(connection, id)?;
    let own = copy.is_some();
    accepted::let_in(connection, id, &newest, wishes.review)?;
    let settled = settle::land(
        connection,
        copy,
        Some((before.as_str(), before_marks)),
        (&record, marks),
        wishes.strategy,
        now,
    )?;
    // Where the user has a copy of their own, the conflict's log is the way back.
    if !own && let Some(kept) = accepted::get(connection, id)? {
        accepted::put(
            connection,
            &Accepted {
                before: Some(before),
                ..kept
            },
        )?;
    }
    Ok(Decided::Done(settled))
}

/// Takes an acceptance back: what was let in before is shown again, and the update waits.
///
/// # Errors
/// What SQLite says.
pub fn take_back(connection: &Connection, id: SkillId, now: UnixMillis) -> Result<Decided, StoreError> {
    let Some(row) = accepted::get(connection, id)? else {
        return Ok(Decided::Nothing);
    };
    let own = local::get(connection, id)?.is_some();
    let (Some(before), None, false) = (&row.before, &row.held, own) else {
        return Ok(Decided::Nothing);
    };
    let Some((newest, marks)) = accepted::newest(connection, id)? else {
        return Ok(Decided::Nothing);
    };
    let again = Accepted {
        id,
        raw: before.clone(),
        held: Some(accept::mark(&skills::object(&newest)?)),
        skipped: None,
        before: None,
        held_at: now,
        sequence: accepted::latest(connection)? + 1,
    };
    accepted::put(connection, &again)?;
    accepted::show_let_in(connection, &again, (&newest, marks), now)?;
    Ok(Decided::Done(None))
}

/// Says no to the update of a skill that waits: it stays away, and the next one waits.
///
/// # Errors
/// What SQLite says.
pub fn skip(connection: &Connection, id: SkillId, mark: Option<&str>) -> Result<Decided, StoreError> {
    if let Err(other) = looked_at(connection, id, mark)? {
        return Ok(other);
    }
    connection
        .prepare_cached("UPDATE user.accepted_skill SET skipped = held WHERE skill_id = ?1")?
        .execute([id.as_bytes()])?;
    Ok(Decided::Done(None))
}

/// Takes a no back: the update waits again.
///
/// # Errors
/// What SQLite says.
pub fn ask_again(connection: &Connection, id: SkillId) -> Result<Decided, StoreError> {
    let sequence = accepted::latest(connection)? + 1;
    let changed = connection
        .prepare_cached(
            "UPDATE user.accepted_skill SET skipped = NULL, sequence = ?2
             WHERE skill_id = ?1 AND held IS NOT NULL AND skipped IS held",
        )?
        .execute(params![id.as_bytes(), sequence])?;
    Ok(if changed > 0 {
        Decided::Done(None)
    } else {
        Decided::Nothing
    })
}

/// Lets in what is kept back of at most so many skills, skipped ones included, for the user
/// no longer wants to be asked. Whether there is more; when there is not, nothing is watched
/// any more.
///
/// # Errors
/// What SQLite says.
pub fn release(
    connection: &Connection,
    most: u32,
    wishes: Wishes,
    now: UnixMillis,
) -> Result<(Vec<Settled>, bool), StoreError> {
    let mut settled = Vec::new();
    let skipped = accepted::list(connection, true, 0, most)?;
    let waiting = accepted::list(connection, false, 0, most)?;
    for row in skipped.iter().chain(&waiting) {
        match accept(connection, row.id, None, wishes, now)? {
            Decided::Done(met) => settled.extend(met),
            // What cannot be let in must not be met again for ever.
            Decided::Another | Decided::Nothing => accepted::nothing_waits(connection, row.id)?,
        }
    }
    let more = skipped.len() + waiting.len() > 0;
    if !more {
        connection.execute("DELETE FROM user.accepted_skill", [])?;
    }
    Ok((settled, more))
}

/// Makes what is shown and what is kept back agree again: after a crash between the
/// commits of the two files, or when `catalogue.db` was made anew. Where what is shown
/// runs anything else than what was let in, it is kept back. Costs a look at each skill
/// that is watched. Call after [`local::bring_together`]'s own copies are shown.
pub(super) fn bring_together(connection: &Connection, now: UnixMillis) -> Result<(), StoreError> {
    let ids = {
        let mut statement = connection.prepare("SELECT skill_id FROM user.accepted_skill")?;
        statement
            .query_map([], |row| Ok(SkillId::from_bytes(row.get(0)?)))?
            .collect::<Result<Vec<_>, _>>()?
    };
    for id in ids {
        match bring_one(connection, id, now) {
            // One that cannot be read must not keep the whole program from starting; it stays where it is.
            Err(StoreError::Content(why)) => tracing::error!(%id, %why, "a copy that was let in cannot be shown"),
            other => other?,
        }
    }
    Ok(())
}

fn bring_one(connection: &Connection, id: SkillId, now: UnixMillis) -> Result<(), StoreError> {
    let Some(row) = accepted::get(connection, id)? else {
        return Ok(());
    };
    let Some((newest, marks)) = accepted::newest(connection, id)? else {
        return accepted::nothing_waits(connection, id);
    };
    let own = local::get(connection, id)?.is_some();
    if newest == row.raw && row.held.is_none() && (own || !remote::is_mirrored(connection, id)?) {
        return Ok(());
    }
    let object = skills::object(&newest)?;
    if accept::differing(&skills::object(&row.raw)?, &object).is_empty() {
        if row.held.is_some() {
            accepted::nothing_waits(connection, id)?;
        }
        if !own && remote::is_mirrored(connection, id)? {
            remote::drop_mirror(connection, id)?;
            skills::show(connection, &accepted::parsed(&newest)?, marks)?;
        }
        return Ok(());
    }
    let mark = accept::mark(&object);
    if row.held.as_ref() != Some(&mark) {
        accepted::put(
            connection,
            &Accepted {
                held: Some(mark),
                held_at: now,
                sequence: accepted::latest(connection)? + 1,
                ..row.clone()
            },
        )?;
    }
    if !own && !remote::shows(connection, id, &row.raw)? {
        accepted::show_let_in(connection, &row, (&newest, marks), now)?;
    }
    Ok(())
}
