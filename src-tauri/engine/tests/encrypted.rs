//! The data folder encrypted: what is made, converted, locked, lost, and killed half-way.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on should say so"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use keyring_core::api::CredentialStoreApi as _;
use keyring_core::{Error as KeyringError, mock};
use rusqlite::Connection;
use skilldock_engine::config::EnvFileChoice;
use skilldock_engine::model::{Code, Problem};
use skilldock_engine::store::{KeyFile, Store, StoreError};
use skilldock_engine::vault::{DataKey, KeyStore as _, Keychain, MemoryVault, TokenStore, wait_for};
use skilldock_engine::{Engine, EngineOptions};
use tempfile::TempDir;

const SECRET: &str = "a comment that nobody else may read";
const PAGE: usize = 4096;

/// A machine with a keychain, which may be locked or lose what it had.
struct Machine {
    folder: TempDir,
    there: Arc<AtomicBool>,
    store: Arc<mock::Store>,
}

impl Machine {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            there: Arc::new(AtomicBool::new(true)),
            store: mock::Store::new().unwrap(),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn keychain(&self) -> Keychain {
        let (store, there) = (Arc::clone(&self.store), Arc::clone(&self.there));
        let open = move |account: &str| match there.load(Ordering::SeqCst) {
            true => store.build("Skilldock", account, None),
            false => Err(KeyringError::PlatformFailure("locked away".into())),
        };
        Keychain::over(open, Duration::from_secs(20))
    }

    fn options(&self, keychain: Arc<dyn TokenStore>, variables: &[(&str, &str)]) -> EngineOptions {
        let mut options = EngineOptions::new(self.path(), EnvFileChoice::Default(self.folder.path().join(".env")));
        options.environment = variables
            .iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        options.keychain = keychain;
        options
    }

    fn start_with(&self, variables: &[(&str, &str)]) -> Result<Engine, Problem> {
        Engine::open(self.options(Arc::new(self.keychain()), variables)).map_err(Into::into)
    }

    fn start(&self) -> Engine {
        self.start_with(&[]).unwrap_or_else(|problem| panic!("{problem}"))
    }

    fn refused(&self, variables: &[(&str, &str)]) -> Problem {
        match self.start_with(variables) {
            Ok(_) => panic!("it started"),
            Err(problem) => problem,
        }
    }

    /// As on a machine that has no keychain.
    fn start_plain(&self) -> Engine {
        Engine::open(self.options(Arc::new(MemoryVault::default()), &[])).unwrap()
    }

    fn key(&self) -> DataKey {
        let file = KeyFile::read(&self.path()).unwrap().unwrap();
        wait_for(async { self.keychain().read_key(&file.id).await })
            .unwrap()
            .unwrap()
    }

    fn lock(&self, locked: bool) {
        self.there.store(!locked, Ordering::SeqCst);
    }
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_file())
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                std::fs::read(entry.path()).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

/// The files that hold readable words of the user's or of SQLite's own.
fn readable(folder: &Path) -> Vec<String> {
    let words = [SECRET.as_bytes(), b"SQLite format 3", b"CREATE TABLE"];
    files(folder)
        .into_iter()
        .filter(|(_, bytes)| {
            words
                .iter()
                .any(|word| bytes.windows(word.len()).any(|part| part == *word))
        })
        .map(|(name, _)| name)
        .collect()
}

fn write(engine: &Engine) {
    engine.set_draft("edit:1", Some(SECRET)).unwrap();
}

fn has_it(engine: &Engine) -> bool {
    engine
        .draft("edit:1", 0)
        .unwrap()
        .is_some_and(|draft| draft.value == SECRET)
}

#[test]
fn where_a_keychain_is_nothing_is_readable_from_the_first_byte_on() {
    let machine = Machine::new();
    let engine = machine.start();
    write(&engine);
    assert!(engine.encryption().encrypted);
    // While it runs: the log and its index too.
    assert_eq!(readable(&machine.path()), [""; 0]);
    drop(engine);
    assert_eq!(readable(&machine.path()), [""; 0]);
    assert!(has_it(&machine.start()));
    let names: Vec<_> = files(&machine.path()).into_iter().map(|(name, _)| name).collect();
    assert!(names.contains(&"data-key.json".to_owned()), "{names:?}");
    let small = std::fs::read_to_string(machine.path().join("data-key.json")).unwrap();
    let key = machine.key();
    assert!(small.contains(&key.fingerprint()) && !format!("{key:?}").contains(&key.fingerprint()));
}

