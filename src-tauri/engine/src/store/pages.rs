//! The pages of a listing that are staged: what an interrupted sync goes on from
//! (contract, section 4: the catalogue is replaced only by a complete listing, so that
//! until then all that was read is kept aside).

use rusqlite::{Connection, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;
use crate::model::{SkillId, UnixMillis};

/// A page that is staged.
#[derive(Debug)]
pub struct PageRead<T> {
    /// Which, from 1.
    pub page: u32,
    /// The marketplace's validator of the listing.
    pub etag: String,
    /// What came of it.
    pub outcome: T,
    /// The ids on it.
    pub ids: Vec<SkillId>,
}

/// The pages that an interrupted sync staged, from the first one on.
#[derive(Debug)]
pub struct Interrupted<T> {
    /// When their listing was begun.
    pub began: UnixMillis,
    /// The pages, in their order.
    pub pages: Vec<PageRead<T>>,
}

/// Notes a page of the listing that was begun then. Call in the write that stages it.
///
/// # Errors
/// What SQLite says.
pub fn note<T: Serialize>(connection: &Connection, began: UnixMillis, page: &PageRead<T>) -> Result<(), StoreError> {
    let outcome = serde_json::to_string(&page.outcome)
        .map_err(|error| StoreError::Content(format!("the outcome of a page: {error}")))?;
    let ids: Vec<u8> = page.ids.iter().flat_map(|id| *id.as_bytes()).collect();
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO page_read (page, began, etag, outcome, ids) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![page.page, began.0, page.etag, outcome, ids])?;
    Ok(())
}

/// The pages that an interrupted sync staged, from the first one on, and when their
/// listing was begun. Nothing where they do not follow each other, or do not have one
/// validator in common: then nobody can say whether they still belong together.
///
/// # Errors
/// What SQLite says.
pub fn staged<T: DeserializeOwned>(connection: &Connection) -> Result<Option<Interrupted<T>>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT page, began, etag, outcome, ids FROM page_read ORDER BY page")?;
    let mut rows = statement.query([])?;
    let mut pages: Vec<PageRead<T>> = Vec::new();
    let mut begun = None;
    while let Some(row) = rows.next()? {
        let (page, began): (u32, i64) = (row.get(0)?, row.get(1)?);
        let etag: String = row.get(2)?;
        let follows = page as usize == pages.len() + 1;
        let together = begun.is_none_or(|begun| begun == began) && pages.first().is_none_or(|first| first.etag == etag);
        let Ok(outcome) = serde_json::from_str(&row.get::<_, String>(3)?) else {
            return Ok(None);
        };
        if !follows || !together {
            return Ok(None);
        }
        let ids: Vec<u8> = row.get(4)?;
        let ids = ids
            .as_chunks::<16>()
            .0
            .iter()
            .map(|bytes| SkillId::from_bytes(*bytes))
            .collect();
        begun = Some(began);
        pages.push(PageRead {
            page,
            etag,
            outcome,
            ids,
        });
    }
    Ok(begun.map(|began| Interrupted {
        began: UnixMillis(began),
        pages,
    }))
}

/// Forgets them: the listing is read from its beginning, or is complete.
///
/// # Errors
/// What SQLite says.
pub fn forget(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("DELETE FROM page_read", [])?;
    Ok(())
}
