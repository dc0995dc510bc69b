//! Skills that go out into a file and come in from one, by keys. The system's own dialog is the system's: a stand-in
//! answers for the person in it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::{Value, json};
use skilldock_e2e::wait::SOON;
use skilldock_e2e::{Key, Keyboard};

use crate::{clean, environment, market, open_row, synced};

const SKILLS: usize = 24;

/// Puts a program into a folder that answers a question for a file with what `answer` there says.
fn stand_in(folder: &Path) {
    let program = folder.join("zenity");
    fs::write(&program, "#!/bin/sh\nexec cat \"${0%/*}/answer\"\n").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn skills_go_out_and_come_in_by_keys() {
    let market = market(SKILLS).await;
    let dialog = tempfile::tempdir().unwrap();
    stand_in(dialog.path());
    let answers = |path: &Path| fs::write(dialog.path().join("answer"), path.to_str().unwrap()).unwrap();
    let mut surroundings = environment(&market);
    let programs = std::env::var("PATH").unwrap();
    surroundings.push(("PATH", format!("{}:{programs}", dialog.path().display())));
    let keys = synced(&market, &surroundings, "live").await;
    let id = open_row(&keys, 0).await;

    // Out: the whole of it, as JSON, the last entry of the menu.
    let out = keys.home().folder().join("out.json");
    answers(&out);
    keys.press(Key::Control + "2").await.unwrap();
    keys.enter("export").await.unwrap();
    keys.focused("export-all-zip").await.unwrap();
    keys.press(Key::End).await.unwrap();
    keys.focused("export-all-json").await.unwrap();
    keys.press(Key::Enter).await.unwrap();
    keys.see("export-dialog")
        .and("[data-step=done]")
        .says("24")
        .await
        .unwrap();
    keys.moment().await.unwrap();
    keys.press(Key::Escape).await.unwrap();
    keys.see("export-dialog").gone().await.unwrap();
    keys.focused("export").await.unwrap();
    let whole: Value = serde_json::from_slice(&fs::read(&out).unwrap()).unwrap();
    let skills = whole["skills"].as_array().unwrap();
    assert_eq!(skills.len(), SKILLS);

    // In: one that is new, one that was changed, one that is no skill.
    let mut changed = skills
        .iter()
        .find(|skill| skill["skill_id"] == id.as_str())
        .unwrap()
        .clone();
    changed["description"] = "From a colleague.".into();
    let new = json!({ "name": "Tide Table", "description": "When the sea comes.", "code": "print('high')\n" });
    let file = keys.home().folder().join("mine.json");
    fs::write(
        &file,
        json!({ "skills": [changed, new, { "code": "no name" }] }).to_string(),
    )
    .unwrap();
    answers(&file);
    keys.reach_back("import").await.unwrap();
    keys.press(Key::Enter).await.unwrap();
    keys.focused("import-files").await.unwrap();
    keys.press(Key::Enter).await.unwrap();
    let dialog = keys.see("import-dialog");
    dialog.and("[data-step=seen]").seen().await.unwrap();
    let fates = keys.see("import-item").attributes("data-fate").await.unwrap();
    assert_eq!(fates, ["refused", "updated", "added"]);
    keys.moment().await.unwrap();
    keys.enter("import-take").await.unwrap();
    dialog.and("[data-step=done]").seen().await.unwrap();
    keys.enter("import-show").await.unwrap();
    dialog.gone().await.unwrap();

    let count = keys.see("result-count");
    keys.see("library-local")
        .and("[aria-selected=true]")
        .seen()
        .await
        .unwrap();
    count.counts(1, SOON).await.unwrap();
    keys.see("skill-title").says("Tide Table").await.unwrap();
    keys.reach("library-local").await.unwrap();
    keys.press(Key::Right).await.unwrap();
    keys.see("skill-detail")
        .and(&Keyboard::of(&id))
        .says("From a colleague.")
        .await
        .unwrap();
    count.counts(1, SOON).await.unwrap();
    clean(&keys).await;
}
