//! `conflicts`: list, show, resolve, undo.

use serde_json::{Value, json};

use crate::desk::{BAD_INPUT, DONE, Desk, NOT_FOUND, WAITS, has, id, text};

const SHAPE: [&str; 8] = [
    "id",
    "skill_id",
    "type",
    "severity",
    "fields",
    "strategy",
    "resolved_by",
    "resolved_at",
];

/// Both sides changed skills 1 and 2; both wait.
async fn two_that_wait() -> Desk {
    let desk = Desk::manual().await;
    let code = desk.file("mine.py", "print('mine')\n");
    desk.run(&["edit", &id(1), "--code", text(&code), "--set", "tags=[\"mine\"]"])
        .object(DONE);
    desk.run(&["edit", &id(2), "--set", "description=Mine."]).object(DONE);
    desk.publish(1, json!({ "code": "print('theirs')\n", "tags": ["theirs"] }));
    desk.publish(2, json!({ "description": "Theirs." }));
    let synced = desk.run(&["sync"]).object(WAITS);
    assert_eq!(
        synced["conflicts"],
        json!({ "detected": 2, "resolved": 0, "waiting": 2 })
    );
    desk
}

fn list(desk: &Desk, words: &[&str]) -> Vec<Value> {
    let list = desk.run(&[&["conflicts"], words].concat()).object(DONE);
    let conflicts = list["conflicts"].as_array().unwrap().clone();
    assert_eq!(list["total"], conflicts.len());
    for conflict in &conflicts {
        has(conflict, &SHAPE);
    }
    conflicts
}

fn number(desk: &Desk, of: u32) -> String {
    let conflicts = list(desk, &[]);
    let conflict = conflicts.iter().find(|one| one["skill_id"] == id(of)).unwrap();
    conflict["id"].to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn conflicts_are_listed_filtered_and_shown_with_every_side() {
    let desk = two_that_wait().await;
    assert_eq!(list(&desk, &[]).len(), 2);
    let critical = list(&desk, &["--severity", "CRITICAL"]);
    assert_eq!((critical.len(), &critical[0]["skill_id"]), (1, &json!(id(1))));
    assert_eq!(list(&desk, &["--type", "OTHER"])[0]["skill_id"], id(2));
    assert!(list(&desk, &["--resolved"]).is_empty());

    let one = Value::Object(desk.run(&["conflicts", "show", &number(&desk, 1)]).object(DONE));
    has(&one, &SHAPE);
    assert_eq!(
        (&one["type"], &one["severity"]),
        (&json!("CONTENT_MISMATCH"), &json!("CRITICAL"))
    );
    assert_eq!(
        (&one["strategy"], &one["resolved_by"], &one["resolved_at"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(
        one["fields"][0],
        json!({ "name": "code", "base": "print('as it was')\n", "local": "print('mine')\n", "remote": "print('theirs')\n" })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_is_resolved_by_a_strategy_and_undone_under_its_number() {
    let desk = two_that_wait().await;
    let number = number(&desk, 1);
    let resolve = ["conflicts", "resolve", &number, "--strategy", "local_wins"];
    let done = Value::Object(desk.run(&resolve).object(DONE));
    has(&done, &SHAPE);
    assert_eq!(
        (&done["strategy"], &done["resolved_by"]),
        (&json!("local_wins"), &json!("user"))
    );
    assert_eq!(list(&desk, &["--resolved"])[0]["id"].to_string(), number);
    assert_eq!(
        desk.run(&resolve).error(BAD_INPUT),
        "bad_input",
        "it is resolved already"
    );
    let again = desk.run(&["conflicts", "undo", &number]).object(DONE);
    assert_eq!((again["id"].to_string(), &again["resolved_at"]), (number, &Value::Null));
    assert_eq!(list(&desk, &[]).len(), 2);
    assert_eq!(desk.run(&["sync"]).object(WAITS)["conflicts"]["waiting"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_is_resolved_field_by_field() {
    let desk = two_that_wait().await;
    let (first, second) = (number(&desk, 1), number(&desk, 2));
    let resolve = |number: &str, words: &[&str]| desk.run(&[&["conflicts", "resolve", number], words].concat());
    for (number, pick) in [
        (&first, "code=mine"),
        (&first, "code"),
        (&first, "code=local"),
        (&first, "nothing=local"),
        (&second, "description=both"),
    ] {
        let refused = resolve(number, &["--pick", pick]);
        assert_eq!(refused.error(BAD_INPUT), "bad_input", "{pick}");
    }
    assert_eq!(list(&desk, &[]).len(), 2, "they go on waiting");
    resolve(&first, &["--pick", "code=remote", "--pick", "tags=both"]).object(DONE);
    let shown = desk.run(&["show", &id(1)]).object(DONE);
    assert_eq!(
        (&shown["code"], &shown["tags"]),
        (&json!("print('theirs')\n"), &json!(["mine", "theirs"]))
    );
    resolve(&second, &["--set", "description=\"Agreed.\""]).object(DONE);
    let shown = desk.run(&["show", &id(2)]).object(DONE);
    assert_eq!(shown["description"], "Agreed.");
    desk.run(&["sync"]).object(DONE);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_are_resolved_after_a_look_that_resolves_nothing() {
    let desk = two_that_wait().await;
    let all = ["conflicts", "resolve", "--all", "--strategy", "merge"];
    let look = desk.run(&[&all[..], &["--dry-run"]].concat()).object(DONE);
    assert_eq!(
        (look["would"].as_array().unwrap().len(), &look["failed"]),
        (2, &json!([]))
    );
    has(&look["would"][0], &["id", "skill_id", "strategy", "result"]);
    assert_eq!(look["would"][0]["strategy"], "merge");
    assert_eq!(list(&desk, &[]).len(), 2);
    let low = desk.run(&[&all[..], &["--severity", "LOW"]].concat()).object(DONE);
    assert_eq!((&low["resolved"], &low["failed"]), (&json!(1), &json!([])));
    let rest = desk.run(&all).object(DONE);
    assert_eq!(rest["resolved"], 1);
    assert!(list(&desk, &[]).is_empty());
    desk.run(&["sync"]).object(DONE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_that_is_not_there_is_not_found() {
    let desk = Desk::new().await;
    for words in [
        &["conflicts", "show", "99"][..],
        &["conflicts", "resolve", "99", "--strategy", "merge"],
        &["conflicts", "undo", "99"],
    ] {
        assert_eq!(desk.run(words).error(NOT_FOUND), "not_found", "{words:?}");
    }
}
