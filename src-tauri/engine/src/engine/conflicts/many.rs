//! Many conflicts at once: what a strategy would make of each, one go for all, one way back.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use super::queue::row;
use super::resolve::{Decision, decide, resolve_one, undo_one};
use super::{BULK, BulkReport, NotResolved, no_conflict};
use crate::conflict::{Automatic, Severity, lost};
use crate::engine::Engine;
use crate::engine::drafts;
use crate::engine::local::bad_input;
use crate::model::{Problem, UnixMillis};
use crate::store::conflicts;

/// Conflicts foreseen in one answer at most.
const FORESEEN: usize = 100;

/// What resolving one would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Foreseen {
    /// Its number.
    pub id: i64,
    /// The skill's name.
    pub name: String,
    /// How grave it is.
    pub severity: Severity,
    /// The fields in which the user's changes would be gone.
    pub lost_local: Vec<String>,
    /// The fields in which the marketplace's changes would not be taken.
    pub lost_remote: Vec<String>,
    /// Why it cannot be resolved; `null` where it can.
    pub error: Option<Problem>,
}

impl Engine {
    /// What a strategy would make of these conflicts, of which the first hundred are
    /// looked at; nothing is changed.
    ///
    /// # Errors
    /// A database that fails.
    pub fn foresee_conflicts(&self, numbers: &[i64], strategy: Automatic) -> Result<Vec<Foreseen>, Problem> {
        let decision = Decision::Strategy(strategy, BTreeMap::new());
        Ok(self.inner.store.read(|connection| {
            let mut foreseen = Vec::new();
            for id in numbers.iter().copied().take(FORESEEN) {
                let Some(stored) = conflicts::get(connection, id)? else {
                    foreseen.push(cannot(id, no_conflict(id)));
                    continue;
                };
                if stored.resolution.is_some() {
                    foreseen.push(cannot(id, bad_input(&"It is resolved already.")));
                    continue;
                }
                let row = row(connection, &stored)?;
                let (gone, error) = match (decide(&stored.sides, &decision), &stored.sides.remote) {
                    (Ok(result), Some(remote)) => {
                        let sides = &stored.sides;
                        (lost(sides.base.as_ref(), &sides.local, remote, &result), None)
                    }
                    (Ok(_), None) => Default::default(),
                    (Err(problem), _) => (Default::default(), Some(problem)),
                };
                foreseen.push(Foreseen {
                    id,
                    name: row.name,
                    severity: row.severity,
                    lost_local: gone.local,
                    lost_remote: gone.remote,
                    error,
                });
            }
            Ok(foreseen)
        })?)
    }

    /// Resolves these conflicts by a strategy, a hundred at a time (contract, section 6).
    /// One that cannot be resolved holds up no other.
    ///
    /// # Errors
    /// A database that fails: the hundreds before stay resolved.
    pub fn resolve_these(&self, numbers: &[i64], strategy: Automatic) -> Result<BulkReport, Problem> {
        let decision = Decision::Strategy(strategy, BTreeMap::new());
        self.for_each(numbers, |connection, number, now| {
            let outcome = resolve_one(connection, number, &decision, now)?;
            if outcome.is_ok() {
                drafts::drop_of_conflict(connection, number, now)?;
            }
            Ok(outcome)
        })
    }

    /// Undoes these resolutions, a hundred at a time. One that cannot be undone holds up
    /// no other; `resolved` counts those that wait again.
    ///
    /// # Errors
    /// A database that fails: the hundreds before stay undone.
    pub fn undo_conflicts(&self, numbers: &[i64]) -> Result<BulkReport, Problem> {
        self.for_each(numbers, undo_one)
    }

    /// Does something to each of them, a hundred within a write, and tells everybody.
    fn for_each(
        &self,
        numbers: &[i64],
        mut to: impl FnMut(
            &rusqlite::Connection,
            i64,
            UnixMillis,
        ) -> Result<Result<crate::store::settle::Settled, Problem>, crate::store::StoreError>,
    ) -> Result<BulkReport, Problem> {
        let mut report = BulkReport::default();
        let mut settled = Vec::new();
        for hundred in numbers.chunks(BULK) {
            let now = UnixMillis::now();
            let done = self.inner.store.write(|connection| {
                let mut done = Vec::with_capacity(hundred.len());
                for number in hundred {
                    done.push((*number, to(connection, *number, now)?));
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
}

fn cannot(id: i64, problem: Problem) -> Foreseen {
    Foreseen {
        id,
        name: String::new(),
        severity: Severity::Low,
        lost_local: Vec::new(),
        lost_remote: Vec::new(),
        error: Some(problem),
    }
}
