//! Answers of a bounded size: how many bytes a text is in JSON, and how much of it fits.
//!
//! What an author or a server wrote has no bounds, and an answer to the window has: 256
//! KiB. Characters cannot be counted instead: one is one byte or, as an escape, six.

use serde::Serialize;

use crate::view::TextChunk;

/// Bytes of JSON of what a list names in a row: a name, an author, a category.
pub(crate) const NAME: usize = 400;
/// Bytes of JSON of a long text read on at a time.
const CHUNK: usize = 64 * 1024;

/// Bytes of a character in a JSON string.
const fn bytes(c: char) -> usize {
    match c {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..='\u{1f}' => 6,
        c => c.len_utf8(),
    }
}

/// The beginning of a text that is at most so many bytes as a JSON string.
pub(crate) fn head(text: &str, most: usize) -> &str {
    // A byte is at most six in JSON: short texts need no counting.
    if text.len() * 6 <= most {
        return text;
    }
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += bytes(c);
        if used > most {
            return &text[..at];
        }
    }
    text
}

/// What a list shows of a name.
pub(crate) fn name(text: &str) -> String {
    head(text, NAME).to_owned()
}

/// A stretch of a long text from a byte on, of so many bytes as may be read at a time.
pub(crate) fn stretch(text: &str, offset: u32) -> TextChunk {
    let from = text.floor_char_boundary(usize::try_from(offset).unwrap_or(usize::MAX));
    let to = from + head(&text[from..], CHUNK).len();
    TextChunk {
        text: text[from..to].to_owned(),
        next: (to < text.len()).then(|| u32::try_from(to).unwrap_or(u32::MAX)),
    }
}

/// Bytes of something as JSON.
pub(crate) fn json(value: &impl Serialize) -> usize {
    // Serialising plain data cannot fail; if it did, it would count as nothing.
    serde_json::to_string(value).map_or(0, |text| text.len())
}

/// As many of these, from the first on, as are at most so many bytes of JSON, and whether
/// that is not all of them.
pub(crate) fn those<T: Serialize>(list: impl IntoIterator<Item = T>, most: usize) -> (Vec<T>, bool) {
    let mut used = 0;
    let mut fitting = Vec::new();
    for one in list {
        used += json(&one) + 1;
        if used > most {
            return (fitting, true);
        }
        fitting.push(one);
    }
    (fitting, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_is_as_long_as_it_may_be_and_no_longer() {
        let text: String = ('\0'..'\u{180}').chain("木\u{1f600}\u{2028}".chars()).collect();
        let whole = json(&text) - 2;
        for most in 0..=whole {
            let begun = head(&text, most);
            assert!(text.starts_with(begun) && json(&begun) - 2 <= most, "{most}");
            if let Some(next) = text[begun.len()..].chars().next() {
                assert!(json(&format!("{begun}{next}")) - 2 > most, "{most}");
            }
        }
        assert_eq!(head(&text, whole), text);
    }

    #[test]
    fn of_a_list_as_many_are_taken_as_fit() {
        assert_eq!(those(["ab", "cd", "ef"], 10), (vec!["ab", "cd"], true));
        assert_eq!(those(["ab", "cd"], 10), (vec!["ab", "cd"], false));
    }
}
