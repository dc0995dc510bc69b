//! `updates`: what waits for a review, what one of them changes, letting it in, saying no,
//! and the way back.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::json;
use skilldock_engine::model::{Code, Problem, SkillId};
use skilldock_engine::{DiffPage, DiffRequest, Engine, ListChange, UpdateDetail, UpdatesRequest, WaitingUpdate};

use super::args::{UpdateAction, Updates};
use super::commands::skill_id;
use super::exit::Status;
use super::output::Output;
use super::text::{diff, one_line};

/// Rows asked of the engine at once.
const ROWS: u32 = 50;
/// Updates listed at most; `total` says how many there are.
const LISTED: usize = 10_000;

#[derive(Serialize)]
struct List {
    updates: Vec<WaitingUpdate>,
    total: u32,
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    detail: UpdateDetail,
    diff: Vec<skilldock_engine::compare::DiffItem>,
}

/// Does what was asked of the updates.
pub fn run(engine: &Engine, updates: &Updates, output: &Output) -> Result<Status, Problem> {
    match &updates.action {
        None => list(engine, updates.skipped, output),
        Some(UpdateAction::Show { id }) => {
            let id = skill_id(id)?;
            let shown = Shown {
                detail: engine.update_detail(id)?,
                diff: whole(engine, id)?,
            };
            output.answer(&shown, text);
            Ok(Status::Done)
        }
        Some(UpdateAction::Accept { all: true, .. }) => {
            let until = engine.updates(&UpdatesRequest::default())?.until;
            let outcome = engine.accept_updates(until)?;
            output.answer(&outcome, |outcome| {
                let mut text = format!("{} accepted, {} not.", outcome.accepted, outcome.failed.len());
                for failed in &outcome.failed {
                    // Writing to a String cannot fail.
                    let _ = write!(text, "\n  {}: {}", failed.skill_id, failed.error.message);
                }
                text
            });
            Ok(if outcome.failed.is_empty() {
                Status::Done
            } else {
                Status::Partly
            })
        }
        Some(UpdateAction::Accept { id, mark, .. }) => {
            let id = named(id.as_deref())?;
            engine.accept_update(id, mark.as_deref())?;
            done(engine, id, "accepted", output)
        }
        Some(UpdateAction::Skip { id, mark }) => {
            let id = skill_id(id)?;
            engine.skip_update(id, mark.as_deref())?;
            done(engine, id, "skipped", output)
        }
        Some(UpdateAction::Undo { id }) => {
            let id = skill_id(id)?;
            engine.take_back_update(id)?;
            done(engine, id, "waiting", output)
        }
    }
}

fn named(id: Option<&str>) -> Result<SkillId, Problem> {
    skill_id(id.ok_or_else(|| {
        Problem::new(
            Code::BadInput,
            "Say the id of a skill, or --all.",
            "See `skilldock updates accept --help`.",
        )
    })?)
}

fn done(engine: &Engine, id: SkillId, state: &str, output: &Output) -> Result<Status, Problem> {
    let waiting = engine.updates(&UpdatesRequest::default())?.waiting;
    output.answer(&json!({"skill_id": id, "state": state, "waiting": waiting}), |_| {
        format!("{id}: {state}. {waiting} wait.")
    });
    Ok(Status::Done)
}

fn list(engine: &Engine, skipped: bool, output: &Output) -> Result<Status, Problem> {
    let mut updates = Vec::new();
    let mut total;
    loop {
        let page = engine.updates(&UpdatesRequest {
            skipped,
            offset: u32::try_from(updates.len()).unwrap_or(u32::MAX),
            limit: ROWS,
        })?;
        total = page.total;
        let more = !page.updates.is_empty();
        updates.extend(page.updates);
        if !more || updates.len() >= LISTED {
            break;
        }
    }
    output.answer(&List { updates, total }, |list| {
        if list.updates.is_empty() {
            return if skipped {
                "No update was skipped."
            } else {
                "No update waits."
            }
            .to_owned();
        }
        list.updates.iter().map(line).collect::<Vec<_>>().join("\n")
    });
    Ok(Status::Done)
}

fn line(update: &WaitingUpdate) -> String {
    format!(
        "{}  {}  {} -> {}  ({})",
        update.skill_id,
        one_line(&update.name, 60),
        one_line(&update.from_version, 40),
        one_line(&update.to_version, 40),
        update.changed.join(", ")
    )
}

/// The whole comparison of what the user has with what is kept back.
fn whole(engine: &Engine, id: SkillId) -> Result<Vec<skilldock_engine::compare::DiffItem>, Problem> {
    let mut items = Vec::new();
    let mut offset = 0;
    loop {
        let DiffPage { items: page, next } = engine.diff(&DiffRequest {
            skill_id: id,
            before: "marketplace".to_owned(),
            after: "waiting".to_owned(),
            set: None,
            offset,
        })?;
        items.extend(page);
        match next {
            Some(next) => offset = next,
            None => return Ok(items),
        }
    }
}

fn text(shown: &Shown) -> String {
    let detail = &shown.detail;
    let mut text = line(&detail.update);
    if let Some(command) = &detail.command {
        // Writing to a String cannot fail, here and below.
        let _ = write!(
            text,
            "\nCommand  {} -> {}",
            one_line(command.before.as_deref().unwrap_or("none"), 200),
            one_line(command.after.as_deref().unwrap_or("none"), 200)
        );
    }
    for (name, change) in [("Python", &detail.python_packages), ("npm", &detail.npm_packages)] {
        packages(&mut text, name, change);
    }
    for fact in &detail.adds {
        let what = if fact.excerpt.is_empty() {
            &fact.name
        } else {
            &fact.excerpt
        };
        let _ = write!(
            text,
            "\nNew      {} ({}, line {})",
            one_line(what, 160),
            fact.field,
            fact.line
        );
    }
    let _ = write!(text, "\nMark     {}\n{}", detail.update.mark, diff(&shown.diff));
    text
}

fn packages(text: &mut String, name: &str, change: &ListChange) {
    for (sign, entries, count) in [
        ('+', &change.added, change.added_count),
        ('-', &change.removed, change.removed_count),
    ] {
        for entry in entries {
            let _ = write!(text, "\n{name:<8} {sign} {}", one_line(entry, 200));
        }
        let more = (count as usize).saturating_sub(entries.len());
        if more > 0 {
            let _ = write!(text, "\n{name:<8} {sign} {more} more");
        }
    }
}
