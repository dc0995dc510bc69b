//! Writing and reading the full-text index.
//!
//! One table a field, without places (docs/decisions/0002): a table only reads
//! what it was asked for, while a column filter reads every column and throws away
//! most. What must stand side by side is checked in the text itself, which the
//! index, with its joined forms, could not answer anyway.

use rusqlite::{Connection, params};

use super::text::index_words;
use crate::store::StoreError;

/// The texts of a skill that are searched.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'a> {
    /// Its name.
    pub name: &'a str,
    /// Who made it.
    pub author: &'a str,
    /// Its tags, separated by spaces.
    pub tags: &'a str,
    /// Its category.
    pub category: &'a str,
    /// What it does.
    pub description: &'a str,
}

/// Makes the texts of a skill findable.
///
/// # Errors
/// What SQLite says.
pub fn add(connection: &Connection, key: i64, texts: &Texts<'_>) -> Result<(), StoreError> {
    let was_leaving = connection
        .prepare_cached("DELETE FROM temp.leaving WHERE key = ?1")?
        .execute([key])?;
    if was_leaving > 0 {
        // Its number is used again: first out with the words it had.
        take_out(connection, &[key])?;
    }
    for field in Field::ALL {
        let words = words_of(field, texts);
        connection
            .prepare_cached(field.insert())?
            .execute(params![key, words])?;
    }
    Ok(())
}

/// The words under which a skill is found in a field, separated by spaces.
pub(super) fn words_of(field: Field, texts: &Texts<'_>) -> String {
    match field {
        Field::Name => index_words(texts.name),
        Field::Tags => index_words(texts.tags),
        Field::By => format!("{} {}", index_words(texts.author), index_words(texts.category)),
        Field::Text => index_words(texts.description),
    }
}

/// Makes the table of what leaves the index, for the connection that writes.
///
/// # Errors
/// What SQLite says.
pub(crate) fn prepare(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch("CREATE TEMP TABLE IF NOT EXISTS leaving (key INTEGER PRIMARY KEY) STRICT")?;
    Ok(())
}

/// Takes skills out, when the write is done: see `settle`.
///
/// # Errors
/// What SQLite says.
pub fn remove(connection: &Connection, keys: &[i64]) -> Result<(), StoreError> {
    let mut leave = connection.prepare_cached("INSERT OR IGNORE INTO temp.leaving (key) VALUES (?1)")?;
    for key in keys {
        leave.execute([key])?;
    }
    Ok(())
}

/// Takes out of the index what left it, at the end of a write and in the order of keys.
/// FTS5 gathers the words of a transaction in memory as long as its rows come in that order,
/// and writes a part of its index for each that does not: a key of before between two new
/// ones cost four parts for every skill that was replaced.
///
/// # Errors
/// What SQLite says.
pub(crate) fn settle(connection: &Connection) -> Result<(), StoreError> {
    let keys = connection
        .prepare_cached("SELECT key FROM temp.leaving ORDER BY key")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    if keys.is_empty() {
        return Ok(());
    }
    connection.execute("DELETE FROM temp.leaving", [])?;
    take_out(connection, &keys)
}

fn take_out(connection: &Connection, keys: &[i64]) -> Result<(), StoreError> {
    for field in Field::ALL {
        let sql = format!("DELETE FROM {} WHERE rowid = ?1", field.table());
        let mut statement = connection.prepare_cached(&sql)?;
        for key in keys {
            statement.execute([key])?;
        }
    }
    Ok(())
}

/// Takes everything out.
///
/// # Errors
/// What SQLite says.
pub fn clear(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("DELETE FROM temp.leaving", [])?;
    for field in Field::ALL {
        connection.execute(&format!("DELETE FROM {}", field.table()), [])?;
    }
    Ok(())
}

/// Merges the index, so that no word of a skill that is gone stays in it.
///
/// # Errors
/// What SQLite says.
pub fn merge(connection: &Connection) -> Result<(), StoreError> {
    settle(connection)?;
    for field in Field::ALL {
        let table = field.table();
        connection.execute(&format!("INSERT INTO {table} ({table}) VALUES ('optimize')"), [])?;
    }
    Ok(())
}

/// Where a word is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Name,
    Tags,
    /// The author and the category.
    By,
    /// The description.
    Text,
}

impl Field {
    pub(super) const ALL: [Self; 4] = [Self::Name, Self::Tags, Self::By, Self::Text];

    const fn table(self) -> &'static str {
        match self {
            Self::Name => "skill_name",
            Self::Tags => "skill_tags",
            Self::By => "skill_by",
            Self::Text => "skill_text",
        }
    }

    const fn insert(self) -> &'static str {
        match self {
            Self::Name => "INSERT INTO skill_name (rowid, words) VALUES (?1, ?2)",
            Self::Tags => "INSERT INTO skill_tags (rowid, words) VALUES (?1, ?2)",
            Self::By => "INSERT INTO skill_by (rowid, words) VALUES (?1, ?2)",
            Self::Text => "INSERT INTO skill_text (rowid, words) VALUES (?1, ?2)",
        }
    }

    /// Every word of the field, sorted, with the keys of the skills that have it.
    pub(super) const fn postings(self) -> &'static str {
        match self {
            Self::Name => "SELECT term, key_list(doc) FROM skill_name_posting GROUP BY term ORDER BY term",
            Self::Tags => "SELECT term, key_list(doc) FROM skill_tags_posting GROUP BY term ORDER BY term",
            Self::By => "SELECT term, key_list(doc) FROM skill_by_posting GROUP BY term ORDER BY term",
            Self::Text => "SELECT term, key_list(doc) FROM skill_text_posting GROUP BY term ORDER BY term",
        }
    }

    const fn select(self) -> &'static str {
        match self {
            Self::Name => "SELECT rowid FROM skill_name WHERE skill_name MATCH ?1 ORDER BY rowid",
            Self::Tags => "SELECT rowid FROM skill_tags WHERE skill_tags MATCH ?1 ORDER BY rowid",
            Self::By => "SELECT rowid FROM skill_by WHERE skill_by MATCH ?1 ORDER BY rowid",
            Self::Text => "SELECT rowid FROM skill_text WHERE skill_text MATCH ?1 ORDER BY rowid",
        }
    }
}

/// Calls `found` with the key of every skill that has the word in the field, in
/// order of keys. Staged skills are among them: the caller knows which are not shown.
pub(super) fn keys_with(
    connection: &Connection,
    field: Field,
    word: &str,
    prefix: bool,
    mut found: impl FnMut(i64),
) -> Result<(), StoreError> {
    // Words are made of letters and `#`, `+`, `.` only; doubling quotes is for the reader's peace.
    let word = word.replace('"', "\"\"");
    let asked = format!("\"{word}\"{}", if prefix { " *" } else { "" });
    let mut statement = connection.prepare_cached(field.select())?;
    let mut rows = statement.query([asked])?;
    while let Some(row) = rows.next()? {
        found(row.get(0)?);
    }
    Ok(())
}
