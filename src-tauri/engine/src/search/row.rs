//! A skill as a row of a list.

use rusqlite::{Connection, OptionalExtension as _, params};
use unicode_segmentation::UnicodeSegmentation as _;

use super::badge::{badges_of, is_stale};
use super::mark::{Place, marks};
use super::query::Slot;
use super::{SearchContext, SkillRow};
use crate::fit;
use crate::model::{ServerTime, SkillId};
use crate::store::StoreError;
use crate::store::skills::type_of_number;

/// Characters of a description shown in a row.
const DESCRIPTION: usize = 300;
/// Bytes of JSON of a description: that many characters of three bytes.
const DESCRIPTION_BYTES: usize = 900;
/// Bytes of JSON of an author, a category, a version.
const SHORT: usize = 200;
/// Words marked in a text at most.
const MARKS: usize = 20;

/// Reads the rows at these keys, in their order, with the words marked.
pub(super) fn rows(
    connection: &Connection,
    keys: &[i64],
    words: &[Slot],
    context: &SearchContext,
) -> Result<Vec<SkillRow>, StoreError> {
    let stale = is_stale(connection, context)?;
    let mut rows = Vec::with_capacity(keys.len());
    for key in keys {
        if let Some(mut row) = read(connection, *key)? {
            row.badges = badges_of(connection, row.skill_id, stale)?;
            row.name_marks = marks(&row.name, words, Place::Name);
            row.name_marks.truncate(MARKS);
            row.description_marks = marks(&row.description, words, Place::Description);
            row.description_marks.truncate(MARKS);
            rows.push(row);
        }
    }
    Ok(rows)
}

/// One skill as a row; `None` where it is not here.
///
/// # Errors
/// What SQLite says.
pub fn row(connection: &Connection, id: SkillId, context: &SearchContext) -> Result<Option<SkillRow>, StoreError> {
    let key: Option<i64> = connection
        .prepare_cached(
            "SELECT skill.key FROM skill, meta WHERE skill_id = ?1 AND skill.key < (generation + 1) << 32
             ORDER BY skill.key DESC LIMIT 1",
        )?
        .query_row(params![id.as_bytes()], |row| row.get(0))
        .optional()?;
    let Some(key) = key else { return Ok(None) };
    Ok(rows(connection, &[key], &[], context)?.pop())
}

fn read(connection: &Connection, key: i64) -> Result<Option<SkillRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT skill_id, name, author, description, category, skill_type, version, average_rating, rating_count, updated_at
         FROM skill WHERE key = ?1",
    )?;
    let row = statement
        .query_row([key], |row| {
            let updated_at: i64 = row.get(9)?;
            Ok(SkillRow {
                skill_id: SkillId::from_bytes(row.get(0)?),
                name: short(row, 1, fit::NAME)?,
                author: short(row, 2, SHORT)?,
                description: fit::head(clip(row.get_ref(3)?.as_str().unwrap_or_default()), DESCRIPTION_BYTES)
                    .to_owned(),
                category: short(row, 4, SHORT)?,
                skill_type: type_of_number(row.get(5)?),
                version: short(row, 6, SHORT)?,
                average_rating: row.get(7)?,
                rating_count: row.get(8)?,
                updated_at: (updated_at != 0)
                    .then(|| ServerTime::from_micros(updated_at))
                    .flatten()
                    .map(|at| at.to_string()),
                badges: Vec::new(),
                name_marks: Vec::new(),
                description_marks: Vec::new(),
            })
        })
        .optional()?;
    Ok(row)
}

/// The beginning of a text of a row.
fn short(row: &rusqlite::Row<'_>, column: usize, bytes: usize) -> rusqlite::Result<String> {
    let text = row.get_ref(column)?.as_str().unwrap_or_default();
    Ok(fit::head(text, bytes).to_owned())
}

/// The beginning of a text, ending at the end of a grapheme.
fn clip(text: &str) -> &str {
    if text.len() <= DESCRIPTION {
        return text;
    }
    let mut characters = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        characters += grapheme.chars().count();
        if characters > DESCRIPTION {
            return &text[..at];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_ends_with_a_whole_grapheme() {
        let text = "e\u{301}".repeat(200);
        assert_eq!(clip(&text).chars().count(), 300);
        assert_eq!(clip(&format!("x{text}")).chars().count(), 299);
    }
}
