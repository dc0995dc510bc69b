//! Review before it lands, and the power goes: the two databases are not committed at one
//! moment, and whichever of them is behind, nothing is let in and nothing is lost.

use std::path::Path;

use serde_json::json;
use skilldock_stories::Laptop;

use super::review::{code, publish, reviewing, the, waiting};

const OLD: &str = "print('Skill 0001')\n";

/// One database with its log, as it is on the disk.
fn copy(from: &Path, to: &Path, database: &str) {
    for ending in ["", "-wal"] {
        let name = format!("{database}{ending}");
        drop(std::fs::remove_file(to.join(&name)));
        if from.join(&name).exists() {
            std::fs::copy(from.join(&name), to.join(&name)).unwrap();
        }
    }
    drop(std::fs::remove_file(to.join(format!("{database}-shm"))));
}

fn both(from: &Path, to: &Path) {
    copy(from, to, "user.db");
    copy(from, to, "catalogue.db");
}

/// Ends Skilldock and puts one database back to how it was.
fn lag(laptop: &mut Laptop, before: &Path, database: &str) {
    laptop.stop();
    copy(before, laptop.folder(), database);
    laptop.restart();
}

#[tokio::test]
async fn a_crash_while_an_update_is_kept_back_lets_nothing_in() {
    for behind in ["user.db", "catalogue.db"] {
        let (market, mut laptop) = reviewing().await;
        let before = tempfile::tempdir().unwrap();
        laptop.stop();
        both(laptop.folder(), before.path());
        laptop.restart();
        publish(&market, 1, 1, json!({ "code": "first\n" }));
        assert_eq!(laptop.sync().await.updates.waiting, 1);
        lag(&mut laptop, before.path(), behind);
        assert_eq!(code(&laptop, 1), OLD, "{behind} was behind");
        laptop.sync().await;
        assert_eq!(
            (code(&laptop, 1).as_str(), waiting(&laptop).waiting),
            (OLD, 1),
            "{behind} was behind"
        );
        laptop.engine().accept_update(the(1), None).unwrap();
        assert_eq!(code(&laptop, 1), "first\n");
    }
}

#[tokio::test]
async fn a_crash_while_an_update_is_let_in_leaves_it_let_in_or_waiting() {
    for (behind, expected) in [("user.db", (OLD, 1)), ("catalogue.db", ("first\n", 0))] {
        let (market, mut laptop) = reviewing().await;
        publish(&market, 1, 1, json!({ "code": "first\n" }));
        laptop.sync().await;
        let before = tempfile::tempdir().unwrap();
        laptop.stop();
        both(laptop.folder(), before.path());
        laptop.restart();
        laptop.engine().accept_update(the(1), None).unwrap();
        lag(&mut laptop, before.path(), behind);
        assert_eq!(
            (code(&laptop, 1).as_str(), waiting(&laptop).waiting),
            expected,
            "{behind} was behind"
        );
        laptop.sync().await;
        assert_eq!(
            (code(&laptop, 1).as_str(), waiting(&laptop).waiting),
            expected,
            "{behind} was behind"
        );
    }
}

#[tokio::test]
async fn a_crash_while_an_acceptance_is_taken_back_leaves_one_or_the_other_and_both_agree() {
    for (behind, expected) in [("user.db", ("first\n", 0)), ("catalogue.db", (OLD, 1))] {
        let (market, mut laptop) = reviewing().await;
        publish(&market, 1, 1, json!({ "code": "first\n" }));
        laptop.sync().await;
        laptop.engine().accept_update(the(1), None).unwrap();
        let before = tempfile::tempdir().unwrap();
        laptop.stop();
        both(laptop.folder(), before.path());
        laptop.restart();
        laptop.engine().take_back_update(the(1)).unwrap();
        lag(&mut laptop, before.path(), behind);
        assert_eq!(
            (code(&laptop, 1).as_str(), waiting(&laptop).waiting),
            expected,
            "{behind} was behind"
        );
    }
}
