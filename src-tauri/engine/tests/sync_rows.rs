//! What syncs may write, in rows rather than by a clock: the same on every machine, however
//! busy. FTS5 keeps its index in rows too, so that who makes it write a part of its index for
//! every skill finds out here.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where its ground is missing"
)]

use std::collections::HashSet;

use serde_json::value::RawValue;
use serde_json::{Value, json};
use skilldock_engine::config::ConflictStrategy;
use skilldock_engine::model::{SkillRecord, UnixMillis};
use skilldock_engine::store::Store;
use skilldock_engine::store::facts::Summary;
use skilldock_engine::store::listing::{Applied, Listing, apply, begin, stage};
use skilldock_engine::store::local::{self, LocalSkill};
use skilldock_engine::store::settle::Wishes;

const WORDS: [&str; 8] = [
    "note", "music", "calendar", "report", "search", "agent", "video", "invoice",
];

/// Skills of a listing; `version` says which state of it.
fn listing(count: usize, version: usize) -> Vec<SkillRecord> {
    (0..count).map(|number| record(&object(number, version))).collect()
}

fn object(number: usize, version: usize) -> Value {
    let word = |place: usize| WORDS[(number * 7 + place * 3) % WORDS.len()];
    json!({
        "skill_id": format!("{number:08x}-9bf0-42ff-ab94-8b923d37b0e0"),
        "name": format!("{} {} {number}", word(0), word(1)),
        "description": format!("A {} for the {} of {} in state {version}, number {number}.", word(2), word(3), word(4)),
        "version": format!("{version}.0.0"),
        "category": word(5), "tags": [word(6), word(7)], "metadata": {"author": format!("somebody {}", number % 40)},
        "updated_at": format!("2026-01-{:02}T00:00:00Z", version + 1),
    })
}

fn record(object: &Value) -> SkillRecord {
    SkillRecord::parse(RawValue::from_string(object.to_string()).unwrap()).unwrap()
}

/// A store in a folder of its own, that counts what is written.
struct Counted {
    store: Store,
    _folder: tempfile::TempDir,
}

impl Counted {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            store: Store::open(folder.path()).unwrap(),
            _folder: folder,
        }
    }

    /// Rows that the connection wrote since it was opened, those of FTS5 among them.
    fn rows(&self) -> u64 {
        self.store
            .write(|connection| Ok(connection.query_row("SELECT total_changes()", [], |row| row.get(0))?))
            .unwrap()
    }

    /// Takes a listing in pages, as a sync does, and gives how many rows that wrote.
    fn takes(&self, listing: &[SkillRecord]) -> (u64, Applied) {
        let before = self.rows();
        let now = UnixMillis::now();
        self.store.write(|connection| begin(connection, now)).unwrap();
        for page in listing.chunks(100) {
            self.store
                .write_of_many(|connection| {
                    for record in page {
                        stage(connection, record, Some(Summary::default()), now, now)?;
                    }
                    Ok(())
                })
                .unwrap();
        }
        let seen: HashSet<_> = listing.iter().map(|record| record.id).collect();
        let kept = HashSet::new();
        let listing = Listing {
            seen: &seen,
            kept: &kept,
            began: now,
            deletions_confirmed: false,
            wishes: Wishes {
                strategy: ConflictStrategy::Manual,
                review: false,
            },
        };
        let applied = self.store.write(|connection| apply(connection, &listing, now)).unwrap();
        (self.rows() - before, applied)
    }

    /// Changes the first so many skills, as the user does when many are changed at once, and
    /// gives how many rows that wrote.
    fn edits(&self, count: usize, description: &str) -> u64 {
        let before = self.rows();
        let edit = |connection: &rusqlite::Connection, number: usize| {
            let base = object(number, 0).as_object().unwrap().clone();
            let mut mine = base.clone();
            mine.insert("description".to_owned(), description.into());
            let copy = LocalSkill {
                id: record(&object(number, 0)).id,
                object: mine,
                base: Some(base),
                gone: false,
                edited_at: UnixMillis::now(),
            };
            local::put(connection, &copy, UnixMillis::now())
        };
        self.store
            .write(|connection| (0..count).try_for_each(|number| edit(connection, number)))
            .unwrap();
        self.rows() - before
    }
}

fn a_skill(rows: u64, skills: usize) -> f64 {
    rows as f64 / skills as f64
}

#[test]
fn a_first_sync_writes_as_much_for_each_of_many_skills_as_for_each_of_few() {
    let few = a_skill(Counted::new().takes(&listing(300, 0)).0, 300);
    let many = a_skill(Counted::new().takes(&listing(3_000, 0)).0, 3_000);
    assert!(few < 13.5, "{few} rows a skill of few");
    assert!(many < few * 1.1, "{many} rows a skill of many, {few} of few");
}

#[test]
fn a_changed_skill_costs_a_row_in_and_a_row_out() {
    let counted = Counted::new();
    counted.takes(&listing(3_000, 0));
    let mut changed = listing(3_000, 0);
    for (place, record) in changed.iter_mut().enumerate().filter(|(place, _)| place % 10 == 0) {
        *record = self::record(&object(place, 1));
    }
    let (rows, applied) = counted.takes(&changed);
    assert!(applied.changed);
    let rows = a_skill(rows, 300);
    assert!(rows < 37.5, "{rows} rows for a changed skill");
}

#[test]
fn skills_that_are_replaced_at_once_cost_no_part_of_the_index_each() {
    let counted = Counted::new();
    counted.takes(&listing(600, 0));
    counted.edits(300, "as I want it");
    let rows = a_skill(counted.edits(300, "as I want it now"), 300);
    assert!(rows < 40.0, "{rows} rows for a skill that is replaced");
}

#[test]
fn a_copy_that_is_shown_as_it_was_costs_no_row_of_the_index() {
    let counted = Counted::new();
    counted.takes(&listing(600, 0));
    counted.edits(300, "as I want it");
    let rows = a_skill(counted.edits(300, "as I want it"), 300);
    assert!(rows < 6.0, "{rows} rows for a copy that stays as it is");
}

#[test]
fn a_conflict_costs_no_part_of_the_index_of_its_own() {
    let counted = Counted::new();
    counted.takes(&listing(600, 0));
    counted.edits(300, "as I want it");
    let (rows, applied) = counted.takes(&listing(600, 1));
    assert_eq!(applied.settled.iter().filter(|one| one.waiting).count(), 300);
    let rows = a_skill(rows, 600);
    assert!(
        rows < 38.0,
        "{rows} rows for a skill that changed, half of them in conflict"
    );
}
