//! What the stories are told with: a marketplace, and a laptop that has Skilldock
//! on it. The engine is driven with a folder of its own and no window, which is the
//! proof that it needs none.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a story that cannot be told should fail"
)]

pub mod keychain;
pub mod live;
pub mod safe;
pub mod standoff;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use skilldock_engine::config::EnvFileChoice;
use skilldock_engine::search::{SearchPage, SearchRequest};
use skilldock_engine::sync::SyncReport;
use skilldock_engine::vault::MemoryVault;
use skilldock_engine::{Engine, EngineOptions, SyncRequest, Trigger};
use skilldock_marketplace::Marketplace;
use tempfile::TempDir;

/// A machine with Skilldock on it.
pub struct Laptop {
    folder: TempDir,
    environment: Vec<(String, String)>,
    engine: Option<Engine>,
}

impl Laptop {
    /// One that knows the marketplace and its token by the environment.
    pub fn knowing(market: &Marketplace) -> Self {
        Self::with([
            ("ATOM_SAAS_API_URL", market.url().as_str()),
            ("ATOM_SAAS_API_TOKEN", market.token()),
        ])
    }

    /// One with these variables.
    pub fn with<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let environment = variables
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let mut laptop = Self {
            folder: tempfile::tempdir().unwrap(),
            environment,
            engine: None,
        };
        laptop.start();
        laptop
    }

    /// Sets a variable, for the next start.
    pub fn set(&mut self, name: &str, value: &str) -> &mut Self {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Ends Skilldock and starts it again.
    pub fn restart(&mut self) -> &mut Self {
        self.engine = None;
        self.start();
        self
    }

    /// Ends Skilldock: what is on its disk can be looked at and changed.
    pub fn stop(&mut self) -> &mut Self {
        self.engine = None;
        self
    }

    fn start(&mut self) {
        self.engine = Some(self.twin());
    }

    /// Another Skilldock on the same data folder, as a second process has it.
    pub fn twin(&self) -> Engine {
        self.twin_with(|_| {})
    }

    /// The same, with options of its own.
    pub fn twin_with(&self, change: impl FnOnce(&mut EngineOptions)) -> Engine {
        let mut options = EngineOptions::new(
            self.folder.path().to_owned(),
            EnvFileChoice::Default(self.folder.path().join(".env")),
        );
        options.environment = self
            .environment
            .iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        options.keychain = Arc::new(MemoryVault::default());
        // The pauses themselves are decided by a pure function with tests of its own;
        // here only that there are retries matters.
        options.policy.pauses = vec![Duration::from_millis(1); 3];
        options.requests_a_minute = 10_000;
        change(&mut options);
        Engine::open(options).unwrap()
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        self.engine.as_ref().unwrap()
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Syncs everything.
    pub async fn sync(&self) -> SyncReport {
        self.engine().sync(SyncRequest::default(), Trigger::Command).await
    }

    /// Searches for words.
    pub fn search(&self, text: &str) -> SearchPage {
        self.engine()
            .search(&SearchRequest {
                text: text.to_owned(),
                limit: 200,
                ..SearchRequest::default()
            })
            .unwrap()
    }

    /// The names of all skills here, in the order of names.
    pub fn names(&self) -> Vec<String> {
        let sort = Some(skilldock_engine::search::Sort::Name);
        let page = self
            .engine()
            .search(&SearchRequest {
                sort,
                limit: 200,
                ..SearchRequest::default()
            })
            .unwrap();
        page.skills.into_iter().map(|skill| skill.name).collect()
    }
}

/// A skill whose id follows from its number.
pub fn skill(number: u32, name: &str) -> Value {
    json!({
        "skill_id": id(number),
        "name": name,
        "description": format!("What {name} does."),
        "version": "1.0.0",
        "code": format!("print('{name}')\n"),
        "command": "python",
        "python_packages": [],
        "npm_packages": [],
        "tags": ["test"],
        "metadata": { "author": "somebody" },
        "category": "data",
        "average_rating": 4.0,
        "rating_count": 3,
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-02T00:00:00Z",
    })
}

/// The id of skill number so.
pub fn id(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// Skills of consecutive numbers.
pub fn skills(count: u32) -> Vec<Value> {
    (0..count)
        .map(|number| skill(number, &format!("Skill {number:04}")))
        .collect()
}

/// A marketplace with these skills and no limits.
pub async fn market(skills: Vec<Value>) -> Marketplace {
    Marketplace::builder().skills(skills).no_limits().start().await.unwrap()
}

/// The folder of shared data beside the checkout.
///
/// # Panics
/// Says what is missing where it is not there.
pub fn shared() -> PathBuf {
    let folder = std::env::var_os("SKILLDOCK_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    assert!(
        folder.join("data/skills.jsonl.gz").exists(),
        "the real catalogue is missing: {} has no data/skills.jsonl.gz; set SKILLDOCK_SHARED",
        folder.display()
    );
    folder
}

/// A marketplace with the real catalogue.
pub async fn real_market() -> Marketplace {
    Marketplace::builder()
        .catalogue_file(shared().join("data/skills.jsonl.gz"))
        .no_limits()
        .start()
        .await
        .unwrap()
}
