//! Every fault, seen from a client.

use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, DATE, LOCATION, RETRY_AFTER};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use skilldock_marketplace::{Event, Fault, Patch, RetryAfter, When};

use crate::client::{id, ids, json_of, market_of, rating, with_skills};

const SKILLS: &str = "/api/v1/skills";

#[tokio::test]
async fn a_status_comes_as_often_as_it_was_asked_for() {
    let (market, client) = market_of(with_skills(30)).await;
    let rule = market.faults().on(When::listing_page(2).times(2), Fault::status(500));
    let two = "/api/v1/skills?page=2&page_size=10";
    let mut seen = Vec::new();
    for path in ["/api/v1/skills?page=1&page_size=10", two, two, two] {
        seen.push(client.get(path).await.status().as_u16());
    }
    assert_eq!((seen, market.faults().met(rule)), (vec![200, 500, 500, 200], 2));
}

#[tokio::test]
async fn only_the_nth_request_can_be_met() {
    let (market, client) = market_of(with_skills(1)).await;
    market.faults().on(When::get(SKILLS).nth(2), Fault::status(502));
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(client.get(SKILLS).await.status().as_u16());
    }
    assert_eq!(seen, [200, 502, 200]);
}

#[tokio::test]
async fn retry_after_comes_in_seconds_as_a_date_and_as_nonsense() {
    let (market, client) = market_of(with_skills(1)).await;
    let faults = market.faults();
    faults.on(
        When::get(SKILLS).once(),
        Fault::status(429).retry_after(RetryAfter::Seconds(3)),
    );
    faults.on(
        When::get(SKILLS).once(),
        Fault::status(503).retry_after(RetryAfter::DateIn(30)),
    );
    faults.on(
        When::get(SKILLS).once(),
        Fault::status(503).retry_after(RetryAfter::Text("soon".to_owned())),
    );
    let response = client.get(SKILLS).await;
    assert_eq!(response.headers()[RETRY_AFTER], "3");
    assert_eq!(json_of(response).await.1["retry_after"], 3);
    let date = client.get(SKILLS).await.headers()[RETRY_AFTER]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(date.ends_with(" GMT"), "{date}");
    assert_eq!(client.get(SKILLS).await.headers()[RETRY_AFTER], "soon");
}

#[tokio::test]
async fn any_body_of_any_type_can_stand_in() {
    let (market, client) = market_of(with_skills(1)).await;
    market.faults().on(
        When::get(SKILLS).once(),
        Fault::answer(418, "text/plain", "short and stout"),
    );
    let response = client.get(SKILLS).await;
    assert_eq!(
        (
            response.status().as_u16(),
            response.headers()[CONTENT_TYPE].to_str().unwrap()
        ),
        (418, "text/plain")
    );
    assert_eq!(response.text().await.unwrap(), "short and stout");
}

#[tokio::test]
async fn answers_with_200_can_still_be_useless() {
    let (market, client) = market_of(with_skills(1)).await;
    let faults = market.faults();
    faults.on(When::get(SKILLS).once(), Fault::invalid_json());
    faults.on(When::get(SKILLS).once(), Fault::wrong_shape());
    faults.on(When::get(SKILLS).once(), Fault::captive_portal());
    let broken = client.get(SKILLS).await;
    assert_eq!(broken.status(), StatusCode::OK);
    assert!(serde_json::from_str::<Value>(&broken.text().await.unwrap()).is_err());
    assert_eq!(client.get_json(SKILLS).await.get("skills"), None);
    let portal = client.get(SKILLS).await;
    assert_eq!(portal.status(), StatusCode::OK);
    assert!(
        portal.headers()[CONTENT_TYPE]
            .to_str()
            .unwrap()
            .starts_with("text/html")
    );
}

#[tokio::test]
async fn a_delay_comes_before_the_headers() {
    let (market, client) = market_of(with_skills(1)).await;
    market.faults().on(
        When::get(SKILLS).once(),
        Fault::none().delay(Duration::from_millis(150)),
    );
    let start = Instant::now();
    assert_eq!(client.get(SKILLS).await.status(), StatusCode::OK);
    assert!(start.elapsed() >= Duration::from_millis(150));
}

