//! Configuration as it is shown: each value with where it comes from.

use std::fmt;

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

impl Source {
    /// The place in words, as it stands in a message.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::EnvFile => ".env file",
            Self::Settings => "settings",
            Self::Default => "default",
        }
    }

    /// Whether the app cannot change what this place says.
    #[must_use]
    pub const fn is_outside(self) -> bool {
        matches!(self, Self::Environment | Self::EnvFile)
    }
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

/// How much a problem stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProblemSeverity {
    /// Start-up: no sync runs until it is put right.
    Error,
    /// Nothing; it is worth knowing.
    Warning,
}

/// A value that cannot be used, or should not have been written as it is.
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
    /// Whether it stops start-up.
    pub severity: ProblemSeverity,
    /// Whether a stronger source makes up for it, so that it is only a warning.
    pub overridden: bool,
}

impl ConfigProblem {
    /// Whether it stops start-up.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == ProblemSeverity::Error
    }
}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}={} ({}): {}",
            self.variable,
            self.value,
            self.source.words(),
            self.message
        )?;
        if !self.range.is_empty() {
            write!(f, " Allowed: {}.", self.range)?;
        }
        if self.overridden {
            f.write_str(" It is not used: a stronger source is.")?;
        }
        Ok(())
    }
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
