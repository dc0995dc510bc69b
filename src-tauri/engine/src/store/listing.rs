//! A listing of the marketplace: staged page by page where no reader looks, and made
//! the current one in one step.

use std::collections::HashSet;

use rusqlite::{Connection, params};
use serde_json::value::RawValue;

use super::facts::Summary;
use super::remote::{self, Head, Place};
use super::settle::{Settled, Wishes, settle};
use super::skills::{delete_rows, digest, first_hidden_key, insert, keys, object};
use super::{StoreError, accepted, catalogue, ratings, versions};
use crate::model::{ServerTime, SkillId, SkillRecord, UnixMillis};
use crate::sync::order::page_wins;

/// What became of one record of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Staged {
    /// Not here before.
    Added,
    /// Here in another form.
    Updated,
    /// Here as it is.
    Unchanged,
    /// Here in a newer form, which stays, or deleted since (contract, section 4).
    Older,
}

/// Begins to read a listing: what an interrupted one left goes, and live updates are
/// kept for its end.
///
/// # Errors
/// What SQLite says.
pub fn begin(connection: &Connection, now: UnixMillis) -> Result<(), StoreError> {
    drop_staged(connection)?;
    connection.execute("DELETE FROM arrived", [])?;
    connection.execute("UPDATE meta SET reading_since = ?1", [now.0])?;
    Ok(())
}

/// Leaves a listing that was read, and not to be made the current one: what is staged
/// goes, and live updates are no longer kept for its end. They are applied already.
///
/// # Errors
/// What SQLite says.
pub fn forget(connection: &Connection) -> Result<(), StoreError> {
    drop_staged(connection)?;
    connection.execute("DELETE FROM arrived", [])?;
    connection.execute(
        "UPDATE meta SET reading_since = NULL WHERE reading_since IS NOT NULL",
        [],
    )?;
    Ok(())
}

/// Removes what an interrupted sync staged.
///
/// # Errors
/// What SQLite says.
pub fn drop_staged(connection: &Connection) -> Result<(), StoreError> {
    // The notes of its pages go with it: without the rows they say nothing.
    super::pages::forget(connection)?;
    let hidden = first_hidden_key(connection)?;
    delete_rows(
        connection,
        &keys(connection, "SELECT key FROM skill WHERE key >= ?1", hidden)?,
    )
}

/// Compares one record of a listing that was begun then with what is here and, where
/// it differs, writes it where no reader looks yet. Call within a write.
///
/// # Errors
/// What SQLite says.
pub fn stage(
    connection: &Connection,
    record: &SkillRecord,
    scanned: Option<Summary>,
    began: UnixMillis,
    now: UnixMillis,
) -> Result<Staged, StoreError> {
    let staged = match remote::head(connection, record.id)? {
        None if deleted_since(connection, record.id, began)? => Staged::Older,
        None => Staged::Added,
        Some(head) if head.digest == digest(record.raw.get()) => Staged::Unchanged,
        Some(head) if !lands(connection, record.id, head, record.updated_at, began)? => Staged::Older,
        // The same object written in another order of fields is no change.
        Some(head) if same_object(connection, record, head)? => Staged::Unchanged,
        Some(_) => Staged::Updated,
    };
    if matches!(staged, Staged::Added | Staged::Updated) {
        let hidden = first_hidden_key(connection)?;
        let next = connection
            .prepare_cached("SELECT coalesce(max(key), ?1 - 1) + 1 FROM skill WHERE key >= ?1")?
            .query_row([hidden], |row| row.get(0))?;
        insert(connection, next, record, remote::listed(record, now), scanned)?;
    }
    Ok(staged)
}

/// Whether a record takes the place of the copy that is here. What was pushed since the
/// listing was begun is applied to it again, but not where the user has a copy or watches
/// the skill: an edit must not meet the marketplace's copy of before, and what was let in
/// must not be asked about again because of it.
fn lands(
    connection: &Connection,
    id: SkillId,
    head: Head,
    updated_at: Option<ServerTime>,
    began: UnixMillis,
) -> Result<bool, StoreError> {
    let pushed_since = head.marks.here.touched_since(began) && !accepted::meets(connection, id)?;
    Ok(pushed_since || page_wins(head.marks.here, updated_at, began))
}

/// The skills of which a record meets a copy that is here: the user's own, or the one that
/// was let in.
const MEET: &str = "(SELECT skill_id FROM mirror UNION SELECT skill_id FROM user.accepted_skill) AS mine";

