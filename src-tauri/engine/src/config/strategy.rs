//! What becomes of a skill that changed here and at the marketplace.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a conflict is resolved (contract, section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConflictStrategy {
    /// The marketplace's copy wins.
    #[default]
    RemoteWins,
    /// The copy here wins.
    LocalWins,
    /// Field by field.
    Merge,
    /// Nothing is overwritten; somebody decides.
    Manual,
}

impl ConflictStrategy {
    /// Every strategy, in the order of the contract.
    pub const ALL: [Self; 4] = [Self::RemoteWins, Self::LocalWins, Self::Merge, Self::Manual];

    /// Its name in the configuration, on the command line and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RemoteWins => "remote_wins",
            Self::LocalWins => "local_wins",
            Self::Merge => "merge",
            Self::Manual => "manual",
        }
    }

    /// The strategy of that name, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|strategy| strategy.name().eq_ignore_ascii_case(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strategy_has_one_name_everywhere() {
        for strategy in ConflictStrategy::ALL {
            assert_eq!(serde_json::to_value(strategy).unwrap(), strategy.name());
            assert_eq!(ConflictStrategy::from_name(strategy.name()), Some(strategy));
        }
        assert_eq!(ConflictStrategy::from_name("newest_wins"), None);
    }
}
