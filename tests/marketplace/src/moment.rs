//! Times as the contract writes them.

use jiff::{SignedDuration, Timestamp, Unit};

/// Now, RFC 3339 UTC with milliseconds: fine enough to order events, short enough to read.
pub(crate) fn now() -> String {
    text(Timestamp::now())
}

/// A time as the contract writes it.
pub(crate) fn text(at: Timestamp) -> String {
    at.round(Unit::Millisecond).unwrap_or(at).to_string()
}

/// An HTTP date so many seconds away from now (negative: in the past).
pub(crate) fn http_date(offset_seconds: i64) -> Option<String> {
    let at = Timestamp::now()
        .checked_add(SignedDuration::from_secs(offset_seconds))
        .ok()?;
    jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&at)
        .ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_http_date_is_written_in_gmt() {
        let date = super::http_date(0).unwrap();
        assert!(date.ends_with(" GMT") && date.len() == 29, "{date}");
    }
}
