//! The catalogue's data and rules: no lock, no socket, no clock of its own.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::categories::Categories;
use super::entry::{Entry, SkillError};
use super::page::{Filter, Page};
use super::ratings::{Figures, Rating};

/// Why a rating was not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RatingError {
    #[error("there is no skill {0}")]
    NoSuchSkill(String),
    #[error("this user has rated this skill already")]
    RatedAlready,
    #[error("this user has not rated this skill")]
    NotRated,
    #[error(transparent)]
    Skill(#[from] SkillError),
}

/// Skills, categories and the revision.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Sorted by rank, so that a page is a slice; shared pointers, so that taking one out moves little.
    skills: Vec<Arc<Entry>>,
    ranks: HashMap<Box<str>, u64>,
    next_rank: u64,
    categories: Categories,
    ratings: u64,
    revision: u64,
}

impl State {
    /// Adds a skill at the end of the listing, or replaces the one with its id where that stands.
    ///
    /// An update that brings no ratings of its own keeps those stored; its figures are taken as it states them.
    pub fn upsert(&mut self, json: String, now: &str) -> Result<(), SkillError> {
        let mut entry = Entry::read(json, self.next_rank)?;
        match self.position(&entry.skill_id) {
            Some(at) => {
                let old = Arc::make_mut(&mut self.skills[at]);
                entry.rank = old.rank;
                if entry.ratings.is_empty() && !old.ratings.is_empty() {
                    entry.ratings = std::mem::take(&mut old.ratings);
                    entry.prior = entry.prior.without(&Figures::sum(&entry.ratings));
                }
                self.ratings = self.ratings - old.ratings.len() as u64 + entry.ratings.len() as u64;
                let old_category = old.category.take();
                let category = entry.category.clone();
                self.skills[at] = Arc::new(entry);
                if let Some(name) = old_category {
                    self.categories.skill_leaves(&name);
                }
                if let Some(name) = category {
                    self.categories.skill_arrives(&name, now);
                }
            }
            None => {
                self.next_rank += 1;
                self.ratings += entry.ratings.len() as u64;
                self.ranks.insert(entry.skill_id.clone(), entry.rank);
                if let Some(name) = &entry.category {
                    self.categories.skill_arrives(name, now);
                }
                self.skills.push(Arc::new(entry));
            }
        }
        self.revision += 1;
        Ok(())
    }

    /// Takes a skill and its ratings out; false when it was not there.
    pub fn delete(&mut self, skill_id: &str) -> bool {
        let Some(at) = self.position(skill_id) else {
            return false;
        };
        let gone = self.skills.remove(at);
        self.ranks.remove(skill_id);
        self.ratings -= gone.ratings.len() as u64;
        if let Some(name) = &gone.category {
            self.categories.skill_leaves(name);
        }
        self.revision += 1;
        true
    }

    /// Everything gone, as when a marketplace lost its database. The revision goes on.
    pub fn clear(&mut self) {
        *self = Self {
            revision: self.revision + 1,
            next_rank: self.next_rank,
            ..Self::default()
        };
    }

    /// Adds or replaces a category; false when it has no name.
    pub fn upsert_category(&mut self, category: Map<String, Value>) -> bool {
        let done = self.categories.upsert(category);
        self.revision += u64::from(done);
        done
    }

    /// Takes a category out; its skills stay.
    pub fn delete_category(&mut self, name: &str) -> bool {
        let done = self.categories.remove(name);
        self.revision += u64::from(done);
        done
    }

    /// Stores a first rating and gives the new average and count.
    pub fn rate(&mut self, skill_id: &str, rating: Rating) -> Result<(f64, u64), RatingError> {
        let entry = self.entry_mut(skill_id)?;
        if entry.ratings.iter().any(|one| one.user_id == rating.user_id) {
            return Err(RatingError::RatedAlready);
        }
        entry.ratings.push(rating);
        let figures = Self::refigure(entry)?;
        self.ratings += 1;
        self.revision += 1;
        Ok(figures)
    }

    /// Replaces this user's rating and gives the new average and count.
    pub fn change_rating(&mut self, skill_id: &str, rating: Rating) -> Result<(f64, u64), RatingError> {
        let entry = self.entry_mut(skill_id)?;
        let mine = entry
            .ratings
            .iter_mut()
            .find(|one| one.user_id == rating.user_id)
            .ok_or(RatingError::NotRated)?;
        *mine = rating;
        let figures = Self::refigure(entry)?;
        self.revision += 1;
        Ok(figures)
    }

