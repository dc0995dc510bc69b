//! Ratings by keys: given offline and sent later, refused and repaired.

use skilldock_e2e::wait::{LONG, until};
use skilldock_e2e::{Key, Keyboard};
use skilldock_marketplace::{Fault, Marketplace, When};

use crate::{clean, environment, market, open_row, synced};

const SKILLS: usize = 12;

/// Gives the second skill of the list four stars. Its id.
async fn rate(keys: &Keyboard) -> String {
    let id = open_row(keys, 1).await;
    keys.press("4").await.unwrap();
    keys.see("rate-star-4").and("[aria-checked=true]").seen().await.unwrap();
    id
}

/// What the marketplace has of mine for this skill.
async fn arrived(market: &Marketplace, id: &str, comment: &str) {
    let there = async || {
        let ratings = market.catalogue().ratings(id);
        let mine = ratings
            .iter()
            .filter(|rating| rating.comment.as_deref() == Some(comment) && rating.rating == 4);
        let mine = mine.count();
        assert!(mine < 2, "it arrived twice");
        Ok((mine == 1).then_some(()))
    };
    until("the rating at the marketplace", LONG, there).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_given_offline_is_sent_later_by_keys() {
    let market = market(SKILLS).await;
    let keys = synced(&market, &environment(&market), "live").await;
    market.go_down().await;
    let id = rate(&keys).await;
    keys.reach("rate-comment").await.unwrap();
    keys.press("Written on a train.").await.unwrap();
    keys.press(Key::Control + Key::Enter).await.unwrap();
    keys.see("rate-comment").gone().await.unwrap();
    keys.see("my-rating").and("[data-state=waiting]").seen().await.unwrap();
    keys.press(Key::Control + "3").await.unwrap();
    let row = keys.see("rating-row").and(&Keyboard::of(&id));
    row.and("[data-state=waiting]").seen().await.unwrap();
    keys.moment().await.unwrap();

    market.come_back().await.unwrap();
    keys.press(Key::Control + "5").await.unwrap();
    keys.enter("ws-reconnect").await.unwrap();
    keys.see("ws-state").and("[data-state=connected]").seen().await.unwrap();
    keys.press(Key::Control + "3").await.unwrap();
    row.and("[data-state=sent]").seen().await.unwrap();
    arrived(&market, &id, "Written on a train.").await;
    keys.moment().await.unwrap();
    clean(&keys).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_that_was_refused_is_repaired_by_keys() {
    let market = market(SKILLS).await;
    let keys = synced(&market, &environment(&market), "live").await;
    let refusal = market.faults().on(When::post("/api/v1/ratings"), Fault::status(422));
    let id = rate(&keys).await;
    keys.see("nav-ratings-failed").seen().await.unwrap();
    keys.press(Key::Control + "3").await.unwrap();
    keys.see("rating-row")
        .and("[data-state=failed]")
        .says("422")
        .await
        .unwrap();
    keys.moment().await.unwrap();

    market.faults().remove(refusal);
    keys.enter("rating-edit").await.unwrap();
    keys.focused("rate-comment").await.unwrap();
    keys.replace("Well put.").await.unwrap();
    keys.press(Key::Control + Key::Enter).await.unwrap();
    let sent = keys.see("rating-row").and("[data-state=sent]");
    sent.says("Well put.").await.unwrap();
    keys.see("nav-ratings-failed").gone().await.unwrap();
    arrived(&market, &id, "Well put.").await;
    clean(&keys).await;
}
