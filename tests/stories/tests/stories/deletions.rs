//! What the listing no longer has goes, unless that is too much to believe.

use serde_json::json;
use skilldock_engine::sync::Outcome;
use skilldock_engine::{SyncRequest, Trigger};
use skilldock_marketplace::Marketplace;
use skilldock_stories::{Laptop, id, market, skills};

fn delete(market: &Marketplace, numbers: std::ops::Range<u32>) {
    for number in numbers {
        assert!(market.catalogue().delete(&id(number)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_skill_that_is_gone_from_the_listing_is_deleted() {
    let market = market(skills(60)).await;
    let laptop = Laptop::knowing(&market);
    laptop.sync().await;
    delete(&market, 0..20);
    let report = laptop.sync().await;
    assert_eq!(
        (report.skills.deleted, report.skills.held),
        (20, 0),
        "a third is believed"
    );
    assert_eq!(laptop.search("").total, 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shrunken_catalogue_deletes_nothing_until_asked() {
    let market = market(skills(60)).await;
    let laptop = Laptop::knowing(&market);
    laptop.sync().await;
    delete(&market, 0..21);
    for _ in 0..2 {
        let report = laptop.sync().await;
        assert_eq!(report.outcome, Outcome::Complete);
        assert_eq!(
            (report.skills.deleted, report.skills.held),
            (0, 21),
            "it is asked again at every sync"
        );
    }
    assert_eq!(laptop.search("").total, 60);
    let yes = SyncRequest {
        deletions_confirmed: true,
        ..SyncRequest::default()
    };
    let report = laptop.engine().sync(yes, Trigger::Command).await;
    assert_eq!((report.skills.deleted, report.skills.held), (21, 0));
    assert_eq!(laptop.search("").total, 39);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_question_lapses_when_the_skills_return() {
    let market = market(skills(60)).await;
    let laptop = Laptop::knowing(&market);
    laptop.sync().await;
    delete(&market, 0..50);
    assert_eq!(laptop.sync().await.skills.held, 50);
    for skill in skills(60) {
        market.catalogue().upsert(skill).unwrap();
    }
    let report = laptop.sync().await;
    assert_eq!(
        (report.skills.held, report.skills.deleted, report.skills.unchanged),
        (0, 0, 60)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emptied_marketplace_empties_only_a_small_cache() {
    for (count, deleted, held) in [(30, 30, 0), (31, 0, 31)] {
        let market = market(skills(count)).await;
        let laptop = Laptop::knowing(&market);
        laptop.sync().await;
        delete(&market, 0..count);
        let report = laptop.sync().await;
        assert_eq!(
            (report.skills.deleted, report.skills.held),
            (deleted, held),
            "of {count}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_deletions_wait_new_and_changed_skills_still_land() {
    let market = market(skills(60)).await;
    let laptop = Laptop::knowing(&market);
    laptop.sync().await;
    delete(&market, 0..50);
    let mut renamed = skilldock_stories::skill(55, "Renamed");
    renamed["updated_at"] = json!("2026-05-01T00:00:00Z");
    market.catalogue().upsert(renamed).unwrap();
    market.catalogue().upsert(skilldock_stories::skill(900, "New")).unwrap();
    let report = laptop.sync().await;
    assert_eq!(
        (report.skills.added, report.skills.updated, report.skills.held),
        (1, 1, 50)
    );
    assert_eq!(laptop.search("").total, 61);
}
