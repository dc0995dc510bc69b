//! Facts into one word: pure, so that the chip, the Sync view and the command line
//! always agree.

use std::time::Duration;

use super::{Health, Mode};
use crate::model::{Code, UnixMillis};

/// What the mode follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// `ATOM_SAAS_ENABLED`.
    pub enabled: bool,
    /// Whether the marketplace refused the token in use, in this process.
    pub rejected: bool,
    /// What went wrong with the last sync, if anything.
    pub last_problem: Option<Code>,
    /// Whether the socket is connected.
    pub connected: bool,
}

/// How Skilldock is connected, in one word (command line, `status`).
#[must_use]
pub const fn mode(condition: Condition) -> Mode {
    if !condition.enabled {
        return Mode::LocalOnly;
    }
    if condition.rejected || matches!(condition.last_problem, Some(Code::TokenRejected)) {
        return Mode::TokenRejected;
    }
    if condition.connected {
        return Mode::Live;
    }
    match condition.last_problem {
        Some(Code::Unreachable | Code::TimedOut) => Mode::Offline,
        _ => Mode::Polling,
    }
}

/// How well the sync does (contract, section 8): healthy while the last good one is
/// at most one interval old, degraded up to two, unhealthy after that. Where no sync
/// is wanted nothing can be unhealthy.
#[must_use]
pub fn health(wanted: bool, last_success: Option<UnixMillis>, interval: Duration, now: UnixMillis) -> Health {
    if !wanted {
        return Health::Healthy;
    }
    let Some(last) = last_success else {
        return Health::Unhealthy;
    };
    // A clock that was set back makes a sync of the future: it is no older than now.
    let age = Duration::from_millis(u64::try_from(now.since(last)).unwrap_or(0));
    if age <= interval {
        Health::Healthy
    } else if age <= interval * 2 {
        Health::Degraded
    } else {
        Health::Unhealthy
    }
}

/// How long a copy is fresh (contract, section 4).
const FRESH: i64 = 24 * 60 * 60 * 1000;

/// Whether a copy that was last confirmed then is to be shown as stale: never
/// confirmed, or more than 24 hours ago. A confirmation of the future, as after the
/// clock was set back, is fresh.
#[must_use]
pub fn is_stale(confirmed_at: Option<UnixMillis>, now: UnixMillis) -> bool {
    confirmed_at.is_none_or(|at| now.since(at) >= FRESH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mode_over_every_combination() {
        for enabled in [false, true] {
            for rejected in [false, true] {
                for connected in [false, true] {
                    for last_problem in [
                        None,
                        Some(Code::TokenRejected),
                        Some(Code::Unreachable),
                        Some(Code::TimedOut),
                        Some(Code::ServerError),
                    ] {
                        let expected = match (enabled, rejected, last_problem, connected) {
                            (false, ..) => Mode::LocalOnly,
                            (_, true, ..) | (_, _, Some(Code::TokenRejected), _) => Mode::TokenRejected,
                            (_, _, _, true) => Mode::Live,
                            (_, _, Some(Code::Unreachable | Code::TimedOut), _) => Mode::Offline,
                            _ => Mode::Polling,
                        };
                        assert_eq!(
                            mode(Condition {
                                enabled,
                                rejected,
                                last_problem,
                                connected
                            }),
                            expected
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn health_follows_the_age_of_the_last_good_sync() {
        let now = UnixMillis(1_800_000_000_000);
        let interval = Duration::from_secs(900);
        let aged = |seconds: i64| health(true, Some(now.plus(-seconds * 1000)), interval, now);
        assert_eq!(
            [aged(-60), aged(0), aged(900), aged(901), aged(1800), aged(1801)],
            [
                Health::Healthy,
                Health::Healthy,
                Health::Healthy,
                Health::Degraded,
                Health::Degraded,
                Health::Unhealthy
            ]
        );
        assert_eq!(health(true, None, interval, now), Health::Unhealthy);
        assert_eq!(health(false, None, interval, now), Health::Healthy);
    }

    #[test]
    fn a_copy_is_fresh_for_a_day() {
        let now = UnixMillis(1_800_000_000_000);
        assert!(is_stale(None, now));
        assert!(is_stale(Some(now.plus(-FRESH)), now));
        assert!(!is_stale(Some(now.plus(1 - FRESH)), now));
        assert!(!is_stale(Some(now.plus(FRESH)), now), "the clock was set back");
    }
}
