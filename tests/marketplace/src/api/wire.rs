//! The shapes of the contract that exist for the document only: the server passes skills and categories on as
//! they are, and so has no types of its own for them.
#![expect(dead_code, reason = "read by the derive that writes the document")]

use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::catalogue::Rating;

/// A skill. It may have more fields than are named here.
#[derive(ToSchema)]
pub(super) struct Skill {
    #[schema(format = Uuid)]
    skill_id: String,
    name: String,
    #[schema(nullable = false)]
    description: Option<String>,
    version: Option<String>,
    /// The program, or the prompt.
    code: Option<String>,
    /// `python`, `node`, `prompt`, …
    command: Option<String>,
    /// `prompt_only`, `python_code` or `nodejs_code`.
    skill_type: Option<String>,
    python_packages: Option<Vec<String>>,
    npm_packages: Option<Vec<String>>,
    tags: Option<Vec<String>>,
    metadata: Option<Map<String, Value>>,
    category: Option<String>,
    average_rating: Option<f64>,
    #[schema(minimum = 0)]
    rating_count: Option<i64>,
    #[schema(format = DateTime)]
    created_at: Option<String>,
    #[schema(format = DateTime)]
    updated_at: Option<String>,
}

/// A skill with its ratings, and with `metadata.examples`.
#[derive(ToSchema)]
pub(super) struct SkillDetail {
    #[schema(format = Uuid)]
    skill_id: String,
    name: String,
    metadata: Map<String, Value>,
    ratings: Vec<Rating>,
}

/// A page of the listing.
#[derive(ToSchema)]
pub(super) struct SkillPage {
    skills: Vec<Skill>,
    #[schema(minimum = 1)]
    page: u64,
    #[schema(minimum = 1, maximum = 1000)]
    page_size: u64,
    #[schema(minimum = 0)]
    total: u64,
    #[schema(minimum = 0)]
    total_pages: u64,
}

/// A category.
#[derive(ToSchema)]
pub(super) struct Category {
    name: String,
    description: String,
    #[schema(minimum = 0)]
    skill_count: u64,
    #[schema(required)]
    icon_url: Option<String>,
    #[schema(required)]
    created_at: Option<String>,
}

/// All categories.
#[derive(ToSchema)]
pub(super) struct CategoryList {
    categories: Vec<Category>,
}
