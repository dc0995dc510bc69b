//! The live connection (contract, section 3): what is pushed arrives, and what is
//! pushed while there is no connection arrives too.

use std::time::{Duration, Instant};

use serde_json::json;
use skilldock_engine::event::EngineEvent;
use skilldock_engine::live::LivePolicy;
use skilldock_engine::status::Mode;
use skilldock_engine::sync::Outcome;
use skilldock_engine::{SyncRequest, Trigger};
use skilldock_marketplace::{Marketplace, When};
use skilldock_stories::live::{Live, impatient};
use skilldock_stories::{Laptop, id, market, skill, skills};

const SOON: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn what_is_announced_is_in_the_store_soon_after() {
    let market = market(skills(3)).await;
    let laptop = Laptop::knowing(&market);
    let mut live = Live::connected_on(&laptop, impatient()).await;
    assert_eq!(live.engine.status().unwrap().mode, Mode::Live);

    let began = Instant::now();
    let mut changed = skill(1, "A new name");
    changed["updated_at"] = json!("2026-06-01T00:00:00Z");
    market.catalogue().upsert(changed).unwrap();
    live.until_applied("skill_update", 1).await;
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    assert!(laptop.names().contains(&"A new name".to_owned()));

    market.catalogue().upsert(skill(9, "One more")).unwrap();
    live.until_applied("skill_update", 1).await;
    market.catalogue().delete(&id(0));
    live.until_applied("skill_delete", 1).await;
    assert_eq!(laptop.names(), ["A new name", "One more", "Skill 0002"]);

    market.catalogue().rate(&id(2), "sha256:x", 5);
    live.until_applied("rating_update", 1).await;
    let here = &laptop.search("Skill 0002").skills[0];
    assert_eq!(here.rating_count, 4, "the figures moved");

    market
        .catalogue()
        .upsert_category(json!({ "name": "brand-new", "description": "d" }))
        .unwrap();
    live.until_applied("category_update", 1).await;
    let categories = live.engine.categories().unwrap();
    assert!(categories.iter().any(|category| category.name == "brand-new"));
    assert!(live.engine.status().unwrap().websocket.last_message.is_some());
    live.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pings_are_answered_and_our_own_tell_the_round_trip() {
    let market = Marketplace::builder()
        .skills(skills(1))
        .no_limits()
        .heartbeat(Duration::from_millis(50), Duration::from_secs(2))
        .start()
        .await
        .unwrap();
    let laptop = Laptop::knowing(&market);
    let live = Live::connected_on(&laptop, impatient()).await;
    let answered = market
        .recorded()
        .until(SOON, |record| {
            let socket = &record.sockets()[0];
            socket.pongs >= 3 && socket.protocol_pings >= 2
        })
        .await;
    assert!(answered, "{:?}", market.recorded().sockets());
    let pong = market.recorded().sockets()[0].frames[0].clone();
    let pong: serde_json::Value = serde_json::from_str(&pong).unwrap();
    assert_eq!(pong["type"], "pong");
    assert!(pong["timestamp"].as_str().unwrap().ends_with('Z'), "{pong}");
    assert!(live.engine.status().unwrap().websocket.round_trip_ms.is_some());
    live.shutdown().await;
    let socket = market.recorded().sockets().remove(0);
    assert_eq!(socket.ended.as_deref(), Some("closed by the client"), "it says goodbye");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_says_nothing_is_left_and_made_again() {
    let market = market(skills(1)).await;
    let laptop = Laptop::knowing(&market);
    let mut live = Live::connected_on(&laptop, impatient()).await;
    live.listens_for(Duration::from_secs(2)).await;
    assert_eq!(
        live.count(|event| matches!(event, EngineEvent::Disconnected { .. })),
        0,
        "the answers to our own pings are enough to stay"
    );
    market.sockets().silent(true);
    let gone = live
        .until("the end of the silent connection", |event| {
            matches!(event, EngineEvent::Disconnected { .. })
        })
        .await;
    assert!(format!("{gone:?}").contains("nothing was heard"), "{gone:?}");
    market.sockets().silent(false);
    live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
        .await;
    live.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_connection_comes_back_within_five_seconds_and_brings_what_was_missed() {
    let market = market(skills(3)).await;
    let laptop = Laptop::knowing(&market);
    let mut live = Live::connected_on(&laptop, LivePolicy::default()).await;
    let began = Instant::now();
    market.sockets().drop_all();
    market.sockets().all_gone().await;
    market.catalogue().upsert(skill(7, "Missed")).unwrap();
    live.until("the drop", |event| matches!(event, EngineEvent::Disconnected { .. }))
        .await;
    let status = live.engine.status().unwrap();
    assert_eq!(
        (status.mode, status.websocket.consecutive_failures),
        (Mode::Reconnecting, 0),
        "a drop is no failed attempt"
    );
    live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
        .await;
    live.until_synced().await;
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert!(laptop.names().contains(&"Missed".to_owned()));
    assert_eq!(live.engine.status().unwrap().websocket.reconnect_attempts, 1);
    assert_eq!(live.engine.journal(1).unwrap()[0].trigger, "catch_up");
    live.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_began_before_the_reconnection_is_not_enough_to_catch_up() {
    let market = market(skills(3)).await;
    let laptop = Laptop::knowing(&market);
    let mut live = Live::connected_on(&laptop, impatient()).await;
    market.catalogue().upsert(skill(4, "Changes the listing")).unwrap();
    live.until_applied("skill_update", 1).await;
    let gate = market.faults().hold_answer(When::listing_page(1).once());
    let engine = live.engine.clone();
    let earlier = tokio::spawn(async move { engine.sync(SyncRequest::default(), Trigger::User).await });
    gate.holding().await;
    // The page is cut and on its way: what comes now is not in it.
    market.sockets().drop_all();
    market.sockets().all_gone().await;
    market.catalogue().upsert(skill(5, "After the page")).unwrap();
    live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
        .await;
    gate.release();
    assert_eq!(earlier.await.unwrap().outcome, Outcome::Complete);
    live.until("the catch-up", |event| match event {
        EngineEvent::SyncFinished { report } => report.skills.added == 1,
        _ => false,
    })
    .await;
    assert!(laptop.names().contains(&"After the page".to_owned()));
    live.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_closes_the_connection_and_stops_the_clock_but_not_the_user() {
    let market = market(skills(3)).await;
    let laptop = Laptop::knowing(&market);
    let mut live = Live::connected_on(&laptop, impatient()).await;
    let scheduler = live.engine.schedule();
    live.engine.pause().unwrap();
    live.until("the end of the connection", |event| {
        matches!(event, EngineEvent::Disconnected { .. })
    })
    .await;
    market.sockets().all_gone().await;
    assert!(live.engine.is_paused());
    let status = live.engine.status().unwrap();
    assert_eq!((status.mode, status.next_sync), (Mode::Paused, None));
    let asked = live.engine.sync(SyncRequest::default(), Trigger::User).await;
    assert_eq!(
        asked.outcome,
        Outcome::Complete,
        "a sync that the user asks for still runs"
    );
    live.engine.reconnect();
    live.listens_for(Duration::from_millis(300)).await;
    assert_eq!(market.sockets().open(), 0, "a pause is ended by resuming only");

    live.engine.resume().unwrap();
    live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
        .await;
    assert_eq!(live.engine.status().unwrap().mode, Mode::Live);
    scheduler.shutdown().await;
    live.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn local_only_and_a_socket_that_is_switched_off_make_no_connection() {
    for (variable, mode) in [
        ("ATOM_SAAS_ENABLED", Mode::LocalOnly),
        ("ATOM_SAAS_WS_ENABLED", Mode::Polling),
    ] {
        let market = market(skills(3)).await;
        let mut laptop = Laptop::knowing(&market);
        laptop.set(variable, "false").restart();
        let mut live = Live::on(&laptop, impatient());
        live.engine.reconnect();
        live.listens_for(Duration::from_millis(300)).await;
        assert_eq!(market.recorded().to("/ws").len(), 0, "{variable}");
        assert_eq!(live.engine.status().unwrap().mode, mode, "{variable}");
        live.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_configuration_is_followed_at_once() {
    let market = market(skills(3)).await;
    let laptop = Laptop::knowing(&market);
    let mut live = Live::connected_on(&laptop, impatient()).await;
    live.engine.set_setting("ATOM_SAAS_WS_ENABLED", Some("false")).unwrap();
    market.sockets().all_gone().await;
    live.until("the end", |event| matches!(event, EngineEvent::Disconnected { .. }))
        .await;
    live.engine.set_setting("ATOM_SAAS_WS_ENABLED", None).unwrap();
    live.until("a connection", |event| matches!(event, EngineEvent::Connected {}))
        .await;
    live.shutdown().await;
}