/// Whether a skill that the user has changed was deleted by a live update since the
/// listing was begun: the page was cut before.
fn deleted_since(connection: &Connection, id: SkillId, began: UnixMillis) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM tombstone WHERE skill_id = ?1 AND arrived_at >= ?2)")?
        .query_row(params![id.as_bytes(), began.0], |row| row.get::<_, bool>(0))?
        && accepted::meets(connection, id)?)
}

fn same_object(connection: &Connection, record: &SkillRecord, head: Head) -> Result<bool, StoreError> {
    let stored = remote::object(connection, record.id, head.place)?;
    Ok(object(&stored)? == object(record.raw.get())?)
}

/// What making a listing current did beyond what was staged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// Skills taken out.
    pub deleted: u32,
    /// Deletions that wait for a yes (contract, section 4).
    pub held: u32,
    /// Whether anything visible changed.
    pub changed: bool,
    /// Whether a record was left out because what came by another way is later.
    pub overtaken: bool,
    /// What became of the user's copies that the listing touched.
    pub settled: Vec<Settled>,
}

/// What a complete listing had, to make it the current one.
#[derive(Debug)]
pub struct Listing<'a> {
    /// Every id it has.
    pub seen: &'a HashSet<SkillId>,
    /// Ids of records that were put aside: a copy stored earlier stays.
    pub kept: &'a HashSet<SkillId>,
    /// When its first page was asked for: what came here later by another way stays.
    pub began: UnixMillis,
    /// Whether the user said yes to deletions, however many.
    pub deletions_confirmed: bool,
    /// What happens to what the user has of the skills.
    pub wishes: Wishes,
}

/// How long a deletion that was pushed is remembered, milliseconds: an update that
/// comes later than that is no straggler.
const TOMBSTONES_KEPT: i64 = 7 * 24 * 60 * 60 * 1000;

/// Makes a staged listing the current one, in one step: new and changed skills
/// appear, replaced copies go into the history, copies of the user's meet what the
/// marketplace changed, what the listing no longer has goes, unless that is too much
/// to believe (contract, section 4).
///
/// # Errors
/// What SQLite says.
pub fn apply(connection: &Connection, listing: &Listing<'_>, now: UnixMillis) -> Result<Applied, StoreError> {
    let hidden = first_hidden_key(connection)?;
    if listing.wishes.review {
        accepted::watch_favourites(connection)?;
    }
    let overtaken = drop_overtaken(connection, hidden, listing.began)?;
    let mut settled = meet_edits(connection, hidden, listing, now)?;
    let replaced = remember_replaced(connection, hidden, listing.began)?;
    let (gone, gone_there) = gone(connection, hidden, listing)?;
    let missing = gone.len() + gone_there.len();
    let too_much = {
        let here = catalogue::listed(connection)?;
        here > 30 && missing as u64 * 3 > u64::from(here)
    };
    let hold = too_much && !listing.deletions_confirmed;
    delete_rows(connection, &replaced)?;
    if !hold {
        delete_rows(connection, &gone)?;
        for id in gone_there {
            settled.extend(settle(connection, id, None, listing.wishes, now)?);
        }
    }
    let deleted = if hold { 0 } else { missing };
    let staged: i64 = connection.query_row("SELECT count(*) FROM skill WHERE key >= ?1", [hidden], |row| row.get(0))?;
    let changed = staged > 0 || deleted > 0 || !settled.is_empty();
    connection.execute(
        "DELETE FROM tombstone WHERE arrived_at < ?1",
        [now.plus(-TOMBSTONES_KEPT).0],
    )?;
    if changed {
        connection.execute(
            "UPDATE meta SET generation = generation + (?1 > 0), revision = revision + 1, confirmed_at = ?2,
                 skills = (SELECT count(*) FROM skill)",
            params![staged, now.0],
        )?;
    }
    // What came has the marketplace's figures: ratings it does not count yet are put in again.
    ratings::show_pending(connection, None)?;
    settled.extend(super::live::apply_again(connection, listing.wishes)?);
    if listing.wishes.review {
        // Favourites that came for the first time.
        accepted::watch_favourites(connection)?;
    }
    connection.execute(
        "UPDATE meta SET reading_since = NULL WHERE reading_since IS NOT NULL",
        [],
    )?;
    Ok(Applied {
        deleted: u32::try_from(deleted).unwrap_or(u32::MAX),
        held: if hold {
            u32::try_from(missing).unwrap_or(u32::MAX)
        } else {
            0
        },
        changed,
        overtaken,
        settled,
    })
}

