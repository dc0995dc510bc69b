//! Two texts line by line: what is gone, what is new, which words changed, and a few
//! unchanged lines around each change for its place.

use std::collections::HashMap;
use std::ops::Range;
use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use super::{DiffItem, DiffLine};
use crate::conflict::code::{Marks, marks};

/// Unchanged lines shown on each side of a change.
const CONTEXT: usize = 3;
/// A stretch shorter than this is not worth folding.
const SHORTEST_FOLD: usize = 3;
/// Characters shown of a line.
pub(super) const LINE_SHOWN: usize = 2_000;
/// Bytes of a line up to which its words are compared.
const LONGEST_MARKED: usize = 1_000;
/// Pairs of lines whose words are compared: reading that many already takes an hour.
const MOST_MARKED: usize = 2_000;
/// How long the smallest difference of two texts is looked for; after that any is good.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// A comparison of two texts.
pub(super) struct LineDiff {
    pub(super) items: Vec<DiffItem>,
    pub(super) added: u32,
    pub(super) removed: u32,
}

/// Lines that stand in place of others, or lines that both texts have.
enum Stretch {
    Same(Range<usize>, Range<usize>),
    Other(Range<usize>, Range<usize>),
}

/// Compares two texts line by line.
pub(super) fn compare(before: &str, after: &str) -> LineDiff {
    let (old, new): (Vec<&str>, Vec<&str>) = (cut(before), cut(after));
    let stretches = stretches(&old, &new);
    let last = stretches.len().saturating_sub(1);
    let mut made = LineDiff {
        items: Vec::new(),
        added: 0,
        removed: 0,
    };
    let mut left_to_mark = MOST_MARKED;
    for (index, stretch) in stretches.into_iter().enumerate() {
        match stretch {
            Stretch::Same(from, to) => unchanged(&mut made.items, &new, from, to, index > 0, index < last),
            Stretch::Other(from, to) => {
                made.removed += number(from.len());
                made.added += number(to.len());
                replaced(&mut made.items, &old, &new, from, to, &mut left_to_mark);
            }
        }
    }
    made
}

/// The lines of a text, each with its ending.
pub(super) fn cut(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// A line without its ending.
pub(super) fn bare(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}

fn stretches(old: &[&str], new: &[&str]) -> Vec<Stretch> {
    // Equal lines get equal numbers, so that comparing two is comparing two numbers.
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut numbered = Vec::with_capacity(old.len() + new.len());
    for &line in old.iter().chain(new) {
        let next = numbers.len();
        numbered.push(*numbers.entry(line).or_insert(next));
    }
    let (before, after) = numbered.split_at(old.len());
    let deadline = Instant::now().checked_add(PATIENCE);
    let mut stretches: Vec<Stretch> = Vec::new();
    for op in capture_diff_slices_deadline(Algorithm::Myers, before, after, deadline) {
        let (from, to) = (op.old_range(), op.new_range());
        match (&op, stretches.last_mut()) {
            (DiffOp::Equal { .. }, _) => stretches.push(Stretch::Same(from, to)),
            (_, Some(Stretch::Other(old, new))) => {
                old.end = from.end.max(old.end);
                new.end = to.end.max(new.end);
            }
            _ => stretches.push(Stretch::Other(from, to)),
        }
    }
    stretches
}

/// Lines that both have: those beside a change, and a fold in place of the others.
fn unchanged(
    items: &mut Vec<DiffItem>,
    new: &[&str],
    from: Range<usize>,
    to: Range<usize>,
    follows: bool,
    precedes: bool,
) {
    let length = to.len();
    let head = if follows { CONTEXT.min(length) } else { 0 };
    let tail = if precedes { CONTEXT.min(length - head) } else { 0 };
    let folded = length - head - tail;
    let fold = if folded >= SHORTEST_FOLD {
        head..head + folded
    } else {
        0..0
    };
    for at in 0..length {
        if fold.contains(&at) {
            if at == fold.start {
                items.push(DiffItem::Fold {
                    before: number(from.start + at + 1),
                    after: number(to.start + at + 1),
                    lines: number(fold.len()),
                });
            }
            continue;
        }
        let text = new.get(to.start + at).copied().unwrap_or_default();
        items.push(DiffItem::Same {
            before: number(from.start + at + 1),
            after: number(to.start + at + 1),
            text: clip(bare(text)).0,
        });
    }
}

/// Lines in place of others: the first beside the first, as long as there are two.
fn replaced(
    items: &mut Vec<DiffItem>,
    old: &[&str],
    new: &[&str],
    from: Range<usize>,
    to: Range<usize>,
    left_to_mark: &mut usize,
) {
    for at in 0..from.len().max(to.len()) {
        let before = (at < from.len()).then(|| old.get(from.start + at).copied().unwrap_or_default());
        let after = (at < to.len()).then(|| new.get(to.start + at).copied().unwrap_or_default());
        let mut found = Marks::default();
        let mut ending = false;
        if let (Some(before), Some(after)) = (before, after) {
            let (before, after) = (bare(before), bare(after));
            ending = before == after;
            if !ending && *left_to_mark > 0 && before.len().max(after.len()) <= LONGEST_MARKED {
                *left_to_mark -= 1;
                found = telling(before, after);
            }
        }
        let line = |text: &str, number, marks| {
            let (text, cut) = clip(bare(text));
            DiffLine {
                number,
                text,
                marks,
                cut,
                ending,
            }
        };
        items.push(DiffItem::Changed {
            before: before.map(|text| line(text, number(from.start + at + 1), found.before)),
            after: after.map(|text| line(text, number(to.start + at + 1), found.after)),
        });
    }
}

/// The words that changed, or none where so much changed that marking says nothing.
pub(super) fn telling(before: &str, after: &str) -> Marks {
    let found = marks(before, after);
    let units = |text: &str| text.encode_utf16().count();
    let marked = |marks: &[crate::conflict::code::Mark]| {
        marks.iter().map(|mark| (mark.end - mark.start) as usize).sum::<usize>()
    };
    let kept = units(after).saturating_sub(marked(&found.after));
    let longer = units(before).max(units(after));
    if kept * 10 < longer * 3 {
        Marks::default()
    } else {
        found
    }
}

/// A text as it is shown, and whether that is not all of it.
pub(super) fn clip(text: &str) -> (String, bool) {
    match text.char_indices().nth(LINE_SHOWN) {
        Some((end, _)) => (text.get(..end).unwrap_or_default().to_owned(), true),
        None => (text.to_owned(), false),
    }
}

pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
