//! A catalogue of any size that reads like the real one: the real skills, and variations
//! of them.
//!
//! What a search costs is decided by how often words occur. A word put in the place of
//! another is drawn from all words of the real texts, so that the common ones stay as
//! common as they are there; one in twenty is coined, so that the vocabulary grows with
//! the catalogue, as real ones do.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

const SEED: u64 = 20_260_130;
/// The share of the words of a variation that are another skill's, or nobody's.
const REPLACED: f64 = 0.35;
/// The share of the replaced words that are coined.
const COINED: f64 = 0.05;
const SYLLABLES: [&str; 32] = [
    "ba", "cor", "den", "fi", "gra", "hel", "in", "jo", "kal", "lum", "mi", "nor", "o", "pex", "qua", "ri", "sol",
    "ta", "ul", "ven", "wi", "xa", "yo", "zen", "bri", "clo", "dri", "flu", "ster", "mon", "tek", "ly",
];

/// The words of the real texts, each as often as it stands there.
pub struct Source {
    skills: Vec<Value>,
    names: Vec<String>,
    descriptions: Vec<String>,
    random: StdRng,
}

impl Source {
    /// From the objects of a catalogue, one JSON text each.
    pub fn of(lines: &[String]) -> anyhow::Result<Self> {
        let skills: Vec<Value> = lines
            .iter()
            .map(|line| serde_json::from_str(line))
            .collect::<Result<_, _>>()?;
        anyhow::ensure!(!skills.is_empty(), "no skills to vary");
        let words = |field: &str| -> Vec<String> {
            let texts = skills.iter().filter_map(|skill| skill[field].as_str());
            texts
                .flat_map(|text| text.split_whitespace().map(str::to_owned))
                .collect()
        };
        Ok(Self {
            names: words("name"),
            descriptions: words("description"),
            random: StdRng::seed_from_u64(SEED),
            skills,
        })
    }

    /// The nth skill as its JSON text: the real ones first. Its code is left out, which no
    /// search reads.
    pub fn skill(&mut self, number: usize) -> String {
        let mut skill = self.skills[number % self.skills.len()].clone();
        skill["code"] = Value::from("print()");
        if number >= self.skills.len() {
            skill["name"] = Value::from(self.varied(&skill["name"], true));
            skill["description"] = Value::from(self.varied(&skill["description"], false));
            skill["skill_id"] = Value::from(format!("00000000-0000-4000-8000-{number:012x}"));
            skill["average_rating"] = json!(f64::from(self.random.random_range(0..51)) / 10.0);
            skill["rating_count"] = json!(self.random.random_range(0..500));
            let (month, day) = (self.random.random_range(1..13), self.random.random_range(1..29));
            skill["updated_at"] = Value::from(format!("2025-{month:02}-{day:02}T10:00:00Z"));
        }
        skill.to_string()
    }

    fn varied(&mut self, text: &Value, name: bool) -> String {
        let words: Vec<String> = text
            .as_str()
            .unwrap_or_default()
            .split_whitespace()
            .map(|word| self.word_for(word, name))
            .collect();
        if words.is_empty() {
            self.coined()
        } else {
            words.join(" ")
        }
    }

    fn word_for(&mut self, word: &str, name: bool) -> String {
        if !self.random.random_bool(REPLACED) {
            return word.to_owned();
        }
        if self.random.random_bool(COINED) {
            return self.coined();
        }
        let pool = if name { &self.names } else { &self.descriptions };
        pool.choose(&mut self.random).cloned().unwrap_or_default()
    }

    fn coined(&mut self) -> String {
        let syllables = self.random.random_range(2..5);
        (0..syllables)
            .filter_map(|_| SYLLABLES.choose(&mut self.random).copied())
            .collect()
    }
}
