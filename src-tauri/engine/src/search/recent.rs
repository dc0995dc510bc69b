//! The words of skills that came since the words of all were read: few, so that each is
//! looked at.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension as _};

use super::columns::Columns;
use super::index::{Field, Texts, words_of};
use crate::store::StoreError;
use crate::store::touched::Touched;

/// Skills kept so, at most: for more, the words of all are read anew.
const KEPT: usize = 500;

/// What changed since.
#[derive(Debug, Clone, Default)]
pub(super) struct Recent {
    /// Skills that came or went: what was read of these keys holds no more.
    changed: HashSet<i64>,
    skills: Vec<Skill>,
}

#[derive(Debug, Clone)]
struct Skill {
    key: i64,
    /// Of each field its words, separated by spaces.
    words: [String; Field::ALL.len()],
}

impl Recent {
    /// Takes over what changed; says whether there is room for it.
    pub(super) fn follow(&mut self, connection: &Connection, touched: &[Touched]) -> Result<bool, StoreError> {
        for touched in touched.iter().filter(|touched| touched.whole) {
            self.changed.insert(touched.key);
            self.skills.retain(|skill| skill.key != touched.key);
            self.skills.extend(Skill::read(connection, touched.key)?);
        }
        Ok(self.changed.len() <= KEPT)
    }

    /// Whether what was read of this key before holds no more.
    pub(super) fn changed(&self, key: i64) -> bool {
        !self.changed.is_empty() && self.changed.contains(&key)
    }

    /// As `Words::mark`.
    pub(super) fn mark(
        &self,
        columns: &Columns,
        field: Field,
        matches: impl Fn(&str) -> bool,
        bit: u8,
        found: &mut [u8],
    ) -> bool {
        let mut any = false;
        for skill in &self.skills {
            if skill.words[field as usize].split(' ').any(&matches)
                && let Ok(place) = columns.key.binary_search(&skill.key)
            {
                found[place] |= bit;
                any = true;
            }
        }
        any
    }
}

impl Skill {
    fn read(connection: &Connection, key: i64) -> Result<Option<Self>, StoreError> {
        let mut tags = connection.prepare_cached("SELECT tag FROM skill_tag WHERE key = ?1")?;
        let tags: Vec<String> = tags.query_map([key], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let tags = tags.join(" ");
        let words = connection
            .prepare_cached("SELECT name, author, category, description FROM skill WHERE key = ?1")?
            .query_row([key], |row| {
                let texts = Texts {
                    name: row.get_ref(0)?.as_str()?,
                    author: row.get_ref(1)?.as_str()?,
                    tags: &tags,
                    category: row.get_ref(2)?.as_str()?,
                    description: row.get_ref(3)?.as_str()?,
                };
                Ok(Field::ALL.map(|field| words_of(field, &texts)))
            })
            .optional()?;
        Ok(words.map(|words| Self { key, words }))
    }
}
