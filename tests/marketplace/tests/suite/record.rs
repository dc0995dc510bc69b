//! What the marketplace remembers of its clients.

use reqwest::{Method, StatusCode};
use skilldock_marketplace::{Fault, When};
use tokio_tungstenite::tungstenite::Message;

use crate::client::{PATIENCE, market_of, rating, with_skills};

#[tokio::test]
async fn requests_are_remembered_with_their_answers() {
    let (market, client) = market_of(with_skills(1)).await;
    let fault = market
        .faults()
        .on(When::get("/api/v1/categories").once(), Fault::status(500));
    client
        .request(Method::GET, "/api/v1/skills?page=2&page_size=7")
        .header("x-mine", "1")
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    client.post("/api/v1/ratings", &rating(1, 5, "me")).await;
    client.get("/api/v1/categories").await;

    assert!(
        market
            .recorded()
            .until(PATIENCE, |record| record
                .requests()
                .iter()
                .filter(|seen| seen.took_ms.is_some())
                .count()
                == 3)
            .await
    );
    let seen = market.recorded().requests();
    let brief: Vec<_> = seen
        .iter()
        .map(|one| (one.number, one.method.as_str(), one.path.as_str(), one.status))
        .collect();
    assert_eq!(
        brief,
        [
            (1, "GET", "/api/v1/skills", Some(200)),
            (2, "POST", "/api/v1/ratings", Some(201)),
            (3, "GET", "/api/v1/categories", Some(500))
        ]
    );
    assert_eq!(
        (
            seen[0].param("page"),
            seen[0].param("page_size"),
            seen[0].header("x-mine")
        ),
        (Some("2"), Some("7"), Some("1"))
    );
    assert!(seen[0].complete && seen[0].bytes_sent > 50);
    assert_eq!(seen[1].json()["rating"], 5);
    assert_eq!((seen[2].fault, seen[0].fault), (Some(fault.number()), None));
    assert_eq!(market.recorded().to("/api/v1/*").len(), 3);
    assert_eq!(market.recorded().most_in_flight(), 1);
    market.recorded().clear();
    assert_eq!((market.recorded().requests().len(), market.recorded().count()), (0, 0));
}

#[tokio::test]
async fn tokens_are_compared_and_never_kept() {
    let (market, client) = market_of(with_skills(1).token("a-very-secret-token")).await;
    client.get("/api/v1/skills").await;
    client.with_token("a-very-secret-mistake").get("/api/v1/skills").await;
    client.stranger(Method::GET, "/api/v1/skills").send().await.unwrap();
    client
        .request(Method::DELETE, "/api/v1/tokens/a-very-secret-other")
        .send()
        .await
        .unwrap();
    let _socket = client.socket().await;
    let seen = market.recorded().requests();
    let flags: Vec<_> = seen.iter().map(|one| (one.has_authorization, one.authorized)).collect();
    assert_eq!(
        flags,
        [(true, true), (true, false), (false, false), (true, true), (false, true)]
    );
    assert!(!format!("{seen:?}").contains("very-secret"), "{seen:?}");
}

#[tokio::test]
async fn sockets_are_remembered_with_what_they_said_and_how_they_ended() {
    let (market, client) = market_of(with_skills(1)).await;
    let mut socket = client.socket().await;
    socket.say(Message::text("hello")).await;
    socket.say(Message::Ping("x".into())).await;
    socket.say(Message::Close(None)).await;
    assert!(
        market
            .recorded()
            .until(PATIENCE, |record| record
                .sockets()
                .first()
                .is_some_and(|seen| seen.ended.is_some()))
            .await
    );
    let seen = market.recorded().sockets().remove(0);
    assert_eq!(
        (seen.instance_id.as_str(), seen.frames, seen.protocol_pings),
        ("reference", vec!["hello".to_owned()], 1)
    );
    assert_eq!(seen.ended.as_deref(), Some("closed by the client"));
    assert_eq!(
        market.recorded().to("/ws")[0].status,
        Some(StatusCode::SWITCHING_PROTOCOLS.as_u16())
    );
}
