//! The two databases through everything that happens to files: older and newer
//! schemas, damage, and an end in the middle of a write.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on should say so"
)]

use std::io::{BufRead as _, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use rusqlite::{Connection, params};
use skilldock_engine::model::{Code, Problem, UnixMillis};
use skilldock_engine::store::{Salvaged, Store, StoreError, settings};
use tempfile::TempDir;

const USER_1: &str = include_str!("../src/store/schema/user-001.sql");
const USER_2: &str = include_str!("../src/store/schema/user-002.sql");
const CATALOGUE_1: &str = include_str!("../src/store/schema/catalogue-001.sql");

const PAGE: u64 = 4096;
const COPIES: u32 = 200;

fn id(number: u32) -> Vec<u8> {
    // Spread over the whole range, as random ones are.
    u128::from(number)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)
        .to_be_bytes()
        .to_vec()
}

fn raw(number: u32) -> String {
    // Every tenth is longer than a page, so that it goes on in others.
    let length = if number.is_multiple_of(10) { 9000 } else { 600 };
    let id = uuid::Uuid::from_slice(&id(number)).unwrap();
    let code = "x".repeat(length);
    format!("{{\"skill_id\": \"{id}\", \"name\": \"Skill {number}\", \"code\": \"{code}\"}}")
}

/// Rows in every table of the first schema.
fn fill_1(db: &Connection) {
    db.execute(
        "INSERT INTO setting VALUES ('ATOM_SAAS_SYNC_INTERVAL_MINUTES', '20')",
        [],
    )
    .unwrap();
    db.execute("INSERT INTO ui_state VALUES ('theme', 'dark')", []).unwrap();
    for number in 0..50 {
        db.execute("INSERT INTO favourite VALUES (?1, ?2)", params![id(number), number])
            .unwrap();
        db.execute(
            "INSERT INTO run (trigger, started_at, ended_at, outcome, confirmed_at, report) VALUES ('start', 1, ?1, 'complete', 3, '{}')",
            [number],
        )
        .unwrap();
    }
}

/// Rows in the tables that came with the second.
fn fill_2(db: &Connection) {
    for number in 0..COPIES {
        db.execute(
            "INSERT INTO local_skill (skill_id, raw, base, created_at, edited_at) VALUES (?1, ?2, NULL, 1, 2)",
            params![id(number), raw(number)],
        )
        .unwrap();
        db.execute(
            "INSERT INTO rating (skill_id, stars, comment, state, revision, created_at, updated_at) VALUES (?1, 5, 'good', 'waiting', 1, 1, 2)",
            [id(number)],
        )
        .unwrap();
        db.execute(
            "INSERT INTO conflict (skill_id, type, severity, local, detected_at, changed_at) VALUES (?1, 'OTHER', 'LOW', ?2, 1, 1)",
            params![id(number), raw(number)],
        )
        .unwrap();
        db.execute(
            "INSERT INTO resolution (conflict_id, type, severity, strategy, resolved_by, resolved_at, local) VALUES (?1, 'OTHER', 'LOW', 'merge', 'user', 1, '{}')",
            [number + 1],
        )
        .unwrap();
    }
    db.execute("INSERT INTO fact VALUES ('identity', 'abc')", []).unwrap();
    // The last number of all is not in use any more.
    db.execute("DELETE FROM conflict WHERE id = ?1", [COPIES]).unwrap_err();
    db.execute("DELETE FROM resolution WHERE conflict_id = ?1", [COPIES])
        .unwrap();
    db.execute("DELETE FROM conflict WHERE id = ?1", [COPIES]).unwrap();
}

fn make(path: &Path, schemas: &[&str], fill: impl Fn(&Connection)) {
    let db = Connection::open(path).unwrap();
    db.pragma_update(None, "journal_mode", "WAL").unwrap();
    for schema in schemas {
        db.execute_batch(schema).unwrap();
    }
    db.pragma_update(None, "user_version", i64::try_from(schemas.len()).unwrap())
        .unwrap();
    db.execute_batch("BEGIN").unwrap();
    fill(&db);
    db.execute_batch("COMMIT").unwrap();
}

