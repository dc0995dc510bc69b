//! Counting what the matches have, each property with its own condition left out.

use std::collections::BTreeMap;

use super::badge::Badges;
use super::collection::Collections;
use super::columns::Columns;
use super::filter::fails;
use super::{Badge, Facets};
use crate::model::UnixMillis;
use crate::store::skills::type_of_number;

/// Tags shown at most.
const TAGS: usize = 40;
/// Days back for which changed skills are counted.
const PERIODS: [i64; 3] = [7, 30, 365];
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Counters for one search.
pub(super) struct Counter<'a> {
    columns: &'a Columns,
    badges: &'a Badges,
    collections: &'a Collections,
    category: Vec<u32>,
    kind: [u32; 4],
    tag: Vec<u32>,
    is: [u32; Badge::ALL.len()],
    rating: [u32; 4],
    packages: u32,
    collection: Vec<u32>,
    /// Since when (microseconds), and how many.
    updated: [(i64, u32); PERIODS.len()],
}

impl<'a> Counter<'a> {
    pub(super) fn new(columns: &'a Columns, badges: &'a Badges, collections: &'a Collections, now: UnixMillis) -> Self {
        let today = now.0.div_euclid(DAY_MS);
        Self {
            columns,
            badges,
            collections,
            category: vec![0; columns.categories.len()],
            kind: [0; 4],
            tag: vec![0; columns.tag_names.len()],
            is: [0; Badge::ALL.len()],
            rating: [0; 4],
            packages: 0,
            collection: vec![0; collections.len()],
            updated: PERIODS.map(|days| ((today - days) * DAY_MS * 1000, 0)),
        }
    }

    /// Counts a skill that has the words and fails by these properties: one that
    /// fails by a single one still counts for that one.
    pub(super) fn add(&mut self, place: usize, failed: u16) {
        let counts = |property: u16| failed & !property == 0;
        let columns = self.columns;
        if counts(fails::CATEGORY) {
            self.category[columns.category[place] as usize] += 1;
        }
        if counts(fails::TYPE) {
            self.kind[usize::from(columns.kind[place] & 3)] += 1;
        }
        if counts(fails::TAG) {
            let tags = columns.tags(place);
            for (at, tag) in tags.iter().enumerate() {
                if !tags[..at].contains(tag) {
                    self.tag[*tag as usize] += 1;
                }
            }
        }
        if counts(fails::IS) {
            for (count, badge) in self.is.iter_mut().zip(Badge::ALL) {
                *count += u32::from(self.badges.has(badge, place));
            }
        }
        if counts(fails::RATING) {
            for (count, least) in self.rating.iter_mut().zip([1.0, 2.0, 3.0, 4.0]) {
                *count += u32::from(columns.average[place] >= least);
            }
        }
        if counts(fails::PACKAGES) {
            self.packages += u32::from(columns.packages[place]);
        }
        if counts(fails::COLLECTION) {
            for (number, count) in self.collection.iter_mut().enumerate() {
                *count += u32::from(self.collections.has(number, place));
            }
        }
        if counts(fails::UPDATED) {
            let updated = columns.updated[place];
            for (since, count) in &mut self.updated {
                *count += u32::from(updated != 0 && updated >= *since);
            }
        }
    }

    /// The counts. What nobody has is left out, except marks and ratings, which
    /// are always the same few. A skill without a category is in none.
    pub(super) fn finish(self) -> Facets {
        let columns = self.columns;
        let mut tags: Vec<(u32, &str)> = (0_u32..)
            .zip(&self.tag)
            .filter(|(_, count)| **count > 0)
            .map(|(tag, count)| (*count, columns.tag_names.shown(tag)))
            .collect();
        tags.sort_unstable_by(|(a, left), (b, right)| b.cmp(a).then_with(|| left.cmp(right)));
        Facets {
            category: named(
                (0_u32..)
                    .map(|number| columns.categories.shown(number))
                    .zip(self.category),
            ),
            skill_type: named((0_i64..).map(|number| type_of_number(number).as_str()).zip(self.kind)),
            tag: named(tags.into_iter().take(TAGS).map(|(count, tag)| (tag, count))),
            is: Badge::ALL
                .into_iter()
                .map(|badge| badge.as_str().to_owned())
                .zip(self.is)
                .collect(),
            min_rating: (1..=4).map(|least| least.to_string()).zip(self.rating).collect(),
            has_packages: self.packages,
            collection: self
                .collections
                .names()
                .map(str::to_owned)
                .zip(self.collection)
                .collect(),
            updated: PERIODS
                .iter()
                .map(ToString::to_string)
                .zip(self.updated.map(|(_, count)| count))
                .collect(),
        }
    }
}

fn named<'a>(counts: impl Iterator<Item = (&'a str, u32)>) -> BTreeMap<String, u32> {
    counts
        .filter(|(name, count)| *count > 0 && !name.is_empty())
        .map(|(name, count)| (name.to_owned(), count))
        .collect()
}
