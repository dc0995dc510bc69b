//! The keychain, with a real one: GNOME Keyring on a bus of its own.
//!
//! Each story runs in three layers, all of them this program:
//!
//! 1. a test starts a private session bus that can start nothing by itself, and in it
//! 2. the story, which starts and stops the keyring daemon, and for each step starts
//! 3. a process that does one thing with [`Keychain`] and prints what came of it, so that
//!    nothing is remembered between two steps but by the keychain.
//!
//! Home, data and runtime folders are fresh ones: the keyring of whoever runs the tests
//! is out of reach.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr
)]

use std::env;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

mod stand_in;

use skilldock_engine::config::{ApiToken, EnvFileChoice};
use skilldock_engine::model::Problem;
use skilldock_engine::vault::{Account, Keychain, TokenStore as _, VaultError};
use skilldock_engine::{Engine, EngineOptions};

use stand_in::StandIn;

const DRAFT: &str = "a draft that nobody else may read";
const STORY: &str = "SKILLDOCK_KEYCHAIN_STORY";
const STEP: &str = "SKILLDOCK_KEYCHAIN_STEP";
const TOKEN: &str = "5b1c0a52-8d4e-4c6f-9a3b-2f1e0d9c8b7a";
const HERE: &str = "https://a.example";
const ELSEWHERE: &str = "https://b.example";

/// Longer than the keychain's own limit, so that a step that hangs is told from one that is slow.
const PATIENCE: Duration = Duration::from_secs(15);

#[test]
fn a_token_outlives_the_process_until_it_is_forgotten() {
    tell("remembered");
}

#[test]
fn without_a_provider_there_is_no_keychain_and_one_that_comes_later_is_found() {
    tell("absent");
}

#[test]
fn a_locked_keychain_is_locked_and_loses_nothing() {
    tell("locked");
}

#[test]
fn a_locked_keychain_asks_once_for_each_action_and_never_by_itself() {
    tell("dismissed");
}

#[test]
fn a_keychain_that_does_not_answer_is_given_up_after_five_seconds() {
    tell("silent");
}

#[test]
fn without_a_session_bus_there_is_no_keychain() {
    for address in ["unix:path=/nowhere/bus", "disabled:"] {
        let ended = Command::new(env::current_exe().unwrap())
            .args(["the_step", "--exact", "--ignored", "--nocapture"])
            .env(STEP, "probe")
            .env("DBUS_SESSION_BUS_ADDRESS", address)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ended.stdout);
        assert!(said.contains("CAME: NoKeychain"), "{address}: {said}");
    }
}

#[test]
fn a_provider_without_a_keyring_is_no_keychain() {
    tell("empty");
}

#[test]
fn the_data_are_encrypted_with_a_key_that_only_the_keychain_has() {
    tell("data");
}

