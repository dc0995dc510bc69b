//! The control API: the same, for those who do not speak Rust.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::client::{Client, id, market_of, skill, with_skills};

async fn control(client: &Client, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
    let response = client
        .stranger(method, &format!("/__control{path}"))
        .json(&body)
        .send()
        .await
        .unwrap();
    let status = response.status();
    let text = response.text().await.unwrap();
    (
        status,
        if text.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&text).unwrap()
        },
    )
}

#[tokio::test]
async fn there_is_none_unless_it_is_asked_for() {
    let (_market, client) = market_of(with_skills(1)).await;
    assert_eq!(client.get("/__control/faults").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_kind_of_fault_can_be_written_in_json() {
    let (market, client) = market_of(with_skills(1).control(true)).await;
    for fault in [
        json!({ "kind": "pass", "delay_ms": 5, "date_skew_seconds": 60, "headers": { "x": "y" } }),
        json!({ "kind": "answer", "status": 503, "retry_after": { "seconds": 2 } }),
        json!({ "kind": "answer", "status": 200, "body": "<p>", "content_type": "text/html", "retry_after": { "date_in": -5 } }),
        json!({ "kind": "answer", "status": 429, "retry_after": { "text": "soon" } }),
        json!({ "kind": "invalid_json" }),
        json!({ "kind": "wrong_shape" }),
        json!({ "kind": "captive_portal" }),
        json!({ "kind": "redirect", "status": 307, "location": "/elsewhere" }),
        json!({ "kind": "compression_bomb", "bytes": 1048576 }),
        json!({ "kind": "endless_body" }),
        json!({ "kind": "slow_body", "bytes_per_second": 100000 }),
        json!({ "kind": "cut_body", "after_bytes": 10 }),
        json!({ "kind": "hang" }),
        json!({ "kind": "close" }),
        json!({ "kind": "lose_answer" }),
        json!({ "kind": "doctor", "patches": [{ "op": "set", "at": "/total", "value": 9 }, { "op": "remove", "at": "/skills/0" }, { "op": "push", "at": "/skills", "value": {} }, { "op": "repeat", "at": "/skills/0" }] }),
    ] {
        let when = json!({ "method": "GET", "path": "/api/v1/skills", "page": 1, "skip": 0, "times": 1 });
        let (status, body) = control(
            &client,
            Method::POST,
            "/faults",
            json!({ "when": when, "fault": fault }),
        )
        .await;
        assert_eq!(status, StatusCode::CREATED, "{fault}: {body}");
    }
    let (_, list) = control(&client, Method::GET, "/faults", json!(null)).await;
    assert_eq!(list["faults"].as_array().unwrap().len(), 16);
    assert_eq!(
        control(&client, Method::DELETE, "/faults", json!(null)).await.0,
        StatusCode::NO_CONTENT
    );
    assert_eq!(client.get("/api/v1/skills").await.status(), StatusCode::OK);
    let (status, body) = control(
        &client,
        Method::POST,
        "/faults",
        json!({ "fault": { "kind": "unheard_of" } }),
    )
    .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(body["error"].as_str().unwrap().contains("unheard_of"));
    drop(market);
}

#[tokio::test]
async fn gates_and_hooks_work_over_http() {
    let (market, client) = market_of(with_skills(2).control(true)).await;
    let when = json!({ "path": "/api/v1/skills" });
    control(
        &client,
        Method::POST,
        "/hooks",
        json!({ "when": when, "events": [{ "type": "skill_delete", "data": { "skill_id": id(1) } }] }),
    )
    .await;
    let (_, gate) = control(
        &client,
        Method::POST,
        "/gates",
        json!({ "when": when, "stage": "answer" }),
    )
    .await;
    let path = format!("/gates/{}", gate["id"]);
    let held = tokio::spawn(client.request(Method::GET, "/api/v1/skills").send());
    let (_, state) = control(
        &client,
        Method::GET,
        &format!("{path}?at_least=1&within_ms=5000"),
        json!(null),
    )
    .await;
    assert_eq!(state["held"], 1);
    assert_eq!(market.catalogue().len(), 1, "the hook has run");
    assert_eq!(
        control(&client, Method::POST, &format!("{path}/release"), json!({ "count": 1 }))
            .await
            .0,
        StatusCode::NO_CONTENT
    );
    assert_eq!(held.await.unwrap().unwrap().status(), StatusCode::OK);
    assert_eq!(
        control(&client, Method::DELETE, &path, json!(null)).await.0,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        control(&client, Method::GET, &path, json!(null)).await.0,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn catalogue_settings_sockets_tokens_and_record_are_within_reach() {
    let (market, client) = market_of(with_skills(1).control(true)).await;
    let mut socket = client.socket().await;
    market.sockets().connected(1).await;

    control(
        &client,
        Method::POST,
        "/events",
        json!({ "events": [{ "type": "skill_update", "data": skill(2) }] }),
    )
    .await;
    assert_eq!(socket.frame().await["data"]["skill_id"], id(2));
    control(
        &client,
        Method::POST,
        "/events",
        json!({ "quietly": true, "events": [{ "type": "skill_delete", "data": { "skill_id": id(1) } }] }),
    )
    .await;
    let (_, catalogue) = control(&client, Method::GET, "/catalogue", json!(null)).await;
    assert_eq!(catalogue["skills"], json!([skill(2)]));

    control(
        &client,
        Method::POST,
        "/sockets",
        json!({ "do": "flood", "count": 3, "per_second": 1000.0, "text": "{\"n\":{n}}" }),
    )
    .await;
    assert_eq!(
        [
            socket.frame().await["n"].clone(),
            socket.frame().await["n"].clone(),
            socket.frame().await["n"].clone()
        ],
        [0, 1, 2]
    );
    control(&client, Method::POST, "/sockets", json!({ "do": "drop" })).await;
    assert_eq!(socket.next().await, None);

    let (status, settings) = control(
        &client,
        Method::PATCH,
        "/settings",
        json!({ "rate_limit": { "requests": 1, "window_ms": 60000 }, "etag": "none" }),
    )
    .await;
    assert_eq!(
        (status, &settings["etag"], &settings["ping_every_ms"]),
        (StatusCode::OK, &json!("none"), &json!(30000))
    );
    assert_eq!(
        control(&client, Method::PATCH, "/settings", json!({ "ettag": "none" }))
            .await
            .0,
        StatusCode::BAD_REQUEST
    );
    client.get("/api/v1/skills").await;
    assert_eq!(
        client.get("/api/v1/skills").await.status(),
        StatusCode::TOO_MANY_REQUESTS
    );
    control(&client, Method::POST, "/rate_limit/reset", json!(null)).await;
    assert_eq!(client.get("/api/v1/skills").await.status(), StatusCode::OK);

    control(
        &client,
        Method::POST,
        "/tokens",
        json!({ "token": "another-token", "instance_id": "b" }),
    )
    .await;
    assert_eq!(
        client.with_token("another-token").get("/api/v1/skills").await.status(),
        StatusCode::OK
    );
    assert_eq!(
        control(&client, Method::DELETE, "/tokens", json!({ "token": "another-token" }))
            .await
            .0,
        StatusCode::NO_CONTENT
    );

    let (_, record) = control(&client, Method::GET, "/requests?path=/api/v1/*", json!(null)).await;
    assert_eq!(
        (&record["count"], record["requests"].as_array().unwrap().len()),
        (&json!(5), 4),
        "the control API is not in its own record"
    );
    let (_, sockets) = control(&client, Method::GET, "/sockets", json!(null)).await;
    assert_eq!(
        (&sockets["open"], &sockets["sockets"][0]["ended"]),
        (&json!(0), &json!("aborted by the server"))
    );
}
