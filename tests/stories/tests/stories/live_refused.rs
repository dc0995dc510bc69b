//! Connections that do not come about (contract, sections 2 and 3): how often they are
//! tried, what is waited for, and that a refused token is not used again.

use std::time::Duration;

use skilldock_engine::event::EngineEvent;
use skilldock_engine::status::Mode;
use skilldock_marketplace::{Fault, RetryAfter, When};
use skilldock_stories::live::{Live, impatient};
use skilldock_stories::{Laptop, market, skills};

const fn is_gone(event: &EngineEvent) -> bool {
    matches!(event, EngineEvent::Disconnected { .. })
}

#[tokio::test(flavor = "multi_thread")]
async fn attempts_end_at_the_maximum_and_the_user_can_ask_at_once() {
    let market = market(skills(1)).await;
    let mut laptop = Laptop::knowing(&market);
    laptop.set("ATOM_SAAS_WS_RECONNECT_ATTEMPTS", "5").restart();
    let door = market.faults().on(When::get("/ws"), Fault::status(500));
    let mut live = Live::on(&laptop, impatient());
    for failed in 1..=5 {
        live.until("a refusal", is_gone).await;
        let expected = if failed < 3 { Mode::Reconnecting } else { Mode::Polling };
        live.until("the status", |event| match event {
            EngineEvent::Status { status } => {
                status.websocket.consecutive_failures == failed && status.mode == expected
            }
            _ => false,
        })
        .await;
    }
    live.listens_for(Duration::from_millis(500)).await;
    assert_eq!(market.recorded().to("/ws").len(), 5, "it rests");
    let reason = live.engine.status().unwrap().websocket.last_disconnect_reason;
    assert_eq!(reason.as_deref(), Some("the marketplace answered 500"));

    market.faults().remove(door);
    live.engine.reconnect();
    live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
        .await;
    let websocket = live.engine.status().unwrap().websocket;
    assert!(websocket.connected);
    assert_eq!(websocket.consecutive_failures, 0);
    assert_eq!(live.engine.socket_counts().reconnects, 1);
    live.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_socket_is_tried_at_once_when_a_sync_finds_the_network_back() {
    let market = market(skills(1)).await;
    let mut laptop = Laptop::knowing(&market);
    laptop.set("ATOM_SAAS_WS_RECONNECT_ATTEMPTS", "2").restart();
    market.go_down().await;
    let mut live = Live::on(&laptop, impatient());
    live.until("a refusal", is_gone).await;
    live.until("a refusal", is_gone).await;
    laptop.sync().await;
    let (request, trigger) = (
        skilldock_engine::SyncRequest::default(),
        skilldock_engine::Trigger::User,
    );
    live.engine.sync(request, trigger).await;
    assert_eq!(live.engine.status().unwrap().mode, Mode::Offline);
    market.come_back().await.unwrap();
    live.engine.sync(request, trigger).await;
    live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
        .await;
    assert_eq!(live.engine.status().unwrap().mode, Mode::Live);
    live.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_is_not_used_again_until_there_is_another() {
    let market = market(skills(1)).await;
    let laptop = Laptop::with([("ATOM_SAAS_API_URL", market.url().as_str())]);
    let mut live = Live::on(&laptop, impatient());
    // The token is wrong for the socket from the start; no HTTP call has said so yet.
    live.engine.set_token("wrong-token-of-the-story").await.unwrap();
    live.until("a refusal", is_gone).await;
    let status = live.engine.status().unwrap();
    assert_eq!(status.mode, Mode::TokenRejected);
    let scheduler = live.engine.schedule();
    live.listens_for(Duration::from_millis(500)).await;
    assert_eq!(market.recorded().to("/ws").len(), 1);
    assert_eq!(market.recorded().count(), 1, "nothing else uses it either");

    live.engine.set_token(market.token()).await.unwrap();
    live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
        .await;
    live.until_synced().await;
    assert_eq!(live.engine.status().unwrap().mode, Mode::Live);
    scheduler.shutdown().await;
    live.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_that_refuses_what_http_accepts_is_not_asked_again_by_itself() {
    let market = market(skills(1)).await;
    let laptop = Laptop::knowing(&market);
    let door = market.faults().on(When::get("/ws"), Fault::status(401));
    let mut live = Live::on(&laptop, impatient());
    let scheduler = live.engine.schedule();
    live.until("a refusal", is_gone).await;
    live.listens_for(Duration::from_millis(500)).await;
    assert_eq!(market.recorded().to("/ws").len(), 1);
    assert_eq!(live.engine.status().unwrap().mode, Mode::TokenRejected);
    market.faults().remove(door);
    live.engine.reconnect();
    live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
        .await;
    assert_eq!(live.engine.status().unwrap().mode, Mode::Live, "the user's word counts");
    scheduler.shutdown().await;
    live.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_token_ends_the_connection_and_waits() {
    let market = market(skills(1)).await;
    let token = market.issue_token("another instance");
    let laptop = Laptop::with([
        ("ATOM_SAAS_API_URL", market.url().as_str()),
        ("ATOM_SAAS_API_TOKEN", token.as_str()),
    ]);
    let mut live = Live::connected_on(&laptop, impatient()).await;
    market.revoke_token(&token);
    live.until("the refusal of the token", |event| match event {
        EngineEvent::Status { status } => status.mode == Mode::TokenRejected,
        _ => false,
    })
    .await;
    let attempts = market.recorded().to("/ws").len();
    live.listens_for(Duration::from_millis(400)).await;
    assert_eq!(market.recorded().to("/ws").len(), attempts);
    live.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_that_a_refused_socket_asks_for_is_kept() {
    for (fault, at_least) in [
        (Fault::status(503).retry_after(RetryAfter::Seconds(1)), 950),
        (Fault::status(429).retry_after(RetryAfter::DateIn(2)), 900),
    ] {
        let market = market(skills(1)).await;
        let laptop = Laptop::knowing(&market);
        market.faults().on(When::get("/ws").once(), fault);
        let mut live = Live::on(&laptop, impatient());
        live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
            .await;
        let tried = market.recorded().to("/ws");
        let waited = tried[1].instant - tried[0].instant;
        assert!(waited >= Duration::from_millis(at_least), "{waited:?}");
        live.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_answers_and_is_no_websocket_is_a_failed_attempt() {
    let elsewhere = market(skills(1)).await;
    let location = format!("{}/ws", elsewhere.url());
    for fault in [
        Fault::captive_portal(),
        Fault::redirect(302, &location),
        Fault::close(),
        Fault::status(404),
    ] {
        let market = market(skills(1)).await;
        let laptop = Laptop::knowing(&market);
        let shown = format!("{fault:?}");
        market.faults().on(When::get("/ws").once(), fault);
        let mut live = Live::on(&laptop, impatient());
        live.until("a refusal", is_gone).await;
        live.until(&shown, |event| matches!(event, EngineEvent::Connected {}))
            .await;
        live.shutdown().await;
    }
    assert_eq!(elsewhere.recorded().count(), 0, "the token goes nowhere else");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_marketplace_that_never_answers_the_attempt_is_given_up() {
    let market = market(skills(1)).await;
    let laptop = Laptop::knowing(&market);
    market.faults().on(When::get("/ws").once(), Fault::hang());
    let mut policy = impatient();
    policy.dial = Duration::from_millis(300);
    let mut live = Live::on(&laptop, policy);
    let gone = live.until("a refusal", is_gone).await;
    assert!(format!("{gone:?}").contains("no answer within 1 s"), "{gone:?}");
    live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
        .await;
    live.shutdown().await;
}
