//! What users make themselves, in the real window: an edit that outlives a crash and is taken back, skills that go out
//! into files and come in again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

use std::path::Path;

use serde_json::{Value, json};
use skilldock_e2e::wait::{LONG, SOON, until};
use skilldock_e2e::{Chooser, Setup, Window};
use skilldock_marketplace::Marketplace;

/// Enough to be a list, few enough to be in it whole.
const SKILLS: usize = 24;

struct Story {
    /// The marketplace lives as long as the story.
    _market: Marketplace,
    window: Window,
}

/// A window that is synced with a marketplace.
async fn begin() -> Story {
    begin_with(Setup::new()).await
}

async fn begin_with(setup: Setup) -> Story {
    let market = Marketplace::builder()
        .generated(SKILLS, 7)
        .no_limits()
        .start()
        .await
        .unwrap();
    let setup = setup
        .env("ATOM_SAAS_API_URL", &market.url())
        .env("ATOM_SAAS_API_TOKEN", market.token());
    let window = Window::open(setup).await.unwrap();
    window.hook("result-count").counts(SKILLS, LONG).await.unwrap();
    Story {
        _market: market,
        window,
    }
}

/// Opens the first skill of the list and gives its id.
async fn open_first(window: &Window) -> String {
    let row = window.css("#row-0");
    let id = row.attribute("data-skill-id").await.unwrap().unwrap();
    row.click().await.unwrap();
    open(window, &id).await;
    id
}

