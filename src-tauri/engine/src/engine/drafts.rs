//! What somebody is writing and has not finished: kept while they write, so that a crash
//! or a closed window costs not a word.

use rusqlite::Connection;
use serde::Serialize;
use ts_rs::TS;

use super::Engine;
use crate::model::{Code, Problem, UnixMillis};
use crate::store::{StoreError, drafts};

/// The longest key, in bytes.
const LONGEST_KEY: usize = 200;
/// The longest draft, in bytes: two codes of the largest skill the contract allows.
const LONGEST_VALUE: usize = 4 * 1024 * 1024;

/// Something unfinished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Draft {
    /// What was kept, as it was given.
    pub value: String,
    /// When it was kept.
    pub changed_at: UnixMillis,
}

impl Engine {
    /// What was saved the last time that `user.db` was found damaged; `None` where it
    /// never was.
    ///
    /// # Errors
    /// A database that fails.
    pub fn salvaged(&self) -> Result<Option<crate::store::Salvaged>, Problem> {
        Ok(self.inner.store.salvaged()?)
    }

    /// What was kept under this key, such as `conflict:12`.
    ///
    /// # Errors
    /// A database that fails.
    pub fn draft(&self, key: &str) -> Result<Option<Draft>, Problem> {
        let stored = self.inner.store.read(|connection| drafts::get(connection, key))?;
        Ok(stored.map(|draft| Draft {
            value: draft.value,
            changed_at: draft.changed_at,
        }))
    }

    /// Keeps a draft under this key; `None` drops it.
    ///
    /// # Errors
    /// [`Code::BadInput`] for a key of more than 200 bytes or a draft of more than 4 MiB;
    /// a database that fails.
    pub fn set_draft(&self, key: &str, value: Option<&str>) -> Result<(), Problem> {
        if key.len() > LONGEST_KEY || value.is_some_and(|value| value.len() > LONGEST_VALUE) {
            return Err(Problem::new(
                Code::BadInput,
                "This is too long to be kept as a draft.",
                "Save it, or shorten it.",
            ));
        }
        let now = UnixMillis::now();
        Ok(self
            .inner
            .store
            .write(|connection| drafts::set(connection, key, value, now))?)
    }
}

/// Drops what was unfinished of a conflict, because it is resolved.
pub(super) fn drop_of_conflict(connection: &Connection, number: i64, now: UnixMillis) -> Result<(), StoreError> {
    drafts::set(connection, &format!("conflict:{number}"), None, now)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::EngineOptions;
    use crate::config::EnvFileChoice;
    use crate::vault::MemoryVault;

    fn engine(folder: &std::path::Path) -> Engine {
        let mut options = EngineOptions::new(folder.to_owned(), EnvFileChoice::Default(folder.join(".env")));
        options.environment = Vec::new();
        options.keychain = Arc::new(MemoryVault::default());
        Engine::open(options).unwrap()
    }

    #[test]
    fn a_draft_is_there_after_a_restart_until_it_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let before = engine(folder.path());
        before.set_draft("conflict:12", Some("half a thou")).unwrap();
        before.set_draft("conflict:12", Some("half a thought")).unwrap();
        drop(before);
        let after = engine(folder.path());
        assert_eq!(after.draft("conflict:12").unwrap().unwrap().value, "half a thought");
        assert_eq!(after.draft("conflict:13").unwrap(), None);
        after.set_draft("conflict:12", None).unwrap();
        assert_eq!(after.draft("conflict:12").unwrap(), None);
    }

    #[test]
    fn what_is_too_long_is_refused_and_leaves_what_was_kept() {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path());
        engine.set_draft("new", Some("kept")).unwrap();
        let long = "x".repeat(LONGEST_VALUE + 1);
        assert_eq!(engine.set_draft("new", Some(&long)).unwrap_err().code, Code::BadInput);
        assert_eq!(engine.draft("new").unwrap().unwrap().value, "kept");
    }
}
