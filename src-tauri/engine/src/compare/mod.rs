//! In what two copies of a skill differ, for a person to read: field by field, texts line
//! by line with the changed words marked, unchanged stretches folded.
//!
//! Pure: two objects go in, a flat list of [`DiffItem`]s comes out, which [`page`] cuts
//! into answers of a bounded size. A field begins with [`DiffItem::Field`]; what follows,
//! up to the next one, is inside it.

mod fields;
mod lines;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::conflict::code::{Mark, Marks};

pub use fields::{changed_fields, compare, text_of};

/// What became of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FieldChange {
    /// Only the later copy has it.
    Added,
    /// Only the earlier copy has it.
    Removed,
    /// Both have it, with other values.
    Changed,
}

/// A line of one side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DiffLine {
    /// Which line of its text, from 1.
    pub number: u32,
    /// What it says, without its ending, at most 2,000 characters.
    pub text: String,
    /// The words that changed.
    pub marks: Vec<Mark>,
    /// Whether there is more of it than is shown.
    pub cut: bool,
    /// Whether it differs in nothing but its line ending.
    pub ending: bool,
}

/// A piece of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DiffItem {
    /// A field begins.
    Field {
        /// Its name; a part of an object as `metadata.readme`.
        name: String,
        /// What became of it.
        change: FieldChange,
        /// Lines or entries that are new; 0 for a value that is neither lines nor a list.
        added: u32,
        /// Lines or entries that are gone.
        removed: u32,
    },
    /// A value of one line.
    Value {
        /// As it was.
        before: Option<String>,
        /// As it is.
        after: Option<String>,
        /// The words that changed, where the two are alike enough for that to say something.
        marks: Marks,
    },
    /// A list of which entries came or went. At most 100 of each are named; the field's
    /// numbers count all.
    List {
        /// Entries that are new.
        added: Vec<String>,
        /// Entries that are gone.
        removed: Vec<String>,
        /// How many both have.
        kept: u32,
    },
    /// A line that both have.
    Same {
        /// Which line of the earlier text, from 1.
        before: u32,
        /// Which line of the later text, from 1.
        after: u32,
        /// What it says.
        text: String,
    },
    /// A line that differs: one in place of another, or one that only one side has.
    Changed {
        /// As it was.
        before: Option<DiffLine>,
        /// As it is.
        after: Option<DiffLine>,
    },
    /// Lines that both have and nobody needs to see at first.
    Fold {
        /// The first of them in the earlier text, from 1.
        before: u32,
        /// The first of them in the later text, from 1.
        after: u32,
        /// How many.
        lines: u32,
    },
}

/// A line as it is shown: without what is past 2,000 characters.
#[must_use]
pub fn shown_line(line: &str) -> String {
    lines::clip(line).0
}

/// The items from `offset` on that fit into about `budget` bytes of JSON (one at least),
/// and where the next page begins, where there is more.
#[must_use]
pub fn page(items: Vec<DiffItem>, offset: u32, budget: usize) -> (Vec<DiffItem>, Option<u32>) {
    let total = items.len();
    let start = usize::try_from(offset).unwrap_or(usize::MAX).min(total);
    let mut used = 0;
    let mut page = Vec::new();
    for item in items.into_iter().skip(start) {
        // Serialising plain data cannot fail; if it did, the item would count as nothing.
        used += serde_json::to_string(&item).map_or(0, |text| text.len());
        if used > budget && !page.is_empty() {
            break;
        }
        page.push(item);
    }
    let end = start + page.len();
    let next = (end < total).then(|| u32::try_from(end).unwrap_or(u32::MAX));
    (page, next)
}
