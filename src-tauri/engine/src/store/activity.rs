//! The activity log in the database: 30 days of it, and at most 50,000 entries.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params, params_from_iter};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{StoreError, skills};
use crate::activity::{ActivityEntry, ActivityFilter, Happened, NewActivity};
use crate::model::{SkillId, UnixMillis};

const KEPT_MILLIS: i64 = 30 * 24 * 60 * 60 * 1000;
/// Entries kept at most; a flood of them must not fill the disk.
pub const KEPT: i64 = 50_000;

/// Writes down what happened, in this order, and forgets what is too old or too much.
///
/// # Errors
/// What SQLite says.
pub fn add(connection: &Connection, happened: &[NewActivity]) -> Result<(), StoreError> {
    let Some(latest) = happened.iter().map(|new| new.at).max() else {
        return Ok(());
    };
    for new in happened {
        if new.what == Happened::Disconnected && repeats(connection, new)? {
            continue;
        }
        let mut facts = new.facts.clone();
        if let (Some(id), None) = (new.skill, &facts.name) {
            facts.name = name(connection, id)?;
        }
        connection
            .prepare_cached(
                "INSERT INTO user.activity (at, kind, level, what, skill_id, facts) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                new.at.0,
                word(&new.what.kind())?,
                word(&new.level)?,
                word(&new.what)?,
                new.skill.map(|id| *id.as_bytes()),
                serde_json::to_string(&facts).map_err(|error| StoreError::Content(error.to_string()))?
            ])?;
    }
    connection
        .prepare_cached("DELETE FROM user.activity WHERE at < ?1")?
        .execute([latest.0.saturating_sub(KEPT_MILLIS)])?;
    connection
        .prepare_cached("DELETE FROM user.activity WHERE id <= (SELECT max(id) FROM user.activity) - ?1")?
        .execute([KEPT])?;
    Ok(())
}

/// Counts a lost connection with the one before, where it has the same cause and nothing
/// of the connection was written down since: a loop that fails is one entry.
fn repeats(connection: &Connection, new: &NewActivity) -> Result<bool, StoreError> {
    let before: Option<(i64, String, String)> = connection
        .prepare_cached("SELECT id, what, facts FROM user.activity WHERE kind = 'socket' ORDER BY id DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((id, what, facts)) = before else {
        return Ok(false);
    };
    let mut facts: crate::activity::ActivityFacts = serde_json::from_str(&facts).unwrap_or_default();
    if what != word(&Happened::Disconnected)? || facts.reason != new.facts.reason {
        return Ok(false);
    }
    facts.count = Some(facts.count.unwrap_or(1).saturating_add(1));
    facts.until = Some(new.at);
    connection
        .prepare_cached("UPDATE user.activity SET facts = ?2 WHERE id = ?1")?
        .execute(params![
            id,
            serde_json::to_string(&facts).map_err(|error| StoreError::Content(error.to_string()))?
        ])?;
    Ok(true)
}

/// The name of a skill that is here.
///
/// # Errors
/// What SQLite says.
pub fn name(connection: &Connection, id: SkillId) -> Result<Option<String>, StoreError> {
    let hidden = skills::first_hidden_key(connection)?;
    Ok(connection
        .prepare_cached("SELECT name FROM skill WHERE skill_id = ?1 AND key < ?2")?
        .query_row(params![id.as_bytes(), hidden], |row| row.get(0))
        .optional()?)
}

