//! Pushed changes into the store (contract, section 3): ordered by the marketplace's
//! `updated_at`, and never undone by a page that was cut before them.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::Value;
use serde_json::value::RawValue;

use super::remote::{self, Marks};
use super::settle::{Settled, Wishes, settle};
use super::{StoreError, accepted, catalogue, skills, versions};
use crate::conflict::Object;
use crate::live::Update;
use crate::model::{CategoryRecord, ServerTime, SkillId, SkillRecord, UnixMillis};
use crate::sync::order::{Here, push_wins};

/// What became of an update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// It is in the store.
    Done(Option<Settled>),
    /// What is here is later.
    Late,
    /// What is here counts as later only because it named no time when it came (contract,
    /// section 3): nobody knows which is, and a listing should say.
    Doubtful,
    /// There is no such skill here, or the change names nothing that could be kept.
    Nothing,
}

/// What an update is applied with.
#[derive(Debug, Clone, Copy)]
pub struct Arrival {
    /// By our clock.
    pub now: UnixMillis,
    /// By the marketplace's clock: an update without a time counts as of this.
    pub at: ServerTime,
    /// What happens to what the user has of the skill.
    pub wishes: Wishes,
}

/// Applies one update. Call within a write; many can share one.
///
/// # Errors
/// What SQLite says.
pub fn apply(connection: &Connection, update: &Update, arrival: Arrival) -> Result<Applied, StoreError> {
    super::arrived::keep(connection, update, arrival)?;
    apply_one(connection, update, arrival)
}

/// Applies once more what came since the listing was begun that has just been made the
/// current one, and forgets it.
pub(super) fn apply_again(connection: &Connection, wishes: Wishes) -> Result<Vec<Settled>, StoreError> {
    let mut settled = Vec::new();
    let kept = super::arrived::take(connection, wishes)?;
    // What the user has or watches has met these already (see `listing::lands`), unless the
    // listing did not have the skill: then they are all there is of it.
    let mut met = HashSet::new();
    for (update, _) in &kept {
        if let Some(id) = update.skill()
            && accepted::meets(connection, id)?
            && remote::head(connection, id)?.is_some()
        {
            met.insert(id);
        }
    }
    for (update, arrival) in kept {
        let is_met = update.skill().is_some_and(|id| met.contains(&id));
        // Figures are in no conflict, and those of a page may be older.
        if is_met && !matches!(update, Update::Rating { .. }) {
            continue;
        }
        if let Applied::Done(met) = apply_one(connection, &update, arrival)? {
            settled.extend(met);
        }
    }
    Ok(settled)
}

fn apply_one(connection: &Connection, update: &Update, arrival: Arrival) -> Result<Applied, StoreError> {
    match update {
        Update::Skill { id, data } => skill(connection, *id, data, arrival),
        Update::Category { name, data } => category(connection, name, data),
        Update::Rating {
            id,
            average,
            count,
            updated_at,
        } => figures(connection, *id, (*average, *count), *updated_at, arrival),
        Update::Delete { id, deleted_at } => delete(connection, *id, *deleted_at, arrival),
    }
}

const AVERAGE: &str = "average_rating";
const COUNT: &str = "rating_count";

fn skill(connection: &Connection, id: SkillId, data: &RawValue, arrival: Arrival) -> Result<Applied, StoreError> {
    let Ok(pushed) = serde_json::from_str::<Object>(data.get()) else {
        return Ok(Applied::Nothing);
    };
    let stamp = pushed
        .get("updated_at")
        .and_then(Value::as_str)
        .and_then(ServerTime::parse);
    let at = stamp.unwrap_or(arrival.at);
    let head = remote::head(connection, id)?;
    let (raw, mut marks) = match head {
        Some(head) => {
            if !push_wins(head.marks.here.order(), at) {
                return Ok(late(head.marks.here));
            }
            let stored = remote::object(connection, id, head.place)?;
            (laid_over(&stored, pushed, head.marks, at)?, head.marks)
        }
        None => {
            let deleted_at: Option<i64> = connection
                .prepare_cached("SELECT deleted_at FROM tombstone WHERE skill_id = ?1")?
                .query_row([id.as_bytes()], |row| row.get(0))
                .optional()?;
            if deleted_at.is_some_and(|deleted_at| !push_wins(deleted_at, at)) {
                return Ok(Applied::Late);
            }
            connection
                .prepare_cached("DELETE FROM tombstone WHERE skill_id = ?1")?
                .execute([id.as_bytes()])?;
            (data.get().to_owned(), Marks::default())
        }
    };
    let Some(record) = RawValue::from_string(raw)
        .ok()
        .and_then(|raw| SkillRecord::parse(raw).ok())
    else {
        return Ok(Applied::Nothing);
    };
    marks.here = Here {
        updated_at: record.updated_at.map_or(0, ServerTime::as_micros),
        live_at: arrival.now.0,
        unstamped: if stamp.is_some() { 0 } else { arrival.at.as_micros() },
    };
    marks.received_at = arrival.now.0;
    Ok(Applied::Done(replace(connection, &record, marks, arrival)?))
}

