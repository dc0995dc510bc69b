//! A listing is taken whole or not at all.

use serde_json::json;
use skilldock_engine::model::Code;
use skilldock_engine::sync::Outcome;
use skilldock_engine::{Part, SyncRequest, Trigger};
use skilldock_marketplace::{Fault, Patch, When};
use skilldock_stories::{Laptop, id, market, skill, skills};

#[tokio::test(flavor = "multi_thread")]
async fn the_first_sync_adds_everything_and_the_second_changes_nothing() {
    let market = market(skills(2500)).await;
    let laptop = Laptop::knowing(&market);
    let first = laptop.sync().await;
    assert_eq!(
        (first.outcome, first.skills.added, first.error),
        (Outcome::Complete, 2500, None)
    );
    let second = laptop.sync().await;
    assert_eq!((second.skills.count(), second.skills.unchanged), (0, 2500));
    assert_eq!(
        second.requests, 2,
        "one validator speaks for the whole listing: a page and the categories"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_validators_a_second_sync_still_changes_nothing() {
    let market = market(skills(1200)).await;
    market.configure(|settings| settings.etag = skilldock_marketplace::EtagMode::None);
    let laptop = Laptop::knowing(&market);
    laptop.sync().await;
    let revision = laptop.engine().revision().unwrap();
    let second = laptop.sync().await;
    assert_eq!(
        (second.skills.count(), second.skills.unchanged, second.requests),
        (0, 1200, 3)
    );
    assert_eq!(
        laptop.engine().revision().unwrap(),
        revision,
        "nothing changed, so nobody has to look again"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_found_whatever_page_it_is_on() {
    for mode in [
        skilldock_marketplace::EtagMode::Listing,
        skilldock_marketplace::EtagMode::Page,
        skilldock_marketplace::EtagMode::None,
    ] {
        let market = market(skills(2100)).await;
        market.configure(|settings| settings.etag = mode);
        let laptop = Laptop::knowing(&market);
        laptop.sync().await;
        let mut changed = skill(2050, "Skill 2050 renamed");
        changed["updated_at"] = json!("2026-02-01T00:00:00Z");
        market.catalogue().upsert(changed).unwrap();
        let report = laptop.sync().await;
        assert_eq!((report.skills.updated, report.skills.unchanged), (1, 2099), "{mode:?}");
        assert_eq!(laptop.search("renamed").total, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_fails_leaves_the_catalogue_as_it_was() {
    let market = market(skills(3000)).await;
    let laptop = Laptop::knowing(&market);
    market.faults().on(When::listing_page(3), Fault::status(500));
    let failed = laptop.sync().await;
    assert_eq!(failed.outcome, Outcome::Partial, "the categories came");
    assert_eq!(failed.error.unwrap().code, Code::ServerError);
    assert_eq!(laptop.search("").total, 0, "two pages of three are no listing");
    market.faults().clear();
    assert_eq!(laptop.sync().await.skills.added, 3000);
    market.catalogue().upsert(skill(1, "Changed")).unwrap();
    market.faults().on(When::listing_page(2), Fault::status(502));
    assert_eq!(laptop.sync().await.outcome, Outcome::Partial);
    assert_eq!(laptop.search("").total, 3000);
    assert_eq!(
        laptop.search("changed").total,
        0,
        "a change on a page that came is not taken alone"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_do_not_fit_together_are_never_taken_for_a_listing() {
    let patches: [(&str, Patch); 5] = [
        ("a record is missing", Patch::drop_skill(5)),
        ("a record stands twice", Patch::repeat_skill(5)),
        ("the total is wrong", Patch::total(1999)),
        ("the page is another", Patch::set("/page", json!(1))),
        ("the number of pages is wrong", Patch::set("/total_pages", json!(2))),
    ];
    for (what, patch) in patches {
        let market = market(skills(2500)).await;
        let laptop = Laptop::knowing(&market);
        market.faults().on(When::listing_page(2), Fault::doctor([patch]));
        let report = laptop.sync().await;
        assert_eq!(report.outcome, Outcome::Partial, "{what}");
        assert_eq!(report.error.unwrap().code, Code::InconsistentListing, "{what}");
        assert_eq!(laptop.search("").total, 0, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_that_changes_while_it_is_read_is_read_again() {
    let market = market(skills(2500)).await;
    let laptop = Laptop::knowing(&market);
    market.faults().after(When::listing_page(1).once(), |catalogue| {
        assert!(catalogue.delete(&id(7)));
        catalogue.upsert(skill(9001, "Newcomer")).unwrap();
        catalogue.upsert(skill(9002, "Second newcomer")).unwrap();
    });
    let report = laptop.sync().await;
    assert_eq!((report.outcome, report.skills.added), (Outcome::Complete, 2501));
    assert_eq!(laptop.search("newcomer").total, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_record_is_put_aside_and_the_others_land() {
    let market = market(skills(40)).await;
    let laptop = Laptop::knowing(&market);
    laptop.sync().await;
    let mut nameless = skill(3, "x");
    nameless["name"] = json!("  ");
    let patches = [
        Patch::add_skill(json!({ "skill_id": "no-uuid", "name": "A" })),
        Patch::add_skill(json!({ "name": "B" })),
        Patch::add_skill(json!("text")),
        Patch::drop_skill(3),
        Patch::add_skill(nameless),
        Patch::total(43),
    ];
    market.catalogue().upsert(skill(5, "Skill 0005 renamed")).unwrap();
    market.faults().on(When::listing_page(1), Fault::doctor(patches));
    let report = laptop.sync().await;
    assert_eq!((report.outcome, report.error), (Outcome::Complete, None));
    assert_eq!(
        (report.skills.rejected, report.skills.updated, report.skills.deleted),
        (4, 1, 0)
    );
    assert_eq!(laptop.search("").total, 40, "the copy of before stays");
    assert!(laptop.names().contains(&"Skill 0003".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_a_skill_came_with_is_kept() {
    let mut odd = skill(1, "Odd");
    odd["x_vendor"] = json!({ "nested": [1, 2.5, null, "é"] });
    odd["metadata"]["license"] = json!("MIT");
    let market = market(vec![odd.clone()]).await;
    let laptop = Laptop::knowing(&market);
    laptop.sync().await;
    let shown = laptop.engine().show(id(1).parse().unwrap()).unwrap();
    for (field, value) in odd.as_object().unwrap() {
        assert_eq!(&shown.skill[field], value, "{field}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_does_not_overwrite_a_newer_one() {
    let mut newer = skill(1, "Lamp");
    newer["updated_at"] = json!("2026-03-01T00:00:00Z");
    let market = market(vec![newer]).await;
    let laptop = Laptop::knowing(&market);
    laptop.sync().await;
    let mut older = skill(1, "Lantern");
    older["updated_at"] = json!("2026-02-01T00:00:00Z");
    market.catalogue().upsert(older).unwrap();
    let report = laptop.sync().await;
    assert_eq!(report.skills.updated, 0);
    assert_eq!(laptop.names(), ["Lamp"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replaced_version_goes_into_the_history_and_a_new_rating_does_not() {
    let market = market(vec![skill(1, "Lamp")]).await;
    let laptop = Laptop::knowing(&market);
    laptop.sync().await;
    let mut next = skill(1, "Lamp");
    next["version"] = json!("1.1.0");
    next["updated_at"] = json!("2026-02-01T00:00:00Z");
    market.catalogue().upsert(next.clone()).unwrap();
    laptop.sync().await;
    next["average_rating"] = json!(4.5);
    next["rating_count"] = json!(4);
    market.catalogue().upsert(next).unwrap();
    assert_eq!(laptop.sync().await.skills.updated, 1);
    let versions = laptop.engine().show(id(1).parse().unwrap()).unwrap().versions;
    assert_eq!(
        versions.iter().map(|seen| seen.version.as_str()).collect::<Vec<_>>(),
        ["1.1.0", "1.0.0"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_can_be_synced_alone() {
    let market = market(skills(10)).await;
    let laptop = Laptop::knowing(&market);
    let request = SyncRequest {
        only: Some(Part::Categories),
        ..SyncRequest::default()
    };
    let report = laptop.engine().sync(request, Trigger::Command).await;
    assert_eq!(
        (report.outcome, report.requests, report.skills.added),
        (Outcome::Complete, 1, 0)
    );
    assert!(report.categories.added > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_request_joins_the_sync_under_way() {
    let market = market(skills(2500)).await;
    let laptop = Laptop::knowing(&market);
    let gate = market.faults().hold(When::listing_page(2));
    let first = tokio::spawn({
        let engine = laptop.engine().clone();
        async move { engine.sync(SyncRequest::default(), Trigger::Schedule).await }
    });
    gate.holding().await;
    let second = tokio::spawn({
        let engine = laptop.engine().clone();
        async move { engine.sync(SyncRequest::default(), Trigger::User).await }
    });
    tokio::task::yield_now().await;
    gate.release();
    let (first, second) = (first.await.unwrap(), second.await.unwrap());
    assert_eq!((first.outcome, second.outcome), (Outcome::Complete, Outcome::Joined));
    assert_eq!(second.skills, first.skills, "who joins hears how it went");
    assert_eq!(market.recorded().to("/api/v1/categories").len(), 1, "it was one sync");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_process_on_the_same_folder_joins_too() {
    let market = market(skills(2500)).await;
    let laptop = Laptop::knowing(&market);
    let other = laptop.twin();
    let gate = market.faults().hold(When::listing_page(2));
    let first = tokio::spawn({
        let engine = laptop.engine().clone();
        async move { engine.sync(SyncRequest::default(), Trigger::Schedule).await }
    });
    gate.holding().await;
    let second = tokio::spawn(async move { other.sync(SyncRequest::default(), Trigger::Command).await });
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    gate.release();
    assert_eq!(first.await.unwrap().outcome, Outcome::Complete);
    assert_eq!(second.await.unwrap().outcome, Outcome::Joined);
    assert_eq!(market.recorded().to("/api/v1/categories").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_is_stopped_leaves_nothing_behind() {
    let market = market(skills(2500)).await;
    let laptop = Laptop::knowing(&market);
    let gate = market.faults().hold(When::listing_page(3));
    let running = tokio::spawn({
        let engine = laptop.engine().clone();
        async move { engine.sync(SyncRequest::default(), Trigger::User).await }
    });
    gate.holding().await;
    laptop.engine().stop_sync().await;
    gate.release();
    let report = running.await.unwrap();
    assert_eq!(
        (report.outcome, report.error.unwrap().code),
        (Outcome::Failed, Code::Stopped)
    );
    assert_eq!(laptop.search("").total, 0);
    assert_eq!(laptop.sync().await.skills.added, 2500);
}
