//! Rating, rating again, changing one's mind.

use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::client::{id, json_of, market_of, rating, with_skills};

const RATINGS: &str = "/api/v1/ratings";

#[tokio::test]
async fn a_rating_is_stored_and_moves_the_average() {
    let (market, client) = market_of(with_skills(1)).await;
    market
        .catalogue()
        .upsert(json!({ "skill_id": id(1), "name": "One", "average_rating": 4.0, "rating_count": 3 }))
        .unwrap();
    let (status, body) = client.post(RATINGS, &rating(1, 2, "me")).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(
        (
            &body["success"],
            &body["rating"],
            &body["average_rating"],
            &body["rating_count"]
        ),
        (&json!(true), &json!(2), &json!(3.5), &json!(4))
    );
    let skill = &client.get_json("/api/v1/skills").await["skills"][0];
    assert_eq!(
        (&skill["average_rating"], &skill["rating_count"]),
        (&json!(3.5), &json!(4)),
        "the listing follows"
    );
}

#[tokio::test]
async fn the_same_user_rates_once_and_may_change_it() {
    let (market, client) = market_of(with_skills(1)).await;
    let (_, first) = client.post(RATINGS, &rating(1, 5, "me")).await;
    let (status, body) = client.post(RATINGS, &rating(1, 1, "me")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(body["error"].is_string());
    let (status, changed) = client.send(Method::PUT, RATINGS, &rating(1, 1, "me")).await;
    assert_eq!(
        (status, &changed["average_rating"], &changed["rating_count"]),
        (StatusCode::OK, &json!(1.0), &json!(1))
    );
    assert_eq!(changed["rating_id"], first["rating_id"], "it is the rating it was");
    assert_eq!(market.catalogue().ratings(&id(1)).len(), 1);
}

#[tokio::test]
async fn a_rating_that_was_never_given_cannot_be_changed() {
    let (_market, client) = market_of(with_skills(1)).await;
    assert_eq!(
        client.send(Method::PUT, RATINGS, &rating(1, 1, "me")).await.0,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_marketplace_without_put_says_so() {
    let (_market, client) = market_of(with_skills(1).settings(|settings| settings.put_ratings = false)).await;
    let response = client
        .request(Method::PUT, RATINGS)
        .json(&rating(1, 1, "me"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        (response.status(), response.headers()["allow"].to_str().unwrap()),
        (StatusCode::METHOD_NOT_ALLOWED, "POST")
    );
}

#[tokio::test]
async fn what_is_no_rating_is_refused() {
    let (_market, client) = market_of(with_skills(1)).await;
    let with = |field: &str, value: serde_json::Value| {
        let mut body = rating(1, 3, "me");
        body[field] = value;
        body
    };
    for (body, status) in [
        (with("rating", json!(0)), StatusCode::BAD_REQUEST),
        (with("rating", json!(6)), StatusCode::BAD_REQUEST),
        (with("rating", json!(4.5)), StatusCode::BAD_REQUEST),
        (with("rating", json!("5")), StatusCode::BAD_REQUEST),
        (with("comment", json!("x".repeat(1001))), StatusCode::BAD_REQUEST),
        (with("user_id", json!("ada@example.com")), StatusCode::BAD_REQUEST),
        (with("user_id", json!("")), StatusCode::BAD_REQUEST),
        (json!({}), StatusCode::BAD_REQUEST),
        (json!([1]), StatusCode::BAD_REQUEST),
        (with("skill_id", json!(id(9))), StatusCode::NOT_FOUND),
    ] {
        let (got, answer) = client.post(RATINGS, &body).await;
        assert_eq!(got, status, "{body}");
        assert!(answer["error"].is_string());
    }
    let thousand = with("comment", json!("ü".repeat(1000)));
    assert_eq!(
        client.post(RATINGS, &thousand).await.0,
        StatusCode::CREATED,
        "characters are counted, not bytes"
    );
}

#[tokio::test]
async fn bodies_that_are_no_json_have_their_own_errors() {
    let (_market, client) = market_of(with_skills(1)).await;
    let send = async |kind: &str, body: Vec<u8>| {
        json_of(
            client
                .request(Method::POST, RATINGS)
                .header(CONTENT_TYPE, kind)
                .body(body)
                .send()
                .await
                .unwrap(),
        )
        .await
    };
    for (kind, body, status) in [
        ("application/json", b"{".to_vec(), StatusCode::BAD_REQUEST),
        ("application/json", b"".to_vec(), StatusCode::BAD_REQUEST),
        ("application/json", vec![0xff, 0], StatusCode::BAD_REQUEST),
        ("text/plain", b"{}".to_vec(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (
            "application/json",
            vec![b' '; (1 << 20) + 1],
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
        ("application/json", vec![b' '; 8 << 20], StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let (got, answer) = send(kind, body).await;
        assert_eq!(got, status);
        assert!(answer["error"].is_string());
    }
}
