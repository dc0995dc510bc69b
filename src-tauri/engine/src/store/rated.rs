//! The skills beside the user's ratings: what a rating is of, and what is used and was
//! not rated yet.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{StoreError, skills};
use crate::model::SkillId;

/// A skill in a line.
#[derive(Debug, Clone, PartialEq)]
pub struct SkillLine {
    /// Which.
    pub id: SkillId,
    /// Its name.
    pub name: String,
    /// Who made it.
    pub author: String,
    /// The average as it is shown, the user's own rating counted.
    pub average: f64,
    /// How many ratings that is the average of.
    pub count: u32,
    /// Whether it is one of the user's favourites.
    pub favourite: bool,
}

/// The skill, where it is here.
///
/// # Errors
/// What SQLite says.
pub fn line(connection: &Connection, id: SkillId) -> Result<Option<SkillLine>, StoreError> {
    let hidden = skills::first_hidden_key(connection)?;
    Ok(connection
        .prepare_cached(
            "SELECT name, author, average_rating, rating_count,
                 EXISTS (SELECT 1 FROM user.favourite WHERE favourite.skill_id = skill.skill_id)
             FROM skill WHERE skill_id = ?1 AND key < ?2",
        )?
        .query_row(params![id.as_bytes(), hidden], |row| {
            Ok(SkillLine {
                id,
                name: row.get(0)?,
                author: row.get(1)?,
                average: row.get(2)?,
                count: row.get(3)?,
                favourite: row.get(4)?,
            })
        })
        .optional()?)
}

/// Skills that the user marked or changed and has not rated, what was marked or changed
/// last first. Only those that the marketplace has: others cannot be rated.
///
/// # Errors
/// What SQLite says.
pub fn unrated(connection: &Connection, limit: u32) -> Result<Vec<SkillLine>, StoreError> {
    let hidden = skills::first_hidden_key(connection)?;
    let mut statement = connection.prepare_cached(
        "SELECT used.skill_id, skill.name, skill.author, skill.average_rating, skill.rating_count, max(used.favourite)
         FROM (SELECT skill_id, added_at AS at, 1 AS favourite FROM user.favourite
               UNION ALL SELECT skill_id, edited_at, 0 FROM user.local_skill) AS used
         JOIN skill ON skill.skill_id = used.skill_id AND skill.key < ?1
         WHERE NOT EXISTS (SELECT 1 FROM user.rating AS mine WHERE mine.skill_id = used.skill_id
                           AND (mine.state <> 'discarded' OR mine.known_stars IS NOT NULL))
           AND NOT EXISTS (SELECT 1 FROM user.local_skill AS own WHERE own.skill_id = used.skill_id
                           AND (own.gone OR NOT EXISTS (SELECT 1 FROM mirror WHERE mirror.skill_id = own.skill_id
                                                     AND mirror.raw IS NOT NULL)))
         GROUP BY used.skill_id ORDER BY max(used.at) DESC, used.skill_id LIMIT ?2",
    )?;
    let lines = statement
        .query_map(params![hidden, limit], |row| {
            Ok(SkillLine {
                id: SkillId::from_bytes(row.get(0)?),
                name: row.get(1)?,
                author: row.get(2)?,
                average: row.get(3)?,
                count: row.get(4)?,
                favourite: row.get(5)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(lines)
}
