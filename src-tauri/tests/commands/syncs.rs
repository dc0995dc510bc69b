//! `sync`, `status`, `watch`.

use serde_json::{Value, json};

use crate::desk::{CONFIGURATION, DONE, Desk, TOKEN, WAITS, has, id};

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_and_the_status_after_it_have_every_field() {
    let desk = Desk::new().await;
    let report = Value::Object(desk.run(&["sync"]).object(DONE));
    assert_eq!(
        (&report["outcome"], &report["error"]),
        (&json!("complete"), &Value::Null)
    );
    assert_eq!(
        report["skills"],
        json!({ "added": 3, "updated": 0, "unchanged": 0, "deleted": 0, "held": 0, "rejected": 0 })
    );
    has(&report["categories"], &["added", "updated", "unchanged", "deleted"]);
    has(&report["ratings"], &["sent", "failed", "waiting"]);
    has(&report["conflicts"], &["detected", "resolved", "waiting"]);
    has(&report, &["requests", "bytes", "duration_ms"]);
    let only = desk.run(&["sync", "--only", "categories"]).object(DONE);
    assert_eq!(only["skills"]["unchanged"], 0);

    let status = Value::Object(desk.run(&["status"]).object(DONE));
    has(
        &status,
        &[
            "mode",
            "health",
            "last_sync",
            "last_success",
            "next_sync",
            "categories",
            "stale",
        ],
    );
    assert_eq!((&status["mode"], &status["skills"]), (&json!("polling"), &json!(3)));
    has(&status["ratings"], &["waiting", "sent", "failed", "not_accepted"]);
    assert_eq!(status["conflicts"]["open"], 0);
    has(
        &status["websocket"],
        &[
            "connected",
            "reconnect_attempts",
            "consecutive_failures",
            "last_disconnect_reason",
            "last_message",
        ],
    );
    let token = &status["token"];
    assert_eq!(
        (&token["present"], &token["source"], &token["expires_at"]),
        (&json!(true), &json!("environment"), &Value::Null)
    );
    has(token, &["since", "reminder", "rotation", "keychain"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_says_what_the_sync_then_does() {
    let desk = Desk::manual().await;
    desk.run(&["edit", &id(1), "--set", "description=Mine."]).object(DONE);
    desk.run(&["edit", &id(2), "--set", "description=Mine."]).object(DONE);
    desk.publish(1, json!({ "description": "Theirs." }));
    desk.publish(4, json!({}));
    let before = desk.run(&["status"]).object(DONE);
    let look = Value::Object(desk.run(&["sync", "--dry-run"]).object(WAITS));
    assert_eq!(desk.run(&["status"]).object(DONE), before, "nothing is done");
    assert_eq!(
        look["skills"],
        json!({ "added": 1, "updated": 1, "unchanged": 2, "deleted": 0, "held": 0, "rejected": 0 })
    );
    assert_eq!(
        look["conflicts"],
        json!([{
            "skill_id": id(1),
            "name": "Skill 1",
            "type": "OTHER",
            "severity": "LOW",
            "fields": ["description"],
            "would": "wait",
        }])
    );
    assert_eq!(
        (&look["total"], &look["waiting"], &look["own_kept"]),
        (&json!(1), &json!(1), &json!(1))
    );
    let desk = desk.with("ATOM_SAAS_CONFLICT_STRATEGY", "remote_wins");
    let look = desk.run(&["sync", "--dry-run"]).object(DONE);
    assert_eq!(look["conflicts"][0]["would"], "take_theirs");
    let report = desk.run(&["sync"]).object(DONE);
    assert_eq!(report["skills"], look["skills"]);
    assert_eq!(
        report["conflicts"],
        json!({ "detected": 1, "resolved": 1, "waiting": 0 })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn local_only_mode_skips_a_sync_and_refuses_a_look() {
    let desk = Desk::new().await.with("ATOM_SAAS_ENABLED", "false");
    let skipped = desk.run(&["sync"]).object(DONE);
    assert_eq!(
        (&skipped["outcome"], &skipped["reason"]),
        (&json!("skipped"), &json!("local_only"))
    );
    assert_eq!(desk.run(&["sync", "--dry-run"]).error(CONFIGURATION), "local_only");
    assert_eq!(desk.run(&["status"]).object(DONE)["mode"], "local_only");
    assert_eq!(desk.market.recorded().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_fails_prints_its_own_object() {
    let desk = Desk::new().await.with("ATOM_SAAS_API_TOKEN", "another-token-5678");
    let failed = desk.run(&["sync"]);
    assert_eq!(failed.error(TOKEN), "token_rejected");
    assert_eq!(failed.object(TOKEN)["outcome"], "failed");
    assert_eq!(desk.run(&["sync", "--dry-run"]).error(TOKEN), "token_rejected");
    assert_eq!(desk.run(&["status"]).object(DONE)["mode"], "token_rejected");
}

#[tokio::test(flavor = "multi_thread")]
async fn watching_prints_an_object_a_line_and_ends_in_time() {
    let desk = Desk::new().await;
    let watched = desk.run(&["watch", "--for", "2"]);
    assert_eq!(watched.status, DONE, "{watched:?}");
    let lines: Vec<Value> = watched
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for line in &lines {
        has(line, &["event", "at"]);
    }
    assert_eq!(lines[0]["event"], "mode", "{watched:?}");
    let of = |event: &str| lines.iter().find(|line| line["event"] == event);
    for event in ["connecting", "connected", "sync"] {
        assert!(of(event).is_some(), "no {event}: {watched:?}");
    }
    assert_eq!(of("sync").unwrap()["skills"]["added"], 3);
}
