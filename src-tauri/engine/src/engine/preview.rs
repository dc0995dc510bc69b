//! What a sync would do, before the user says yes to it: on the way from local-only mode
//! to a marketplace, or at any time.

use std::sync::Arc;

use serde::Serialize;
use ts_rs::TS;

use super::Engine;
use super::conflicts::view;
use crate::api::Meter;
use crate::config::ConflictStrategy;
use crate::conflict::{ConflictType, Severity};
use crate::fit;
use crate::model::{Problem, SkillId};
use crate::store::conflicts::StoredConflict;
use crate::store::preview::resolved_by;
use crate::sync::skills::SkillsStep;
use crate::sync::{Changes, UpdateChanges};

/// What would become of a copy of the user's that is in conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Would {
    /// The marketplace's copy takes its place; it can be undone.
    TakeTheirs,
    /// It stays.
    KeepMine,
    /// Both become one.
    Merge,
    /// Nothing, until a person decides.
    Wait,
}

/// A conflict that a sync would meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ForeseenConflict {
    /// Which skill.
    pub skill_id: SkillId,
    /// Its name as the user has it.
    pub name: String,
    /// What kind it is.
    #[serde(rename = "type")]
    pub kind: ConflictType,
    /// How grave it is.
    pub severity: Severity,
    /// The fields that differ.
    pub fields: Vec<String>,
    /// What would become of the user's copy.
    pub would: Would,
}

/// What a sync would do (command line, `sync --dry-run`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SyncPreview {
    /// To the skills.
    pub skills: Changes,
    /// The strategy in use.
    pub strategy: ConflictStrategy,
    /// Conflicts it would resolve by the strategy, and all that would wait afterwards; the
    /// window is told of 200 at most.
    pub conflicts: Vec<ForeseenConflict>,
    /// How many conflicts these are.
    pub total: u32,
    /// How many of them would wait for a person.
    pub waiting: u32,
    /// Updates it would keep back until they are reviewed, and all that would wait afterwards.
    pub updates: UpdateChanges,
    /// Copies of the user's (own skills and edits) that stay, in no conflict.
    pub own_kept: u32,
    /// Copies of the user's that end because the marketplace has the same.
    pub own_ended: u32,
}

impl Engine {
    /// Reads the whole listing and says what a sync would do with it. Nothing is changed.
    /// Waits for a sync under way, in this process or another. In local-only mode it is
    /// the one connection that the user asks for. Without an address the configured one
    /// is asked; without a token the one in use, if it belongs to that address.
    ///
    /// # Errors
    /// Local-only mode set by the environment or `.env`, an invalid configuration, an
    /// address or a token that is missing or cannot be one, and what the marketplace or
    /// the disk says.
    pub async fn preview(&self, url: Option<&str>, token: Option<&str>) -> Result<SyncPreview, Problem> {
        self.usable(&self.resolved())?;
        let (client, _) = self.client_asked_for(url, token).await?;
        let alone = self.lock().await?;
        let foreseen = SkillsStep {
            client: &client,
            store: &self.inner.store,
            meter: &Arc::new(Meter::default()),
            progress: &|_, _| {},
            deletions_confirmed: false,
            wishes: self.wishes(),
            origin: client.place(),
        }
        .preview()
        .await;
        drop(alone);
        let (skills, foreseen) = foreseen?;
        let conflicts: Vec<_> = foreseen.conflicts.iter().map(conflict).collect();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(SyncPreview {
            skills,
            strategy: self.resolved().config.conflict_strategy,
            total: count(conflicts.len()),
            waiting: count(conflicts.iter().filter(|one| one.would == Would::Wait).count()),
            conflicts,
            updates: foreseen.updates,
            own_kept: foreseen.own_kept,
            own_ended: foreseen.own_ended,
        })
    }
}

fn conflict(stored: &StoredConflict) -> ForeseenConflict {
    let seen = view(stored);
    let something_is_left = stored.resolution.as_ref().is_some_and(|how| how.result.is_some());
    ForeseenConflict {
        skill_id: seen.skill_id,
        name: fit::name(&seen.name),
        kind: seen.kind,
        severity: seen.severity,
        fields: seen.fields.into_iter().map(|field| field.name).collect(),
        would: match resolved_by(stored) {
            None | Some(ConflictStrategy::Manual) => Would::Wait,
            Some(ConflictStrategy::LocalWins) if something_is_left => Would::KeepMine,
            Some(ConflictStrategy::Merge) if something_is_left => Would::Merge,
            Some(ConflictStrategy::RemoteWins | ConflictStrategy::LocalWins | ConflictStrategy::Merge) => {
                Would::TakeTheirs
            }
        },
    }
}
