//! `conflicts`: the queue, one with its sides, resolving, and the way back.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use skilldock_engine::conflict::Pick;
use skilldock_engine::model::{Code, Problem};
use skilldock_engine::{ConflictFilter, ConflictView, Decision, Engine};

use super::args::{ConflictAction, Conflicts, Resolve};
use super::exit::Status;
use super::local::assignment;
use super::output::Output;
use super::text::one_line;

/// Conflicts listed at most; `total` says how many there are.
const LISTED: u32 = 10_000;

#[derive(Serialize)]
struct List {
    conflicts: Vec<ConflictView>,
    total: u32,
}

/// Does what was asked of the conflicts.
pub fn run(engine: &Engine, conflicts: &Conflicts, output: &Output) -> Result<Status, Problem> {
    match &conflicts.action {
        None => {
            let filter = ConflictFilter {
                severity: conflicts.severity,
                kind: conflicts.kind,
                resolved: conflicts.resolved,
            };
            let (list, total) = engine.conflicts(filter, 0, LISTED)?;
            output.answer(&List { conflicts: list, total }, lines);
            Ok(Status::Done)
        }
        Some(ConflictAction::Show { number }) => {
            output.answer(&engine.conflict(*number)?, |detail| whole(&detail.conflict));
            Ok(Status::Done)
        }
        Some(ConflictAction::Undo { number }) => {
            output.answer(&engine.undo_conflict(*number)?, |view| {
                format!("Conflict {} waits again, with your copy of before.", view.id)
            });
            Ok(Status::Done)
        }
        Some(ConflictAction::Resolve(resolve)) => match resolve.number {
            Some(number) => one(engine, number, resolve, output),
            None => many(engine, resolve, output),
        },
    }
}

fn usage(message: &str) -> Problem {
    Problem::new(Code::BadInput, message, "See `skilldock conflicts resolve --help`.")
}

fn one(engine: &Engine, number: i64, resolve: &Resolve, output: &Output) -> Result<Status, Problem> {
    let set = resolve
        .set
        .iter()
        .map(|text| assignment(text))
        .collect::<Result<BTreeMap<_, _>, _>>()?;
    let decision = match resolve.strategy {
        Some(strategy) => Decision::Strategy(strategy, set),
        None => Decision::Picks(picks(&resolve.pick)?, set),
    };
    output.answer(&engine.resolve_conflict(number, &decision)?, |view| {
        format!(
            "Conflict {} is resolved ({}).",
            view.id,
            view.strategy.as_deref().unwrap_or_default()
        )
    });
    Ok(Status::Done)
}

fn picks(texts: &[String]) -> Result<BTreeMap<String, Pick>, Problem> {
    texts
        .iter()
        .map(|text| {
            let (field, side) = text.split_once('=').unwrap_or((text, ""));
            let pick = Pick::from_name(side).ok_or_else(|| {
                usage(&format!(
                    "\"{}\" is not FIELD=local, remote, both or base.",
                    one_line(text, 60)
                ))
            })?;
            Ok((field.to_owned(), pick))
        })
        .collect()
}

fn many(engine: &Engine, resolve: &Resolve, output: &Output) -> Result<Status, Problem> {
    let filter = ConflictFilter {
        severity: resolve.severity,
        kind: resolve.kind,
        resolved: false,
    };
    let Some(strategy) = resolve.strategy else {
        return Err(usage("With --all a --strategy is needed."));
    };
    if resolve.dry_run {
        let preview = engine.preview_conflicts(filter, strategy)?;
        output.answer(&preview, |preview| {
            let mut text = format!(
                "{} would be resolved, {} not.",
                preview.would.len(),
                preview.failed.len()
            );
            for would in &preview.would {
                let _ = write!(text, "\n  {} {}", would.id, would.skill_id);
            }
            text
        });
        return Ok(Status::Done);
    }
    let report = engine.resolve_conflicts(filter, strategy)?;
    output.answer(&report, |report| {
        let mut text = format!("{} resolved, {} not.", report.resolved, report.failed.len());
        for failed in &report.failed {
            let _ = write!(text, "\n  {}: {}", failed.id, failed.error.message);
        }
        text
    });
    Ok(if report.failed.is_empty() {
        Status::Done
    } else {
        Status::Partly
    })
}

fn lines(list: &List) -> String {
    if list.conflicts.is_empty() {
        return "No conflicts.".to_owned();
    }
    let mut text = String::new();
    for conflict in &list.conflicts {
        let fields: Vec<_> = conflict.fields.iter().map(|field| field.name.as_str()).collect();
        let _ = writeln!(
            text,
            "{:>5}  {:8}  {:19}  {}  ({}){}",
            conflict.id,
            conflict.severity.as_str(),
            conflict.kind.as_str(),
            one_line(&conflict.name, 60),
            fields.join(", "),
            conflict
                .strategy
                .as_ref()
                .map_or_else(String::new, |strategy| format!("  {strategy}")),
        );
    }
    text
}

fn whole(conflict: &ConflictView) -> String {
    let mut text = format!(
        "{} {} {}  {}\n",
        conflict.id,
        conflict.severity.as_str(),
        conflict.kind.as_str(),
        one_line(&conflict.name, 200)
    );
    for field in &conflict.fields {
        let _ = write!(
            text,
            "\n{}\n  base:   {}\n  local:  {}\n  remote: {}\n",
            one_line(&field.name, 60),
            one_line(&field.base.to_string(), 400),
            one_line(&field.local.to_string(), 400),
            one_line(&field.remote.to_string(), 400)
        );
    }
    text
}
