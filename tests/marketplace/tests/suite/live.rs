//! The WebSocket: frames, heartbeat, and its misbehaviour.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;
use skilldock_marketplace::{Event, Fault, RetryAfter, When};
use tokio_tungstenite::tungstenite::Message;

use crate::client::{PATIENCE, id, market_of, rating, skill, with_skills};

#[tokio::test]
async fn every_change_is_announced_in_its_order() {
    let (market, client) = market_of(with_skills(2)).await;
    let mut socket = client.socket().await;
    market.sockets().connected(1).await;

    market.catalogue().upsert(skill(3)).unwrap();
    market.catalogue().upsert_category(json!({ "name": "new" })).unwrap();
    client.post("/api/v1/ratings", &rating(1, 4, "me")).await;
    client.send(Method::PUT, "/api/v1/ratings", &rating(1, 2, "me")).await;
    market.catalogue().delete(&id(2));

    let frame = socket.frame().await;
    assert_eq!((&frame["type"], &frame["data"]), (&json!("skill_update"), &skill(3)));
    assert!(frame["timestamp"].as_str().unwrap().ends_with('Z'));
    assert_eq!(socket.frame().await["type"], "category_update");
    for (stars, average) in [(4, 4.0), (2, 2.0)] {
        let frame = socket.frame().await;
        assert_eq!(frame["type"], "rating_update");
        let data = &frame["data"];
        assert_eq!(
            (
                &data["skill_id"],
                &data["rating"],
                &data["average_rating"],
                &data["rating_count"]
            ),
            (&json!(id(1)), &json!(stars), &json!(average), &json!(1))
        );
        assert!(data["updated_at"].is_string());
    }
    let frame = socket.frame().await;
    assert_eq!(
        (&frame["type"], &frame["data"]["skill_id"]),
        (&json!("skill_delete"), &json!(id(2)))
    );
}

#[tokio::test]
async fn what_is_done_quietly_is_not_announced() {
    let (market, client) = market_of(with_skills(2)).await;
    let mut socket = client.socket().await;
    market.sockets().connected(1).await;
    market.catalogue().quietly().delete(&id(1));
    market.push(&Event::skill_delete(&id(2))).unwrap();
    assert_eq!(socket.frame().await["data"]["skill_id"], id(2));
    assert!(market.catalogue().is_empty());
}

#[tokio::test]
async fn pings_come_and_a_pong_keeps_the_connection() {
    let (market, client) =
        market_of(with_skills(0).heartbeat(Duration::from_millis(60), Duration::from_millis(250))).await;
    let mut socket = client.socket().await;
    for _ in 0..8 {
        let ping = socket.frame_of("ping").await;
        assert!(ping["timestamp"].is_string());
        socket
            .say(Message::text(
                json!({ "type": "pong", "timestamp": "2026-01-01T00:00:00Z" }).to_string(),
            ))
            .await;
    }
    assert!(
        market
            .recorded()
            .until(PATIENCE, |record| record.sockets()[0].pongs >= 8)
            .await
    );
    assert_eq!(market.sockets().open(), 1);
}

#[tokio::test]
async fn who_does_not_answer_a_ping_is_dropped() {
    let (market, client) =
        market_of(with_skills(0).heartbeat(Duration::from_millis(50), Duration::from_millis(100))).await;
    let mut socket = client.socket().await;
    while socket.next().await.is_some() {}
    market.sockets().all_gone().await;
    assert!(
        market
            .recorded()
            .until(PATIENCE, |record| record.sockets()[0].ended.is_some())
            .await
    );
    assert_eq!(market.recorded().sockets()[0].ended.as_deref(), Some("no pong in time"));
}

#[tokio::test]
async fn protocol_pings_are_answered() {
    let (_market, client) = market_of(with_skills(0)).await;
    let mut socket = client.socket().await;
    socket.say(Message::Ping("trip".into())).await;
    assert_eq!(socket.next().await, Some(Message::Pong("trip".into())));
}

#[tokio::test]
async fn a_socket_can_be_refused_with_any_status() {
    let (market, client) = market_of(with_skills(0)).await;
    market.faults().on(
        When::get("/ws").once(),
        Fault::status(503).retry_after(RetryAfter::Seconds(7)),
    );
    assert_eq!(client.refused_socket().await, (503, Some("7".to_owned())));
    client.socket().await;
}

#[tokio::test]
async fn sockets_are_dropped_without_a_word_or_closed_with_one() {
    let (market, client) = market_of(with_skills(0)).await;
    let mut first = client.socket().await;
    market.sockets().connected(1).await;
    market.sockets().drop_all();
    assert_eq!(first.next().await, None, "no closing frame");
    market.sockets().all_gone().await;

    let mut second = client.socket().await;
    market.sockets().connected(1).await;
    market.sockets().close_all(1012, "service restart");
    match second.next().await {
        Some(Message::Close(Some(frame))) => assert_eq!(
            (u16::from(frame.code), frame.reason.as_str()),
            (1012, "service restart")
        ),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn silence_is_complete_and_loses_what_is_said_meanwhile() {
    let (market, client) = market_of(with_skills(3).heartbeat(Duration::from_millis(50), PATIENCE)).await;
    let mut socket = client.socket().await;
    socket.frame_of("ping").await;
    market.sockets().silent(true);
    while !socket.is_quiet_for(Duration::from_millis(200)).await {}
    socket.say(Message::Ping("anyone?".into())).await;
    market.catalogue().delete(&id(1));
    assert!(
        socket.is_quiet_for(Duration::from_millis(300)).await,
        "no frame, no ping, no pong"
    );
    market.sockets().silent(false);
    market.catalogue().delete(&id(2));
    assert_eq!(socket.frame_of("skill_delete").await["data"]["skill_id"], id(2));
}

#[tokio::test]
async fn raw_frames_of_any_content_arrive_as_they_are() {
    let (market, client) = market_of(with_skills(0)).await;
    let mut socket = client.socket().await;
    market.sockets().connected(1).await;
    assert_eq!(market.broadcast_raw("{not json"), 1);
    market.sockets().send_binary(vec![0, 255]);
    let large = "x".repeat((1 << 20) + 1);
    market.sockets().send_text(&*large);
    assert_eq!(socket.next().await, Some(Message::text("{not json")));
    assert_eq!(socket.next().await, Some(Message::binary(vec![0, 255])));
    assert_eq!(socket.next().await, Some(Message::text(large)));
}

#[tokio::test]
async fn a_flood_keeps_its_rate_and_its_order() {
    let (market, client) = market_of(with_skills(0)).await;
    let mut socket = client.socket().await;
    market.sockets().connected(1).await;
    let start = Instant::now();
    market
        .sockets()
        .flood(500, 1000.0, |n| json!({ "n": n }).to_string())
        .await;
    let took = start.elapsed();
    assert!(took >= Duration::from_millis(480), "{took:?}");
    for n in 0..500 {
        assert_eq!(socket.frame().await["n"], n);
    }
}

#[tokio::test]
async fn frames_can_be_late() {
    let (market, client) = market_of(with_skills(3)).await;
    let mut socket = client.socket().await;
    market.sockets().connected(1).await;
    market.sockets().delay(Duration::from_millis(200));
    let start = Instant::now();
    for n in 1..=3 {
        market.catalogue().delete(&id(n));
    }
    for n in 1..=3 {
        assert_eq!(socket.frame().await["data"]["skill_id"], id(n));
    }
    let took = start.elapsed();
    assert!(
        took >= Duration::from_millis(200) && took < Duration::from_millis(550),
        "each is late, they do not queue: {took:?}"
    );
}
