//! Configuration as it is shown: each value with where it comes from.

use serde::Serialize;
use ts_rs::TS;

/// Where a value comes from, strongest first (contract, section 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The process's environment.
    Environment,
    /// The `.env` file.
    EnvFile,
    /// Saved in the app.
    Settings,
    /// What holds where nobody says otherwise.
    Default,
}

/// One variable as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct VariableView {
    /// Its name, such as `ATOM_SAAS_SYNC_INTERVAL_MINUTES`.
    pub variable: String,
    /// Its value as text; `None` where it is not set. The token only ever says `present`.
    pub value: Option<String>,
    /// Where the value comes from.
    pub source: Source,
    /// What it may be, in words: `5-60`, `true, false`.
    pub range: String,
    /// What holds where nothing is set.
    pub default: Option<String>,
    /// Whether the environment or the `.env` file decides it, so that the app cannot.
    pub locked: bool,
}

/// A value that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConfigProblem {
    /// The variable.
    pub variable: String,
    /// Its value; a token is redacted.
    pub value: String,
    /// What it may be.
    pub range: String,
    /// Where the value comes from.
    pub source: Source,
    /// What is wrong, in a sentence.
    pub message: String,
    /// Whether a stronger source makes up for it, so that it is only a warning.
    pub overridden: bool,
}

/// The whole configuration as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConfigView {
    /// Every variable, in the order of the contract.
    pub variables: Vec<VariableView>,
    /// What cannot be used, warnings included.
    pub problems: Vec<ConfigProblem>,
    /// The `.env` file that was read, if any.
    pub env_file: Option<String>,
    /// Where databases, settings and logs are.
    pub data_dir: String,
}
