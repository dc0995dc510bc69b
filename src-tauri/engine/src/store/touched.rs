//! Which skills the last changes were about: see `touched` in the schema.

use rusqlite::{Connection, params};

use super::StoreError;

/// Changes remembered. Who was not asked for longer than these reads everything again.
const REMEMBERED: i64 = 2_000;

/// A skill that changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Touched {
    /// Its key.
    pub(crate) key: i64,
    /// Whether the row came, went, or came anew; else only its figures changed.
    pub(crate) whole: bool,
}

/// Raises the revision by one, for a change of single skills. Call it with everything that
/// the change was about.
pub(super) fn raise(connection: &Connection, keys: &[i64], whole: bool) -> Result<(), StoreError> {
    // By its key, and without RETURNING: what may change several rows, or gives any back, makes
    // SQLite save its place first, and FTS5 write what it has gathered.
    connection
        .prepare_cached("UPDATE meta SET revision = revision + 1 WHERE one = 1")?
        .execute([])?;
    let revision: i64 = connection
        .prepare_cached("SELECT revision FROM meta")?
        .query_row([], |row| row.get(0))?;
    let mut note =
        connection.prepare_cached("INSERT OR REPLACE INTO touched (revision, key, whole) VALUES (?1, ?2, ?3)")?;
    for key in keys {
        note.execute(params![revision, key, whole])?;
    }
    connection
        .prepare_cached("DELETE FROM touched WHERE revision <= ?1")?
        .execute([revision - REMEMBERED])?;
    Ok(())
}

/// The skills that changed after one revision and up to another, each once; `None` where
/// more changed than single skills, or more of them than `most`.
pub(crate) fn between(
    connection: &Connection,
    from: u64,
    to: u64,
    most: usize,
) -> Result<Option<Vec<Touched>>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT count(DISTINCT revision) FROM touched WHERE revision > ?1 AND revision <= ?2")?;
    let remembered: u64 = statement.query_row([from, to], |row| row.get(0))?;
    if from >= to || remembered != to - from {
        return Ok(None);
    }
    let mut statement = connection
        .prepare_cached("SELECT key, max(whole) FROM touched WHERE revision > ?1 AND revision <= ?2 GROUP BY key")?;
    let touched = statement
        .query_map([from, to], |row| {
            Ok(Touched {
                key: row.get(0)?,
                whole: row.get(1)?,
            })
        })?
        .collect::<Result<Vec<_>, _>>()?;
    Ok((touched.len() <= most).then_some(touched))
}
