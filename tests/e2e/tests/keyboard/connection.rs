//! What keeps the window from the marketplace, mended by keys: a token that is refused, removals that wait for a yes.

use skilldock_e2e::wait::LONG;
use skilldock_e2e::{Catalogue, Key, Keyboard, Market, Setup, Stock};

use crate::{clean, market};

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_refused_is_replaced_by_keys() {
    let market = market(12).await;
    let keys = Keyboard::open(Setup::new()).await.unwrap();
    keys.focused("onboarding-connect").await.unwrap();
    keys.press(Key::Enter).await.unwrap();
    keys.focused("onboarding-url").await.unwrap();
    keys.press(market.url()).await.unwrap();
    keys.press(Key::Tab).await.unwrap();
    keys.press(market.token()).await.unwrap();
    keys.press(Key::Enter).await.unwrap();
    keys.see("result-count").counts(12, LONG).await.unwrap();
    let chip = keys.see("status-chip");
    chip.and("[data-mode=live]").seen().await.unwrap();

    assert!(market.revoke_token(market.token()));
    keys.press(Key::Control + "r").await.unwrap();
    chip.and("[data-mode=token_rejected]").seen().await.unwrap();
    let fresh = market.issue_token("the same desk");
    keys.enter("banner").await.unwrap();
    keys.focused("setting-ATOM_SAAS_API_TOKEN").await.unwrap();
    keys.moment().await.unwrap();
    keys.press(fresh.as_str()).await.unwrap();
    keys.press(Key::Enter).await.unwrap();
    keys.see("banner").gone().await.unwrap();
    chip.and("[data-mode=live]").seen().await.unwrap();
    for token in [market.token(), &fresh] {
        assert!(!keys.text().await.unwrap().contains(token), "a token is shown");
    }
    clean(&keys).await;
}

#[tokio::test]
async fn held_removals_are_declined_and_then_done_by_keys() {
    let all = Catalogue::read().unwrap().len();
    let mut market = Market::open(Stock::real().unwrap()).unwrap();
    let keys = Keyboard::open(Setup::new().market(&market)).await.unwrap();
    let count = keys.see("result-count");
    count.counts(all, LONG).await.unwrap();
    keys.press(Key::Control + "5").await.unwrap();
    keys.see("sync-now").and("[aria-busy=false]").seen().await.unwrap();
    market.restock(Stock::Demo).unwrap();
    keys.press(Key::Control + "r").await.unwrap();
    keys.see("held").counts(all, LONG).await.unwrap();
    keys.enter("held-keep").await.unwrap();
    keys.see("held-kept").counts(all, LONG).await.unwrap();
    keys.press(Key::Control + "1").await.unwrap();
    let more = format!("more than {all}");
    count.counts_where(&more, LONG, |found| found > all).await.unwrap();

    keys.press(Key::Control + "5").await.unwrap();
    keys.see("sync-now").and("[aria-busy=false]").seen().await.unwrap();
    keys.enter("held-kept").await.unwrap();
    keys.see("held").seen().await.unwrap();
    keys.moment().await.unwrap();
    keys.enter("held-remove").await.unwrap();
    keys.see("held").gone().await.unwrap();
    keys.press(Key::Control + "1").await.unwrap();
    let fewer = format!("fewer than {all}");
    count.counts_where(&fewer, LONG, |found| found < all).await.unwrap();
    clean(&keys).await;
}
