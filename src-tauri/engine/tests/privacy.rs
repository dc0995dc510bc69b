//! What is held about the user: written out whole, erased wholly, and readable by nobody else.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on should say so"
)]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use keyring_core::api::CredentialStoreApi as _;
use keyring_core::mock;
use rusqlite::Connection;
use serde_json::Value;
use skilldock_engine::config::EnvFileChoice;
use skilldock_engine::model::{Code, hashed};
use skilldock_engine::store::KeyFile;
use skilldock_engine::vault::{Keychain, MemoryVault, TokenStore};
use skilldock_engine::{Engine, EngineOptions};
use tempfile::TempDir;

const COMMENT: &str = "the comment nobody else may read";
const ADDRESS: &str = "ada.lovelace@example.com";

fn keychain(store: &Arc<mock::Store>) -> Arc<dyn TokenStore> {
    let store = Arc::clone(store);
    Arc::new(Keychain::over(
        move |account: &str| store.build("Skilldock", account, None),
        Duration::from_secs(20),
    ))
}

fn start(folder: &Path, keychain: Arc<dyn TokenStore>) -> Engine {
    let mut options = EngineOptions::new(folder.join("data"), EnvFileChoice::Default(folder.join(".env")));
    options.environment = Vec::new();
    options.keychain = keychain;
    Engine::open(options).unwrap_or_else(|error| panic!("{error}"))
}

/// A folder in which somebody has done everything once.
fn used(keychain: Arc<dyn TokenStore>) -> (TempDir, Engine) {
    let folder = tempfile::tempdir().unwrap();
    let engine = start(folder.path(), keychain);
    engine
        .set_setting("ATOM_SAAS_API_URL", Some("https://market.example.org"))
        .unwrap();
    engine.set_setting("SKILLDOCK_IDENTITY", Some(ADDRESS)).unwrap();
    let file = folder.path().join("mine.json");
    let skill = serde_json::json!({
        "skill_id": "1fa26c4e-9bf0-42ff-ab94-8b923d37b0e0", "name": "Mysecretskillname",
        "description": "Mysecretdescription of my own", "command": "prompt", "code": "Mysecretcode", "tags": ["Mysecrettag"],
    });
    std::fs::write(&file, serde_json::json!({ "skills": [skill] }).to_string()).unwrap();
    engine.import(&[file.as_path()]).unwrap();
    let id = "1fa26c4e-9bf0-42ff-ab94-8b923d37b0e0".parse().unwrap();
    engine.set_favourite(id, true).unwrap();
    engine.rate(id, 4, Some(COMMENT)).unwrap();
    engine
        .set_draft("edit:1", Some("a draft with words of its own"))
        .unwrap();
    engine.set_ui_state("last_query", Some("what I looked for")).unwrap();
    engine.create_collection("A collection of secrets", Some(id)).unwrap();
    let logs = engine.data_dir().join("logs");
    std::fs::create_dir_all(&logs).unwrap();
    std::fs::write(logs.join("skilldock.2026-01-01.log"), format!("rated: {COMMENT}\n")).unwrap();
    // What earlier starts left.
    std::fs::write(engine.data_dir().join("user.db.damaged-7"), COMMENT).unwrap();
    (folder, engine)
}

fn holds(folder: &Path, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let bytes = std::fs::read(entry.path()).unwrap().to_ascii_lowercase();
            for word in words {
                let word = word.to_ascii_lowercase();
                if bytes.windows(word.len()).any(|part| part == word.as_bytes()) {
                    found.push(format!("{}: {word}", entry.file_name().to_string_lossy()));
                }
            }
        }
    }
    found.sort();
    found
}