#[tokio::test]
async fn a_slow_body_drips_and_arrives_whole() {
    let (market, client) = market_of(with_skills(20)).await;
    let whole = client.get(SKILLS).await.bytes().await.unwrap();
    let rate = whole.len() as u64 * 4;
    market.faults().on(When::get(SKILLS).once(), Fault::slow_body(rate));
    let start = Instant::now();
    let response = client.get(SKILLS).await;
    let headers_after = start.elapsed();
    assert_eq!(response.bytes().await.unwrap(), whole);
    assert!(
        start.elapsed() >= Duration::from_millis(200),
        "a quarter of a second in all: {:?}",
        start.elapsed()
    );
    assert!(
        headers_after < Duration::from_millis(150),
        "the headers are not slow: {headers_after:?}"
    );
}

#[tokio::test]
async fn an_endless_body_goes_on() {
    let (market, client) = market_of(with_skills(1)).await;
    market.faults().on(When::get(SKILLS).once(), Fault::endless_body());
    let mut response = client.get(SKILLS).await;
    let mut read = 0;
    while read < 32 << 20 {
        read += response.chunk().await.unwrap().expect("it ended").len();
    }
}

#[tokio::test]
async fn a_cut_body_promises_more_than_it_gives() {
    let (market, client) = market_of(with_skills(20)).await;
    let whole = client.get(SKILLS).await.bytes().await.unwrap().len();
    market.faults().on(When::get(SKILLS).once(), Fault::cut_body(100));
    let mut response = client.get(SKILLS).await;
    assert_eq!(response.headers()[CONTENT_LENGTH], whole.to_string());
    assert_eq!(response.chunk().await.unwrap().unwrap().len(), 100);
    assert!(
        response.chunk().await.is_err(),
        "the connection is closed in the middle"
    );
    let seen = market.recorded().to(SKILLS).pop().unwrap();
    assert_eq!((seen.bytes_sent, seen.complete), (100, false));
}

#[tokio::test]
async fn a_small_answer_can_be_a_large_one() {
    let (market, client) = market_of(with_skills(1)).await;
    market
        .faults()
        .on(When::get(SKILLS).once(), Fault::compression_bomb(64 << 20));
    let response = client.get(SKILLS).await;
    assert_eq!(response.headers()[CONTENT_ENCODING], "gzip");
    let packed = response.bytes().await.unwrap();
    assert!(packed.len() < 256 * 1024);
    let unpacked = std::io::copy(&mut flate2::read::GzDecoder::new(&packed[..]), &mut std::io::sink());
    assert_eq!(unpacked.unwrap(), 64 << 20);
}

#[tokio::test]
async fn a_redirect_leads_where_it_says() {
    let (market, client) = market_of(with_skills(1)).await;
    for status in [302, 307, 308] {
        market.faults().on(
            When::get(SKILLS).once(),
            Fault::redirect(status, "https://elsewhere.example/skills"),
        );
        let response = client.get(SKILLS).await;
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(response.headers()[LOCATION], "https://elsewhere.example/skills");
    }
}

#[tokio::test]
async fn the_servers_clock_can_be_wrong() {
    let (market, client) = market_of(with_skills(1)).await;
    let honest = client.get(SKILLS).await.headers()[DATE].to_str().unwrap().to_owned();
    market.faults().on(
        When::get(SKILLS).once(),
        Fault::none().date_skew(-86_400 * 800).header("x-marked", "yes"),
    );
    let response = client.get(SKILLS).await;
    assert_ne!(
        response.headers()[DATE].to_str().unwrap()[12..16],
        honest[12..16],
        "another year"
    );
    assert_eq!(response.headers()["x-marked"], "yes");
}

