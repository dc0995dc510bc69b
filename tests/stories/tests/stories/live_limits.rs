//! Messages that are too large, too many or no messages (contract, section 3): they
//! are dropped and the connection is kept, and nothing stays lost.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;
use skilldock_engine::event::EngineEvent;
use skilldock_stories::live::{Live, impatient};
use skilldock_stories::{Laptop, id, market, skill, skills};

fn update(number: u32, name: &str) -> String {
    json!({ "type": "skill_update", "data": skill(number, name), "timestamp": "2026-01-03T00:00:00Z" }).to_string()
}

fn is_gap(event: &EngineEvent) -> bool {
    matches!(event, EngineEvent::Gap {})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_over_a_megabyte_is_dropped_and_its_skill_caught_up() {
    let market = market(skills(3)).await;
    let laptop = Laptop::knowing(&market);
    let mut live = Live::connected_on(&laptop, impatient()).await;
    let mut large = skill(5, "Large");
    large["code"] = json!("x".repeat(2 << 20));
    market.catalogue().upsert(large).unwrap();
    live.until("the gap", is_gap).await;
    live.until_synced().await;
    assert!(laptop.names().contains(&"Large".to_owned()), "the catch-up brought it");
    market.catalogue().upsert(skill(6, "Next")).unwrap();
    live.until_applied("skill_update", 1).await;
    live.listens_for(Duration::from_millis(500)).await;
    assert_eq!((live.count(is_gap), live.syncs()), (1, 2), "one gap, one catch-up");
    assert_eq!(market.recorded().sockets().len(), 1, "the connection was kept");
    assert_eq!(live.engine.socket_counts().dropped["too_large"], 1);
    live.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_loses_messages_but_not_the_connection_and_is_caught_up_once() {
    let market = market(skills(3)).await;
    let laptop = Laptop::knowing(&market);
    let mut live = Live::connected_on(&laptop, impatient()).await;
    for number in 0..1000 {
        market
            .catalogue()
            .quietly()
            .upsert(skill(100 + number, &format!("Flood {number:04}")))
            .unwrap();
    }
    market
        .sockets()
        .flood(1000, 5000.0, |n| {
            update(100 + u32::try_from(n).unwrap(), &format!("Flood {n:04}"))
        })
        .await;
    live.until("the gap", is_gap).await;
    live.until_synced().await;
    live.listens_for(Duration::from_millis(500)).await;
    assert_eq!((live.count(is_gap), live.syncs()), (1, 2), "one gap, one catch-up");
    assert_eq!(live.engine.status().unwrap().skills, 1003, "nothing stays lost");
    let counts = live.engine.socket_counts();
    assert!(counts.dropped["too_many"] >= 850, "{counts:?}");
    assert_eq!(market.recorded().sockets().len(), 1, "the connection was kept");
    live.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_message_is_dropped_and_counted_and_is_no_gap() {
    let market = market(skills(3)).await;
    let laptop = Laptop::knowing(&market);
    let mut live = Live::connected_on(&laptop, impatient()).await;
    for frame in [
        "{",
        "[]",
        r#"{"type":"canary"}"#,
        r#"{"type":"skill_update","data":{"name":"No id"}}"#,
        r#"{"type":"rating_update","data":{"skill_id":"00000000-0000-4000-8000-000000000001","rating":6}}"#,
    ] {
        market.sockets().send_text(frame);
    }
    market.sockets().send_binary(vec![0_u8, 255]);
    market.sockets().send_text(update(8, "Good"));
    live.until_applied("skill_update", 1).await;
    live.listens_for(Duration::from_millis(400)).await;
    let dropped = live.engine.socket_counts().dropped;
    let expected = [("bad_field", 2), ("not_json", 2), ("not_text", 1), ("unknown_type", 1)];
    assert_eq!(dropped.into_iter().collect::<Vec<_>>(), expected);
    assert_eq!(live.count(|event| matches!(event, EngineEvent::Dropped { .. })), 6);
    assert_eq!((live.count(is_gap), live.syncs()), (0, 1));
    live.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_updates_a_second_all_arrive_in_their_order_and_soon() {
    let market = market(skills(3)).await;
    let laptop = Laptop::knowing(&market);
    let mut live = Live::connected_on(&laptop, impatient()).await;
    let sockets = market.sockets();
    let sent = Arc::new(Mutex::new(Vec::new()));
    let times = Arc::clone(&sent);
    let flood = tokio::spawn(async move {
        sockets
            .flood(500, 100.0, |n| {
                let frame = json!({ "type": "skill_update", "data": {
                    "skill_id": id(1), "name": format!("Version {n:03}"),
                    "updated_at": format!("2026-02-01T00:{:02}:{:02}Z", n / 60, n % 60),
                }});
                times.lock().unwrap().push(Instant::now());
                frame.to_string()
            })
            .await;
    });
    let mut applied = Vec::new();
    while applied.len() < 500 {
        live.until_applied("skill_update", 1).await;
        applied.push(Instant::now());
    }
    flood.await.unwrap();
    assert!(live.engine.socket_counts().dropped.is_empty());
    assert!(laptop.names().contains(&"Version 499".to_owned()), "the last one stays");
    let mut delays: Vec<_> = sent
        .lock()
        .unwrap()
        .iter()
        .zip(applied)
        .map(|(sent, applied)| applied - *sent)
        .collect();
    delays.sort_unstable();
    // The contract's floor (section 9) is 100 ms; a build that is not optimised, on a machine
    // that runs other stories beside it, gets more, so that only a real delay fails here.
    let most = Duration::from_millis(if cfg!(debug_assertions) { 1000 } else { 100 });
    assert!(delays[475] < most, "95 of 100 took {:?}", delays[475]);
    live.shutdown().await;
}
