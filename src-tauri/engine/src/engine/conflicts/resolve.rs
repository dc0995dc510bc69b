//! Resolving a conflict, and the way back: what one decision makes of one conflict,
//! within a write.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use super::no_conflict;
use crate::config::ConflictStrategy;
use crate::conflict::{self, Automatic, Object, Pick};
use crate::engine::local::bad_input;
use crate::model::{Problem, UnixMillis};
use crate::store::conflicts::{self, Ended, Sides, StoredConflict};
use crate::store::local::LocalSkill;
use crate::store::settle::{Settled, take};
use crate::store::{StoreError, local, remote, skills};

/// How to resolve a conflict.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// By a strategy, with fields set afterwards.
    Strategy(Automatic, BTreeMap<String, Value>),
    /// Field by field, with fields set.
    Picks(BTreeMap<String, Pick>, BTreeMap<String, Value>),
}

/// What a decision makes of a conflict's sides.
pub(super) fn decide(sides: &Sides, decision: &Decision) -> Result<Object, Problem> {
    let Some(remote) = &sides.remote else {
        return Ok(sides.local.clone());
    };
    let (base, mine) = (sides.base.as_ref(), &sides.local);
    match decision {
        Decision::Strategy(strategy, set) => {
            let mut resolved = conflict::resolve(*strategy, base, mine, remote);
            for (field, value) in set {
                conflict::check_field(field, value).map_err(|error| bad_input(&error))?;
                resolved.insert(field.clone(), value.clone());
            }
            Ok(resolved)
        }
        Decision::Picks(picks, set) => {
            conflict::pick(base, mine, remote, picks, set).map_err(|error| bad_input(&error))
        }
    }
}

/// Resolves one. The inner error is the decision's, and nothing was changed then.
pub(super) fn resolve_one(
    connection: &Connection,
    number: i64,
    decision: &Decision,
    now: UnixMillis,
) -> Result<Result<Settled, Problem>, StoreError> {
    let Some(stored) = conflicts::get(connection, number)? else {
        return Ok(Err(no_conflict(number)));
    };
    if stored.resolution.is_some() {
        return Ok(Err(bad_input(&format!("Conflict {number} is resolved already."))));
    }
    let Some(copy) = local::get(connection, stored.skill)? else {
        return Ok(Err(no_conflict(number)));
    };
    let result = match decide(&stored.sides, decision) {
        Ok(result) => result,
        Err(problem) => return Ok(Err(problem)),
    };
    let theirs = stored.sides.remote.clone();
    let same = theirs
        .as_ref()
        .is_some_and(|theirs| conflict::detect(&result, theirs).is_none());
    let result = (!same).then_some(result);
    let strategy = match decision {
        Decision::Strategy(strategy, _) => strategy.name(),
        Decision::Picks(..) => ConflictStrategy::Manual.name(),
    };
    let how = Ended {
        strategy,
        by: "user",
        result: result.as_ref(),
    };
    conflicts::end(connection, number, &stored.sides, how, now)?;
    take(connection, copy, theirs, result, now)?;
    Ok(Ok(Settled {
        skill: stored.skill,
        conflict: Some(number),
        new: false,
        waiting: false,
        held: false,
    }))
}

/// Why a resolution cannot be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum UndoBlock {
    /// It is a rating's: newest wins decided it.
    Rating,
    /// A later conflict of the skill waits.
    LaterWaits,
    /// The skill was changed here since, which undoing would overwrite.
    ChangedSince,
}

impl UndoBlock {
    const fn words(self) -> &'static str {
        match self {
            Self::Rating => "A rating's conflict is not undone: rate the skill again instead.",
            Self::LaterWaits => "A later conflict of this skill waits: resolve that one first.",
            Self::ChangedSince => "This skill was changed here since: revert that first, then undo.",
        }
    }
}

/// Why the resolution of a conflict cannot be undone; `None` where it can be, or where
/// there is none.
pub(super) fn undo_block(connection: &Connection, stored: &StoredConflict) -> Result<Option<UndoBlock>, StoreError> {
    let Some(resolution) = &stored.resolution else {
        return Ok(None);
    };
    if stored.subject != "skill" {
        return Ok(Some(UndoBlock::Rating));
    }
    if conflicts::waiting(connection, stored.skill)?.is_some() {
        return Ok(Some(UndoBlock::LaterWaits));
    }
    let copy = local::get(connection, stored.skill)?;
    let unchanged = copy.as_ref().map(|copy| &copy.object) == resolution.result.as_ref();
    Ok((!unchanged).then_some(UndoBlock::ChangedSince))
}

pub(super) fn undo_one(
    connection: &Connection,
    number: i64,
    now: UnixMillis,
) -> Result<Result<Settled, Problem>, StoreError> {
    let Some(stored) = conflicts::get(connection, number)? else {
        return Ok(Err(no_conflict(number)));
    };
    // What the user did since must not be overwritten.
    if let Some(block) = undo_block(connection, &stored)? {
        return Ok(Err(bad_input(&block.words())));
    }
    let Some(resolution) = stored.resolution else {
        return Ok(Err(bad_input(&format!(
            "Conflict {number} waits already: there is nothing to undo."
        ))));
    };
    let theirs = remote::raw(connection, stored.skill)?
        .as_deref()
        .map(skills::object)
        .transpose()?;
    let sides = Sides {
        remote: theirs.clone().or(resolution.sides.remote),
        ..resolution.sides
    };
    let copy = LocalSkill {
        id: stored.skill,
        object: sides.local.clone(),
        base: sides.base.clone(),
        gone: theirs.is_none(),
        edited_at: now,
    };
    local::put(connection, &copy, now)?;
    conflicts::wait_again(connection, number, &sides, now)?;
    Ok(Ok(Settled {
        skill: stored.skill,
        conflict: Some(number),
        new: false,
        waiting: true,
        held: false,
    }))
}

/// Ends the conflict of a skill that waits, if one does, because the user ended it by
/// another way than resolving it.
pub(in crate::engine) fn end_by_user(
    connection: &Connection,
    copy: &LocalSkill,
    theirs: Option<Object>,
    strategy: &str,
    result: Option<&Object>,
    now: UnixMillis,
) -> Result<Option<Settled>, StoreError> {
    let Some(number) = conflicts::waiting(connection, copy.id)? else {
        return Ok(None);
    };
    let sides = Sides {
        base: copy.base.clone(),
        local: copy.object.clone(),
        remote: theirs,
    };
    let how = Ended {
        strategy,
        by: "user",
        result,
    };
    conflicts::end(connection, number, &sides, how, now)?;
    Ok(Some(Settled {
        skill: copy.id,
        conflict: Some(number),
        new: false,
        waiting: false,
        held: false,
    }))
}
