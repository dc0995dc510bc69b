//! A skill as the user sees it, whole, and the reviews beside it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};
use ts_rs::TS;

use crate::WaitingUpdate;
use crate::facts::{Fact, Kind, Level};
use crate::mentions::Mention;
use crate::model::{Origin, SkillId, UnixMillis};
use crate::ratings::RatingState;
use crate::search::SkillRow;

/// A review as the marketplace has it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Review {
    /// Who: a hash (contract, section 5), shortened where it is shown.
    pub user_id: String,
    /// Stars, 1 to 5.
    pub rating: u8,
    /// What was said, if anything.
    pub comment: Option<String>,
    /// When (RFC 3339).
    pub created_at: Option<String>,
    /// Of which version of the skill, where the marketplace says so.
    pub version: Option<String>,
    /// Whether it is the user's own.
    pub mine: bool,
}

/// A version of a skill that was seen here.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct VersionSeen {
    /// The version.
    pub version: String,
    /// The marketplace's time of it (RFC 3339).
    pub updated_at: Option<String>,
    /// When it came here.
    pub seen_at: UnixMillis,
}

/// The user's own rating of a skill.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MyRating {
    /// Which skill.
    pub skill_id: SkillId,
    /// Stars, 1 to 5.
    pub rating: u8,
    /// What was said, if anything.
    pub comment: Option<String>,
    /// What became of it.
    pub state: RatingState,
    /// Uploads tried.
    pub attempts: u32,
    /// Why the last one failed, in a sentence.
    pub last_error: Option<String>,
    /// When it was last changed here.
    pub updated_at: UnixMillis,
}

/// A skill as the user sees it, whole (command line, `show`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SkillView {
    /// Every field the skill came with.
    #[serde(flatten)]
    pub skill: Map<String, Value>,
    /// Where this copy comes from.
    pub origin: Origin,
    /// Whether the marketplace had it and has it no longer: the user's copy stays.
    pub gone: bool,
    /// The user's own rating.
    pub my_rating: Option<MyRating>,
    /// The marketplace's reviews, as last read.
    pub ratings: Vec<Review>,
    /// Every version seen here, latest first.
    pub versions: Vec<VersionSeen>,
    /// When the marketplace last confirmed this copy.
    pub confirmed_at: Option<UnixMillis>,
    /// Whether that is more than 24 hours ago.
    pub stale: bool,
    /// What a scan found in it, and what is known of who made it.
    pub facts: SkillFacts,
    /// A later copy that is kept back until it is reviewed, or was skipped.
    pub update: Option<WaitingUpdate>,
}

/// Who made a skill, as far as the catalogue knows.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Publisher {
    /// The name the skill gives; nothing proves it.
    pub name: String,
    /// Skills here by that name, this one included.
    pub skills: u32,
    /// Ratings of all of them.
    pub ratings: u32,
    /// The mean of those, 0 to 5.
    pub average: f64,
}

/// What is known of a skill: found in it, and known about it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SkillFacts {
    /// What a scan found, the highest level first.
    pub facts: Vec<Fact>,
    /// How many different things of each kind there are, beyond those listed too.
    #[ts(as = "BTreeMap<String, u32>")]
    pub counts: BTreeMap<Kind, u32>,
    /// The highest level, the name included; `null` where nothing was found.
    pub level: Option<Level>,
    /// Whether all of the skill was looked at.
    pub whole: bool,
    /// The version of the rules.
    pub rules: u32,
    /// When this copy was scanned.
    pub scanned_at: UnixMillis,
    /// The well-known skill by another author whose name this one's is nearly.
    pub alike: Option<SkillRow>,
    /// Who made it.
    pub publisher: Publisher,
    /// When the marketplace made it (RFC 3339).
    pub created_at: Option<String>,
    /// When it was first seen here.
    pub first_seen_at: Option<UnixMillis>,
    /// When the marketplace last changed it (RFC 3339).
    pub updated_at: Option<String>,
    /// Mean of its ratings, and how many they are.
    pub average_rating: f64,
    /// How many ratings it has.
    pub rating_count: u32,
}

/// One use of a skill, as its author shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Example {
    /// What it shows; empty where the author gave no title.
    pub title: String,
    /// What goes in, as text.
    pub input: String,
    /// What comes out, as text.
    pub output: String,
}

/// A setting a skill takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its type, as the author names it; empty where absent.
    pub kind: String,
    /// Whether it must be given.
    pub required: bool,
    /// What it is for.
    pub description: String,
}

/// What the window's page of a skill shows first. The code and the raw object are
/// fetched on demand, so that a reply stays small whatever an author wrote.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SkillDetail {
    /// Name, author, numbers and marks.
    pub row: SkillRow,
    /// The description.
    pub description: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// The long description (Markdown): `metadata.readme`, or the prompt itself of a
    /// prompt-only skill. As much as an answer has room for.
    pub readme: Option<String>,
    /// Uses, as the author shows them.
    pub examples: Vec<Example>,
    /// What it takes.
    pub parameters: Vec<Parameter>,
    /// Python packages it names.
    pub python_packages: Vec<String>,
    /// npm packages it names.
    pub npm_packages: Vec<String>,
    /// Environment variables it names.
    pub env_vars: Vec<String>,
    /// How it is run, as the marketplace says.
    pub command: Option<String>,
    /// Where its author documents it; shown, opened only after asking.
    pub documentation_url: Option<String>,
    /// When the marketplace made it (RFC 3339).
    pub created_at: Option<String>,
    /// Bytes of code.
    pub code_bytes: u32,
    /// Lines of code.
    pub code_lines: u32,
    /// Skills here by the same author, this one included.
    pub author_skills: u32,
    /// What its code names, in the order of its lines.
    pub mentions: Vec<Mention>,
    /// Numbers of the user's collections that it is in.
    pub collections: Vec<i64>,
    /// Where this copy comes from.
    pub origin: Origin,
    /// Whether the marketplace had it and has it no longer: the user's copy stays.
    pub gone: bool,
    /// The user's own rating.
    pub my_rating: Option<MyRating>,
    /// The marketplace's reviews, as last read, at most 100.
    pub reviews: Vec<Review>,
    /// Every version seen here, latest first.
    pub versions: Vec<VersionSeen>,
    /// When the marketplace last confirmed this copy.
    pub confirmed_at: Option<UnixMillis>,
    /// Whether that is more than 24 hours ago.
    pub stale: bool,
    /// A later copy that is kept back until it is reviewed, or was skipped.
    pub update: Option<WaitingUpdate>,
    /// The parts of which more is there than is shown here; the whole is in the raw object.
    pub cut: Vec<String>,
}

/// A stretch of a long text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TextChunk {
    /// The text.
    pub text: String,
    /// Where the next stretch begins (characters), where there is more.
    pub next: Option<u32>,
}
