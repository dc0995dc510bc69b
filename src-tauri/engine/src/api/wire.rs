//! The shapes of the marketplace's answers (contract, section 2). Records stay
//! raw here, so that every field of them is kept.

use serde::Deserialize;
use serde_json::value::RawValue;

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