#[test]
fn without_a_keychain_the_data_are_plain_and_it_is_said() {
    let machine = Machine::new();
    let engine = machine.start_plain();
    write(&engine);
    let view = engine.encryption();
    assert!(!view.encrypted && view.wanted);
    engine.encrypt_if_wanted().unwrap_err();
    assert_eq!(engine.encryption().problem.unwrap().code, Code::Keychain);
    drop(engine);
    assert!(readable(&machine.path()).contains(&"user.db".to_owned()));
}

#[test]
fn on_without_a_keychain_writes_nothing_in_the_clear() {
    let machine = Machine::new();
    machine.lock(true);
    let refused = machine.refused(&[("SKILLDOCK_ENCRYPTION", "on")]);
    assert_eq!(refused.code, Code::NoPlaceForKey, "{refused}");
    let hint = &refused.hint;
    assert!(
        hint.contains("keychain") && hint.contains("SKILLDOCK_ENCRYPTION to auto"),
        "{hint}"
    );
    assert!(!machine.path().join("user.db").exists());
}

#[test]
fn a_locked_keychain_stops_the_start_and_touches_nothing_and_the_next_try_works() {
    let machine = Machine::new();
    write(&machine.start());
    let before = files(&machine.path());
    machine.lock(true);
    for _ in 0..2 {
        let refused = machine.refused(&[]);
        assert_eq!(refused.code, Code::DataLocked, "{refused}");
        assert!(
            refused.message.contains("encrypted") && refused.message.contains("keychain"),
            "{refused}"
        );
    }
    let refused = machine.refused(&[("SKILLDOCK_ENCRYPTION", "off")]);
    assert_eq!(
        refused.code,
        Code::DataLocked,
        "off asks for the key too: it has to read them once"
    );
    assert_eq!(files(&machine.path()), before);
    machine.lock(false);
    assert!(has_it(&machine.start()));
}

#[test]
fn a_lost_key_is_said_and_nothing_is_made_in_its_place_until_somebody_asks() {
    let machine = Machine::new();
    write(&machine.start());
    let (file, key) = (KeyFile::read(&machine.path()).unwrap().unwrap(), machine.key());
    wait_for(async { machine.keychain().forget_key(&file.id).await }).unwrap();
    let before = files(&machine.path());
    let refused = machine.refused(&[]);
    assert_eq!(refused.code, Code::KeyLost, "{refused}");
    assert_eq!(files(&machine.path()), before, "never is anything made over old data");
    // Another key under its name is no better.
    let other = DataKey::random().unwrap();
    wait_for(async { machine.keychain().write_key(&file.id, &other).await }).unwrap();
    assert_eq!(machine.refused(&[]).code, Code::KeyLost);
    assert_eq!(files(&machine.path()), before);

    Engine::start_anew(&machine.options(Arc::new(machine.keychain()), &[])).unwrap();
    let engine = machine.start();
    assert!(!has_it(&engine) && engine.encryption().encrypted);
    drop(engine);
    // The old files are all there: with their key they can be read again.
    let aside = files(&machine.path())
        .into_iter()
        .find(|(name, _)| name.starts_with("user.db.damaged-") && !name.ends_with("-wal") && !name.ends_with("-shm"))
        .unwrap();
    let kept = before.iter().find(|(name, _)| name == "user.db").unwrap();
    assert_eq!(aside.1, kept.1);
    drop(key);
}

#[test]
fn an_encrypted_file_whose_small_file_is_gone_is_not_taken_for_a_damaged_one() {
    let machine = Machine::new();
    write(&machine.start());
    std::fs::remove_file(machine.path().join("data-key.json")).unwrap();
    let before = files(&machine.path());
    assert_eq!(machine.refused(&[]).code, Code::KeyLost);
    assert_eq!(files(&machine.path()), before);
}

#[test]
fn starting_anew_is_refused_while_the_key_is_there_or_only_locked() {
    let machine = Machine::new();
    write(&machine.start());
    for locked in [false, true] {
        machine.lock(locked);
        Engine::start_anew(&machine.options(Arc::new(machine.keychain()), &[])).unwrap_err();
    }
    machine.lock(false);
    assert!(has_it(&machine.start()));
    // Nor are plain data, which need no key.
    let plain = Machine::new();
    write(&plain.start_plain());
    Engine::start_anew(&plain.options(Arc::new(plain.keychain()), &[])).unwrap_err();
    assert!(has_it(&plain.start_plain()));
}

