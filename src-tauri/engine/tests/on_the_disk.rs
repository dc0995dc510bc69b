//! What stands in the files, and when: seen in their bytes and in the system calls, where a test that only asks
//! the store would find everything in order without the protection too.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on should say so"
)]

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use rusqlite::Connection;
use skilldock_engine::config::EnvFileChoice;
use skilldock_engine::store::{KeyFile, Store, StoreError};
use skilldock_engine::vault::{DataKey, MemoryVault};
use skilldock_engine::{Engine, EngineOptions};

const WORDS: &str = "words that nobody else may read";
const DRAFTS: i64 = 200;
const FILES: [&str; 2] = ["user.db", "catalogue.db"];
/// Tells the process that converts which folder.
const FOLDER: &str = "SKILLDOCK_CONVERT_FOLDER";

fn key() -> DataKey {
    DataKey::from_hex("5a".repeat(32).as_bytes()).unwrap()
}

/// Plain databases with drafts in them, and the small file that names the key.
fn plain(folder: &Path) {
    let store = Store::open(folder).unwrap();
    store
        .write(|db| {
            for number in 0..DRAFTS {
                db.execute(
                    "INSERT INTO user.draft (key, value, changed_at) VALUES (?1, ?2, 1)",
                    rusqlite::params![format!("{number}"), WORDS.repeat(20)],
                )?;
            }
            Ok(())
        })
        .unwrap();
    drop(store);
    assert!(KeyFile::for_key(&key()).write_first(folder).unwrap());
}

fn open(folder: &Path) -> Store {
    Store::open_with(folder, Some(&key())).unwrap()
}

fn holds(file: &Path, words: &str) -> bool {
    let bytes = std::fs::read(file).unwrap();
    bytes.windows(words.len()).any(|part| part == words.as_bytes())
}

/// Who had the old file open sees it as it was, whole: not one byte of it was written over. A kill at any moment
/// therefore finds under the name the old file or the new one, and never a part of either.
#[test]
fn the_file_that_is_converted_stays_whole_where_it_is_and_another_takes_its_name() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("data");
    plain(&folder);
    let store = open(&folder);
    let mut old = FILES.map(|name| File::open(folder.join(name)).unwrap());
    store.convert(|| Ok(Some(key())), || Ok(())).unwrap();
    for (name, old) in FILES.iter().zip(&mut old) {
        let kept = home.path().join(name);
        std::io::copy(old, &mut File::create(&kept).unwrap()).unwrap();
        let kept = Connection::open(kept).unwrap();
        let sound: String = kept
            .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
            .unwrap_or_else(|error| panic!("{name} was written over: {error}"));
        assert_eq!(sound, "ok", "{name}");
        if *name == "user.db" {
            let drafts: i64 = kept
                .query_row(
                    "SELECT count(*) FROM draft WHERE length(value) = ?1",
                    [WORDS.len() * 20],
                    |row| row.get(0),
                )
                .unwrap();
            assert_eq!(drafts, DRAFTS);
        }
        assert!(!holds(&folder.join(name), "SQLite format 3"), "{name} is encrypted");
    }
}

/// Not a story of its own: see below.
#[test]
#[ignore = "is started by the story of the order"]
fn converts_there_and_back() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    let store = open(&folder);
    store.convert(|| Ok(Some(key())), || Ok(())).unwrap();
    store.convert(|| Ok(None), || Ok(())).unwrap();
}