/// A data folder whose user.db has rows in every table.
fn full() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    make(&folder.path().join("user.db"), &[USER_1, USER_2], |db| {
        fill_1(db);
        fill_2(db);
    });
    folder
}

fn count(store: &Store, table: &str) -> u64 {
    store
        .read(|db| Ok(db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?))
        .unwrap()
}

const TABLES: [(&str, u64); 8] = [
    ("setting", 1),
    ("ui_state", 1),
    ("favourite", 50),
    ("run", 50),
    ("local_skill", COPIES as u64),
    ("rating", COPIES as u64),
    ("conflict", COPIES as u64 - 1),
    ("resolution", COPIES as u64 - 1),
];

/// The bytes of every file whose name begins so.
fn bytes(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).unwrap_or_default()
}

fn names(folder: &Path, part: &str) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains(part))
        .collect();
    names.sort();
    names
}

fn overwrite(path: &Path, at: u64, bytes: &[u8]) {
    let mut file = std::fs::File::options().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}

fn pages(path: &Path) -> u64 {
    std::fs::metadata(path).unwrap().len() / PAGE
}

fn noise(length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| u8::try_from((at * 31 + 7) % 251).unwrap())
        .collect()
}

#[test]
fn the_oldest_schema_is_migrated_with_every_row_and_a_copy_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    make(&folder.path().join("user.db"), &[USER_1], fill_1);
    make(&folder.path().join("catalogue.db"), &[CATALOGUE_1], |db| {
        db.execute_batch(
            "INSERT INTO skill VALUES (1, x'00112233445566778899aabbccddeeff', 1, 'A', 'a', 1, 'me', 'd', 'c', 0, '1.0.0', 0, 4.0, 3, 3.6, 1, 2, 3);
             INSERT INTO skill_body VALUES (1, '{\"name\": \"A\"}');
             INSERT INTO skill_tag VALUES ('t', 1);
             INSERT INTO skill_name (rowid, words) VALUES (1, 'a');
             INSERT INTO skill_tags (rowid, words) VALUES (1, 't');
             INSERT INTO skill_by (rowid, words) VALUES (1, 'me');
             INSERT INTO skill_text (rowid, words) VALUES (1, 'd');
             INSERT INTO skill_version VALUES (x'00112233445566778899aabbccddeeff', '0.9', 1, 1, '{}');
             INSERT INTO category VALUES ('c', 1, '{\"name\": \"c\"}');
             INSERT INTO review VALUES (x'00112233445566778899aabbccddeeff', 1, '[]');
             INSERT INTO quarantine VALUES (1, 'why', '{}');
             INSERT INTO validator VALUES ('skills', 'etag');
             UPDATE meta SET revision = 7, skills = 1;",
        )
        .unwrap();
    });
    let store = Store::open(folder.path()).unwrap();
    for (table, rows) in &TABLES[..4] {
        assert_eq!(count(&store, table), *rows, "{table}");
    }
    for table in [
        "skill",
        "skill_body",
        "skill_tag",
        "skill_version",
        "category",
        "review",
        "quarantine",
        "validator",
    ] {
        assert_eq!(count(&store, table), 1, "{table}");
    }
    let (revision, live_at, found): (i64, i64, i64) = store
        .read(|db| {
            Ok(db.query_row(
                "SELECT revision, live_at, (SELECT rowid FROM skill_name WHERE skill_name MATCH 'a') FROM meta, skill",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )?)
        })
        .unwrap();
    assert_eq!((revision, live_at, found), (7, 0, 1));
    assert_eq!(store.salvaged().unwrap(), None);
    assert_eq!(
        names(folder.path(), "before"),
        ["user.db.before-4"],
        "a cache needs no copy"
    );
    let copy = Connection::open(folder.path().join("user.db.before-4")).unwrap();
    let version: i64 = copy.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    let rows: i64 = copy
        .query_row("SELECT count(*) FROM favourite", [], |row| row.get(0))
        .unwrap();
    assert_eq!((version, rows), (1, 50));
    drop(store);
    Store::open(folder.path()).unwrap();
    assert_eq!(
        names(folder.path(), "before").len(),
        1,
        "once a migration, not once a start"
    );
}

