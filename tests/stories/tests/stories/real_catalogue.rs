//! The real catalogue, through the whole engine.

use serde_json::Value;
use skilldock_engine::sync::Outcome;
use skilldock_stories::{Laptop, real_market, shared};

#[tokio::test(flavor = "multi_thread")]
async fn the_real_catalogue_arrives_whole_and_stays() {
    let market = real_market().await;
    let laptop = Laptop::knowing(&market);
    let first = laptop.sync().await;
    assert_eq!(
        (first.outcome, first.skills.added, first.categories.added),
        (Outcome::Complete, 1508, 13)
    );
    let second = laptop.sync().await;
    assert_eq!((second.skills.count(), second.categories.count()), (0, 0));
    assert_eq!(
        laptop
            .engine()
            .categories()
            .unwrap()
            .iter()
            .map(|c| c.skill_count)
            .sum::<u32>(),
        1508
    );

    let skills = skilldock_marketplace::read_lines(&shared().join("data/skills.jsonl.gz")).unwrap();
    assert_eq!(skills.len(), 1508);
    for line in skills {
        let skill: Value = serde_json::from_str(&line).unwrap();
        let id = skill["skill_id"].as_str().unwrap().parse().unwrap();
        let shown = laptop.engine().show(id).unwrap().skill;
        for (field, value) in skill.as_object().unwrap() {
            assert_eq!(&shown[field], value, "{id} {field}");
        }
        assert!(shown.get("name").is_some_and(Value::is_string));
    }

    market.go_down().await;
    assert_eq!(laptop.sync().await.outcome, Outcome::Failed);
    assert_eq!(laptop.search("").total, 1508);
}