fn late(here: Here) -> Applied {
    if here.unstamped > here.updated_at {
        Applied::Doubtful
    } else {
        Applied::Late
    }
}

/// The stored object with the fields of a partial one laid over it; figures that a
/// later `rating_update` brought stay.
fn laid_over(stored: &str, mut pushed: Object, marks: Marks, at: ServerTime) -> Result<String, StoreError> {
    let mut object = skills::object(stored)?;
    if !push_wins(marks.figures_at, at) {
        pushed.shift_remove(AVERAGE);
        pushed.shift_remove(COUNT);
    }
    for (field, value) in pushed {
        object.insert(field, value);
    }
    super::local::text(&object)
}

/// Puts a copy of the marketplace's in the place of the one that is here.
fn replace(
    connection: &Connection,
    record: &SkillRecord,
    marks: Marks,
    arrival: Arrival,
) -> Result<Option<Settled>, StoreError> {
    let wishes = arrival.wishes;
    if accepted::meets(connection, record.id)? || (wishes.review && accepted::is_watched(connection, record.id)?) {
        return settle(connection, record.id, Some((record, marks)), wishes, arrival.now);
    }
    if let Some(head) = remote::head(connection, record.id)? {
        let old = remote::object(connection, record.id, head.place)?;
        versions::remember(connection, record.id, &old, head.marks, record.raw.get())?;
    }
    skills::show(connection, record, marks)?;
    Ok(None)
}

fn figures(
    connection: &Connection,
    id: SkillId,
    (average, count): (Option<f64>, Option<u32>),
    updated_at: Option<ServerTime>,
    arrival: Arrival,
) -> Result<Applied, StoreError> {
    let Some(head) = remote::head(connection, id)? else {
        return Ok(Applied::Nothing);
    };
    let at = updated_at.unwrap_or(arrival.at);
    if !push_wins(head.marks.figures_at, at) {
        return Ok(Applied::Late);
    }
    let mut object = skills::object(&remote::object(connection, id, head.place)?)?;
    if let Some(average) = average.and_then(serde_json::Number::from_f64) {
        object.insert(AVERAGE.to_owned(), Value::Number(average));
    }
    if let Some(count) = count {
        object.insert(COUNT.to_owned(), count.into());
    }
    let Some(record) = RawValue::from_string(super::local::text(&object)?)
        .ok()
        .and_then(|raw| SkillRecord::parse(raw).ok())
    else {
        return Ok(Applied::Nothing);
    };
    let marks = Marks {
        here: Here {
            live_at: arrival.now.0,
            ..head.marks.here
        },
        figures_at: at.as_micros(),
        ..head.marks
    };
    Ok(Applied::Done(replace(connection, &record, marks, arrival)?))
}

fn category(connection: &Connection, name: &str, data: &RawValue) -> Result<Applied, StoreError> {
    let stored: Option<String> = connection
        .prepare_cached("SELECT raw FROM category WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?;
    let raw = match &stored {
        None => data.get().to_owned(),
        Some(stored) => {
            let Ok(pushed) = serde_json::from_str::<Object>(data.get()) else {
                return Ok(Applied::Nothing);
            };
            let mut object = skills::object(stored)?;
            object.extend(pushed);
            super::local::text(&object)?
        }
    };
    let Ok(raw) = RawValue::from_string(raw) else {
        return Ok(Applied::Nothing);
    };
    catalogue::put_category(
        connection,
        &CategoryRecord {
            name: name.to_owned(),
            raw,
        },
    )?;
    Ok(Applied::Done(None))
}

fn delete(
    connection: &Connection,
    id: SkillId,
    deleted_at: Option<ServerTime>,
    arrival: Arrival,
) -> Result<Applied, StoreError> {
    let at = deleted_at.unwrap_or(arrival.at);
    let head = remote::head(connection, id)?;
    if let Some(head) = head
        && !push_wins(head.marks.here.order(), at)
    {
        return Ok(late(head.marks.here));
    }
    connection
        .prepare_cached(
            "INSERT INTO tombstone (skill_id, deleted_at, arrived_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (skill_id) DO UPDATE SET deleted_at = max(deleted_at, ?2), arrived_at = ?3",
        )?
        .execute(params![id.as_bytes(), at.as_micros(), arrival.now.0])?;
    if head.is_none() {
        return Ok(Applied::Nothing);
    }
    if remote::is_mirrored(connection, id)? {
        return Ok(Applied::Done(settle(
            connection,
            id,
            None,
            arrival.wishes,
            arrival.now,
        )?));
    }
    skills::hide(connection, id)?;
    Ok(Applied::Done(None))
}
