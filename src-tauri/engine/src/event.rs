//! What happens in the engine, as one tagged union: the window subscribes to it,
//! the tests wait on it.

use serde::Serialize;
use ts_rs::TS;

use crate::status::{Status, SyncProgress};
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
    /// A value of the configuration changed.
    ConfigChanged {},
    /// The reviews of a skill were read again.
    ReviewsChanged {
        /// Which skill, by id.
        skill_id: crate::model::SkillId,
    },
}
