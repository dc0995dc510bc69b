//! What decides from outside: the environment, whose settings no key can change, and a link given to a second start.

use skilldock_e2e::{Key, Keyboard, Market, Setup, Stock};

use crate::clean;

#[tokio::test]
async fn what_the_environment_decides_no_key_can_change() {
    const INTERVAL: &str = "ATOM_SAAS_SYNC_INTERVAL_MINUTES";
    const TIMEOUT: &str = "ATOM_SAAS_API_TIMEOUT_SECONDS";
    let setup = Setup::new().env("ATOM_SAAS_ENABLED", "false").env(INTERVAL, "42");
    let keys = Keyboard::open(setup).await.unwrap();
    keys.see("nav-settings").seen().await.unwrap();
    keys.press(Key::Control + ",").await.unwrap();
    keys.see(&format!("setting-{INTERVAL}"))
        .and(":disabled")
        .seen()
        .await
        .unwrap();
    let source = keys.see(&format!("setting-source-{INTERVAL}"));
    assert_eq!(
        source.attribute("data-source").await.unwrap().as_deref(),
        Some("environment")
    );
    let locked = keys.leads_to(&format!("setting-{INTERVAL}")).await.unwrap();
    assert!(!locked, "a key leads into a setting that is locked");

    // Its neighbour is free: checked while it is typed, taken back with Escape, saved with Enter.
    let free = format!("setting-{TIMEOUT}");
    let fault = keys.see(&format!("error-{TIMEOUT}"));
    keys.reach(&free).await.unwrap();
    keys.replace("500").await.unwrap();
    fault.says("120").await.unwrap();
    keys.moment().await.unwrap();
    keys.press(Key::Escape).await.unwrap();
    fault.gone().await.unwrap();
    keys.replace("60").await.unwrap();
    keys.press(Key::Enter).await.unwrap();
    let saved = keys.see(&format!("setting-source-{TIMEOUT}"));
    saved.and("[data-source=settings]").seen().await.unwrap();
    for (variable, value) in [(TIMEOUT, r#""60""#), (INTERVAL, r#""42""#)] {
        let words = ["config", variable, "--json"];
        let config = keys.home().skilldock(&words, &[(INTERVAL, "42")], "").await.unwrap();
        assert!(config.out.contains(value), "{}", config.out);
    }
    clean(&keys).await;
}

#[tokio::test]
async fn a_link_given_to_a_second_start_is_read_on_by_keys() {
    let market = Market::open(Stock::Demo).unwrap();
    let keys = Keyboard::open(Setup::new().market(&market)).await.unwrap();
    let row = keys.css("#row-9");
    let id = row.attribute("data-skill-id").await.unwrap().unwrap();
    keys.press(Key::Control + "6").await.unwrap();
    keys.see("setting-theme").seen().await.unwrap();

    let link = format!("skilldock://skill/{id}");
    let said = keys.home().skilldock(&[&link], &[], "").await.unwrap();
    assert_eq!(said.status, Some(0), "it hands over and ends: {}", said.err);
    keys.see("skill-detail").and(&Keyboard::of(&id)).seen().await.unwrap();
    // Whoever followed a link reads: the keys are in the skill.
    keys.css(".pane:focus").seen().await.unwrap();
    keys.press("5").await.unwrap();
    keys.see("rate-star-5").and("[aria-checked=true]").seen().await.unwrap();
    keys.see("my-rating").and("[data-state=sent]").seen().await.unwrap();
    keys.moment().await.unwrap();
    let ratings = keys.home().skilldock(&["ratings", "--json"], &[], "").await.unwrap();
    assert!(ratings.out.contains(&id), "{}", ratings.out);

    let said = keys
        .home()
        .skilldock(&["skilldock://search?q=regex"], &[], "")
        .await
        .unwrap();
    assert_eq!(said.status, Some(0), "{}", said.err);
    keys.focused("search").await.unwrap();
    assert_eq!(keys.value("search").await.unwrap(), "regex");
    clean(&keys).await;
}
