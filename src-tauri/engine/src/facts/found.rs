//! Gathers what is found: each thing once, with its first place, and bounded whatever
//! somebody wrote.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

use super::types::{Fact, Kind, Level, Scan};

/// Facts of a kind that are listed.
const LISTED: usize = 12;
/// Different names of a kind that are told apart; more count as they come.
const TOLD_APART: usize = 500;
/// Characters of a name.
const NAME: usize = 100;
/// Characters of an excerpt, and how many of them stand before what was found.
const EXCERPT: usize = 160;
const BEFORE: usize = 60;
/// Bytes of a line within which columns are counted.
const COUNTED: usize = 32 * 1024;

/// A text that is looked through.
#[derive(Debug)]
pub(super) struct Text<'a> {
    pub(super) field: String,
    pub(super) text: &'a str,
    /// Where its lines begin: counted once something was found in it, which is rare.
    lines: OnceCell<Vec<usize>>,
}

impl<'a> Text<'a> {
    pub(super) fn new(field: String, text: &'a str) -> Self {
        Self {
            field,
            text,
            lines: OnceCell::new(),
        }
    }

    fn lines(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let starts = memchr::memchr_iter(b'\n', self.text.as_bytes()).map(|at| at + 1);
            std::iter::once(0).chain(starts).collect()
        })
    }

    /// The number of the line (from 1) and where it begins.
    fn line(&self, at: usize) -> (u32, usize) {
        let number = self.lines().partition_point(|start| *start <= at);
        let start = number.checked_sub(1).and_then(|index| self.lines().get(index)).copied();
        (u32::try_from(number).unwrap_or(u32::MAX), start.unwrap_or(0))
    }

    /// The text of the line that begins there.
    fn line_text(&self, start: usize) -> &'a str {
        let rest = self.text.get(start..).unwrap_or_default();
        rest.split('\n').next().unwrap_or_default().trim_end_matches('\r')
    }
}

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Found {
    facts: Vec<Fact>,
    seen: HashMap<(Kind, String), usize>,
    counts: BTreeMap<Kind, u32>,
    highest: Option<Level>,
    pub(super) cut: bool,
}

impl Found {
    /// Adds something of its kind's own level.
    pub(super) fn add(&mut self, kind: Kind, name: &str, text: &Text<'_>, at: usize, length: usize) {
        self.add_at(kind, kind.level(), name, text, at, length);
    }

    /// Adds something of this level.
    pub(super) fn add_at(&mut self, kind: Kind, level: Level, name: &str, text: &Text<'_>, at: usize, length: usize) {
        let name: String = name.chars().take(NAME).collect();
        let known = (kind, name);
        if let Some(place) = self.seen.get(&known) {
            if let Some(fact) = self.facts.get_mut(*place) {
                fact.times = fact.times.saturating_add(1);
                fact.level = fact.level.max(level);
            }
            self.highest = self.highest.max(Some(level));
            return;
        }
        let count = self.counts.entry(kind).or_insert(0);
        *count = count.saturating_add(1);
        let listed = *count as usize <= LISTED;
        let told_apart = *count as usize <= TOLD_APART;
        self.highest = self.highest.max(Some(level));
        if told_apart {
            let place = if listed { self.facts.len() } else { usize::MAX };
            self.seen.insert(known.clone(), place);
        }
        if listed {
            self.facts.push(fact(known, level, text, at, length));
        }
    }

    pub(super) fn finish(mut self) -> Scan {
        self.facts
            .sort_by(|a, b| (b.level, a.kind, a.line, a.start).cmp(&(a.level, b.kind, b.line, b.start)));
        Scan {
            facts: self.facts,
            counts: self.counts,
            level: self.highest,
            whole: !self.cut,
        }
    }
}

fn fact((kind, name): (Kind, String), level: Level, text: &Text<'_>, at: usize, length: usize) -> Fact {
    let (number, start) = text.line(at);
    let line = text.line_text(start);
    let column = at.saturating_sub(start).min(line.len());
    let end = column.saturating_add(length).min(line.len());
    let units = |to: usize| {
        line.get(..to)
            .map_or(0, |head| u32::try_from(head.encode_utf16().count()).unwrap_or(0))
    };
    let (start, end) = if end <= COUNTED {
        (units(column), units(end))
    } else {
        (0, 0)
    };
    Fact {
        kind,
        level,
        name,
        field: text.field.clone(),
        line: number,
        start,
        end,
        times: 1,
        excerpt: excerpt(line, column),
    }
}

/// The line about this byte of it.
fn excerpt(line: &str, at: usize) -> String {
    let mut at = at.min(line.len());
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    let before: Vec<char> = line[..at].chars().rev().take(BEFORE).collect();
    let after = line[at..].chars().take(EXCERPT - before.len());
    let whole: String = before.iter().rev().copied().chain(after).collect();
    whole.trim().to_owned()
}
