//! The data folder between two processes: opened as both halves of a story open it, and
//! looked at below the engine.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use skilldock_engine::config::EnvFileChoice;
use skilldock_engine::vault::MemoryVault;
use skilldock_engine::{Engine, EngineOptions};

/// An engine on the folder.
pub fn open(folder: &Path, environment: &[(&str, String)]) -> Engine {
    let mut options = EngineOptions::new(folder.to_owned(), EnvFileChoice::Default(folder.join(".env")));
    options.environment = environment
        .iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    options.keychain = Arc::new(MemoryVault::default());
    options.policy.pauses = vec![Duration::from_millis(1); 3];
    options.requests_a_minute = 100_000;
    Engine::open(options).unwrap()
}

/// Both databases are whole: SQLite finds nothing, and neither was ever put aside as
/// damaged.
pub fn are_whole(folder: &Path) {
    for name in ["user.db", "catalogue.db"] {
        let db = Connection::open(folder.join(name)).unwrap();
        let found: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(found, "ok", "{name}");
        let foreign: i64 = db
            .query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(foreign, 0, "{name}");
    }
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            !name.contains("damaged") && !name.contains("salvaged"),
            "{name} was made: a kill was taken for damage"
        );
    }
}

/// A number that a query gives.
pub fn number(folder: &Path, file: &str, query: &str) -> u64 {
    let db = Connection::open(folder.join(file)).unwrap();
    db.query_row(query, [], |row| row.get(0)).unwrap()
}
