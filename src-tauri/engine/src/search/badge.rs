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
pub(super) struct Badges(Vec<Holders>);

impl Badges {
    /// Reads them. Installing has no table yet: nobody carries its marks.
    pub(super) fn load(
        connection: &Connection,
        columns: &Columns,
        context: &SearchContext,
    ) -> Result<Self, StoreError> {
        let stale = is_stale(connection, context)?;
        let mut holders = Vec::with_capacity(Badge::ALL.len());
        for badge in Badge::ALL {
            holders.push(match (badge, carriers(badge)) {
                (_, Some(carriers)) => Holders::Some(places(connection, columns, carriers)?),
                (Badge::Stale, None) if stale => Holders::Everybody,
                _ => Holders::Nobody,
            });
        }
        Ok(Self(holders))
    }

    /// Whether the skill at that place carries the mark.
    pub(super) fn has(&self, badge: Badge, place: usize) -> bool {
        match self.0.get(badge as usize) {
            None | Some(Holders::Nobody) => false,
            Some(Holders::Everybody) => true,
            Some(Holders::Some(places)) => u32::try_from(place).is_ok_and(|place| places.contains(&place)),
        }
    }
}

/// The marks of one skill, in the order they are shown.
pub(super) fn badges_of(connection: &Connection, id: SkillId, stale: bool) -> Result<Vec<Badge>, StoreError> {
    let mut badges = Vec::new();
    for badge in Badge::ALL {
        let carried = match carriers(badge) {
            Some(carriers) => connection
                .prepare_cached(&format!(
                    "SELECT EXISTS (SELECT 1 FROM ({carriers}) WHERE skill_id = ?1)"
                ))?
                .query_row([id.as_bytes()], |row| row.get(0))?,
            None => badge == Badge::Stale && stale,
        };
        if carried {
            badges.push(badge);
        }
    }
    Ok(badges)
}

/// Who carries a mark that is in a table: their ids.
const fn carriers(badge: Badge) -> Option<&'static str> {
    match badge {
        Badge::Favourite => Some("SELECT skill_id FROM user.favourite"),
        Badge::Edited => Some(
            "SELECT local_skill.skill_id FROM user.local_skill LEFT JOIN mirror ON mirror.skill_id = local_skill.skill_id
             WHERE mirror.raw IS NOT NULL OR local_skill.base IS NOT NULL OR local_skill.gone",
        ),
        Badge::Local => Some(
            "SELECT local_skill.skill_id FROM user.local_skill LEFT JOIN mirror ON mirror.skill_id = local_skill.skill_id
             WHERE mirror.raw IS NULL AND local_skill.base IS NULL AND NOT local_skill.gone",
        ),
        Badge::Conflict => Some("SELECT skill_id FROM user.conflict WHERE resolved_at IS NULL"),
        Badge::Danger => Some(
            "SELECT skill.skill_id FROM skill_fact JOIN skill ON skill.key = skill_fact.key
             WHERE (skill_fact.level >= 3 OR skill_fact.alike IS NOT NULL)
                 AND skill.key < (SELECT (generation + 1) << 32 FROM meta)",
        ),
        Badge::Update => Some(
            "SELECT skill_id FROM user.accepted_skill WHERE held IS NOT NULL AND held IS NOT skipped",
        ),
        Badge::Installed | Badge::Stale => None,
    }
}

/// Whether the catalogue was not confirmed for a day, or never.
pub(super) fn is_stale(connection: &Connection, context: &SearchContext) -> Result<bool, StoreError> {
    let confirmed = catalogue::meta(connection)?.confirmed_at;
    Ok(confirmed.is_none_or(|at| context.now.since(at) > STALE_AFTER))
}

fn places(connection: &Connection, columns: &Columns, carriers: &str) -> Result<HashSet<u32>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT skill.key FROM ({carriers}) AS carrier CROSS JOIN skill ON skill.skill_id = carrier.skill_id WHERE skill.key < ?1"
    ))?;
    let mut rows = statement.query([columns.stamp.hidden])?;
    let mut places = HashSet::new();
    while let Some(row) = rows.next()? {
        if let Ok(place) = columns.key.binary_search(&row.get(0)?) {
            places.extend(u32::try_from(place));
        }
    }
    Ok(places)
}
