//! `ETag`, `If-None-Match` and compression.

use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, IF_NONE_MATCH};
use reqwest::{Method, StatusCode};
use skilldock_marketplace::EtagMode;

use crate::client::{Client, id, market_of, rating, with_skills};

async fn tag(client: &Client, path: &str) -> String {
    client.get(path).await.headers()[ETAG].to_str().unwrap().to_owned()
}

async fn with_tag(client: &Client, path: &str, tag: &str) -> StatusCode {
    client
        .request(Method::GET, path)
        .header(IF_NONE_MATCH, tag)
        .send()
        .await
        .unwrap()
        .status()
}

const TWO: &str = "/api/v1/skills?page=2&page_size=10";

#[tokio::test]
async fn the_tag_is_the_revision_of_the_whole_listing() {
    let (market, client) = market_of(with_skills(25)).await;
    let first = tag(&client, "/api/v1/skills?page=1&page_size=10").await;
    assert_eq!(first, tag(&client, TWO).await, "one value for all pages");
    assert_eq!(with_tag(&client, TWO, &first).await, StatusCode::NOT_MODIFIED);
    assert_eq!(
        with_tag(&client, "/api/v1/categories", &first).await,
        StatusCode::NOT_MODIFIED
    );
    assert_eq!(
        with_tag(&client, TWO, &format!(r#""other", {first}"#)).await,
        StatusCode::NOT_MODIFIED
    );
    assert_eq!(with_tag(&client, TWO, r#""other""#).await, StatusCode::OK);

    client.post("/api/v1/ratings", &rating(1, 5, "me")).await;
    assert_eq!(
        with_tag(&client, TWO, &first).await,
        StatusCode::OK,
        "a rating is a change of the catalogue"
    );
    let second = tag(&client, TWO).await;
    market.catalogue().quietly().delete(&id(25));
    assert_ne!(second, tag(&client, TWO).await, "so is a deletion, announced or not");
}

#[tokio::test]
async fn a_page_can_have_a_tag_of_its_own() {
    let (market, client) = market_of(with_skills(25).etag(EtagMode::Page)).await;
    let two = tag(&client, TWO).await;
    assert_ne!(two, tag(&client, "/api/v1/skills?page=1&page_size=10").await);
    market.catalogue().rate(&id(1), "sha256:me", 5);
    assert_eq!(
        with_tag(&client, TWO, &two).await,
        StatusCode::NOT_MODIFIED,
        "page 2 has not changed"
    );
    market.catalogue().rate(&id(11), "sha256:me", 5);
    assert_eq!(with_tag(&client, TWO, &two).await, StatusCode::OK);
}

#[tokio::test]
async fn tags_can_be_switched_off() {
    let (_market, client) = market_of(with_skills(25).etag(EtagMode::None)).await;
    assert!(!client.get(TWO).await.headers().contains_key(ETAG));
    assert_eq!(with_tag(&client, TWO, "*").await, StatusCode::OK);
}

#[tokio::test]
async fn answers_are_compressed_as_the_client_likes_unless_switched_off() {
    let (market, client) = market_of(with_skills(100)).await;
    let plain = client.get("/api/v1/skills").await.bytes().await.unwrap();
    for coding in ["gzip", "br", "zstd"] {
        let response = client
            .request(Method::GET, "/api/v1/skills")
            .header(ACCEPT_ENCODING, coding)
            .send()
            .await
            .unwrap();
        assert_eq!(response.headers()[CONTENT_ENCODING], coding);
        assert!(response.bytes().await.unwrap().len() < plain.len() / 2, "{coding}");
    }
    market.configure(|settings| settings.compression = false);
    let response = client
        .request(Method::GET, "/api/v1/skills")
        .header(ACCEPT_ENCODING, "gzip")
        .send()
        .await
        .unwrap();
    assert!(!response.headers().contains_key(CONTENT_ENCODING));
    assert_eq!(response.bytes().await.unwrap(), plain);
}
