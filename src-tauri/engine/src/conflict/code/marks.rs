//! Which words of a changed line changed, for showing.

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use ts_rs::TS;

/// A stretch of a text, in UTF-16 code units, as the window counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Mark {
    /// The first unit.
    pub start: u32,
    /// The unit after the last.
    pub end: u32,
}

/// The words that changed, on each side, in order and apart from each other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Marks {
    /// In the text as it was.
    pub before: Vec<Mark>,
    /// In the text as it is.
    pub after: Vec<Mark>,
}

/// The words in which two texts differ. A word is a run of letters, digits and
/// underscores, or of white space; any other character stands for itself.
#[must_use]
pub fn marks(before: &str, after: &str) -> Marks {
    let (old, new) = (words(before), words(after));
    let mut found = Marks::default();
    let (mut old_at, mut new_at) = (0, 0);
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let old_length = units(old.get(op.old_range()).unwrap_or_default());
        let new_length = units(new.get(op.new_range()).unwrap_or_default());
        if !matches!(op, DiffOp::Equal { .. }) {
            push(&mut found.before, old_at, old_length);
            push(&mut found.after, new_at, new_length);
        }
        old_at += old_length;
        new_at += new_length;
    }
    found
}

fn push(marks: &mut Vec<Mark>, start: u32, length: u32) {
    if length == 0 {
        return;
    }
    match marks.last_mut() {
        Some(last) if last.end == start => last.end += length,
        _ => marks.push(Mark {
            start,
            end: start + length,
        }),
    }
}

fn units(words: &[&str]) -> u32 {
    let units: usize = words.iter().flat_map(|word| word.chars()).map(char::len_utf16).sum();
    u32::try_from(units).unwrap_or(u32::MAX)
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Sort {
    Word,
    Space,
    Sign,
}

fn sort(c: char) -> Sort {
    if c.is_alphanumeric() || c == '_' {
        Sort::Word
    } else if c.is_whitespace() {
        Sort::Space
    } else {
        Sort::Sign
    }
}

fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut last: Option<Sort> = None;
    for (at, c) in text.char_indices() {
        let this = sort(c);
        if last.is_some_and(|last| last != this || this == Sort::Sign) {
            words.push(&text[start..at]);
            start = at;
        }
        last = Some(this);
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}
