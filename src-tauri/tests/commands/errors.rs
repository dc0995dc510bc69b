//! What goes wrong, by its exit status.

use crate::desk::{BAD_INPUT, DONE, Desk, NOT_FOUND, UNKNOWN, USAGE, id, text};

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_nobody_has_or_of_the_wrong_form_is_not_found() {
    let desk = Desk::synced().await;
    let to = desk.path("out.json");
    for wrong in [UNKNOWN, "no-id", "", "{00000000-0000-4000-8000-000000000001}"] {
        for words in [
            &["show", wrong][..],
            &["edit", wrong, "--set", "name=x"],
            &["revert", wrong],
            &["rate", wrong, "3"],
            &["ratings", "retry", wrong],
            &["ratings", "discard", wrong],
            &["export", wrong, "--to", text(&to)],
        ] {
            assert_eq!(desk.run(words).error(NOT_FOUND), "not_found", "{words:?}");
        }
    }
    assert!(!to.exists(), "nothing is written for an id that is not there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_cannot_be_is_bad_input_and_changes_nothing() {
    let desk = Desk::synced().await;
    let before = desk.run(&["show", &id(1)]).object(DONE);
    for set in [
        "nothing",
        "=x",
        "name=",
        "name=null",
        "tags=no list",
        "metadata=[]",
        "skill_id=00000000-0000-4000-8000-000000000002",
        "average_rating=5",
        "updated_at=2030-01-01T00:00:00Z",
    ] {
        let refused = desk.run(&["edit", &id(1), "--set", "description=x", "--set", set]);
        assert_eq!(refused.error(BAD_INPUT), "bad_input", "{set}");
    }
    let nowhere = desk.path("nowhere.py");
    for words in [
        &["edit", &id(1), "--code", text(&nowhere)][..],
        &["new", text(&nowhere)],
        &["import", text(&nowhere)],
    ] {
        assert_eq!(desk.run(words).error(BAD_INPUT), "bad_input", "{words:?}");
    }
    assert_eq!(desk.run(&["show", &id(1)]).object(DONE), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_parser_refuses_is_wrong_usage() {
    let desk = Desk::new().await;
    for words in [
        &["nonsense"][..],
        &["sync", "--only", "nonsense"],
        &["sync", "--dry-run", "--only", "skills"],
        &["sync", "--dry-run", "--confirm-deletions"],
        &["edit", &id(1)],
        &["export", "--to", "x.json"],
        &["export", "--all", &id(1), "--to", "x.json"],
        &["import"],
        &["rate", &id(1), "many"],
        &["rate", &id(1)],
        &["ratings", "--state", "lost"],
        &["conflicts", "--severity", "GRAVE"],
        &["conflicts", "resolve", "1"],
        &["conflicts", "resolve", "--all"],
        &["conflicts", "resolve", "--strategy", "merge"],
        &["conflicts", "resolve", "1", "--strategy", "manual"],
        &[
            "conflicts",
            "resolve",
            "1",
            "--strategy",
            "merge",
            "--pick",
            "code=local",
        ],
        &["conflicts", "resolve", "1", "--strategy", "merge", "--dry-run"],
        &["conflicts", "resolve", "1", "--strategy", "merge", "--severity", "LOW"],
        &["conflicts", "resolve", "1", "--strategy", "merge", "--type", "OTHER"],
        &["conflicts", "resolve", "1", "--all", "--strategy", "merge"],
        &["watch", "--for", "ever"],
        &["--env-file", "nowhere.env", "status"],
    ] {
        let refused = desk.run(words);
        assert_eq!(refused.status, USAGE, "{words:?}: {refused:?}");
        refused.error(USAGE);
    }
    assert_eq!(desk.market.recorded().count(), 0);
}
