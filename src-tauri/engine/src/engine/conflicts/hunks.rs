//! The code of a conflict for the window: its stretches by the page, what is shared folded
//! up, and the text that choices make of them.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use super::desk::{clip, code_sides, lines, stretch};
use crate::conflict::code::{Hunk, Mark, Piece, compose, marks, pieces};
use crate::conflict::{Changed, Pick};
use crate::engine::Engine;
use crate::model::Problem;
use crate::view::TextChunk;

/// Bytes after which a page of stretches ends.
const PAGE: usize = 48 * 1024;
/// Bytes of a side of a stretch that are shown at most.
const SHOWN: usize = 12 * 1024;
/// Shared lines shown before and after what differs; more are folded up.
const CONTEXT: usize = 3;

/// A side of a stretch that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HunkSide {
    /// Its lines, with their endings.
    pub text: String,
    /// How many lines.
    pub lines: u32,
    /// The number of the first, from 1.
    pub from: u32,
    /// The words that differ.
    pub marks: Vec<Mark>,
    /// Whether there is more than is shown.
    pub cut: bool,
}

/// A stretch of the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CodeRegion {
    /// Lines that all sides have.
    Same {
        /// Which stretch it is.
        index: u32,
        /// The first of them, or all.
        head: String,
        /// How many are folded up.
        hidden: u32,
        /// The last of them; empty where `head` has all.
        tail: String,
        /// How many lines it has.
        lines: u32,
        /// The number of the first in the user's code, from 1.
        local_from: u32,
        /// The number of the first in the marketplace's.
        remote_from: u32,
    },
    /// Lines that differ.
    Hunk {
        /// Which stretch it is.
        index: u32,
        /// Says which it is by what stands in it.
        key: String,
        /// Who changed it.
        changed: Changed,
        /// The choices that can be carried out.
        picks: Vec<Pick>,
        /// What it becomes where nobody chooses; `null` where somebody must.
        suggested: Option<Pick>,
        /// As it was.
        base: HunkSide,
        /// As the user has it.
        local: HunkSide,
        /// As the marketplace has it.
        remote: HunkSide,
    },
}

/// Stretches of the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CodePage {
    /// The stretches, in order.
    pub regions: Vec<CodeRegion>,
    /// Which stretch comes next, where there is more.
    pub next: Option<u32>,
}

impl Engine {
    /// The code of a conflict, stretch by stretch, beginning with this one.
    ///
    /// # Errors
    /// [`crate::model::Code::NotFound`], a database that fails.
    pub fn conflict_code(&self, number: i64, from: u32) -> Result<CodePage, Problem> {
        let Some((base, local, remote)) = code_sides(&self.sides_of(number)?) else {
            return Ok(CodePage {
                regions: Vec::new(),
                next: None,
            });
        };
        Ok(page(&pieces(base.as_deref(), &local, &remote), from))
    }

    /// The lines of a stretch that all sides share, unfolded, from a byte on.
    ///
    /// # Errors
    /// [`crate::model::Code::NotFound`], a database that fails.
    pub fn conflict_shared(&self, number: i64, region: u32, offset: u32) -> Result<TextChunk, Problem> {
        let sides = self.sides_of(number)?;
        let pieces = code_sides(&sides)
            .map(|(base, local, remote)| pieces(base.as_deref(), &local, &remote))
            .unwrap_or_default();
        let text = match pieces.get(usize::try_from(region).unwrap_or(usize::MAX)) {
            Some(Piece::Same(text)) => text.as_str(),
            Some(Piece::Hunk(_)) | None => "",
        };
        Ok(stretch(text, offset))
    }

    /// The code that these choices make, each under its stretch's key, from a byte on;
    /// where nothing is decided it has the user's lines.
    ///
    /// # Errors
    /// [`crate::model::Code::NotFound`], a database that fails.
    pub fn conflict_composed(
        &self,
        number: i64,
        picks: &BTreeMap<String, Pick>,
        offset: u32,
    ) -> Result<TextChunk, Problem> {
        let sides = self.sides_of(number)?;
        let text = code_sides(&sides)
            .map(|(base, local, remote)| compose(base.as_deref(), &local, &remote, picks).text)
            .unwrap_or_default();
        Ok(stretch(&text, offset))
    }
}

/// The number of the next line on each side.
#[derive(Clone, Copy)]
struct At {
    base: u32,
    local: u32,
    remote: u32,
}

fn page(pieces: &[Piece], from: u32) -> CodePage {
    let mut at = At {
        base: 1,
        local: 1,
        remote: 1,
    };
    let mut page = CodePage {
        regions: Vec::new(),
        next: None,
    };
    let mut bytes = 0;
    for (index, piece) in (0..).zip(pieces) {
        let here = at;
        let (base, local, remote) = match piece {
            Piece::Same(text) => (lines(text), lines(text), lines(text)),
            Piece::Hunk(hunk) => (lines(&hunk.base), lines(&hunk.local), lines(&hunk.remote)),
        };
        at = At {
            base: at.base + base,
            local: at.local + local,
            remote: at.remote + remote,
        };
        if index < from {
            continue;
        }
        if bytes >= PAGE {
            page.next = Some(index);
            break;
        }
        page.regions.push(match piece {
            Piece::Same(text) => {
                let last = usize::try_from(index).is_ok_and(|index| index + 1 == pieces.len());
                let (head, hidden, tail) = fold(text, index == 0, last);
                bytes += head.len() + tail.len();
                CodeRegion::Same {
                    index,
                    head: head.to_owned(),
                    hidden,
                    tail: tail.to_owned(),
                    lines: local,
                    local_from: here.local,
                    remote_from: here.remote,
                }
            }
            Piece::Hunk(hunk) => {
                bytes += [&hunk.base, &hunk.local, &hunk.remote]
                    .iter()
                    .map(|text| text.len().min(SHOWN))
                    .sum::<usize>();
                shown(index, hunk, here)
            }
        });
    }
    page
}

