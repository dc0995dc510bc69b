//! What the library asks for: reverting, importing, exporting.

use serde::{Deserialize, Serialize};
use skilldock_engine::ExportWhat;
use skilldock_engine::model::SkillId;
use ts_rs::TS;

/// A skill to save.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SaveRequest {
    /// Which skill; `null` makes a new one of the user's own.
    pub skill_id: Option<SkillId>,
    /// Values for fields, each as JSON text; `null` takes a field away.
    pub set: std::collections::BTreeMap<String, String>,
}

/// End the user's changes to a skill.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct RevertRequest {
    /// Which skill.
    pub skill_id: SkillId,
    /// Whether a skill that is only here may be deleted by it.
    pub discard: bool,
}

/// What the system's dialog lets one choose for an import.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ImportFrom {
    /// Files, several at once.
    Files,
    /// A folder.
    Folder,
}

/// Ask where to import from.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ImportChoice {
    /// What can be chosen.
    pub from: ImportFrom,
    /// The dialog's title.
    pub title: String,
}

/// What an export makes.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExportAs {
    /// A folder of skill folders.
    Folder,
    /// Such a folder, packed.
    Zip,
    /// One file with the skills as JSON.
    Json,
}

/// Ask where to export to.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ExportChoice {
    /// What is to be made.
    pub format: ExportAs,
    /// The name it has unless another is chosen, without its ending.
    pub name: String,
    /// The dialog's title.
    pub title: String,
}

/// Places on this machine.
#[derive(Debug, Clone, Deserialize, Serialize, TS)]
pub struct Paths {
    /// Files and folders; empty where nothing was chosen.
    pub paths: Vec<String>,
}

/// An export.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ExportRequest {
    /// What to write.
    pub export: ExportWhat,
    /// Where: a `.json`, a `.zip`, or a folder.
    pub to: String,
}
