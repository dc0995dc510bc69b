//! What somebody decided at the desk: carried out only on the sides they saw.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::desk::code_sides;
use super::no_conflict;
use super::queue::{ConflictRow, row};
use super::resolve::{Decision, resolve_one};
use crate::conflict::Pick;
use crate::conflict::code::compose;
use crate::engine::Engine;
use crate::engine::drafts;
use crate::engine::local::bad_input;
use crate::model::{Problem, UnixMillis};
use crate::store::conflicts;

/// A decision made at the desk.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
pub struct DeskDecision {
    /// Which conflict.
    pub id: i64,
    /// `changed_at` of what was looked at: sides that moved since are not decided.
    pub seen: UnixMillis,
    /// A side for each field.
    pub picks: BTreeMap<String, Pick>,
    /// A side for each stretch of the code, by its key; `null` where the code is picked
    /// or set as a whole.
    pub hunks: Option<BTreeMap<String, Pick>>,
    /// A value for each field that is set; `null` takes the field away.
    #[ts(type = "Record<string, unknown>")]
    pub set: BTreeMap<String, Value>,
}

/// What became of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DeskOutcome {
    /// Whether it was not carried out because the sides moved, or somebody else resolved
    /// the conflict: it is to be looked at again.
    pub moved: bool,
    /// The conflict as it is now.
    pub row: ConflictRow,
}

impl Engine {
    /// Carries out what somebody decided, and drops what was kept of it meanwhile.
    ///
    /// # Errors
    /// [`crate::model::Code::NotFound`]; [`crate::model::Code::BadInput`] where it decides
    /// too little or something impossible: then the conflict goes on waiting.
    pub fn decide_conflict(&self, decided: &DeskDecision) -> Result<DeskOutcome, Problem> {
        let now = UnixMillis::now();
        let number = decided.id;
        let outcome = self.inner.store.write(|connection| {
            let Some(stored) = conflicts::get(connection, number)? else {
                return Ok(Err(no_conflict(number)));
            };
            if stored.resolution.is_some() || stored.changed_at != decided.seen {
                let row = row(connection, &stored)?;
                return Ok(Ok((None, DeskOutcome { moved: true, row })));
            }
            let mut set = decided.set.clone();
            if let (Some(hunks), Some((base, local, remote))) = (&decided.hunks, code_sides(&stored.sides)) {
                let composed = compose(base.as_deref(), &local, &remote, hunks);
                if !composed.open.is_empty() {
                    return Ok(Err(bad_input(&"nothing is chosen for a part of the code")));
                }
                set.insert("code".to_owned(), Value::String(composed.text));
            }
            let settled = match resolve_one(connection, number, &Decision::Picks(decided.picks.clone(), set), now)? {
                Ok(settled) => settled,
                Err(problem) => return Ok(Err(problem)),
            };
            drafts::drop_of_conflict(connection, number, now)?;
            let Some(stored) = conflicts::get(connection, number)? else {
                return Ok(Err(no_conflict(number)));
            };
            let row = row(connection, &stored)?;
            Ok(Ok((Some(settled), DeskOutcome { moved: false, row })))
        })?;
        let (settled, outcome) = outcome?;
        if let Some(settled) = settled {
            self.emit_catalogue();
            self.emit_settled(&[settled]);
        }
        Ok(outcome)
    }
}
