//! What `user.db` holds about a person: every table of it, named once, so that an export
//! leaves none out and erasing leaves none behind.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use serde_json::{Map, Value};

use super::StoreError;
use crate::model::UnixMillis;

/// A part of the export.
#[derive(Debug, Clone, Copy)]
pub struct Section {
    /// Its key in the export.
    pub name: &'static str,
    /// What it holds, in a sentence.
    pub words: &'static str,
    /// The table its rows are from.
    pub table: &'static str,
    /// Which rows of it, where a table is in two sections.
    rows: &'static str,
    /// What of it stays when everything about the user is erased.
    keeps: &'static str,
}

const fn all(name: &'static str, table: &'static str, words: &'static str) -> Section {
    Section {
        name,
        words,
        table,
        rows: "1",
        keeps: "0",
    }
}

/// Whether a copy of the user's began as the marketplace's.
const IS_EDIT: &str = "(base IS NOT NULL OR gone = 1 OR EXISTS (SELECT 1 FROM mirror WHERE mirror.skill_id = local_skill.skill_id AND mirror.raw IS NOT NULL))";

/// Every part of the export that is rows of a table.
pub const SECTIONS: &[Section] = &[
    Section {
        // Which marketplace, how often: the installation goes on working.
        keeps: "variable NOT IN ('SKILLDOCK_IDENTITY')",
        ..all(
            "settings",
            "setting",
            "Values saved in the app. The token is not among them: it is in the keychain.",
        )
    },
    Section {
        // How it looks, and which of the three doors was taken.
        keeps: "key IN ('theme', 'density', 'locale', 'language', 'door')",
        ..all(
            "window",
            "ui_state",
            "What the window remembers, such as the last view and the last search.",
        )
    },
    all("favourites", "favourite", "Skills marked as favourites, with when."),
    all(
        "ratings",
        "rating",
        "Ratings in every state, with the comment and what became of each.",
    ),
    Section {
        rows: IS_EDIT,
        ..all(
            "edits",
            "local_skill",
            "Edited copies of the marketplace's skills (raw), and the copy each began from (base).",
        )
    },
    Section {
        rows: "NOT (base IS NOT NULL OR gone = 1 OR EXISTS (SELECT 1 FROM mirror WHERE mirror.skill_id = local_skill.skill_id AND mirror.raw IS NOT NULL))",
        ..all(
            "own_skills",
            "local_skill",
            "Skills made or imported here that no marketplace has.",
        )
    },
    all(
        "conflicts",
        "conflict",
        "Skills that changed here and at the marketplace, with both copies.",
    ),
    all(
        "resolutions",
        "resolution",
        "How each conflict was resolved, when and by whom.",
    ),
    all("drafts", "draft", "What was typed and not finished."),
    all("saved_searches", "saved_search", "Searches saved under a name."),
    all("collections", "collection", "Collections, by number and name."),
    all(
        "collection_skills",
        "collection_skill",
        "Which skills are in which collection.",
    ),
    all(
        "accepted_updates",
        "accepted_skill",
        "Which copy of a watched skill was let in, and which later one waits or was skipped.",
    ),
    all("history", "run", "Every sync of the last 30 days."),
    all("activity", "activity", "The activity log of the last 30 days."),
    Section {
        // How the socket is: no word about a person, and written at any moment.
        keeps: "name IN ('websocket', 'paused')",
        ..all(
            "facts",
            "fact",
            "What the program keeps for itself, such as the identity of this installation.",
        )
    },
];

/// Gives each row of a section to `each`, as JSON that a person can read: ids as text,
/// times by the calendar, JSON as JSON.
///
/// # Errors
/// What SQLite or `each` says.
pub fn rows(
    connection: &Connection,
    section: &Section,
    mut each: impl FnMut(Value) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let sql = format!("SELECT * FROM user.{} WHERE {}", section.table, section.rows);
    let mut statement = connection.prepare(&sql)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        each(Value::Object(readable(row, &names)?))?;
    }
    Ok(())
}

fn readable(row: &Row<'_>, names: &[String]) -> Result<Map<String, Value>, StoreError> {
    let mut object = Map::new();
    for (at, name) in names.iter().enumerate() {
        let value = match row.get_ref(at)? {
            ValueRef::Null => Value::Null,
            // `known_at` is the marketplace's, in microseconds; all others are ours, in milliseconds.
            ValueRef::Integer(micros) if name == "known_at" => time(micros / 1000),
            ValueRef::Integer(millis) if name == "at" || name.ends_with("_at") || name == "not_before" => time(millis),
            ValueRef::Integer(number) => number.into(),
            ValueRef::Real(number) => number.into(),
            ValueRef::Text(text) => text_of(text),
            ValueRef::Blob(bytes) => match uuid::Uuid::from_slice(bytes) {
                Ok(id) => id.to_string().into(),
                Err(_) => String::from_utf8_lossy(bytes).into_owned().into(),
            },
        };
        object.insert(name.clone(), value);
    }
    Ok(object)
}

fn text_of(bytes: &[u8]) -> Value {
    let text = String::from_utf8_lossy(bytes);
    let is_json = text.starts_with('{') || text.starts_with('[');
    is_json
        .then(|| serde_json::from_str(&text).ok())
        .flatten()
        .unwrap_or_else(|| text.into_owned().into())
}

fn time(millis: i64) -> Value {
    jiff::Timestamp::from_millisecond(millis).map_or_else(|_| millis.into(), |at| at.to_string().into())
}

