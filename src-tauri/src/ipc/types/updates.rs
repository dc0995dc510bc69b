//! What the window asks of updates that are reviewed before they land.

use serde::Deserialize;
use skilldock_engine::model::SkillId;
use ts_rs::TS;

/// An update that somebody has looked at.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct UpdateChoice {
    /// Of which skill.
    pub skill_id: SkillId,
    /// Its mark: where another update has come since, nothing is done.
    pub mark: String,
}

/// All updates that were listed.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AcceptAllRequest {
    /// The number that came with the list.
    pub until: i64,
}
