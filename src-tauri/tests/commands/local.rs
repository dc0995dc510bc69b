//! `edit`, `revert`, `new`, `import`, `export`, and `show` of what they made.

use serde_json::{Value, json};

use crate::desk::{BAD_INPUT, DONE, Desk, NOT_FOUND, PARTLY, WAITS, has, id, skill, text};

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_prints_the_skill_and_reverting_it_the_marketplaces_copy() {
    let desk = Desk::synced().await;
    let code = desk.file("new.py", "print('mine')\n");
    let edited = desk
        .run(&[
            "edit",
            &id(1),
            "--set",
            "tags=[\"mine\"]",
            "--set",
            "version=1.10",
            "--set",
            "name=My own name",
            "--code",
            text(&code),
        ])
        .object(DONE);
    assert_eq!(edited["skill_id"], id(1));
    assert_eq!(edited["origin"], "edited");
    assert_eq!(edited["tags"], json!(["mine"]));
    assert_eq!(
        edited["version"], "1.10",
        "a version is text though it reads as a number"
    );
    assert_eq!(edited["name"], "My own name");
    assert_eq!(edited["code"], "print('mine')\n");
    assert_eq!(
        edited["updated_at"], "2026-01-02T00:00:00Z",
        "that is the marketplace's"
    );

    let shown = Value::Object(desk.run(&["show", &id(1)]).object(DONE));
    has(&shown, &["skill_id", "origin", "my_rating", "ratings", "versions"]);
    assert_eq!(
        (&shown["origin"], &shown["my_rating"]),
        (&json!("edited"), &json!(null))
    );
    assert_eq!(shown["metadata"], json!({ "author": "somebody" }), "whole");

    let back = desk.run(&["revert", &id(1)]).object(DONE);
    assert_eq!(
        (&back["origin"], &back["name"]),
        (&json!("marketplace"), &json!("Skill 1"))
    );
    assert_eq!(desk.run(&["revert", &id(1)]).error(NOT_FOUND), "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_skill_is_local_and_goes_only_when_it_is_said_so() {
    let desk = Desk::new().await.with("ATOM_SAAS_ENABLED", "false");
    for (name, content) in [
        ("tidy.py", "print('tidy')\n".to_owned()),
        ("tidy.js", "console.log('tidy')\n".to_owned()),
        (
            "SKILL.md",
            "---\nname: tidy\ndescription: Tidies up.\n---\n\nTidy up.\n".to_owned(),
        ),
        ("tidy.json", json!({ "name": "tidy", "code": "1" }).to_string()),
    ] {
        let made = desk.run(&["new", text(&desk.file(name, &content))]).object(DONE);
        assert_eq!(made["origin"], "local", "{name}");
        let own = made["skill_id"].as_str().unwrap();
        assert_eq!(desk.run(&["show", own]).object(DONE)["origin"], "local", "{name}");
        assert_eq!(desk.run(&["revert", own]).error(BAD_INPUT), "bad_input", "{name}");
        let gone = desk.run(&["revert", own, "--discard"]).object(DONE);
        assert_eq!(
            (&gone["skill_id"], &gone["deleted"]),
            (&json!(own), &json!(true)),
            "{name}"
        );
        assert_eq!(desk.run(&["show", own]).error(NOT_FOUND), "not_found", "{name}");
    }
    for (name, content) in [("nothing.json", "[]"), ("nothing.txt", "nothing")] {
        let refused = desk.run(&["new", text(&desk.file(name, content))]);
        assert_eq!(refused.error(BAD_INPUT), "bad_input", "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_is_imported_again_whole() {
    let desk = Desk::synced().await;
    for (name, all) in [("skills.json", true), ("skills.zip", true), ("folder", false)] {
        let to = desk.path(name);
        let written = if all {
            desk.run(&["export", "--all", "--to", text(&to)])
        } else {
            desk.run(&["export", &id(1), &id(2), &id(3), "--to", text(&to)])
        };
        let written = Value::Object(written.object(DONE));
        has(&written, &["skills", "files", "bytes"]);
        assert_eq!(written["skills"], 3, "{name}");
        let elsewhere = format!("elsewhere-{name}");
        let taken = Value::Object(desk.run_in(&elsewhere, &["import", text(&to)]).object(DONE));
        has(
            &taken,
            &["total", "added", "updated", "unchanged", "refused", "conflicts"],
        );
        assert_eq!((&taken["added"], &taken["refused"]), (&json!(3), &json!([])), "{name}");
        let shown = desk.run_in(&elsewhere, &["show", &id(2)]).object(DONE);
        for field in ["code", "updated_at", "metadata", "tags"] {
            assert_eq!(shown[field], skill(2, &json!({}))[field], "{name}: {field}");
        }
    }
    let file: Value = serde_json::from_str(&std::fs::read_to_string(desk.path("skills.json")).unwrap()).unwrap();
    assert_eq!(file["skills"].as_array().unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_ends_as_its_skills_fared() {
    let desk = Desk::manual().await;
    let file = |name: &str, skills: Value| desk.file(name, &json!({ "skills": skills }).to_string());
    let half = file(
        "half.json",
        json!([skill(7, &json!({})), { "skill_id": "no id", "name": "x" }]),
    );
    let partly = desk.run(&["import", text(&half)]).object(PARTLY);
    assert_eq!((&partly["added"], &partly["total"]), (&json!(1), &json!(2)));
    has(&partly["refused"][0], &["name", "why"]);
    let strange = json!({ "code": "theirs\n", "updated_at": "2025-05-05T00:00:00Z" });
    let strange = file("strange.json", json!([skill(1, &strange)]));
    let waits = desk.run(&["import", text(&strange)]).object(WAITS);
    assert_eq!(waits["conflicts"]["waiting"], 1);
    let nothing = desk.run(&["import", text(&desk.path("nowhere.zip"))]);
    assert_eq!(nothing.error(BAD_INPUT), "bad_input");
}
