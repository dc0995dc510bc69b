//! What the user was told, held against what is there afterwards.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use skilldock_engine::Engine;
use skilldock_engine::model::Code;
use skilldock_engine::search::SearchRequest;
use skilldock_stories::id;

/// The description of the user's change number so: a word that nothing else has.
pub fn description(change: u32) -> String {
    format!("edit{change:08} of mine.")
}

/// The comment of rating number so.
pub fn comment(change: u32) -> String {
    format!("rating {change}")
}

/// The stars of rating number so.
pub fn stars(change: u32) -> u8 {
    u8::try_from(change % 5 + 1).unwrap()
}

/// The user's changes to one thing, each with a number that rises.
#[derive(Debug, Default, Clone, Copy)]
struct Thing {
    /// The last that was said to be kept.
    kept: Option<u32>,
    /// One that was begun after it: it may be there or not.
    asked: Option<u32>,
}

impl Thing {
    /// Whether this may be what is there; if it is, it is what has to stay.
    fn is(&mut self, found: Option<u32>) -> bool {
        let may_be = found == self.kept || (found.is_some() && found == self.asked);
        if may_be {
            *self = Self {
                kept: found,
                asked: None,
            };
        }
        may_be
    }
}

/// Everything the user did, and what was under way when the process was killed.
#[derive(Debug, Default)]
pub struct Ledger {
    edits: BTreeMap<u32, Thing>,
    ratings: BTreeMap<u32, Thing>,
    touched: BTreeSet<u32>,
}

impl Ledger {
    /// Takes in what a process said before it was killed; gives what was under way.
    pub fn take(&mut self, lines: &[String]) -> BTreeSet<String> {
        let mut under_way = BTreeSet::new();
        self.touched.clear();
        for line in lines {
            let words: Vec<&str> = line.split(' ').collect();
            match words[..] {
                ["begins", activity] => drop(under_way.insert(activity.to_owned())),
                ["ended", activity] => drop(under_way.remove(activity)),
                [said @ ("asks" | "kept"), what, skill, change] => {
                    let skill = skill.parse().unwrap();
                    let things = match what {
                        "edit" => &mut self.edits,
                        _ => &mut self.ratings,
                    };
                    let thing: &mut Thing = things.entry(skill).or_default();
                    let change = Some(change.parse().unwrap());
                    if said == "kept" {
                        thing.kept = change;
                    } else {
                        thing.asked = change;
                    }
                    self.touched.insert(skill);
                }
                _ => panic!("a line of no known kind: {line}"),
            }
        }
        under_way
    }

    /// Holds what was touched since the last look against what is there.
    pub fn check_touched(&mut self, engine: &Engine) {
        for skill in self.touched.clone() {
            self.check(engine, skill);
        }
    }

    /// Holds everything against what is there.
    pub fn check_all(&mut self, engine: &Engine) {
        let all: BTreeSet<u32> = self.edits.keys().chain(self.ratings.keys()).copied().collect();
        for skill in all {
            self.check(engine, skill);
        }
    }

    fn check(&mut self, engine: &Engine, skill: u32) {
        let number = id(skill).parse().unwrap();
        if let Some(thing) = self.edits.get_mut(&skill) {
            let shown = engine.show(number).unwrap().skill;
            let before = *thing;
            let found = shown
                .get("parameters")
                .and_then(|all| all["change"].as_u64())
                .map(|change| u32::try_from(change).unwrap());
            assert!(thing.is(found), "edits of {skill}: {before:?}, but {found:?} is there");
            if let Some(found) = found {
                assert_eq!(shown["description"], json!(description(found)), "one edit is one edit");
                let request = SearchRequest {
                    text: description(found),
                    limit: 10,
                    ..SearchRequest::default()
                };
                let page = engine.search(&request).unwrap();
                assert!(
                    page.skills.iter().any(|row| row.skill_id == number),
                    "{} is shown and not found",
                    description(found)
                );
            }
        }
        if let Some(thing) = self.ratings.get_mut(&skill) {
            let before = *thing;
            let rating = match engine.rating(number) {
                Ok(rating) => Some(rating),
                Err(problem) if problem.code == Code::NotFound => None,
                Err(problem) => panic!("{problem}"),
            };
            let found = rating.as_ref().map(|rating| {
                let change = rating.comment.as_deref().unwrap().strip_prefix("rating ").unwrap();
                change.parse().unwrap()
            });
            assert!(
                thing.is(found),
                "ratings of {skill}: {before:?}, but {rating:?} is there"
            );
            if let (Some(found), Some(rating)) = (found, rating) {
                assert_eq!(rating.rating, stars(found), "one rating is one rating");
            }
        }
    }

    /// The skills with an edit, and its number.
    pub fn edited(&self) -> BTreeMap<u32, u32> {
        Self::kept(&self.edits)
    }

    /// The skills with a rating, and its number.
    pub fn rated(&self) -> BTreeMap<u32, u32> {
        Self::kept(&self.ratings)
    }

    fn kept(things: &BTreeMap<u32, Thing>) -> BTreeMap<u32, u32> {
        things
            .iter()
            .filter_map(|(skill, thing)| Some((*skill, thing.kept?)))
            .collect()
    }
}
