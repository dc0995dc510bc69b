//! The desktop around the window: what the environment decides, links and a second start, no network from the start,
//! and everything by the keyboard.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

use serde_json::{Value, json};
use skilldock_e2e::wait::{LONG, SOON, until};
use skilldock_e2e::{Key, Market, Setup, Stock, Window};

/// Presses one key after the other, wherever the focus is then.
async fn press(window: &Window, keys: &[&str]) {
    for key in keys {
        window.press(*key).await.unwrap();
    }
}

/// Where the focus is: the hook of the element.
async fn focused(window: &Window, hook: &str) {
    until(&format!("the focus on {hook}"), SOON, async || {
        let at = window
            .script("return document.activeElement?.dataset.testid ?? ''")
            .await?;
        Ok((at == hook).then_some(()))
    })
    .await
    .unwrap();
}

/// Starts Skilldock once more, with a link, and waits for its end.
async fn start_again(window: &Window, link: &str) {
    let said = window.home().skilldock(&[link], &[], "").await.unwrap();
    assert_eq!(said.status, Some(0), "it hands over and ends: {}", said.err);
}

#[tokio::test]
async fn what_the_environment_decides_is_locked_and_says_by_what() {
    const INTERVAL: &str = "ATOM_SAAS_SYNC_INTERVAL_MINUTES";
    const TIMEOUT: &str = "ATOM_SAAS_API_TIMEOUT_SECONDS";
    let setup = Setup::new().env("ATOM_SAAS_ENABLED", "false").env(INTERVAL, "42");
    let window = Window::open(setup).await.unwrap();
    window.hook("nav-settings").click().await.unwrap();

    let locked = window.hook(&format!("setting-{INTERVAL}"));
    locked.and(":disabled").seen().await.unwrap();
    let source = window.hook(&format!("setting-source-{INTERVAL}"));
    assert_eq!(
        source.attribute("data-source").await.unwrap().as_deref(),
        Some("environment")
    );
    let hint = window.css(&format!("[id={INTERVAL}-hint]"));
    assert!(
        hint.text()
            .await
            .unwrap()
            .contains(&format!("environment variable {INTERVAL}"))
    );
    window.moment().await.unwrap();
    let change = json!({ "request": { "variable": INTERVAL, "value": "10" } });
    assert!(
        window.invoke("set_setting", change).await.is_err(),
        "nor can it be changed past the page"
    );

    // Its neighbour is free: checked while it is typed, saved on Enter, and in force at once.
    let free = window.hook(&format!("setting-{TIMEOUT}"));
    free.fill("500").await.unwrap();
    window.hook(&format!("error-{TIMEOUT}")).says("120").await.unwrap();
    free.fill("60").await.unwrap();
    window.hook(&format!("error-{TIMEOUT}")).gone().await.unwrap();
    window.press(Key::Enter + "").await.unwrap();
    let saved = window.hook(&format!("setting-source-{TIMEOUT}"));
    saved.and("[data-source=settings]").seen().await.unwrap();
    let config = window
        .home()
        .skilldock(&["config", TIMEOUT, "--json"], &[], "")
        .await
        .unwrap();
    assert!(config.out.contains(r#""60""#), "{}", config.out);
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn a_link_opens_its_place_in_the_window_that_is_open_and_at_a_start() {
    let market = Market::open(Stock::Demo).unwrap();
    let mut window = Window::open(Setup::new().market(&market)).await.unwrap();
    let row = window.css("#row-9");
    let id = row.attribute("data-skill-id").await.unwrap().unwrap();
    let of_id = format!("[data-skill-id={}]", Value::from(id.as_str()));
    window.hook("nav-settings").click().await.unwrap();

    start_again(&window, &format!("skilldock://skill/{id}")).await;
    window.hook("skill-detail").and(&of_id).seen().await.unwrap();
    window.moment().await.unwrap();
    start_again(&window, "skilldock://search?q=regex").await;
    until("the words in the search field", SOON, async || {
        let text = window
            .script("return document.querySelector('[data-testid=search]').value")
            .await?;
        Ok((text == "regex").then_some(()))
    })
    .await
    .unwrap();

    // One that is no link of ours does nothing, and the log does not repeat it.
    start_again(&window, "skilldock://install/canary-of-a-stranger").await;
    start_again(&window, "skilldock://skill/7f3c1c4e-8f0a-4b7e-9c55-0d6f5f1f7a10").await;
    window.hook("link-missing").seen().await.unwrap();
    let logs = window.home().files_with(b"canary-of-a-stranger").unwrap();
    assert_eq!(logs, [""; 0].map(std::path::PathBuf::from));
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);

    let again = Setup::new()
        .market(&market)
        .arg(&format!("skilldock://skill/{id}@0.0.1"));
    window.restart_with(again).await.unwrap();
    window.hook("skill-detail").and(&of_id).seen().await.unwrap();
}

#[tokio::test]
async fn what_was_here_is_all_there_without_a_network_from_the_start() {
    let mut market = Market::open(Stock::Demo).unwrap();
    let mut window = Window::open(Setup::new().market(&market)).await.unwrap();
    window.hook("skill-row").seen().await.unwrap();
    window.hook("status-chip").and("[data-mode=live]").seen().await.unwrap();
    let skills = window.hook("result-count").number().await.unwrap();

    let local = Setup::new().market(&market).env("ATOM_SAAS_ENABLED", "false");
    market.go_offline();
    window.restart_with(local).await.unwrap();
    window
        .hook("status-chip")
        .and("[data-mode=local_only]")
        .seen()
        .await
        .unwrap();
    window.hook("result-count").counts(skills, LONG).await.unwrap();
    let row = window.css("#row-3");
    let id = row.attribute("data-skill-id").await.unwrap().unwrap();
    row.click().await.unwrap();
    let of_id = format!("[data-skill-id={}]", Value::from(id.as_str()));
    window.hook("skill-detail").and(&of_id).seen().await.unwrap();
    window.hook("rate-star-4").click().await.unwrap();
    window
        .hook("my-rating")
        .and("[data-state=waiting]")
        .seen()
        .await
        .unwrap();
    window.hook("search").fill("regex").await.unwrap();
    let fewer = window.hook("result-count");
    fewer
        .counts_where("fewer", LONG, |found| found > 0 && found < skills)
        .await
        .unwrap();
    assert_eq!(
        window.hook("banner").count().await.unwrap(),
        0,
        "nothing is wrong: it was chosen"
    );
    window.moment().await.unwrap();
    let ratings = window.home().skilldock(&["ratings", "--json"], &[], "").await.unwrap();
    assert!(ratings.out.contains(&id), "{}", ratings.out);
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn everything_goes_by_the_keyboard_alone() {
    let window = Window::open(Setup::new()).await.unwrap();
    // The doors: the second one is the demo.
    focused(&window, "onboarding-connect").await;
    window.press(Key::Right + "").await.unwrap();
    focused(&window, "onboarding-demo").await;
    window.press(Key::Enter + "").await.unwrap();
    window.hook("skill-row").seen().await.unwrap();

    // The palette finds views, settings, skills and commands.
    window.press(Key::Control + "k").await.unwrap();
    focused(&window, "palette").await;
    press(&window, &["sync"]).await;
    window.hook("palette-entry").seen().await.unwrap();
    window.moment().await.unwrap();
    window.press(Key::Escape + "").await.unwrap();
    window.hook("palette").gone().await.unwrap();
    window.press(Key::Control + "k").await.unwrap();
    focused(&window, "palette").await;
    press(&window, &["high contrast"]).await;
    let first = window.css("#palette-0").and("[data-id='theme.contrast']");
    first.seen().await.unwrap();
    window.press(Key::Enter + "").await.unwrap();
    window.css("html[data-theme=contrast]").seen().await.unwrap();
    window.press(Key::Control + "k").await.unwrap();
    focused(&window, "palette").await;
    press(&window, &["open settings"]).await;
    window
        .css("#palette-0")
        .and("[data-id='view.settings']")
        .seen()
        .await
        .unwrap();
    window.press(Key::Enter + "").await.unwrap();
    window.hook("setting-theme").seen().await.unwrap();

    // Shortcuts: a view, the search, a row, a favourite, the sheet.
    window.press(Key::Control + "1").await.unwrap();
    window.hook("skill-row").seen().await.unwrap();
    press(&window, &["/"]).await;
    focused(&window, "search").await;
    press(&window, &["regex"]).await;
    window
        .hook("result-count")
        .counts_where("a few", SOON, |found| (1..20).contains(&found))
        .await
        .unwrap();
    window.press(Key::Enter + "").await.unwrap();
    window.css("[role=listbox]:focus").seen().await.unwrap();
    press(&window, &["f"]).await;
    window.press(Key::Control + "2").await.unwrap();
    window.hook("result-count").counts(1, SOON).await.unwrap();
    press(&window, &["?"]).await;
    window.hook("shortcuts").says("Ctrl 1").await.unwrap();
    window.press(Key::Escape + "").await.unwrap();
    window.hook("shortcuts").gone().await.unwrap();
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
    // And out.
    window.end_by(Key::Control + "q").await.unwrap();
}