/// A power cut keeps what was brought to the disk, in no order but that. Seen from outside, in the system calls.
#[test]
fn a_converted_file_is_on_the_disk_before_it_takes_the_name_and_the_name_before_anything_else() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("data");
    plain(&folder);
    let trace = home.path().join("trace");
    let calls = "trace=pwrite64,write,ftruncate,fsync,fdatasync,rename,renameat,renameat2";
    let ended = Command::new("strace")
        .args(["-f", "-y", "-qq", "-e", calls, "-o"])
        .arg(&trace)
        .arg(std::env::current_exe().unwrap())
        .args(["converts_there_and_back", "--exact", "--ignored"])
        .env(FOLDER, &folder)
        .output()
        .expect("strace is installed");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
    let text = std::fs::read_to_string(&trace).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let flushes = |line: &str, what: &str| {
        (line.contains("fsync(") || line.contains("fdatasync(")) && line.contains(&format!("<{what}>"))
    };
    for name in FILES {
        let at = folder.join(name).display().to_string();
        let part = format!("{at}.convert-part");
        let renames: Vec<usize> = (0..lines.len())
            .filter(|line| lines[*line].contains("rename") && lines[*line].contains(&format!("\"{part}\"")))
            .collect();
        assert_eq!(renames.len(), 2, "{name}, there and back:\n{text}");
        let mut from = 0;
        for rename in renames {
            assert!(lines[rename].contains(&format!("\"{at}\"")), "{}", lines[rename]);
            let written = (from..rename)
                .rfind(|line| lines[*line].contains("write") && lines[*line].contains(&format!("<{part}>")))
                .unwrap_or_else(|| panic!("{name} was not written:\n{text}"));
            assert!(
                lines[written..rename].iter().any(|line| flushes(line, &part)),
                "{name} was not brought to the disk before it was renamed:\n{text}"
            );
            let next = lines[rename + 1..]
                .iter()
                .find(|line| line.contains(&folder.display().to_string()));
            assert!(
                next.is_some_and(|line| flushes(line, &folder.display().to_string())),
                "the name of {name} was not brought to the disk before anything else: {next:?}"
            );
            from = rename;
        }
    }
}

/// It has the folder and no database yet, so that SQLite's own locks say nothing of it.
#[test]
fn nothing_is_converted_under_a_process_that_only_begins_to_open() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("data");
    plain(&folder);
    let store = open(&folder);
    let files = || FILES.map(|name| std::fs::read(folder.join(name)).unwrap());
    let before = files();
    let other = File::open(folder.join("open.lock")).unwrap();
    other.lock_shared().unwrap();
    let asked = || panic!("the key is not even asked for");
    let refused = store.convert(asked, || Ok(()));
    assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
    assert!(files() == before && !store.is_all(true));
    drop(other);
    store.convert(|| Ok(Some(key())), || Ok(())).unwrap();
    assert!(store.is_all(true));
}

/// Without encryption nothing but this keeps what was deleted from whoever reads the disk.
#[test]
fn what_is_deleted_or_replaced_in_plain_data_is_gone_from_the_file() {
    let home = tempfile::tempdir().unwrap();
    let start = || {
        let folder = home.path().join("data");
        let mut options = EngineOptions::new(folder, EnvFileChoice::Default(home.path().join(".env")));
        options.environment = Vec::new();
        options.keychain = Arc::new(MemoryVault::default());
        Engine::open(options).unwrap_or_else(|error| panic!("{error}"))
    };
    let file = home.path().join("data/user.db");
    let (short, long, changed) = ("a short secret", "a secret of many pages", "a secret that changes");
    let engine = start();
    engine.set_draft("edit:1", Some(short)).unwrap();
    engine.set_draft("edit:2", Some(&long.repeat(2_000))).unwrap();
    engine.set_draft("edit:3", Some(changed)).unwrap();
    // What stays: a file without rows would be cut off and prove nothing.
    for number in 4..40 {
        engine.set_draft(&format!("edit:{number}"), Some(WORDS)).unwrap();
    }
    drop(engine);
    for words in [short, long, changed] {
        assert!(holds(&file, words), "{words}: the search finds what is there");
    }
    let engine = start();
    engine.set_draft("edit:1", None).unwrap();
    engine.set_draft("edit:2", None).unwrap();
    engine.set_draft("edit:3", Some("other words")).unwrap();
    drop(engine);
    for words in [short, long, changed] {
        assert!(!holds(&file, words), "{words}");
    }
    assert!(holds(&file, WORDS));
}
