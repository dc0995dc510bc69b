//! Conditions beside the words, made ready to be asked of a hundred thousand skills.

use std::collections::HashSet;

use rusqlite::Connection;

use super::badge::Badges;
use super::collection::Collections;
use super::columns::Columns;
use super::index::{Field, keys_with};
use super::text::{fold, index_words};
use super::token::moment;
use super::{Badge, Choice, Filters};
use crate::model::SkillType;
use crate::store::StoreError;
use crate::store::skills::type_number;

/// The properties a skill can fail by, as bits.
pub(super) mod fails {
    pub(in crate::search) const CATEGORY: u16 = 1;
    pub(in crate::search) const TYPE: u16 = 2;
    pub(in crate::search) const TAG: u16 = 4;
    pub(in crate::search) const IS: u16 = 8;
    pub(in crate::search) const RATING: u16 = 16;
    pub(in crate::search) const PACKAGES: u16 = 32;
    pub(in crate::search) const COLLECTION: u16 = 64;
    pub(in crate::search) const UPDATED: u16 = 128;
    /// A property without a facet: the author.
    pub(in crate::search) const OTHER: u16 = 256;
}

/// Conditions made ready.
#[derive(Debug)]
pub(super) struct Conditions<'a> {
    columns: &'a Columns,
    badges: Option<&'a Badges>,
    collections: Option<&'a Collections>,
    /// Which category numbers pass; empty means all.
    categories: Vec<bool>,
    /// Which type numbers pass.
    kinds: [bool; 4],
    /// `None` is a tag that nobody has.
    tags: Vec<Option<u32>>,
    no_tags: Vec<u32>,
    is: Choice<Badge>,
    /// `None` is a collection that is not there.
    in_all: Vec<Option<usize>>,
    in_none: Vec<usize>,
    min_rating: Option<f64>,
    below_rating: Option<f64>,
    since: Option<i64>,
    before: Option<i64>,
    packages: Option<bool>,
    /// Keys of the author's skills.
    author: Option<HashSet<i64>>,
}

impl<'a> Conditions<'a> {
    /// Makes conditions ready. `badges` may be left out where no mark is asked for,
    /// `collections` where no collection is.
    pub(super) fn new(
        connection: &Connection,
        filters: &Filters,
        columns: &'a Columns,
        badges: Option<&'a Badges>,
        collections: Option<&'a Collections>,
    ) -> Result<Self, StoreError> {
        let author = match &filters.author {
            Some(author) => Some(keys_by(connection, author)?),
            None => None,
        };
        let collection = |name: &String| collections.and_then(|known| known.number(name));
        Ok(Self {
            columns,
            badges,
            collections,
            in_all: filters.collection.include.iter().map(collection).collect(),
            in_none: filters.collection.exclude.iter().filter_map(collection).collect(),
            categories: categories(&filters.category, columns),
            kinds: kinds(&filters.skill_type),
            tags: filters
                .tag
                .include
                .iter()
                .map(|tag| columns.tag_names.number(tag))
                .collect(),
            no_tags: filters
                .tag
                .exclude
                .iter()
                .filter_map(|tag| columns.tag_names.number(tag))
                .collect(),
            is: filters.is.clone(),
            min_rating: filters.min_rating,
            below_rating: filters.below_rating,
            since: filters.updated_since.as_deref().and_then(moment),
            before: filters.updated_before.as_deref().and_then(moment),
            packages: filters.has_packages,
            author,
        })
    }

    /// The properties by which the skill at that place fails; 0 where it passes.
    pub(super) fn failures(&self, place: usize) -> u16 {
        let columns = self.columns;
        let mut failed = 0;
        let mut fail = |failing: bool, property: u16| failed |= if failing { property } else { 0 };
        fail(
            self.categories.get(columns.category[place] as usize) == Some(&false),
            fails::CATEGORY,
        );
        fail(!self.kinds[usize::from(columns.kind[place] & 3)], fails::TYPE);
        if !(self.tags.is_empty() && self.no_tags.is_empty()) {
            let tags = columns.tags(place);
            let has = |tag: &u32| tags.contains(tag);
            let wanted = self.tags.iter().all(|tag| tag.as_ref().is_some_and(has));
            fail(!wanted || self.no_tags.iter().any(has), fails::TAG);
        }
        if let Some(badges) = self.badges {
            let has = |badge: &Badge| badges.has(*badge, place);
            fail(
                !self.is.include.iter().all(has) || self.is.exclude.iter().any(has),
                fails::IS,
            );
        }
        if let Some(collections) = self.collections {
            let has = |collection: &usize| collections.has(*collection, place);
            let wanted = self.in_all.iter().all(|one| one.as_ref().is_some_and(has));
            fail(!wanted || self.in_none.iter().any(has), fails::COLLECTION);
        }
        let average = columns.average[place];
        fail(
            self.min_rating.is_some_and(|least| average < least)
                || self.below_rating.is_some_and(|below| average >= below),
            fails::RATING,
        );
        fail(
            self.packages.is_some_and(|wanted| columns.packages[place] != wanted),
            fails::PACKAGES,
        );
        // Zero: the marketplace gave no date, and an unknown date is not a late one.
        let updated = columns.updated[place];
        fail(
            self.since.is_some_and(|since| updated == 0 || updated < since)
                || self.before.is_some_and(|before| updated != 0 && updated >= before),
            fails::UPDATED,
        );
        fail(
            self.author
                .as_ref()
                .is_some_and(|keys| !keys.contains(&columns.key[place])),
            fails::OTHER,
        );
        failed
    }
}

fn categories(choice: &Choice<String>, columns: &Columns) -> Vec<bool> {
    if choice.is_empty() {
        return Vec::new();
    }
    let mut pass = vec![choice.include.is_empty(); columns.categories.len()];
    let mut set = |names: &[String], value: bool| {
        for number in names.iter().filter_map(|name| columns.categories.number(name)) {
            pass[number as usize] = value;
        }
    };
    set(&choice.include, true);
    set(&choice.exclude, false);
    pass
}

fn kinds(choice: &Choice<SkillType>) -> [bool; 4] {
    let mut pass = [choice.include.is_empty(); 4];
    let mut set = |kinds: &[SkillType], value: bool| {
        for kind in kinds {
            pass[usize::try_from(type_number(*kind)).unwrap_or(0) & 3] = value;
        }
    };
    set(&choice.include, true);
    set(&choice.exclude, false);
    pass
}

/// Keys of the skills by exactly this author, whatever the case.
fn keys_by(connection: &Connection, author: &str) -> Result<HashSet<i64>, StoreError> {
    let wanted = fold(author);
    let words = index_words(author);
    let mut keys = Vec::new();
    let Some(word) = words.split(' ').find(|word| !word.is_empty()) else {
        return Ok(HashSet::new());
    };
    keys_with(connection, Field::By, word, false, |key| keys.push(key))?;
    let mut statement = connection.prepare_cached("SELECT author FROM skill WHERE key = ?1")?;
    let mut by = HashSet::new();
    for key in keys {
        let mut rows = statement.query([key])?;
        if let Some(row) = rows.next()?
            && fold(row.get_ref(0)?.as_str().unwrap_or_default()) == wanted
        {
            by.insert(key);
        }
    }
    Ok(by)
}
