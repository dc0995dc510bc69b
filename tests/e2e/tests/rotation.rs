//! Rotating the token in Settings: step by step, with everything that uses it going on; and back where a step fails.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

use serde_json::json;
use skilldock_e2e::wait::LONG;
use skilldock_e2e::{Setup, Window};
use skilldock_marketplace::{Fault, Marketplace, When};

const SKILLS: usize = 12;

/// Exit statuses of the command line.
const DONE: Option<i32> = Some(0);
const TOKEN: Option<i32> = Some(5);

async fn market() -> Marketplace {
    Marketplace::builder()
        .generated(SKILLS, 7)
        .no_limits()
        .start()
        .await
        .unwrap()
}

/// A window with a token in its keychain, live, whose question about the rotation is open.
async fn asked(market: &Marketplace) -> Window {
    let window = Window::open(Setup::new()).await.unwrap();
    window.hook("onboarding-connect").click().await.unwrap();
    window.hook("onboarding-url").fill(&market.url()).await.unwrap();
    window.hook("onboarding-token").fill(market.token()).await.unwrap();
    window.hook("onboarding-save").click().await.unwrap();
    window.hook("result-count").counts(SKILLS, LONG).await.unwrap();
    window.hook("status-chip").and("[data-mode=live]").seen().await.unwrap();
    window.hook("nav-settings").click().await.unwrap();
    window
        .hook("setting-token-rotate")
        .and(":enabled")
        .click()
        .await
        .unwrap();
    window
}

fn step(name: &str, mark: &str) -> String {
    format!("[data-step={name}][data-mark={mark}]")
}

/// What the command line says of a token: that of the keychain, or this one.
async fn tested(window: &Window, market: &Marketplace, token: Option<&str>) -> Option<i32> {
    let url = market.url();
    let mut environment = vec![("ATOM_SAAS_API_URL", url.as_str())];
    environment.extend(token.map(|token| ("ATOM_SAAS_API_TOKEN", token)));
    let said = window
        .home()
        .skilldock(&["token", "test"], &environment, "")
        .await
        .unwrap();
    said.status
}

/// A change at the marketplace comes in by the socket, and a sync that is asked for goes through.
async fn goes_on(window: &Window, market: &Marketplace) {
    let mut skill = market.catalogue().snapshot()[0].clone();
    skill["skill_id"] = json!("7f3c1c4e-8f0a-4b7e-9c55-0d6f5f1f7a10");
    skill["name"] = json!("Pushed Afterwards");
    market.catalogue().upsert(skill).unwrap();
    window.hook("nav-discover").click().await.unwrap();
    window.hook("result-count").counts(SKILLS + 1, LONG).await.unwrap();
    market.recorded().clear();
    window.hook("nav-sync").click().await.unwrap();
    window.hook("sync-now").and("[aria-busy=false]").click().await.unwrap();
    let listed = |seen: &skilldock_marketplace::Recorded| {
        seen.to("/api/v1/skills")
            .iter()
            .any(|request| request.status == Some(200))
    };
    assert!(
        market.recorded().until(LONG, listed).await,
        "a sync asks for the listing"
    );
    window.hook("sync-now").and("[aria-busy=false]").seen().await.unwrap();
    window.hook("status-chip").and("[data-mode=live]").seen().await.unwrap();
    let refused = market.recorded().requests();
    assert!(
        refused.iter().all(|request| request.status != Some(401)),
        "no request is refused"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_rotated_step_by_step_and_sync_and_socket_go_on() {
    let market = market().await;
    let mut window = asked(&market).await;
    assert_eq!(
        window.hook("rotate-step").attributes("data-mark").await.unwrap(),
        ["waits"; 5]
    );
    let gate = market.faults().hold(When::method("DELETE", "/api/v1/tokens*"));
    window.hook("rotate-do").click().await.unwrap();
    // The last request is held, so that what is before it can be looked at.
    let steps = window.hook("rotate-step");
    steps.and(&step("revoke", "runs")).seen().await.unwrap();
    assert_eq!(
        steps.attributes("data-mark").await.unwrap(),
        ["done", "done", "done", "done", "runs"]
    );
    gate.holding().await;
    window.moment().await.unwrap();
    gate.release();
    window
        .hook("rotate-result")
        .and("[data-ending=rotated]")
        .seen()
        .await
        .unwrap();
    assert_eq!(steps.attributes("data-mark").await.unwrap(), ["done"; 5]);
    window.moment().await.unwrap();
    window.hook("rotate-close").click().await.unwrap();

    assert_eq!(
        tested(&window, &market, Some(market.token())).await,
        TOKEN,
        "the old one is revoked"
    );
    assert_eq!(
        tested(&window, &market, None).await,
        DONE,
        "the keychain has the new one"
    );
    goes_on(&window, &market).await;
    let shown = window.text().await.unwrap();
    assert!(!shown.contains(market.token()), "a token is shown");
    let leaks = window.home().files_with(market.token().as_bytes()).unwrap();
    assert!(leaks.is_empty(), "the token is in {leaks:?}");
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);

    window.restart().await.unwrap();
    window.hook("status-chip").and("[data-mode=live]").seen().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_token_that_does_not_prove_good_leaves_the_old_one_in_use_and_says_so() {
    let market = market().await;
    let window = asked(&market).await;
    // The connection there is stays: only one more is refused, which is the new token's.
    let refused = market.faults().on(When::get("/ws").once(), Fault::status(401));
    window.hook("rotate-do").click().await.unwrap();
    let result = window.hook("rotate-result");
    result.and("[data-ending=went_back]").seen().await.unwrap();
    assert_eq!(market.faults().met(refused), 1, "it was the trial that was refused");
    result.says("Everything is as before").await.unwrap();
    result.says("Step 2 failed").await.unwrap();
    result.says("does not accept the new token").await.unwrap();
    assert_eq!(
        window.hook("rotate-step").attributes("data-mark").await.unwrap(),
        ["done", "failed", "waits", "waits", "waits", "done"]
    );
    window.moment().await.unwrap();
    let tokens = market.recorded().requests();
    let revoked = tokens.iter().filter(|request| request.method == "DELETE").count();
    assert_eq!(revoked, 1, "the new one is revoked");

    assert_eq!(tested(&window, &market, Some(market.token())).await, DONE);
    assert_eq!(
        tested(&window, &market, None).await,
        DONE,
        "the keychain has the old one"
    );
    // The same dialog leads to the next try.
    window.hook("rotate-do").click().await.unwrap();
    result.and("[data-ending=rotated]").seen().await.unwrap();
    window.hook("rotate-close").click().await.unwrap();
    assert_eq!(tested(&window, &market, Some(market.token())).await, TOKEN);
    goes_on(&window, &market).await;
    assert_eq!(window.console_errors().await.unwrap(), [""; 0]);
}
