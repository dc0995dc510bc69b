//! A full disk and a folder that cannot be written: named, nothing lost, and done as
//! soon as there is room.
//!
//! What takes the room away holds for a whole process, so each story is told in one of
//! its own: this test runs itself again, and an ignored test is the story.
#![cfg(unix)]

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::json;
use skilldock_engine::model::{Code, Problem, SkillId};
use skilldock_engine::sync::Outcome;
use skilldock_stories::{Laptop, id, market, skill, skills};

const HOW: &str = "SKILLDOCK_STORY_DISK";

/// Runs a story of this file in a process of its own. `before` is what a shell does
/// first; it ends with running the story.
fn tell(story: &str, how: &str, before: &str, prepare: impl FnOnce(&mut Command)) -> Output {
    // A write over the limit is to fail, not to end the process: a signal that is
    // ignored stays so in the program that is run next.
    let mut child = Command::new("sh");
    child
        .args(["-c", &format!("trap '' XFSZ; {before} exec \"$@\""), "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", &format!("disk::{story}"), "--ignored", "--nocapture"])
        .env(HOW, how);
    prepare(&mut child);
    child.output().unwrap()
}

fn assert_told(output: &Output) {
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success(), "{text}");
    assert!(text.contains("the story is told"), "it did not run: {text}");
}

/// What takes the room on the disk.
enum Full {
    /// No file may be written any more.
    Limit(Rlimit),
    /// The disk is filled to the last block.
    Ballast(PathBuf),
}

impl Full {
    fn now(how: &str, folder: &Path) -> Self {
        if how == "limit" {
            let before = getrlimit(Resource::Fsize);
            let none = Rlimit {
                current: Some(0),
                maximum: before.maximum,
            };
            setrlimit(Resource::Fsize, none).unwrap();
            return Self::Limit(before);
        }
        let path = folder.parent().unwrap().join("ballast");
        let mut file = std::fs::File::create(&path).unwrap();
        for size in [65_536, 4096, 512, 1] {
            while file.write_all(&vec![b'x'; size]).is_ok() {}
        }
        Self::Ballast(path)
    }

    fn make_room(self) {
        match self {
            Self::Limit(before) => setrlimit(Resource::Fsize, before).unwrap(),
            Self::Ballast(path) => std::fs::remove_file(path).unwrap(),
        }
    }
}

fn id_of(number: u32) -> SkillId {
    id(number).parse().unwrap()
}

/// On a disk with room a change is kept; on a full one it is refused by name, and what
/// was there before stays. A change so small that it fits into room the database already
/// has may be kept there too.
fn is_named<T>(result: Result<T, Problem>, must_fail: bool) {
    match result {
        Ok(_) => assert!(!must_fail, "there is no room for it"),
        Err(problem) => {
            assert_eq!(problem.code, Code::Disk, "{problem}");
            assert!(problem.message.starts_with("Nothing was changed"), "{problem}");
            assert!(!problem.hint.is_empty());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "told by a_full_disk_is_named_and_nothing_is_lost, in a process of its own"]
async fn full() {
    let Ok(how) = std::env::var(HOW) else { return };
    let market = market(skills(40)).await;
    let mut laptop = Laptop::knowing(&market);
    assert_eq!(laptop.sync().await.outcome, Outcome::Complete);
    laptop.engine().set_favourite(id_of(1), true).unwrap();
    laptop.engine().rate(id_of(1), 4, Some("kept")).unwrap();
    let before = laptop.names();
    for number in 40..400 {
        let mut large = skill(number, &format!("Skill {number:04}"));
        large["code"] = json!("x = 1\n".repeat(2000));
        market.catalogue().upsert(large).unwrap();
    }

    let full = Full::now(&how, laptop.folder());
    let report = laptop.sync().await;
    let problem = report
        .error
        .expect("a sync that cannot keep what it read did not succeed");
    assert_eq!(
        (report.outcome, problem.code),
        (Outcome::Failed, Code::Disk),
        "{problem}"
    );
    assert!(!problem.hint.is_empty());
    is_named(laptop.engine().set_favourite(id_of(2), true), how == "limit");
    is_named(
        laptop
            .engine()
            .set_setting("ATOM_SAAS_SYNC_INTERVAL_MINUTES", Some("20")),
        how == "limit",
    );
    assert_eq!(laptop.names(), before, "the catalogue is as it was");
    laptop.engine().status().expect("what can be read is shown");
    full.make_room();

    let report = laptop.sync().await;
    assert_eq!(
        (report.outcome, report.skills.added),
        (Outcome::Complete, 360),
        "{:?}",
        report.error
    );
    laptop.engine().set_favourite(id_of(2), true).unwrap();
    laptop.restart();
    assert_eq!(laptop.search("").total, 400);
    laptop.engine().rate(id_of(2), 5, None).unwrap();
    let favourites = laptop.search("is:favourite");
    assert_eq!(favourites.total, 2, "what was kept before and after is kept");
    println!("the story is told");
}

#[test]
fn a_full_disk_is_named_and_nothing_is_lost() {
    assert_told(&tell("full", "limit", "", |_| {}));
}

/// The same on a disk that is really full, where this user may make a small one.
#[test]
fn a_real_disk_that_is_full_is_named_and_nothing_is_lost() {
    let place = tempfile::tempdir().unwrap();
    let mount = format!(
        "mount -t tmpfs -o size=40m none '{}' || exit 77;",
        place.path().display()
    );
    for rights in [&["-m"][..], &["-r", "-m"]] {
        let mut child = Command::new("unshare");
        child
            .args(rights)
            .args(["sh", "-c", &format!("{mount} exec \"$@\""), "sh"])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "disk::full", "--ignored", "--nocapture"])
            .env("TMPDIR", place.path())
            .env(HOW, "ballast");
        let Ok(output) = child.output() else { break };
        let told = String::from_utf8_lossy(&output.stdout).contains("running 1 test");
        if told {
            assert_told(&output);
            return;
        }
    }
    println!("skipped: this user may not mount a small disk here; the same story is told with a limit on files");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "told by a_folder_that_cannot_be_written_is_named, in a process of its own"]
