//! `sync --dry-run`: what a sync would do, before it does it.

use std::fmt::Write as _;

use skilldock_engine::model::Problem;
use skilldock_engine::{Engine, SyncPreview, Would};

use super::exit::Status;
use super::output::Output;
use super::text::{changes, one_line};

/// Asks what a sync would do. Ends as that sync would: with 3 where something would wait.
///
/// # Errors
/// Why the marketplace could not be asked.
pub async fn run(engine: &Engine, output: &Output) -> Result<Status, Problem> {
    let preview = engine.preview(None, None).await?;
    output.answer(&preview, text);
    Ok(
        if preview.waiting > 0 || preview.skills.held > 0 || preview.updates.waiting > 0 {
            Status::Waits
        } else {
            Status::Done
        },
    )
}

fn text(preview: &SyncPreview) -> String {
    let mut text = format!(
        "A sync would do this; nothing is done.\n{}\n{:<11} {} stay as they are, {} in conflict",
        changes("Skills", &preview.skills),
        "Yours",
        preview.own_kept,
        preview.total
    );
    // Writing to a String cannot fail, here and below.
    if preview.own_ended > 0 {
        let _ = write!(text, ", {} the same there", preview.own_ended);
    }
    for conflict in &preview.conflicts {
        let would = match conflict.would {
            Would::TakeTheirs => "the marketplace's copy is taken",
            Would::KeepMine => "yours is kept",
            Would::Merge => "both are merged",
            Would::Wait => "waits for you",
        };
        let _ = write!(
            text,
            "\n  {:8}  {:19}  {}  ({}): {would}",
            conflict.severity.as_str(),
            conflict.kind.as_str(),
            one_line(&conflict.name, 60),
            conflict.fields.join(", ")
        );
    }
    text
}