    /// Takes over figures that were announced from elsewhere (a `rating_update` that is played in).
    pub fn set_figures(&mut self, skill_id: &str, average: f64, count: u64) -> Result<(), RatingError> {
        let entry = self.entry_mut(skill_id)?;
        entry.prior = Figures::of(average, count).without(&Figures::sum(&entry.ratings));
        let mut object = entry.object()?;
        // As they were announced, also where stored ratings would say something else.
        object.set("average_rating", &average).map_err(SkillError::from)?;
        object.set("rating_count", &count).map_err(SkillError::from)?;
        entry.json = object.to_text().map_err(SkillError::from)?.into();
        self.revision += 1;
        Ok(())
    }

    /// One page of the skills that pass the filter.
    pub fn page(&self, filter: &Filter, page: u64, page_size: u64) -> Page {
        let first = usize::try_from((page.saturating_sub(1)).saturating_mul(page_size)).unwrap_or(usize::MAX);
        let size = usize::try_from(page_size).unwrap_or(usize::MAX);
        let (skills, total) = if filter.is_open() {
            let end = first.saturating_add(size).min(self.skills.len());
            let slice = self.skills.get(first..end).unwrap_or_default();
            (
                slice.iter().map(|entry| entry.json.clone()).collect(),
                self.skills.len(),
            )
        } else {
            let mut total = 0;
            let mut skills = Vec::new();
            for entry in self.skills.iter().filter(|entry| filter.admits(entry)) {
                if total >= first && skills.len() < size {
                    skills.push(entry.json.clone());
                }
                total += 1;
            }
            (skills, total)
        };
        Page {
            skills,
            page,
            page_size,
            total: total as u64,
            revision: self.revision,
        }
    }

    /// A skill by its id.
    pub fn get(&self, skill_id: &str) -> Option<&Entry> {
        self.position(skill_id).map(|at| &*self.skills[at])
    }

    /// All skills, in listing order.
    pub fn skills(&self) -> &[Arc<Entry>] {
        &self.skills
    }

    /// All categories, counted.
    pub fn categories(&self) -> Vec<Value> {
        self.categories.listed()
    }

    /// How many categories.
    pub fn category_count(&self) -> usize {
        self.categories.len()
    }

    /// How many ratings are stored one by one.
    pub fn rating_count(&self) -> u64 {
        self.ratings
    }

    /// Grows with every change.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    fn refigure(entry: &mut Entry) -> Result<(f64, u64), RatingError> {
        entry.rewrite_figures()?;
        let figures = entry.figures();
        Ok((figures.average(), figures.count))
    }

    fn position(&self, skill_id: &str) -> Option<usize> {
        let rank = self.ranks.get(skill_id)?;
        self.skills.binary_search_by_key(rank, |entry| entry.rank).ok()
    }

    fn entry_mut(&mut self, skill_id: &str) -> Result<&mut Entry, RatingError> {
        match self.position(skill_id) {
            Some(at) => Ok(Arc::make_mut(&mut self.skills[at])),
            None => Err(RatingError::NoSuchSkill(skill_id.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(ids: &[&str]) -> State {
        let mut state = State::default();
        for id in ids {
            state
                .upsert(format!(r#"{{"skill_id":"{id}","name":"{id}","category":"c"}}"#), "now")
                .unwrap();
        }
        state
    }

    fn ids(page: &Page) -> Vec<String> {
        let id = |raw: &bytes::Bytes| {
            serde_json::from_slice::<Value>(raw).unwrap()["skill_id"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        page.skills.iter().map(id).collect()
    }

    #[test]
    fn an_update_keeps_its_place_and_a_return_goes_to_the_end() {
        let mut state = state(&["a", "b", "c"]);
        state
            .upsert(r#"{"skill_id":"a","name":"again"}"#.into(), "now")
            .unwrap();
        state.delete("b");
        state.upsert(r#"{"skill_id":"b","name":"back"}"#.into(), "now").unwrap();
        assert_eq!(ids(&state.page(&Filter::default(), 1, 10)), ["a", "c", "b"]);
    }

    #[test]
    fn a_page_past_the_end_is_empty_and_still_knows_the_total() {
        let page = state(&["a", "b", "c"]).page(&Filter::default(), 9, 2);
        assert_eq!((page.skills.len(), page.total, page.total_pages()), (0, 3, 2));
    }

    #[test]
    fn counts_follow_skills_from_category_to_category() {
        let mut state = state(&["a", "b"]);
        state
            .upsert(r#"{"skill_id":"a","category":"d"}"#.into(), "now")
            .unwrap();
        let counts: Vec<_> = state
            .categories()
            .iter()
            .map(|c| (c["name"].clone(), c["skill_count"].clone()))
            .collect();
        assert_eq!(counts, [("c".into(), 1.into()), ("d".into(), 1.into())]);
    }

    #[test]
    fn every_change_has_its_own_revision() {
        let mut state = state(&["a"]);
        let before = state.revision();
        assert!(state.delete("a") && !state.delete("a"));
        assert_eq!(state.revision(), before + 1, "what changes nothing is no revision");
    }
}
