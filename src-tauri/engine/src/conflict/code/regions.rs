//! Cuts two texts, or two and the one both come from, into regions by who changed what.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::lines::{Change, Lines, Numbers, changes};

/// A stretch of whole lines, with their endings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Region {
    /// Nobody changed these lines.
    Same {
        /// The lines.
        text: String,
    },
    /// Only the local side changed them.
    Local {
        /// As they were, and are on the remote side.
        base: String,
        /// As they are on the local side.
        text: String,
    },
    /// Only the remote side changed them.
    Remote {
        /// As they were, and are on the local side.
        base: String,
        /// As they are on the remote side.
        text: String,
    },
    /// Both sides made the same change.
    Agreed {
        /// As they were.
        base: String,
        /// As they are on both sides.
        text: String,
    },
    /// Both sides changed them, or lines next to each other, in different ways.
    Conflict {
        /// As they were; empty where no base is known.
        base: String,
        /// As they are on the local side.
        local: String,
        /// As they are on the remote side.
        remote: String,
    },
}

impl Region {
    /// The lines with the changes of both sides; `None` for a conflict.
    pub(super) fn merged(&self) -> Option<&str> {
        match self {
            Self::Same { text } | Self::Local { text, .. } | Self::Remote { text, .. } | Self::Agreed { text, .. } => {
                Some(text)
            }
            Self::Conflict { .. } => None,
        }
    }
}

/// Cuts the texts into regions, in order; put together by the rules at the head of
/// [`super`], they give back each text. Without a base every stretch that differs is a
/// [`Region::Conflict`] with an empty base.
#[must_use]
pub fn regions(base: Option<&str>, local: &str, remote: &str) -> Vec<Region> {
    let mut numbers = Numbers::default();
    let (local, remote) = (numbers.lines(local), numbers.lines(remote));
    match base {
        None => two_way(&local, &remote),
        Some(base) => three_way(&numbers.lines(base), &local, &remote),
    }
}

fn two_way(local: &Lines<'_>, remote: &Lines<'_>) -> Vec<Region> {
    let mut found = Vec::new();
    let mut at = 0;
    for Change { old, new } in changes(local, remote) {
        same(&mut found, local, at..old.start);
        at = old.end;
        found.push(Region::Conflict {
            base: String::new(),
            local: local.text(old),
            remote: remote.text(new),
        });
    }
    same(&mut found, local, at..local.len());
    found
}

fn three_way(base: &Lines<'_>, local: &Lines<'_>, remote: &Lines<'_>) -> Vec<Region> {
    let mut mine = Side::new(changes(base, local));
    let mut theirs = Side::new(changes(base, remote));
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = [mine.next_start(), theirs.next_start()].into_iter().flatten().min() {
        same(&mut found, base, at..start);
        let (mine_from, theirs_from) = (mine.place(start), theirs.place(start));
        let mut end = start;
        let (mut mine_changed, mut theirs_changed) = (false, false);
        // Changes that touch belong together, however many there are.
        loop {
            if let Some(further) = mine.take_touching(end) {
                (end, mine_changed) = (end.max(further), true);
            } else if let Some(further) = theirs.take_touching(end) {
                (end, theirs_changed) = (end.max(further), true);
            } else {
                break;
            }
        }
        let was = base.text(start..end);
        let mine_is = local.text(mine_from..mine.place(end));
        let theirs_is = remote.text(theirs_from..theirs.place(end));
        found.push(match (mine_changed, theirs_changed) {
            (_, false) => Region::Local {
                base: was,
                text: mine_is,
            },
            (false, true) => Region::Remote {
                base: was,
                text: theirs_is,
            },
            (true, true) if mine_is == theirs_is => Region::Agreed {
                base: was,
                text: mine_is,
            },
            (true, true) => Region::Conflict {
                base: was,
                local: mine_is,
                remote: theirs_is,
            },
        });
        at = end;
    }
    same(&mut found, base, at..base.len());
    found
}

fn same(found: &mut Vec<Region>, lines: &Lines<'_>, range: std::ops::Range<usize>) {
    if !range.is_empty() {
        found.push(Region::Same {
            text: lines.text(range),
        });
    }
}

/// One side's changes, as far as they have been walked through.
struct Side {
    changes: std::iter::Peekable<std::vec::IntoIter<Change>>,
    /// A line of the base behind the last change taken, and where it stands in the side.
    anchor: (usize, usize),
}

impl Side {
    fn new(changes: Vec<Change>) -> Self {
        Self {
            changes: changes.into_iter().peekable(),
            anchor: (0, 0),
        }
    }

    /// Where the next change begins in the base.
    fn next_start(&mut self) -> Option<usize> {
        self.changes.peek().map(|change| change.old.start)
    }

    /// Takes the next change, if it begins no later than `end`; gives where it ends.
    fn take_touching(&mut self, end: usize) -> Option<usize> {
        let change = self.changes.next_if(|change| change.old.start <= end)?;
        self.anchor = (change.old.end, change.new.end);
        Some(change.old.end)
    }

    /// Where a line of the base that is not before the last change stands in the side.
    fn place(&self, line: usize) -> usize {
        self.anchor.1 + (line - self.anchor.0)
    }
}
