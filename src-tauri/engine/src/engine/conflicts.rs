//! The conflicts that wait for somebody, the ways to resolve them, and the way back
//! (contract, section 6).

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use super::Engine;
use super::local::bad_input;
use crate::config::ConflictStrategy;
use crate::conflict::{self, Automatic, ConflictType, Object, Pick, Severity, code};
use crate::model::{Code, Problem, SkillId, UnixMillis};
use crate::store::conflicts::{self, Ended, Sides, StoredConflict};
use crate::store::local::LocalSkill;
use crate::store::settle::{Settled, take};
use crate::store::{StoreError, local, remote, skills};

pub use crate::store::conflicts::ConflictFilter;

/// Conflicts resolved at a time (contract, section 6).
const BULK: usize = 100;

/// One field of a conflict with all its sides; `null` where a side does not have it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ConflictField {
    /// Its name.
    pub name: String,
    /// As both started from it.
    #[ts(type = "unknown")]
    pub base: Value,
    /// As the user has it.
    #[ts(type = "unknown")]
    pub local: Value,
    /// As the marketplace has it.
    #[ts(type = "unknown")]
    pub remote: Value,
}

/// A conflict as it is shown (command line, `conflicts`).
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ConflictView {
    /// Its number.
    pub id: i64,
    /// Which skill.
    pub skill_id: SkillId,
    /// The skill's name.
    pub name: String,
    /// `skill` or `rating`.
    pub subject: String,
    /// What kind it is.
    #[serde(rename = "type")]
    pub kind: ConflictType,
    /// How grave it is.
    pub severity: Severity,
    /// The fields that differ, each with its sides.
    pub fields: Vec<ConflictField>,
    /// Whether it is known what both started from.
    pub base_known: bool,
    /// When it was found.
    pub detected_at: UnixMillis,
    /// When its sides last changed.
    pub changed_at: UnixMillis,
    /// How it ended; `null` while it waits.
    pub strategy: Option<String>,
    /// `strategy` where Skilldock resolved it by itself, `user` where a person did.
    pub resolved_by: Option<String>,
    /// When it ended.
    pub resolved_at: Option<UnixMillis>,
}

/// A conflict with what the merge would make of it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ConflictDetail {
    /// The conflict.
    #[serde(flatten)]
    pub conflict: ConflictView,
    /// The code of both sides, stretch by stretch; empty where it does not differ.
    pub code: Vec<code::Region>,
    /// What it became, where it is resolved; else what the merge would give.
    #[ts(type = "Record<string, unknown>")]
    pub result: Object,
}

/// How to resolve a conflict.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// By a strategy, with fields set afterwards.
    Strategy(Automatic, BTreeMap<String, Value>),
    /// Field by field, with fields set.
    Picks(BTreeMap<String, Pick>, BTreeMap<String, Value>),
}

/// One that could not be resolved.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct NotResolved {
    /// Its number.
    pub id: i64,
    /// Why.
    pub error: Problem,
}

/// What resolving one would make of its skill.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct WouldResolve {
    /// Its number.
    pub id: i64,
    /// Which skill.
    pub skill_id: SkillId,
    /// The strategy.
    pub strategy: String,
    /// What the skill would be.
    #[ts(type = "Record<string, unknown>")]
    pub result: Object,
}

/// How resolving many went.
#[derive(Debug, Clone, PartialEq, Default, Serialize, TS)]
pub struct BulkReport {
    /// How many were resolved.
    pub resolved: u32,
    /// Their numbers, for one undo.
    pub ids: Vec<i64>,
    /// Those that were not.
    pub failed: Vec<NotResolved>,
}

/// What resolving many would do.
#[derive(Debug, Clone, PartialEq, Default, Serialize, TS)]
pub struct BulkPreview {
    /// One a conflict.
    pub would: Vec<WouldResolve>,
    /// Those that could not be resolved.
    pub failed: Vec<NotResolved>,
}

impl Engine {
    /// Conflicts that wait, oldest first, or resolved ones, latest first; and how many
    /// there are.
    ///
    /// # Errors
    /// A database that fails.
    pub fn conflicts(
        &self,
        filter: ConflictFilter,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<ConflictView>, u32), Problem> {
        let (list, total) = self
            .inner
            .store
            .read(|connection| conflicts::list(connection, filter, offset, limit))?;
        Ok((list.iter().map(view).collect(), total))
    }

