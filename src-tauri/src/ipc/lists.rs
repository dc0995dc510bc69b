//! What the window asks of saved searches and collections, and of links of strangers.

use serde::{Deserialize, Serialize};
use skilldock_engine::model::SkillId;
use skilldock_engine::search::Sort;
use skilldock_engine::{Collection, SavedSearch};
use ts_rs::TS;

/// The saved searches.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SavedSearchList {
    /// By name.
    pub searches: Vec<SavedSearch>,
    /// How many.
    pub total: u32,
}

/// A search to keep.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct NewSearch {
    /// Under which name, at most 80 characters; nobody else's.
    pub name: String,
    /// The text, every condition as a token, at most 2,000 characters.
    pub query: String,
    /// The order.
    pub sort: Sort,
}

/// One saved search.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SavedSearchRef {
    /// Its number.
    pub id: i64,
}

/// Another name for a saved search or a collection.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct Rename {
    /// Its number.
    pub id: i64,
    /// The new name, at most 80 characters; nobody else's.
    pub name: String,
}

/// The collections.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CollectionList {
    /// By name.
    pub collections: Vec<Collection>,
    /// How many.
    pub total: u32,
}

/// A collection to make.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct NewCollection {
    /// Under which name, at most 80 characters; nobody else's.
    pub name: String,
    /// A skill to put into it; absent leaves it empty.
    #[ts(optional)]
    pub skill_id: Option<SkillId>,
}

/// One collection.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct CollectionRef {
    /// Its number.
    pub id: i64,
}

/// Put a skill into a collection, or take it out.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct MemberChange {
    /// The collection's number.
    pub id: i64,
    /// Which skill.
    pub skill_id: SkillId,
    /// Whether it is to be in it.
    pub member: bool,
}

/// A link that the user has seen whole and wants opened. Its address is in no log.
#[derive(Clone, Deserialize, TS)]
pub struct OpenLinkRequest {
    /// The address, as it was shown.
    pub url: String,
}

impl std::fmt::Debug for OpenLinkRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenLinkRequest").finish_non_exhaustive()
    }
}
