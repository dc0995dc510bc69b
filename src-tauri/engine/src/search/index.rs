//! Writing and reading the full-text index.
//!
//! Two tables, because they are asked differently (docs/decisions/0002): titles
//! (name, author, tags, category) by the beginning of a word, descriptions mostly
//! by whole words. Neither keeps places: what must stand side by side is checked in
//! the text itself, which the index, with its joined forms, could not answer anyway.

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
    connection
        .prepare_cached("INSERT INTO skill_title (rowid, name, author, tags, category) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![
            key,
            index_words(texts.name),
            index_words(texts.author),
            index_words(texts.tags),
            index_words(texts.category),
        ])?;
    connection
        .prepare_cached("INSERT INTO skill_text (rowid, description) VALUES (?1, ?2)")?
        .execute(params![key, index_words(texts.description)])?;
    Ok(())
}

/// Takes skills out.
///
/// # Errors
/// What SQLite says.
pub fn remove(connection: &Connection, keys: &[i64]) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM skill_title WHERE rowid = ?1",
        "DELETE FROM skill_text WHERE rowid = ?1",
    ] {
        let mut statement = connection.prepare_cached(sql)?;
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
    connection.execute_batch("DELETE FROM skill_title; DELETE FROM skill_text;")?;
    Ok(())
}

/// Where a word is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Name,
    Tags,
    AuthorOrCategory,
    Description,
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
    let star = if prefix { " *" } else { "" };
    let (sql, asked) = match field {
        Field::Name => (TITLE, format!("{{name}} : \"{word}\"{star}")),
        Field::Tags => (TITLE, format!("{{tags}} : \"{word}\"{star}")),
        Field::AuthorOrCategory => (TITLE, format!("{{author category}} : \"{word}\"{star}")),
        Field::Description => (TEXT, format!("\"{word}\"{star}")),
    };
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([asked])?;
    while let Some(row) = rows.next()? {
        found(row.get(0)?);
    }
    Ok(())
}

const TITLE: &str = "SELECT rowid FROM skill_title WHERE skill_title MATCH ?1 ORDER BY rowid";
const TEXT: &str = "SELECT rowid FROM skill_text WHERE skill_text MATCH ?1 ORDER BY rowid";
