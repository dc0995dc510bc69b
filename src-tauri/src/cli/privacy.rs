//! `privacy`: what is held about the user, written out or erased.

use std::fmt::Write as _;

use skilldock_engine::model::Problem;
use skilldock_engine::{Engine, Erased, PrivacyExport};

use super::args::PrivacyAction;
use super::exit::Status;
use super::output::Output;

/// Does what `privacy` says.
///
/// # Errors
/// Why it could not.
pub async fn run(engine: &Engine, action: &PrivacyAction, output: &Output) -> Result<Status, Problem> {
    match action {
        PrivacyAction::Export { path } => {
            output.answer(&engine.privacy_export(path)?, exported);
            Ok(Status::Done)
        }
        // The parser refuses it without --yes.
        PrivacyAction::Erase { yes: _ } => {
            let erased = engine.privacy_erase().await?;
            output.answer(&erased, text);
            Ok(if erased.found > 0 || erased.keychain.is_some() {
                Status::Partly
            } else {
                Status::Done
            })
        }
    }
}

fn exported(export: &PrivacyExport) -> String {
    let mut lines = format!("Written to {}:\n", export.path);
    counts(&mut lines, export.counts.iter());
    lines
}

fn counts<'a>(lines: &mut String, counts: impl Iterator<Item = (&'a String, &'a u64)>) {
    for (name, count) in counts.filter(|(_, count)| **count > 0) {
        // Writing to a String cannot fail.
        let _ = writeln!(lines, "  {:<18} {count:>8}", name.replace('_', " "));
    }
}

fn text(erased: &Erased) -> String {
    let mut lines = String::from("Erased here:\n");
    counts(&mut lines, erased.counts.iter());
    let _ = match erased.found {
        0 => writeln!(lines, "{} files searched, nothing found.", erased.files_searched),
        found => writeln!(
            lines,
            "{} files searched; something of yours is left in {found} of them: see the log, and erase again.",
            erased.files_searched
        ),
    };
    if let Some(problem) = &erased.keychain {
        let _ = writeln!(lines, "The keychain may still hold an entry of Skilldock. {problem}");
    }
    match &erased.marketplace {
        Some(there) => {
            let _ = writeln!(
                lines,
                "The marketplace{} still has {} of your ratings, under this id:\n  {}\nAsk whoever runs it to delete them.",
                there
                    .marketplace
                    .as_deref()
                    .map(|url| format!(" {url}"))
                    .unwrap_or_default(),
                there.ratings,
                there.user_id
            );
        }
        None => lines.push_str("No rating of yours was sent to a marketplace.\n"),
    }
    lines
}
