//! How patient the socket is: the figures of the contract, section 3, in one value,
//! so that a test can use smaller ones.

use std::time::Duration;

/// The socket's figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LivePolicy {
    /// Attempts since the last stable connection (`ATOM_SAAS_WS_RECONNECT_ATTEMPTS`).
    /// The configuration decides; what stands here is only the start.
    pub attempts: u32,
    /// The pause before the first reconnection; each further one doubles.
    pub first_pause: Duration,
    /// The longest pause of our own choice, jitter included.
    pub longest_pause: Duration,
    /// How long a connection has to hold to be stable.
    pub stable: Duration,
    /// How long nothing may be heard.
    pub stale: Duration,
    /// Time between our own pings.
    pub ping: Duration,
    /// How long nothing may be heard after the machine woke.
    pub after_waking: Duration,
    /// Failed attempts in a row after which polling is what is shown.
    pub fallback: u32,
    /// How long after the fallback began the next attempt comes once all are used up.
    pub rest: Duration,
    /// How long messages have to be within the limits for a gap to be over.
    pub settle: Duration,
    /// How long a gap may last before it is caught up all the same.
    pub longest_gap: Duration,
    /// The limit on one attempt, from the name's look-up to the upgrade.
    pub dial: Duration,
    /// How often another process's hold on the connection is tested, and the clocks
    /// are compared.
    pub look: Duration,
    /// How far the wall clock runs ahead of the timer when the machine slept.
    pub slept: Duration,
    /// How long a failed catch-up waits before it is tried again.
    pub catch_up_again: Duration,
}

impl Default for LivePolicy {
    fn default() -> Self {
        let s = Duration::from_secs;
        Self {
            attempts: 10,
            first_pause: s(1),
            longest_pause: s(16),
            stable: s(60),
            stale: s(40),
            ping: s(20),
            after_waking: s(10),
            fallback: 3,
            rest: s(60 * 60),
            settle: s(1),
            longest_gap: s(15),
            dial: s(10),
            look: s(1),
            slept: s(30),
            catch_up_again: s(60),
        }
    }
}

/// The most that jitter changes a pause, as a part of it (contract, section 3).
const JITTER: f64 = 0.2;

impl LivePolicy {
    /// The pause before the reconnection after `before` others since the last stable
    /// connection: 1, 2, 4, 8, 16, 16 … s. `jitter` is a random number in `0.0..=1.0`;
    /// it makes a pause up to 20 % longer, or shorter where longer would be too long.
    #[must_use]
    pub fn pause(&self, before: u32, jitter: f64) -> Duration {
        let doubled = self.first_pause.saturating_mul(1_u32 << before.min(16));
        let pause = doubled.min(self.longest_pause);
        let share = JITTER * jitter.clamp(0.0, 1.0);
        if pause.mul_f64(1.0 + JITTER) <= self.longest_pause {
            pause.mul_f64(1.0 + share)
        } else {
            pause.mul_f64(1.0 - share)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pauses_are_those_of_the_contract() {
        let policy = LivePolicy::default();
        let pauses: Vec<_> = (0..8).map(|before| policy.pause(before, 0.0).as_secs()).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 16, 16, 16]);
        assert_eq!(policy.pause(u32::MAX, 0.0).as_secs(), 16);
    }

    proptest::proptest! {
        #[test]
        fn jitter_changes_a_pause_by_at_most_a_fifth_and_never_beyond_the_longest(before in 0_u32..40, jitter in -1.0_f64..2.0) {
            let policy = LivePolicy::default();
            let plain = policy.pause(before, 0.0).as_secs_f64();
            let pause = policy.pause(before, jitter).as_secs_f64();
            proptest::prop_assert!((pause - plain).abs() <= plain * 0.2 + 1e-9);
            proptest::prop_assert!(pause <= 16.0);
        }
    }
}
