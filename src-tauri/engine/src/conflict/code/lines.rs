//! Lines with their endings, and the stretches in which two texts differ.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A text as its lines, each with its ending.
pub(super) struct Lines<'a> {
    lines: Vec<&'a str>,
    /// A number for each line: equal lines have equal numbers.
    ids: Vec<u32>,
}

/// Numbers lines, so that comparing two is comparing two numbers.
#[derive(Default)]
pub(super) struct Numbers<'a>(HashMap<&'a str, u32>);

impl<'a> Numbers<'a> {
    pub(super) fn lines(&mut self, text: &'a str) -> Lines<'a> {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let ids = lines
            .iter()
            .map(|line| {
                let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
                *self.0.entry(line).or_insert(next)
            })
            .collect();
        Lines { lines, ids }
    }
}

impl Lines<'_> {
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// The text of these lines.
    pub(super) fn text(&self, range: Range<usize>) -> String {
        self.lines.get(range).unwrap_or_default().concat()
    }
}

/// Lines of one text that stand in place of lines of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
}

/// The stretches in which two texts differ, in order; between two there is at least one
/// line in common.
pub(super) fn changes(old: &Lines<'_>, new: &Lines<'_>) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old.ids, &new.ids) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (old, new) = (op.old_range(), op.new_range());
        match changes.last_mut() {
            Some(last) if last.old.end == old.start && last.new.end == new.start => {
                last.old.end = old.end;
                last.new.end = new.end;
            }
            _ => changes.push(Change { old, new }),
        }
    }
    changes
}
