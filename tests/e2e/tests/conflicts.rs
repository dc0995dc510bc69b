//! Skills changed here and at the marketplace: decided field by field, across a crash, and undone; and fifty at once. The
//! marketplace is in this process, so that it can publish what is in the way of an edit.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

use serde_json::{Value, json};
use skilldock_e2e::wait::{LONG, SOON, until};
use skilldock_e2e::{Setup, Window};
use skilldock_marketplace::Marketplace;

struct Story {
    market: Marketplace,
    window: Window,
    environment: Vec<(String, String)>,
}

/// A window that is synced with a marketplace of so many skills and lets every conflict wait for a person.
async fn begin(skills: usize) -> Story {
    begin_in(skills, "live").await
}

/// The same in this mode: live, or polling, where nothing comes but with a sync.
async fn begin_in(skills: usize, mode: &str) -> Story {
    let market = Marketplace::builder()
        .generated(skills, 7)
        .no_limits()
        .start()
        .await
        .unwrap();
    let live = (mode == "live").to_string();
    let environment = vec![
        ("ATOM_SAAS_API_URL".to_owned(), market.url()),
        ("ATOM_SAAS_API_TOKEN".to_owned(), market.token().to_owned()),
        ("ATOM_SAAS_CONFLICT_STRATEGY".to_owned(), "manual".to_owned()),
        ("ATOM_SAAS_WS_ENABLED".to_owned(), live),
    ];
    let setup = environment
        .iter()
        .fold(Setup::new(), |setup, (name, value)| setup.env(name, value));
    let window = Window::open(setup).await.unwrap();
    window.hook("result-count").counts(skills, LONG).await.unwrap();
    let chip = window.hook("status-chip").and(&format!("[data-mode={mode}]"));
    chip.seen().await.unwrap();
    Story {
        market,
        window,
        environment,
    }
}

impl Story {
    /// Asks the command line something in the same data folder.
    async fn says(&self, words: &[&str]) -> Value {
        let environment: Vec<_> = self
            .environment
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let said = self.window.home().skilldock(words, &environment, "").await.unwrap();
        assert_eq!(said.status, Some(0), "{words:?}: {}{}", said.out, said.err);
        serde_json::from_str(&said.out).unwrap()
    }

    /// The marketplace publishes a skill again with these fields, as of this day.
    fn publish(&self, skill: &Value, day: u32, fields: Value) {
        let mut changed = skill.clone();
        changed["updated_at"] = json!(format!("2030-01-{day:02}T00:00:00Z"));
        for (field, value) in fields.as_object().unwrap() {
            changed[field] = value.clone();
        }
        self.market.catalogue().upsert(changed).unwrap();
    }

    /// The skill as the user has it.
    async fn mine(&self, id: &str) -> Value {
        self.says(&["show", id, "--json"]).await
    }
}

