//! Long stretches of encoded data: what a reader cannot read.

use super::found::{Found, Text};
use super::types::{Kind, Level};

/// Characters from which on a stretch is long: a key or a hash is shorter.
const LONG: usize = 400;
/// A line of wrapped base64 has at least so many.
const WRAPPED: usize = 60;

const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=')
}

/// Looks for them; pictures and fonts as addresses are only noted.
pub(super) fn blobs(string: &str, text: &Text<'_>, base: usize, level: Level, found: &mut Found) {
    let bytes = string.as_bytes();
    if bytes.len() < LONG {
        return;
    }
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let mut line = at;
        while bytes
            .get(at)
            .is_some_and(|byte| is_base64(*byte) || (*byte == b'\n' && at - line >= WRAPPED))
        {
            if bytes.get(at) == Some(&b'\n') {
                line = at + 1;
            }
            at += 1;
        }
        let stretch = &bytes[start..at];
        if stretch.len() >= LONG && looks_encoded(stretch) {
            let data = string.get(start.saturating_sub(60)..start).unwrap_or_default();
            let picture = [
                "data:image/",
                "data:font/",
                "data:audio/",
                "data:video/",
                "data:application/font",
            ]
            .iter()
            .any(|kind| data.contains(kind));
            let level = if picture { Level::Note } else { level };
            found.add_at(
                Kind::Blob,
                level,
                &format!("{} characters", stretch.len()),
                text,
                base + start,
                stretch.len(),
            );
        }
        at += 1;
    }
}

/// Whether it has the mixture of characters that encoded data has, and not that of a rule of dashes.
fn looks_encoded(stretch: &[u8]) -> bool {
    let count = |is: fn(&u8) -> bool| stretch.iter().filter(|byte| is(byte)).count() * 20 > stretch.len();
    let digits = count(u8::is_ascii_digit);
    let hex = stretch.iter().all(u8::is_ascii_hexdigit);
    let mut kinds = [false; 256];
    stretch.iter().for_each(|byte| kinds[usize::from(*byte)] = true);
    let different = kinds.iter().filter(|seen| **seen).count();
    if hex {
        digits && different >= 10
    } else {
        different >= 30 && count(u8::is_ascii_uppercase) && count(u8::is_ascii_lowercase)
    }
}