/// The entries that fit, latest first: at most `limit` of those before the number `before`.
/// One that a later version wrote and this one has no words for is left out.
///
/// # Errors
/// What SQLite says.
pub fn list(
    connection: &Connection,
    filter: &ActivityFilter,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<ActivityEntry>, StoreError> {
    let hidden = skills::first_hidden_key(connection)?;
    let mut sql = String::from(
        "SELECT id, at, kind, level, what, skill_id, facts,
             EXISTS (SELECT 1 FROM skill WHERE skill.skill_id = activity.skill_id AND skill.key < ?1)
         FROM user.activity AS activity WHERE id < ?2",
    );
    let mut values: Vec<Value> = vec![hidden.into(), before.unwrap_or(i64::MAX).into()];
    if !filter.kinds.is_empty() {
        one_of(&mut sql, &mut values, " AND kind IN (", &filter.kinds)?;
        sql.push(')');
    }
    if let Some(level) = filter.level {
        use crate::activity::ActivityLevel::{Error, Info, Warning};
        let wanted: Vec<_> = [Info, Warning, Error].into_iter().filter(|one| *one >= level).collect();
        one_of(&mut sql, &mut values, " AND level IN (", &wanted)?;
        sql.push(')');
    }
    let text = filter.text.trim();
    if !text.is_empty() {
        let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        values.push(format!("%{escaped}%").into());
        let at = values.len();
        // The values of the facts and not their names: "name" is found nowhere but in a name.
        sql.push_str(&format!(
            " AND (EXISTS (SELECT 1 FROM json_each(facts) WHERE json_each.value LIKE ?{at} ESCAPE '\\')"
        ));
        if !filter.named.is_empty() {
            one_of(&mut sql, &mut values, " OR what IN (", &filter.named)?;
            sql.push(')');
        }
        sql.push(')');
    }
    sql.push_str(&format!(" ORDER BY id DESC LIMIT {limit}"));
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let (kind, level, what, facts): (String, String, String, String) =
            (row.get(2)?, row.get(3)?, row.get(4)?, row.get(6)?);
        let (Some(kind), Some(level), Some(what)) = (read(&kind), read(&level), read(&what)) else {
            continue;
        };
        let skill: Option<[u8; 16]> = row.get(5)?;
        entries.push(ActivityEntry {
            id: row.get(0)?,
            at: UnixMillis(row.get(1)?),
            kind,
            level,
            what,
            skill_id: skill.map(SkillId::from_bytes),
            skill_here: row.get(7)?,
            facts: serde_json::from_str(&facts).unwrap_or_default(),
        });
    }
    Ok(entries)
}

fn one_of(
    sql: &mut String,
    values: &mut Vec<Value>,
    opening: &str,
    wanted: &[impl Serialize],
) -> Result<(), StoreError> {
    sql.push_str(opening);
    for (index, one) in wanted.iter().enumerate() {
        values.push(word(one)?.into());
        if index > 0 {
            sql.push(',');
        }
        sql.push_str(&format!("?{}", values.len()));
    }
    Ok(())
}

/// The word that stands for it in the database, the same as on the wire.
fn word(value: &impl Serialize) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(StoreError::Content("a word of the activity log".to_owned())),
    }
}

fn read<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::ActivityFacts;
    use crate::store::Store;

    const NOW: i64 = 1_800_000_000_000;

    fn at(millis: i64) -> NewActivity {
        NewActivity {
            at: UnixMillis(millis),
            ..NewActivity::now(Happened::Connected, ActivityFacts::default())
        }
    }

    fn all(store: &Store) -> Vec<ActivityEntry> {
        let most = u32::try_from(KEPT).unwrap() * 2;
        store
            .read(|connection| list(connection, &ActivityFilter::default(), None, most))
            .unwrap()
    }

    #[test]
    fn what_is_older_than_thirty_days_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let kept = NOW - KEPT_MILLIS;
        for moment in [kept - 1, kept, NOW] {
            store.write(|connection| add(connection, &[at(moment)])).unwrap();
        }
        let times: Vec<i64> = all(&store).iter().map(|entry| entry.at.0).collect();
        assert_eq!(times, [NOW, kept]);
    }

    #[test]
    fn a_flood_pushes_out_the_earliest_and_no_more_than_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let flood: Vec<NewActivity> = (0..KEPT + 3).map(|number| at(NOW + number)).collect();
        store.write(|connection| add(connection, &flood)).unwrap();
        let entries = all(&store);
        assert_eq!(entries.len(), usize::try_from(KEPT).unwrap());
        assert_eq!(entries.first().unwrap().at.0, NOW + KEPT + 2);
        assert_eq!(entries.last().unwrap().at.0, NOW + 3);
    }

    #[test]
    fn another_cause_or_a_connection_between_begins_another_entry() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let lost = |reason: &str, moment| {
            let facts = ActivityFacts {
                reason: Some(reason.to_owned()),
                ..ActivityFacts::default()
            };
            NewActivity {
                at: UnixMillis(NOW + moment),
                ..NewActivity::now(Happened::Disconnected, facts)
            }
        };
        let happened = [
            lost("refused", 0),
            lost("refused", 1),
            lost("refused", 2),
            lost("timed out", 3),
            at(NOW + 4),
            lost("timed out", 5),
        ];
        store.write(|connection| add(connection, &happened)).unwrap();
        let told: Vec<_> = all(&store)
            .into_iter()
            .rev()
            .map(|entry| {
                (
                    entry.at.0 - NOW,
                    entry.facts.count,
                    entry.facts.until.map(|at| at.0 - NOW),
                )
            })
            .collect();
        assert_eq!(
            told,
            [(0, Some(3), Some(2)), (3, None, None), (4, None, None), (5, None, None)]
        );
    }
}