#[tokio::test]
async fn a_request_can_hang_or_find_the_door_shut() {
    let (market, client) = market_of(with_skills(1)).await;
    market.faults().on(When::get(SKILLS).once(), Fault::hang());
    let hanging = client
        .request(Method::GET, SKILLS)
        .timeout(Duration::from_millis(200))
        .send()
        .await;
    assert!(hanging.unwrap_err().is_timeout());
    market.faults().on(When::get(SKILLS).once(), Fault::close());
    let closed = client.request(Method::GET, SKILLS).send().await.unwrap_err();
    assert!(!closed.is_timeout() && closed.status().is_none(), "{closed:?}");
    assert_eq!(client.get(SKILLS).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_lost_answer_leaves_the_deed_done() {
    let (market, client) = market_of(with_skills(1)).await;
    market
        .faults()
        .on(When::post("/api/v1/ratings").once(), Fault::lose_answer());
    let lost = client
        .request(Method::POST, "/api/v1/ratings")
        .json(&rating(1, 5, "me"))
        .send()
        .await;
    assert!(lost.is_err());
    assert_eq!(market.catalogue().ratings(&id(1)).len(), 1);
    assert_eq!(
        client.post("/api/v1/ratings", &rating(1, 5, "me")).await.0,
        StatusCode::CONFLICT,
        "a second try finds it there"
    );
}

#[tokio::test]
async fn a_page_can_be_doctored() {
    let (market, client) = market_of(with_skills(5)).await;
    let changes = [
        Patch::drop_skill(0),
        Patch::repeat_skill(0),
        Patch::add_skill(json!({ "name": "no id" })),
        Patch::total(99),
    ];
    market.faults().on(When::listing_page(1).once(), Fault::doctor(changes));
    let page = json_of(
        client
            .request(Method::GET, SKILLS)
            .header("accept-encoding", "gzip")
            .send()
            .await
            .unwrap(),
    )
    .await
    .1;
    assert_eq!(
        (&page["total"], page["skills"].as_array().unwrap().len()),
        (&json!(99), 6)
    );
    assert_eq!(
        (&page["skills"][0], &page["skills"][5]),
        (&page["skills"][1], &json!({ "name": "no id" }))
    );

    market.faults().on(
        When::listing_page(1).once(),
        Fault::doctor_with(|page, catalogue| page["total"] = catalogue.len().into()),
    );
    market.catalogue().delete(&id(5));
    assert_eq!(client.get_json(SKILLS).await["total"], 4);
    assert_eq!(market.catalogue().len(), 4, "the catalogue itself is as it was");
}

#[tokio::test]
async fn the_catalogue_can_change_between_one_page_and_the_next() {
    let (market, client) = market_of(with_skills(4)).await;
    market
        .faults()
        .after_apply(When::listing_page(1).once(), vec![Event::skill_delete(&id(1))]);
    let first = client.get_json("/api/v1/skills?page=1&page_size=2").await;
    assert_eq!(
        (ids(&first), &first["total"]),
        (vec![id(1), id(2)], &json!(4)),
        "the page is of before"
    );
    assert_eq!(
        client.page_ids("page=2&page_size=2").await,
        [id(4)],
        "and skill 3 was never seen"
    );
}

#[tokio::test]
async fn the_first_rule_that_fits_decides_and_rules_can_be_taken_away() {
    let (market, client) = market_of(with_skills(1)).await;
    let first = market.faults().on(When::path("/api/v1/*"), Fault::status(500));
    market.faults().on(When::any(), Fault::status(502));
    assert_eq!(client.get(SKILLS).await.status().as_u16(), 500);
    assert!(market.faults().remove(first));
    assert_eq!(client.get(SKILLS).await.status().as_u16(), 502);
    market.faults().clear();
    assert_eq!(client.get(SKILLS).await.status().as_u16(), 200);
}

#[tokio::test]
async fn a_server_goes_away_and_returns_on_its_port_with_what_it_knew() {
    let (market, client) = market_of(with_skills(3)).await;
    let mut socket = client.socket().await;
    market.sockets().connected(1).await;
    market.go_down().await;
    assert!(
        client
            .request(Method::GET, SKILLS)
            .send()
            .await
            .unwrap_err()
            .is_connect()
    );
    assert_eq!(socket.next().await, None);
    market.catalogue().delete(&id(1));
    market.come_back().await.unwrap();
    assert_eq!(client.page_ids("").await, [id(2), id(3)]);
}

#[tokio::test]
async fn a_marketplace_that_is_dropped_is_gone_and_another_is_not() {
    let (market, client) = market_of(with_skills(1)).await;
    let (_other, other_client) = market_of(with_skills(2)).await;
    let mut socket = client.socket().await;
    market.sockets().connected(1).await;
    drop(market);
    assert_eq!(socket.next().await, None);
    assert!(client.request(Method::GET, SKILLS).send().await.is_err());
    assert_eq!(other_client.get_json(SKILLS).await["total"], 2);
}