#[test]
fn a_database_of_a_newer_version_is_refused_untouched() {
    for newer in ["user.db", "catalogue.db"] {
        let folder = full();
        drop(Store::open(folder.path()).unwrap());
        let path = folder.path().join(newer);
        // As a newer program leaves it that was killed: the version is in the log alone.
        let db = Connection::open(&path).unwrap();
        db.pragma_update(None, "user_version", 99).unwrap();
        let all = ["user.db", "user.db-wal", "catalogue.db", "catalogue.db-wal"];
        let before = all.map(|name| bytes(folder.path(), name));
        assert!(!bytes(folder.path(), &format!("{newer}-wal")).is_empty());
        let killed = tempfile::tempdir().unwrap();
        for (name, bytes) in all.iter().zip(&before).filter(|(_, bytes)| !bytes.is_empty()) {
            std::fs::write(killed.path().join(name), bytes).unwrap();
        }
        for place in [folder.path(), killed.path()] {
            let refused = Store::open(place).unwrap_err();
            assert!(matches!(refused, StoreError::Newer { found: 99, .. }), "{refused}");
            assert_eq!(Problem::from(refused).code, Code::NewerDatabase);
            assert!(
                all.map(|name| bytes(place, name)) == before,
                "{newer} and its companions are as they were"
            );
        }
        // And as one leaves it that ended well.
        drop(db);
        let before = all.map(|name| bytes(folder.path(), name));
        let names_before = names(folder.path(), "");
        Store::open(folder.path()).unwrap_err();
        assert!(all.map(|name| bytes(folder.path(), name)) == before);
        assert_eq!(names(folder.path(), ""), names_before, "not even a file beside it");
    }
}

/// Damages user.db, opens the folder, and says what was saved.
fn salvage(damage: impl Fn(&Path)) -> (TempDir, Store, Salvaged) {
    let folder = full();
    drop(Store::open(folder.path()).unwrap());
    let path = folder.path().join("user.db");
    damage(&path);
    let damaged = std::fs::read(&path).unwrap();
    // Where the damage does not show at once, SQLite finds it while the program runs.
    std::fs::write(folder.path().join("check-needed"), "").unwrap();
    let store = Store::open(folder.path()).unwrap();
    let salvaged = store.salvaged().unwrap().expect("it was noticed");
    assert!(
        std::fs::read(folder.path().join(&salvaged.kept)).unwrap() == damaged,
        "it is kept as it was"
    );
    assert_eq!(names(folder.path(), "salvage"), [""; 0], "nothing half-made is left");
    assert_eq!(names(folder.path(), "check-needed"), [""; 0]);
    for (table, saved) in salvaged.tables.iter().filter(|(table, _)| *table != "fact") {
        assert_eq!(count(&store, table), saved.rows, "{table}");
    }
    // It is a good database again.
    store.write(|db| settings::set_ui_state(db, "a", Some("b"))).unwrap();
    (folder, store, salvaged)
}

fn all_rows() -> u64 {
    TABLES.iter().map(|(_, rows)| rows).sum::<u64>() + 1
}

#[test]
fn a_garbage_header_costs_nothing() {
    let (_folder, store, salvaged) = salvage(|path| overwrite(path, 0, &noise(100)));
    assert_eq!(salvaged.rows, all_rows(), "{salvaged:?}");
    let next: i64 = store
        .write(|db| {
            db.execute(
                "INSERT INTO conflict (skill_id, type, severity, local, detected_at, changed_at) VALUES (x'00', 'OTHER', 'LOW', '{}', 1, 1)",
                [],
            )?;
            Ok(db.last_insert_rowid())
        })
        .unwrap();
    assert_eq!(next, i64::from(COPIES) + 1, "a number is never used again");
}

#[test]
fn a_lost_first_page_costs_nothing() {
    let (_folder, _store, salvaged) = salvage(|path| overwrite(path, 0, &noise(PAGE as usize)));
    assert_eq!(salvaged.rows, all_rows(), "{salvaged:?}");
}

