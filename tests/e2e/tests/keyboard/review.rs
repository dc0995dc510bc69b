//! An update that waits for a review, looked at and let in by keys.

use serde_json::json;
use skilldock_e2e::{Key, Keyboard};

use crate::conflicts::{Story, publish};
use crate::{clean, market, open_row};

#[tokio::test(flavor = "multi_thread")]
async fn an_update_that_waits_is_read_skipped_brought_back_and_accepted_by_keys() {
    let story = Story::begin(market(12).await, &[("SKILLDOCK_REVIEW_UPDATES", "true")], "live").await;
    let keys = &story.keys;
    let id = open_row(keys, 0).await;
    keys.press(Key::Escape).await.unwrap();
    keys.css("[role=listbox]:focus").seen().await.unwrap();
    keys.press("f").await.unwrap();
    keys.see("favourite").and("[aria-pressed=true]").seen().await.unwrap();
    let skills = story.market.catalogue().snapshot();
    let skill = skills.iter().find(|skill| skill["skill_id"] == id.as_str()).unwrap();
    publish(&story.market, skill, 1, &json!({ "code": "print('the new code')\n" }));

    keys.see("nav-sync-updates").seen().await.unwrap();
    keys.press(Key::Control + "7").await.unwrap();
    keys.see("update-detail").and(&Keyboard::of(&id)).seen().await.unwrap();
    keys.see("diff-field-code").says("the new code").await.unwrap();
    let ready = keys.see("update-accept").and("[aria-disabled=false]");
    ready.seen().await.unwrap();
    keys.press("s").await.unwrap();
    keys.see("updates-said").says("stays away").await.unwrap();
    keys.press("u").await.unwrap();
    ready.seen().await.unwrap();
    keys.press("a").await.unwrap();
    keys.see("updates-said").says("is in place").await.unwrap();
    assert_eq!(story.mine(&id).await["code"], "print('the new code')\n");
    clean(keys).await;
}
