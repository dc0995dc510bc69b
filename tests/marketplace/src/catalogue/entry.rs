//! One skill of the catalogue: the bytes that are served, and the few fields the server itself reads.

use bytes::Bytes;
use serde::Deserialize;

use super::ratings::{Figures, Rating};
use super::raw_object::RawObject;

/// A skill as the catalogue keeps it.
///
/// `json` is written once, when the skill comes in: a page of the listing is a concatenation of these, which
/// is what lets one core serve a hundred thousand skills in less time than a client needs to read them.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Rank in the listing: the order skills were created in, never used twice.
    pub rank: u64,
    pub skill_id: Box<str>,
    pub category: Option<Box<str>>,
    /// Lower-cased name, description and tags: what `?query=` looks through.
    pub haystack: Box<str>,
    /// The skill as the listing has it.
    pub json: Bytes,
    /// The part of the average that no stored rating accounts for: a catalogue comes with figures, and only
    /// sometimes with the ratings behind them.
    pub prior: Figures,
    pub ratings: Vec<Rating>,
}

/// Why a record is no skill.
#[derive(Debug, thiserror::Error)]
pub enum SkillError {
    /// The text is no JSON object.
    #[error("not a JSON object: {0}")]
    NotAnObject(#[from] serde_json::Error),
    /// There is no `skill_id`, or it is not text.
    #[error("a skill without a skill_id")]
    NoId,
}

/// Only what the server needs to know of a skill; serde skips the rest without building it.
#[derive(Deserialize)]
struct Seen {
    skill_id: Option<String>,
    #[serde(default)]
    name: serde_json::Value,
    #[serde(default)]
    description: serde_json::Value,
    #[serde(default)]
    category: serde_json::Value,
    #[serde(default)]
    tags: serde_json::Value,
    #[serde(default)]
    average_rating: serde_json::Value,
    #[serde(default)]
    rating_count: serde_json::Value,
    #[serde(default)]
    ratings: Option<Vec<Rating>>,
}

impl Entry {
    /// Reads a skill. It need not be a good one: a marketplace that serves flawed records is part of what
    /// clients must survive, so apart from the id nothing is required.
    pub fn read(text: String, rank: u64) -> Result<Self, SkillError> {
        let seen: Seen = match serde_json::from_str(&text) {
            Ok(seen) => seen,
            // Something odd stands in `skill_id` or `ratings`: say which of the two it is that matters.
            Err(error) => match RawObject::parse(&text)?.get::<String>("skill_id") {
                Some(_) => return Err(error.into()),
                None => return Err(SkillError::NoId),
            },
        };
        let skill_id = seen.skill_id.ok_or(SkillError::NoId)?;
        let ratings = seen.ratings.unwrap_or_default();
        let json = if ratings.is_empty() {
            Bytes::from(text)
        } else {
            let mut object = RawObject::parse(&text)?;
            object.remove("ratings");
            Bytes::from(object.to_text()?)
        };
        let stated = Figures::of(
            seen.average_rating.as_f64().unwrap_or(0.0),
            seen.rating_count.as_u64().unwrap_or(0),
        );
        Ok(Self {
            rank,
            skill_id: skill_id.into(),
            category: seen.category.as_str().map(Into::into),
            haystack: haystack(&[&seen.name, &seen.description, &seen.tags]),
            json,
            prior: stated.without(&Figures::sum(&ratings)),
            ratings,
        })
    }

    /// Average and count over everything known.
    pub fn figures(&self) -> Figures {
        self.prior.with(&Figures::sum(&self.ratings))
    }

    /// Writes the present figures into the stored bytes.
    pub fn rewrite_figures(&mut self) -> Result<(), SkillError> {
        let figures = self.figures();
        let mut object = self.object()?;
        object.set("average_rating", &figures.average())?;
        object.set("rating_count", &figures.count)?;
        self.json = Bytes::from(object.to_text()?);
        Ok(())
    }

    /// The skill as the detail call gives it: with its ratings, and `metadata.examples` filled from
    /// `examples` where the skill has them only there.
    pub fn detail(&self) -> Result<Bytes, SkillError> {
        let mut object = self.object()?;
        object.set("ratings", &self.ratings)?;
        let mut metadata: RawObject = object.get("metadata").unwrap_or_default();
        if metadata.get::<serde_json::Value>("examples").is_none() {
            let examples: Option<Vec<serde_json::Value>> = object.get("examples");
            metadata.set("examples", &examples.unwrap_or_default())?;
            object.set("metadata", &metadata)?;
        }
        Ok(Bytes::from(object.to_text()?))
    }

    /// The skill's fields.
    pub fn object(&self) -> Result<RawObject, SkillError> {
        Ok(serde_json::from_slice(&self.json)?)
    }
}

fn haystack(fields: &[&serde_json::Value]) -> Box<str> {
    let mut all = String::new();
    let mut add = |value: &serde_json::Value| {
        if let Some(text) = value.as_str() {
            all.push_str(&text.to_lowercase());
            all.push('\n');
        }
    };
    for field in fields {
        match field {
            serde_json::Value::Array(items) => items.iter().for_each(&mut add),
            one => add(one),
        }
    }
    all.into()
}
