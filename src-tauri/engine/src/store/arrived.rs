//! Live updates that came while a listing is being read: kept until it is made the
//! current one, and applied to it once more then.

use rusqlite::{Connection, params};
use serde_json::value::RawValue;

use super::StoreError;
use super::live::Arrival;
use super::settle::Wishes;
use crate::config::ConflictStrategy;
use crate::live::Update;
use crate::model::{ServerTime, SkillId, UnixMillis};
use crate::ratings::Figures;

/// Keeps an update where a listing is being read. Categories come whole in one answer
/// and need no second time.
pub(super) fn keep(connection: &Connection, update: &Update, arrival: Arrival) -> Result<(), StoreError> {
    let reading: bool = connection
        .prepare_cached("SELECT reading_since IS NOT NULL FROM meta")?
        .query_row([], |row| row.get(0))?;
    if !reading {
        return Ok(());
    }
    let (kind, id, data, average, count, at) = match update {
        Update::Skill { id, data } => ("skill", id, Some(data.get()), None, None, None),
        Update::Rating {
            id,
            average,
            count,
            updated_at,
        } => ("rating", id, None, *average, *count, *updated_at),
        Update::Delete { id, deleted_at } => ("delete", id, None, None, None, *deleted_at),
        Update::Category { .. } => return Ok(()),
    };
    connection
        .prepare_cached(
            "INSERT INTO arrived (kind, skill_id, data, average, count, at, arrived_at, counts_as)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            kind,
            id.as_bytes(),
            data,
            average,
            count,
            at.map(ServerTime::as_micros),
            arrival.now.0,
            arrival.at.as_micros(),
        ])?;
    Ok(())
}

/// Keeps figures that came in the answer to a rating, as those of a pushed one are.
pub(super) fn keep_figures(
    connection: &Connection,
    id: SkillId,
    figures: Figures,
    at: Option<ServerTime>,
) -> Result<(), StoreError> {
    let update = Update::Rating {
        id,
        average: Some(figures.average),
        count: Some(figures.count),
        updated_at: at,
    };
    let now = UnixMillis::now();
    let arrival = Arrival {
        now,
        at: at
            .or_else(|| ServerTime::from_micros(now.0.saturating_mul(1000)))
            .unwrap_or(ServerTime::EPOCH),
        // Figures ask for neither.
        wishes: Wishes {
            strategy: ConflictStrategy::default(),
            review: false,
        },
    };
    keep(connection, &update, arrival)
}

/// Gives what was kept, in its order, and forgets it.
pub(super) fn take(connection: &Connection, wishes: Wishes) -> Result<Vec<(Update, Arrival)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT kind, skill_id, data, average, count, at, arrived_at, counts_as FROM arrived ORDER BY sequence",
    )?;
    let mut rows = statement.query([])?;
    let mut kept = Vec::new();
    while let Some(row) = rows.next()? {
        let id = SkillId::from_bytes(row.get(1)?);
        let at = row.get::<_, Option<i64>>(5)?.and_then(ServerTime::from_micros);
        let update = match row.get::<_, String>(0)?.as_str() {
            "rating" => Update::Rating {
                id,
                average: row.get(3)?,
                count: row.get(4)?,
                updated_at: at,
            },
            "delete" => Update::Delete { id, deleted_at: at },
            _ => {
                let Ok(data) = RawValue::from_string(row.get::<_, Option<String>>(2)?.unwrap_or_default()) else {
                    continue;
                };
                Update::Skill { id, data }
            }
        };
        let arrival = Arrival {
            now: UnixMillis(row.get(6)?),
            at: ServerTime::from_micros(row.get(7)?).unwrap_or(ServerTime::EPOCH),
            wishes,
        };
        kept.push((update, arrival));
    }
    drop(rows);
    if !kept.is_empty() {
        connection.execute("DELETE FROM arrived", [])?;
    }
    Ok(kept)
}