#[test]
fn plain_data_are_encrypted_with_everything_beside_them_and_back() {
    let machine = Machine::new();
    write(&machine.start_plain());
    let path = machine.path();
    // What earlier starts left: a copy of before a migration, damaged files, a killed conversion.
    std::fs::copy(path.join("user.db"), path.join("user.db.before-2")).unwrap();
    for name in [
        "user.db.damaged-7",
        "user.db.damaged-7-wal",
        "user.db.convert-part",
        "user.db.before-1",
    ] {
        std::fs::write(path.join(name), format!("torn: {SECRET}")).unwrap();
    }
    let engine = machine.start();
    assert!(
        !engine.encryption().encrypted,
        "data that are there are not converted by every command"
    );
    engine.encrypt_if_wanted().unwrap();
    assert!(has_it(&engine) && engine.encryption().encrypted);
    write(&engine);
    assert_eq!(readable(&path), [""; 0]);
    drop(engine);
    assert_eq!(readable(&path), [""; 0]);

    let engine = machine.start();
    engine.set_setting("SKILLDOCK_ENCRYPTION", Some("off")).unwrap();
    assert!(has_it(&engine) && !engine.encryption().encrypted);
    drop(engine);
    let kept = std::fs::read_to_string(path.join("user.db.damaged-7")).unwrap();
    assert_eq!(kept, format!("torn: {SECRET}"), "what was damaged is as it was");
    assert!(
        Connection::open(path.join("user.db.before-2"))
            .unwrap()
            .prepare("SELECT * FROM draft")
            .is_ok()
    );
    assert!(KeyFile::read(&path).unwrap().is_none());
    // And the setting outlives the start.
    let engine = machine.start();
    engine.encrypt_if_wanted().unwrap();
    assert!(has_it(&engine) && !engine.encryption().encrypted);
}

#[test]
fn a_second_process_is_never_converted_under() {
    let machine = Machine::new();
    let other = machine.start_plain();
    write(&other);
    let engine = machine.start();
    let refused = engine.encrypt_if_wanted().unwrap_err();
    assert_eq!(refused.code, Code::Busy, "{refused}");
    assert!(has_it(&other) && has_it(&engine));
    write(&other);
    drop(other);
    engine.encrypt_if_wanted().unwrap();
    assert!(has_it(&engine));
}

#[test]
fn a_setting_that_cannot_be_is_not_saved() {
    let machine = Machine::new();
    let engine = machine.start_plain();
    engine.set_setting("SKILLDOCK_ENCRYPTION", Some("on")).unwrap_err();
    assert!(!engine.encryption().encrypted);
    drop(engine);
    assert!(machine.start_with(&[]).is_ok());
}

#[test]
fn two_starts_at_once_make_one_key() {
    for _ in 0..5 {
        let machine = Machine::new();
        std::thread::scope(|scope| {
            let starts: Vec<_> = (0..3).map(|_| scope.spawn(|| machine.start())).collect();
            for start in starts {
                start.join().unwrap();
            }
        });
        let engine = machine.start();
        write(&engine);
        assert!(engine.encryption().encrypted && has_it(&machine.start()));
    }
}

/// Encrypted databases go through the same damage as plain ones.
#[test]
fn any_single_page_of_an_encrypted_file_that_is_lost_leaves_the_others() {
    let machine = Machine::new();
    {
        let engine = machine.start();
        write(&engine);
        for number in 0..100 {
            engine
                .set_draft(&format!("edit:{number:04}"), Some(&"word ".repeat(600)))
                .unwrap();
        }
        write(&engine);
    }
    // Once more, so that everything stands in the file and not in its log.
    drop(machine.start());
    let path = machine.path().join("user.db");
    let all = files(&machine.path());
    let whole = std::fs::read(&path).unwrap();
    let pages = whole.len() / PAGE;
    assert!(pages > 50);
    for page in [0, 1, 2, pages / 2, pages - 1] {
        let mut bytes = whole.clone();
        bytes[page * PAGE..(page + 1) * PAGE].fill(0xA5);
        for (name, _) in files(&machine.path()) {
            std::fs::remove_file(machine.path().join(name)).unwrap();
        }
        for (name, bytes) in &all {
            std::fs::write(machine.path().join(name), bytes).unwrap();
        }
        std::fs::write(&path, &bytes).unwrap();
        // As SQLite does where it meets the damage while running.
        std::fs::write(machine.path().join("check-needed"), b"").unwrap();
        let engine = machine.start();
        let drafts = (0..100)
            .filter(|number| engine.draft(&format!("edit:{number:04}"), 0).unwrap().is_some())
            .count();
        assert!(drafts >= 95, "page {page}: {drafts} of 100 were saved");
        drop(engine);
        assert_eq!(
            readable(&machine.path()),
            [""; 0],
            "page {page}: what was saved and what is kept is encrypted"
        );
    }
}

