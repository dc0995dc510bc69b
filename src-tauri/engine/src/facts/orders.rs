//! Words meant for an agent and not for its user, and archives that come with their
//! password so that no scanner can look into them.

use std::sync::LazyLock;

use super::found::{Found, Text};
use super::types::Kind;
use super::words::Words;

/// Ways to tell an agent to keep something from its user, or to forget its own orders.
const PHRASES: [&str; 20] = [
    "ignore all previous instructions",
    "ignore previous instructions",
    "ignore any previous instructions",
    "ignore prior instructions",
    "ignore the above instructions",
    "disregard previous instructions",
    "disregard all previous",
    "disregard your system prompt",
    "forget your previous instructions",
    "do not tell the user",
    "don't tell the user",
    "never tell the user",
    "without telling the user",
    "without informing the user",
    "do not inform the user",
    "do not mention this to the user",
    "hide this from the user",
    "without the user's knowledge",
    "without the user knowing",
    "keep this secret from the user",
];
const ARCHIVES: [&str; 9] = [
    ".zip",
    ".rar",
    ".7z",
    "zip file",
    "zip archive",
    "unzip",
    "rar archive",
    "extraction",
    "protected archive",
];
/// Commands that are given a password.
const EXTRACT: [&str; 4] = ["unzip -p ", "7z x -p", "7za x -p", "unrar x -p"];
const PASSWORDS: [&str; 7] = [
    "password",
    "passwd",
    "passcode",
    "passphrase",
    "passwort",
    "pass",
    "pwd",
];

static ORDERS: LazyLock<Words> = LazyLock::new(|| Words::new(&PHRASES, true));
static IN_ARCHIVES: LazyLock<Words> = LazyLock::new(|| Words::new(&ARCHIVES, true));
static WITH_PASSWORD: LazyLock<Words> =
    LazyLock::new(|| Words::new(&[&["pass", "pwd"][..], &EXTRACT[..]].concat(), true));

/// Looks through a text.
pub(super) fn orders(string: &str, text: &Text<'_>, found: &mut Found) {
    for (at, phrase) in ORDERS.places(string) {
        let inside = at > 0 && string.as_bytes().get(at - 1).is_some_and(u8::is_ascii_alphanumeric);
        if !inside && let Some(phrase) = PHRASES.get(phrase) {
            found.add(Kind::AgentOrder, phrase, text, at, phrase.len());
        }
    }
    if IN_ARCHIVES.any(string) && WITH_PASSWORD.any(string) {
        archives(&string.to_ascii_lowercase(), text, found);
    }
}

/// An archive, its password and an address to load it from, within three lines of each other.
fn archives(lower: &str, text: &Text<'_>, found: &mut Found) {
    const NEAR: usize = 3;
    let (mut archive, mut address) = (None, None);
    let mut passwords: Vec<(usize, usize, usize)> = Vec::new();
    let mut at = 0;
    for (number, line) in lower.split_inclusive('\n').enumerate() {
        if ARCHIVES.iter().any(|word| line.contains(word)) {
            archive = Some(number);
        }
        if line.contains("://") || line.contains("download") {
            address = Some(number);
        }
        if let Some((offset, length)) = password(line) {
            passwords.push((number, at + offset, length));
        }
        let near = |seen: Option<usize>, of: usize| seen.is_some_and(|seen| seen.abs_diff(of) <= NEAR);
        passwords.retain(|(of, place, length)| {
            if near(archive, *of) && near(address, *of) {
                found.add(Kind::LockedArchive, "archive with its password", text, *place, *length);
                return false;
            }
            number.saturating_sub(*of) < NEAR
        });
        at += line.len();
    }
}

/// Where a line gives a password: `password: openclaw`, `pass = "1234"`, `unzip -P x`.
fn password(line: &str) -> Option<(usize, usize)> {
    for word in PASSWORDS {
        for (at, _) in line.match_indices(word).take(10) {
            if line[..at]
                .chars()
                .next_back()
                .is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-' || c == '.')
            {
                continue;
            }
            let rest = line[at + word.len()..].trim_start_matches(['`', '"', '\'', '*', ')', ' ']);
            let value = rest.strip_prefix([':', '=']).or_else(|| rest.strip_prefix("is "));
            let value = value.map(|value| value.trim_start_matches(['`', '"', '\'', '*', ' ']));
            if value.is_some_and(|value| {
                value.starts_with(char::is_alphanumeric)
                    && !["your", "none", "null", "str", "secret", "os.", "process."]
                        .iter()
                        .any(|word| value.starts_with(word))
            }) {
                return Some((at, word.len()));
            }
        }
    }
    for option in EXTRACT {
        if let Some(at) = line.find(option) {
            return Some((at, option.len()));
        }
    }
    None
}
