//! Texts of which one had all its line endings exchanged: every line differs, and yet
//! nobody changed anything that can be read.

use super::regions::{Region, regions};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Lf,
    CrLf,
}

/// The ending all lines of a text have; `None` where they are mixed or there is none.
fn ending(text: &str) -> Option<Ending> {
    let lines = text.matches('\n').count();
    if lines == 0 {
        return None;
    }
    match text.matches("\r\n").count() {
        0 => Some(Ending::Lf),
        crlf if crlf == lines => Some(Ending::CrLf),
        _ => None,
    }
}

fn with(ending: Ending, text: &str) -> String {
    let lf = text.replace("\r\n", "\n");
    match ending {
        Ending::Lf => lf,
        Ending::CrLf => lf.replace('\n', "\r\n"),
    }
}

/// Merges with one ending for all, where each text has one throughout and they are not
/// the same; `None` where that does not apply or changes still touch.
pub(super) fn merge(base: &str, local: &str, remote: &str) -> Option<(Vec<Region>, String)> {
    let (was, mine, theirs) = (ending(base)?, ending(local)?, ending(remote)?);
    if was == mine && was == theirs {
        return None;
    }
    // Whoever exchanged them meant to; with two endings there is no third.
    let outcome = if mine == was { theirs } else { mine };
    let found = regions(
        Some(&with(outcome, base)),
        &with(outcome, local),
        &with(outcome, remote),
    );
    let text = super::joined(&found)?;
    Some((found, text))
}
