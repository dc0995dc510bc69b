//! Who carries which mark: the one place that knows.

use std::collections::HashSet;

use rusqlite::Connection;

use super::columns::Columns;
use super::{Badge, SearchContext};
use crate::model::SkillId;
use crate::store::{StoreError, catalogue};

/// After this long without a complete listing, nothing here is known to be current.
const STALE_AFTER: i64 = 24 * 60 * 60 * 1000;

/// The skills that carry a mark.
#[derive(Debug)]
enum Holders {
    Nobody,
    Everybody,
    /// By place in the columns.
    Some(HashSet<u32>),
}

/// Who carries which mark, over the whole catalogue.
#[derive(Debug)]
pub(super) struct Badges([Holders; Badge::ALL.len()]);

impl Badges {
    /// Reads them. Installing and editing have no tables yet: nobody carries their marks.
    pub(super) fn load(
        connection: &Connection,
        columns: &Columns,
        context: &SearchContext,
    ) -> Result<Self, StoreError> {
        let stale = is_stale(connection, context)?;
        let favourites = favourites(connection, columns)?;
        let mut favourites = Some(favourites);
        Ok(Self(Badge::ALL.map(|badge| match badge {
            Badge::Favourite => Holders::Some(favourites.take().unwrap_or_default()),
            Badge::Stale if stale => Holders::Everybody,
            Badge::Stale | Badge::Installed | Badge::Update | Badge::Edited | Badge::Local | Badge::Conflict => {
                Holders::Nobody
            }
        })))
    }

    /// Whether the skill at that place carries the mark.
    pub(super) fn has(&self, badge: Badge, place: usize) -> bool {
        match &self.0[badge as usize] {
            Holders::Nobody => false,
            Holders::Everybody => true,
            Holders::Some(places) => u32::try_from(place).is_ok_and(|place| places.contains(&place)),
        }
    }
}

/// The marks of one skill, in the order they are shown.
pub(super) fn badges_of(connection: &Connection, id: SkillId, stale: bool) -> Result<Vec<Badge>, StoreError> {
    let favourite: bool = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM user.favourite WHERE skill_id = ?1)")?
        .query_row([id.as_bytes()], |row| row.get(0))?;
    Ok([(favourite, Badge::Favourite), (stale, Badge::Stale)]
        .into_iter()
        .filter_map(|(carried, badge)| carried.then_some(badge))
        .collect())
}

/// Whether the catalogue was not confirmed for a day, or never.
pub(super) fn is_stale(connection: &Connection, context: &SearchContext) -> Result<bool, StoreError> {
    let confirmed = catalogue::meta(connection)?.confirmed_at;
    Ok(confirmed.is_none_or(|at| context.now.since(at) > STALE_AFTER))
}

fn favourites(connection: &Connection, columns: &Columns) -> Result<HashSet<u32>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT skill.key FROM user.favourite CROSS JOIN skill ON skill.skill_id = favourite.skill_id WHERE skill.key < ?1",
    )?;
    let mut rows = statement.query([columns.stamp.hidden])?;
    let mut places = HashSet::new();
    while let Some(row) = rows.next()? {
        if let Ok(place) = columns.key.binary_search(&row.get(0)?) {
            places.extend(u32::try_from(place));
        }
    }
    Ok(places)
}