const WORDS: [&str; 9] = [
    COMMENT,
    "Mysecretskillname",
    "Mysecretdescription",
    "Mysecretcode",
    "Mysecrettag",
    "words of its own",
    "what I looked for",
    "collection of secrets",
    "canary",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_erased_from_plain_data_and_the_rest_stays() {
    let (_folder, engine) = used(Arc::new(MemoryVault::default()));
    let data = engine.data_dir().to_owned();
    assert!(holds(&data, &WORDS).len() >= 8, "the search finds what is there");
    let erased = engine.privacy_erase().await.unwrap();
    assert_eq!((erased.found, erased.keychain.is_none()), (0, true), "{erased:?}");
    assert!(erased.files_searched >= 4, "{erased:?}");
    assert_eq!(holds(&data, &WORDS), [""; 0]);
    assert_eq!(holds(&data, &[ADDRESS, &hashed(ADDRESS)]), [""; 0]);
    assert_eq!(
        erased.counts["ratings"], 2,
        "the user's, and the one that was planted to be looked for"
    );
    assert!(erased.marketplace.is_none(), "nothing was sent");
    let config = engine.config();
    let value = |name: &str| {
        config
            .variables
            .iter()
            .find(|view| view.variable == name)
            .unwrap()
            .value
            .clone()
    };
    assert_eq!(value("SKILLDOCK_IDENTITY"), None);
    assert_eq!(
        value("ATOM_SAAS_API_URL").as_deref(),
        Some("https://market.example.org")
    );
    // And it goes on working.
    engine.set_draft("edit:2", Some("new")).unwrap();
    assert!(engine.draft("edit:1", 0).unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn erasing_encrypted_data_makes_a_new_key_and_forgets_the_old_one() {
    let store = mock::Store::new().unwrap();
    let (_folder, engine) = used(keychain(&store));
    engine.keep_token("a-token-of-mine").await.unwrap();
    let before = KeyFile::read(engine.data_dir()).unwrap().unwrap();
    let erased = engine.privacy_erase().await.unwrap();
    assert_eq!((erased.found, erased.keychain), (0, None));
    let after = KeyFile::read(engine.data_dir()).unwrap().unwrap();
    assert_ne!(before, after);
    let old = store
        .build("Skilldock", &format!("key of the data {}", before.id), None)
        .unwrap();
    assert!(matches!(old.get_secret(), Err(keyring_core::Error::NoEntry)));
    let token = store.build("Skilldock", "https://market.example.org", None).unwrap();
    assert!(matches!(token.get_secret(), Err(keyring_core::Error::NoEntry)));
    assert!(engine.encryption().encrypted);
    assert!(!engine.token_status().await.present);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_erased_under_another_process() {
    let (folder, engine) = used(Arc::new(MemoryVault::default()));
    let other = start(folder.path(), Arc::new(MemoryVault::default()));
    assert_eq!(engine.privacy_erase().await.unwrap_err().code, Code::Busy);
    assert!(engine.draft("edit:1", 0).unwrap().is_some());
    drop(other);
    drop(engine);
    let engine = start(folder.path(), Arc::new(MemoryVault::default()));
    assert!(
        engine.draft("edit:1", 0).unwrap().is_some(),
        "and not at the next start either"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erasing_that_was_killed_is_ended_by_the_next_start() {
    let (folder, engine) = used(Arc::new(MemoryVault::default()));
    let data = engine.data_dir().to_owned();
    drop(engine);
    // As it stands after the mark, before the first row.
    std::fs::write(data.join("erase-unfinished"), b"").unwrap();
    let engine = start(folder.path(), Arc::new(MemoryVault::default()));
    assert!(engine.draft("edit:1", 0).unwrap().is_none());
    assert_eq!(holds(&data, &WORDS), [""; 0]);
    assert!(!data.join("erase-unfinished").exists());
}

#[test]
fn the_export_has_everything_and_says_what_it_is() {
    let (folder, engine) = used(Arc::new(MemoryVault::default()));
    let to = folder.path().join("export.json");
    let export = engine.privacy_export(&to).unwrap();
    let text = std::fs::read_to_string(&to).unwrap();
    let json: Value = serde_json::from_str(&text).unwrap();
    let keys = json["about"]["keys"].as_object().unwrap();
    for (key, value) in json.as_object().unwrap() {
        assert!(key == "about" || keys.contains_key(key), "{key} is not documented");
        assert!(!value.is_null(), "{key}");
    }
    assert_eq!(json["identity"]["user_id"], hashed(ADDRESS));
    assert_eq!(json["ratings"][0]["comment"], COMMENT);
    assert_eq!(json["own_skills"][0]["raw"]["code"], "Mysecretcode");
    assert_eq!(
        json["own_skills"][0]["skill_id"],
        "1fa26c4e-9bf0-42ff-ab94-8b923d37b0e0"
    );
    assert!(json["favourites"][0]["added_at"].as_str().unwrap().starts_with("20"));
    assert_eq!(json["drafts"][0]["value"], "a draft with words of its own");
    assert!(
        json["logs"]["skilldock.2026-01-01.log"][0]
            .as_str()
            .unwrap()
            .contains(COMMENT)
    );
    assert_eq!(json["copies"][0], "user.db.damaged-7");
    assert_eq!(export.counts["collections"], 1);
    assert!(!text.to_lowercase().contains(ADDRESS), "the address is not even here");
}

#[tokio::test]
async fn the_export_has_no_token() {
    let (folder, engine) = used(Arc::new(MemoryVault::default()));
    engine.keep_token("a-token-of-mine").await.unwrap();
    let to = folder.path().join("export.json");
    engine.privacy_export(&to).unwrap();
    assert!(!std::fs::read_to_string(&to).unwrap().contains("a-token-of-mine"));
}

#[test]
fn an_identity_is_kept_as_its_hash_also_one_of_an_earlier_program() {
    let (folder, engine) = used(Arc::new(MemoryVault::default()));
    assert_eq!(holds(engine.data_dir(), &[ADDRESS]), [""; 0]);
    let data = engine.data_dir().to_owned();
    drop(engine);
    let db = Connection::open(data.join("user.db")).unwrap();
    db.execute(
        "UPDATE setting SET value = ?1 WHERE variable = 'SKILLDOCK_IDENTITY'",
        [ADDRESS],
    )
    .unwrap();
    drop(db);
    assert!(!holds(&data, &[ADDRESS]).is_empty());
    let engine = start(folder.path(), Arc::new(MemoryVault::default()));
    drop(engine);
    assert_eq!(holds(&data, &[ADDRESS]), [""; 0]);
    let db = Connection::open(data.join("user.db")).unwrap();
    let kept: String = db
        .query_row(
            "SELECT value FROM setting WHERE variable = 'SKILLDOCK_IDENTITY'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(kept, hashed(ADDRESS));
}

/// This process's umask is everybody's in it, so the folder is used by a process of its own.
#[cfg(unix)]
#[test]
fn whatever_the_umask_nobody_else_can_read_a_file() {
    use std::os::unix::fs::PermissionsExt as _;
    const VICTIM: &str = "SKILLDOCK_UMASK_VICTIM";
    if std::env::var_os(VICTIM).is_some() {
        let (folder, engine) = used(Arc::new(MemoryVault::default()));
        let export = folder.path().join("data/export.json");
        engine.privacy_export(&export).unwrap();
        let log = engine.data_dir().join("logs");
        let mut wide = Vec::new();
        let mut folders = vec![engine.data_dir().to_owned()];
        while let Some(below) = folders.pop() {
            for entry in std::fs::read_dir(&below).unwrap().map(Result::unwrap) {
                let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
                let name = entry.file_name().to_string_lossy().into_owned();
                // What the test itself wrote is none of the product's.
                let own = entry.path().starts_with(&log) || name == "user.db.damaged-7";
                if mode & 0o077 != 0 && !own {
                    wide.push(format!("{name} {mode:o}"));
                }
                if entry.file_type().unwrap().is_dir() {
                    folders.push(entry.path());
                }
            }
        }
        assert!(
            std::fs::read_dir(engine.data_dir()).unwrap().count() > 6,
            "it is a used folder"
        );
        assert_eq!(wide, [""; 0]);
        // What was wider is narrowed at the next start.
        let data = engine.data_dir().to_owned();
        drop(engine);
        for path in [data.clone(), data.join("user.db"), log.join("skilldock.2026-01-01.log")] {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o777)).unwrap();
        }
        drop(start(folder.path(), Arc::new(MemoryVault::default())));
        for (path, mode) in [
            (data.clone(), 0o700),
            (data.join("user.db"), 0o600),
            (log.join("skilldock.2026-01-01.log"), 0o600),
        ] {
            assert_eq!(
                std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                mode,
                "{}",
                path.display()
            );
        }
        return;
    }
    let program = std::env::current_exe().unwrap();
    let ended = std::process::Command::new("sh")
        .args([
            "-c",
            "umask 000; exec \"$0\" whatever_the_umask_nobody_else_can_read_a_file --exact",
        ])
        .arg(program)
        .env(VICTIM, "1")
        .output()
        .unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
}
