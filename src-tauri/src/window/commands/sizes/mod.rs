//! Every command's answer, weighed: at most 256 KiB whatever authors, users and servers
//! wrote, and less than 64 KiB of what there really is. A larger one makes a window wait.

mod real;
mod updates;
mod worst;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value, json};
use skilldock_engine::config::EnvFileChoice;
use skilldock_engine::model::SkillId;
use skilldock_engine::vault::MemoryVault;
use skilldock_engine::{Engine, EngineOptions, SyncRequest, Trigger};
use skilldock_marketplace::Marketplace;
use tempfile::TempDir;

use crate::ipc::NAMES;

/// Bytes of an answer at most.
const MOST: usize = 256 * 1024;
/// Bytes of an answer about what is usual.
const TYPICAL: usize = 64 * 1024;

/// Commands whose answers have the same few fields whatever is stored: nothing, numbers, a
/// status, a token's state, a path somebody chose, what the window itself had remembered.
const FIXED: [&str; 52] = [
    "accept_update",
    "answer_close",
    "boot",
    "check_field",
    "check_fields",
    "check_setting",
    "choose_activity_file",
    "choose_export",
    "choose_import",
    "choose_privacy_file",
    "config",
    "connect",
    "decline_held",
    "desktop_view",
    "discard_rating",
    "duplicate_skill",
    "export_activity",
    "export_skills",
    "keychain_test",
    "open_data",
    "open_link",
    "open_links",
    "privacy_erase",
    "privacy_export",
    "quit",
    "rate",
    "reconnect",
    "resolve_conflict",
    "retry_rating",
    "revert_skill",
    "save_skill",
    "send_ratings",
    "set_draft",
    "set_favourite",
    "set_paused",
    "set_setting",
    "set_ui_state",
    "silence_token_reminder",
    "skip_update",
    "start_anew",
    "status",
    "sync_now",
    "take_back_update",
    "test_connection",
    "token_forget",
    "token_rotate",
    "token_set",
    "token_test",
    "undo_conflict",
    "use_demo",
    "wanted_place",
    "work_locally",
];

/// The largest answer of each command so far.
#[derive(Default)]
struct Scale {
    largest: BTreeMap<&'static str, usize>,
}

impl Scale {
    /// Weighs an answer of this command.
    fn weigh<T: Serialize>(&mut self, command: &'static str, answer: T) -> T {
        let bytes = serde_json::to_string(&answer).unwrap().len();
        let known = self.largest.entry(command).or_default();
        *known = bytes.max(*known);
        answer
    }

    /// That no answer is larger than this.
    #[track_caller]
    fn at_most(&self, most: usize) {
        let over: Vec<_> = self.largest.iter().filter(|(_, bytes)| **bytes > most).collect();
        assert!(
            over.is_empty(),
            "larger than {most} bytes: {over:?} of {:?}",
            self.largest
        );
    }

    /// That every command was asked, except those of few fields and these.
    #[track_caller]
    fn complete(&self) {
        let missing: Vec<_> = NAMES
            .iter()
            .filter(|name| !self.largest.contains_key(**name) && !FIXED.contains(name))
            .collect();
        assert!(missing.is_empty(), "these are new: weigh their answers: {missing:?}");
        assert!(
            FIXED.iter().all(|name| NAMES.contains(name)),
            "one is no command any more"
        );
    }
}

/// An engine that knows a marketplace, where conflicts wait for a person.
fn engine(market: &Marketplace) -> (TempDir, Engine) {
    let folder = tempfile::tempdir().unwrap();
    let env_file = EnvFileChoice::Default(folder.path().join(".env"));
    let mut options = EngineOptions::new(folder.path().to_owned(), env_file);
    options.environment = [
        ("ATOM_SAAS_API_URL", market.url().as_str()),
        ("ATOM_SAAS_API_TOKEN", market.token()),
        ("ATOM_SAAS_CONFLICT_STRATEGY", "manual"),
    ]
    .map(|(name, value)| (name.into(), value.into()))
    .to_vec();
    options.keychain = Arc::new(MemoryVault::default());
    options.policy.pauses = vec![Duration::from_millis(1)];
    options.requests_a_minute = 100_000;
    (folder, Engine::open(options).unwrap())
}

async fn sync(engine: &Engine) {
    let report = engine.sync(SyncRequest::default(), Trigger::Command).await;
    assert_eq!(report.error, None);
}

fn id(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

fn the(number: usize) -> SkillId {
    id(number).parse().unwrap()
}

fn object(value: Value) -> Map<String, Value> {
    let Value::Object(object) = value else {
        panic!("{value}")
    };
    object
}

/// A skill with these fields, as of this day.
fn skill(number: usize, day: usize, fields: Value) -> Value {
    let mut skill = json!({
        "skill_id": id(number),
        "name": format!("Skill {number}"),
        "version": "1.0.0",
        "command": "python",
        "metadata": { "author": "somebody" },
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": format!("2026-02-{day:02}T00:00:00Z"),
    });
    for (field, value) in object(fields) {
        skill[field] = value;
    }
    skill
}
