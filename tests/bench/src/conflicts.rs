//! Many conflicts at once, and one merge of long code.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use skilldock_engine::conflict::{Automatic, Object, code};
use skilldock_engine::model::SkillId;
use skilldock_engine::store::conflicts::ConflictFilter;
use skilldock_engine::sync::Outcome;
use skilldock_engine::{SyncRequest, Trigger};
use skilldock_marketplace::{Event, Marketplace};

use crate::laptop::Laptop;
use crate::measure::{median, timed};
use crate::report::Report;

/// Conflicts at once.
const CONFLICTS: usize = 1000;
/// For all of them to be found, and for all of them to be resolved.
const IN_BULK: Duration = Duration::from_secs(2);
/// Lines of a long text of code.
const LINES: usize = 5000;
/// For its merge.
const MERGE: Duration = Duration::from_millis(50);

/// Edits skills here and there, lets a sync find the conflicts and resolves them.
/// Gives how long the finding and the resolving took.
async fn in_bulk(market: &Marketplace, conflicts: usize) -> anyhow::Result<(Duration, Duration)> {
    let laptop = Laptop::new(market)?;
    let engine = &laptop.engine;
    engine.sync(SyncRequest::default(), Trigger::Command).await;
    for skill in market.catalogue().snapshot().into_iter().take(conflicts) {
        let id: SkillId = skill["skill_id"].as_str().unwrap_or_default().parse()?;
        let mine: Object = [("description".to_owned(), json!("as I want it"))]
            .into_iter()
            .collect();
        engine.edit(id, &mine).map_err(|problem| anyhow::anyhow!("{problem}"))?;
        let mut event = Event::skill_update(skill);
        let description = event.data["description"].as_str().unwrap_or_default();
        event.data["description"] = Value::from(format!("{description}, as they want it"));
        event.data["version"] = Value::from("99.0.0");
        event.data["updated_at"] = event.timestamp.clone().into();
        market.catalogue().apply(&event)?;
    }
    let began = Instant::now();
    let report = engine.sync(SyncRequest::default(), Trigger::Command).await;
    let found = began.elapsed();
    anyhow::ensure!(
        report.outcome == Outcome::Complete,
        "the sync failed: {:?}",
        report.error
    );
    anyhow::ensure!(
        report.conflicts.waiting as usize == conflicts,
        "{} conflicts wait",
        report.conflicts.waiting
    );
    let (resolved, bulk) = timed(|| engine.resolve_conflicts(ConflictFilter::default(), Automatic::Merge));
    let bulk = bulk.map_err(|problem| anyhow::anyhow!("{problem}"))?;
    anyhow::ensure!(bulk.resolved as usize == conflicts, "{} were resolved", bulk.resolved);
    Ok((found, resolved))
}

/// Code whose every tenth line a side has changed, from this one on.
fn sided(from: usize, side: &str) -> String {
    (0..LINES)
        .map(|line| match line % 10 {
            place if place == from => format!("    value_{line} = {side}({line})\n"),
            _ => format!("    value_{line} = compute({}, {line})\n", line % 7),
        })
        .collect()
}

/// Every distinct line of three texts put into an index once: any merge has to do that.
fn every_line(texts: [&str; 3]) -> usize {
    let mut lines = BTreeMap::new();
    for line in texts.into_iter().flat_map(str::lines) {
        *lines.entry(line).or_insert(0_usize) += 1;
    }
    lines.len()
}

/// Measures.
///
/// # Errors
/// Conflicts that are not found or not resolved.
pub async fn measure(market: &Marketplace, runs: usize, report: &mut Report) -> anyhow::Result<()> {
    let conflicts = CONFLICTS.min(market.catalogue().len());
    let (mut found, mut resolved) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let (finding, resolving) = in_bulk(market, conflicts).await?;
        found.push(finding);
        resolved.push(resolving);
    }
    report.within(
        format!("a sync that finds {conflicts} conflicts"),
        median(found),
        "goal",
        IN_BULK,
        1.0,
    );
    report.within(
        format!("{conflicts} conflicts merged in bulk"),
        median(resolved),
        "goal",
        IN_BULK,
        1.0,
    );
    let (base, local, remote) = (sided(10, ""), sided(2, "mine"), sided(7, "theirs"));
    let (mut merges, mut lines) = (Vec::new(), Vec::new());
    for _ in 0..runs * 3 {
        let (took, merged) = timed(|| code::merge(Some(&base), &local, &remote));
        anyhow::ensure!(merged.text.is_some(), "changes that do not touch did not merge");
        merges.push(took);
        let (took, distinct) = timed(|| every_line([&base, &local, &remote]));
        anyhow::ensure!(distinct == LINES + LINES / 5, "{distinct} lines");
        lines.push(took);
    }
    report.plain(
        format!("every line of three texts of {LINES} into an index"),
        median(lines),
    );
    report.within(format!("a merge of {LINES} lines"), median(merges), "goal", MERGE, 1.0);
    Ok(())
}