async fn read_only() {
    if std::env::var(HOW).is_err() {
        return;
    }
    let market = market(skills(10)).await;
    let home = tempfile::tempdir().unwrap();
    let laptop = Laptop::knowing(&market);
    laptop.sync().await;
    laptop.engine().set_favourite(id_of(1), true).unwrap();
    let folder = laptop.folder().to_owned();
    let at_rest = home.path().join("at-rest");
    // As the next day finds it: nothing is open.
    std::fs::create_dir(&at_rest).unwrap();
    laptop
        .engine()
        .set_setting("ATOM_SAAS_SYNC_INTERVAL_MINUTES", Some("20"))
        .unwrap();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_file() && !name.ends_with("-shm") {
            std::fs::copy(entry.path(), at_rest.join(entry.file_name())).unwrap();
        }
    }
    let rights = |mode| std::fs::set_permissions(&at_rest, std::fs::Permissions::from_mode(mode)).unwrap();
    let files = || -> Vec<(std::ffi::OsString, Vec<u8>)> {
        let mut files: Vec<_> = std::fs::read_dir(&at_rest)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| (entry.file_name(), std::fs::read(entry.path()).unwrap()))
            .collect();
        files.sort();
        files
    };
    let before = files();
    rights(0o555);
    assert!(
        std::fs::write(at_rest.join("x"), "").is_err(),
        "this user cannot write there"
    );
    let problem = Problem::from(open(&at_rest).map(|_| ()).unwrap_err());
    assert_eq!(problem.code, Code::Disk, "{problem}");
    assert!(problem.message.contains("cannot be written"), "{problem}");
    assert!(problem.hint.contains("--data-dir"), "{problem}");
    assert!(files() == before, "nothing was touched");
    rights(0o755);
    let engine = open(&at_rest).unwrap();
    let page = engine.search(&skilldock_engine::search::SearchRequest {
        text: "is:favourite".to_owned(),
        limit: 10,
        ..Default::default()
    });
    assert_eq!(page.unwrap().total, 1, "and then everything is there");
    println!("the story is told");
}

fn open(folder: &Path) -> Result<skilldock_engine::Engine, skilldock_engine::OpenError> {
    let mut options = skilldock_engine::EngineOptions::new(
        folder.to_owned(),
        skilldock_engine::config::EnvFileChoice::Default(folder.join(".env")),
    );
    options.environment = Vec::new();
    options.keychain = std::sync::Arc::new(skilldock_engine::vault::MemoryVault::default());
    skilldock_engine::Engine::open(options)
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    // To root every folder is writable, and what root has built may not be for others to run: another user
    // gets a copy.
    let root = rustix::process::geteuid().is_root();
    let place = tempfile::tempdir().unwrap();
    let before = if root {
        let copy = place.path().join("stories");
        std::fs::copy(std::env::current_exe().unwrap(), &copy).unwrap();
        for path in [place.path(), &copy] {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        format!("shift; set -- '{}' \"$@\"; cd /;", copy.display())
    } else {
        String::new()
    };
    let output = tell("read_only", "rights", &before, |child| {
        if root {
            child.uid(65_534).gid(65_534);
        }
    });
    assert_told(&output);
}
