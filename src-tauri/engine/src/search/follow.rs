//! Brings the columns up to a later state of the catalogue where only single skills changed
//! since: live updates come by the hundred, and reading a hundred thousand skills again for
//! each of them would take a fifth of a second of the next key stroke.

use rusqlite::{Connection, OptionalExtension as _};

use super::columns::{Columns, Stamp};
use crate::store::StoreError;
use crate::store::touched::{Touched, between};

/// Skills that are read again one by one, at most: for more, reading all is as quick.
const SINGLE: usize = 500;

/// The skills that changed from one state to another; `None` where more did.
pub(super) fn changed(connection: &Connection, from: Stamp, to: Stamp) -> Result<Option<Vec<Touched>>, StoreError> {
    if from.hidden != to.hidden {
        return Ok(None);
    }
    between(connection, from.revision, to.revision, SINGLE)
}

/// A skill that came.
struct Row {
    key: i64,
    name_key: String,
    skill_id: Vec<u8>,
    category: String,
    kind: u8,
    packages: bool,
    average: f64,
    count: u32,
    created: i64,
    updated: i64,
    name_words: u8,
    tags: Vec<String>,
}

impl Row {
    fn read(connection: &Connection, key: i64) -> Result<Option<Self>, StoreError> {
        let row = connection
            .prepare_cached(
                "SELECT name_key, skill_id, category, skill_type, has_packages, average_rating, rating_count, created_at,
                     updated_at, name_words
                 FROM skill WHERE key = ?1",
            )?
            .query_row([key], |row| {
                Ok(Self {
                    key,
                    name_key: row.get(0)?,
                    skill_id: row.get(1)?,
                    category: row.get(2)?,
                    kind: row.get(3)?,
                    packages: row.get(4)?,
                    average: row.get(5)?,
                    count: row.get(6)?,
                    created: row.get(7)?,
                    updated: row.get(8)?,
                    name_words: row.get(9)?,
                    tags: Vec::new(),
                })
            })
            .optional()?;
        let Some(mut row) = row else { return Ok(None) };
        let mut tags = connection.prepare_cached("SELECT tag FROM skill_tag WHERE key = ?1 ORDER BY tag")?;
        row.tags = tags.query_map([key], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(Some(row))
    }
}

impl Columns {
    /// Brings them up to a later state; says whether that could be done. Where it could
    /// not, and after an error, they are of no state at all and have to be read anew.
    pub(super) fn follow(&mut self, connection: &Connection, stamp: Stamp) -> Result<bool, StoreError> {
        let from = std::mem::take(&mut self.stamp);
        let Some(changed) = changed(connection, from, stamp)? else {
            return Ok(false);
        };
        let mut came = Vec::new();
        for Touched { key, whole } in changed {
            let place = self.key.binary_search(&key).ok();
            let row = Row::read(connection, key)?;
            match (place, row) {
                (Some(place), Some(row)) if !whole => {
                    self.average[place] = row.average;
                    self.count[place] = row.count;
                }
                (place, row) => {
                    if let Some(place) = place {
                        self.remove(place);
                    }
                    came.extend(row);
                }
            }
        }
        // The last by name first: what each stands before is then here already.
        came.sort_by(|left, right| (&right.name_key, &right.skill_id).cmp(&(&left.name_key, &left.skill_id)));
        for row in came {
            self.put(connection, row, stamp)?;
        }
        if self.len() != stamp.skills as usize {
            return Ok(false);
        }
        self.stamp = stamp;
        Ok(true)
    }

    fn remove(&mut self, place: usize) {
        let rank = self.by_name.remove(place);
        self.by_name
            .iter_mut()
            .for_each(|other| *other -= u32::from(*other > rank));
        self.key.remove(place);
        self.category.remove(place);
        self.kind.remove(place);
        self.packages.remove(place);
        self.average.remove(place);
        self.count.remove(place);
        self.created.remove(place);
        self.updated.remove(place);
        self.name_words.remove(place);
        let start = self.tag_start(place);
        let end = self.tag_ends.remove(place) as usize;
        self.tags.drain(start..end);
        let gone = u32::try_from(end - start).unwrap_or_default();
        self.tag_ends[place..].iter_mut().for_each(|end| *end -= gone);
    }

    fn put(&mut self, connection: &Connection, row: Row, stamp: Stamp) -> Result<(), StoreError> {
        let next: Option<i64> = connection
            .prepare_cached(
                "SELECT key FROM skill WHERE (name_key, skill_id) > (?1, ?2) AND key < ?3
                 ORDER BY name_key, skill_id LIMIT 1",
            )?
            .query_row((&row.name_key, &row.skill_id, stamp.hidden), |row| row.get(0))
            .optional()?;
        let all = u32::try_from(self.len()).unwrap_or(u32::MAX);
        let rank = next
            .and_then(|key| self.key.binary_search(&key).ok())
            .map_or(all, |place| self.by_name[place]);
        self.by_name
            .iter_mut()
            .for_each(|other| *other += u32::from(*other >= rank));
        let place = self.key.partition_point(|key| *key < row.key);
        self.by_name.insert(place, rank);
        self.key.insert(place, row.key);
        self.category.insert(place, self.categories.add(&row.category));
        self.kind.insert(place, row.kind);
        self.packages.insert(place, row.packages);
        self.average.insert(place, row.average);
        self.count.insert(place, row.count);
        self.created.insert(place, row.created);
        self.updated.insert(place, row.updated);
        self.name_words.insert(place, row.name_words);
        let start = self.tag_start(place);
        let tags: Vec<u32> = row.tags.iter().map(|tag| self.tag_names.add(tag)).collect();
        let more = u32::try_from(tags.len()).unwrap_or_default();
        self.tags.splice(start..start, tags);
        self.tag_ends.insert(place, u32::try_from(start).unwrap_or(u32::MAX));
        self.tag_ends[place..].iter_mut().for_each(|end| *end += more);
        Ok(())
    }
}
