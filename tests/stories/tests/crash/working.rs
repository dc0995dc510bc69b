//! Killed while it works: syncs, uploads, edits, merges.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};
use skilldock_engine::conflict::Automatic;
use skilldock_engine::ratings::RatingState;
use skilldock_engine::sync::Outcome;
use skilldock_engine::{ConflictFilter, Engine, SyncRequest, Trigger};
use skilldock_marketplace::{Catalogue, Fault, Marketplace, When};
use skilldock_stories::{id, market, skill, skills};
use tokio::sync::Mutex;

use crate::dice::Dice;
use crate::files::{are_whole, number, open};
use crate::ledger::{Ledger, comment, description, stars};
use crate::user::{EDITED, ENVIRONMENT, FIRST, FOLDER, RATED};
use crate::victim::Victim;

/// So many skills: more than a page.
const SKILLS: u32 = 1200;
/// Those from here on come and go; the user keeps to those before.
const PASSING: u32 = 1000;
/// Kills before the first sync is allowed to end.
const FIRST_SYNCS: u32 = 15;
/// Changes of one process, at most.
const CHANGES: u32 = 10_000;

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// What a kill is aimed at, and how long after its beginning it may come.
const AIMS: [(&str, Duration); 7] = [
    ("open", ms(30)),
    ("sync", ms(120)),
    ("upload", ms(40)),
    ("edit", ms(6)),
    ("rate", ms(6)),
    ("resolve", ms(5)),
    ("resolve", ms(12)),
];

fn kills() -> u32 {
    std::env::var("SKILLDOCK_KILLS").map_or(200, |kills| kills.parse().expect("SKILLDOCK_KILLS is a number"))
}

/// The marketplace changes a skill: everything of it but what the user changes.
fn publish(catalogue: &Catalogue, number: u32, change: u32) {
    let mut object = skill(number, &format!("Skill {number:04}"));
    object["code"] = json!(format!("print('change {change}')\n"));
    object["tags"] = json!(["test", format!("change{change}")]);
    object["version"] = json!(format!("1.{change}.0"));
    let day = jiff::Timestamp::from_second(1_770_000_000 + i64::from(change)).unwrap();
    object["updated_at"] = json!(day.to_string());
    catalogue.upsert(object).unwrap();
}

/// Publishes while the lock is free, for ever.
async fn goes_on(market: Arc<Marketplace>, open: Arc<Mutex<u32>>, mut dice: Dice) {
    loop {
        let mut change = open.lock().await;
        *change += 1;
        let number = match dice.between(0, 2) {
            0 => dice.between(EDITED.0, EDITED.1),
            _ => dice.between(0, PASSING),
        };
        publish(market.catalogue(), number, *change);
        drop(change);
        tokio::time::sleep(ms(7)).await;
    }
}

/// Kills at a random moment; gives what the process said.
async fn kill_one(variables: &[(&str, String)], dice: &mut Dice) -> Vec<String> {
    let mut victim = Victim::start("user::works_until_it_is_killed", variables);
    // Before the first sync nothing but that and the opening can be aimed at.
    let aims = if variables.iter().any(|(name, value)| *name == FIRST && value == "0") {
        2
    } else {
        u32::try_from(AIMS.len()).unwrap()
    };
    if dice.between(0, 3) == 0 {
        tokio::time::sleep(ms(5) + dice.within(ms(245))).await;
    } else {
        let (activity, longest) = AIMS[dice.between(0, aims) as usize];
        let begins = format!("begins {activity}");
        // On a busy machine it may be long in coming: then it is a random moment again.
        drop(tokio::time::timeout(ms(400), victim.until(&begins)).await);
        tokio::time::sleep(dice.within(longest)).await;
    }
    victim.kill().await
}

async fn sync(engine: &Engine) {
    let report = engine.sync(SyncRequest::default(), Trigger::User).await;
    assert_eq!((report.outcome, &report.error), (Outcome::Complete, &None));
}