/// The first lines, how many are folded up, and the last lines. At the text's begin and
/// end only what is next to a difference stays.
fn fold(text: &str, first: bool, last: bool) -> (&str, u32, &str) {
    let starts: Vec<usize> = std::iter::once(0)
        .chain(text.match_indices('\n').map(|(at, _)| at + 1))
        .filter(|at| *at < text.len())
        .collect();
    let before = if first { 0 } else { CONTEXT };
    let after = if last { 0 } else { CONTEXT };
    // Folding up two lines costs more room than it gives.
    if starts.len() <= before + after + 2 && text.len() <= SHOWN {
        return (text, 0, "");
    }
    let head_end = starts.get(before).copied().unwrap_or(text.len());
    let tail_start = starts
        .len()
        .checked_sub(after)
        .map_or(head_end, |at| starts.get(at).copied().unwrap_or(text.len()))
        .max(head_end);
    let hidden = lines(&text[head_end..tail_start]);
    (clip(&text[..head_end], SHOWN), hidden, clip(&text[tail_start..], SHOWN))
}

fn shown(index: u32, hunk: &Hunk, at: At) -> CodeRegion {
    let side = |text: &str, from: u32| {
        let shown = clip(text, SHOWN);
        HunkSide {
            text: shown.to_owned(),
            lines: lines(text),
            from,
            marks: Vec::new(),
            cut: shown.len() < text.len(),
        }
    };
    let mut base = side(&hunk.base, at.base);
    let mut local = side(&hunk.local, at.local);
    let mut remote = side(&hunk.remote, at.remote);
    // Between a text and nothing every word differs, which says nothing.
    let words = |before: &HunkSide, after: &HunkSide| {
        if before.text.is_empty() || after.text.is_empty() {
            return crate::conflict::code::Marks::default();
        }
        marks(&before.text, &after.text)
    };
    match hunk.changed {
        Changed::Unknown => {
            let found = words(&local, &remote);
            (local.marks, remote.marks) = (found.before, found.after);
        }
        _ => {
            let (mine, theirs) = (words(&base, &local), words(&base, &remote));
            base.marks = if mine.before.is_empty() {
                theirs.before
            } else {
                mine.before
            };
            (local.marks, remote.marks) = (mine.after, theirs.after);
        }
    }
    let mut picks = vec![Pick::Local, Pick::Remote];
    if hunk.may_keep_both() {
        picks.push(Pick::Both);
    }
    if hunk.changed != Changed::Unknown {
        picks.push(Pick::Base);
    }
    CodeRegion::Hunk {
        index,
        key: hunk.key.clone(),
        changed: hunk.changed,
        picks,
        suggested: hunk.suggested(),
        base,
        local,
        remote,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_shared_stretch_is_folded_to_what_is_next_to_a_difference() {
        let text: String = (1..=20).map(|line| format!("{line}\n")).collect();
        assert_eq!(fold(&text, false, false), ("1\n2\n3\n", 14, "18\n19\n20\n"));
        assert_eq!(fold(&text, true, false), ("", 17, "18\n19\n20\n"));
        assert_eq!(fold(&text, false, true), ("1\n2\n3\n", 17, ""));
        assert_eq!(fold("1\n2\n3\n4\n5\n6\n7\n8", false, false).1, 0);
    }

    #[test]
    fn pages_are_bounded_and_put_together_show_every_stretch() {
        let base: String = (0..6000).map(|line| format!("shared line number {line}\n")).collect();
        let local = base.replace("0\n", "0 mine\n");
        let remote = base.replace("5\n", "5 theirs\n");
        let pieces = pieces(Some(&base), &local, &remote);
        let (mut from, mut seen, mut pages) = (0, 0, 0);
        loop {
            let page = page(&pieces, from);
            let bytes = serde_json::to_string(&page).unwrap().len();
            assert!(bytes < 256 * 1024, "{bytes}");
            seen += page.regions.len();
            pages += 1;
            let Some(next) = page.next else { break };
            from = next;
        }
        assert_eq!(seen, pieces.len());
        assert!(pages > 1);
    }

    #[test]
    fn lines_are_numbered_on_each_side() {
        let found = page(&pieces(Some("a\nb\nc\n"), "x\ny\nb\nc\n", "a\nb\nC\n"), 0);
        let last = found.regions.last().unwrap();
        assert!(
            matches!(last, CodeRegion::Hunk { local, remote, base, .. } if (base.from, local.from, remote.from) == (3, 4, 3)),
            "{last:?}"
        );
    }
}
