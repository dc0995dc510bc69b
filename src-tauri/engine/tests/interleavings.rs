//! Any interleaving of listings, pushed updates, edits, deletions, dropped sockets and
//! restarts ends equal to the marketplace plus the user's edits (contract, sections 3,
//! 4 and 6). The store is the real one; the marketplace is a list and a clock, so that
//! every moment can be chosen.
//!
//! `SKILLDOCK_SEQUENCES` says how many are made up (2,000, always the same, where it is not set).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on should fail"
)]

use std::collections::{BTreeMap, HashSet, VecDeque};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use skilldock_engine::config::ConflictStrategy;
use skilldock_engine::live::Update;
use skilldock_engine::model::{ServerTime, SkillId, SkillRecord, UnixMillis};
use skilldock_engine::store::listing::{self, Listing};
use skilldock_engine::store::live::{self, Arrival};
use skilldock_engine::store::local::{self, LocalSkill};
use skilldock_engine::store::settle::{Wishes, meet_again};
use skilldock_engine::store::{Store, catalogue, conflicts, remote, skills};

type Object = Map<String, Value>;

/// Skills that take part.
const SKILLS: u8 = 4;
/// Records of a page.
const PAGE: usize = 2;

#[derive(Debug, Clone)]
enum Step {
    /// The marketplace gets a new version; it is pushed whole, in part, or without a time.
    Publish { skill: u8, field: u8, value: u8, how: u8 },
    /// The marketplace removes a skill.
    Remove { skill: u8 },
    /// Somebody rates a skill.
    Rate { skill: u8, stars: u8 },
    /// Pushed updates arrive.
    Arrive { count: u8 },
    /// The socket drops: what is under way is lost.
    Drop,
    /// The socket is back, and a listing catches up.
    Return,
    /// A listing is asked for.
    Ask,
    /// Its next page arrives.
    Page,
    /// The program ends and starts again.
    Restart,
    /// The user changes a field.
    Edit { skill: u8, field: u8, value: u8 },
    /// The user goes back to the marketplace's copy.
    Revert { skill: u8 },
}

fn step() -> impl Strategy<Value = Step> {
    let skill = 0..SKILLS;
    prop_oneof![
        6 => (skill.clone(), 0..3u8, 0..4u8, 0..3u8)
            .prop_map(|(skill, field, value, how)| Step::Publish { skill, field, value, how }),
        2 => skill.clone().prop_map(|skill| Step::Remove { skill }),
        2 => (skill.clone(), 1..6u8).prop_map(|(skill, stars)| Step::Rate { skill, stars }),
        6 => (1..4u8).prop_map(|count| Step::Arrive { count }),
        1 => Just(Step::Drop),
        1 => Just(Step::Return),
        2 => Just(Step::Ask),
        4 => Just(Step::Page),
        1 => Just(Step::Restart),
        3 => (skill.clone(), 0..3u8, 0..4u8).prop_map(|(skill, field, value)| Step::Edit { skill, field, value }),
        1 => skill.prop_map(|skill| Step::Revert { skill }),
    ]
}

fn id(skill: u8) -> SkillId {
    format!("00000000-0000-4000-8000-{skill:012}").parse().unwrap()
}

fn field(number: u8) -> &'static str {
    ["description", "code", "category"][usize::from(number)]
}

/// What the marketplace has, and what is on its way from it.
#[derive(Default)]
struct Market {
    skills: BTreeMap<u8, Object>,
    connected: bool,
    pushed: VecDeque<Update>,
}

impl Market {
    fn push(&mut self, update: Update) {
        if self.connected {
            self.pushed.push_back(update);
        }
    }

    fn publish(&mut self, skill: u8, field: &str, value: Value, how: u8, now: i64) {
        let new = !self.skills.contains_key(&skill);
        let object = self.skills.entry(skill).or_insert_with(|| {
            let whole = json!({ "skill_id": id(skill), "name": format!("Skill {skill}"), "version": "1.0.0",
                "average_rating": 0.0, "rating_count": 0, "kept": { "unknown": [1, 2.5] } });
            whole.as_object().unwrap().clone()
        });
        object.insert(field.to_owned(), value.clone());
        object.insert("updated_at".to_owned(), micros(now).to_string().into());
        let data = match how {
            // Only what changed, with or without its time.
            1 | 2 if !new => {
                let mut part = Object::new();
                part.insert("skill_id".to_owned(), json!(id(skill)));
                part.insert("name".to_owned(), object["name"].clone());
                part.insert(field.to_owned(), value);
                if how == 1 {
                    part.insert("updated_at".to_owned(), object["updated_at"].clone());
                }
                part
            }
            _ => object.clone(),
        };
        self.push(Update::Skill {
            id: id(skill),
            data: raw(&data),
        });
    }
}