    /// A conflict with its code stretch by stretch and the result of merging.
    ///
    /// # Errors
    /// [`Code::NotFound`], a database that fails.
    pub fn conflict(&self, number: i64) -> Result<ConflictDetail, Problem> {
        let stored = self
            .inner
            .store
            .read(|connection| conflicts::get(connection, number))?
            .ok_or_else(|| no_conflict(number))?;
        let sides = stored
            .resolution
            .as_ref()
            .map_or(&stored.sides, |resolution| &resolution.sides);
        let text = |object: Option<&Object>| {
            object
                .and_then(|object| object.get("code"))
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        let (base, mine, theirs) = (
            text(sides.base.as_ref()),
            text(Some(&sides.local)).unwrap_or_default(),
            text(sides.remote.as_ref()).unwrap_or_default(),
        );
        let conflict = view(&stored);
        let code = if conflict.fields.iter().any(|field| field.name == "code") {
            code::regions(base.as_deref(), &mine, &theirs)
        } else {
            Vec::new()
        };
        let result = match (&stored.resolution, &sides.remote) {
            (Some(resolution), remote) => resolution
                .result
                .clone()
                .or_else(|| remote.clone())
                .unwrap_or_else(|| sides.local.clone()),
            (None, Some(remote)) => conflict::merge(sides.base.as_ref(), &sides.local, remote),
            (None, None) => sides.local.clone(),
        };
        Ok(ConflictDetail { conflict, code, result })
    }

    /// Resolves a conflict that waits.
    ///
    /// # Errors
    /// [`Code::NotFound`]; [`Code::BadInput`] where it is resolved already, or where the
    /// picks decide too little or something impossible: then it goes on waiting.
    pub fn resolve_conflict(&self, number: i64, decision: &Decision) -> Result<ConflictView, Problem> {
        let now = UnixMillis::now();
        let settled = self
            .inner
            .store
            .write(|connection| resolve_one(connection, number, decision, now))??;
        self.emit_catalogue();
        self.emit_settled(&[settled]);
        Ok(self.conflict(number)?.conflict)
    }

    /// Resolves every conflict that waits and fits, a hundred at a time (contract,
    /// section 6). One that cannot be resolved holds up no other.
    ///
    /// # Errors
    /// A database that fails: the hundreds before stay resolved.
    pub fn resolve_conflicts(&self, filter: ConflictFilter, strategy: Automatic) -> Result<BulkReport, Problem> {
        let decision = Decision::Strategy(strategy, BTreeMap::new());
        let mut report = BulkReport::default();
        let mut settled = Vec::new();
        let numbers = self.waiting_numbers(filter)?;
        for hundred in numbers.chunks(BULK) {
            let now = UnixMillis::now();
            let done = self.inner.store.write(|connection| {
                let mut done = Vec::with_capacity(hundred.len());
                for number in hundred {
                    done.push((*number, resolve_one(connection, *number, &decision, now)?));
                }
                Ok(done)
            })?;
            for (id, outcome) in done {
                match outcome {
                    Ok(one) => {
                        report.resolved += 1;
                        report.ids.push(id);
                        settled.push(one);
                    }
                    Err(error) => report.failed.push(NotResolved { id, error }),
                }
            }
        }
        if !settled.is_empty() {
            self.emit_catalogue();
        }
        self.emit_settled(&settled);
        Ok(report)
    }

    /// What [`Engine::resolve_conflicts`] would do.
    ///
    /// # Errors
    /// A database that fails.
    pub fn preview_conflicts(&self, filter: ConflictFilter, strategy: Automatic) -> Result<BulkPreview, Problem> {
        let decision = Decision::Strategy(strategy, BTreeMap::new());
        let mut preview = BulkPreview::default();
        for id in self.waiting_numbers(filter)? {
            let outcome = self.inner.store.read(|connection| {
                let Some(stored) = conflicts::get(connection, id)? else {
                    return Ok(Err(no_conflict(id)));
                };
                Ok(decide(&stored.sides, &decision).map(|result| (stored.skill, result)))
            })?;
            match outcome {
                Ok((skill_id, result)) => preview.would.push(WouldResolve {
                    id,
                    skill_id,
                    strategy: strategy.name().to_owned(),
                    result,
                }),
                Err(error) => preview.failed.push(NotResolved { id, error }),
            }
        }
        Ok(preview)
    }

    /// Undoes a resolution: the user's copy of before returns, and the conflict waits
    /// again under its number (contract, section 6).
    ///
    /// # Errors
    /// [`Code::NotFound`]; [`Code::BadInput`] where there is nothing to undo, or where
    /// undoing would overwrite what the user did since.
    pub fn undo_conflict(&self, number: i64) -> Result<ConflictView, Problem> {
        let now = UnixMillis::now();
        let settled = self
            .inner
            .store
            .write(|connection| undo_one(connection, number, now))??;
        self.emit_catalogue();
        self.emit_settled(&[settled]);
        Ok(self.conflict(number)?.conflict)
    }

    fn waiting_numbers(&self, filter: ConflictFilter) -> Result<Vec<i64>, Problem> {
        let filter = ConflictFilter {
            resolved: false,
            ..filter
        };
        Ok(self
            .inner
            .store
            .read(|connection| conflicts::numbers(connection, filter))?)
    }
}

fn no_conflict(number: i64) -> Problem {
    Problem::new(
        Code::NotFound,
        format!("There is no conflict {number}."),
        "`skilldock conflicts` lists those that wait.",
    )
}

/// What a decision makes of a conflict's sides.
fn decide(sides: &Sides, decision: &Decision) -> Result<Object, Problem> {
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
fn resolve_one(
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
    }))
}

