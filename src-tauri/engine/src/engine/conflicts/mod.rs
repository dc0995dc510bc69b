//! The conflicts that wait for somebody, the ways to resolve them, and the way back
//! (contract, section 6).

mod decide;
mod desk;
mod hunks;
mod many;
mod queue;
mod resolve;
mod shown;

use std::collections::BTreeMap;

use serde_json::Value;

use super::Engine;
use crate::activity::{ActivityFacts, Happened};
use crate::conflict::{self, Automatic, Object, code};
use crate::model::{Code, Problem, UnixMillis};
use crate::store::conflicts;

pub use crate::store::conflicts::ConflictFilter;
pub use decide::{DeskDecision, DeskOutcome};
pub use desk::{CodeSummary, ConflictDesk, DeskField, FieldKind, Side, SideFacts, SideValue};
pub use hunks::{CodePage, CodeRegion, HunkSide};
pub use many::Foreseen;
pub use queue::{ConflictRow, ConflictSituation, QueuePage, QueueRequest, SeverityCount, TypeCount};
pub(super) use resolve::end_by_user;
pub use resolve::{Decision, UndoBlock};
use resolve::{decide, resolve_one, undo_one};
pub(super) use shown::view;
pub use shown::{BulkPreview, BulkReport, ConflictDetail, ConflictField, ConflictView, NotResolved, WouldResolve};

/// Conflicts resolved at a time (contract, section 6).
const BULK: usize = 100;

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
        self.resolve_these(&self.waiting_numbers(filter)?, strategy)
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
        self.note_now(
            Happened::ConflictUndone,
            Some(settled.skill),
            ActivityFacts {
                conflict: Some(number),
                ..ActivityFacts::default()
            },
        );
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
