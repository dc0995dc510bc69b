//! The three strategies that need no person.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Object, merge};
use crate::config::ConflictStrategy;

/// A strategy that resolves a conflict by itself: every one but `manual`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Automatic {
    /// The marketplace's copy.
    RemoteWins,
    /// The user's copy.
    LocalWins,
    /// Field by field.
    Merge,
}

impl Automatic {
    /// Every automatic strategy.
    pub const ALL: [Self; 3] = [Self::RemoteWins, Self::LocalWins, Self::Merge];

    /// The configured strategy as an automatic one; `None` for `manual`.
    #[must_use]
    pub const fn of(strategy: ConflictStrategy) -> Option<Self> {
        match strategy {
            ConflictStrategy::RemoteWins => Some(Self::RemoteWins),
            ConflictStrategy::LocalWins => Some(Self::LocalWins),
            ConflictStrategy::Merge => Some(Self::Merge),
            ConflictStrategy::Manual => None,
        }
    }

    /// Its name in the configuration, on the command line, in metrics and in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        ConflictStrategy::from(self).name()
    }
}

impl From<Automatic> for ConflictStrategy {
    fn from(strategy: Automatic) -> Self {
        match strategy {
            Automatic::RemoteWins => Self::RemoteWins,
            Automatic::LocalWins => Self::LocalWins,
            Automatic::Merge => Self::Merge,
        }
    }
}

/// The copy a strategy makes of the two sides.
#[must_use]
pub fn resolve(strategy: Automatic, base: Option<&Object>, local: &Object, remote: &Object) -> Object {
    match strategy {
        Automatic::RemoteWins => remote.clone(),
        Automatic::LocalWins => local.clone(),
        Automatic::Merge => merge(base, local, remote),
    }
}
