//! Identifiers that cannot be mistaken for any other text.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// A skill's identifier: a UUID (contract, section 2).
///
/// The contract says version 4; any UUID is taken, since a marketplace that
/// deviates there harms nobody, while refusing its skills would.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct SkillId(Uuid);

/// The text is not a UUID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a skill id: it must be a UUID such as 3f1c1c4e-8f0a-4b7e-9c55-0d6f5f1f7a10")]
pub struct InvalidSkillId(String);

impl SkillId {
    /// A new one, for a skill of the user's own.
    #[must_use]
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }

    /// The identifier's 16 bytes, as the store keeps them.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// The identifier from its 16 bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }
}

impl FromStr for SkillId {
    type Err = InvalidSkillId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Only the usual hyphenated form: the others (braces, URN) would give
        // one skill several names.
        if text.len() == 36
            && let Ok(id) = Uuid::try_parse(text)
        {
            return Ok(Self(id));
        }
        let shown: String = text.chars().take(60).collect();
        Err(InvalidSkillId(shown))
    }
}

impl TryFrom<String> for SkillId {
    type Error = InvalidSkillId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<SkillId> for String {
    fn from(id: SkillId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for SkillId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl fmt::Debug for SkillId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_it_was_written() {
        let text = "1fa26c4e-9bf0-42ff-ab94-8b923d37b0e0";
        let id: SkillId = text.parse().unwrap();
        assert_eq!(id.to_string(), text);
        assert_eq!(SkillId::from_bytes(*id.as_bytes()), id);
    }

    #[test]
    fn upper_case_is_the_same_id() {
        let lower: SkillId = "1fa26c4e-9bf0-42ff-ab94-8b923d37b0e0".parse().unwrap();
        let upper: SkillId = "1FA26C4E-9BF0-42FF-AB94-8B923D37B0E0".parse().unwrap();
        assert_eq!(lower, upper);
    }

    #[test]
    fn what_is_no_uuid_is_refused_with_an_example() {
        for text in [
            "",
            "x",
            "{1fa26c4e-9bf0-42ff-ab94-8b923d37b0e0}",
            "1fa26c4e9bf042ffab948b923d37b0e0",
        ] {
            let refused = text.parse::<SkillId>().unwrap_err();
            assert!(refused.to_string().contains("must be a UUID"), "{refused}");
        }
    }
}
