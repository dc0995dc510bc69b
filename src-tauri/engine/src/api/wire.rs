//! The shapes of the marketplace's answers (contract, section 2). Records stay
//! raw here, so that every field of them is kept.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::model::SkillId;

/// A page of the listing.
#[derive(Debug, Deserialize)]
pub struct SkillsPage {
    /// The records, as they came.
    pub skills: Vec<Box<RawValue>>,
    /// Which page it is, from 1.
    pub page: u32,
    /// Records a page.
    pub page_size: u32,
    /// Records in all.
    pub total: u32,
    /// Pages in all.
    pub total_pages: u32,
}

/// The categories.
#[derive(Debug, Deserialize)]
pub struct CategoriesPage {
    /// The records, as they came.
    pub categories: Vec<Box<RawValue>>,
}

/// One skill with its reviews.
#[derive(Debug, Deserialize)]
pub struct SkillDocument {
    /// The reviews, as they came.
    #[serde(default)]
    pub ratings: Vec<Box<RawValue>>,
    /// Mean of its ratings; of any type, since nothing else hangs on it.
    #[serde(default)]
    pub average_rating: Value,
    /// How many ratings it has; of any type.
    #[serde(default)]
    pub rating_count: Value,
}

/// A rating on its way to the marketplace. The user is a hash, never an e-mail
/// (contract, section 5).
#[derive(Debug, Serialize)]
pub struct RatingBody<'a> {
    /// Which skill.
    pub skill_id: SkillId,
    /// Stars, 1 to 5.
    pub rating: u8,
    /// What is said, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<&'a str>,
    /// Who, as `sha256:` and a hash.
    pub user_id: &'a str,
}

/// The answer to a rating.
#[derive(Debug, Clone, Deserialize)]
pub struct RatingAnswer {
    /// Whether it was taken.
    pub success: bool,
    /// The skill's mean with it.
    pub average_rating: f64,
    /// How many ratings the skill has with it.
    pub rating_count: u32,
    /// When it was made, by the marketplace's clock.
    #[serde(default)]
    pub created_at: Option<String>,
}

/// What the marketplace says of itself.
#[derive(Debug, Deserialize)]
pub struct HealthAnswer {
    /// `healthy`, `degraded` or `unhealthy`.
    pub status: String,
    /// Its version.
    #[serde(default)]
    pub version: Option<String>,
}
