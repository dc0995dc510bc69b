//! The activity log: what happened, in words of its own that the window puts into
//! sentences. What may stand in an entry is fixed by [`ActivityFacts`], so that no token,
//! no e-mail and no address with a query can get into it.

mod export;
mod tally;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::model::{Code, SkillId, UnixMillis};

pub use export::{ActivityFormat, csv, json};
pub(crate) use tally::{PERIOD, Tally, Wave};

/// What an entry is about: what the log is filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    /// Syncs, the pause, removals that wait.
    Sync,
    /// The live connection.
    Socket,
    /// What was pushed.
    Update,
    /// Changes that the user made to skills.
    Edit,
    /// Conflicts.
    Conflict,
    /// The user's ratings.
    Rating,
    /// Import and export.
    Library,
    /// Changes of the settings.
    Settings,
}

/// How much an entry matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ActivityLevel {
    /// All is as it should be.
    Info,
    /// Something waits, or heals by itself.
    Warning,
    /// Something did not work.
    Error,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// A sync did all it was asked for.
    SyncComplete,
    /// A sync did some of it.
    SyncPartial,
    /// A sync did none of it.
    SyncFailed,
    /// The user paused.
    Paused,
    /// The user ended the pause.
    Resumed,
    /// The user said no to the removals that wait.
    DeletionsDeclined,
    /// The socket is connected.
    Connected,
    /// The socket is no longer connected, or could not be: once for a cause, with a count.
    Disconnected,
    /// Messages were lost; a sync catches up.
    Gap,
    /// Updates were pushed and applied: so many in a minute.
    Updates,
    /// Updates were kept back until they are reviewed.
    UpdateHeld,
    /// The user let an update in.
    UpdateAccepted,
    /// The user said no to an update.
    UpdateSkipped,
    /// The user took such a decision back.
    UpdateTakenBack,
    /// The user changed a skill.
    Edited,
    /// The user went back to the marketplace's copy.
    Reverted,
    /// The user made a skill.
    Created,
    /// The user took skills in.
    Imported,
    /// The user wrote skills out.
    Exported,
    /// A conflict was found.
    ConflictFound,
    /// A conflict was resolved, by the user or by the strategy.
    ConflictResolved,
    /// A resolution was taken back.
    ConflictUndone,
    /// The user rated a skill.
    Rated,
    /// The marketplace has the user's rating.
    RatingSent,
    /// The marketplace did not take it.
    RatingFailed,
    /// The marketplace has no way to change an earlier one.
    RatingNotAccepted,
    /// The user had a rating tried again.
    RatingRetried,
    /// The user took a rating away.
    RatingDiscarded,
    /// A value of the configuration was changed: its name only.
    SettingChanged,
}

impl Happened {
    /// What it is about.
    #[must_use]
    pub const fn kind(self) -> ActivityKind {
        match self {
            Self::SyncComplete
            | Self::SyncPartial
            | Self::SyncFailed
            | Self::Paused
            | Self::Resumed
            | Self::DeletionsDeclined => ActivityKind::Sync,
            Self::Connected | Self::Disconnected | Self::Gap => ActivityKind::Socket,
            Self::Updates | Self::UpdateHeld | Self::UpdateAccepted | Self::UpdateSkipped | Self::UpdateTakenBack => {
                ActivityKind::Update
            }
            Self::Edited | Self::Reverted | Self::Created => ActivityKind::Edit,
            Self::Imported | Self::Exported => ActivityKind::Library,
            Self::ConflictFound | Self::ConflictResolved | Self::ConflictUndone => ActivityKind::Conflict,
            Self::Rated
            | Self::RatingSent
            | Self::RatingFailed
            | Self::RatingNotAccepted
            | Self::RatingRetried
            | Self::RatingDiscarded => ActivityKind::Rating,
            Self::SettingChanged => ActivityKind::Settings,
        }
    }

    /// How much it matters.
    #[must_use]
    pub const fn level(self) -> ActivityLevel {
        match self {
            Self::SyncFailed | Self::RatingFailed => ActivityLevel::Error,
            Self::SyncPartial
            | Self::Disconnected
            | Self::Gap
            | Self::ConflictFound
            | Self::UpdateHeld
            | Self::RatingNotAccepted => ActivityLevel::Warning,
            _ => ActivityLevel::Info,
        }
    }
}

/// What the sentence of an entry needs. Nothing else can be written down.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct ActivityFacts {
    /// The skill's name at that time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The conflict's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conflict: Option<i64>,
    /// Why a sync ran, as in the journal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger: Option<String>,
    /// How many: changes of a sync, updates, skills taken in, repetitions of a cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// How long it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// What kind of problem it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    /// Why, in a sentence; without anything secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When a repeated cause was last seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<UnixMillis>,
    /// Stars of a rating.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stars: Option<u8>,
    /// The variable that was changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variable: Option<String>,
}

/// Something that just happened, to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewActivity {
    /// When.
    pub at: UnixMillis,
    /// What.
    pub what: Happened,
    /// How much it matters.
    pub level: ActivityLevel,
    /// About which skill; its name is looked up when it is written down.
    pub skill: Option<SkillId>,
    /// What belongs to it.
    pub facts: ActivityFacts,
}

impl NewActivity {
    /// Something that happens now.
    #[must_use]
    pub fn now(what: Happened, facts: ActivityFacts) -> Self {
        Self {
            at: UnixMillis::now(),
            what,
            level: what.level(),
            skill: None,
            facts,
        }
    }

    /// The same, about this skill.
    #[must_use]
    pub fn of(mut self, skill: SkillId) -> Self {
        self.skill = Some(skill);
        self
    }
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ActivityEntry {
    /// Its number, rising.
    pub id: i64,
    /// When.
    pub at: UnixMillis,
    /// What it is about.
    pub kind: ActivityKind,
    /// How much it matters.
    pub level: ActivityLevel,
    /// What happened.
    pub what: Happened,
    /// About which skill, where it is about one.
    pub skill_id: Option<SkillId>,
    /// Whether that skill is still here.
    pub skill_here: bool,
    /// What belongs to it.
    pub facts: ActivityFacts,
}

/// Which entries are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, TS)]
pub struct ActivityFilter {
    /// Only these kinds; empty for all.
    pub kinds: Vec<ActivityKind>,
    /// Only what matters at least so much; `null` for all.
    pub level: Option<ActivityLevel>,
    /// Only those in which this text stands, in whatever case; empty for all.
    pub text: String,
    /// What is found by the text too: the words that the window has for it hold the text.
    pub named: Vec<Happened>,
}

/// A page of the log, latest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
pub struct ActivityPage {
    /// The entries.
    pub entries: Vec<ActivityEntry>,
    /// Whether there are earlier ones.
    pub more: bool,
}
