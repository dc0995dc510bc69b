//! What only the window asks for or is told, beside the engine's own types.

pub mod activity;
pub mod conflicts;
mod desktop;
pub mod library;
pub mod privacy;
pub mod updates;

use std::collections::BTreeMap;

pub use desktop::{CloseAnswer, DesktopView};
use serde::{Deserialize, Serialize};
use skilldock_engine::EncryptionView;
use skilldock_engine::config::ConfigProblem;
use skilldock_engine::model::{Category, Problem, SkillId, UnixMillis};
use skilldock_engine::ratings::RatingState;
use skilldock_engine::status::Status;
use skilldock_engine::store::Salvaged;
use ts_rs::TS;

/// What the window needs for its first painted frame, in one answer.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Boot {
    /// Skilldock's version.
    pub version: String,
    /// Whether the three doors are to be shown.
    pub first_run: bool,
    /// Invalid configuration: shown as the first page, and no sync runs. Empty where all is well.
    pub problems: Vec<ConfigProblem>,
    /// What is going on.
    pub status: Status,
    /// What the window remembered: theme, density, last view, last query …
    pub ui_state: BTreeMap<String, String>,
    /// The catalogue's revision.
    pub revision: u64,
    /// Whether the marketplace is the bundled demo.
    pub demo: bool,
    /// What was saved the last time that the file of the user's own was found damaged.
    pub salvage: Option<Salvage>,
    /// Whether the data on the disk are encrypted, and why not.
    pub encryption: EncryptionView,
}

/// What was saved of a damaged `user.db`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Salvage {
    /// When.
    pub at: UnixMillis,
    /// Entries saved.
    pub rows: u64,
    /// Whether that is all there was.
    pub whole: bool,
    /// The name of the damaged file, which is kept in the data folder.
    pub kept: String,
}

impl From<Salvaged> for Salvage {
    fn from(salvaged: Salvaged) -> Self {
        let whole = salvaged
            .tables
            .values()
            .all(|table| table.unreadable == 0 && table.gaps == 0);
        Self {
            at: salvaged.at,
            rows: salvaged.rows,
            whole,
            kept: salvaged.kept,
        }
    }
}

/// One skill.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SkillRef {
    /// Its id.
    pub skill_id: SkillId,
}

/// A stretch of a skill's long text.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ChunkRequest {
    /// Which skill.
    pub skill_id: SkillId,
    /// Where to begin, in characters.
    pub offset: u32,
}

/// Mark a skill, or take the mark off.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct FavouriteRequest {
    /// Which skill.
    pub skill_id: SkillId,
    /// Whether it is one of the user's favourites.
    pub favourite: bool,
}

/// Rate a skill, or change the rating given before.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct RateRequest {
    /// Which skill.
    pub skill_id: SkillId,
    /// Stars, 1 to 5.
    pub rating: u8,
    /// What is said, at most 1,000 characters; `null` for nothing.
    pub comment: Option<String>,
}

/// Which of the user's ratings to show.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct RatedRequest {
    /// Only those in this state; `null` for all.
    pub state: Option<RatingState>,
    /// How many come before.
    pub offset: u32,
}

/// The categories here.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CategoryList {
    /// By name, as many as an answer has room for.
    pub categories: Vec<Category>,
    /// How many.
    pub total: u32,
}

/// A sync that the user asks for.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SyncNowRequest {
    /// Whether deletions that were held back are carried out (contract, section 4).
    pub deletions_confirmed: bool,
}

/// Stop what runs by itself, or let it run again.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct PauseRequest {
    /// Whether to be paused: no live connection and no sync that nobody asks for.
    pub paused: bool,
}

/// A change of one variable in the app's settings.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SettingChange {
    /// The variable, such as `ATOM_SAAS_SYNC_INTERVAL_MINUTES`.
    pub variable: String,
    /// Its new value as text; `null` goes back to the default.
    pub value: Option<String>,
}

/// A marketplace to connect to. The token goes in and never comes back out.
#[derive(Clone, Deserialize, TS)]
pub struct ConnectRequest {
    /// The marketplace's address.
    pub url: String,
    /// The token; absent keeps the one there is.
    #[ts(optional)]
    pub token: Option<String>,
}

impl std::fmt::Debug for ConnectRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConnectRequest").finish_non_exhaustive()
    }
}

/// A marketplace to look at before connecting to it. The token goes in and never comes back out.
#[derive(Clone, Deserialize, TS)]
pub struct PreviewRequest {
    /// The marketplace's address; absent means the configured one.
    #[ts(optional)]
    pub url: Option<String>,
    /// The token; absent means the one there is.
    #[ts(optional)]
    pub token: Option<String>,
}

impl std::fmt::Debug for PreviewRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PreviewRequest").finish_non_exhaustive()
    }
}

/// A new token. It goes in and never comes back out.
#[derive(Clone, Deserialize, TS)]
pub struct TokenRequest {
    /// The token.
    pub token: String,
}

impl std::fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenRequest").finish_non_exhaustive()
    }
}

/// Something the window wants remembered across restarts.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct UiStateChange {
    /// Which thing, such as `theme`.
    pub key: String,
    /// Its value as text, at most 16 KiB; `null` forgets it.
    pub value: Option<String>,
}

/// Something unfinished.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct DraftRef {
    /// What it belongs to, such as `conflict:12`, `edit:` or `rate:` with a skill's id.
    pub key: String,
    /// Where to begin: 0, or the `next` of the stretch before.
    pub offset: u32,
}

/// Keep something unfinished, or drop it.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct DraftChange {
    /// What it belongs to.
    pub key: String,
    /// What to keep, at most 4 MiB; `null` drops it.
    pub value: Option<String>,
}

/// How many of the latest runs to return.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct JournalRequest {
    /// At most this many, at most 200.
    pub limit: u32,
}

/// A command failed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct IpcError {
    /// What happened and what to do.
    #[serde(flatten)]
    pub problem: Problem,
    /// When (this machine's clock).
    pub at: UnixMillis,
}

impl From<Problem> for IpcError {
    fn from(problem: Problem) -> Self {
        Self {
            problem,
            at: UnixMillis::now(),
        }
    }
}