#[test]
fn any_page_of_the_schema_that_is_lost_costs_nothing() {
    let probe = full();
    drop(Store::open(probe.path()).unwrap());
    let kept = std::fs::read(probe.path().join("user.db.schema-pages")).unwrap();
    let numbers: Vec<u64> = kept
        .chunks(4 + PAGE as usize)
        .map(|record| u64::from(u32::from_be_bytes(record[..4].try_into().unwrap())))
        .collect();
    assert!(numbers.len() > 2, "{numbers:?}: today's schema is longer than a page");
    for number in numbers {
        let (_folder, _store, salvaged) = salvage(|path| overwrite(path, (number - 1) * PAGE, &noise(PAGE as usize)));
        assert_eq!(salvaged.rows, all_rows(), "page {number}: {salvaged:?}");
    }
}

#[test]
fn remembered_pages_that_are_damaged_too_stand_in_no_ones_way() {
    let (_folder, _store, salvaged) = salvage(|path| {
        let kept = path.with_file_name("user.db.schema-pages");
        // The last page of the file by its header, and the number of the second page kept.
        overwrite(&kept, 4 + 28, &[0xff; 4]);
        overwrite(&kept, 4 + PAGE, &[0xff; 4]);
        overwrite(path, 0, &noise(100));
    });
    assert_eq!(salvaged.rows, all_rows(), "{salvaged:?}");
}

#[test]
fn a_file_that_was_cut_off_keeps_what_is_before() {
    let (_folder, _store, salvaged) = salvage(|path| {
        let length = std::fs::metadata(path).unwrap().len();
        std::fs::File::options()
            .write(true)
            .open(path)
            .unwrap()
            .set_len(length / 2)
            .unwrap();
    });
    assert!(salvaged.rows > 100 && salvaged.rows < all_rows(), "{salvaged:?}");
    assert_eq!(salvaged.tables["setting"].rows, 1);
}

#[test]
fn any_single_page_that_is_lost_leaves_the_rows_of_the_others() {
    let probe = full();
    let last = pages(&probe.path().join("user.db"));
    let mut worst = u64::MAX;
    for page in (1..last).step_by(23) {
        let folder = full();
        drop(Store::open(folder.path()).unwrap());
        let path = folder.path().join("user.db");
        overwrite(&path, page * PAGE, &noise(PAGE as usize));
        std::fs::write(folder.path().join("check-needed"), "").unwrap();
        let store = Store::open(folder.path()).unwrap();
        let saved = store
            .salvaged()
            .unwrap()
            .map_or_else(all_rows, |salvaged| salvaged.rows);
        worst = worst.min(saved);
    }
    // The root of a table is the one page whose loss costs more than its own rows.
    assert!(
        worst >= all_rows() - u64::from(COPIES) - 60,
        "{worst} of {}",
        all_rows()
    );
}

/// The pages of the conflicts, found by what is in them.
fn conflict_leaves(file: &[u8]) -> Vec<u64> {
    let page = |page: u64| file.chunks(PAGE as usize).nth(usize::try_from(page).unwrap()).unwrap();
    (0..file.len() as u64 / PAGE)
        .filter(|number| page(*number)[0] == 0x0d && page(*number).windows(8).any(|at| at == b"OTHERLOW"))
        .filter(|number| page(*number).windows(7).any(|at| at == b"\"Skill "))
        .collect()
}

#[test]
fn rows_on_both_sides_of_lost_pages_are_saved() {
    let (_folder, _store, salvaged) = salvage(|path| {
        let file = std::fs::read(path).unwrap();
        let leaves = conflict_leaves(&file);
        assert!(leaves.len() > 3);
        for page in [leaves[0], leaves[leaves.len() / 2], leaves[leaves.len() - 1]] {
            overwrite(path, page * PAGE, &noise(PAGE as usize));
        }
    });
    let conflicts = salvaged.tables["conflict"];
    assert!(
        conflicts.rows > u64::from(COPIES) - 40 && conflicts.rows < u64::from(COPIES) - 1,
        "{conflicts:?}"
    );
    assert!((1..=3).contains(&conflicts.gaps), "{conflicts:?}");
    assert_eq!(salvaged.tables["local_skill"].rows, u64::from(COPIES), "{salvaged:?}");
}

