//! The real history of a marketplace, replayed as live updates over a connection that
//! breaks again and again, with pages served in between: what is here at the end is what
//! the marketplace has, and nothing the user wrote on the way is lost.
#![allow(
    clippy::print_stdout,
    reason = "a story in which chance has a part says how it can be told again"
)]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use skilldock_engine::event::EngineEvent;
use skilldock_engine::live::LivePolicy;
use skilldock_engine::model::{Code, Origin, SkillId, UnixMillis};
use skilldock_engine::sync::Outcome;
use skilldock_engine::{ConflictFilter, ConflictView, Engine, Listener, SyncRequest, Trigger};
use skilldock_marketplace::{Event, Marketplace, When, read_history, read_lines};
use skilldock_stories::live::impatient;
use skilldock_stories::{Laptop, market, shared};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::task::{JoinSet, block_in_place};
use tokio::time::{Instant, sleep_until, timeout};

/// Updates a second: just inside the limit above which they are dropped.
const RATE: f64 = 95.0;
/// How often the connection is dropped on the way.
const DROPS: usize = 8;
/// How often pages are cut on the way and held while the history goes on.
const READS: usize = 4;
/// Edits on the way.
const EDITS: usize = 200;
/// How long the last catch-up may take on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// Random numbers that follow from a seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap()
    }

    /// So many different places of a history.
    fn places(&mut self, count: usize, from: usize, to: usize) -> BTreeSet<usize> {
        let mut places = BTreeSet::new();
        while places.len() < count {
            places.insert(from + self.below(to - from));
        }
        places
    }
}

/// A new seed each time, so that every run tries something else; `SKILLDOCK_SEED` tells
/// a story again.
fn seed() -> u64 {
    let told = std::env::var("SKILLDOCK_SEED")
        .ok()
        .map(|seed| seed.parse().expect("SKILLDOCK_SEED is a number"));
    let seed = told.unwrap_or_else(|| {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        now.as_millis().try_into().unwrap()
    });
    println!("SKILLDOCK_SEED={seed}");
    seed
}

/// What was heard from the engine so far.
#[derive(Debug, Default)]
struct Heard {
    applied: usize,
    connected: usize,
    syncs: usize,
    /// When the last sync that brought everything was begun.
    complete_since: Option<UnixMillis>,
}

