//! What there is to know of the connection: where it is, what is counted across
//! connections, and when something is due.

use std::time::Duration;

use super::LivePolicy;
use crate::model::UnixMillis;
use crate::status::Reach;

/// Why there is no connection and none is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Off {
    /// `ATOM_SAAS_ENABLED` is false, or the configuration is invalid.
    LocalOnly,
    /// `ATOM_SAAS_WS_ENABLED` is false.
    SocketOff,
    /// No marketplace is set.
    NoMarketplace,
    /// There is no token.
    NoToken,
    /// The user paused.
    Paused,
    /// Another process on this data folder holds the connection.
    Elsewhere,
    /// Skilldock ends.
    Ended,
}

impl Off {
    /// Every reason.
    pub const ALL: [Self; 7] = [
        Self::LocalOnly,
        Self::SocketOff,
        Self::NoMarketplace,
        Self::NoToken,
        Self::Paused,
        Self::Elsewhere,
        Self::Ended,
    ];

    /// The reason in words, as it is shown where a connection ended by it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::LocalOnly => "local-only mode",
            Self::SocketOff => "the socket is switched off",
            Self::NoMarketplace => "no marketplace is set",
            Self::NoToken => "there is no token",
            Self::Paused => "paused",
            Self::Elsewhere => "another Skilldock has the connection",
            Self::Ended => "Skilldock ended",
        }
    }
}

/// Where the connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// None is wanted; left when one is.
    Off(Off),
    /// The marketplace refused the token; left by a new token or when the user asks.
    Rejected,
    /// An attempt is under way.
    Connecting,
    /// Connected.
    Live(Live),
    /// The next attempt comes then.
    Waiting {
        /// When.
        until: Duration,
    },
    /// Every attempt is used up. The next comes then, or when the user asks, the
    /// network comes back or the machine wakes.
    Resting {
        /// When.
        until: Duration,
    },
}

/// A connection that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Live {
    /// Since when.
    pub since: Duration,
    /// When it is stale, if nothing is heard before.
    pub heard_by: Duration,
    /// When we ping next.
    pub ping_at: Duration,
    /// Whether it has held long enough for the attempts to count anew.
    pub stable: bool,
    /// The gap that is not caught up yet.
    pub gap: Option<Gap>,
}

/// Messages that were lost while the connection held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// When the first was.
    pub began: Duration,
    /// When the last was.
    pub last: Duration,
}

impl Gap {
    /// When it is caught up: once for a burst of lost messages, not once for each.
    #[must_use]
    pub fn settled_at(self, policy: &LivePolicy) -> Duration {
        (self.last + policy.settle).min(self.began + policy.longest_gap)
    }
}

/// What is counted across connections; shown and stored.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Attempts since the last stable connection.
    pub attempts: u32,
    /// Whether the first of them was no reconnection.
    pub anew: bool,
    /// Failed attempts in a row; the drop of an established connection is none.
    pub failures: u32,
    /// When the failures became too many.
    pub fallback_since: Option<Duration>,
    /// The marketplace asked not to be asked before then.
    pub not_before: Duration,
    /// Why the connection last ended, or did not come about.
    pub reason: Option<String>,
    /// When a message last came.
    pub last_message: Option<UnixMillis>,
}

impl Tally {
    /// Attempts to connect again since the last stable connection.
    #[must_use]
    pub const fn reconnect_attempts(&self) -> u32 {
        self.attempts.saturating_sub(self.anew as u32)
    }
}

/// The whole of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Where the connection is.
    pub connection: Connection,
    /// What is counted.
    pub tally: Tally,
}

impl State {
    /// Nothing was tried yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            connection: Connection::Off(Off::NoMarketplace),
            tally: Tally::default(),
        }
    }

    /// When `Event::Tick` is due.
    #[must_use]
    pub fn deadline(&self, policy: &LivePolicy) -> Option<Duration> {
        match self.connection {
            Connection::Off(_) | Connection::Rejected | Connection::Connecting => None,
            Connection::Waiting { until } | Connection::Resting { until } => Some(until),
            Connection::Live(live) => {
                let stable = (!live.stable).then_some(live.since + policy.stable);
                let settled = live.gap.map(|gap| gap.settled_at(policy));
                [stable, settled]
                    .into_iter()
                    .flatten()
                    .chain([live.heard_by, live.ping_at])
                    .min()
            }
        }
    }
}

impl State {
    /// What it means for the mode that is shown.
    #[must_use]
    pub const fn reach(&self, policy: &LivePolicy) -> Reach {
        match self.connection {
            Connection::Off(_) => Reach::Idle,
            Connection::Rejected => Reach::Rejected,
            Connection::Live(_) => Reach::Connected,
            Connection::Resting { .. } => Reach::Fallback,
            Connection::Connecting | Connection::Waiting { .. } => {
                if self.tally.failures < policy.fallback {
                    Reach::Trying
                } else {
                    Reach::Fallback
                }
            }
        }
    }
}

impl Default for State {
    fn default() -> Self {
        Self::new()
    }
}