fn undo_one(connection: &Connection, number: i64, now: UnixMillis) -> Result<Result<Settled, Problem>, StoreError> {
    let Some(stored) = conflicts::get(connection, number)? else {
        return Ok(Err(no_conflict(number)));
    };
    let Some(resolution) = stored.resolution else {
        return Ok(Err(bad_input(&format!(
            "Conflict {number} waits already: there is nothing to undo."
        ))));
    };
    if stored.subject != "skill" {
        return Ok(Err(bad_input(
            &"A rating's conflict is not undone: rate the skill again instead.",
        )));
    }
    if conflicts::waiting(connection, stored.skill)?.is_some() {
        return Ok(Err(bad_input(
            &"A later conflict of this skill waits: resolve that one first.",
        )));
    }
    let copy = local::get(connection, stored.skill)?;
    // What the user did since must not be overwritten.
    if copy.as_ref().map(|copy| &copy.object) != resolution.result.as_ref() {
        return Ok(Err(bad_input(
            &"This skill was changed here since: revert that first, then undo.",
        )));
    }
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
    }))
}

/// Ends the conflict of a skill that waits, if one does, because the user ended it by
/// another way than resolving it.
pub(super) fn end_by_user(
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
    }))
}

pub(super) fn view(stored: &StoredConflict) -> ConflictView {
    let resolution = stored.resolution.as_ref();
    let sides = resolution.map_or(&stored.sides, |resolution| &resolution.sides);
    let nothing = Object::new();
    let remote = sides.remote.as_ref().unwrap_or(&nothing);
    let names = if stored.subject == "skill" {
        conflict::differing_fields(&sides.local, remote)
    } else {
        sides
            .local
            .keys()
            .filter(|name| sides.local.get(*name) != remote.get(*name))
            .cloned()
            .collect()
    };
    let side = |object: Option<&Object>, name: &str| {
        object
            .and_then(|object| object.get(name))
            .cloned()
            .unwrap_or(Value::Null)
    };
    ConflictView {
        id: stored.id,
        skill_id: stored.skill,
        name: sides
            .local
            .get("name")
            .or_else(|| remote.get("name"))
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        subject: stored.subject.clone(),
        kind: stored.kind,
        severity: stored.severity,
        fields: names
            .into_iter()
            .map(|name| ConflictField {
                base: side(sides.base.as_ref(), &name),
                local: side(Some(&sides.local), &name),
                remote: side(sides.remote.as_ref(), &name),
                name,
            })
            .collect(),
        base_known: sides.base.is_some(),
        detected_at: stored.detected_at,
        changed_at: stored.changed_at,
        strategy: resolution.map(|resolution| resolution.strategy.clone()),
        resolved_by: resolution.map(|resolution| resolution.by.clone()),
        resolved_at: resolution.map(|resolution| resolution.at),
    }
}
