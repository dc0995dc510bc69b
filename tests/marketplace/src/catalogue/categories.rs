//! Categories: those the marketplace was given, and those its skills imply.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

/// The categories in the order they became known.
///
/// `skill_count` is never stored: it is counted when somebody asks, so it cannot drift from the listing.
#[derive(Debug, Default)]
pub(crate) struct Categories {
    known: Vec<Map<String, Value>>,
    skills_in: HashMap<Box<str>, u64>,
}

impl Categories {
    /// Adds a category or replaces the one of that name. False when it has no name.
    pub fn upsert(&mut self, category: Map<String, Value>) -> bool {
        let Some(name) = category.get("name").and_then(Value::as_str).map(str::to_owned) else {
            return false;
        };
        match self.known.iter_mut().find(|one| name_of(one) == name) {
            Some(place) => *place = category,
            None => self.known.push(category),
        }
        true
    }

    /// Takes a category out; true when there was one.
    pub fn remove(&mut self, name: &str) -> bool {
        let before = self.known.len();
        self.known.retain(|one| name_of(one) != name);
        self.known.len() != before
    }

    /// A skill is now in this category. The first one makes the category known.
    pub fn skill_arrives(&mut self, name: &str, created_at: &str) {
        *self.skills_in.entry(name.into()).or_default() += 1;
        if !self.known.iter().any(|one| name_of(one) == name) {
            let derived = json!({
                "name": name,
                "description": format!("Skills for {name}"),
                "icon_url": Value::Null,
                "created_at": created_at,
            });
            if let Value::Object(derived) = derived {
                self.known.push(derived);
            }
        }
    }

    /// A skill has left this category. The category stays, with fewer skills or none.
    pub fn skill_leaves(&mut self, name: &str) {
        if let Some(count) = self.skills_in.get_mut(name) {
            *count = count.saturating_sub(1);
        }
    }

    /// All of them, counted.
    pub fn listed(&self) -> Vec<Value> {
        self.known
            .iter()
            .map(|category| {
                let mut category = category.clone();
                let count = self.skills_in.get(name_of(&category)).copied().unwrap_or(0);
                category.insert("skill_count".to_owned(), count.into());
                for (field, absent) in [
                    ("description", json!("")),
                    ("icon_url", Value::Null),
                    ("created_at", Value::Null),
                ] {
                    category.entry(field).or_insert(absent);
                }
                Value::Object(category)
            })
            .collect()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.known.len()
    }
}

fn name_of(category: &Map<String, Value>) -> &str {
    category.get("name").and_then(Value::as_str).unwrap_or_default()
}
