//! What happens to the user's copy of a skill when the marketplace's copy came, changed
//! or went: [`crate::conflict::plan`] decides, this carries it out.

use rusqlite::Connection;

use super::conflicts::{self, Ended, Sides};
use super::local::{self, LocalSkill};
use super::remote::{self, Marks};
use super::{StoreError, skills, versions};
use crate::config::ConflictStrategy;
use crate::conflict::{Object, Plan, Situation, plan};
use crate::model::{SkillId, SkillRecord, UnixMillis};

/// A conflict that was found, changed or ended while the marketplace's copy was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// Which skill.
    pub skill: SkillId,
    /// The conflict's number; `None` where there was none: the edit ended or was kept.
    pub conflict: Option<i64>,
    /// Whether the conflict was not known before.
    pub new: bool,
    /// Whether it waits for somebody.
    pub waiting: bool,
}

/// Lets the user's copy of a skill meet the marketplace's copy as it is now; `None`
/// where the marketplace no longer has the skill. Gives nothing where the user has no
/// copy, or where the copy simply stays.
///
/// # Errors
/// What SQLite says.
pub fn settle(
    connection: &Connection,
    id: SkillId,
    theirs: Option<(&SkillRecord, Marks)>,
    strategy: ConflictStrategy,
    now: UnixMillis,
) -> Result<Option<Settled>, StoreError> {
    let Some(copy) = local::get(connection, id)? else {
        return Ok(None);
    };
    let before = remote::raw(connection, id)?;
    mirror(connection, &copy, before.as_deref(), theirs, now)?;
    let theirs_now = theirs.map(|(record, _)| skills::object(record.raw.get())).transpose()?;
    meet(connection, copy, before.is_some(), theirs_now, strategy, now)
}

/// Lets the user's copy, just changed, meet the marketplace's copy that is here.
///
/// # Errors
/// What SQLite says.
pub fn meet_again(
    connection: &Connection,
    id: SkillId,
    strategy: ConflictStrategy,
    now: UnixMillis,
) -> Result<Option<Settled>, StoreError> {
    let Some(copy) = local::get(connection, id)? else {
        return Ok(None);
    };
    let theirs = remote::raw(connection, id)?
        .as_deref()
        .map(skills::object)
        .transpose()?;
    meet(connection, copy, theirs.is_some(), theirs, strategy, now)
}

/// Writes the marketplace's copy beside the user's, the one of before into the history.
fn mirror(
    connection: &Connection,
    copy: &LocalSkill,
    before: Option<&str>,
    theirs: Option<(&SkillRecord, Marks)>,
    now: UnixMillis,
) -> Result<(), StoreError> {
    if let (Some(old), Some((record, _))) = (before, theirs)
        && let Some(head) = remote::head(connection, copy.id)?
    {
        versions::remember(connection, copy.id, old, head.marks, record.raw.get())?;
    }
    let theirs = theirs.map(|(record, marks)| (record.raw.get(), marks));
    local::show_beside(connection, copy.id, &local::text(&copy.object)?, theirs, now)
}

fn meet(
    connection: &Connection,
    copy: LocalSkill,
    was_there: bool,
    theirs: Option<Object>,
    strategy: ConflictStrategy,
    now: UnixMillis,
) -> Result<Option<Settled>, StoreError> {
    let id = copy.id;
    let waiting = conflicts::waiting(connection, id)?;
    let planned = plan(Situation {
        base: copy.base.as_ref(),
        local: &copy.object,
        remote: theirs.as_ref(),
        was_there: was_there || copy.gone || copy.base.is_some(),
        strategy,
        // One that waits, waits for a person, whatever the strategy has become (contract, section 6).
        for_person: waiting.is_some(),
    });
    let sides = Sides {
        base: copy.base.clone(),
        local: copy.object.clone(),
        remote: theirs.clone(),
    };
    let ended = |connection: &Connection, how: Ended<'_>| -> Result<Option<Settled>, StoreError> {
        let Some(number) = waiting else { return Ok(None) };
        conflicts::end(connection, number, &sides, how, now)?;
        Ok(Some(Settled {
            skill: id,
            conflict: Some(number),
            new: false,
            waiting: false,
        }))
    };
    let quiet = Some(Settled {
        skill: id,
        conflict: None,
        new: false,
        waiting: false,
    });
    match planned {
        Plan::Keep => {
            // The marketplace went back to what the edit started from, or never left it.
            let settled = ended(connection, Ended::by_itself("unchanged_there", Some(&copy.object)))?;
            if copy.gone && theirs.is_some() {
                local::put(connection, &LocalSkill { gone: false, ..copy }, now)?;
                return Ok(settled.or(quiet));
            }
            Ok(settled)
        }
        Plan::Gone => {
            let settled = ended(connection, Ended::by_itself("deleted_there", Some(&copy.object)))?;
            if copy.gone {
                return Ok(settled);
            }
            local::put(connection, &LocalSkill { gone: true, ..copy }, now)?;
            Ok(settled.or(quiet))
        }
        Plan::Close => {
            let settled = ended(connection, Ended::by_itself("same_on_both_sides", None))?;
            local::remove(connection, id)?;
            Ok(settled.or(quiet))
        }
        Plan::Wait(detected) => {
            let new = waiting.is_none();
            let (number, changed) = conflicts::wait(connection, id, &detected, &sides, now)?;
            if copy.gone {
                local::put(connection, &LocalSkill { gone: false, ..copy }, now)?;
            }
            Ok((new || changed).then_some(Settled {
                skill: id,
                conflict: Some(number),
                new,
                waiting: true,
            }))
        }
        Plan::Resolve {
            detected,
            strategy,
            result,
        } => {
            let new = waiting.is_none();
            let (number, _) = conflicts::wait(connection, id, &detected, &sides, now)?;
            conflicts::end(
                connection,
                number,
                &sides,
                Ended {
                    strategy: strategy.name(),
                    by: "strategy",
                    result: result.as_ref(),
                },
                now,
            )?;
            take(connection, copy, theirs, result, now)?;
            Ok(Some(Settled {
                skill: id,
                conflict: Some(number),
                new,
                waiting: false,
            }))
        }
    }
}

/// Makes a resolution true: the user's copy becomes the result, and the marketplace's
/// copy of now what it started from; or the user's copy ends.
pub(crate) fn take(
    connection: &Connection,
    copy: LocalSkill,
    theirs: Option<Object>,
    result: Option<Object>,
    now: UnixMillis,
) -> Result<(), StoreError> {
    match result {
        None => local::remove(connection, copy.id),
        Some(object) => {
            let copy = LocalSkill {
                object,
                base: theirs,
                gone: false,
                edited_at: now,
                ..copy
            };
            local::put(connection, &copy, now)
        }
    }
}
