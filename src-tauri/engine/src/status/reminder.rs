//! When to speak of the token: before and after it runs out, and when it is old.

use serde::Serialize;
use ts_rs::TS;

use crate::model::UnixMillis;

const DAY: i64 = 24 * 60 * 60 * 1000;
/// How long before its end a token is spoken of.
pub const BEFORE_EXPIRY: i64 = 7 * DAY;
/// The age at which a token should be rotated (contract, section 1).
pub const OLD: i64 = 90 * DAY;
/// How long a reminder that was put off is silent.
pub const SILENCE: i64 = 7 * DAY;

/// What there is to say of the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reminder {
    /// It has run out.
    Expired,
    /// It runs out within a week.
    Expires,
    /// It has been in use for 90 days.
    Old,
}

/// What is known of the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Age {
    /// When it runs out, where it says so.
    pub expires_at: Option<UnixMillis>,
    /// Since when it has been in use here.
    pub since: Option<UnixMillis>,
    /// Until when nobody wants to be reminded.
    pub silent_until: Option<UnixMillis>,
}

/// What to say of the token now. That it has run out is said whatever was put off: nothing
/// works with it.
#[must_use]
pub fn reminder(age: Age, now: UnixMillis) -> Option<Reminder> {
    if age.expires_at.is_some_and(|at| at <= now) {
        return Some(Reminder::Expired);
    }
    // A silence longer than a week was counted by a clock that was wrong.
    let silent = age
        .silent_until
        .is_some_and(|until| until > now && until.since(now) <= SILENCE);
    if silent {
        return None;
    }
    if age.expires_at.is_some_and(|at| at.since(now) <= BEFORE_EXPIRY) {
        return Some(Reminder::Expires);
    }
    age.since
        .is_some_and(|since| now.since(since) >= OLD)
        .then_some(Reminder::Old)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = UnixMillis(1_800_000_000_000);

    fn at(expires_in: Option<i64>, age: Option<i64>, silent_for: Option<i64>) -> Option<Reminder> {
        let age = Age {
            expires_at: expires_in.map(|millis| NOW.plus(millis)),
            since: age.map(|millis| NOW.plus(-millis)),
            silent_until: silent_for.map(|millis| NOW.plus(millis)),
        };
        reminder(age, NOW)
    }

    #[test]
    fn a_week_before_its_end_and_after_it() {
        assert_eq!(at(Some(BEFORE_EXPIRY + 1), None, None), None);
        assert_eq!(at(Some(BEFORE_EXPIRY), None, None), Some(Reminder::Expires));
        assert_eq!(at(Some(1), None, None), Some(Reminder::Expires));
        assert_eq!(at(Some(0), None, None), Some(Reminder::Expired));
        assert_eq!(at(Some(-400 * DAY), None, None), Some(Reminder::Expired));
    }

    #[test]
    fn at_the_age_of_ninety_days() {
        assert_eq!(at(None, Some(OLD - 1), None), None);
        assert_eq!(at(None, Some(OLD), None), Some(Reminder::Old));
        assert_eq!(
            at(Some(DAY), Some(OLD), None),
            Some(Reminder::Expires),
            "what ends first"
        );
        assert_eq!(at(None, Some(-DAY), None), None, "the clock was set back");
    }

    #[test]
    fn a_reminder_that_was_put_off_is_silent_for_a_week_but_not_about_the_end() {
        assert_eq!(at(None, Some(OLD), Some(1)), None);
        assert_eq!(at(None, Some(OLD), Some(SILENCE)), None);
        assert_eq!(at(None, Some(OLD), Some(0)), Some(Reminder::Old));
        assert_eq!(at(Some(DAY), None, Some(DAY)), None);
        assert_eq!(at(Some(-1), None, Some(DAY)), Some(Reminder::Expired));
        assert_eq!(
            at(None, Some(OLD), Some(SILENCE + 1)),
            Some(Reminder::Old),
            "a wrong clock"
        );
    }
}
