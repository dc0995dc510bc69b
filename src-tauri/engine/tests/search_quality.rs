//! How good the search is on the real catalogue.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measurement says what it found"
)]

mod search_support;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use search_support::{Catalogue, real};
use skilldock_engine::search::text::fold;

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

#[test]
fn the_golden_queries_find_what_was_meant() {
    let golden = include_str!("golden/queries.tsv");
    let queries: Vec<(&str, &str)> = golden
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .collect();
    let ids: HashSet<&str> = REAL.1.iter().map(|skill| skill.id.as_str()).collect();
    let names: HashMap<String, usize> = REAL.1.iter().map(|skill| (fold(&skill.name), 1)).collect();
    let mut sum = 0.0;
    let mut low = Vec::new();
    for (query, wanted) in &queries {
        assert!(
            ids.contains(wanted) || names.contains_key(&fold(wanted)),
            "no such skill: {wanted}"
        );
        let place = place(query, |id, name| id == *wanted || fold(name) == fold(wanted), 20);
        let reciprocal = place.map_or(0.0, |place| 1.0 / place as f64);
        if reciprocal < 1.0 {
            low.push(format!("{query} → {wanted}: {place:?}"));
        }
        sum += reciprocal;
    }
    let mean = sum / queries.len() as f64;
    println!(
        "golden queries: {}, mean reciprocal rank {mean:.3}; not first: {low:#?}",
        queries.len()
    );
    assert!(queries.len() >= 300 && mean >= 0.92);
}