#[test]
fn a_text_that_is_no_json_any_more_is_not_passed_off_as_a_skill() {
    let (_folder, store, salvaged) = salvage(|path| {
        let file = std::fs::read(path).unwrap();
        let name = b"\"name\": \"Skill 7\",";
        for at in (0..file.len() - name.len()).filter(|at| file[*at..].starts_with(name)) {
            overwrite(path, at as u64, b"\xff\xfe\0\0");
        }
        overwrite(path, 0, &noise(16));
    });
    assert_eq!(
        salvaged.tables["local_skill"].rows,
        u64::from(COPIES) - 1,
        "{salvaged:?}"
    );
    assert_eq!(salvaged.tables["local_skill"].unreadable, 1);
    assert_eq!(count(&store, "rating"), u64::from(COPIES));
}

#[test]
fn where_nothing_can_be_read_there_is_a_new_file_and_the_old_one_is_kept() {
    let (_folder, _store, salvaged) = salvage(|path| {
        let length = std::fs::metadata(path).unwrap().len();
        overwrite(path, 0, &noise(usize::try_from(length).unwrap()));
    });
    assert_eq!(salvaged.rows, 0, "{salvaged:?}");
}

#[test]
fn what_was_only_in_the_log_is_saved_too() {
    let folder = full();
    let killed = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    store
        .write(|db| settings::set_ui_state(db, "late", Some("yes")))
        .unwrap();
    for name in ["user.db", "user.db-wal"] {
        std::fs::copy(folder.path().join(name), killed.path().join(name)).unwrap();
    }
    std::fs::copy(
        folder.path().join("user.db.schema-pages"),
        killed.path().join("user.db.schema-pages"),
    )
    .unwrap();
    overwrite(&killed.path().join("user.db"), 0, &noise(100));
    let store = Store::open(killed.path()).unwrap();
    let late = store.read(settings::ui_state).unwrap();
    assert_eq!(late.get("late").map(String::as_str), Some("yes"));
}

#[test]
fn damage_that_shows_while_running_is_named_and_mended_at_the_next_start() {
    let folder = full();
    drop(Store::open(folder.path()).unwrap());
    let path = folder.path().join("user.db");
    let file = std::fs::read(&path).unwrap();
    let page = conflict_leaves(&file).pop().unwrap();
    overwrite(&path, page * PAGE, &noise(PAGE as usize));
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(
        store.salvaged().unwrap(),
        None,
        "an ordinary start does not read everything"
    );
    let sum = |db: &Connection| -> Result<i64, StoreError> {
        let skills: i64 = db.query_row("SELECT sum(length(raw)) FROM user.local_skill", [], |row| row.get(0))?;
        let conflicts: i64 = db.query_row("SELECT sum(length(local)) FROM user.conflict", [], |row| row.get(0))?;
        Ok(skills + conflicts)
    };
    let problem = Problem::from(store.read(sum).unwrap_err());
    assert_eq!(problem.code, Code::Disk);
    assert!(problem.hint.contains("Start Skilldock again"), "{problem}");
    // Another process may go on meanwhile; it just cannot mend what this one has open.
    let twin = Store::open(folder.path()).unwrap();
    assert_eq!(twin.salvaged().unwrap(), None);
    drop((store, twin));
    let store = Store::open(folder.path()).unwrap();
    let salvaged = store.salvaged().unwrap().unwrap();
    assert!(salvaged.rows > all_rows() - 20, "{salvaged:?}");
    store.read(sum).unwrap();
    let again = Store::open(folder.path()).unwrap();
    assert_eq!(
        again.salvaged().unwrap(),
        Some(salvaged),
        "it is said again at every start"
    );
}

