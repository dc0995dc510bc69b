//! The contract's words for a conflict: its type and its severity (section 6).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a conflict is about: the first that matches, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConflictType {
    /// The versions differ; absent or null counts as 1.0.0.
    VersionMismatch,
    /// The code differs apart from surrounding white space, or the content hashes do.
    ContentMismatch,
    /// The Python or npm packages differ, as sets.
    DependencyConflict,
    /// Any other field of a skill differs.
    Other,
}

impl ConflictType {
    /// Every type, in the order they are looked for.
    pub const ALL: [Self; 4] = [
        Self::VersionMismatch,
        Self::ContentMismatch,
        Self::DependencyConflict,
        Self::Other,
    ];

    /// Its name in JSON, on the command line, in metrics and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VersionMismatch => "VERSION_MISMATCH",
            Self::ContentMismatch => "CONTENT_MISMATCH",
            Self::DependencyConflict => "DEPENDENCY_CONFLICT",
            Self::Other => "OTHER",
        }
    }

    /// The type of that name, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str().eq_ignore_ascii_case(name.trim()))
    }
}

/// How grave a conflict is. Orders by gravity: `Low < Medium < High < Critical`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Severity {
    /// Only what describes the skill differs.
    Low,
    /// `parameters`, `metadata` or `env_vars` differ.
    Medium,
    /// The version or the packages differ.
    High,
    /// What runs differs: `code`, `command` or `local_files`.
    Critical,
}

impl Severity {
    /// Every severity, the gravest first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// Its name in JSON, on the command line and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "CRITICAL",
            Self::High => "HIGH",
            Self::Medium => "MEDIUM",
            Self::Low => "LOW",
        }
    }

    /// The severity of that name, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|severity| severity.as_str().eq_ignore_ascii_case(name.trim()))
    }
}

/// Two copies that differ in what counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Detected {
    /// What it is about.
    pub kind: ConflictType,
    /// How grave it is.
    pub severity: Severity,
    /// The fields that differ, the gravest first.
    pub fields: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_and_a_severity_have_one_name_everywhere() {
        for kind in ConflictType::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(ConflictType::from_name(&kind.as_str().to_lowercase()), Some(kind));
        }
        for severity in Severity::ALL {
            assert_eq!(serde_json::to_value(severity).unwrap(), severity.as_str());
            assert_eq!(Severity::from_name(severity.as_str()), Some(severity));
        }
        assert_eq!(ConflictType::from_name("RATING"), None);
        assert_eq!(Severity::from_name(""), None);
    }

    #[test]
    fn severities_order_by_gravity() {
        assert!(Severity::ALL.is_sorted_by(|graver, lighter| graver > lighter));
    }
}
