//! A real catalogue and its history.
//!
//! These need the shared data folder: `SKILLDOCK_SHARED`, or `shared` beside the repository.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::Value;
use skilldock_marketplace::{Event, EventKind, Marketplace, Speed, read_catalogue, read_history};

use crate::client::{Client, id, market_of, skill, with_skills};

fn data(file: &str) -> PathBuf {
    let shared = std::env::var_os("SKILLDOCK_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let path = shared.join("data").join(file);
    assert!(
        path.is_file(),
        "{} is missing: set SKILLDOCK_SHARED to the shared folder",
        path.display()
    );
    path
}

/// By id, without the two fields that are invented in the file.
fn by_id(skills: impl IntoIterator<Item = Value>) -> BTreeMap<String, Value> {
    skills
        .into_iter()
        .map(|mut skill| {
            let fields = skill.as_object_mut().unwrap();
            fields.remove("average_rating");
            fields.remove("rating_count");
            (skill["skill_id"].as_str().unwrap().to_owned(), skill)
        })
        .collect()
}

#[tokio::test]
async fn the_real_history_played_from_nothing_gives_the_real_catalogue() {
    let market = Marketplace::builder().no_limits().start().await.unwrap();
    let events = read_history(&data("history.jsonl.gz")).unwrap();
    assert_eq!(market.replay(events).run(Speed::AtOnce).await.unwrap(), 1896);
    let expected = read_catalogue(&data("skills.jsonl.gz")).unwrap().skills;
    let expected = by_id(expected.iter().map(|line| serde_json::from_str(line).unwrap()));
    assert_eq!(by_id(market.catalogue().snapshot()), expected);
}

#[tokio::test]
async fn the_real_catalogue_is_served_whole_and_byte_for_byte() {
    let file = data("skills.jsonl.gz");
    let (market, client) = market_of(Marketplace::builder().no_limits().catalogue_file(&file)).await;
    let lines = read_catalogue(&file).unwrap().skills;
    assert_eq!(lines.len(), 1508);
    for (number, page) in (1..).zip(lines.chunks(1000)) {
        let path = format!("/api/v1/skills?page={number}&page_size=1000");
        let body = client.get(&path).await.text().await.unwrap();
        assert!(
            body.starts_with(&format!(r#"{{"skills":[{}]"#, page.join(","))),
            "page {number}"
        );
    }
    let categories = client.get_json("/api/v1/categories").await;
    assert_eq!(categories["categories"].as_array().unwrap().len(), 13);
    let counted: u64 = categories["categories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["skill_count"].as_u64().unwrap())
        .sum();
    assert_eq!(counted, market.catalogue().len() as u64);
}

#[tokio::test]
async fn a_history_is_played_live_step_by_step() {
    let (market, client) = market_of(with_skills(0)).await;
    let mut socket = client.socket().await;
    market.sockets().connected(1).await;
    let mut replay = market.replay([Event::skill_update(skill(1)), Event::skill_delete(&id(1))]);
    assert_eq!(replay.step().unwrap().unwrap().kind, EventKind::SkillUpdate);
    assert_eq!((market.catalogue().len(), replay.remaining()), (1, 1));
    assert_eq!(socket.frame().await["type"], "skill_update");
    replay.step().unwrap();
    assert_eq!(socket.frame().await["type"], "skill_delete");
    assert!(replay.step().unwrap().is_none() && market.catalogue().is_empty());
}

#[tokio::test]
async fn a_history_keeps_the_pace_it_is_given() {
    let market = Marketplace::builder().start().await.unwrap();
    let at = |n: u32, seconds: u32| Event {
        timestamp: format!("2026-01-01T00:00:{seconds:02}Z"),
        ..Event::skill_update(skill(n))
    };
    let start = Instant::now();
    market
        .replay([at(1, 0), at(2, 10), at(3, 30)])
        .run(Speed::TimesReal(100.0))
        .await
        .unwrap();
    assert!(
        start.elapsed() >= Duration::from_millis(300),
        "30 s a hundred times faster: {:?}",
        start.elapsed()
    );
    let start = Instant::now();
    market
        .replay([at(4, 0), at(5, 0), at(6, 0)])
        .run(Speed::PerSecond(20.0))
        .await
        .unwrap();
    assert!(start.elapsed() >= Duration::from_millis(100), "{:?}", start.elapsed());
    let client = Client::of(&market);
    assert_eq!(client.page_ids("").await.len(), 6);
}
