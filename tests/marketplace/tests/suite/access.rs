//! Tokens: who may call.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::client::{json_of, market_of, with_skills};

#[tokio::test]
async fn without_a_good_token_nothing_but_health_answers() {
    let (_market, client) = market_of(with_skills(1)).await;
    for path in ["/api/v1/skills", "/api/v1/categories", "/metrics", "/nowhere"] {
        let response = client.stranger(Method::GET, path).send().await.unwrap();
        assert_eq!(response.headers()["www-authenticate"], "Bearer", "{path}");
        let (status, body) = json_of(response).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(body["error"].is_string());
    }
    for authorization in ["Bearer wrong", "Basic eDp5", "Bearer", ""] {
        let response = client
            .stranger(Method::GET, "/api/v1/skills")
            .header("authorization", authorization)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{authorization:?}");
    }
    assert_eq!(
        client.stranger(Method::GET, "/health").send().await.unwrap().status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_token_is_issued_used_and_revoked() {
    let (_market, client) = market_of(with_skills(1)).await;
    let (status, issued) = client
        .post(
            "/api/v1/tokens",
            &json!({ "instance_id": "laptop", "description": "mine" }),
        )
        .await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(
        (&issued["instance_id"], &issued["expires_at"]),
        (&json!("laptop"), &json!(null))
    );
    let token = issued["token"].as_str().unwrap();
    assert_eq!(uuid::Uuid::parse_str(token).unwrap().get_version_num(), 4);

    let laptop = client.with_token(token);
    assert_eq!(laptop.get("/api/v1/skills").await.status(), StatusCode::OK);
    let revoke = || {
        client
            .request(Method::DELETE, &format!("/api/v1/tokens/{token}"))
            .send()
    };
    assert_eq!(revoke().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(revoke().await.unwrap().status(), StatusCode::NOT_FOUND);
    assert_eq!(laptop.get("/api/v1/skills").await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn revoking_a_token_closes_its_sockets_and_no_others() {
    let (market, client) = market_of(with_skills(1)).await;
    let token = market.issue_token("laptop");
    let mut theirs = client.with_token(&token).socket().await;
    let mut ours = client.socket().await;
    market.sockets().connected(2).await;
    assert!(market.revoke_token(&token));
    while theirs.next().await.is_some() {}
    market.catalogue().delete(&crate::client::id(1));
    assert_eq!(ours.frame().await["type"], "skill_delete");
}

#[tokio::test]
async fn a_socket_with_a_bad_token_is_refused() {
    let (_market, client) = market_of(with_skills(1)).await;
    assert_eq!(client.with_token("wrong").refused_socket().await.0, 401);
}
