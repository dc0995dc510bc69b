//! What filters, facets and orders need of every skill, in memory: about 65 bytes
//! a skill. Counting seven facets over a hundred thousand rows takes SQL seven
//! scans; over these columns it is one pass of a millisecond.

use std::collections::HashMap;

use rusqlite::Connection;

use super::text::fold;
use crate::store::StoreError;

/// Which state of the catalogue something was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Stamp {
    pub(super) revision: u64,
    pub(super) skills: u32,
    /// The first key not shown.
    pub(super) hidden: i64,
}

/// Reads which state the catalogue is in.
pub(super) fn stamp(connection: &Connection) -> Result<Stamp, StoreError> {
    Ok(connection
        .prepare_cached("SELECT revision, skills, (generation + 1) << 32 FROM meta")?
        .query_row([], |row| {
            Ok(Stamp {
                revision: row.get(0)?,
                skills: row.get(1)?,
                hidden: row.get(2)?,
            })
        })?)
}

/// Names that are equal when folded, counted as one. Shown as most spell it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Names {
    shown: Vec<String>,
    by_fold: HashMap<String, u32>,
}

impl Names {
    /// The number of a name, whatever its case.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.by_fold.get(&fold(name)).copied()
    }

    /// The name as shown.
    pub(super) fn shown(&self, number: u32) -> &str {
        self.shown.get(number as usize).map_or("", String::as_str)
    }

    pub(super) fn len(&self) -> usize {
        self.shown.len()
    }

    /// The number of a name, a new one where it has none. Of several spellings the first stays
    /// the one that is shown, until all are counted again.
    pub(super) fn add(&mut self, name: &str) -> u32 {
        let next = number(self.shown.len());
        let number = *self.by_fold.entry(fold(name)).or_insert(next);
        if number == next {
            self.shown.push(name.to_owned());
        }
        number
    }

    /// Makes one number of every spelling, and says which of `spellings` has which.
    fn of(spellings: &[(String, u32)]) -> (Self, Vec<u32>) {
        let mut names = Self::default();
        let mut best: Vec<u32> = Vec::new();
        let mut numbers = Vec::with_capacity(spellings.len());
        for (spelling, uses) in spellings {
            let next = number(names.shown.len());
            let at = *names.by_fold.entry(fold(spelling)).or_insert(next);
            let place = at as usize;
            if at == next {
                names.shown.push(spelling.clone());
                best.push(*uses);
            } else if *uses > best[place] || (*uses == best[place] && *spelling < names.shown[place]) {
                names.shown[place].clone_from(spelling);
                best[place] = *uses;
            }
            numbers.push(at);
        }
        (names, numbers)
    }
}

/// Spellings as they come, each with how often.
#[derive(Default)]
struct Spellings {
    list: Vec<(String, u32)>,
    places: HashMap<String, u32>,
}

impl Spellings {
    fn add(&mut self, spelling: &str) -> u32 {
        if let Some(place) = self.places.get(spelling) {
            self.list[*place as usize].1 += 1;
            return *place;
        }
        let place = number(self.list.len());
        self.list.push((spelling.to_owned(), 1));
        self.places.insert(spelling.to_owned(), place);
        place
    }
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// The columns; a skill is its place in them.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    pub(super) stamp: Stamp,
    /// Ascending.
    pub(super) key: Vec<i64>,
    /// The skill's place in the order by name, then id: what every order ends with.
    pub(super) by_name: Vec<u32>,
    pub(super) category: Vec<u32>,
    /// As `store::skills::type_number` numbers them.
    pub(super) kind: Vec<u8>,
    pub(super) packages: Vec<bool>,
    pub(super) average: Vec<f64>,
    pub(super) count: Vec<u32>,
    pub(super) created: Vec<i64>,
    pub(super) updated: Vec<i64>,
    /// Words of the name, at most 255.
    pub(super) name_words: Vec<u8>,
    pub(super) tags: Vec<u32>,
    pub(super) tag_ends: Vec<u32>,
    pub(super) categories: Names,
    pub(super) tag_names: Names,
}

impl Columns {
    /// Reads them.
    pub(super) fn load(connection: &Connection, stamp: Stamp) -> Result<Self, StoreError> {
        let mut columns = Self {
            stamp,
            ..Self::default()
        };
        columns.load_skills(connection)?;
        columns.load_names(connection)?;
        columns.load_tags(connection)?;
        Ok(columns)
    }

