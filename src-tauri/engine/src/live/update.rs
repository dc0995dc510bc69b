//! A pushed change that passed validation: what the store applies.

use serde_json::value::RawValue;

use crate::model::{ServerTime, SkillId};

/// A change the marketplace pushed (contract, section 3).
#[derive(Debug, Clone)]
pub enum Update {
    /// `skill_update`: the fields it has replace those of the skill, the others stay.
    Skill {
        /// Which skill.
        id: SkillId,
        /// `data` as it came: an object with a valid `skill_id` and a `name`.
        data: Box<RawValue>,
    },
    /// `category_update`: the category of that name.
    Category {
        /// Its name.
        name: String,
        /// `data` as it came.
        data: Box<RawValue>,
    },
    /// `rating_update`: the skill's figures.
    Rating {
        /// Which skill.
        id: SkillId,
        /// The new mean, where it says so.
        average: Option<f64>,
        /// How many ratings there are now, where it says so.
        count: Option<u32>,
        /// When, by the marketplace's clock.
        updated_at: Option<ServerTime>,
    },
    /// `skill_delete`: the skill is gone.
    Delete {
        /// Which skill.
        id: SkillId,
        /// When, by the marketplace's clock.
        deleted_at: Option<ServerTime>,
    },
}

impl Update {
    /// The message's type on the wire.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Skill { .. } => "skill_update",
            Self::Category { .. } => "category_update",
            Self::Rating { .. } => "rating_update",
            Self::Delete { .. } => "skill_delete",
        }
    }

    /// Which skill it is about, if any.
    #[must_use]
    pub const fn skill(&self) -> Option<SkillId> {
        match self {
            Self::Skill { id, .. } | Self::Rating { id, .. } | Self::Delete { id, .. } => Some(*id),
            Self::Category { .. } => None,
        }
    }
}
