//! How good the search is on the real catalogue.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measurement says what it found"
)]

mod search_support;

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use search_support::{Catalogue, NOW, real};
use skilldock_engine::search::text::fold;
use skilldock_engine::search::{SearchContext, SearchRequest, Searcher};

struct Skill {
    id: String,
    name: String,
}

static REAL: LazyLock<(Catalogue, Vec<Skill>)> = LazyLock::new(|| {
    let lines = real();
    let skills = lines
        .iter()
        .map(|line| {
            let object: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = |field: &str| object[field].as_str().unwrap().to_owned();
            Skill {
                id: text("skill_id"),
                name: text("name"),
            }
        })
        .collect();
    (Catalogue::of(lines), skills)
});

/// The place of the first wanted skill, from 1.
fn place(text: &str, wanted: impl Fn(&str, &str) -> bool, within: u32) -> Option<usize> {
    let page = REAL.0.find(text, within);
    page.skills
        .iter()
        .position(|row| wanted(&row.skill_id.to_string(), &row.name))
        .map(|at| at + 1)
}

#[test]
fn every_skill_is_first_when_its_name_is_typed() {
    let missed: Vec<&str> = REAL
        .1
        .iter()
        .filter(|skill| place(&skill.name, |_, name| fold(name) == fold(&skill.name), 1).is_none())
        .map(|skill| skill.name.as_str())
        .collect();
    println!("exact names first: {} of {}", REAL.1.len() - missed.len(), REAL.1.len());
    assert!(missed.is_empty(), "{missed:?}");
}

/// One random typo in a word of four letters or more.
fn mistype(name: &str, random: &mut StdRng) -> Option<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut start = None;
    for at in 0..=chars.len() {
        let letter = chars.get(at).is_some_and(|c| c.is_alphabetic());
        match (start, letter) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                if at - from >= 4 {
                    words.push((from, at));
                }
                start = None;
            }
            _ => {}
        }
    }
    if words.is_empty() {
        return None;
    }
    let (from, to) = words[random.random_range(0..words.len())];
    loop {
        let mut typed = chars.clone();
        let at = random.random_range(from..to);
        let letter = char::from(random.random_range(b'a'..=b'z'));
        match random.random_range(0..4) {
            0 => typed[at] = letter,
            1 => drop(typed.remove(at)),
            2 => typed.insert(at, letter),
            _ if at + 1 < to => typed.swap(at, at + 1),
            _ => continue,
        }
        let typed: String = typed.into_iter().collect();
        if fold(&typed) != fold(name) {
            return Some(typed);
        }
    }
}

#[test]
fn a_skill_is_among_the_first_five_with_one_typo_in_its_name() {
    let mut random = StdRng::seed_from_u64(20_260_130);
    let (mut tried, mut found, mut missed) = (0_usize, 0_usize, Vec::new());
    for skill in &REAL.1 {
        let Some(typed) = mistype(&skill.name, &mut random) else {
            continue;
        };
        tried += 1;
        if place(&typed, |_, name| fold(name) == fold(&skill.name), 5).is_some() {
            found += 1;
        } else {
            missed.push(format!("{typed} ({})", skill.name));
        }
    }
    let share = found as f64 / tried as f64;
    println!(
        "one typo, in the first five: {found} of {tried} ({:.1} %); missed: {missed:#?}",
        share * 100.0
    );
    assert!(share >= 0.95);
}

/// The golden queries: their kind, what is typed, the skill that is meant.
fn golden() -> Vec<(&'static str, &'static str, &'static str)> {
    let mut kind = "";
    let mut queries = Vec::new();
    for line in include_str!("golden/queries.tsv").lines() {
        if let Some(named) = line.strip_prefix("## ") {
            kind = named;
        } else if let Some((query, wanted)) = line.split_once('\t') {
            queries.push((kind, query, wanted));
        }
    }
    queries
}

#[test]
fn the_words_in_memory_answer_as_the_index_does() {
    let (index, memory) = (Searcher::default(), Searcher::default());
    REAL.0.store.read(|connection| memory.warm(connection)).unwrap();
    // A third of them, as they are typed: their beginnings of one, three and six letters, and all.
    let queries = golden()
        .into_iter()
        .step_by(3)
        .flat_map(|(_, query, _)| [1, 3, 6, usize::MAX].map(|length| query.chars().take(length).collect::<String>()));
    for text in queries.chain(["use the".to_owned(), "no such thing qqqq".to_owned()]) {
        let request = SearchRequest {
            text,
            facets: true,
            ..SearchRequest::default()
        };
        let found = |searcher: &Searcher| {
            let context = SearchContext { now: NOW };
            REAL.0
                .store
                .read(|connection| searcher.search(connection, &request, &context))
                .unwrap()
        };
        assert_eq!(found(&memory), found(&index), "{}", request.text);
    }
}

#[test]
fn the_golden_queries_find_what_was_meant() {
    let ids: HashSet<&str> = REAL.1.iter().map(|skill| skill.id.as_str()).collect();
    let names: HashSet<String> = REAL.1.iter().map(|skill| fold(&skill.name)).collect();
    // Names, words of descriptions, typos: none of them may make up for another.
    let mut kinds: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let mut low = Vec::new();
    for (kind, query, wanted) in golden() {
        assert!(
            ids.contains(wanted) || names.contains(&fold(wanted)),
            "no such skill: {wanted}"
        );
        let place = place(query, |id, name| id == wanted || fold(name) == fold(wanted), 20);
        let reciprocal = place.map_or(0.0, |place| 1.0 / place as f64);
        if reciprocal < 1.0 {
            low.push(format!("{query} → {wanted}: {place:?}"));
        }
        kinds.entry(kind).or_default().push(reciprocal);
    }
    println!("not first: {low:#?}");
    for (kind, places) in &kinds {
        let mean = places.iter().sum::<f64>() / places.len() as f64;
        println!("{kind}: {} queries, mean reciprocal rank {mean:.3}", places.len());
        assert!(places.len() >= 100 && mean >= 0.92, "{kind}: {mean:.3}");
    }
    assert_eq!(kinds.len(), 3);
}