async fn open(window: &Window, id: &str) {
    let of = format!("[data-skill-id={}]", Value::from(id));
    window.hook("skill-row").and(&of).click().await.unwrap();
    window.hook("skill-detail").and(&of).seen().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_outlives_a_crash_shows_its_badge_and_can_be_taken_back() {
    const WORDS: &str = "Says it in my own words.";
    let Story { _market, mut window } = begin().await;
    let id = open_first(&window).await;
    window.hook("skill-edit").click().await.unwrap();
    window.hook("edit-description").fill(WORDS).await.unwrap();
    window.hook("edit-state").says("draft kept").await.unwrap();
    let key = json!({ "request": { "key": format!("edit:{id}"), "offset": 0 } });
    let kept = async || {
        let draft = window.invoke("draft", key.clone()).await?;
        Ok(draft["value"]
            .as_str()
            .is_some_and(|text| text.contains(WORDS))
            .then_some(()))
    };
    // A slow machine makes a pause between two letters, which is a draft too.
    until("the whole draft", SOON, kept).await.unwrap();
    window.restart().await.unwrap();

    window.hook("result-count").counts(SKILLS, LONG).await.unwrap();
    open(&window, &id).await;
    window.hook("skill-edit").says("continue editing").await.unwrap();
    window.hook("skill-edit").click().await.unwrap();
    window.hook("edit-state").says("your draft from").await.unwrap();
    let kept = window
        .script("return document.querySelector('[data-testid=edit-description]').value")
        .await
        .unwrap();
    assert_eq!(kept, WORDS, "not a word is lost");
    window.hook("edit-changes").click().await.unwrap();
    window.hook("diff-field-description").says(WORDS).await.unwrap();
    window.hook("edit-save").click().await.unwrap();

    let origin = window.hook("skill-origin").and("[data-origin=edited]");
    origin.seen().await.unwrap();
    let of = format!("[data-skill-id={}]", Value::from(id.as_str()));
    window.hook("skill-row").and(&of).says("edited").await.unwrap();
    window.hook("tab-history").click().await.unwrap();
    window.hook("diff-field-description").says(WORDS).await.unwrap();
    window.moment().await.unwrap();

    window.hook("nav-library").click().await.unwrap();
    window.hook("library-edited").click().await.unwrap();
    window.hook("result-count").counts(1, SOON).await.unwrap();
    open(&window, &id).await;
    window.hook("skill-more").click().await.unwrap();
    window.hook("skill-revert").click().await.unwrap();
    window.hook("revert-lost").says("description").await.unwrap();
    window.hook("revert-yes").click().await.unwrap();
    window.hook("skill-row").gone().await.unwrap();
    window.hook("nav-discover").click().await.unwrap();
    open(&window, &id).await;
    origin.gone().await.unwrap();
    assert!(!window.hook("skill-detail").text().await.unwrap().contains(WORDS));
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}

/// What the file has, as an export writes it.
fn exported(path: &Path) -> Vec<Value> {
    let whole: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    whole["skills"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_menus_of_the_library_export_and_import_what_is_chosen() {
    let chooser = Chooser::new().unwrap();
    let Story { _market, window } = begin_with(Setup::new().env("PATH", &chooser.path())).await;
    let home = window.home().folder().to_owned();
    let id = open_first(&window).await;
    // A dialog that is closed without a choice does nothing.
    window.hook("skill-more").click().await.unwrap();
    window.hook("skill-export-json").click().await.unwrap();
    window.hook("skill-export-json").gone().await.unwrap();
    assert_eq!(window.hook("export-dialog").count().await.unwrap(), 0);

    // An ending that was left out is added.
    chooser.chooses(&home.join("one")).unwrap();
    window.hook("skill-more").click().await.unwrap();
    window.hook("skill-export-json").click().await.unwrap();
    let done = window.hook("export-dialog").and("[data-step=done]");
    done.says("one.json").await.unwrap();
    window.moment().await.unwrap();
    window.hook("export-close").click().await.unwrap();
    window.hook("export-dialog").gone().await.unwrap();
    let mut skills = exported(&home.join("one.json"));
    assert_eq!(skills.len(), 1);
    assert_eq!(skills[0]["skill_id"], id.as_str());

    skills[0]["description"] = "From a colleague.".into();
    skills.push(json!({ "name": "Tide Table", "description": "When the sea comes.", "code": "print('high')\n" }));
    let file = home.join("mine.json");
    std::fs::write(&file, json!({ "skills": skills }).to_string()).unwrap();
    chooser.chooses(&file).unwrap();
    window.hook("nav-library").click().await.unwrap();
    window.hook("import").click().await.unwrap();
    window.hook("import-files").click().await.unwrap();
    let dialog = window.hook("import-dialog");
    dialog.and("[data-step=seen]").seen().await.unwrap();
    let fates = window.hook("import-item").attributes("data-fate").await.unwrap();
    assert_eq!(fates, ["updated", "added"]);
    // Looked at and left, nothing has come in.
    window.hook("import-cancel").click().await.unwrap();
    dialog.gone().await.unwrap();
    window.hook("library-local").click().await.unwrap();
    window.hook("skill-row").gone().await.unwrap();

    window.hook("import").click().await.unwrap();
    window.hook("import-files").click().await.unwrap();
    window.hook("import-take").click().await.unwrap();
    dialog.and("[data-step=done]").seen().await.unwrap();
    window.moment().await.unwrap();
    window.hook("import-show").click().await.unwrap();
    window.hook("skill-title").says("Tide Table").await.unwrap();
    window.hook("library-edited").click().await.unwrap();
    window.hook("skill-detail").says("From a colleague.").await.unwrap();
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}

// The same past the menus, for what a report counts: what the dialogs would answer is given to the commands themselves.
#[tokio::test(flavor = "multi_thread")]
async fn skills_go_out_into_a_file_and_come_in_again() {
    let Story { _market, window } = begin().await;
    let id = open_first(&window).await;
    let home = window.home().folder().to_owned();
    let out = home.join("out.json");
    let what = json!({ "what": "all" });
    let report = window
        .invoke("export_skills", json!({ "request": { "export": what, "to": out } }))
        .await
        .unwrap();
    assert_eq!(report["skills"], SKILLS);
    let skills = exported(&out);
    assert_eq!(skills.len(), SKILLS);

    let mut changed = skills
        .iter()
        .find(|skill| skill["skill_id"] == id.as_str())
        .unwrap()
        .clone();
    changed["description"] = "From a colleague.".into();
    let new = json!({ "name": "Tide Table", "description": "When the sea comes.", "code": "print('high')\n" });
    let mine = home.join("mine.json");
    let same = skills.iter().find(|skill| skill["skill_id"] != id.as_str()).unwrap();
    std::fs::write(
        &mine,
        json!({ "skills": [changed, new, same, { "code": "no name" }] }).to_string(),
    )
    .unwrap();
    let notes = home.join("notes.txt");
    std::fs::write(&notes, "no skill").unwrap();
    let paths = json!({ "request": { "paths": [mine, notes] } });

    let preview = window.invoke("preview_import", paths.clone()).await.unwrap();
    let said: Vec<u64> = ["total", "added", "updated", "unchanged", "refused"]
        .iter()
        .map(|count| preview[count].as_u64().unwrap())
        .collect();
    assert_eq!(said, [5, 1, 1, 1, 2]);
    window.hook("result-count").counts(SKILLS, SOON).await.unwrap();
    let report = window.invoke("import_skills", paths).await.unwrap();
    assert_eq!(
        (report["added"].as_u64(), report["updated"].as_u64()),
        (Some(1), Some(1))
    );

    // The list in view is being looked at: what came in waits for a click, so that nothing moves under the pointer.
    window.hook("changes-show").click().await.unwrap();
    window.hook("result-count").counts(SKILLS + 1, SOON).await.unwrap();
    window.hook("nav-library").click().await.unwrap();
    window.hook("library-local").click().await.unwrap();
    window.hook("skill-title").says("Tide Table").await.unwrap();
    window.hook("library-edited").click().await.unwrap();
    window.hook("result-count").counts(1, SOON).await.unwrap();
    window.hook("skill-detail").says("From a colleague.").await.unwrap();
    window.moment().await.unwrap();

    let folder = home.join("skills");
    let one = json!({ "what": "skills", "skill_ids": [id] });
    let request = json!({ "request": { "export": one, "to": folder } });
    window.invoke("export_skills", request).await.unwrap();
    let written = async || {
        let mut names = std::fs::read_dir(&folder)?
            .filter_map(Result::ok)
            .map(|entry| entry.path());
        Ok(names.next().filter(|skill| skill.join("SKILL.md").is_file()))
    };
    until("the skill's folder", SOON, written).await.unwrap();
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}
