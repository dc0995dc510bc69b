//! The catalogue as tests and HTTP calls hold it: change it, and every live connection hears of it.

use std::sync::Arc;

use parking_lot::RwLock;
use serde_json::Value;

use super::entry::SkillError;
use super::load::Loaded;
use super::ratings::Rating;
use super::state::{RatingError, State};
use crate::event::{Event, EventKind};
use crate::live::Hub;
use crate::moment;

/// Why an event could not be applied.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The skill has no id, or is no object.
    #[error(transparent)]
    Skill(#[from] SkillError),
    /// A category without a name.
    #[error("a category without a name")]
    NamelessCategory,
    /// The event's data has not what its type requires.
    #[error("{kind}: {missing} is missing or of the wrong type")]
    Incomplete {
        /// The event's type.
        kind: &'static str,
        /// The field.
        missing: &'static str,
    },
}

/// A handle on the catalogue; clones share it.
///
/// Changes are announced over the WebSocket while the catalogue is still locked, so frames leave in the order
/// in which the changes happened. [`Catalogue::quietly`] gives a handle that changes without announcing:
/// what a client missed, it missed.
#[derive(Debug, Clone)]
pub struct Catalogue {
    state: Arc<RwLock<State>>,
    hub: Hub,
    announces: bool,
}

impl Catalogue {
    pub(crate) fn new(hub: Hub) -> Self {
        Self {
            state: Arc::default(),
            hub,
            announces: true,
        }
    }

    /// The same catalogue, changed without a word to the live connections.
    #[must_use]
    pub fn quietly(&self) -> Self {
        Self {
            announces: false,
            ..self.clone()
        }
    }

    /// Takes in a whole catalogue, announcing nothing.
    pub fn load(&self, loaded: Loaded) -> Result<(), CatalogueError> {
        let now = moment::now();
        let mut state = self.state.write();
        for category in loaded.categories {
            Self::put_category(&mut state, category)?;
        }
        for skill in loaded.skills {
            state.upsert(skill, &now)?;
        }
        Ok(())
    }

    /// Adds a skill, or replaces the one with its id.
    pub fn upsert(&self, skill: Value) -> Result<(), CatalogueError> {
        self.apply(&Event::skill_update(skill))
    }

    /// Deletes a skill; false when there was none.
    pub fn delete(&self, skill_id: &str) -> bool {
        let mut state = self.state.write();
        let done = state.delete(skill_id);
        if done {
            self.announce(&Event::skill_delete(skill_id));
        }
        done
    }

    /// Empties the catalogue without announcing anything: the marketplace has lost its data.
    pub fn clear(&self) {
        self.state.write().clear();
    }

    /// Adds a category, or replaces the one of its name.
    pub fn upsert_category(&self, category: Value) -> Result<(), CatalogueError> {
        self.apply(&Event::category_update(category))
    }

    /// Deletes a category (the contract has no frame for that); false when there was none.
    pub fn delete_category(&self, name: &str) -> bool {
        self.state.write().delete_category(name)
    }

    /// Applies a change and announces it, with the event's own time.
    ///
    /// A `rating_update` or `skill_delete` for a skill that is not here is announced all the same: a real
    /// marketplace does that too, and clients must take it.
    pub fn apply(&self, event: &Event) -> Result<(), CatalogueError> {
        let mut state = self.state.write();
        let data = &event.data;
        match event.kind {
            EventKind::SkillUpdate => state.upsert(data.to_string(), &event.timestamp)?,
            EventKind::CategoryUpdate => Self::put_category(&mut state, data.clone())?,
            EventKind::SkillDelete => {
                state.delete(text_in(event, "skill_id")?);
            }
            EventKind::RatingUpdate => {
                let skill_id = text_in(event, "skill_id")?;
                let figures = (data["average_rating"].as_f64(), data["rating_count"].as_u64());
                if let (Some(average), Some(count)) = figures
                    && let Err(RatingError::Skill(error)) = state.set_figures(skill_id, average, count)
                {
                    return Err(error.into());
                }
            }
        }
        self.announce(event);
        Ok(())
    }

    /// Rates a skill as another client's user would, and announces it.
    pub fn rate(&self, skill_id: &str, user_id: &str, rating: u8) -> bool {
        let rating = Rating {
            user_id: user_id.to_owned(),
            rating,
            comment: None,
            created_at: moment::now(),
        };
        self.take_rating(skill_id, rating, Change::First).is_ok()
    }

    /// Puts a user's rating there with a time of the test's choosing, first or not, and announces it. False when
    /// there is no such skill.
    pub fn set_rating(&self, skill_id: &str, rating: Rating) -> bool {
        let again = rating.clone();
        match self.take_rating(skill_id, rating, Change::First) {
            Err(RatingError::RatedAlready) => self.take_rating(skill_id, again, Change::Replace).is_ok(),
            other => other.is_ok(),
        }
    }

    pub(crate) fn take_rating(
        &self,
        skill_id: &str,
        rating: Rating,
        change: Change,
    ) -> Result<(f64, u64), RatingError> {
        let stars = rating.rating;
        let mut state = self.state.write();
        let (average, count) = match change {
            Change::First => state.rate(skill_id, rating)?,
            Change::Replace => state.change_rating(skill_id, rating)?,
        };
        self.announce(&Event::rating_update(skill_id, stars, average, count));
        Ok((average, count))
    }

    /// A skill as the detail call gives it.
    pub fn get(&self, skill_id: &str) -> Option<Value> {
        let detail = self.state.read().get(skill_id)?.detail().ok()?;
        serde_json::from_slice(&detail).ok()
    }

    /// All skills as the listing has them, in its order.
    pub fn snapshot(&self) -> Vec<Value> {
        self.state
            .read()
            .skills()
            .iter()
            .filter_map(|entry| serde_json::from_slice(&entry.json).ok())
            .collect()
    }

    /// All categories, counted.
    pub fn categories(&self) -> Vec<Value> {
        self.state.read().categories()
    }

    /// A skill's ratings, oldest first.
    pub fn ratings(&self, skill_id: &str) -> Vec<Rating> {
        self.state
            .read()
            .get(skill_id)
            .map(|entry| entry.ratings.clone())
            .unwrap_or_default()
    }

    /// How many skills there are.
    pub fn len(&self) -> usize {
        self.state.read().skills().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Grows with every change; the listing's `ETag` is made from it.
    pub fn revision(&self) -> u64 {
        self.state.read().revision()
    }

    /// Looks at the state under its lock.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.read())
    }

    fn announce(&self, event: &Event) {
        if self.announces {
            self.hub.broadcast(event.kind.as_str(), event.to_frame());
        }
    }

    fn put_category(state: &mut State, category: Value) -> Result<(), CatalogueError> {
        let Value::Object(category) = category else {
            return Err(CatalogueError::NamelessCategory);
        };
        if state.upsert_category(category) {
            Ok(())
        } else {
            Err(CatalogueError::NamelessCategory)
        }
    }
}

/// Whether a user rates for the first time or changes their mind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    First,
    Replace,
}

fn text_in<'a>(event: &'a Event, field: &'static str) -> Result<&'a str, CatalogueError> {
    event.data[field].as_str().ok_or(CatalogueError::Incomplete {
        kind: event.kind.as_str(),
        missing: field,
    })
}