/// Runs a story on a bus of its own.
fn tell(story: &str) {
    if !is_installed("gnome-keyring-daemon") || !is_installed("dbus-run-session") {
        eprintln!("SKIPPED: \"{story}\" needs gnome-keyring-daemon and dbus-run-session, which are not installed.");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let bus = home.path().join("bus.conf");
    // No service folder: nothing is started by being asked for, neither a keyring nor its dialog.
    let config = format!(
        r#"<busconfig><type>session</type><listen>unix:dir={}</listen><auth>EXTERNAL</auth>
           <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"#,
        home.path().display()
    );
    std::fs::write(&bus, config).unwrap();
    let ended = Command::new("dbus-run-session")
        .arg(format!("--config-file={}", bus.display()))
        .arg("--")
        .args([env::current_exe().unwrap().as_os_str(), "the_story".as_ref()])
        .args(["--exact", "--ignored", "--nocapture"])
        .env(STORY, story)
        .env("HOME", home.path())
        .env("XDG_DATA_HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&ended.stdout),
        String::from_utf8_lossy(&ended.stderr)
    );
    assert!(ended.status.success() && said.contains("1 passed"), "{story}: {said}");
}

fn is_installed(program: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

#[test]
#[ignore = "the inside of the stories above, which start it"]
fn the_story() {
    match env::var(STORY).as_deref() {
        Ok("remembered") => remembered(),
        Ok("absent") => absent(),
        Ok("locked") => locked(),
        Ok("empty") => empty(),
        Ok("dismissed") => dismissed(),
        Ok("silent") => silent(),
        Ok("data") => data(),
        other => panic!("started without a story: {other:?}"),
    }
}

fn remembered() {
    let daemon = Daemon::unlocked();
    assert_eq!(step("read"), "none");
    assert_eq!(step("write"), "done");
    assert_eq!(step("read"), "the token");
    assert_eq!(step("read elsewhere"), "none");
    assert_eq!(step("probe"), "done");
    daemon.end();

    let _daemon = Daemon::unlocked();
    assert_eq!(step("read"), "the token", "it is on disk, not in the daemon");
    assert_eq!(step("forget"), "done");
    assert_eq!(step("read"), "none");
    assert_eq!(step("forget"), "done");
}

fn absent() {
    for what in ["read", "write", "forget", "probe"] {
        assert_eq!(step(what), "NoKeychain", "{what}");
    }
    // In one process: the failure is not remembered.
    let keychain = Keychain::new();
    let here = account(HERE);
    let runtime = runtime();
    assert_eq!(
        runtime.block_on(keychain.read(&here)).unwrap_err(),
        VaultError::NoKeychain
    );
    let daemon = Daemon::unlocked();
    runtime.block_on(keychain.write(&here, &token())).unwrap();
    daemon.end();
    assert!(runtime.block_on(keychain.read(&here)).is_err());
    let _daemon = Daemon::unlocked();
    assert!(
        runtime
            .block_on(keychain.read(&here))
            .unwrap()
            .unwrap()
            .is_same(&token())
    );
}

fn locked() {
    let daemon = Daemon::unlocked();
    assert_eq!(step("write"), "done");
    daemon.end();

    let daemon = Daemon::locked();
    assert_eq!(step("read quietly"), "Locked");
    assert_eq!(step("read"), "Locked");
    assert_eq!(step("write"), "Locked");
    assert_eq!(step("forget"), "Locked");
    daemon.end();

    let _daemon = Daemon::unlocked();
    assert_eq!(step("read quietly"), "the token");
    assert_eq!(step("read"), "the token");
}

fn dismissed() {
    let service = StandIn::locked();
    assert_eq!(step("read quietly"), "Locked");
    assert_eq!(service.dialogs(), 0, "nobody is asked by what happens by itself");
    for (dialogs, what) in (1..).zip(["read", "write", "forget", "probe"]) {
        assert_eq!(step(what), "Locked", "{what}");
        assert_eq!(service.dialogs(), dialogs, "one dialog for \"{what}\"");
    }
}

fn silent() {
    let _service = StandIn::silent();
    for what in ["read", "read quietly", "probe"] {
        let began = Instant::now();
        assert_eq!(step(what), "Slow", "{what}");
        let took = began.elapsed();
        assert!(
            took >= Duration::from_secs(5) && took < Duration::from_secs(10),
            "{what}: {took:?}"
        );
    }
}

fn empty() {
    let _daemon = Daemon::locked();
    assert_eq!(step("read"), "none");
    assert_eq!(step("write"), "NoKeychain");
}

/// The data folder of the story.
fn folder() -> std::path::PathBuf {
    Path::new(&env::var_os("HOME").unwrap()).join("data")
}

/// The names of the files that hold something readable of the user's or of the catalogue.
fn readable() -> Vec<String> {
    let words = [DRAFT.as_bytes(), b"CREATE TABLE", b"SQLite format"];
    std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| {
            let bytes = std::fs::read(entry.path()).unwrap();
            words
                .iter()
                .any(|word| bytes.windows(word.len()).any(|part| part == *word))
        })
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

fn data() {
    let daemon = Daemon::unlocked();
    assert_eq!(step("keep a draft"), "encrypted");
    assert_eq!(step("read the draft"), "the draft");
    assert_eq!(readable(), [""; 0]);
    daemon.end();
    assert_eq!(step("read the draft"), "DataLocked", "no keychain at all");

    let daemon = Daemon::locked();
    assert_eq!(step("read the draft"), "DataLocked");
    assert_eq!(step("keep a draft"), "DataLocked");
    daemon.end();

    let _daemon = Daemon::unlocked();
    assert_eq!(
        step("read the draft"),
        "the draft",
        "nothing was made over it meanwhile"
    );
    assert_eq!(step("switch it off"), "plain");
    assert!(
        readable().contains(&"user.db".to_owned()),
        "the search finds what is readable"
    );
    assert_eq!(step("read the draft"), "the draft");
    assert_eq!(step("encrypt what is there"), "encrypted");
    assert_eq!(readable(), [""; 0]);
    assert_eq!(step("read the draft"), "the draft");
    assert_eq!(step("erase"), "nothing found");
    assert_eq!(step("read the draft"), "no draft");
}

/// A step with the whole engine. No runtime: opening waits for the keychain by itself.
fn with_data(what: &str) -> String {
    let mut options = EngineOptions::new(folder(), EnvFileChoice::Default(folder().join(".env")));
    options.environment = Vec::new();
    let engine = match Engine::open(options) {
        Ok(engine) => engine,
        Err(error) => return format!("{:?}", Problem::from(error).code),
    };
    let form = || {
        if engine.encryption().encrypted {
            "encrypted"
        } else {
            "plain"
        }
    };
    match what {
        "keep a draft" => {
            engine.set_draft("edit:1", Some(DRAFT)).unwrap();
            form()
        }
        "read the draft" => match engine.draft("edit:1", 0).unwrap() {
            Some(draft) if draft.value == DRAFT => "the draft",
            Some(_) => "another draft",
            None => "no draft",
        },
        "switch it off" => {
            engine.set_setting("SKILLDOCK_ENCRYPTION", Some("off")).unwrap();
            form()
        }
        "encrypt what is there" => {
            engine.set_setting("SKILLDOCK_ENCRYPTION", None).unwrap();
            form()
        }
        "erase" => {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            let erased = runtime.block_on(engine.privacy_erase()).unwrap();
            assert_eq!(erased.keychain, None);
            if erased.found == 0 {
                "nothing found"
            } else {
                "something found"
            }
        }
        other => panic!("started without a step: {other}"),
    }
    .to_owned()
}

#[test]
#[ignore = "one step of a story, which starts it"]
fn the_step() {
    if let Ok(what) = env::var(STEP)
        && (what.contains("draft") || what.contains("switch") || what.contains("encrypt") || what == "erase")
    {
        println!("\nCAME: {}", with_data(&what));
        return;
    }
    let keychain = Keychain::new();
    let done = |result: Result<(), VaultError>| result.map(|()| "done");
    let found = |result: Result<Option<ApiToken>, VaultError>| {
        result.map(|found| match found {
            Some(found) if found.is_same(&token()) => "the token",
            Some(_) => "another token",
            None => "none",
        })
    };
    let came = runtime().block_on(async {
        match env::var(STEP).as_deref() {
            Ok("read") => found(keychain.read(&account(HERE)).await),
            Ok("read quietly") => found(keychain.read_quietly(&account(HERE)).await),
            Ok("read elsewhere") => found(keychain.read(&account(ELSEWHERE)).await),
            Ok("write") => done(keychain.write(&account(HERE), &token()).await),
            Ok("forget") => done(keychain.forget(&account(HERE)).await),
            Ok("probe") => done(keychain.probe().await),
            other => panic!("started without a step: {other:?}"),
        }
    });
    println!(
        "\nCAME: {}",
        came.map_or_else(|error| format!("{error:?}"), ToOwned::to_owned)
    );
}

/// Does one step in a process of its own, and gives what came of it. One that hangs is ended: without the
/// keychain's own limit the story fails, and does not hang with it.
fn step(what: &str) -> String {
    let mut process = Command::new(env::current_exe().unwrap())
        .args(["the_step", "--exact", "--ignored", "--nocapture"])
        .env(STEP, what)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let began = Instant::now();
    while process.try_wait().unwrap().is_none() {
        if began.elapsed() > PATIENCE {
            process.kill().unwrap();
            process.wait().unwrap();
            panic!("\"{what}\" did not end in {PATIENCE:?}");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let ended = process.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    assert!(!said.contains(TOKEN) && !String::from_utf8_lossy(&ended.stderr).contains(TOKEN));
    let came = said.lines().find_map(|line| line.strip_prefix("CAME: "));
    came.unwrap_or_else(|| panic!("{what}: {said}{}", String::from_utf8_lossy(&ended.stderr)))
        .to_owned()
}

/// The keyring daemon, which ends with the value.
struct Daemon(Child);

impl Daemon {
    /// With its keyring unlocked, made where there is none.
    fn unlocked() -> Self {
        let mut daemon = Self::start(&["--unlock"]);
        daemon.0.stdin.take().unwrap().write_all(b"password").unwrap();
        daemon.when_ready()
    }

    /// As after a login without a password.
    fn locked() -> Self {
        Self::start(&[]).when_ready()
    }

    fn start(how: &[&str]) -> Self {
        let child = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--components=secrets"])
            .args(how)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self(child)
    }

    /// Waits until it is on the bus.
    fn when_ready(self) -> Self {
        let (keychain, runtime) = (Keychain::new(), runtime());
        let began = Instant::now();
        while runtime
            .block_on(keychain.read(&account(ELSEWHERE)))
            .is_err_and(|error| error == VaultError::NoKeychain)
        {
            assert!(began.elapsed() < PATIENCE, "the daemon did not come up");
            std::thread::sleep(Duration::from_millis(20));
        }
        self
    }

    fn end(mut self) {
        self.stop();
    }

    fn stop(&mut self) {
        // Its control socket would lead the next one to believe that it still runs.
        let control = Path::new(&env::var_os("XDG_RUNTIME_DIR").unwrap()).join("keyring");
        self.0.kill().unwrap();
        self.0.wait().unwrap();
        if control.exists() {
            std::fs::remove_dir_all(control).unwrap();
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(None)) {
            self.stop();
        }
    }
}

fn account(url: &str) -> Account {
    Account::of(&url.parse().unwrap())
}

fn token() -> ApiToken {
    ApiToken::parse(TOKEN).unwrap()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}
