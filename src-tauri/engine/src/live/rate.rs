//! Which messages are too many: more than 100 a second are dropped (contract, section 3).
//!
//! A marketplace that sends exactly 100 a second must lose nothing, and a network
//! delivers evenly sent messages in bunches: what was held up for a tenth of a second
//! makes the second after it hold 110. So two things are asked: over time no more than
//! 100 a second come (an allowance of 100 that fills by 100 a second), and no second
//! holds more than 120, wherever it begins.

use std::collections::VecDeque;
use std::time::Duration;

/// Messages a second (contract, section 3).
pub const MESSAGES_A_SECOND: f64 = 100.0;
/// Messages of one second, with those that were held up on their way.
const BUNCHED: usize = 120;

/// The messages of late.
#[derive(Debug)]
pub struct Rate {
    /// When those of the last second came.
    taken: VecDeque<Duration>,
    allowance: f64,
    filled_at: Duration,
}

impl Default for Rate {
    fn default() -> Self {
        Self {
            taken: VecDeque::with_capacity(BUNCHED),
            allowance: MESSAGES_A_SECOND,
            filled_at: Duration::ZERO,
        }
    }
}

impl Rate {
    /// Whether a message that comes at `now` is taken; `now` never goes back.
    pub fn takes(&mut self, now: Duration) -> bool {
        let passed = now.saturating_sub(self.filled_at).as_secs_f64();
        self.allowance = MESSAGES_A_SECOND.mul_add(passed, self.allowance).min(MESSAGES_A_SECOND);
        self.filled_at = now;
        while self
            .taken
            .front()
            .is_some_and(|at| now.saturating_sub(*at) >= Duration::from_secs(1))
        {
            self.taken.pop_front();
        }
        if self.allowance < 1.0 || self.taken.len() >= BUNCHED {
            return false;
        }
        self.allowance -= 1.0;
        self.taken.push_back(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn taken(times: impl Iterator<Item = Duration>) -> usize {
        let mut rate = Rate::default();
        times.filter(|at| rate.takes(*at)).count()
    }

    #[test]
    fn a_hundred_a_second_for_a_minute_are_all_taken() {
        assert_eq!(taken((0..6000).map(|n| ms(n * 10))), 6000);
    }

    #[test]
    fn a_hundred_at_once_every_second_are_all_taken() {
        assert_eq!(taken((0..6000).map(|n| ms(n / 100 * 1000))), 6000);
    }

    #[test]
    fn a_bunch_that_was_held_up_on_its_way_is_taken() {
        // Every five seconds the line stands still for 150 ms.
        let held = (0..6000).map(|n| match (n * 10) % 5000 {
            late @ 0..150 => ms(n * 10 - late + 150),
            _ => ms(n * 10),
        });
        assert_eq!(taken(held), 6000);
    }

    #[test]
    fn timers_that_are_a_little_early_or_late_lose_nothing() {
        let uneven = (0..6000_u64).map(|n| ms(n * 10 + (n * 7919) % 9));
        let mut times: Vec<_> = uneven.collect();
        times.sort_unstable();
        assert_eq!(taken(times.into_iter()), 6000);
    }

    #[test]
    fn a_flood_gets_a_hundred_a_second_and_little_more() {
        let at_once = taken((0..1000).map(|n| Duration::from_micros(n * 100)));
        assert!((100..=110).contains(&at_once), "{at_once}");
        let one_second = taken((0..1000).map(ms));
        assert!((100..=120).contains(&one_second), "{one_second}");
        let ten_seconds = taken((0..10_000).map(ms));
        assert!((1000..=1100).contains(&ten_seconds), "{ten_seconds}");
    }
}