/// Takes out what was staged of skills that the user has changed or watches and that a live
/// update has overtaken: see [`lands`].
fn drop_overtaken(connection: &Connection, hidden: i64, began: UnixMillis) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT skill.key, mine.skill_id, skill.updated_at FROM {MEET}
         CROSS JOIN skill ON skill.skill_id = mine.skill_id WHERE skill.key >= ?1",
    ))?;
    let mut rows = statement.query([hidden])?;
    let mut overtaken = Vec::new();
    while let Some(row) = rows.next()? {
        let micros: i64 = row.get(2)?;
        let updated_at = (micros != 0).then(|| ServerTime::from_micros(micros)).flatten();
        let id = SkillId::from_bytes(row.get(1)?);
        let stays = match remote::head(connection, id)? {
            Some(head) => !lands(connection, id, head, updated_at, began)?,
            None => deleted_since(connection, id, began)?,
        };
        if stays {
            overtaken.push(row.get(0)?);
        }
    }
    delete_rows(connection, &overtaken)?;
    Ok(!overtaken.is_empty())
}

/// Lets staged copies of skills that the user has changed or watches meet what is here, and
/// takes them out of what is staged: what is shown of such a skill is decided one by one.
fn meet_edits(
    connection: &Connection,
    hidden: i64,
    listing: &Listing<'_>,
    now: UnixMillis,
) -> Result<Vec<Settled>, StoreError> {
    let staged: Vec<(i64, SkillId)> = {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT skill.key, mine.skill_id FROM {MEET} CROSS JOIN skill ON skill.skill_id = mine.skill_id
             WHERE skill.key >= ?1",
        ))?;
        statement
            .query_map([hidden], |row| Ok((row.get(0)?, SkillId::from_bytes(row.get(1)?))))?
            .collect::<Result<_, _>>()?
    };
    let mut settled = Vec::new();
    for (key, id) in staged {
        let raw = remote::object(connection, id, Place::Row(key))?;
        delete_rows(connection, &[key])?;
        let Ok(record) = RawValue::from_string(raw).map(SkillRecord::parse) else {
            continue;
        };
        let Ok(record) = record else { continue };
        let marks = remote::listed(&record, now);
        settled.extend(settle(connection, id, Some((&record, marks)), listing.wishes, now)?);
    }
    Ok(settled)
}

/// Keeps the copies that staged ones replace in the history, and gives their keys.
fn remember_replaced(connection: &Connection, hidden: i64, began: UnixMillis) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT here.key, here.skill_id, new.key FROM skill AS new
         JOIN skill AS here ON here.skill_id = new.skill_id AND here.key < ?1 WHERE new.key >= ?1",
    )?;
    let mut rows = statement.query([hidden])?;
    let mut replaced = Vec::new();
    while let Some(row) = rows.next()? {
        let key: i64 = row.get(0)?;
        let id = SkillId::from_bytes(row.get(1)?);
        let new = remote::object(connection, id, Place::Row(row.get(2)?))?;
        // What was pushed since is no earlier version than the page: it comes again.
        if let Some(head) = remote::head(connection, id)?
            && !head.marks.here.touched_since(began)
        {
            let old = remote::object(connection, id, head.place)?;
            versions::remember(connection, id, &old, head.marks, &new)?;
        }
        replaced.push(key);
    }
    Ok(replaced)
}

/// What is here and no longer in the listing: keys of skills, and ids of those of which
/// the user has a copy. A skill that was pushed since comes again: see [`apply`].
fn gone(connection: &Connection, hidden: i64, listing: &Listing<'_>) -> Result<(Vec<i64>, Vec<SkillId>), StoreError> {
    let missing = |id: &SkillId| !listing.seen.contains(id) && !listing.kept.contains(id);
    let mut gone = Vec::new();
    let mut statement = connection.prepare_cached("SELECT key, skill_id FROM skill WHERE key < ?1")?;
    let mut rows = statement.query([hidden])?;
    while let Some(row) = rows.next()? {
        let id = SkillId::from_bytes(row.get(1)?);
        if missing(&id) && !remote::is_mirrored(connection, id)? {
            gone.push(row.get(0)?);
        }
    }
    let mut gone_there = Vec::new();
    let mut statement = connection.prepare_cached("SELECT skill_id FROM mirror WHERE raw IS NOT NULL")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id = SkillId::from_bytes(row.get(0)?);
        if missing(&id) {
            gone_there.push(id);
        }
    }
    Ok((gone, gone_there))
}
