//! What may be shown of a value that somebody wrote: on a terminal, in a window, in
//! a log. It may be a token in the wrong place, an address with a password in it, or
//! text that would steer the terminal.

use super::token::{ApiToken, TokenForm};

/// Stands where a secret would.
pub(super) const REDACTED: &str = "(redacted)";

/// As much as helps to recognise a value.
const SHOWN_CHARS: usize = 200;

/// Nothing of a value, whatever it is.
pub(super) fn whole(_: &str) -> String {
    REDACTED.to_owned()
}

/// A value as it may be shown: without what looks like a token, on one line, cut
/// where it is long.
pub(super) fn shown(text: &str) -> String {
    if text
        .split(|c: char| c.is_whitespace() || "=&?/".contains(c))
        .any(looks_like_a_token)
    {
        return REDACTED.to_owned();
    }
    one_line(text)
}

/// An address as it may be shown: without what stands before an `@` or after a `?`
/// or `#`. It works on the text, because what is shown here could not be read.
pub(super) fn shown_url(text: &str) -> String {
    if shown(text) == REDACTED {
        return REDACTED.to_owned();
    }
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) if scheme.bytes().all(|b| b.is_ascii_alphanumeric()) => (format!("{scheme}://"), rest),
        _ => (String::new(), text),
    };
    // The last "@": a password may hold any of "@/?#" itself.
    let (secret, rest) = match rest.rsplit_once('@') {
        Some((_, rest)) => (format!("{REDACTED}@"), rest),
        None => (String::new(), rest),
    };
    let (rest, query) = match rest.find(['?', '#']) {
        Some(at) => (&rest[..at], format!("{}{REDACTED}", &rest[at..=at])),
        None => (rest, String::new()),
    };
    one_line(&format!("{scheme}{secret}{rest}{query}"))
}

/// A path as it may be shown. Folders may be named by a UUID; a file that is named
/// like a token is a token in the wrong variable.
pub(super) fn shown_path(text: &str) -> String {
    let name = text.rsplit(['/', '\\']).next().unwrap_or(text);
    if looks_like_a_token(name) {
        REDACTED.to_owned()
    } else {
        one_line(text)
    }
}

/// The text without control characters, cut where it is long.
pub(crate) fn one_line(text: &str) -> String {
    let mut line: String = text
        .chars()
        .take(SHOWN_CHARS)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if text.chars().nth(SHOWN_CHARS).is_some() {
        line.push('…');
    }
    line
}

fn looks_like_a_token(word: &str) -> bool {
    ApiToken::parse(word).is_ok_and(|token| token.form() != TokenForm::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UUID: &str = "5b1c0a52-8d4e-4c6f-9a3b-2f1e0d9c8b7a";

    #[test]
    fn an_address_keeps_its_host_and_loses_its_secrets() {
        for (text, seen) in [
            ("https://user:pw@example.com/a", "https://(redacted)@example.com/a"),
            ("https://user:p/w?x#y@example.com", "https://(redacted)@example.com"),
            ("https://example.com/a?token=s3cr3t", "https://example.com/a?(redacted)"),
            ("https://example.com/#s3cr3t", "https://example.com/#(redacted)"),
            ("user:pw@example.com", "(redacted)@example.com"),
            ("ftp://example.com", "ftp://example.com"),
        ] {
            assert_eq!(shown_url(text), seen);
        }
        assert_eq!(shown_url(&format!("https://example.com/{UUID}")), REDACTED);
    }

    #[test]
    fn a_token_in_the_wrong_place_is_not_shown() {
        assert_eq!(shown(UUID), REDACTED);
        assert_eq!(shown(&format!("Bearer {UUID}")), REDACTED);
        assert_eq!(shown("15 minutes"), "15 minutes");
    }

    #[test]
    fn a_path_is_shown_unless_it_is_a_token() {
        assert_eq!(
            shown_path(&format!("/pods/{UUID}/token")),
            format!("/pods/{UUID}/token")
        );
        assert_eq!(shown_path(&format!("/srv/{UUID}")), REDACTED);
    }

    #[test]
    fn what_is_shown_cannot_steer_a_terminal_or_fill_it() {
        assert_eq!(shown("a\u{1b}[31mb\nc"), "a\u{fffd}[31mb\u{fffd}c");
        assert_eq!(shown(&"x".repeat(5000)).chars().count(), SHOWN_CHARS + 1);
    }
}
