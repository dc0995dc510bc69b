//! Searches that a user keeps under a name.

use serde::Serialize;
use ts_rs::TS;

use super::Engine;
use super::collections::{fit_name, there};
use crate::model::{Code, Problem, UnixMillis};
use crate::search::Sort;
use crate::store::searches;

/// The longest search, in characters.
const LONGEST_QUERY: usize = 2_000;

/// A search under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SavedSearch {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The text of the search field, every condition as a token.
    pub query: String,
    /// The order.
    pub sort: Sort,
}

impl Engine {
    /// The saved searches, by name.
    ///
    /// # Errors
    /// A database that fails.
    pub fn saved_searches(&self) -> Result<Vec<SavedSearch>, Problem> {
        let stored = self.inner.store.read(searches::all)?;
        Ok(stored
            .into_iter()
            .map(|one| SavedSearch {
                id: one.id,
                name: one.name,
                query: one.query,
                // Written by a newer version, an order may have a name that is not known here.
                sort: Sort::from_name(&one.sort).unwrap_or(Sort::Relevance),
            })
            .collect())
    }

    /// Keeps a search under a name, and returns its number.
    ///
    /// # Errors
    /// [`Code::BadInput`] for a name that is empty, too long or taken, or a search of more
    /// than 2,000 characters; a disk that cannot be written.
    pub fn save_search(&self, name: &str, query: &str, sort: Sort) -> Result<i64, Problem> {
        if query.chars().count() > LONGEST_QUERY {
            return Err(Problem::new(
                Code::BadInput,
                format!("A search of more than {LONGEST_QUERY} characters cannot be kept."),
                "Shorten it; nothing was saved.",
            ));
        }
        self.inner.store.write(|connection| {
            let name = match fit_name(name, None, &names(connection)?) {
                Ok(name) => name,
                Err(problem) => return Ok(Err(problem)),
            };
            let now = UnixMillis::now();
            Ok(Ok(searches::add(connection, &name, query.trim(), sort.as_str(), now)?))
        })?
    }

    /// Renames a saved search.
    ///
    /// # Errors
    /// [`Code::NotFound`]; [`Code::BadInput`] for a name that is empty, too long or taken; a
    /// disk that cannot be written.
    pub fn rename_search(&self, id: i64, name: &str) -> Result<(), Problem> {
        self.inner.store.write(|connection| {
            let name = match fit_name(name, Some(id), &names(connection)?) {
                Ok(name) => name,
                Err(problem) => return Ok(Err(problem)),
            };
            Ok(there(searches::rename(connection, id, &name)?))
        })?
    }

    /// Removes a saved search.
    ///
    /// # Errors
    /// [`Code::NotFound`], a disk that cannot be written.
    pub fn delete_search(&self, id: i64) -> Result<(), Problem> {
        self.inner
            .store
            .write(|connection| Ok(there(searches::remove(connection, id)?)))?
    }
}

fn names(connection: &rusqlite::Connection) -> Result<Vec<(i64, String)>, crate::store::StoreError> {
    Ok(searches::all(connection)?
        .into_iter()
        .map(|one| (one.id, one.name))
        .collect())
}
