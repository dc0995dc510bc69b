//! Who is in which of the user's collections, for filters and facets.

use std::collections::HashSet;

use rusqlite::Connection;

use super::columns::Columns;
use super::text::fold;
use crate::store::StoreError;

/// The user's collections, by name.
#[derive(Debug, Default)]
pub(super) struct Collections {
    names: Vec<String>,
    /// By place in the columns.
    holders: Vec<HashSet<u32>>,
}

impl Collections {
    /// Reads them.
    pub(super) fn load(connection: &Connection, columns: &Columns) -> Result<Self, StoreError> {
        let mut collections = Self::default();
        let mut named = connection.prepare_cached("SELECT id, name FROM user.collection ORDER BY name, id")?;
        let mut members = connection.prepare_cached(
            "SELECT skill.key FROM user.collection_skill AS member CROSS JOIN skill ON skill.skill_id = member.skill_id
             WHERE member.collection_id = ?1 AND skill.key < ?2",
        )?;
        let mut rows = named.query([])?;
        while let Some(row) = rows.next()? {
            let mut places = HashSet::new();
            let mut keys = members.query((row.get::<_, i64>(0)?, columns.stamp.hidden))?;
            while let Some(key) = keys.next()? {
                if let Ok(place) = columns.key.binary_search(&key.get(0)?) {
                    places.extend(u32::try_from(place));
                }
            }
            collections.names.push(row.get(1)?);
            collections.holders.push(places);
        }
        Ok(collections)
    }

    /// The number of a collection, whatever the case of its name.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        let wanted = fold(name);
        self.names.iter().position(|known| fold(known) == wanted)
    }

    /// Whether the skill at that place is in it.
    pub(super) fn has(&self, number: usize, place: usize) -> bool {
        self.holders
            .get(number)
            .is_some_and(|places| u32::try_from(place).is_ok_and(|place| places.contains(&place)))
    }

    /// Their names, in their order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }
}
