//! The real catalogue, read by other means than the application's, to know what the window should say.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};

use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use serde_json::Value;

use crate::place;

/// The skills of the real catalogue.
#[derive(Debug)]
pub struct Catalogue(Vec<Value>);

impl Catalogue {
    /// Reads it from the shared test data.
    ///
    /// # Errors
    /// When it is not there or not what it should be.
    pub fn read() -> Result<Self> {
        let path = place::shared("data/skills.jsonl.gz")?;
        let file = File::open(&path).with_context(|| format!("cannot open {}", path.display()))?;
        let lines = BufReader::new(GzDecoder::new(file)).lines();
        lines
            .map(|line| Ok(serde_json::from_str(&line?)?))
            .collect::<Result<_>>()
            .map(Self)
    }

    /// How many skills there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many skills have each value of a text field, among those with these values of other fields.
    #[must_use]
    pub fn counts(&self, field: &str, among: &[(&str, &str)]) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for skill in self
            .0
            .iter()
            .filter(|skill| among.iter().all(|(name, value)| skill[*name] == **value))
        {
            if let Some(value) = skill[field].as_str() {
                *counts.entry(value.to_owned()).or_default() += 1;
            }
        }
        counts
    }

    /// The one skill of this name.
    ///
    /// # Errors
    /// When there is none, or several.
    pub fn named(&self, name: &str) -> Result<&Value> {
        let mut found = self.0.iter().filter(|skill| skill["name"] == name);
        let one = found.next().with_context(|| format!("no skill is called {name:?}"))?;
        anyhow::ensure!(found.next().is_none(), "several skills are called {name:?}");
        Ok(one)
    }

    /// The name of the skill with this id.
    #[must_use]
    pub fn name(&self, id: &str) -> Option<&str> {
        self.0.iter().find(|skill| skill["skill_id"] == id)?["name"].as_str()
    }
}
