//! What happens to the user's copy of a skill when the marketplace's copy came, changed
//! or went: [`crate::conflict::plan`] decides, this carries it out.

use rusqlite::Connection;

use super::conflicts::{self, Ended, Sides};
use super::local::{self, LocalSkill};
use super::remote::{self, Marks};
use super::{StoreError, accepted, skills, versions};
use crate::accept::Decision;
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
    /// Whether a copy of the marketplace's was kept back until it is reviewed.
    pub held: bool,
}

impl Settled {
    /// A copy that was kept back.
    const fn held(skill: SkillId) -> Self {
        Self {
            skill,
            conflict: None,
            new: false,
            waiting: false,
            held: true,
        }
    }
}

/// How many updates of these were kept back until they are reviewed.
#[must_use]
pub fn kept_back(settled: &[Settled]) -> u32 {
    u32::try_from(settled.iter().filter(|one| one.held).count()).unwrap_or(u32::MAX)
}

/// What the user wants of what comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wishes {
    /// What happens to a copy of the user's that the marketplace changed as well.
    pub strategy: ConflictStrategy,
    /// Whether an update of a watched skill waits for a review (decision 0015).
    pub review: bool,
}

/// Lets what the user has of a skill meet the marketplace's copy as it is now; `None`
/// where the marketplace no longer has the skill. What is to be reviewed first is kept
/// back; else a copy of the user's meets it, or it is shown. Gives nothing where nothing
/// of the user's is concerned, or where their copy simply stays.
///
/// # Errors
/// What SQLite says.
pub fn settle(
    connection: &Connection,
    id: SkillId,
    theirs: Option<(&SkillRecord, Marks)>,
    wishes: Wishes,
    now: UnixMillis,
) -> Result<Option<Settled>, StoreError> {
    let copy = local::get(connection, id)?;
    let before = accepted::seen(connection, id, now)?;
    let before = before.as_ref().map(|(raw, marks)| (raw.as_str(), *marks));
    let Some((record, marks)) = theirs else {
        accepted::nothing_waits(connection, id)?;
        return match copy {
            Some(copy) => met(connection, copy, before, None, wishes.strategy, now),
            None => {
                remote::drop_mirror(connection, id)?;
                skills::hide(connection, id)?;
                Ok(None)
            }
        };
    };
    let base = copy.as_ref().and_then(|copy| copy.base.as_ref());
    let here = before.map(|(raw, _)| raw);
    match accepted::judge(connection, record, here, base, wishes.review)? {
        (decision @ (Decision::Wait | Decision::StayAway), Some(let_in)) => {
            let newest = (record.raw.get(), marks);
            match copy {
                Some(copy) => local::show_beside(connection, id, &local::text(&copy.object)?, Some(newest), now)?,
                None => accepted::show_let_in(connection, &let_in, newest, now)?,
            }
            Ok((decision == Decision::Wait).then_some(Settled::held(id)))
        }
        (_, known) => {
            // The first copy that comes of a favourite has nothing to be compared with.
            if known.is_some() || wishes.review {
                accepted::let_in(connection, id, record.raw.get(), wishes.review)?;
            }
            land(connection, copy, before, (record, marks), wishes.strategy, now)
        }
    }
}

/// Lets the marketplace's copy in: the user's copy meets it, or it is shown.
pub(super) fn land(
    connection: &Connection,
    copy: Option<LocalSkill>,
    before: Option<(&str, Marks)>,
    (record, marks): (&SkillRecord, Marks),
    strategy: ConflictStrategy,
    now: UnixMillis,
) -> Result<Option<Settled>, StoreError> {
    match copy {
        Some(copy) => met(connection, copy, before, Some((record, marks)), strategy, now),
        None => {
            accepted::show_newest(connection, before, record, marks)?;
            Ok(None)
        }
    }
}

fn met(
    connection: &Connection,
    copy: LocalSkill,
    before: Option<(&str, Marks)>,
    theirs: Option<(&SkillRecord, Marks)>,
    strategy: ConflictStrategy,
    now: UnixMillis,
) -> Result<Option<Settled>, StoreError> {
    mirror(connection, &copy, before, theirs, now)?;
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
    before: Option<(&str, Marks)>,
    theirs: Option<(&SkillRecord, Marks)>,
    now: UnixMillis,
) -> Result<(), StoreError> {
    if let (Some((old, marks)), Some((record, _))) = (before, theirs) {
        versions::remember(connection, copy.id, old, marks, record.raw.get())?;
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
            held: false,
        }))
    };
    let quiet = Some(Settled {
        skill: id,
        conflict: None,
        new: false,
        waiting: false,
        held: false,
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
                held: false,
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
                held: false,
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
