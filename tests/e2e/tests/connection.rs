//! What keeps the window from the marketplace, and the ways back: a token that is refused is replaced, a pause is ended.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

use skilldock_e2e::wait::LONG;
use skilldock_e2e::{Setup, Window};
use skilldock_marketplace::Marketplace;

const SKILLS: usize = 12;

async fn market() -> Marketplace {
    Marketplace::builder()
        .generated(SKILLS, 7)
        .no_limits()
        .start()
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_refused_is_said_to_be_and_replaced() {
    let market = market().await;
    let window = Window::open(Setup::new()).await.unwrap();
    window.hook("onboarding-connect").click().await.unwrap();
    window.hook("onboarding-url").fill(&market.url()).await.unwrap();
    window.hook("onboarding-token").fill(market.token()).await.unwrap();
    window.hook("onboarding-save").click().await.unwrap();
    window.hook("result-count").counts(SKILLS, LONG).await.unwrap();

    assert!(market.revoke_token(market.token()));
    window.hook("nav-sync").click().await.unwrap();
    window.hook("sync-now").and("[aria-busy=false]").click().await.unwrap();
    let chip = window.hook("status-chip");
    chip.and("[data-mode=token_rejected]").seen().await.unwrap();
    window
        .hook("sync-mode")
        .and("[data-mode=token_rejected]")
        .seen()
        .await
        .unwrap();
    window
        .hook("banner")
        .and("[data-kind=token_rejected]")
        .seen()
        .await
        .unwrap();
    window.moment().await.unwrap();
    // The command line says the same, from the same rule.
    let status = window.home().skilldock(&["status"], &[], "").await.unwrap();
    assert!(
        status.out.starts_with("The marketplace does not accept the token."),
        "{}",
        status.out
    );

    let fresh = market.issue_token("the same desk");
    window.hook("banner").inside("button").click().await.unwrap();
    window.hook("setting-ATOM_SAAS_API_TOKEN").fill(&fresh).await.unwrap();
    window.hook("token-set").click().await.unwrap();
    window.hook("banner").gone().await.unwrap();
    chip.and("[data-mode=live]").seen().await.unwrap();
    window.moment().await.unwrap();
    for token in [market.token(), &fresh] {
        assert!(!window.text().await.unwrap().contains(token), "a token is shown");
    }
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_holds_over_a_restart_until_it_is_ended() {
    let market = market().await;
    let setup = Setup::new()
        .env("ATOM_SAAS_API_URL", &market.url())
        .env("ATOM_SAAS_API_TOKEN", market.token());
    let mut window = Window::open(setup).await.unwrap();
    window.hook("status-chip").and("[data-mode=live]").seen().await.unwrap();
    window.hook("nav-sync").click().await.unwrap();
    window.hook("sync-pause").click().await.unwrap();
    window.hook("sync-mode").and("[data-mode=paused]").seen().await.unwrap();
    window.hook("ws-state").and("[data-state=off]").seen().await.unwrap();
    window.hook("ws-reconnect").gone().await.unwrap();
    window
        .hook("activity-row")
        .and("[data-what=paused]")
        .seen()
        .await
        .unwrap();
    window.moment().await.unwrap();
    market.sockets().all_gone().await;
    market.recorded().clear();

    window.restart().await.unwrap();
    window
        .hook("status-chip")
        .and("[data-mode=paused]")
        .seen()
        .await
        .unwrap();
    window.hook("nav-sync").click().await.unwrap();
    window
        .hook("activity-row")
        .and("[data-what=paused]")
        .seen()
        .await
        .unwrap();
    assert!(
        market.recorded().requests().is_empty(),
        "a pause asks the marketplace for nothing"
    );

    window.hook("sync-pause").click().await.unwrap();
    window.hook("sync-mode").and("[data-mode=live]").seen().await.unwrap();
    window
        .hook("activity-row")
        .and("[data-what=resumed]")
        .seen()
        .await
        .unwrap();
    window.moment().await.unwrap();
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}
