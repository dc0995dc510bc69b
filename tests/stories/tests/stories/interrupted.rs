//! A listing that is interrupted is read on; another marketplace's is another listing.

use skilldock_engine::sync::Outcome;
use skilldock_marketplace::{Fault, Marketplace, When};
use skilldock_stories::{Laptop, market, skill, skills};

/// Which pages of the listing were asked for, and how each was answered.
fn asked(market: &Marketplace) -> Vec<(String, u16)> {
    market
        .recorded()
        .to("/api/v1/skills")
        .into_iter()
        .map(|request| {
            let page = request
                .query
                .as_deref()
                .unwrap_or_default()
                .split('&')
                .find_map(|pair| pair.strip_prefix("page="))
                .unwrap_or("1")
                .to_owned();
            (page, request.status.unwrap_or(0))
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_listing_is_read_on_from_where_it_stopped() {
    let market = Marketplace::builder()
        .generated(3500, 7)
        .no_limits()
        .start()
        .await
        .unwrap();
    let mut laptop = Laptop::knowing(&market);
    market.faults().on(When::listing_page(3), Fault::status(400));
    let broken = laptop.sync().await;
    assert_eq!(
        (broken.outcome, laptop.engine().status().unwrap().skills),
        (Outcome::Partial, 0)
    );

    market.faults().clear();
    market.recorded().clear();
    laptop.restart();
    let whole = laptop.sync().await;
    assert_eq!((whole.outcome, whole.skills.added), (Outcome::Complete, 3500));
    let mut pages = asked(&market);
    // Two pages are asked for at a time: which of them arrives first is the network's.
    pages.sort();
    assert_eq!(
        pages
            .iter()
            .map(|(page, status)| (page.as_str(), *status))
            .collect::<Vec<_>>(),
        [("1", 304), ("3", 200), ("4", 200)],
        "the first two pages were here, and the validator said that they still hold"
    );
    assert_eq!(laptop.sync().await.skills.unchanged, 3500);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_listing_that_changed_since_is_read_from_its_beginning() {
    let market = Marketplace::builder()
        .generated(2500, 7)
        .no_limits()
        .start()
        .await
        .unwrap();
    let laptop = Laptop::knowing(&market);
    market.faults().on(When::listing_page(3), Fault::status(400));
    assert_eq!(laptop.sync().await.outcome, Outcome::Partial);
    market.faults().clear();
    market.catalogue().upsert(skill(1, "New since")).unwrap();
    market.recorded().clear();
    let whole = laptop.sync().await;
    assert_eq!((whole.outcome, whole.skills.added), (Outcome::Complete, 2501));
    assert_eq!(
        asked(&market)
            .iter()
            .filter(|(page, status)| page == "1" && *status == 200)
            .count(),
        2
    );
    assert_eq!(laptop.search("New since").skills.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_marketplace_said_of_its_listing_does_not_count() {
    // Both count their revisions from the same number, so that their validators are equal.
    let (first, second) = (market(skills(20)).await, market(skills_from(100, 20)).await);
    let mut laptop = Laptop::knowing(&first);
    assert_eq!(laptop.sync().await.skills.added, 20);
    laptop
        .set("ATOM_SAAS_API_URL", &second.url())
        .set("ATOM_SAAS_API_TOKEN", second.token())
        .restart();
    let report = laptop.sync().await;
    assert_eq!((report.skills.added, report.skills.deleted), (20, 20));
    assert!(laptop.names().iter().all(|name| name.starts_with("Skill 01")));
}

fn skills_from(first: u32, count: u32) -> Vec<serde_json::Value> {
    (first..first + count)
        .map(|number| skill(number, &format!("Skill {number:04}")))
        .collect()
}
