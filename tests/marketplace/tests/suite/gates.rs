//! Holding requests, and letting them go.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use skilldock_marketplace::When;

use crate::client::{PATIENCE, id, ids, json_of, market_of, rating, with_skills};

const SKILLS: &str = "/api/v1/skills";

#[tokio::test]
async fn a_request_waits_at_the_gate_until_it_is_released() {
    let (market, client) = market_of(with_skills(1)).await;
    let gate = market.faults().hold(When::post("/api/v1/ratings"));
    let held = tokio::spawn(
        client
            .request(Method::POST, "/api/v1/ratings")
            .json(&rating(1, 5, "me"))
            .send(),
    );
    assert!(gate.holding_within(1, PATIENCE).await);
    assert!(
        market.catalogue().ratings(&id(1)).is_empty(),
        "nothing has been done with it"
    );
    gate.release();
    assert_eq!(held.await.unwrap().unwrap().status(), StatusCode::CREATED);
}

#[tokio::test]
async fn a_page_in_flight_is_a_page_of_before() {
    let (market, client) = market_of(with_skills(2)).await;
    let gate = market.faults().hold_answer(When::get(SKILLS));
    let held = tokio::spawn(client.request(Method::GET, SKILLS).send());
    gate.holding().await;
    market.catalogue().delete(&id(1));
    drop(gate);
    let (_, page) = json_of(held.await.unwrap().unwrap()).await;
    assert_eq!(ids(&page), [id(1), id(2)]);
}

#[tokio::test]
async fn requests_go_on_one_by_one() {
    let (market, client) = market_of(with_skills(1)).await;
    let gate = market.faults().hold(When::get(SKILLS));
    let held: Vec<_> = (0..3)
        .map(|_| tokio::spawn(client.request(Method::GET, SKILLS).send()))
        .collect();
    assert!(gate.holding_within(3, PATIENCE).await);
    gate.release_one();
    assert!(
        market
            .recorded()
            .until(PATIENCE, |record| record
                .to(SKILLS)
                .iter()
                .filter(|seen| seen.status.is_some())
                .count()
                == 1)
            .await
    );
    assert_eq!(gate.held(), 2);
    market.faults().clear();
    for held in held {
        assert_eq!(held.await.unwrap().unwrap().status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn who_gives_up_is_no_longer_held() {
    let (market, client) = market_of(with_skills(1)).await;
    let gate = market.faults().hold(When::get(SKILLS));
    assert!(
        client
            .request(Method::GET, SKILLS)
            .timeout(Duration::from_millis(100))
            .send()
            .await
            .is_err()
    );
    let gone = async {
        while gate.held() > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, gone).await.expect("the server notices");
}