fn raw(object: &Object) -> Box<RawValue> {
    RawValue::from_string(serde_json::to_string(object).unwrap()).unwrap()
}

fn micros(now: i64) -> ServerTime {
    ServerTime::from_micros(now * 1000).unwrap()
}

/// A listing being read: cut when it was asked for.
struct Reading {
    began: UnixMillis,
    rest: VecDeque<Object>,
    seen: HashSet<SkillId>,
    /// Whether a record was left out because what is here is later.
    overtaken: bool,
}

struct World {
    folder: tempfile::TempDir,
    store: Option<Store>,
    market: Market,
    now: i64,
    reading: Option<Reading>,
    strategy: ConflictStrategy,
    /// Since when the socket has not dropped, while it is connected.
    connected_since: i64,
    /// Whether a listing begun since then was read: from then on nothing is missed.
    caught_up: bool,
    /// Copies the user made and did not take back: skill and object.
    made: Vec<(u8, Object)>,
}

impl World {
    fn new() -> Self {
        // A file system in memory where there is one: this is about order, not about disks.
        let folder = ["/dev/shm"]
            .iter()
            .find_map(|place| tempfile::tempdir_in(place).ok())
            .unwrap_or_else(|| tempfile::tempdir().unwrap());
        let store = Some(Store::open(folder.path()).unwrap());
        Self {
            folder,
            store,
            market: Market::default(),
            now: 0,
            reading: None,
            strategy: ConflictStrategy::RemoteWins,
            connected_since: 0,
            caught_up: false,
            made: Vec::new(),
        }
    }

    /// Everything as on the first day, in the same files.
    fn begin(&mut self, strategy: ConflictStrategy) {
        self.market = Market {
            connected: true,
            ..Market::default()
        };
        self.now = 1_800_000_000_000;
        self.reading = None;
        self.connected_since = self.now;
        self.caught_up = true;
        self.strategy = strategy;
        self.made.clear();
        self.store()
            .write(|connection| {
                catalogue::clear(connection)?;
                for table in ["resolution", "conflict", "local_skill"] {
                    connection.execute(&format!("DELETE FROM user.{table}"), [])?;
                }
                Ok(())
            })
            .unwrap();
    }

    fn store(&self) -> &Store {
        self.store.as_ref().unwrap()
    }

    fn clock(&self) -> UnixMillis {
        UnixMillis(self.now)
    }

    fn run(&mut self, step: &Step) {
        // Now and then two things happen in one millisecond.
        self.now += i64::from(!matches!(step, Step::Page | Step::Arrive { count: 1 }));
        match step {
            Step::Publish {
                skill,
                field: number,
                value,
                how,
            } => {
                self.market
                    .publish(*skill, field(*number), json!(format!("theirs {value}")), *how, self.now);
            }
            Step::Remove { skill } => {
                if self.market.skills.remove(skill).is_some() {
                    let deleted_at = Some(micros(self.now));
                    self.market.push(Update::Delete {
                        id: id(*skill),
                        deleted_at,
                    });
                }
            }
            Step::Rate { skill, stars } => self.rate(*skill, *stars),
            Step::Arrive { count } => self.arrive(usize::from(*count)),
            Step::Drop => {
                self.caught_up = false;
                self.market.connected = false;
                self.market.pushed.clear();
            }
            Step::Return => {
                if !self.market.connected {
                    self.connected_since = self.now;
                }
                self.market.connected = true;
                self.ask();
            }
            Step::Ask => self.ask(),
            Step::Page => self.page(),
            Step::Restart => {
                self.store = None;
                self.store = Some(Store::open(self.folder.path()).unwrap());
                self.reading = None;
                self.caught_up = false;
                self.market.pushed.clear();
                self.market.connected = false;
            }
            Step::Edit {
                skill,
                field: number,
                value,
            } => self.edit(*skill, field(*number), *value),
            Step::Revert { skill } => {
                self.store()
                    .write(|connection| {
                        if remote::raw(connection, id(*skill))?.is_some() {
                            local::remove(connection, id(*skill))?;
                            connection.execute(
                                "DELETE FROM user.conflict WHERE skill_id = ?1 AND resolved_at IS NULL",
                                [id(*skill).as_bytes()],
                            )?;
                        }
                        Ok(())
                    })
                    .unwrap();
                self.made.retain(|(of, _)| of != skill);
            }
        }
    }

