//! From the text of a variable to its value. The text comes trimmed and not empty;
//! an error is a sentence on what is wrong, without the text where it may be secret.

use std::path::PathBuf;
use std::time::Duration;

use super::ConflictStrategy;
use crate::model::hashed;

/// Longest identity: the longest e-mail address there is.
const IDENTITY_CHARS: usize = 320;

/// `true` or `false`, in any case; `1` and `0` because container tools write those.
/// `yes`, `on` and the like are refused: the range says `true, false`, and a word
/// that one tool reads as yes and another as text is better asked about.
pub(super) fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err("It must be true or false.".to_owned()),
    }
}

/// Decimal digits that make a number from `min` to `max`.
pub(super) fn whole(text: &str, what: &str, min: u32, max: u32) -> Result<u32, String> {
    let wanted = format!("It must be {what} from {min} to {max}");
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!("{wanted}, in digits."));
    }
    // Digits that do not fit are a number too large, not a text.
    let number = digits.parse::<u32>().unwrap_or(u32::MAX);
    if negative || number < min {
        return Err(format!("{wanted}; this is too small."));
    }
    if number > max {
        return Err(format!("{wanted}; this is too large."));
    }
    Ok(number)
}

pub(super) fn minutes(text: &str, min: u32, max: u32) -> Result<Duration, String> {
    whole(text, "a whole number of minutes", min, max).map(|n| Duration::from_secs(u64::from(n) * 60))
}

pub(super) fn seconds(text: &str, min: u32, max: u32) -> Result<Duration, String> {
    whole(text, "a whole number of seconds", min, max).map(|n| Duration::from_secs(u64::from(n)))
}

/// A port that needs no special rights.
pub(super) fn port(text: &str) -> Result<Option<u16>, String> {
    let number = whole(text, "a port number", 1024, 65535)?;
    u16::try_from(number)
        .map(Some)
        .map_err(|_| "It is no port number.".to_owned())
}

pub(super) fn strategy(text: &str) -> Result<ConflictStrategy, String> {
    ConflictStrategy::from_name(text).ok_or_else(|| {
        let names = ConflictStrategy::ALL.map(ConflictStrategy::name).join(", ");
        format!("It must be one of {names}.")
    })
}

/// Whom ratings are by, as they are sent: what was typed may be an e-mail address, and goes no further.
pub(super) fn identity(text: &str) -> Result<Option<String>, String> {
    if text.chars().count() > IDENTITY_CHARS {
        return Err(format!("It must have at most {IDENTITY_CHARS} characters."));
    }
    if text.chars().any(char::is_control) {
        return Err("It must be one line of text without control characters.".to_owned());
    }
    Ok((!text.trim().is_empty()).then(|| hashed(text)))
}

pub(super) fn path(text: &str) -> Result<Option<PathBuf>, String> {
    if text.chars().any(char::is_control) {
        return Err("It must be the path of a file, in one line.".to_owned());
    }
    Ok(Some(PathBuf::from(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_says_how_it_is_wrong() {
        for (text, end) in [
            ("4", "too small."),
            ("-5", "too small."),
            ("61", "too large."),
            ("99999999999999999999", "too large."),
            ("15m", "in digits."),
            ("1.5", "in digits."),
            ("+15", "in digits."),
            ("-", "in digits."),
            ("١٥", "in digits."),
        ] {
            let message = whole(text, "a whole number of minutes", 5, 60).unwrap_err();
            assert!(
                message.starts_with("It must be a whole number of minutes from 5 to 60"),
                "{message}"
            );
            assert!(message.ends_with(end), "{text}: {message}");
        }
        assert_eq!(whole("015", "a number", 5, 60), Ok(15));
    }

    #[test]
    fn a_switch_is_true_or_false_and_nothing_near_it() {
        for (text, value) in [
            ("true", true),
            ("TRUE", true),
            ("1", true),
            ("False", false),
            ("0", false),
        ] {
            assert_eq!(switch(text), Ok(value), "{text}");
        }
        for text in ["yes", "no", "on", "off", "t", "2", "truee", "01"] {
            assert!(switch(text).is_err(), "{text}");
        }
    }
}
