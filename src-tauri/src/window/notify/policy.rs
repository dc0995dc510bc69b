//! When somebody may be disturbed: pure, so that it can be tried with ten thousand
//! errors. Nobody is told twice of the same thing in a row, nobody more than three
//! times in an hour, and of a success nobody is told at all.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::Cause;

/// How long the same cause is quiet after each time it was shown; the last counts from then on.
const QUIET: [Duration; 3] = [
    Duration::from_secs(60),
    Duration::from_secs(10 * 60),
    Duration::from_secs(60 * 60),
];

/// What counts as one hour, and how much may be shown in it.
const HOUR: Duration = Duration::from_secs(60 * 60);
const MOST_AN_HOUR: usize = 3;

/// What was shown, and what was not.
#[derive(Debug, Default)]
pub struct Policy {
    causes: BTreeMap<Cause, Record>,
    /// When something was shown in the last hour, oldest first.
    shown: VecDeque<Duration>,
}

#[derive(Debug, Default)]
struct Record {
    /// Nothing is shown before then.
    quiet_until: Duration,
    /// How often it was shown since it was last away for an hour.
    step: usize,
    /// How often it came up since it was last shown.
    missed: u32,
    last: Duration,
}

impl Policy {
    /// Something came up at this time (since any fixed moment). Answers how often it
    /// did since it was last shown, this time included, where it is to be shown now.
    pub fn offer(&mut self, cause: Cause, now: Duration) -> Option<u32> {
        while self.shown.front().is_some_and(|at| now.saturating_sub(*at) >= HOUR) {
            self.shown.pop_front();
        }
        let record = self.causes.entry(cause).or_default();
        if now.saturating_sub(record.last) >= HOUR {
            record.step = 0;
        }
        record.last = now;
        if now < record.quiet_until || self.shown.len() >= MOST_AN_HOUR {
            record.missed = record.missed.saturating_add(1);
            return None;
        }
        let quiet = QUIET.get(record.step).or(QUIET.last()).copied().unwrap_or(HOUR);
        record.quiet_until = now + quiet;
        record.step += 1;
        self.shown.push_back(now);
        Some(std::mem::take(&mut record.missed).saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn minutes(count: u64) -> Duration {
        Duration::from_secs(60 * count)
    }

    #[test]
    fn the_same_cause_is_shown_once_and_then_quiet_for_1_10_and_60_minutes() {
        let mut policy = Policy::default();
        // A second apart, for three hours.
        let shown: Vec<(u64, u32)> = (0..3 * 3600)
            .filter_map(|second| Some((second, policy.offer(Cause::TokenRejected, Duration::from_secs(second))?)))
            .collect();
        assert_eq!(shown, [(0, 1), (60, 60), (660, 600), (4260, 3600), (7860, 3600)]);
    }

    #[test]
    fn a_cause_that_stayed_away_for_an_hour_is_news_again() {
        let mut policy = Policy::default();
        for at in [minutes(0), minutes(1), minutes(11)] {
            assert!(policy.offer(Cause::Conflicts, at).is_some());
        }
        assert_eq!(policy.offer(Cause::Conflicts, minutes(12)), None);
        assert_eq!(policy.offer(Cause::Conflicts, minutes(80)), Some(2));
        assert_eq!(
            policy.offer(Cause::Conflicts, minutes(81)),
            Some(1),
            "quiet for one minute again"
        );
    }

    #[test]
    fn a_fourth_cause_in_an_hour_waits_and_is_counted() {
        let mut policy = Policy::default();
        for cause in [Cause::Conflicts, Cause::FailedRatings, Cause::TokenRejected] {
            assert_eq!(policy.offer(cause, minutes(0)), Some(1));
        }
        assert_eq!(policy.offer(Cause::HeldDeletions, minutes(30)), None);
        assert_eq!(policy.offer(Cause::HeldDeletions, minutes(61)), Some(2));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn of_ten_thousand_errors_at_most_three_are_shown_in_any_hour_and_none_is_lost(
            errors in proptest::collection::vec((0..Cause::ALL.len(), 0_u64..3000), 10_000),
        ) {
            let mut policy = Policy::default();
            let mut now = Duration::ZERO;
            let mut shown = Vec::new();
            let mut told = 0_u64;
            for (cause, later) in &errors {
                now += Duration::from_millis(*later);
                if let Some(times) = policy.offer(Cause::ALL[*cause], now) {
                    shown.push(now);
                    told += u64::from(times);
                }
            }
            for (i, at) in shown.iter().enumerate() {
                let in_the_hour = shown[i..].iter().take_while(|later| **later < *at + HOUR).count();
                prop_assert!(in_the_hour <= MOST_AN_HOUR);
            }
            let missed: u64 = policy.causes.values().map(|record| u64::from(record.missed)).sum();
            prop_assert_eq!(told + missed, 10_000);
        }
    }
}
