//! The two limits: requests a minute, connections at a time.

use std::time::Duration;

use reqwest::StatusCode;
use skilldock_marketplace::{Marketplace, RateLimit, When};

use crate::client::{PATIENCE, json_of, market_of, with_skills};

#[tokio::test]
async fn the_hundred_and_first_request_of_a_minute_is_told_when_to_return() {
    let (market, client) = market_of(Marketplace::builder()).await;
    for n in 1..=100 {
        assert_eq!(
            client.get("/api/v1/categories").await.status(),
            StatusCode::OK,
            "request {n}"
        );
    }
    let response = client.get("/api/v1/categories").await;
    let header: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    let (status, body) = json_of(response).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(body["retry_after"], header);
    assert!((1..=60).contains(&header) && body["error"].is_string(), "{header}");

    let other = client.with_token(&market.issue_token("other"));
    assert_eq!(
        other.get("/api/v1/categories").await.status(),
        StatusCode::OK,
        "each token has its own hundred"
    );
    assert_eq!(client.get("/health").await.status(), StatusCode::OK, "health is free");
}

#[tokio::test]
async fn who_waits_as_told_is_let_in_again() {
    let limit = RateLimit {
        requests: 1,
        window: Duration::from_millis(900),
    };
    let (_market, client) = market_of(with_skills(1).rate_limit(Some(limit))).await;
    assert_eq!(client.get("/api/v1/skills").await.status(), StatusCode::OK);
    let refused = client.get("/api/v1/skills").await;
    assert_eq!(refused.headers()["retry-after"], "1");
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(client.get("/api/v1/skills").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn sockets_and_requests_in_flight_share_the_seats_of_an_instance() {
    let (market, client) = market_of(with_skills(1).connection_limit(Some(2))).await;
    let socket = client.socket().await;
    market.sockets().connected(1).await;
    let gate = market.faults().hold_answer(When::get("/api/v1/skills"));
    let held = tokio::spawn(client.request(reqwest::Method::GET, "/api/v1/skills").send());
    assert!(gate.holding_within(1, PATIENCE).await);

    let (status, body) = json_of(client.get("/api/v1/categories").await).await;
    assert_eq!(
        (status, &body["retry_after"]),
        (StatusCode::TOO_MANY_REQUESTS, &1.into()),
        "a third has no seat"
    );
    assert_eq!(client.refused_socket().await.0, 429);

    gate.release();
    held.await.unwrap().unwrap().text().await.unwrap();
    assert_eq!(
        client.get("/api/v1/categories").await.status(),
        StatusCode::OK,
        "a seat is free with the end of the answer"
    );
    drop(socket);
    market.sockets().all_gone().await;
}
