//! `updates`: list, show, accept, skip, undo; and what `sync`, `status` and `show` say of them.

use serde_json::{Value, json};

use crate::desk::{BAD_INPUT, DONE, Desk, NOT_FOUND, WAITS, has, id};

/// The new code of skills 1 and 2, which the user has changed, waits.
async fn two_that_wait() -> Desk {
    let desk = Desk::new().await.with("SKILLDOCK_REVIEW_UPDATES", "true");
    desk.run(&["sync"]).object(DONE);
    for number in [1, 2] {
        desk.run(&["edit", &id(number), "--set", "description=Mine."])
            .object(DONE);
        desk.publish(
            number,
            json!({ "code": "print('theirs')\n", "python_packages": ["left-pad"] }),
        );
    }
    let look = desk.run(&["sync", "--dry-run"]).object(WAITS);
    let synced = desk.run(&["sync"]).object(WAITS);
    assert_eq!(synced["updates"], json!({ "held": 2, "waiting": 2 }));
    assert_eq!(
        (&look["updates"], &look["skills"]),
        (&synced["updates"], &synced["skills"])
    );
    assert_eq!(synced["skills"]["updated"], 0);
    desk
}

fn waiting(desk: &Desk) -> Value {
    desk.run(&["status"]).object(DONE)["updates"]["waiting"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn updates_that_wait_are_listed_shown_and_decided() {
    let desk = two_that_wait().await;
    assert_eq!(waiting(&desk), 2);
    let list = Value::Object(desk.run(&["updates"]).object(DONE));
    assert_eq!(list["total"], 2);
    has(
        &list["updates"][0],
        &[
            "skill_id",
            "name",
            "author",
            "from_version",
            "to_version",
            "changed",
            "held_at",
            "mark",
        ],
    );
    let shown = Value::Object(desk.run(&["updates", "show", &id(1)]).object(DONE));
    assert_eq!(shown["python_packages"]["added"], json!(["left-pad"]));
    assert!(shown["diff"].to_string().contains("theirs"));
    let mark = shown["update"]["mark"].as_str().unwrap().to_owned();
    let skill = desk.run(&["show", &id(1)]).object(DONE);
    assert!(!skill["code"].as_str().unwrap().contains("theirs"));
    assert_eq!(skill["update"]["mark"], mark);

    let other = desk.run(&["updates", "accept", &id(1), "--mark", "another"]);
    assert_eq!(other.error(BAD_INPUT), "bad_input");
    desk.run(&["updates", "accept", &id(1), "--mark", &mark]).object(DONE);
    assert_eq!(desk.run(&["updates", "accept", &id(1)]).error(NOT_FOUND), "not_found");
    desk.run(&["updates", "skip", &id(2)]).object(DONE);
    assert_eq!(waiting(&desk), 0);
    assert_eq!(desk.run(&["updates", "--skipped"]).object(DONE)["total"], 1);
    desk.run(&["updates", "undo", &id(2)]).object(DONE);
    let all = desk.run(&["updates", "accept", "--all"]).object(DONE);
    assert_eq!((&all["accepted"], &all["waiting"]), (&json!(1), &json!(0)));
    desk.run(&["sync"]).object(DONE);
}