const BASE: &str = "one\ntwo\nthree\nfour\nfive\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_is_decided_field_by_field_across_a_crash_and_undone() {
    let mut story = begin(24).await;
    let skill = story.market.catalogue().snapshot()[3].clone();
    let id = skill["skill_id"].as_str().unwrap().to_owned();
    let base = json!({ "code": BASE, "description": "As it was.", "tags": ["base"], "python_packages": [] });
    story.publish(&skill, 1, base.clone());
    let here = async || {
        let shown = story.mine(&id).await;
        Ok((shown["description"] == "As it was.").then_some(()))
    };
    until("the skill to edit", SOON, here).await.unwrap();

    let code = format!(
        "code={}",
        Value::from(BASE.replace("one", "ONE").replace("four", "FOUR mine"))
    );
    story
        .says(&[
            "edit",
            &id,
            "--set",
            "description=\"Mine.\"",
            "--set",
            "tags=[\"base\",\"mine\"]",
            "--set",
            &code,
            "--json",
        ])
        .await;
    let mut theirs = base;
    theirs["description"] = json!("Theirs.");
    theirs["tags"] = json!(["base", "theirs"]);
    theirs["code"] = json!(BASE.replace("four", "FOUR theirs"));
    story.publish(&skill, 2, theirs);

    let window = &story.window;
    window.hook("nav-conflicts").says("1").await.unwrap();
    window.hook("nav-conflicts").click().await.unwrap();
    let row = window.hook("conflict-row");
    row.and("[data-severity=CRITICAL][data-type=CONTENT_MISMATCH]")
        .seen()
        .await
        .unwrap();
    let resolve = window.hook("conflict-resolve");
    resolve.and("[aria-disabled=true]").seen().await.unwrap();
    window.hook("pick-both-tags").click().await.unwrap();
    window.hook("pick-remote-hunk-2").click().await.unwrap();
    window.hook("pick-edit-description").click().await.unwrap();
    window.hook("conflict-edit-description").fill("Ours.").await.unwrap();
    window
        .hook("conflict-draft")
        .and("[data-kept=kept]")
        .seen()
        .await
        .unwrap();
    window.moment().await.unwrap();

    story.window.restart().await.unwrap();
    let window = &story.window;
    window.hook("nav-conflicts").click().await.unwrap();
    window
        .hook("conflict-field-tags")
        .and("[data-pick=both]")
        .seen()
        .await
        .unwrap();
    window
        .hook("conflict-field-description")
        .and("[data-pick=edit]")
        .seen()
        .await
        .unwrap();
    resolve_when_ready(window).await;
    window.hook("conflict-said").seen().await.unwrap();
    let mine = story.mine(&id).await;
    assert_eq!(mine["description"], "Ours.");
    assert_eq!(mine["tags"], json!(["base", "mine", "theirs"]));
    assert_eq!(mine["code"], BASE.replace("one", "ONE").replace("four", "FOUR theirs"));

    window.hook("conflict-undo").click().await.unwrap();
    window.hook("conflict-row").seen().await.unwrap();
    window.hook("conflict-progress").seen().await.unwrap();
    assert_eq!(story.mine(&id).await["description"], "Mine.");
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_made_in_the_window_syncs_into_a_conflict_is_resolved_by_field_and_undone() {
    let story = begin_in(24, "polling").await;
    let window = &story.window;
    let row = window.css("#row-2");
    let id = row.attribute("data-skill-id").await.unwrap().unwrap();
    let skill = story.market.catalogue().get(&id).unwrap();
    row.click().await.unwrap();
    window.hook("skill-edit").click().await.unwrap();
    window.hook("edit-description").fill("Mine.").await.unwrap();
    window.hook("edit-tags").fill("mine, shared").await.unwrap();
    window.hook("edit-version").fill("7.0.0").await.unwrap();
    window.hook("edit-save").and(":enabled").click().await.unwrap();
    let origin = window.hook("skill-origin").and("[data-origin=edited]");
    origin.seen().await.unwrap();

    let theirs = json!({ "description": "Theirs.", "tags": ["shared", "theirs"], "version": "8.0.0" });
    story.publish(&skill, 2, theirs);
    window.hook("nav-sync").click().await.unwrap();
    window.hook("sync-now").and("[aria-busy=false]").click().await.unwrap();
    window.hook("nav-conflicts").says("1").await.unwrap();
    window
        .hook("activity-row")
        .and("[data-what=conflict_found]")
        .seen()
        .await
        .unwrap();
    window.hook("nav-conflicts").click().await.unwrap();
    let waits = window.hook("conflict-row").and("[data-type=VERSION_MISMATCH]");
    waits.seen().await.unwrap();
    window.hook("pick-remote-version").click().await.unwrap();
    window.hook("pick-both-tags").click().await.unwrap();
    window.hook("pick-local-description").click().await.unwrap();
    // What is taken from there is said to be lost from here, before it is.
    window.hook("conflict-loses").says("version").await.unwrap();
    window.moment().await.unwrap();
    resolve_when_ready(window).await;
    window.hook("conflict-said").seen().await.unwrap();
    let mine = story.mine(&id).await;
    assert_eq!(mine["version"], "8.0.0");
    assert_eq!(mine["tags"], json!(["mine", "shared", "theirs"]));
    assert_eq!(mine["description"], "Mine.");

    // The history has it, and brings it back to wait.
    window.hook("conflict-history").click().await.unwrap();
    window.hook("conflict-row").click().await.unwrap();
    window.hook("conflict-how").seen().await.unwrap();
    window.hook("conflict-undo").click().await.unwrap();
    window.hook("conflict-queue").click().await.unwrap();
    waits.seen().await.unwrap();
    let mine = story.mine(&id).await;
    assert_eq!(
        (mine["version"].as_str(), mine["description"].as_str()),
        (Some("7.0.0"), Some("Mine."))
    );
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}

async fn resolve_when_ready(window: &Window) {
    let resolve = window.hook("conflict-resolve").and("[aria-disabled=false]");
    resolve.seen().await.unwrap();
    resolve.click().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_conflicts_are_resolved_with_one_yes_and_brought_back_with_one_undo() {
    const MANY: usize = 50;
    let story = begin(60).await;
    let skills = story.market.catalogue().snapshot();
    for skill in skills.iter().take(MANY) {
        let id = skill["skill_id"].as_str().unwrap();
        story
            .says(&["edit", id, "--set", "description=\"Mine.\"", "--json"])
            .await;
    }
    for skill in skills.iter().take(MANY) {
        story.publish(skill, 2, json!({ "description": "Theirs." }));
    }

    let window = &story.window;
    window.hook("nav-conflicts").click().await.unwrap();
    let waiting = window.hook("conflict-count");
    let all = format!("[data-count={}]", Value::from(MANY.to_string()));
    until("fifty conflicts", LONG, async || {
        Ok((waiting.and(&all).count().await? > 0).then_some(()))
    })
    .await
    .unwrap();
    window.hook("bulk-select-all").click().await.unwrap();
    window.hook("bulk-row").seen().await.unwrap();
    window
        .hook("bulk-apply")
        .and("[aria-disabled=false]")
        .click()
        .await
        .unwrap();
    let undo = window.hook("bulk-undo");
    undo.seen().await.unwrap();
    window
        .hook("conflict-waiting")
        .and("[data-count='0']")
        .seen()
        .await
        .unwrap();
    window.moment().await.unwrap();

    undo.click().await.unwrap();
    waiting.and(&all).seen().await.unwrap();
    let first = skills[0]["skill_id"].as_str().unwrap();
    assert_eq!(story.mine(first).await["description"], "Mine.");
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}