#[test]
fn a_salvage_that_was_ended_is_finished_at_the_next_start() {
    let (folder, store, salvaged) = salvage(|path| overwrite(path, 0, &noise(100)));
    drop(store);
    // As it is between putting the damaged file aside and the new one in its place.
    std::fs::rename(folder.path().join("user.db"), folder.path().join("user.db.salvaged")).unwrap();
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.salvaged().unwrap(), Some(salvaged));
    assert_eq!(count(&store, "local_skill"), u64::from(COPIES));
}

#[test]
fn a_damaged_file_that_another_process_has_open_stays_where_it_is() {
    let folder = full();
    drop(Store::open(folder.path()).unwrap());
    let store = Store::open(folder.path()).unwrap();
    overwrite(&folder.path().join("user.db"), 0, &noise(100));
    let refused = Store::open(folder.path()).map(|_| ()).unwrap_err();
    assert!(matches!(refused, StoreError::Busy), "{refused}");
    assert_eq!(
        names(folder.path(), "damaged"),
        [""; 0],
        "it would go on writing into a file that was put aside"
    );
    drop(store);
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(
        store.salvaged().unwrap().map(|salvaged| salvaged.rows),
        Some(all_rows())
    );
}

#[test]
fn a_damaged_catalogue_is_made_anew_and_the_old_one_is_kept() {
    for damage in [0, 1] {
        let folder = full();
        let store = Store::open(folder.path()).unwrap();
        store
            .write(|db| Ok(db.execute("UPDATE meta SET origin = 'old'", []).map(|_| ())?))
            .unwrap();
        drop(store);
        let path = folder.path().join("catalogue.db");
        match damage {
            0 => overwrite(&path, 0, &noise(4096)),
            _ => std::fs::File::options()
                .write(true)
                .open(&path)
                .unwrap()
                .set_len(3 * PAGE)
                .unwrap(),
        }
        let store = Store::open(folder.path()).unwrap();
        let origin: Option<String> = store
            .read(|db| Ok(db.query_row("SELECT origin FROM meta", [], |row| row.get(0))?))
            .unwrap();
        assert_eq!(origin, None);
        assert_eq!(
            count(&store, "skill"),
            u64::from(COPIES),
            "the user's own copies are shown at once"
        );
        assert_eq!(names(folder.path(), "catalogue.db.damaged").len(), 1);
        assert_eq!(store.salvaged().unwrap(), None);
        for (table, rows) in TABLES {
            assert_eq!(count(&store, table), rows, "{table}: what is the user's is untouched");
        }
    }
}

/// Writes until it is killed. Run by the test below in a process of its own.
#[test]
#[ignore = "the other half of a_killed_writer_loses_nothing_it_said_was_kept"]
fn writes_until_it_is_killed() {
    let Some(folder) = std::env::var_os("DATABASES_FOLDER") else {
        return;
    };
    let store = Store::open(Path::new(&folder)).unwrap();
    for number in 0_u64.. {
        store
            .write(|db| {
                settings::set_setting(db, &format!("v{number}"), Some("kept"))?;
                settings::set_token_changed_at(db, UnixMillis(1))
            })
            .unwrap();
        println!("kept {number}");
        std::io::stdout().flush().unwrap();
    }
}

#[test]
fn a_killed_writer_loses_nothing_it_said_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..3 {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "writes_until_it_is_killed", "--ignored", "--nocapture"])
            .env("DATABASES_FOLDER", folder.path())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = std::io::BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.contains(&format!("kept {}", 20 + round * 7)) {
            line.clear();
            assert!(lines.read_line(&mut line).unwrap() > 0, "it writes");
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let mut rest = line.clone();
        lines.read_to_string(&mut rest).unwrap();
        let last = rest
            .lines()
            .filter_map(|line| line.split_once("kept ")?.1.parse::<u64>().ok())
            .max()
            .unwrap();
        let store = Store::open(folder.path()).unwrap();
        let kept = store.read(settings::settings).unwrap();
        for number in 0..=last {
            assert_eq!(
                kept.get(&format!("v{number}")).map(String::as_str),
                Some("kept"),
                "{number} of {last}"
            );
        }
        assert_eq!(store.salvaged().unwrap(), None);
    }
}
