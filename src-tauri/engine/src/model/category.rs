//! Categories: the marketplace's shelves.

use serde::Serialize;
use serde_json::value::RawValue;
use ts_rs::TS;

/// A category as it is shown. `skill_count` is counted from the skills here, not
/// taken from the marketplace, so that the number beside a category is the
/// number of rows behind it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Category {
    /// Its name, which is also its key.
    pub name: String,
    /// What belongs in it.
    pub description: String,
    /// How many skills of it are here.
    pub skill_count: u32,
    /// The address of its picture, where the marketplace names one. Never loaded.
    pub icon_url: Option<String>,
    /// When the marketplace made it (RFC 3339).
    pub created_at: Option<String>,
}

/// A category as the marketplace sent it, whole.
#[derive(Debug, Clone)]
pub struct CategoryRecord {
    /// Its name, which is also its key.
    pub name: String,
    /// The object as it came.
    pub raw: Box<RawValue>,
}