    fn load_skills(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let mut categories = Spellings::default();
        let mut statement = connection.prepare_cached(
            "SELECT key, category, skill_type, has_packages, average_rating, rating_count, created_at, updated_at, name_words
             FROM skill WHERE key < ?1 ORDER BY key",
        )?;
        let mut rows = statement.query([self.stamp.hidden])?;
        while let Some(row) = rows.next()? {
            self.key.push(row.get(0)?);
            self.category
                .push(categories.add(row.get_ref(1)?.as_str().unwrap_or_default()));
            self.kind.push(row.get(2)?);
            self.packages.push(row.get(3)?);
            self.average.push(row.get(4)?);
            self.count.push(row.get(5)?);
            self.created.push(row.get(6)?);
            self.updated.push(row.get(7)?);
            self.name_words.push(row.get(8)?);
        }
        let (names, numbers) = Names::of(&categories.list);
        self.categories = names;
        for category in &mut self.category {
            *category = numbers[*category as usize];
        }
        Ok(())
    }

    fn load_names(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let mut by_name = vec![0; self.key.len()];
        let mut statement =
            connection.prepare_cached("SELECT key FROM skill WHERE key < ?1 ORDER BY name_key, skill_id")?;
        let mut rows = statement.query([self.stamp.hidden])?;
        let mut next = 0;
        while let Some(row) = rows.next()? {
            if let Ok(place) = self.key.binary_search(&row.get(0)?) {
                by_name[place] = next;
                next += 1;
            }
        }
        self.by_name = by_name;
        Ok(())
    }

    fn load_tags(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let mut spellings = Spellings::default();
        let mut statement =
            connection.prepare_cached("SELECT key, tag FROM skill_tag WHERE key < ?1 ORDER BY key, tag")?;
        let mut rows = statement.query([self.stamp.hidden])?;
        while let Some(row) = rows.next()? {
            let key: i64 = row.get(0)?;
            while self.key.get(self.tag_ends.len()).is_some_and(|at| *at < key) {
                self.tag_ends.push(number(self.tags.len()));
            }
            self.tags
                .push(spellings.add(row.get_ref(1)?.as_str().unwrap_or_default()));
        }
        self.tag_ends.resize(self.key.len(), number(self.tags.len()));
        let (names, numbers) = Names::of(&spellings.list);
        self.tag_names = names;
        for tag in &mut self.tags {
            *tag = numbers[*tag as usize];
        }
        self.tags.shrink_to_fit();
        Ok(())
    }

    /// How many skills there are.
    pub(super) fn len(&self) -> usize {
        self.key.len()
    }

    /// The numbers of a skill's tags. Two spellings of one tag give it twice.
    pub(super) fn tags(&self, place: usize) -> &[u32] {
        &self.tags[self.tag_start(place)..self.tag_ends[place] as usize]
    }

    /// Where the tags of a skill begin.
    pub(super) fn tag_start(&self, place: usize) -> usize {
        place.checked_sub(1).map_or(0, |before| self.tag_ends[before] as usize)
    }

    /// The mean as if ten ratings of 3.5 had been given before.
    pub(super) fn bayes(&self, place: usize) -> f64 {
        crate::store::skills::bayes(self.average[place], self.count[place])
    }

    /// Walks through the skills beside a list of ascending keys.
    pub(super) fn walk(&self) -> Walk<'_> {
        Walk { keys: &self.key, at: 0 }
    }
}

/// Finds the places of ascending keys: steps that double, then halves, so that
/// few keys among many cost little and many cost a step each.
pub(super) struct Walk<'a> {
    keys: &'a [i64],
    at: usize,
}

impl Walk<'_> {
    /// The place of the key, which must not be smaller than the one before.
    pub(super) fn place(&mut self, key: i64) -> Option<usize> {
        let mut step = 1;
        while self.keys.get(self.at + step).is_some_and(|at| *at <= key) {
            self.at += step;
            step *= 2;
        }
        let end = (self.at + step).min(self.keys.len());
        let rest = &self.keys[self.at.min(end)..end];
        let offset = rest.partition_point(|at| *at < key);
        self.at += offset;
        (self.keys.get(self.at) == Some(&key)).then_some(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn walking_finds_what_a_search_from_the_start_finds(
            keys in proptest::collection::btree_set(0..200_i64, 0..60),
            asked in proptest::collection::btree_set(0..200_i64, 0..60),
        ) {
            let columns = Columns { key: keys.into_iter().collect(), ..Columns::default() };
            let mut walk = columns.walk();
            for key in asked {
                proptest::prop_assert_eq!(walk.place(key), columns.key.binary_search(&key).ok());
            }
        }
    }

    #[test]
    fn spellings_of_one_name_are_one_and_shown_as_most_spell_it() {
        let spellings = [("pdf".to_owned(), 2), ("PDF".to_owned(), 5), ("csv".to_owned(), 1)];
        let (names, numbers) = Names::of(&spellings);
        assert_eq!(numbers, [0, 0, 1]);
        assert_eq!((names.shown(0), names.number("Pdf"), names.len()), ("PDF", Some(0), 2));
    }
}