/// Deletes every row about the user and shows the marketplace's skills as they are. Gives
/// how many rows of each section there were.
///
/// # Errors
/// What SQLite says.
pub fn delete(connection: &Connection, user_id: Option<&str>) -> Result<Vec<(&'static str, u64)>, StoreError> {
    let mut counts = Vec::new();
    for section in SECTIONS {
        counts.push((section.name, leaving(connection, section)?));
    }
    // A resolution belongs to its conflict: the later tables first.
    for section in SECTIONS.iter().rev() {
        let sql = format!("DELETE FROM user.{} WHERE NOT ({})", section.table, section.keeps);
        connection.execute(&sql, [])?;
    }
    connection.execute("DELETE FROM user.sqlite_sequence", [])?;
    super::local::bring_together(connection, UnixMillis::now())?;
    // What others said stays; what is under the user's own id is the user's.
    if let Some(user_id) = user_id {
        connection.execute("DELETE FROM review WHERE instr(raw, ?1) > 0", [user_id])?;
    }
    // Words of the user's own skills stay in the index until it is merged.
    crate::search::index::merge(connection)?;
    Ok(counts)
}

fn leaving(connection: &Connection, section: &Section) -> Result<u64, StoreError> {
    let sql = format!(
        "SELECT count(*) FROM user.{} WHERE ({}) AND NOT ({})",
        section.table, section.rows, section.keeps
    );
    Ok(connection.query_row(&sql, [], |row| row.get(0))?)
}

/// How many rows about the user are left. What happened since is no part of it: a program
/// that runs goes on writing its log.
///
/// # Errors
/// What SQLite says.
pub fn left(connection: &Connection) -> Result<u64, StoreError> {
    SECTIONS
        .iter()
        .filter(|section| !matches!(section.table, "run" | "activity"))
        .try_fold(0, |sum, section| Ok(sum + leaving(connection, section)?))
}

/// Writes a word that occurs nowhere else into the tables that hold the user's texts, so
/// that it can be looked for when all is erased.
///
/// # Errors
/// What SQLite says.
pub fn plant(connection: &Connection, canary: &str) -> Result<(), StoreError> {
    let now = UnixMillis::now();
    let id = uuid::Uuid::new_v4();
    let skill = serde_json::json!({
        "skill_id": id.to_string(), "name": canary, "description": canary, "tags": [canary], "version": "1.0.0",
        "code": canary,
    })
    .to_string();
    connection.execute(
        "INSERT INTO user.local_skill (skill_id, raw, created_at, edited_at) VALUES (?1, ?2, ?3, ?3)",
        rusqlite::params![id.as_bytes(), skill, now.0],
    )?;
    connection.execute(
        "INSERT INTO user.rating (skill_id, stars, comment, state, revision, created_at, updated_at)
         VALUES (?1, 1, ?2, 'failed', 1, ?3, ?3)",
        rusqlite::params![id.as_bytes(), canary, now.0],
    )?;
    connection.execute(
        "INSERT INTO user.draft (key, value, changed_at) VALUES (?1, ?1, ?2)",
        rusqlite::params![canary, now.0],
    )?;
    connection.execute(
        "INSERT INTO user.saved_search (name, query, sort, created_at) VALUES (?1, ?1, 'name', ?2)",
        rusqlite::params![canary, now.0],
    )?;
    connection.execute(
        "INSERT INTO user.collection (name, created_at) VALUES (?1, ?2)",
        rusqlite::params![canary, now.0],
    )?;
    for table in ["ui_state (key, value)", "fact (name, value)"] {
        connection.execute(&format!("INSERT INTO user.{table} VALUES (?1, ?1)"), [canary])?;
    }
    // Into the catalogue's tables and the index too, as every skill of the user's own.
    super::local::bring_together(connection, now)
}

/// Texts that the user wrote, at most a thousand: what an erasing looks for afterwards.
///
/// # Errors
/// What SQLite says.
pub fn texts(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT comment FROM user.rating WHERE comment IS NOT NULL
         UNION ALL SELECT name FROM user.collection UNION ALL SELECT query FROM user.saved_search
         UNION ALL SELECT value FROM user.fact WHERE name = 'installation' LIMIT 1000",
    )?;
    let texts = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(texts)
}

/// How many of the user's ratings the marketplace has, as far as it is known here.
///
/// # Errors
/// What SQLite says.
pub fn ratings_sent(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.query_row(
        "SELECT count(*) FROM user.rating WHERE state = 'sent' OR known_stars IS NOT NULL OR uploads <> '[]'",
        [],
        |row| row.get(0),
    )?)
}

#[cfg(test)]
mod tests {
    use super::super::open::USER_TABLES;
    use super::*;

    /// Tables of which no row says anything about a person.
    const NOT_ABOUT_A_PERSON: &[&str] = &[];

    #[test]
    fn every_table_of_the_user_is_exported_and_erased_or_says_nothing_about_a_person() {
        for table in USER_TABLES {
            let exported = SECTIONS.iter().any(|section| section.table == *table);
            assert!(
                exported || NOT_ABOUT_A_PERSON.contains(table),
                "{table}: name it in SECTIONS, or say that it is about nobody"
            );
        }
        assert!(SECTIONS.iter().all(|section| USER_TABLES.contains(&section.table)));
    }

    #[test]
    fn the_two_sections_of_the_users_skills_have_each_row_once() {
        let sections: Vec<_> = SECTIONS
            .iter()
            .filter(|section| section.table == "local_skill")
            .collect();
        assert_eq!(sections[1].rows, format!("NOT {}", sections[0].rows));
    }
}