#[test]
fn a_file_of_another_key_is_not_salvaged() {
    let (machine, other) = (Machine::new(), Machine::new());
    write(&machine.start());
    write(&other.start());
    for name in ["user.db", "catalogue.db"] {
        std::fs::copy(other.path().join(name), machine.path().join(name)).unwrap();
    }
    drop(std::fs::remove_file(machine.path().join("user.db.schema-pages")));
    let before = files(&machine.path());
    let refused = Store::open_with(&machine.path(), Some(&machine.key())).unwrap_err();
    assert!(matches!(refused, StoreError::KeyLost), "{refused}");
    let user = |files: Vec<(String, Vec<u8>)>| files.into_iter().find(|(name, _)| name == "user.db");
    assert_eq!(user(files(&machine.path())), user(before));
}

const VICTIM: &str = "SKILLDOCK_CONVERT_VICTIM";

/// Converts the folder it is given there and back, for as long as it lives. Not a story of its own: see below.
#[test]
#[ignore = "is started by the story of the kill"]
fn converts_until_it_is_killed() {
    let Some(folder) = std::env::var_os(VICTIM) else { return };
    let folder = PathBuf::from(folder);
    let key: DataKey = shared_key(&folder);
    let store = loop {
        match Store::open_with(&folder, Some(&key)) {
            Ok(store) => break store,
            Err(StoreError::Busy) => std::thread::sleep(Duration::from_millis(5)),
            Err(error) => panic!("{error}"),
        }
    };
    println!("begins");
    loop {
        store.convert(|| Ok(Some(key.clone())), || Ok(())).unwrap();
        store.convert(|| Ok(None), || Ok(())).unwrap();
    }
}

/// A keychain in a file, since the mock one lives in one process.
fn shared_key(folder: &Path) -> DataKey {
    let text = std::fs::read_to_string(folder.join("../key")).unwrap();
    DataKey::from_hex(text.as_bytes()).unwrap()
}

#[test]
fn a_conversion_killed_at_any_point_loses_nothing() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("data");
    let text = "5a".repeat(32);
    std::fs::write(home.path().join("key"), &text).unwrap();
    let key = DataKey::from_hex(text.as_bytes()).unwrap();
    drop(Store::open(&folder).unwrap());
    assert!(KeyFile::for_key(&key).write_first(&folder).unwrap());
    {
        let store = Store::open_with(&folder, Some(&key)).unwrap();
        store
            .write(|db| {
                for number in 0..400 {
                    db.execute(
                        "INSERT INTO user.draft (key, value, changed_at) VALUES (?1, ?2, 1)",
                        rusqlite::params![format!("{number}"), SECRET.repeat(20)],
                    )?;
                }
                Ok(())
            })
            .unwrap();
    }
    let mut forms = std::collections::BTreeSet::new();
    for round in 0..25_u64 {
        let mut victim = Command::new(std::env::current_exe().unwrap())
            .args(["converts_until_it_is_killed", "--exact", "--ignored", "--nocapture"])
            .env(VICTIM, &folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = std::io::BufReader::new(victim.stdout.take().unwrap());
        let mut line = String::new();
        while !line.contains("begins") {
            line.clear();
            assert!(
                std::io::BufRead::read_line(&mut said, &mut line).unwrap() > 0,
                "it ended by itself"
            );
        }
        // Not a wait for something: the moment of the kill is what is varied.
        std::thread::sleep(Duration::from_millis(3 + round * 7));
        victim.kill().unwrap();
        victim.wait().unwrap();
        let form = |name: &str| {
            std::fs::read(folder.join(name))
                .unwrap()
                .starts_with(b"SQLite format 3\0")
        };
        forms.insert((form("user.db"), form("catalogue.db")));
        let store = Store::open_with(&folder, Some(&key)).unwrap();
        let rows: i64 = store
            .read(|db| {
                Ok(db.query_row(
                    "SELECT count(*) FROM user.draft WHERE length(value) = ?1",
                    [SECRET.len() * 20],
                    |row| row.get(0),
                )?)
            })
            .unwrap();
        assert_eq!(rows, 400, "round {round}");
        let parts: Vec<_> = files(&folder)
            .into_iter()
            .filter(|(name, _)| name.contains("convert-part") || name.contains("damaged"))
            .collect();
        assert!(
            parts.is_empty(),
            "round {round}: what was half made is gone, and nothing was taken for damaged"
        );
    }
    assert!(forms.len() > 1, "the kills came at different moments: {forms:?}");
}
