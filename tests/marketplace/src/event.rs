//! What happens to a catalogue, as the WebSocket announces it and a history file records it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::moment;

/// The kinds of change the contract knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A skill is new or changed; the data is the whole skill.
    SkillUpdate,
    /// A category is new or changed; the data is the category.
    CategoryUpdate,
    /// Somebody rated a skill; the data has the skill's new figures.
    RatingUpdate,
    /// A skill is gone.
    SkillDelete,
}

impl EventKind {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SkillUpdate => "skill_update",
            Self::CategoryUpdate => "category_update",
            Self::RatingUpdate => "rating_update",
            Self::SkillDelete => "skill_delete",
        }
    }
}

/// One change: `{type, data, timestamp}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// What changed.
    #[serde(rename = "type")]
    pub kind: EventKind,
    /// To what.
    pub data: Value,
    /// When, RFC 3339 UTC; now, where a test leaves it out.
    #[serde(default = "moment::now")]
    pub timestamp: String,
}

impl Event {
    /// A change that happens now.
    pub fn new(kind: EventKind, data: Value) -> Self {
        Self {
            kind,
            data,
            timestamp: moment::now(),
        }
    }

    /// A skill is new or changed.
    pub fn skill_update(skill: Value) -> Self {
        Self::new(EventKind::SkillUpdate, skill)
    }

    /// A category is new or changed.
    pub fn category_update(category: Value) -> Self {
        Self::new(EventKind::CategoryUpdate, category)
    }

    /// A skill is gone.
    pub fn skill_delete(skill_id: &str) -> Self {
        Self::new(
            EventKind::SkillDelete,
            serde_json::json!({ "skill_id": skill_id, "deleted_at": moment::now() }),
        )
    }

    /// A skill's figures after somebody gave `rating` stars.
    pub fn rating_update(skill_id: &str, rating: u8, average_rating: f64, rating_count: u64) -> Self {
        let data = serde_json::json!({
            "skill_id": skill_id,
            "rating": rating,
            "average_rating": average_rating,
            "rating_count": rating_count,
            "updated_at": moment::now(),
        });
        Self::new(EventKind::RatingUpdate, data)
    }

    /// The frame that announces it.
    pub fn to_frame(&self) -> String {
        serde_json::json!({ "type": self.kind, "data": self.data, "timestamp": self.timestamp }).to_string()
    }
}
