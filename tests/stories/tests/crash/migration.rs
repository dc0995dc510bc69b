//! Killed while the databases of the first version are brought to today's.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};
use tempfile::TempDir;

use crate::dice::Dice;
use crate::files::{are_whole, number, open};
use crate::user::FOLDER;
use crate::victim::{Victim, end_with_the_parent, tell};

const USER_1: &str = include_str!("../../../../src-tauri/engine/src/store/schema/user-001.sql");
const CATALOGUE_1: &str = include_str!("../../../../src-tauri/engine/src/store/schema/catalogue-001.sql");
/// Rows of each table that has many.
const ROWS: u32 = 3000;
/// Folders that are migrated.
const FOLDERS: u32 = 30;
/// Kills before each of them may be migrated to the end.
const KILLS_EACH: u32 = 2;

/// A sync's report as the first version wrote it.
const REPORT: &str = r#"{"outcome": "complete",
    "skills": {"added": 0, "updated": 0, "unchanged": 9, "deleted": 0, "held": 0, "rejected": 0},
    "categories": {"added": 0, "updated": 0, "unchanged": 1, "deleted": 0, "held": 0, "rejected": 0},
    "ratings": {"sent": 0, "failed": 0, "waiting": 0}, "conflicts": {"detected": 0, "resolved": 0, "waiting": 0},
    "requests": 2, "bytes": 9, "duration_ms": 1, "started_at": "2026-01-01T00:00:00Z",
    "ended_at": "2026-01-01T00:00:01Z", "error": null}"#;

fn id(number: u32) -> Vec<u8> {
    u128::from(number)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)
        .to_be_bytes()
        .to_vec()
}

fn make(path: &Path, schema: &str, fill: impl Fn(&Connection)) {
    let db = Connection::open(path).unwrap();
    db.pragma_update(None, "journal_mode", "WAL").unwrap();
    db.execute_batch(schema).unwrap();
    db.pragma_update(None, "user_version", 1).unwrap();
    db.execute_batch("BEGIN").unwrap();
    fill(&db);
    db.execute_batch("COMMIT").unwrap();
}

/// A data folder as the first version left it.
fn old() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    make(&folder.path().join("user.db"), USER_1, |db| {
        db.execute(
            "INSERT INTO setting VALUES ('ATOM_SAAS_SYNC_INTERVAL_MINUTES', '20')",
            [],
        )
        .unwrap();
        db.execute("INSERT INTO ui_state VALUES ('theme', 'dark')", []).unwrap();
        for number in 0..ROWS {
            db.execute("INSERT INTO favourite VALUES (?1, ?2)", params![id(number), number])
                .unwrap();
            db.execute(
                "INSERT INTO run (trigger, started_at, ended_at, outcome, confirmed_at, report) VALUES ('start', 1, ?1, 'complete', 3, ?2)",
                params![number, REPORT],
            )
            .unwrap();
        }
    });
    make(&folder.path().join("catalogue.db"), CATALOGUE_1, |db| {
        for number in 1..=ROWS {
            db.execute(
                "INSERT INTO skill VALUES (?1, ?2, 1, ?3, ?3, 1, 'me', 'd', 'c', 0, '1.0.0', 0, 4.0, 3, 3.6, 1, 2, 3)",
                params![number, id(number), format!("skill{number}")],
            )
            .unwrap();
            let raw = format!("{{\"name\": \"skill{number}\", \"code\": \"{}\"}}", "x".repeat(300));
            db.execute("INSERT INTO skill_body VALUES (?1, ?2)", params![number, raw])
                .unwrap();
            db.execute(
                "INSERT INTO skill_name (rowid, words) VALUES (?1, ?2)",
                params![number, format!("skill{number}")],
            )
            .unwrap();
        }
        db.execute("UPDATE meta SET revision = 7, skills = ?1", [ROWS]).unwrap();
    });
    folder
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[tokio::test]
#[ignore = "the other half of a_migration_survives_every_kill, in a process of its own"]
async fn migrates_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    end_with_the_parent();
    tell("begins");
    let engine = open(Path::new(&folder), &[]);
    tell("opened");
    std::future::pending::<()>().await;
    drop(engine);
}

fn everything_is_there(folder: &Path) {
    let engine = open(folder, &[]);
    assert_eq!(engine.status().unwrap().skills, ROWS);
    are_whole(folder);
    for (file, table, rows) in [
        ("user.db", "setting", 1),
        ("user.db", "ui_state", 1),
        ("user.db", "favourite", ROWS),
        ("user.db", "run", ROWS),
        ("user.db", "local_skill", 0),
        ("catalogue.db", "skill", ROWS),
        ("catalogue.db", "skill_body", ROWS),
        ("catalogue.db", "skill WHERE live_at = 0", ROWS),
        ("catalogue.db", "skill_name WHERE skill_name MATCH 'skill2999'", 1),
        ("user.db.before-4", "favourite", ROWS),
        ("user.db.before-4", "run", ROWS),
        ("user.db.before-4", "pragma_user_version WHERE user_version = 1", 1),
    ] {
        let found = number(folder, file, &format!("SELECT count(*) FROM {table}"));
        assert_eq!(found, u64::from(rows), "{table} of {file}");
    }
    let names = std::fs::read_dir(folder).unwrap();
    let copies = names.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains("before"));
    assert_eq!(copies.count(), 1, "one copy of before, and nothing half-made beside it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_survives_every_kill() {
    let mut dice = Dice::thrown("kills while it migrates");
    let template = old();
    let start = |folder: &Path| {
        let variables = [(FOLDER, folder.display().to_string())];
        Victim::start("migration::migrates_until_it_is_killed", &variables)
    };
    // How long it takes where nobody interferes: kills come in that time and a little after.
    let folder = tempfile::tempdir().unwrap();
    copy(template.path(), folder.path());
    let mut victim = start(folder.path());
    victim.until("begins").await;
    let began = Instant::now();
    victim.until("opened").await;
    let longest = began.elapsed() + Duration::from_millis(2);
    victim.kill().await;
    everything_is_there(folder.path());

    let mut unfinished = 0;
    for _ in 0..FOLDERS {
        let folder = tempfile::tempdir().unwrap();
        copy(template.path(), folder.path());
        for _ in 0..KILLS_EACH {
            let mut victim = start(folder.path());
            victim.until("begins").await;
            tokio::time::sleep(dice.within(longest)).await;
            let told = victim.kill().await;
            unfinished += u32::from(!told.iter().any(|line| line == "opened"));
        }
        everything_is_there(folder.path());
    }
    println!(
        "{} kills while it migrates, {unfinished} of them before the end; it takes {longest:?}",
        FOLDERS * KILLS_EACH
    );
    assert!(unfinished >= FOLDERS / 3, "only {unfinished} came before the end");
}
