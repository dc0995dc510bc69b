//! Health, metrics and the OpenAPI document.

use std::collections::BTreeSet;

use reqwest::StatusCode;
use skilldock_marketplace::HealthStatus;

use crate::client::{json_of, market_of, rating, with_skills};

#[tokio::test]
async fn health_is_what_it_is_set_to() {
    let (market, client) = market_of(with_skills(1)).await;
    for (health, text, status) in [
        (HealthStatus::Healthy, "healthy", StatusCode::OK),
        (HealthStatus::Degraded, "degraded", StatusCode::OK),
        (HealthStatus::Unhealthy, "unhealthy", StatusCode::SERVICE_UNAVAILABLE),
    ] {
        market.configure(|settings| settings.health = health);
        let (got, body) = json_of(client.get("/health").await).await;
        assert_eq!((got, &body["status"]), (status, &text.into()));
        assert!(body["timestamp"].is_string() && body["version"].is_string());
    }
}

#[tokio::test]
async fn there_are_exactly_twelve_metrics_under_one_prefix() {
    let (_market, client) = market_of(with_skills(30)).await;
    let text = client.get("/metrics").await.text().await.unwrap();
    let names: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE "))
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(names.len(), 12, "{names:?}");
    assert!(names.iter().all(|name| name.starts_with("atom_saas_")));
    assert!(text.contains("\natom_saas_skills_total 30\n"));
}

#[tokio::test]
async fn metrics_follow_what_happens() {
    let (market, client) = market_of(with_skills(30)).await;
    let _socket = client.socket().await;
    market.sockets().connected(1).await;
    for page in 1..=3 {
        client.get(&format!("/api/v1/skills?page={page}&page_size=10")).await;
    }
    client.post("/api/v1/ratings", &rating(1, 5, "me")).await;
    client.get("/api/v1/skills/nonsense").await;
    let text = client.get("/metrics").await.text().await.unwrap();
    for line in [
        r#"atom_saas_api_requests_total{endpoint="/api/v1/skills",method="GET",status="200"} 3"#,
        r#"atom_saas_api_requests_total{endpoint="/api/v1/skills/{skill_id}",method="GET",status="404"} 1"#,
        "atom_saas_websocket_connections_total 1",
        r#"atom_saas_websocket_messages_total{type="rating_update",direction="outbound"} 1"#,
        r#"atom_saas_sync_success_total{instance_id="reference"} 1"#,
        r#"atom_saas_sync_duration_seconds_count{instance_id="reference"} 1"#,
        "atom_saas_ratings_total 1",
        "atom_saas_tokens_active 1",
    ] {
        assert!(text.lines().any(|one| one == line), "no {line}");
    }
}

#[tokio::test]
async fn the_document_names_every_call_and_every_call_says_what_can_go_wrong() {
    let (_market, client) = market_of(with_skills(1)).await;
    let document = client.get_json("/openapi.json").await;
    let calls: BTreeSet<String> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, calls)| {
            calls
                .as_object()
                .unwrap()
                .keys()
                .map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let expected = [
        "DELETE /api/v1/tokens/{token}",
        "GET /api/v1/categories",
        "GET /api/v1/skills",
        "GET /api/v1/skills/{skill_id}",
        "GET /health",
        "GET /metrics",
        "GET /openapi.json",
        "POST /api/v1/ratings",
        "POST /api/v1/skills/{skill_id}/install",
        "POST /api/v1/tokens",
        "PUT /api/v1/ratings",
    ];
    assert_eq!(calls.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    let rate = &document["paths"]["/api/v1/ratings"]["post"];
    let statuses: Vec<&String> = rate["responses"].as_object().unwrap().keys().collect();
    assert_eq!(
        statuses,
        ["201", "400", "401", "404", "405", "409", "413", "415", "429"]
    );
}
