//! Whether a failed request is tried again, and when: the table of section 2 of
//! the contract as one function.

use std::time::Duration;

/// What a failed try was, as far as trying again is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// 500, 502, 504, a time-out, a lost connection, an answer that breaks off.
    Passing,
    /// 503, with what its `Retry-After` says.
    Maintenance(Option<Duration>),
    /// 429, with what its `Retry-After` says.
    RateLimited(Option<Duration>),
    /// Nothing that trying again would change.
    Final,
}

/// What to do after a failed try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Try again after this long.
    Wait(Duration),
    /// Give up; the marketplace asked not to be asked again before this long.
    GiveUp(Option<Duration>),
}

/// How patient we are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The pauses before the retries of a passing failure.
    pub pauses: Vec<Duration>,
    /// The longest `Retry-After` that is waited for inside a sync.
    pub longest_wait: Duration,
    /// How often a 429 is waited out before giving up, so that a marketplace that
    /// answers nothing else cannot hold a sync for ever.
    pub rate_limit_waits: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            pauses: [1, 2, 4].map(Duration::from_secs).to_vec(),
            longest_wait: Duration::from_secs(120),
            rate_limit_waits: 5,
        }
    }
}

/// What to do after the `tries`-th try (from 1) failed, of which `limited` in a
/// row by a 429. `jitter` is a random number in `0.0..=1.0`: pauses of our own
/// choice are up to 20 % longer; one the marketplace names is never shorter than it says.
#[must_use]
pub fn next(policy: &Policy, failure: Failure, tries: u32, limited: u32, jitter: f64) -> Next {
    let stretch = 1.0 + 0.2 * jitter.clamp(0.0, 1.0);
    let pause = |tries: u32| {
        let index = usize::try_from(tries.saturating_sub(1)).unwrap_or(usize::MAX);
        policy.pauses.get(index).map(|pause| pause.mul_f64(stretch))
    };
    match failure {
        Failure::Final => Next::GiveUp(None),
        Failure::Passing => pause(tries).map_or(Next::GiveUp(None), Next::Wait),
        Failure::Maintenance(asked) => match (asked, pause(tries)) {
            (Some(asked), _) if asked > policy.longest_wait => Next::GiveUp(Some(asked)),
            (asked, None) => Next::GiveUp(asked),
            (Some(asked), Some(_)) => Next::Wait(asked),
            (None, Some(pause)) => Next::Wait(pause),
        },
        Failure::RateLimited(asked) => {
            let asked = asked.unwrap_or(super::retry_after::DEFAULT);
            if asked > policy.longest_wait || limited > policy.rate_limit_waits {
                Next::GiveUp(Some(asked))
            } else {
                Next::Wait(asked)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_passing_failure_is_tried_again_after_one_two_and_four_seconds() {
        let policy = Policy::default();
        let pauses: Vec<_> = (1..=4)
            .map(|tries| next(&policy, Failure::Passing, tries, 0, 0.0))
            .collect();
        assert_eq!(
            pauses,
            [Next::Wait(s(1)), Next::Wait(s(2)), Next::Wait(s(4)), Next::GiveUp(None)]
        );
    }

    #[test]
    fn jitter_adds_at_most_a_fifth() {
        let policy = Policy::default();
        assert_eq!(
            next(&policy, Failure::Passing, 3, 0, 1.0),
            Next::Wait(Duration::from_millis(4800))
        );
        assert_eq!(
            next(&policy, Failure::Passing, 3, 0, 99.0),
            Next::Wait(Duration::from_millis(4800))
        );
    }

    #[test]
    fn what_the_marketplace_asks_for_wins_over_our_pauses() {
        let policy = Policy::default();
        assert_eq!(
            next(&policy, Failure::Maintenance(Some(s(30))), 1, 0, 1.0),
            Next::Wait(s(30))
        );
        assert_eq!(
            next(&policy, Failure::RateLimited(Some(s(120))), 1, 1, 1.0),
            Next::Wait(s(120))
        );
        assert_eq!(next(&policy, Failure::RateLimited(None), 1, 1, 1.0), Next::Wait(s(60)));
    }

    #[test]
    fn a_longer_pause_than_two_minutes_ends_the_sync() {
        let policy = Policy::default();
        assert_eq!(
            next(&policy, Failure::RateLimited(Some(s(121))), 1, 1, 0.0),
            Next::GiveUp(Some(s(121)))
        );
        assert_eq!(
            next(&policy, Failure::Maintenance(Some(s(3600))), 1, 0, 0.0),
            Next::GiveUp(Some(s(3600)))
        );
    }

    #[test]
    fn nothing_is_tried_for_ever() {
        let policy = Policy::default();
        for failure in [
            Failure::Passing,
            Failure::Maintenance(None),
            Failure::Maintenance(Some(s(1))),
            Failure::RateLimited(Some(s(0))),
            Failure::Final,
        ] {
            assert!(
                matches!(next(&policy, failure, 100, 100, 0.5), Next::GiveUp(_)),
                "{failure:?}"
            );
        }
    }
}
