//! Which messages are too many: more than 100 in a sliding second are dropped
//! (contract, section 3).
//!
//! A marketplace that sends exactly 100 a second must lose nothing, and a network
//! delivers evenly sent messages in bunches: what was held up for a tenth of a second
//! makes the second after it hold 110. A small credit, which fills slowly, lets such
//! bunches through; a flood uses it up at once.

use std::collections::VecDeque;
use std::time::Duration;

/// Messages a second (contract, section 3).
pub const MESSAGES_A_SECOND: usize = 100;
/// Messages above that which a bunch may have.
const CREDIT: f64 = 20.0;
/// How many of those come back a second.
const CREDIT_A_SECOND: f64 = 5.0;

/// The messages of the last second.
#[derive(Debug)]
pub struct Rate {
    taken: VecDeque<Duration>,
    credit: f64,
    counted_at: Duration,
}

impl Default for Rate {
    fn default() -> Self {
        Self {
            taken: VecDeque::with_capacity(MESSAGES_A_SECOND + 20),
            credit: CREDIT,
            counted_at: Duration::ZERO,
        }
    }
}

impl Rate {
    /// Whether a message that comes at `now` is taken; `now` never goes back.
    pub fn takes(&mut self, now: Duration) -> bool {
        let passed = now.saturating_sub(self.counted_at).as_secs_f64();
        self.credit = CREDIT_A_SECOND.mul_add(passed, self.credit).min(CREDIT);
        self.counted_at = now;
        while self
            .taken
            .front()
            .is_some_and(|at| now.saturating_sub(*at) >= Duration::from_secs(1))
        {
            self.taken.pop_front();
        }
        if self.taken.len() >= MESSAGES_A_SECOND {
            if self.credit < 1.0 {
                return false;
            }
            self.credit -= 1.0;
        }
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
    fn a_flood_gets_no_more_than_a_hundred_a_second_and_the_credit() {
        let one_second = taken((0..1000).map(ms));
        assert!((100..=100 + 20 + 5).contains(&one_second), "{one_second}");
        let ten_seconds = taken((0..10_000).map(ms));
        assert!(ten_seconds <= 1000 + 20 + 50, "{ten_seconds}");
        assert!(ten_seconds >= 1000, "{ten_seconds}");
    }
}
