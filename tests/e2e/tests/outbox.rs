//! Ratings that do not go out at once: given offline and sent when there is a connection again, refused by the
//! marketplace and repaired where they are listed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

use serde_json::Value;
use skilldock_e2e::wait::{LONG, until};
use skilldock_e2e::{Setup, Window};
use skilldock_marketplace::{Fault, Marketplace, When};

const SKILLS: usize = 12;

async fn begin() -> (Marketplace, Window) {
    let market = Marketplace::builder()
        .generated(SKILLS, 7)
        .no_limits()
        .start()
        .await
        .unwrap();
    let setup = Setup::new()
        .env("ATOM_SAAS_API_URL", &market.url())
        .env("ATOM_SAAS_API_TOKEN", market.token());
    let window = Window::open(setup).await.unwrap();
    window.hook("result-count").counts(SKILLS, LONG).await.unwrap();
    window.hook("status-chip").and("[data-mode=live]").seen().await.unwrap();
    (market, window)
}

/// Rates the second skill of the list and gives its id.
async fn rate(window: &Window, comment: &str) -> String {
    let row = window.css("#row-1");
    let id = row.attribute("data-skill-id").await.unwrap().unwrap();
    row.click().await.unwrap();
    let page = window
        .hook("skill-detail")
        .and(&format!("[data-skill-id={}]", Value::from(id.as_str())));
    page.seen().await.unwrap();
    window.hook("rate-star-4").click().await.unwrap();
    window.hook("rate-comment").fill(comment).await.unwrap();
    window.hook("rate-submit").click().await.unwrap();
    id
}

/// What the marketplace has of mine for this skill.
async fn arrived(market: &Marketplace, id: &str, comment: &str) {
    let there = async || {
        let ratings = market.catalogue().ratings(id);
        let mine: Vec<_> = ratings
            .into_iter()
            .filter(|rating| rating.comment.as_deref() == Some(comment))
            .collect();
        assert!(mine.len() < 2, "it arrived twice");
        Ok((!mine.is_empty()).then_some(()))
    };
    until("the rating at the marketplace", LONG, there).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_given_offline_is_sent_when_the_marketplace_is_back() {
    let (market, window) = begin().await;
    market.go_down().await;
    let id = rate(&window, "Written on a train.").await;
    window
        .hook("my-rating")
        .and("[data-state=waiting]")
        .seen()
        .await
        .unwrap();
    window.hook("nav-ratings").click().await.unwrap();
    window
        .hook("rating-row")
        .and("[data-state=waiting]")
        .seen()
        .await
        .unwrap();
    window.moment().await.unwrap();

    market.come_back().await.unwrap();
    window.hook("nav-sync").click().await.unwrap();
    window.hook("ws-reconnect").click().await.unwrap();
    window
        .hook("ws-state")
        .and("[data-state=connected]")
        .seen()
        .await
        .unwrap();
    window.hook("nav-ratings").click().await.unwrap();
    window.hook("rating-row").and("[data-state=sent]").seen().await.unwrap();
    arrived(&market, &id, "Written on a train.").await;
    window.moment().await.unwrap();
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_that_was_refused_is_repaired_where_it_is_listed() {
    let (market, window) = begin().await;
    let refusal = market.faults().on(When::post("/api/v1/ratings"), Fault::status(422));
    let id = rate(&window, "A word too many.").await;
    window.hook("nav-ratings-failed").seen().await.unwrap();
    window.hook("nav-ratings").click().await.unwrap();
    let failed = window.hook("rating-row").and("[data-state=failed]");
    failed.says("422").await.unwrap();
    window.moment().await.unwrap();

    market.faults().remove(refusal);
    window.hook("rating-edit").click().await.unwrap();
    window.hook("rate-comment").fill("Well put.").await.unwrap();
    window.hook("rate-submit").click().await.unwrap();
    window
        .hook("rating-row")
        .and("[data-state=sent]")
        .says("Well put.")
        .await
        .unwrap();
    window.hook("nav-ratings-failed").gone().await.unwrap();
    arrived(&market, &id, "Well put.").await;

    // What happened is in the log, and leads to the skill.
    window.hook("nav-sync").click().await.unwrap();
    let entry = |what: &str| window.hook("activity-row").and(&format!("[data-what={what}]"));
    entry("rating_failed").seen().await.unwrap();
    entry("rating_sent").seen().await.unwrap();
    window.moment().await.unwrap();
    entry("rating_sent")
        .inside("[data-testid=activity-skill]")
        .click()
        .await
        .unwrap();
    let page = window
        .hook("skill-detail")
        .and(&format!("[data-skill-id={}]", Value::from(id.as_str())));
    page.seen().await.unwrap();
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}
