//! Fifty conflicts at once by keys, and what every journey with conflicts begins with.

use serde_json::{Value, json};
use skilldock_e2e::wait::{LONG, until};
use skilldock_e2e::{Key, Keyboard};
use skilldock_marketplace::Marketplace;

use crate::{clean, environment, market, synced};

/// A marketplace, and a window on it in which every conflict waits for a person.
pub struct Story {
    pub market: Marketplace,
    pub keys: Keyboard,
    environment: Vec<(&'static str, String)>,
}

impl Story {
    /// Begins with these settings besides, in this mode.
    pub async fn begin(market: Marketplace, besides: &[(&'static str, &str)], mode: &str) -> Self {
        let mut environment = environment(&market);
        environment.push(("ATOM_SAAS_CONFLICT_STRATEGY", "manual".to_owned()));
        environment.extend(besides.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let keys = synced(&market, &environment, mode).await;
        Self {
            market,
            keys,
            environment,
        }
    }

    /// Asks the command line something in the same data folder.
    pub async fn says(&self, words: &[&str]) -> Value {
        let environment = self.environment.iter();
        let environment: Vec<_> = environment.map(|(name, value)| (*name, value.as_str())).collect();
        let said = self.keys.home().skilldock(words, &environment, "").await.unwrap();
        // 3 says that it is done and that a conflict of it waits.
        let done = matches!(said.status, Some(0 | 3));
        assert!(done, "{words:?}: {}{}", said.out, said.err);
        serde_json::from_str(&said.out).unwrap()
    }

    /// The skill as the user has it.
    pub async fn mine(&self, id: &str) -> Value {
        self.says(&["show", id, "--json"]).await
    }
}

/// The marketplace publishes a skill with these fields, as of this day.
pub fn publish(market: &Marketplace, skill: &Value, day: u32, fields: &Value) {
    let mut changed = skill.clone();
    changed["updated_at"] = json!(format!("2030-01-{day:02}T00:00:00Z"));
    for (field, value) in fields.as_object().unwrap() {
        changed[field] = value.clone();
    }
    market.catalogue().upsert(changed).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_conflicts_are_resolved_and_brought_back_by_keys() {
    const MANY: usize = 50;
    let story = Story::begin(market(60).await, &[], "live").await;
    let skills = story.market.catalogue().snapshot();
    for skill in skills.iter().take(MANY) {
        let id = skill["skill_id"].as_str().unwrap();
        let words = ["edit", id, "--set", "description=\"Mine.\"", "--json"];
        story.says(&words).await;
    }
    for skill in skills.iter().take(MANY) {
        publish(&story.market, skill, 2, &json!({ "description": "Theirs." }));
    }

    let keys = &story.keys;
    keys.press(Key::Control + "4").await.unwrap();
    let all = keys.see("conflict-count").and(&format!("[data-count='{MANY}']"));
    until("fifty conflicts", LONG, async || {
        Ok((all.count().await? > 0).then_some(()))
    })
    .await
    .unwrap();
    keys.reach("bulk-select-all").await.unwrap();
    keys.press(" ").await.unwrap();
    keys.see("bulk-row").seen().await.unwrap();
    keys.see("bulk-apply")
        .and("[aria-disabled=false]")
        .seen()
        .await
        .unwrap();
    keys.enter("bulk-apply").await.unwrap();
    keys.see("bulk-undo").seen().await.unwrap();
    keys.see("conflict-waiting")
        .and("[data-count='0']")
        .seen()
        .await
        .unwrap();
    keys.moment().await.unwrap();

    keys.press("u").await.unwrap();
    all.seen().await.unwrap();
    let first = skills[0]["skill_id"].as_str().unwrap();
    assert_eq!(story.mine(first).await["description"], "Mine.");
    clean(keys).await;
}
