//! How much is said of a real catalogue: a mark that everything carries says nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::*;
use crate::facts::Level;
use crate::facts::alike::{Named, WellKnown};

/// The catalogue of real skills; `None` where this machine does not have it.
fn real() -> Option<Vec<Map<String, Value>>> {
    use std::io::Read as _;
    let folder = PathBuf::from(std::env::var_os("SKILLDOCK_SHARED")?);
    let file = std::fs::File::open(folder.join("data/skills.jsonl.gz")).ok()?;
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).ok()?;
    text.lines().map(|line| serde_json::from_str(line).ok()).collect()
}

#[test]
fn under_a_tenth_of_real_skills_carry_the_highest_mark() {
    let Some(skills) = real() else { return };
    let text = |skill: &Map<String, Value>, path: &str| {
        Value::Object(skill.clone())
            .pointer(path)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let names: Vec<(String, String, u32)> = skills
        .iter()
        .map(|skill| {
            let count = skill.get("rating_count").and_then(Value::as_u64).unwrap_or(0);
            (
                text(skill, "/name"),
                text(skill, "/metadata/author"),
                u32::try_from(count).unwrap(),
            )
        })
        .collect();
    let known = WellKnown::of(names.iter().map(|(name, author, count)| Named {
        name,
        author,
        count: *count,
    }));
    let mut levels: BTreeMap<Option<Level>, usize> = BTreeMap::new();
    let mut kinds: BTreeMap<(Kind, Level), usize> = BTreeMap::new();
    let began = std::time::Instant::now();
    for (skill, (name, author, count)) in skills.iter().zip(&names) {
        let scan = scan(skill);
        let alike = known.resembled(Named {
            name,
            author,
            count: *count,
        });
        let mut highest: BTreeMap<Kind, Level> = BTreeMap::new();
        for fact in &scan.facts {
            let level = highest.entry(fact.kind).or_insert(fact.level);
            *level = (*level).max(fact.level);
        }
        if let Some(place) = alike {
            highest.insert(Kind::LookAlike, Level::Danger);
            println!("look_alike {name:?} by {author:?}: {:?}", names[place]);
        }
        for fact in scan.facts.iter().filter(|fact| fact.level == Level::Danger) {
            println!("{:?} {name:?} line {}: {}", fact.kind, fact.line, fact.excerpt);
        }
        highest
            .iter()
            .for_each(|(kind, level)| *kinds.entry((*kind, *level)).or_default() += 1);
        *levels.entry(highest.values().max().copied()).or_default() += 1;
    }
    println!(
        "{:?} for {} skills\n{levels:?}\n{kinds:#?}",
        began.elapsed(),
        skills.len()
    );
    let danger = levels.get(&Some(Level::Danger)).copied().unwrap_or(0);
    assert!(danger * 10 < skills.len(), "{danger} of {}", skills.len());
}