    fn rate(&mut self, skill: u8, stars: u8) {
        let at = micros(self.now);
        let Some(object) = self.market.skills.get_mut(&skill) else {
            return;
        };
        let count = object["rating_count"].as_u64().unwrap() + 1;
        object.insert("average_rating".to_owned(), json!(f64::from(stars)));
        object.insert("rating_count".to_owned(), json!(count));
        self.market.push(Update::Rating {
            id: id(skill),
            average: Some(f64::from(stars)),
            count: u32::try_from(count).ok(),
            updated_at: Some(at),
        });
    }

    fn arrive(&mut self, count: usize) {
        let arrival = Arrival {
            now: self.clock(),
            at: micros(self.now),
            wishes: Wishes {
                strategy: self.strategy,
                review: false,
            },
        };
        let count = count.min(self.market.pushed.len());
        let updates: Vec<Update> = self.market.pushed.drain(..count).collect();
        let doubtful = self
            .store()
            .write(|connection| {
                let mut doubtful = false;
                for update in &updates {
                    doubtful |= live::apply(connection, update, arrival)? == live::Applied::Doubtful;
                }
                Ok(doubtful)
            })
            .unwrap();
        // The engine reads a listing then, begun after that.
        if doubtful {
            self.caught_up = false;
            self.connected_since = self.now + 1;
        }
    }

    fn ask(&mut self) {
        let now = self.clock();
        self.store()
            .write(|connection| listing::begin(connection, now))
            .unwrap();
        self.reading = Some(Reading {
            began: self.clock(),
            rest: self.market.skills.values().cloned().collect(),
            seen: HashSet::new(),
            overtaken: false,
        });
    }

    /// The next page arrives; after the last one the listing is made the current one.
    fn page(&mut self) {
        let now = self.clock();
        let Some(mut reading) = self.reading.take() else {
            return;
        };
        let page: Vec<SkillRecord> = (0..PAGE)
            .filter_map(|_| reading.rest.pop_front())
            .map(|object| SkillRecord::parse(raw(&object)).unwrap())
            .collect();
        self.store()
            .write(|connection| {
                for record in &page {
                    reading.seen.insert(record.id);
                    reading.overtaken |=
                        listing::stage(connection, record, None, reading.began, now)? == listing::Staged::Older;
                }
                Ok(())
            })
            .unwrap();
        if !reading.rest.is_empty() {
            self.reading = Some(reading);
            return;
        }
        let all = Listing {
            seen: &reading.seen,
            kept: &HashSet::new(),
            began: reading.began,
            deletions_confirmed: false,
            wishes: Wishes {
                strategy: self.strategy,
                review: false,
            },
        };
        let applied = self
            .store()
            .write(|connection| listing::apply(connection, &all, now))
            .unwrap();
        if applied.overtaken || reading.overtaken {
            // A page was left to the next listing, since the user's copy met something later.
            self.caught_up = false;
            return;
        }
        self.caught_up |= self.market.connected && all.began.0 >= self.connected_since;
    }

    fn edit(&mut self, skill: u8, field: &str, value: u8) {
        let (now, strategy) = (self.clock(), self.strategy);
        let made = self
            .store()
            .write(|connection| {
                let copy = match local::get(connection, id(skill))? {
                    Some(copy) => copy,
                    None => match remote::raw(connection, id(skill))? {
                        None => return Ok(None),
                        Some(theirs) => {
                            let theirs: Object = serde_json::from_str(&theirs).unwrap();
                            LocalSkill {
                                id: id(skill),
                                object: theirs.clone(),
                                base: Some(theirs),
                                gone: false,
                                edited_at: now,
                            }
                        }
                    },
                };
                let mut object = copy.object.clone();
                object.insert(field.to_owned(), json!(format!("mine {value}")));
                local::put(
                    connection,
                    &LocalSkill {
                        object: object.clone(),
                        ..copy
                    },
                    now,
                )?;
                meet_again(connection, id(skill), strategy, now)?;
                Ok(Some(object))
            })
            .unwrap();
        if let Some(object) = made {
            self.made.retain(|(of, _)| *of != skill);
            self.made.push((skill, object));
        }
    }

    /// The network is good at last: the socket is back, a listing is read, all arrives.
    fn settle(&mut self) {
        self.now += 10;
        if !self.market.connected {
            self.connected_since = self.now;
        }
        self.market.connected = true;
        self.arrive(usize::MAX);
        self.now += 10;
        self.ask();
        while self.reading.is_some() {
            self.page();
        }
    }

