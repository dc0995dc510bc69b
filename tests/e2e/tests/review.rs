//! Review before it lands: a favourite's code changes at the marketplace, waits with its differences, and is let in.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

use serde_json::{Value, json};
use skilldock_e2e::wait::LONG;
use skilldock_e2e::{Setup, Window};
use skilldock_marketplace::Marketplace;

#[tokio::test(flavor = "multi_thread")]
async fn a_favourites_new_code_waits_is_looked_at_and_accepted() {
    let market = Marketplace::builder()
        .generated(24, 7)
        .no_limits()
        .start()
        .await
        .unwrap();
    let environment = [
        ("ATOM_SAAS_API_URL", market.url()),
        ("ATOM_SAAS_API_TOKEN", market.token().to_owned()),
        ("SKILLDOCK_REVIEW_UPDATES", "true".to_owned()),
    ];
    let setup = environment
        .iter()
        .fold(Setup::new(), |setup, (name, value)| setup.env(name, value));
    let window = Window::open(setup).await.unwrap();
    window.hook("result-count").counts(24, LONG).await.unwrap();
    window.hook("status-chip").and("[data-mode=live]").seen().await.unwrap();

    window.hook("skill-row").click().await.unwrap();
    window.hook("skill-detail").seen().await.unwrap();
    let id = window
        .hook("skill-detail")
        .attribute("data-skill-id")
        .await
        .unwrap()
        .unwrap();
    window.hook("favourite").click().await.unwrap();
    window
        .hook("favourite")
        .and("[aria-pressed=true]")
        .seen()
        .await
        .unwrap();

    let skill = market.catalogue().snapshot();
    let skill = skill.iter().find(|skill| skill["skill_id"] == id.as_str()).unwrap();
    let mut changed: Value = skill.clone();
    changed["code"] = json!("print('the new code')\n");
    changed["python_packages"] = json!(["left-pad"]);
    changed["updated_at"] = json!("2030-01-01T00:00:00Z");
    market.catalogue().upsert(changed).unwrap();

    // It waits, and what is shown is what was accepted.
    window.hook("nav-sync-updates").seen().await.unwrap();
    window.hook("skill-update").says("waits for your review").await.unwrap();
    window.hook("tab-code").click().await.unwrap();
    assert!(!window.text().await.unwrap().contains("the new code"));
    window.hook("skill-review").click().await.unwrap();
    window.hook("update-detail").seen().await.unwrap();
    window.hook("diff-field-code").says("the new code").await.unwrap();
    window.hook("update-python_packages").says("left-pad").await.unwrap();
    window.moment().await.unwrap();

    window
        .hook("update-accept")
        .and("[aria-disabled=false]")
        .click()
        .await
        .unwrap();
    window.hook("updates-said").says("is in place").await.unwrap();
    let words = ["show", &id, "--json"];
    let environment: Vec<_> = environment
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let said = window.home().skilldock(&words, &environment, "").await.unwrap();
    let shown: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(shown["code"], "print('the new code')\n");
    assert_eq!(shown["update"], Value::Null);
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}
