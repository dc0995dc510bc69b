//! What making a staged listing the current one would do.
//!
//! It is done for good measure and then undone, inside one transaction that nobody sees:
//! the same code, the same [`crate::conflict::plan`] over each of the user's copies. A
//! reckoning of its own could come to another result than the sync that follows.

use std::collections::{BTreeMap, HashSet};

use rusqlite::Connection;

use super::conflicts::{self, ConflictFilter, StoredConflict};
use super::listing::{self, Listing};
use super::settle::kept_back;
use super::{StoreError, accepted, local};
use crate::config::ConflictStrategy;
use crate::model::{SkillId, UnixMillis};
use crate::sync::UpdateChanges;

/// What would become of the catalogue and of the user's copies.
#[derive(Debug, Clone, PartialEq)]
pub struct Foreseen {
    /// Skills that would be taken out.
    pub deleted: u32,
    /// Deletions that would wait for a yes (contract, section 4).
    pub held: u32,
    /// Conflicts that would wait afterwards, and those that the strategy would resolve.
    pub conflicts: Vec<StoredConflict>,
    /// Updates that would be kept back until they are reviewed, and all that would wait afterwards.
    pub updates: UpdateChanges,
    /// Copies of the user's that would stay, in no conflict.
    pub own_kept: u32,
    /// Copies of the user's that would end because the marketplace has the same.
    pub own_ended: u32,
}

/// What [`listing::apply`] would do with what is staged. Nothing of it is kept. Call
/// within a write.
///
/// # Errors
/// What SQLite says.
pub fn foresee(connection: &Connection, listing: &Listing<'_>, now: UnixMillis) -> Result<Foreseen, StoreError> {
    connection.execute_batch("SAVEPOINT preview")?;
    let foreseen = look(connection, listing, now);
    let undone = connection.execute_batch("ROLLBACK TO preview; RELEASE preview");
    // Where looking failed, the whole write is undone by its error.
    let foreseen = foreseen?;
    undone?;
    Ok(foreseen)
}

fn look(connection: &Connection, listing: &Listing<'_>, now: UnixMillis) -> Result<Foreseen, StoreError> {
    let before = local::ids(connection)?;
    let applied = listing::apply(connection, listing, now)?;
    let after: HashSet<SkillId> = local::ids(connection)?.into_iter().collect();
    let (waiting, _) = conflicts::list(connection, ConflictFilter::default(), 0, u32::MAX)?;
    let mut conflicts: BTreeMap<i64, StoredConflict> =
        waiting.into_iter().map(|conflict| (conflict.id, conflict)).collect();
    for number in applied.settled.iter().filter_map(|settled| settled.conflict) {
        if !conflicts.contains_key(&number)
            && let Some(conflict) = conflicts::get(connection, number)?
            // One that ended because there was nothing left to decide is none.
            && resolved_by(&conflict).is_some()
        {
            conflicts.insert(number, conflict);
        }
    }
    let in_conflict: HashSet<SkillId> = conflicts.values().map(|conflict| conflict.skill).collect();
    let in_peace = |stays: bool| {
        let count = before
            .iter()
            .filter(|id| !in_conflict.contains(*id) && after.contains(*id) == stays)
            .count();
        u32::try_from(count).unwrap_or(u32::MAX)
    };
    Ok(Foreseen {
        deleted: applied.deleted,
        held: applied.held,
        updates: UpdateChanges {
            held: kept_back(&applied.settled),
            waiting: accepted::counts(connection)?.0,
        },
        own_kept: in_peace(true),
        own_ended: in_peace(false),
        conflicts: conflicts.into_values().collect(),
    })
}

/// The strategy that resolved a conflict; `None` where it waits, or ended by itself.
#[must_use]
pub fn resolved_by(conflict: &StoredConflict) -> Option<ConflictStrategy> {
    ConflictStrategy::from_name(&conflict.resolution.as_ref()?.strategy)
}
