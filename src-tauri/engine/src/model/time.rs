//! Two clocks that must not be compared by accident: the marketplace's and ours.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A moment by the marketplace's clock, as it stands in `updated_at` or
/// `created_at` (RFC 3339 UTC, contract, head of the page).
///
/// Orders the versions of a skill among each other; never compared with the
/// clock of this machine, which may be a day off.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ServerTime(Timestamp);

impl ServerTime {
    /// The beginning of 1970.
    pub const EPOCH: Self = Self(Timestamp::UNIX_EPOCH);

    /// Reads RFC 3339; a time without an offset counts as UTC, since some
    /// marketplaces leave the `Z` out. `None` where it is no time at all.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(at) = text.parse::<Timestamp>() {
            return Some(Self(at));
        }
        if let Ok(civil) = text.parse::<jiff::civil::DateTime>()
            && let Ok(zoned) = civil.to_zoned(jiff::tz::TimeZone::UTC)
        {
            return Some(Self(zoned.timestamp()));
        }
        // The last day of the year 9999, which some write for "never", lies past the last
        // moment that can be held: it counts as that moment.
        let pieces = jiff::fmt::temporal::Pieces::parse(text).ok()?;
        (pieces.date().year() == 9999 && pieces.time().is_some()).then_some(Self(Timestamp::MAX))
    }

    /// Microseconds since 1970, as the store keeps it.
    #[must_use]
    pub fn as_micros(self) -> i64 {
        self.0.as_microsecond()
    }

    /// The moment from microseconds since 1970, where they are in range.
    #[must_use]
    pub fn from_micros(micros: i64) -> Option<Self> {
        Timestamp::from_microsecond(micros).ok().map(Self)
    }
}

impl fmt::Display for ServerTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A moment by this machine's clock, in milliseconds since 1970.
///
/// It crosses to the window and to scripts as RFC 3339 text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    /// The time now, by this machine's clock.
    #[must_use]
    pub fn now() -> Self {
        Self(Timestamp::now().as_millisecond())
    }

    /// Milliseconds from `earlier` to `self`; negative where the clock was set back.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The moment this many milliseconds later.
    #[must_use]
    pub const fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}

impl fmt::Display for UnixMillis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_millisecond(self.0) {
            Ok(at) => at.fmt(f),
            Err(_) => f.write_str("1970-01-01T00:00:00Z"),
        }
    }
}

impl From<UnixMillis> for String {
    fn from(at: UnixMillis) -> Self {
        at.to_string()
    }
}

impl TryFrom<String> for UnixMillis {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse::<Timestamp>().map(|at| Self(at.as_millisecond()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_times_are_compared_as_instants_not_as_text() {
        let utc = ServerTime::parse("2026-01-07T20:02:06Z").unwrap();
        let offset = ServerTime::parse("2026-01-07T21:02:06+01:00").unwrap();
        let bare = ServerTime::parse("2026-01-07T20:02:06").unwrap();
        assert_eq!(utc, offset);
        assert_eq!(utc, bare);
        assert!(ServerTime::parse("2026-01-07T20:02:06.5Z").unwrap() > utc);
    }

    #[test]
    fn the_end_of_time_is_later_than_any_other_time() {
        let last = ServerTime::parse("9999-12-31T23:59:59Z").unwrap();
        assert!(last > ServerTime::parse("9999-12-30T00:00:00Z").unwrap());
        assert_eq!(ServerTime::parse("9999-12-31T23:59:59"), Some(last));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in ["", "yesterday", "2026-13-01T00:00:00Z", "12"] {
            assert_eq!(ServerTime::parse(text), None, "{text}");
        }
    }

    #[test]
    fn our_time_crosses_as_text() {
        let at = UnixMillis(1_767_816_126_000);
        let text = serde_json::to_string(&at).unwrap();
        assert_eq!(text, "\"2026-01-07T20:02:06Z\"");
        assert_eq!(serde_json::from_str::<UnixMillis>(&text).unwrap(), at);
    }
}