/// After a sync what is here is what the marketplace has, with the user's changes in it.
async fn equals_the_marketplace(engine: &Engine, folder: &Path, market: &Marketplace, ledger: &Ledger) {
    engine
        .resolve_conflicts(ConflictFilter::default(), Automatic::Merge)
        .unwrap();
    // The first sends the ratings, the second brings the figures they moved.
    sync(engine).await;
    sync(engine).await;
    assert_eq!(engine.status().unwrap().conflicts.open, 0);
    let edited = ledger.edited();
    let there = market.catalogue().snapshot();
    for mut theirs in there.iter().cloned() {
        let name = theirs["skill_id"].as_str().unwrap().to_owned();
        let mine = edited.iter().find(|(skill, _)| id(**skill) == name);
        if let Some((_, change)) = mine {
            theirs["description"] = json!(description(*change));
            theirs["parameters"] = json!({ "change": change });
        }
        let here = engine.show(name.parse().unwrap()).unwrap().skill;
        assert_eq!(sorted(&here), sorted(theirs.as_object().unwrap()), "{name}");
    }
    let status = engine.status().unwrap();
    assert_eq!(status.skills as usize, there.len());
    for (table, least) in [
        ("skill", there.len()),
        ("skill_body", there.len()),
        ("mirror", edited.len()),
    ] {
        let rows = number(folder, "catalogue.db", &format!("SELECT count(*) FROM {table}"));
        assert_eq!(
            rows as usize, least,
            "rows of {table}: nothing half-read is left behind"
        );
    }
    let rated = ledger.rated();
    for skill in 0..PASSING {
        let there: Vec<_> = market.catalogue().ratings(&id(skill));
        let said: Vec<_> = there.iter().map(|one| (one.rating, one.comment.clone())).collect();
        let last = rated.get(&skill).map(|change| (stars(*change), Some(comment(*change))));
        assert_eq!(said, Vec::from_iter(last), "ratings of {skill}: my last one, once");
        if rated.contains_key(&skill) {
            let here = engine.rating(id(skill).parse().unwrap()).unwrap();
            assert_eq!(here.state, RatingState::Sent);
        }
    }
    let resolved = ConflictFilter {
        resolved: true,
        ..ConflictFilter::default()
    };
    let (resolved, _) = engine.conflicts(resolved, 0, 100).unwrap();
    assert!(
        resolved.iter().all(|conflict| conflict.subject == "skill"),
        "my own rating of before is no other device's"
    );
}

fn sorted(object: &Map<String, Value>) -> BTreeMap<&String, &Value> {
    object.iter().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_kept_outlives_every_kill() {
    let mut dice = Dice::thrown("kills while it works");
    let market = Arc::new(market(skills(SKILLS)).await);
    // A little time in which a request is under way.
    for path in ["/api/v1/skills", "/api/v1/ratings"] {
        market.faults().on(When::path(path), Fault::none().delay(ms(8)));
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let values = [market.url(), market.token().to_owned(), "merge".to_owned()];
    let environment: Vec<_> = ENVIRONMENT.into_iter().zip(values).collect();
    let changes = Arc::new(Mutex::new(0));
    let life = tokio::spawn(goes_on(
        Arc::clone(&market),
        Arc::clone(&changes),
        Dice::new(dice.next()),
    ));
    let mut ledger = Ledger::default();
    let mut hit: BTreeMap<String, u32> = BTreeMap::new();
    let kills = kills();
    for round in 0..kills {
        let process = round.saturating_sub(FIRST_SYNCS - 1);
        let mut variables = environment.clone();
        variables.push((FOLDER, folder.display().to_string()));
        variables.push((FIRST, (process * CHANGES).to_string()));
        let told = kill_one(&variables, &mut dice).await;
        for activity in ledger.take(&told) {
            *hit.entry(activity).or_default() += 1;
        }
        let engine = open(folder, &environment);
        ledger.check_touched(&engine);
        if round < FIRST_SYNCS {
            let skills = engine.status().unwrap().skills;
            assert!(skills == 0 || skills == SKILLS, "{skills} of {SKILLS}");
        }
        if round % 20 == 0 {
            ledger.check_all(&engine);
            are_whole(folder);
        }
        if round % 100 == FIRST_SYNCS - 1 || round + 1 == kills {
            let still = changes.lock().await;
            ledger.check_all(&engine);
            equals_the_marketplace(&engine, folder, &market, &ledger).await;
            ledger.check_all(&engine);
            drop(still);
        }
        drop(engine);
        let passing = dice.between(PASSING, SKILLS);
        if !market.catalogue().delete(&id(passing)) && round >= FIRST_SYNCS {
            publish(market.catalogue(), passing, 0);
        }
    }
    life.abort();
    are_whole(folder);
    println!("{kills} kills; under way were {hit:?}");
    println!(
        "{} skills edited, {} rated",
        ledger.edited().len(),
        ledger.rated().len()
    );
    for (activity, _) in AIMS {
        let times = hit.get(activity).copied().unwrap_or_default();
        assert!(times > 0, "no kill came during {activity}: {hit:?}");
    }
    assert!(
        ledger.edited().len() > 10 && ledger.rated().len() > 10,
        "the user did something"
    );
    assert!(RATED.1 > EDITED.0, "some skills are both edited and rated");
}
