//! Code, line by line: what each side changed, where changes touch, and the text both
//! sides' changes make together.
//!
//! Two changes touch where no line both sides left alone stands between them; that is
//! also when git calls a merge a conflict. Lines keep their endings, so nothing is lost
//! by cutting a text up:
//!
//! - the base is `Same.text` and every other region's `base`;
//! - the local side is `Same.text`, `Local.text`, `Remote.base`, `Agreed.text` and
//!   `Conflict.local`;
//! - the remote side is `Same.text`, `Local.base`, `Remote.text`, `Agreed.text` and
//!   `Conflict.remote`.

mod endings;
mod hunks;
mod lines;
mod marks;
mod regions;

pub use hunks::{Composed, Hunk, Piece, compose, pieces};
pub use marks::{Mark, Marks, marks};
pub use regions::{Region, regions};

/// Two sides' changes put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The text with both sides' changes; `None` where something touches.
    pub text: Option<String>,
    /// The pieces it is made of. As [`regions`] gives them, but for two cases: where a
    /// side only exchanged line endings throughout and the rest merges, they stand with
    /// the endings of the outcome; and where merging again would change the outcome
    /// once more, the whole is one conflict.
    pub regions: Vec<Region>,
}

/// Puts both sides' changes together, where they do not touch.
///
/// A text whose line endings were all exchanged (CRLF for LF, or back) counts as
/// unchanged otherwise, and the outcome has the endings of the side that exchanged
/// them. Without a base there is an outcome only where both sides are equal.
#[must_use]
pub fn merge(base: Option<&str>, local: &str, remote: &str) -> Merged {
    match once(base, local, remote) {
        Ok((_, text)) if base.is_some_and(|base| !holds(base, &text, remote)) => Merged {
            text: None,
            regions: vec![Region::Conflict {
                base: base.unwrap_or_default().to_owned(),
                local: local.to_owned(),
                remote: remote.to_owned(),
            }],
        },
        Ok((regions, text)) => Merged {
            text: Some(text),
            regions,
        },
        Err(regions) => Merged { text: None, regions },
    }
}

/// Both sides' changes, one after the other where they touch: the local lines first.
#[must_use]
pub fn both(base: Option<&str>, local: &str, remote: &str) -> String {
    let merged = merge(base, local, remote);
    if let Some(text) = merged.text {
        return text;
    }
    let mut text = String::with_capacity(local.len() + remote.len());
    for region in &merged.regions {
        if let Region::Conflict { local, remote, .. } = region {
            text.push_str(&join(local, remote));
        } else {
            text.push_str(region.merged().unwrap_or_default());
        }
    }
    text
}

/// Lines of both sides one after the other, the first side's last line ended.
fn join(local: &str, remote: &str) -> String {
    let mut text = local.to_owned();
    if !local.is_empty() && !remote.is_empty() && !local.ends_with('\n') {
        text.push_str(if remote.contains("\r\n") { "\r\n" } else { "\n" });
    }
    text.push_str(remote);
    text
}

/// The regions and their outcome, or the regions alone where something touches.
fn once(base: Option<&str>, local: &str, remote: &str) -> Result<(Vec<Region>, String), Vec<Region>> {
    let exact = regions(base, local, remote);
    match joined(&exact) {
        Some(text) => Ok((exact, text)),
        None => base.and_then(|base| endings::merge(base, local, remote)).ok_or(exact),
    }
}

/// The outcome of regions of which none is a conflict.
fn joined(regions: &[Region]) -> Option<String> {
    regions.iter().map(Region::merged).collect()
}

/// Whether merging the outcome with the remote text again leaves it as it is. Among
/// repeated lines a change can be placed in several ways, and the same lines would then
/// come in twice; such a merge is none.
fn holds(base: &str, merged: &str, remote: &str) -> bool {
    if merged == base {
        return merged == remote;
    }
    once(Some(base), merged, remote).map_or(true, |(_, again)| again == merged)
}

#[cfg(test)]
mod tests;
