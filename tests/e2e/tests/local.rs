//! Local-only from a cold start with the network gone: all that is here can be found, read, marked, rated, collected and
//! written, and is there again the next time.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

use serde_json::Value;
use skilldock_e2e::wait::{LONG, SOON};
use skilldock_e2e::{Catalogue, Key, Market, Setup, Stock, Window};

/// A skill whose name is nobody else's.
const NAME: &str = "Blogwatcher";

fn of(id: &str) -> String {
    format!("[data-skill-id={}]", Value::from(id))
}

#[tokio::test]
async fn a_cold_start_in_local_only_without_a_network_has_everything_and_keeps_it() {
    let catalogue = Catalogue::read().unwrap();
    let id = catalogue.named(NAME).unwrap()["skill_id"].as_str().unwrap().to_owned();
    let mut market = Market::open(Stock::real().unwrap()).unwrap();
    let synced = Window::open(Setup::new().market(&market)).await.unwrap();
    synced.hook("result-count").counts(catalogue.len(), LONG).await.unwrap();
    synced.hook("status-chip").and("[data-mode=live]").seen().await.unwrap();
    let home = synced.quit().await.unwrap();
    market.go_offline();

    // A start of its own, of which nothing was open before.
    let local = Setup::new().market(&market).env("ATOM_SAAS_ENABLED", "false");
    let mut window = Window::open_in(home, local).await.unwrap();
    let chip = window.hook("status-chip").and("[data-mode=local_only]");
    chip.seen().await.unwrap();
    let count = window.hook("result-count");
    count.counts(catalogue.len(), SOON).await.unwrap();
    window.hook("search").fill("blogwtacher").await.unwrap();
    window.css("#row-0").and(&of(&id)).click().await.unwrap();
    window.hook("skill-title").says(NAME).await.unwrap();
    window.hook("tab-code").click().await.unwrap();
    let code = catalogue.named(NAME).unwrap()["code"].as_str().unwrap();
    let line = code.lines().map(str::trim).find(|line| line.len() > 20).unwrap();
    window.hook("skill-detail").says(line).await.unwrap();
    window.hook("favourite").click().await.unwrap();
    window
        .hook("favourite")
        .and("[aria-pressed=true]")
        .seen()
        .await
        .unwrap();
    window.hook("rate-star-5").click().await.unwrap();
    window
        .hook("my-rating")
        .and("[data-state=waiting]")
        .seen()
        .await
        .unwrap();
    window.hook("collect").click().await.unwrap();
    window.hook("collection-new").fill("On the road").await.unwrap();
    window.hook("collection-new-submit").click().await.unwrap();
    window.hook("collection").says("On the road").await.unwrap();
    window.press(Key::Escape).await.unwrap();
    window.moment().await.unwrap();

    window.hook("nav-library").click().await.unwrap();
    window.hook("skill-new").click().await.unwrap();
    window.hook("edit-name").fill("Night Train").await.unwrap();
    window
        .hook("edit-description")
        .fill("Made where no network is.")
        .await
        .unwrap();
    window.hook("edit-save").and(":enabled").click().await.unwrap();
    window.hook("skill-title").says("Night Train").await.unwrap();
    window.hook("nav-sync").click().await.unwrap();
    window
        .hook("sync-mode")
        .and("[data-mode=local_only]")
        .seen()
        .await
        .unwrap();
    assert_eq!(
        window.hook("sync-now").count().await.unwrap(),
        0,
        "there is nothing to sync with"
    );
    assert_eq!(window.hook("banner").count().await.unwrap(), 0, "it was chosen");

    window.restart().await.unwrap();
    let count = window.hook("result-count");
    window.hook("nav-library").click().await.unwrap();
    window.hook("library-local").click().await.unwrap();
    count.counts(1, LONG).await.unwrap();
    window.hook("skill-title").says("Night Train").await.unwrap();
    window.hook("library-favourite").click().await.unwrap();
    window.hook("skill-title").says(NAME).await.unwrap();
    window
        .hook("my-rating")
        .and("[data-state=waiting]")
        .seen()
        .await
        .unwrap();
    window.hook("collect").says("1").await.unwrap();
    window.moment().await.unwrap();
    window.hook("nav-discover").click().await.unwrap();
    window.hook("search").fill("Night Train").await.unwrap();
    window.css("#row-0").says("Night Train").await.unwrap();
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}
