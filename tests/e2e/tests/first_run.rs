//! The first start: three doors, each taken once and never asked about again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

use skilldock_e2e::wait::LONG;
use skilldock_e2e::{Keychain, Market, Setup, Stock, Window};

/// The demo marketplace has at least so many skills.
const DEMO: usize = 60;

#[tokio::test]
async fn the_demo_is_one_click_away() {
    let window = Window::open(Setup::new()).await.unwrap();
    window.hook("onboarding-connect").seen().await.unwrap();
    window.hook("onboarding-local").seen().await.unwrap();
    window.moment().await.unwrap();
    window.hook("onboarding-demo").click().await.unwrap();

    window.hook("skill-row").seen().await.unwrap();
    let what = format!("at least {DEMO}");
    window
        .hook("result-count")
        .counts_where(&what, LONG, |found| found >= DEMO)
        .await
        .unwrap();
    window.hook("onboarding-demo").gone().await.unwrap();
    window.moment().await.unwrap();
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn the_demo_can_be_asked_for_on_the_command_line() {
    let window = Window::open(Setup::new().arg("--demo")).await.unwrap();
    window.hook("skill-row").seen().await.unwrap();
    assert!(window.hook("result-count").number().await.unwrap() >= DEMO);
    assert_eq!(
        window.hook("onboarding-demo").count().await.unwrap(),
        0,
        "the door is taken already"
    );
}

#[tokio::test]
async fn a_marketplace_is_connected_once_and_its_token_is_in_the_keychain() {
    let market = Market::open(Stock::Demo).unwrap();
    let mut window = Window::open(Setup::new()).await.unwrap();
    window.hook("onboarding-connect").click().await.unwrap();
    window.hook("onboarding-url").fill(market.url()).await.unwrap();
    window.hook("onboarding-token").fill(market.token()).await.unwrap();
    window.hook("onboarding-test").click().await.unwrap();
    window.hook("test-result").and("[data-ok=true]").seen().await.unwrap();
    window.moment().await.unwrap();
    window.hook("onboarding-save").click().await.unwrap();
    window.hook("skill-row").seen().await.unwrap();

    window.restart().await.unwrap();
    window.hook("skill-row").seen().await.unwrap();
    window.moment().await.unwrap();
    assert_eq!(
        window.hook("onboarding-connect").count().await.unwrap(),
        0,
        "nobody is asked twice"
    );
    let status = window.home().skilldock(&["status", "--json"], &[], "").await.unwrap();
    assert!(
        status.out.contains(r#""source":"keychain""#),
        "the token comes from the keychain: {}",
        status.out
    );
    assert!(
        !window.text().await.unwrap().contains(market.token()),
        "the token is never shown"
    );

    let home = window.quit().await.unwrap();
    let keyrings = home.folder().join("data").join("keyrings");
    let leaks = home.files_with(market.token().as_bytes()).unwrap();
    assert!(
        leaks.iter().all(|file| file.starts_with(&keyrings)),
        "the token is written elsewhere: {leaks:?}"
    );
}

#[tokio::test]
async fn a_token_that_the_marketplace_refuses_is_said_to_be_refused() {
    let market = Market::open(Stock::Demo).unwrap();
    let window = Window::open(Setup::new()).await.unwrap();
    window.hook("onboarding-connect").click().await.unwrap();
    window.hook("onboarding-url").fill(market.url()).await.unwrap();
    window
        .css("input[type=password]")
        .fill("not-the-token-at-all")
        .await
        .unwrap();
    window.hook("onboarding-test").click().await.unwrap();
    window.hook("test-result").and("[data-ok=false]").seen().await.unwrap();
    window.moment().await.unwrap();
    assert_eq!(window.hook("skill-row").count().await.unwrap(), 0);
}

#[tokio::test]
async fn one_can_work_without_a_marketplace() {
    let mut window = Window::open(Setup::new().keychain(Keychain::None)).await.unwrap();
    window.hook("onboarding-local").click().await.unwrap();
    window.hook("nav-library").seen().await.unwrap();
    window.hook("onboarding-local").gone().await.unwrap();

    window.restart().await.unwrap();
    window.hook("nav-library").seen().await.unwrap();
    assert_eq!(
        window.hook("onboarding-local").count().await.unwrap(),
        0,
        "nobody is asked twice"
    );
    let status = window.home().skilldock(&["status", "--json"], &[], "").await.unwrap();
    assert!(status.out.contains(r#""mode":"local_only""#), "{}", status.out);
}

#[tokio::test]
async fn data_that_are_to_be_encrypted_always_wait_for_a_keychain_on_a_page_that_says_so() {
    let setup = Setup::new().keychain(Keychain::None).env("SKILLDOCK_ENCRYPTION", "on");
    let window = Window::open(setup).await.unwrap();
    window
        .hook("data-locked")
        .says("set the variable to auto")
        .await
        .unwrap();
    window.moment().await.unwrap();
    window.hook("data-try").click().await.unwrap();
    window.hook("data-try").and("[aria-busy=false]").seen().await.unwrap();
    window.hook("data-locked").seen().await.unwrap();
    assert!(!window.home().data_dir().join("user.db").exists(), "nothing is written");
}
