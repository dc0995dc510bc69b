//! What is asked of a search and what it answers: the words shared by the
//! window, the command line and the tests.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::model::{SkillId, SkillType};

/// Values wanted and values not wanted of one property. Wanted values are
/// alternatives (any of them), unwanted ones each exclude.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Choice<T: TS> {
    /// Any of these; empty means no condition.
    pub include: Vec<T>,
    /// None of these.
    pub exclude: Vec<T>,
}

impl<T: TS> Default for Choice<T> {
    fn default() -> Self {
        Self {
            include: Vec::new(),
            exclude: Vec::new(),
        }
    }
}

impl<T: TS> Choice<T> {
    /// Whether it asks for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }
}

/// A mark a skill can carry here; a badge on its row and a filter (`is:…`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Badge {
    /// Installed for an agent or in a target.
    Installed,
    /// An update of it waits: to be reviewed, or to be installed.
    Update,
    /// Marked by the user.
    Favourite,
    /// Changed here by the user.
    Edited,
    /// The user's own.
    Local,
    /// Waits for the user to resolve a conflict.
    Conflict,
    /// Not confirmed by the marketplace for 24 hours (contract, section 4).
    Stale,
    /// A scan found a pattern of published attacks in it.
    Danger,
}

impl Badge {
    /// Every mark, in the order they are shown.
    pub const ALL: [Self; 8] = [
        Self::Installed,
        Self::Update,
        Self::Favourite,
        Self::Edited,
        Self::Local,
        Self::Conflict,
        Self::Stale,
        Self::Danger,
    ];

    /// The name on the command line and in query tokens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Installed => "installed",
            Self::Update => "update",
            Self::Favourite => "favourite",
            Self::Edited => "edited",
            Self::Local => "local",
            Self::Conflict => "conflict",
            Self::Stale => "stale",
            Self::Danger => "danger",
        }
    }

    /// The mark by that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|badge| badge.as_str().eq_ignore_ascii_case(name))
    }
}

/// Conditions beside the words of a search.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Filters {
    /// By category name.
    pub category: Choice<String>,
    /// By what the skill is made of.
    pub skill_type: Choice<SkillType>,
    /// By tag. Wanted tags must all be there.
    pub tag: Choice<String>,
    /// By mark. Wanted marks must all be there.
    pub is: Choice<Badge>,
    /// By collection of the user's. Wanted collections must all have it.
    pub collection: Choice<String>,
    /// By who made it: exactly this name, whatever its case.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub author: Option<String>,
    /// At least this average, 0 to 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub min_rating: Option<f64>,
    /// Less than this average, 0 to 5: what [`Filters::min_rating`] of the same leaves out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub below_rating: Option<f64>,
    /// Changed at or after this moment (RFC 3339 or a date).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub updated_since: Option<String>,
    /// Not changed at or after this moment: what [`Filters::updated_since`] of the same leaves out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub updated_before: Option<String>,
    /// With packages (`true`) or without (`false`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub has_packages: Option<bool>,
}

impl Filters {
    /// Whether they ask for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The order of a list. Every order is total: ties fall to the name, then the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Best match first; without words, by rating.
    Relevance,
    /// By Bayesian mean, so that one five-star rating does not beat two hundred of 4.8.
    Rating,
    /// By number of ratings.
    MostRated,
    /// Latest made first.
    Newest,
    /// Latest changed first.
    Updated,
    /// By name, A first.
    Name,
}

impl Sort {
    /// Every order, as shown.
    pub const ALL: [Self; 6] = [
        Self::Relevance,
        Self::Rating,
        Self::MostRated,
        Self::Newest,
        Self::Updated,
        Self::Name,
    ];

    /// The name on the command line and in query tokens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Rating => "rating",
            Self::MostRated => "most_rated",
            Self::Newest => "newest",
            Self::Updated => "updated",
            Self::Name => "name",
        }
    }

    /// The order by that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|sort| sort.as_str().eq_ignore_ascii_case(name))
    }
}

/// One search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct SearchRequest {
    /// What the user typed, query tokens (`tag:pdf rating:>=4`) included.
    pub text: String,
    /// Conditions chosen beside it.
    pub filters: Filters,
    /// The order wanted; absent means relevance, or what a `sort:` token says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub sort: Option<Sort>,
    /// How many matches to leave out at the front.
    pub offset: u32,
    /// How many to return at most (at most 200).
    pub limit: u32,
    /// Whether to count facets.
    pub facets: bool,
    /// Search for exactly these words, mending nothing.
    pub literal: bool,
}

impl Default for SearchRequest {
    fn default() -> Self {
        Self {
            text: String::new(),
            filters: Filters::default(),
            sort: None,
            offset: 0,
            limit: 20,
            facets: false,
            literal: false,
        }
    }
}

/// A stretch of text to mark, as `[start, end)` in UTF-16 code units, the unit
/// that the window's strings are indexed by.
pub type Span = (u32, u32);

/// A skill as a row of a list.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SkillRow {
    /// Its id.
    pub skill_id: SkillId,
    /// Its name.
    pub name: String,
    /// Who made it; empty where unknown.
    pub author: String,
    /// What it does, at most 300 characters of it.
    pub description: String,
    /// Its category; empty where it has none.
    pub category: String,
    /// What it is made of.
    pub skill_type: SkillType,
    /// Its version.
    pub version: String,
    /// Mean of its ratings, 0 to 5.
    pub average_rating: f64,
    /// How many ratings it has.
    pub rating_count: u32,
    /// When the marketplace last changed it (RFC 3339).
    pub updated_at: Option<String>,
    /// Its marks.
    pub badges: Vec<Badge>,
    /// Where the words of the search stand in the name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Span>>", optional)]
    pub name_marks: Vec<Span>,
    /// Where the words of the search stand in the description.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Span>>", optional)]
    pub description_marks: Vec<Span>,
}

/// How many of the matches each value of a property has. Each property is counted
/// with its own condition left out, so that a chosen category does not turn the
/// other categories' numbers into zeros.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
pub struct Facets {
    /// By category.
    pub category: BTreeMap<String, u32>,
    /// By type's name on the wire.
    pub skill_type: BTreeMap<String, u32>,
    /// By tag, the 40 most frequent.
    pub tag: BTreeMap<String, u32>,
    /// By mark.
    pub is: BTreeMap<String, u32>,
    /// By rating of at least 1, 2, 3, 4.
    pub min_rating: BTreeMap<String, u32>,
    /// With packages.
    pub has_packages: u32,
    /// By collection of the user's, empty ones included.
    pub collection: BTreeMap<String, u32>,
    /// Changed since the beginning (UTC) of the day 7, 30 and 365 days ago.
    pub updated: BTreeMap<String, u32>,
}

/// The words and conditions as understood: the request's, with the query tokens
/// of its text taken out of the text and added to the conditions.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Understood {
    /// The words that are left.
    pub words: String,
    /// All conditions.
    pub filters: Filters,
    /// The order used.
    pub sort: Sort,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SearchPage {
    /// How many skills match.
    pub total: u32,
    /// The words searched instead, where a typo was mended.
    pub corrected: Option<String>,
    /// The rows from `offset` on.
    pub skills: Vec<SkillRow>,
    /// The counts, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub facets: Option<Facets>,
    /// What was understood.
    pub understood: Understood,
    /// The catalogue's revision the rows come from: the same revision and request
    /// give the same rows.
    pub revision: u64,
}