/// Listens for as long as there is an engine.
fn hear(engine: &Engine) -> watch::Receiver<Heard> {
    let mut events = engine.events();
    let (heard, shown) = watch::channel(Heard::default());
    tokio::spawn(async move {
        loop {
            match events.recv().await {
                Ok(EngineEvent::Applied { .. }) => heard.send_modify(|heard| heard.applied += 1),
                Ok(EngineEvent::Connected {}) => heard.send_modify(|heard| heard.connected += 1),
                Ok(EngineEvent::SyncFinished { report }) => heard.send_modify(|heard| {
                    heard.syncs += 1;
                    if report.outcome == Outcome::Complete {
                        heard.complete_since = Some(report.started_at);
                    }
                }),
                // Only counts are kept, and those are lower bounds.
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    });
    shown
}

/// An edit that Skilldock acknowledged.
struct Edit {
    value: Value,
    at: UnixMillis,
}

/// The last edit of each field of each skill.
type Edits = BTreeMap<(SkillId, &'static str), Edit>;

struct Replayed {
    market: Marketplace,
    laptop: Laptop,
    engine: Engine,
    listener: Listener,
    heard: watch::Receiver<Heard>,
    dice: Dice,
    edits: Edits,
}

fn id_of(skill: &Value) -> SkillId {
    skill["skill_id"].as_str().unwrap().parse().unwrap()
}

/// Replays the whole history from nothing, with so many edits on the way.
async fn replayed(strategy: &str, edits: usize, seed: u64) -> Replayed {
    let market = market(Vec::new()).await;
    let mut laptop = Laptop::knowing(&market);
    laptop
        .set("ATOM_SAAS_CONFLICT_STRATEGY", strategy)
        .set("ATOM_SAAS_WS_RECONNECT_ATTEMPTS", "100");
    let policy = LivePolicy {
        stable: Duration::from_millis(200),
        ..impatient()
    };
    let engine = laptop.twin_with(|options| options.live_policy = policy);
    let mut story = Replayed {
        heard: hear(&engine),
        listener: engine.listen(),
        dice: Dice(seed),
        edits: Edits::new(),
        market,
        laptop,
        engine,
    };
    story.market.sockets().connected(1).await;
    story.play(edits).await;
    story.catch_up().await;
    story
}

impl Replayed {
    async fn play(&mut self, edits: usize) {
        let history = read_history(&shared().join("data/history.jsonl.gz")).unwrap();
        let total = history.len();
        assert_eq!(total, 1896);
        let drops = self.dice.places(DROPS, 50, total);
        let reads = self.dice.places(READS, 50, total - 100);
        let edits = self.dice.places(edits, 50, total);
        let ids: Vec<SkillId> = history.iter().map(|event: &Event| id_of(&event.data)).collect();
        let mut replay = self.market.replay(history);
        let mut held = Vec::new();
        // Edits for which there was nothing here yet.
        let mut owed = 0;
        let start = Instant::now();
        for now in 0..total {
            sleep_until(start + Duration::from_secs_f64(now as f64 / RATE)).await;
            replay.step().unwrap().expect("an event");
            if drops.contains(&now) {
                self.market.sockets().drop_all();
            }
            if reads.contains(&now) {
                let gate = self.market.faults().hold_answer(When::listing_page(1).once());
                let engine = self.engine.clone();
                let sync = tokio::spawn(async move { engine.sync(SyncRequest::default(), Trigger::User).await });
                held.push((now + 20 + self.dice.below(60), gate, sync));
            }
            while let Some(due) = held.iter().position(|(due, ..)| *due <= now) {
                let (_, gate, sync) = held.swap_remove(due);
                gate.release();
                // How it ends is its own affair: a listing that changed while it was read is none.
                drop(sync);
            }
            owed += usize::from(edits.contains(&now));
            if owed > 0 && self.edit(&ids, now) {
                owed -= 1;
            }
        }
        while owed > 0 {
            let heard = timeout(PATIENCE, self.heard.changed()).await;
            heard.expect("something to edit").unwrap();
            owed -= usize::from(self.edit(&ids, total - 1));
        }
    }

    /// Edits a field of a skill that was announced by now; every second time one to which
    /// the history comes back, so that there are conflicts. False where none was here yet.
    fn edit(&mut self, ids: &[SkillId], now: usize) -> bool {
        let often = now.is_multiple_of(2);
        for attempt in 0..200 {
            let known = self.dice.below(now + 1);
            let returns = ids[now + 1..].contains(&ids[known]);
            if often && !returns && attempt < 150 {
                continue;
            }
            let id = ids[known];
            let mine = format!("mine-{now}");
            let (field, value) = match self.dice.below(8) {
                0 => ("name", json!(mine)),
                1 => ("description", json!(format!("What I say of it: {mine}."))),
                2 => ("version", json!(format!("9.0.{now}"))),
                3 => ("tags", json!([mine])),
                4 => ("python_packages", json!([mine])),
                5 => ("metadata", json!({ "author": mine })),
                6 => ("category", json!(mine)),
                _ => {
                    let Ok(view) = block_in_place(|| self.engine.show(id)) else {
                        continue;
                    };
                    let code = view.skill["code"].as_str().unwrap();
                    ("code", json!(format!("# {mine}\n{code}\n# {mine}\n")))
                }
            };
            let set = json!({ field: value }).as_object().unwrap().clone();
            // One that was announced while there was no connection is not here yet.
            match block_in_place(|| self.engine.edit(id, &set)) {
                Ok(_) => {
                    let at = UnixMillis::now();
                    self.edits.insert((id, field), Edit { value, at });
                    return true;
                }
                Err(problem) => assert_eq!(problem.code, Code::NotFound, "{problem:?}"),
            }
        }
        false
    }

    /// Drops the connection a last time, and waits for the next one and its catch-up.
    async fn catch_up(&mut self) {
        // One that is just being made could not be dropped.
        self.market.sockets().connected(1).await;
        let (connected, dropped_at) = (self.heard.borrow().connected, UnixMillis::now());
        self.market.sockets().drop_all();
        let caught_up = self
            .heard
            .wait_for(|heard| heard.connected > connected && heard.complete_since.is_some_and(|at| at >= dropped_at));
        if timeout(PATIENCE, caught_up).await.is_err() {
            let (status, syncs) = (self.engine.status().unwrap(), self.engine.journal(5).unwrap());
            let heard = self.heard.borrow();
            panic!("no catch-up since {dropped_at} and {connected}: {heard:?}\n{status:?}\n{syncs:#?}");
        }
    }

    /// Ends the listener; what stays is what the user finds.
    async fn over(self) -> (Engine, Edits, Laptop) {
        self.listener.shutdown().await;
        (self.engine, self.edits, self.laptop)
    }
}

/// The catalogue to which the history leads.
fn catalogue() -> HashMap<SkillId, Value> {
    let lines = read_lines(&shared().join("data/skills.jsonl.gz")).unwrap();
    let skills: HashMap<_, _> = lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .map(|skill: Value| (id_of(&skill), skill))
        .collect();
    assert_eq!(skills.len(), 1508);
    skills
}

fn is_the_catalogue(engine: &Engine, skills: &HashMap<SkillId, Value>, story: &str) {
    assert_eq!(engine.status().unwrap().skills, 1508, "{story}");
    for (id, skill) in skills {
        let view = engine.show(*id).unwrap();
        assert_eq!(view.origin, Origin::Marketplace, "{story}: {id}");
        assert_eq!(&Value::Object(view.skill), skill, "{story}: every field of {id}");
    }
}

fn all_conflicts(engine: &Engine, resolved: bool) -> Vec<ConflictView> {
    let filter = ConflictFilter {
        resolved,
        ..ConflictFilter::default()
    };
    let mut all = Vec::new();
    loop {
        let offset = u32::try_from(all.len()).unwrap();
        let (page, total) = engine.conflicts(filter, offset, 100).unwrap();
        all.extend(page);
        if all.len() >= total as usize {
            return all;
        }
    }
}

fn has_mine(conflict: &ConflictView, field: &str, value: &Value) -> bool {
    let mut fields = conflict.fields.iter();
    fields.any(|one| one.name == field && one.local == *value)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_history_over_a_connection_that_breaks_ends_as_the_catalogue() {
    let story = replayed("remote_wins", 0, seed()).await;
    {
        let heard = story.heard.borrow();
        assert!(heard.applied > 1896 / 2, "{} came live: most do", heard.applied);
        assert!(heard.connected > DROPS / 2, "{} connections", heard.connected);
        assert!(heard.syncs > READS / 2, "{} syncs", heard.syncs);
    }
    let (engine, ..) = story.over().await;
    is_the_catalogue(&engine, &catalogue(), "no edits");
    assert!(all_conflicts(&engine, true).is_empty() && all_conflicts(&engine, false).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_edit_made_during_the_real_history_is_lost_under_any_strategy() {
    let seed = seed();
    let mut stories = JoinSet::new();
    for (nth, strategy) in ["remote_wins", "local_wins", "merge", "manual"].into_iter().enumerate() {
        stories.spawn(async move {
            let story = replayed(strategy, EDITS, seed.wrapping_add(nth as u64)).await;
            let (engine, edits, laptop) = story.over().await;
            block_in_place(|| nothing_is_lost(&engine, &edits, strategy));
            drop(laptop);
        });
    }
    while let Some(told) = stories.join_next().await {
        told.unwrap();
    }
}

fn nothing_is_lost(engine: &Engine, edits: &Edits, strategy: &str) {
    let skills = catalogue();
    let (waiting, resolved) = (all_conflicts(engine, false), all_conflicts(engine, true));
    let conflicts = if strategy == "manual" { &waiting } else { &resolved };
    assert!(conflicts.len() >= 10, "{strategy}: {} conflicts", conflicts.len());

    let mut only_logged = Vec::new();
    for ((id, field), edit) in edits {
        if engine.show(*id).unwrap().skill.get(*field) == Some(&edit.value) {
            continue;
        }
        assert!(
            !matches!(strategy, "local_wins" | "manual"),
            "{strategy}: {field} of {id} is no longer the user's"
        );
        if skills[id][*field] == edit.value {
            continue;
        }
        let logged = resolved
            .iter()
            .find(|conflict| conflict.skill_id == *id && has_mine(conflict, field, &edit.value));
        let logged = logged.unwrap_or_else(|| panic!("{strategy}: {field} of {id} is lost: {}", edit.value));
        only_logged.push((logged, *field, &edit.value));
    }
    println!(
        "{strategy}: {} conflicts; of {} last edits {} are in the log of resolutions only",
        conflicts.len(),
        edits.len(),
        only_logged.len()
    );

    let mut undone = BTreeSet::new();
    for (conflict, field, value) in only_logged {
        let id = conflict.skill_id;
        let latest = resolved.iter().find(|other| other.skill_id == id).unwrap();
        let edited_since = edits
            .iter()
            .any(|((other, _), edit)| *other == id && Some(edit.at) >= conflict.resolved_at);
        // Undoing one of before would overwrite what came after it.
        if latest.id != conflict.id || edited_since || undone.len() >= 10 || !undone.insert(id) {
            continue;
        }
        engine.undo_conflict(conflict.id).unwrap();
        assert_eq!(&engine.show(id).unwrap().skill[field], value, "{strategy}: it is back");
    }
    if matches!(strategy, "remote_wins" | "merge") {
        assert!(undone.len() >= 3, "{strategy}: {} undone", undone.len());
    }

    // Beside the user's copies stands what the marketplace has, all of it.
    for id in edits.keys().map(|(id, _)| *id).collect::<BTreeSet<_>>() {
        if engine.show(id).unwrap().origin == Origin::Edited {
            engine.revert(id, false).unwrap();
        }
    }
    is_the_catalogue(engine, &skills, strategy);
}
