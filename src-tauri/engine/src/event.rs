//! What happens in the engine, as one tagged union: the window subscribes to it,
//! the tests wait on it.

use serde::Serialize;
use ts_rs::TS;

use crate::model::SkillId;
use crate::rotation::{Came, Step};
use crate::status::{Situation, Status, SyncProgress};
use crate::sync::SyncReport;

/// Something happened.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum EngineEvent {
    /// The status changed; the whole of it.
    Status {
        /// The status now.
        status: Box<Status>,
    },
    /// A sync got further.
    SyncProgress {
        /// How far it is.
        progress: SyncProgress,
        /// The situation that follows from it.
        situation: Situation,
    },
    /// A sync ended.
    SyncFinished {
        /// How.
        report: Box<SyncReport>,
    },
    /// What is here changed: lists and counts are to be read again.
    CatalogueChanged {
        /// The catalogue's revision now.
        revision: u64,
    },
    /// The socket is being connected.
    Connecting {
        /// Which attempt since the last stable connection, from 1.
        attempt: u32,
    },
    /// The socket is connected.
    Connected {},
    /// The socket is no longer connected, or could not be.
    Disconnected {
        /// Why; never holds an address with its query.
        reason: String,
    },
    /// A live update is in the store.
    Applied {
        /// The message's type (contract, section 3).
        #[serde(rename = "type")]
        kind: String,
        /// Which skill, where it is about one.
        skill_id: Option<SkillId>,
    },
    /// A message was dropped (contract, section 3).
    Dropped {
        /// Why.
        reason: String,
    },
    /// Messages were lost: a sync catches up.
    Gap {},
    /// A conflict was found, changed, resolved or undone.
    Conflict {
        /// Its number.
        id: i64,
        /// Which skill.
        skill_id: SkillId,
        /// Whether it waits for somebody.
        waiting: bool,
    },
    /// A rating changed here or was answered.
    RatingChanged {
        /// Of which skill.
        skill_id: SkillId,
    },
    /// Something was added to the activity log.
    ActivityChanged {},
    /// A value of the configuration changed.
    ConfigChanged {},
    /// A rotation of the token began a step or ended it.
    Rotating {
        /// The step.
        step: Step,
        /// How it ended; `None`: it begins.
        came: Option<Came>,
    },
    /// The reviews of a skill were read again.
    ReviewsChanged {
        /// Which skill, by id.
        skill_id: SkillId,
    },
}
