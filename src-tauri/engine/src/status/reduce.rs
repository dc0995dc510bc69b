//! Facts into one word: pure, so that the chip, the Sync view and the command line
//! always agree.

use std::time::Duration;

use super::{Health, Mode, Reach};
use crate::model::{Code, UnixMillis};

/// What the mode follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// `ATOM_SAAS_ENABLED`.
    pub enabled: bool,
    /// Whether the marketplace refused the token in use, in this process.
    pub rejected: bool,
    /// Whether the user paused.
    pub paused: bool,
    /// What went wrong with the last sync, if anything.
    pub last_problem: Option<Code>,
    /// How far the socket is, in this process or in the one that holds it.
    pub socket: Reach,
}

/// How Skilldock is connected, in one word (command line, `status`; contract, section 3).
///
/// What the user decided comes first, then what stands in the way of everything, then
/// what there is: a connection, no network, attempts to connect, or syncs by the clock.
#[must_use]
pub const fn mode(condition: Condition) -> Mode {
    if !condition.enabled {
        return Mode::LocalOnly;
    }
    let refused = matches!(condition.last_problem, Some(Code::TokenRejected));
    if condition.rejected || refused || matches!(condition.socket, Reach::Rejected) {
        return Mode::TokenRejected;
    }
    if condition.paused {
        return Mode::Paused;
    }
    match (condition.socket, condition.last_problem) {
        (Reach::Connected, _) => Mode::Live,
        (_, Some(Code::Unreachable | Code::TimedOut)) => Mode::Offline,
        (Reach::Trying, _) => Mode::Reconnecting,
        (Reach::Idle | Reach::Rejected | Reach::Fallback, _) => Mode::Polling,
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

    /// Every combination, against the words of the contract read one after the other.
    #[test]
    fn the_mode_over_every_combination() {
        const PROBLEMS: [Option<Code>; 5] = [
            None,
            Some(Code::TokenRejected),
            Some(Code::Unreachable),
            Some(Code::TimedOut),
            Some(Code::ServerError),
        ];
        const SOCKETS: [Reach; 5] = [
            Reach::Idle,
            Reach::Rejected,
            Reach::Connected,
            Reach::Trying,
            Reach::Fallback,
        ];
        let mut seen = Vec::new();
        for bits in 0..8 {
            let (enabled, rejected, paused) = (bits & 1 == 1, bits & 2 == 2, bits & 4 == 4);
            for last_problem in PROBLEMS {
                for socket in SOCKETS {
                    let unreachable = matches!(last_problem, Some(Code::Unreachable | Code::TimedOut));
                    let refused = rejected || last_problem == Some(Code::TokenRejected) || socket == Reach::Rejected;
                    let expected = [
                        (!enabled, Mode::LocalOnly),
                        (refused, Mode::TokenRejected),
                        (paused, Mode::Paused),
                        (socket == Reach::Connected, Mode::Live),
                        (unreachable, Mode::Offline),
                        (socket == Reach::Trying, Mode::Reconnecting),
                    ]
                    .into_iter()
                    .find_map(|(holds, mode)| holds.then_some(mode))
                    .unwrap_or(Mode::Polling);
                    let condition = Condition {
                        enabled,
                        rejected,
                        paused,
                        last_problem,
                        socket,
                    };
                    assert_eq!(mode(condition), expected, "{condition:?}");
                    seen.push(expected);
                }
            }
        }
        seen.dedup();
        for mode in [Mode::Live, Mode::Reconnecting, Mode::Polling, Mode::Offline] {
            assert!(seen.contains(&mode), "{mode:?} never comes up");
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
