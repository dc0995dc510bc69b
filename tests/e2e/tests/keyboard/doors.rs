//! The first start: each of the three doors is entered by keys.

use skilldock_e2e::wait::LONG;
use skilldock_e2e::{Key, Keyboard, Keychain, Market, Setup, Stock};

use crate::clean;

/// The demo marketplace has at least so many skills.
const DEMO: usize = 60;

#[tokio::test]
async fn the_demo_is_entered_by_keys() {
    let keys = Keyboard::open(Setup::new()).await.unwrap();
    // Whoever has only the keyboard stands before the first door.
    keys.focused("onboarding-connect").await.unwrap();
    keys.press(Key::Right).await.unwrap();
    keys.focused("onboarding-demo").await.unwrap();
    keys.press(Key::Enter).await.unwrap();
    keys.see("skill-row").seen().await.unwrap();
    let what = format!("at least {DEMO}");
    let count = keys.see("result-count");
    count.counts_where(&what, LONG, |found| found >= DEMO).await.unwrap();
    keys.moment().await.unwrap();
    clean(&keys).await;
}

#[tokio::test]
async fn a_marketplace_is_connected_tested_and_kept_by_keys() {
    let market = Market::open(Stock::Demo).unwrap();
    let mut keys = Keyboard::open(Setup::new()).await.unwrap();
    keys.focused("onboarding-connect").await.unwrap();
    keys.press(Key::Enter).await.unwrap();
    keys.focused("onboarding-url").await.unwrap();
    keys.press(market.url()).await.unwrap();
    keys.press(Key::Tab).await.unwrap();
    keys.focused("onboarding-token").await.unwrap();
    keys.press("not-the-token-at-all").await.unwrap();
    keys.enter("onboarding-test").await.unwrap();
    keys.see("test-result").and("[data-ok=false]").seen().await.unwrap();
    keys.reach_back("onboarding-token").await.unwrap();
    keys.replace(market.token()).await.unwrap();
    keys.enter("onboarding-test").await.unwrap();
    keys.see("test-result").and("[data-ok=true]").seen().await.unwrap();
    keys.moment().await.unwrap();
    keys.enter("onboarding-save").await.unwrap();
    keys.see("skill-row").seen().await.unwrap();

    keys.restart().await.unwrap();
    keys.see("skill-row").seen().await.unwrap();
    assert_eq!(
        keys.see("onboarding-connect").count().await.unwrap(),
        0,
        "nobody is asked twice"
    );
    let status = keys.home().skilldock(&["status", "--json"], &[], "").await.unwrap();
    assert!(status.out.contains(r#""source":"keychain""#), "{}", status.out);
    assert!(
        !keys.text().await.unwrap().contains(market.token()),
        "the token is never shown"
    );
    clean(&keys).await;
}

#[tokio::test]
async fn working_without_a_marketplace_is_chosen_by_keys() {
    let mut keys = Keyboard::open(Setup::new().keychain(Keychain::None)).await.unwrap();
    keys.focused("onboarding-connect").await.unwrap();
    // The doors are a ring.
    keys.press(Key::Left).await.unwrap();
    keys.focused("onboarding-local").await.unwrap();
    keys.press(Key::Enter).await.unwrap();
    keys.see("nav-library").seen().await.unwrap();
    keys.see("onboarding-local").gone().await.unwrap();

    keys.restart().await.unwrap();
    keys.see("nav-library").seen().await.unwrap();
    assert_eq!(
        keys.see("onboarding-local").count().await.unwrap(),
        0,
        "nobody is asked twice"
    );
    let status = keys.home().skilldock(&["status", "--json"], &[], "").await.unwrap();
    assert!(status.out.contains(r#""mode":"local_only""#), "{}", status.out);
    clean(&keys).await;
}
