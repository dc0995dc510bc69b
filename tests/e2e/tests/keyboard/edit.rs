//! A skill edited in the window, synced into a conflict, resolved field by field and undone: all of it by keys.

use serde_json::json;
use skilldock_e2e::{Key, Keyboard};

use crate::conflicts::{Story, publish};
use crate::{clean, market};

const NAME: &str = "Tide Table";
const BASE: &str = "one\ntwo\nthree\nfour\nfive\n";

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_meets_a_change_there_is_resolved_and_undone_by_keys() {
    let market = market(24).await;
    let skill = market.catalogue().snapshot()[3].clone();
    let id = skill["skill_id"].as_str().unwrap().to_owned();
    let base = json!({ "name": NAME, "code": BASE, "description": "As it was.", "tags": ["base"],
        "python_packages": [], "skill_type": "prompt_only" });
    publish(&market, &skill, 1, &base);
    // What changes there comes with a sync, and not by itself.
    let story = Story::begin(market, &[("ATOM_SAAS_WS_ENABLED", "false")], "polling").await;
    let keys = &story.keys;
    let of_id = Keyboard::of(&id);

    keys.press("/").await.unwrap();
    keys.focused("search").await.unwrap();
    keys.press(NAME).await.unwrap();
    keys.css("#row-0").and(&of_id).seen().await.unwrap();
    keys.press(Key::Enter).await.unwrap();
    keys.css("[role=listbox]:focus").seen().await.unwrap();
    keys.press(Key::Enter).await.unwrap();
    keys.css(".pane:focus").seen().await.unwrap();
    keys.see("skill-detail").and(&of_id).seen().await.unwrap();
    keys.enter("skill-edit").await.unwrap();
    keys.focused("edit-name").await.unwrap();
    keys.reach("edit-description").await.unwrap();
    keys.replace("Mine.").await.unwrap();
    keys.reach("edit-tags").await.unwrap();
    keys.replace("base, mine").await.unwrap();
    // The first and the fourth line of the code.
    keys.reach("edit-code").await.unwrap();
    keys.press(Key::Control + Key::Home).await.unwrap();
    keys.press("my ").await.unwrap();
    for _ in 0..3 {
        keys.press(Key::Down).await.unwrap();
    }
    keys.press(Key::Home).await.unwrap();
    keys.press("my ").await.unwrap();
    // In the code Tab indents; after Escape it leads out.
    keys.press(Key::Escape).await.unwrap();
    keys.press(Key::Tab).await.unwrap();
    assert!(!keys.has("edit-code").await.unwrap(), "nobody is kept in the code");
    keys.moment().await.unwrap();
    keys.press(Key::Control + "s").await.unwrap();
    keys.see("skill-origin")
        .and("[data-origin=edited]")
        .seen()
        .await
        .unwrap();

    let mut theirs = base;
    theirs["description"] = json!("Theirs.");
    theirs["tags"] = json!(["base", "theirs"]);
    theirs["code"] = json!(BASE.replace("four", "their four"));
    publish(&story.market, &skill, 2, &theirs);
    keys.press(Key::Control + "r").await.unwrap();
    keys.see("nav-conflicts").says("1").await.unwrap();
    keys.press(Key::Control + "4").await.unwrap();
    let row = keys.see("conflict-row");
    row.and("[data-severity=CRITICAL][data-type=CONTENT_MISMATCH]")
        .seen()
        .await
        .unwrap();
    keys.see("conflict-resolve")
        .and("[aria-disabled=true]")
        .seen()
        .await
        .unwrap();

    keys.step("conflict-field-description", "j").await.unwrap();
    keys.press("e").await.unwrap();
    keys.focused("conflict-edit-description").await.unwrap();
    keys.replace("Ours.").await.unwrap();
    keys.press(Key::Escape).await.unwrap();
    keys.focused("conflict-field-description").await.unwrap();
    keys.step("conflict-field-tags", "j").await.unwrap();
    keys.press("b").await.unwrap();
    // The second stretch of the code is the one that both changed.
    keys.step("conflict-hunk", "j").await.unwrap();
    keys.press("j").await.unwrap();
    keys.press("r").await.unwrap();
    keys.see("conflict-resolve")
        .and("[aria-disabled=false]")
        .seen()
        .await
        .unwrap();
    keys.moment().await.unwrap();
    keys.press(Key::Control + Key::Enter).await.unwrap();
    keys.see("conflict-said").says(NAME).await.unwrap();
    let mine = story.mine(&id).await;
    assert_eq!(mine["description"], "Ours.");
    assert_eq!(mine["tags"], json!(["base", "mine", "theirs"]));
    assert_eq!(mine["code"], "my one\ntwo\nthree\ntheir four\nfive\n");

    keys.press("u").await.unwrap();
    row.seen().await.unwrap();
    keys.see("conflict-progress").seen().await.unwrap();
    let mine = story.mine(&id).await;
    assert_eq!(mine["description"], "Mine.");
    assert_eq!(mine["code"], "my one\ntwo\nthree\nmy four\nfive\n");
    clean(keys).await;
}
