//! Catalogues to search in.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where its ground is missing"
)]

use std::collections::HashSet;
use std::io::Read as _;
use std::path::PathBuf;

use serde_json::value::RawValue;
use skilldock_engine::model::{SkillRecord, UnixMillis};
use skilldock_engine::search::{SearchContext, SearchPage, SearchRequest, Searcher};
use skilldock_engine::store::{Store, listing};

/// A moment shortly after which nothing is stale.
pub const NOW: UnixMillis = UnixMillis(1_769_800_000_000);

/// A store in a folder of its own, gone with it.
pub struct Catalogue {
    pub store: Store,
    pub searcher: Searcher,
    _folder: tempfile::TempDir,
}

impl Catalogue {
    /// A catalogue of these skills, each an object.
    pub fn of(lines: impl IntoIterator<Item = String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let mut seen = HashSet::new();
        let records: Vec<SkillRecord> = lines
            .into_iter()
            .map(|line| SkillRecord::parse(RawValue::from_string(line).unwrap()).unwrap())
            .collect();
        for chunk in records.chunks(1_000) {
            store
                .write(|connection| {
                    for record in chunk {
                        listing::stage(connection, record, None, NOW, NOW)?;
                        seen.insert(record.id);
                    }
                    Ok(())
                })
                .unwrap();
        }
        let all = listing::Listing {
            kept: &HashSet::new(),
            seen: &seen,
            began: NOW,
            deletions_confirmed: true,
            wishes: skilldock_engine::store::settle::Wishes {
                strategy: skilldock_engine::config::ConflictStrategy::default(),
                review: false,
            },
        };
        store.write(|connection| listing::apply(connection, &all, NOW)).unwrap();
        Self {
            store,
            searcher: Searcher::default(),
            _folder: folder,
        }
    }

    pub fn search(&self, request: &SearchRequest) -> SearchPage {
        self.store
            .read(|connection| self.searcher.search(connection, request, &SearchContext { now: NOW }))
            .unwrap()
    }

    /// The first so many matches of a text.
    pub fn find(&self, text: &str, limit: u32) -> SearchPage {
        self.search(&SearchRequest {
            text: text.to_owned(),
            limit,
            ..SearchRequest::default()
        })
    }

    pub fn total(&self, text: &str) -> u32 {
        self.find(text, 1).total
    }

    pub fn names(&self, text: &str) -> Vec<String> {
        self.find(text, 20).skills.into_iter().map(|row| row.name).collect()
    }
}

/// One object for a skill: `number` makes its id.
pub fn skill(number: usize, name: &str, more: &serde_json::Value) -> String {
    let mut object = serde_json::json!({
        "skill_id": format!("00000000-0000-4000-8000-{number:012x}"), "name": name, "skill_type": "prompt_only",
    });
    for (field, value) in more.as_object().into_iter().flatten() {
        object[field] = value.clone();
    }
    object.to_string()
}

/// The lines of the real catalogue.
pub fn real() -> Vec<String> {
    let shared = std::env::var_os("SKILLDOCK_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let path = shared.join("data/skills.jsonl.gz");
    let file = std::fs::File::open(&path).unwrap_or_else(|error| {
        panic!("these tests measure on the real catalogue: {} cannot be read ({error}); set SKILLDOCK_SHARED to the shared folder", path.display())
    });
    let mut text = String::new();
    flate2::read::GzDecoder::new(file)
        .read_to_string(&mut text)
        .expect("the real catalogue is gzip");
    text.lines().map(str::to_owned).collect()
}
