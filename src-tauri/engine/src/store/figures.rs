//! A skill's figures, the mean of its ratings and their number: what the marketplace
//! says of them, in the object as it came, and what is shown of them, in the columns.
//! The two differ while a rating of the user's is on its way (contract, section 5).

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::StoreError;
use super::skills::{bayes, digest, first_hidden_key};
use crate::model::{ServerTime, SkillId, SkillRecord};
use crate::ratings::Figures;

/// Takes over a skill's figures from the marketplace, in the object as it came and in
/// the columns, and nothing else of it: the next listing that says the same finds it
/// unchanged. Figures older than those here stay out. `at` is the marketplace's time
/// of them. Whether anything changed.
///
/// # Errors
/// What SQLite says.
pub fn set_figures(
    connection: &Connection,
    id: SkillId,
    figures: Figures,
    at: Option<ServerTime>,
) -> Result<bool, StoreError> {
    super::arrived::keep_figures(connection, id, figures, at)?;
    let hidden = first_hidden_key(connection)?;
    let here: Option<(i64, String, i64)> = connection
        .prepare_cached(
            "SELECT skill.key, body.raw, skill.figures_at FROM skill JOIN skill_body AS body ON body.key = skill.key
             WHERE skill.skill_id = ?1 AND skill.key < ?2 ORDER BY skill.key DESC LIMIT 1",
        )?
        .query_row(params![id.as_bytes(), hidden], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let at = at.map_or(0, ServerTime::as_micros);
    let Some((key, raw, figures_at)) = here else {
        return Ok(false);
    };
    if at != 0 && at < figures_at {
        return Ok(false);
    }
    let raw = with_figures(&raw, figures)?;
    connection
        .prepare_cached("UPDATE skill_body SET raw = ?2 WHERE key = ?1 AND raw <> ?2")?
        .execute(params![key, raw])?;
    connection
        .prepare_cached("UPDATE skill SET digest = ?2, figures_at = max(figures_at, ?3) WHERE key = ?1")?
        .execute(params![key, digest(&raw), at])?;
    // Where the user has a copy of their own, the marketplace's object stands beside it.
    let mirrored: Option<String> = connection
        .prepare_cached("SELECT raw FROM mirror WHERE skill_id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?
        .flatten();
    if let Some(raw) = mirrored {
        let raw = with_figures(&raw, figures)?;
        connection
            .prepare_cached(
                "UPDATE mirror SET raw = ?2, digest = ?3, figures_at = max(figures_at, ?4) WHERE skill_id = ?1",
            )?
            .execute(params![id.as_bytes(), raw, digest(&raw), at])?;
    }
    let changed = show_figures(connection, key, figures)?;
    if changed {
        super::touched::raise(connection, &[key], false)?;
    }
    Ok(changed)
}

/// Sets the figures that lists show and sort by. Whether that changed anything.
pub(super) fn show_figures(connection: &Connection, key: i64, figures: Figures) -> Result<bool, StoreError> {
    let changed = connection
        .prepare_cached(
            "UPDATE skill SET average_rating = ?2, rating_count = ?3, bayes = ?4
             WHERE key = ?1 AND (average_rating <> ?2 OR rating_count <> ?3)",
        )?
        .execute(params![
            key,
            figures.average,
            figures.count,
            bayes(figures.average, figures.count)
        ])?;
    Ok(changed > 0)
}

#[derive(Deserialize)]
struct FigureFields<'a> {
    #[serde(default, borrow, deserialize_with = "present")]
    average_rating: Option<&'a RawValue>,
    #[serde(default, borrow, deserialize_with = "present")]
    rating_count: Option<&'a RawValue>,
}

/// A value that is there, `null` too.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

/// The object with other figures, every other byte of it as it came.
fn with_figures(raw: &str, figures: Figures) -> Result<String, StoreError> {
    let unreadable = |error: serde_json::Error| StoreError::Content(format!("a skill's object: {error}"));
    let fields: FigureFields<'_> = serde_json::from_str(raw).map_err(unreadable)?;
    let average = serde_json::to_string(&figures.average).map_err(unreadable)?;
    let count = figures.count.to_string();
    // Where each value stands: what is borrowed of the text is a part of it.
    let place = |value: &RawValue| value.get().as_ptr().addr() - raw.as_ptr().addr();
    let mut edits = Vec::new();
    let mut missing = String::new();
    for (name, field, value) in [
        ("average_rating", fields.average_rating, &average),
        ("rating_count", fields.rating_count, &count),
    ] {
        match field {
            Some(old) => edits.push((place(old), old.get().len(), value)),
            None => missing.push_str(&format!(",\"{name}\":{value}")),
        }
    }
    // From the back, so that places further in front stay what they are.
    edits.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    let mut text = raw.to_owned();
    for (at, length, value) in edits {
        text.replace_range(at..at + length, value);
    }
    if let Some(end) = text.rfind('}').filter(|_| !missing.is_empty()) {
        text.insert_str(end, &missing);
    }
    Ok(text)
}

/// The key of a skill that readers see, with the marketplace's figures of it as they stand in its object.
pub(super) fn key_and_figures(connection: &Connection, id: SkillId) -> Result<Option<(i64, Figures)>, StoreError> {
    let hidden = first_hidden_key(connection)?;
    let here: Option<(i64, String)> = connection
        .prepare_cached(
            "SELECT skill.key, body.raw FROM skill JOIN skill_body AS body ON body.key = skill.key
             WHERE skill.skill_id = ?1 AND skill.key < ?2 ORDER BY skill.key DESC LIMIT 1",
        )?
        .query_row(params![id.as_bytes(), hidden], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((key, raw)) = here else { return Ok(None) };
    let raw = RawValue::from_string(raw).map_err(|error| StoreError::Content(format!("skill {id}: {error}")))?;
    let record = SkillRecord::parse(raw).map_err(|error| StoreError::Content(format!("skill {id}: {error}")))?;
    let figures = Figures {
        average: record.average_rating,
        count: record.rating_count,
    };
    Ok(Some((key, figures)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_set_and_every_other_byte_stays() {
        let figures = Figures {
            average: 4.25,
            count: 12,
        };
        for (before, after) in [
            (
                r#"{"rating_count": 3, "x":1.10,"average_rating":4.0 ,"z":{"rating_count":9}}"#,
                r#"{"rating_count": 12, "x":1.10,"average_rating":4.25 ,"z":{"rating_count":9}}"#,
            ),
            (
                r#"{"a":"average_rating","average_rating":null} "#,
                r#"{"a":"average_rating","average_rating":4.25,"rating_count":12} "#,
            ),
            (r#"{"a":{}}"#, r#"{"a":{},"average_rating":4.25,"rating_count":12}"#),
        ] {
            assert_eq!(with_figures(before, figures).unwrap(), after);
        }
    }
}
