//! The process that is killed while it works: a user who edits, rates, undoes and
//! resolves, and syncs beside it that never rest.

use std::path::Path;
use std::time::Duration;

use serde_json::json;
use skilldock_engine::conflict::Automatic;
use skilldock_engine::model::{Code, SkillId};
use skilldock_engine::sync::SyncReport;
use skilldock_engine::{ConflictFilter, Engine, Part, SyncRequest, Trigger};
use skilldock_stories::id;

use crate::dice::Dice;
use crate::files::open;
use crate::ledger::{comment, description, stars};
use crate::victim::{end_with_the_parent, tell};

/// The data folder.
pub const FOLDER: &str = "SKILLDOCK_CRASH_FOLDER";
/// The number of the first change; also the seed of what is done.
pub const FIRST: &str = "SKILLDOCK_CRASH_FIRST";
/// The engine's own variables, handed on.
pub const ENVIRONMENT: [&str; 3] = [
    "ATOM_SAAS_API_URL",
    "ATOM_SAAS_API_TOKEN",
    "ATOM_SAAS_CONFLICT_STRATEGY",
];
/// Skills the user edits: from here up to there, and rates.
pub const EDITED: (u32, u32) = (20, 60);
/// Skills the user rates.
pub const RATED: (u32, u32) = (0, 40);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the other half of what_was_kept_outlives_every_kill, in a process of its own"]
async fn works_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    end_with_the_parent();
    let environment = ENVIRONMENT.map(|name| (name, std::env::var(name).unwrap()));
    let first = std::env::var(FIRST).unwrap().parse().unwrap();
    tell("begins open");
    let engine = open(Path::new(&folder), &environment);
    tell("ended open");
    let dice = Dice::new(u64::from(std::process::id()));
    tokio::join!(syncs(&engine, dice), uses(&engine, first));
}

async fn syncs(engine: &Engine, mut dice: Dice) {
    loop {
        let (activity, only) = match dice.between(0, 2) {
            0 => ("sync", None),
            _ => ("upload", Some(Part::Ratings)),
        };
        let request = SyncRequest {
            only,
            ..SyncRequest::default()
        };
        tell(&format!("begins {activity}"));
        is_no_defect(&engine.sync(request, Trigger::Schedule).await);
        tell(&format!("ended {activity}"));
    }
}

/// The marketplace may change while it is listed; the databases must never fail.
fn is_no_defect(report: &SyncReport) {
    if let Some(problem) = &report.error {
        assert_eq!(problem.code, Code::InconsistentListing, "{problem}");
    }
}

async fn uses(engine: &Engine, first: u32) {
    let mut dice = Dice::new(u64::from(first));
    // Until the first sync there is nothing to use.
    while engine.status().unwrap().skills == 0 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    for change in first.. {
        match dice.between(0, 6) {
            0 | 1 => edit(engine, dice.between(EDITED.0, EDITED.1), change),
            2 | 3 => rate(engine, dice.between(RATED.0, RATED.1), change),
            _ => undo_or_resolve(engine),
        }
        // Others want to write, too.
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

fn the(number: u32) -> SkillId {
    id(number).parse().unwrap()
}

fn edit(engine: &Engine, skill: u32, change: u32) {
    tell("begins edit");
    tell(&format!("asks edit {skill} {change}"));
    let fields = json!({ "description": description(change), "parameters": { "change": change } });
    engine.edit(the(skill), fields.as_object().unwrap()).unwrap();
    tell(&format!("kept edit {skill} {change}"));
    tell("ended edit");
}

fn rate(engine: &Engine, skill: u32, change: u32) {
    tell("begins rate");
    tell(&format!("asks rate {skill} {change}"));
    engine.rate(the(skill), stars(change), Some(&comment(change))).unwrap();
    tell(&format!("kept rate {skill} {change}"));
    tell("ended rate");
}

/// Resolves what waits; where nothing does, brings the last conflict back.
fn undo_or_resolve(engine: &Engine) {
    tell("begins resolve");
    let report = engine
        .resolve_conflicts(ConflictFilter::default(), Automatic::Merge)
        .unwrap();
    assert!(report.failed.is_empty(), "{:?}", report.failed);
    if report.resolved == 0 {
        let resolved = ConflictFilter {
            resolved: true,
            ..ConflictFilter::default()
        };
        if let Some(last) = engine.conflicts(resolved, 0, 1).unwrap().0.first() {
            // Refused where the user changed the skill since, which is no defect.
            if let Err(problem) = engine.undo_conflict(last.id) {
                assert_eq!(problem.code, Code::BadInput, "{problem}");
            }
        }
    }
    tell("ended resolve");
}