    /// While nothing was missed and nothing is on its way, what is here is what the
    /// marketplace has; only the time of an update that named none is not known.
    fn nothing_untrue_is_shown(&self) {
        if !self.caught_up || !self.market.pushed.is_empty() {
            return;
        }
        let timeless = |object: &Object| {
            let mut object = object.clone();
            object.shift_remove("updated_at");
            object
        };
        self.store()
            .read(|connection| {
                for skill in 0..SKILLS {
                    let here =
                        remote::raw(connection, id(skill))?.map(|raw| timeless(&serde_json::from_str(&raw).unwrap()));
                    assert_eq!(
                        here,
                        self.market.skills.get(&skill).map(timeless),
                        "skill {skill} meanwhile"
                    );
                }
                Ok(())
            })
            .unwrap();
    }

    fn check(&self) -> Result<(), TestCaseError> {
        self.store()
            .read(|connection| {
                let here: HashSet<SkillId> = skills::ids(connection)?.into_iter().collect();
                let mine: HashSet<SkillId> = local::ids(connection)?.into_iter().collect();
                for skill in 0..SKILLS {
                    let id = id(skill);
                    let theirs = remote::raw(connection, id)?.map(|raw| serde_json::from_str::<Object>(&raw).unwrap());
                    assert_eq!(
                        theirs.as_ref(),
                        self.market.skills.get(&skill),
                        "the marketplace's copy of skill {skill}"
                    );
                    let shown =
                        skills::raw(connection, id)?.map(|(raw, _)| serde_json::from_str::<Object>(&raw).unwrap());
                    match local::get(connection, id)? {
                        None => assert_eq!(shown, theirs, "what is shown of skill {skill}"),
                        Some(copy) => {
                            let shown = shown.expect("a copy of the user's is shown");
                            for field in ["description", "code", "category"] {
                                assert_eq!(shown.get(field), copy.object.get(field), "{field} of skill {skill}");
                            }
                        }
                    }
                    assert_eq!(
                        here.contains(&id),
                        theirs_or_mine(self, skill, &mine),
                        "skill {skill} is listed"
                    );
                }
                self.nothing_is_lost(connection)?;
                let counted: u32 = catalogue::meta(connection)?.skills;
                assert_eq!(counted as usize, here.len(), "the number of skills that is shown");
                Ok(())
            })
            .unwrap();
        Ok(())
    }

    /// What the user made and did not take back is their copy, or the marketplace's, or
    /// in the history of conflicts from where it can be brought back.
    fn nothing_is_lost(&self, connection: &rusqlite::Connection) -> Result<(), skilldock_engine::store::StoreError> {
        for (skill, object) in &self.made {
            let mine = |copy: &Object| {
                object
                    .iter()
                    .filter(|(_, value)| value.as_str().is_some_and(|text| text.starts_with("mine")))
                    .all(|(field, value)| copy.get(field) == Some(value))
            };
            let kept = local::get(connection, id(*skill))?.is_some_and(|copy| mine(&copy.object));
            let mut logged = false;
            let mut statement =
                connection.prepare("SELECT conflict_id FROM user.resolution WHERE undone_at IS NULL")?;
            let numbers: Vec<i64> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
            for number in numbers {
                let stored = conflicts::get(connection, number)?.unwrap();
                logged |= stored.skill == id(*skill) && stored.resolution.is_some_and(|r| mine(&r.sides.local));
            }
            let theirs = self.market.skills.get(skill).is_some_and(mine);
            assert!(kept || logged || theirs, "an edit of skill {skill} is lost: {object:?}");
            if matches!(self.strategy, ConflictStrategy::LocalWins | ConflictStrategy::Manual) {
                assert!(
                    kept || theirs,
                    "an edit of skill {skill} is not in the user's copy: {object:?}"
                );
            }
        }
        Ok(())
    }
}

fn theirs_or_mine(world: &World, skill: u8, mine: &HashSet<SkillId>) -> bool {
    world.market.skills.contains_key(&skill) || mine.contains(&id(skill))
}

#[test]
fn every_interleaving_ends_equal_to_the_marketplace_and_the_users_edits() {
    let asked_for: Option<u32> = std::env::var("SKILLDOCK_SEQUENCES")
        .ok()
        .and_then(|text| text.parse().ok());
    let world = std::cell::RefCell::new(World::new());
    let strategies = prop::sample::select(ConflictStrategy::ALL.to_vec());
    let config = Config {
        cases: asked_for.unwrap_or(2_000),
        failure_persistence: None,
        ..Config::default()
    };
    // The normal run tries the same ones each time; an extended one looks for new ones.
    let mut runner = match asked_for {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    runner
        .run(
            &(strategies, prop::collection::vec(step(), 1..40)),
            |(strategy, steps)| {
                let mut world = world.borrow_mut();
                world.begin(strategy);
                for step in &steps {
                    world.run(step);
                    world.nothing_untrue_is_shown();
                }
                world.settle();
                world.check()
            },
        )
        .unwrap();
}
