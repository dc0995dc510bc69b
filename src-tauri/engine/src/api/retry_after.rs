//! `Retry-After`, in all the ways servers write it (contract, section 2).

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

/// What counts where a 429 says nothing, or nothing that can be read.
pub const DEFAULT: Duration = Duration::from_secs(60);

/// How long a `Retry-After` of this text asks to wait, seen at `now`: seconds,
/// or an HTTP date. One that cannot be read counts as 60 seconds; a date that
/// has passed as no wait.
#[must_use]
pub fn parse(text: &str, now: Timestamp) -> Duration {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Duration::from_secs(seconds);
    }
    match rfc2822::parse(text) {
        Ok(at) => {
            let wait = at.timestamp().as_millisecond() - now.as_millisecond();
            Duration::from_millis(u64::try_from(wait).unwrap_or(0))
        }
        Err(_) => DEFAULT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Duration {
        parse(text, "2026-11-23T10:00:00Z".parse().unwrap())
    }

    #[test]
    fn seconds_and_dates_are_read() {
        assert_eq!(at("7"), Duration::from_secs(7));
        assert_eq!(at(" 0 "), Duration::ZERO);
        assert_eq!(at("Mon, 23 Nov 2026 10:01:30 GMT"), Duration::from_secs(90));
    }

    #[test]
    fn a_date_that_has_passed_is_no_wait() {
        assert_eq!(at("Mon, 23 Nov 2026 09:00:00 GMT"), Duration::ZERO);
    }

    #[test]
    fn what_cannot_be_read_counts_as_a_minute() {
        for text in ["", "soon", "-5", "1.5", "99999999999999999999999"] {
            assert_eq!(at(text), DEFAULT, "{text}");
        }
    }
}
