//! What is kept in memory follows the catalogue: after any live updates a searcher that saw
//! them come answers as one that reads everything anew.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where its ground is missing"
)]

mod search_support;

use proptest::prelude::*;
use search_support::{Catalogue, NOW, skill};
use serde_json::json;
use serde_json::value::RawValue;
use skilldock_engine::config::ConflictStrategy;
use skilldock_engine::live::Update;
use skilldock_engine::model::{ServerTime, SkillId};
use skilldock_engine::search::{SearchContext, SearchPage, SearchRequest, Searcher, Sort};
use skilldock_engine::store::live::{self, Arrival};
use skilldock_engine::store::settle::Wishes;

const WORDS: [&str; 6] = ["alpha", "alpine", "beta", "gamma", "delta", "smart-home"];
const QUERIES: [&str; 9] = [
    "",
    "a",
    "alp",
    "alpha",
    "beta",
    "alpha beta",
    "smarthome",
    "tag:beta",
    "gamma -tag:delta",
];
const SKILLS: usize = 10;

#[derive(Debug, Clone)]
enum Change {
    Skill { number: usize, words: [usize; 4] },
    Rating { number: usize, stars: u8, count: u32 },
    Delete { number: usize },
}

fn change() -> impl Strategy<Value = Change> {
    // Two more than there are at first: some come, and some that were deleted come again.
    let number = || 0..SKILLS + 2;
    prop_oneof![
        4 => (number(), proptest::array::uniform4(0..WORDS.len())).prop_map(|(number, words)| Change::Skill { number, words }),
        2 => (number(), 0..6_u8, 0..9_u32).prop_map(|(number, stars, count)| Change::Rating { number, stars, count }),
        2 => number().prop_map(|number| Change::Delete { number }),
    ]
}

fn object(number: usize, words: [usize; 4]) -> String {
    let [name, more, described, tag] = words.map(|word| WORDS[word]);
    skill(
        number,
        &format!("{name} {more}"),
        &json!({"description": format!("does {described}"), "tags": [tag, "all"], "category": described}),
    )
}

fn id(number: usize) -> SkillId {
    format!("00000000-0000-4000-8000-{number:012x}").parse().unwrap()
}

fn update(change: &Change, at: ServerTime) -> Update {
    match *change {
        Change::Skill { number, words } => Update::Skill {
            id: id(number),
            data: RawValue::from_string(object(number, words)).unwrap(),
        },
        Change::Rating { number, stars, count } => Update::Rating {
            id: id(number),
            average: Some(f64::from(stars)),
            count: Some(count),
            updated_at: Some(at),
        },
        Change::Delete { number } => Update::Delete {
            id: id(number),
            deleted_at: Some(at),
        },
    }
}

fn asked(catalogue: &Catalogue, searcher: &Searcher, text: &str, sort: Sort) -> SearchPage {
    let request = SearchRequest {
        text: text.to_owned(),
        sort: Some(sort),
        facets: true,
        literal: true,
        ..SearchRequest::default()
    };
    catalogue
        .store
        .read(|connection| searcher.search(connection, &request, &SearchContext { now: NOW }))
        .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn what_is_in_memory_follows_every_change(rounds in proptest::collection::vec(proptest::collection::vec(change(), 1..4), 1..8)) {
        let catalogue = Catalogue::of((0..SKILLS).map(|n| object(n, [n % 6, n % 4, n % 5, n % 3])));
        let following = Searcher::default();
        catalogue.store.read(|connection| following.warm(connection)).unwrap();
        let mut clock = NOW.0;
        for changes in rounds {
            catalogue.store.write(|connection| {
                for change in &changes {
                    clock += 1_000;
                    let at = ServerTime::from_micros(clock * 1_000).unwrap();
                    let wishes = Wishes { strategy: ConflictStrategy::default(), review: false };
                    live::apply(connection, &update(change, at), Arrival { now: NOW, at, wishes })?;
                }
                Ok(())
            }).unwrap();
            for text in QUERIES {
                for sort in [Sort::Relevance, Sort::Name, Sort::Rating] {
                    let anew = asked(&catalogue, &Searcher::default(), text, sort);
                    prop_assert_eq!(asked(&catalogue, &following, text, sort), anew, "{} by {:?}", text, sort);
                }
            }
        }
    }
}
