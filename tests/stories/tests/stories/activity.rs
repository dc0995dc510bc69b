//! The activity log: what happened is found in it again, whoever did it, and nothing of
//! it is secret.

use std::time::Duration;

use serde_json::json;
use skilldock_engine::Engine;
use skilldock_engine::activity::{
    ActivityEntry, ActivityFilter, ActivityFormat, ActivityKind, ActivityLevel, Happened,
};
use skilldock_engine::event::EngineEvent;
use skilldock_engine::status::{Notice, Situation};
use skilldock_engine::sync::Outcome;
use skilldock_marketplace::{Fault, When};
use skilldock_stories::live::{Live, impatient};
use skilldock_stories::{Laptop, id, market, skill, skills};

fn log(engine: &Engine, filter: &ActivityFilter) -> Vec<ActivityEntry> {
    engine.activity(filter, None, 100).unwrap().entries
}

/// What happened, earliest first.
fn happened(engine: &Engine) -> Vec<Happened> {
    let mut all: Vec<_> = log(engine, &ActivityFilter::default())
        .into_iter()
        .map(|entry| entry.what)
        .collect();
    all.reverse();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_user_and_the_syncs_did_is_there_after_a_restart() {
    let market = market(skills(3)).await;
    let mut laptop = Laptop::knowing(&market);
    assert_eq!(laptop.sync().await.outcome, Outcome::Complete);
    let engine = laptop.engine();
    let first = id(1).parse().unwrap();
    let set = json!({ "description": "Mine." });
    engine.edit(first, set.as_object().unwrap()).unwrap();
    engine.revert(first, false).unwrap();
    engine.rate(first, 4, Some("Good.")).unwrap();
    assert_eq!(laptop.sync().await.ratings.sent, 1);
    engine.pause().unwrap();
    engine.resume().unwrap();
    engine
        .set_setting("ATOM_SAAS_SYNC_INTERVAL_MINUTES", Some("30"))
        .unwrap();
    engine
        .set_setting("SKILLDOCK_IDENTITY", Some("ada@example.com"))
        .unwrap();
    let to = laptop.folder().join("out.json");
    engine.export(None, &to).unwrap();

    laptop.restart();
    let engine = laptop.engine();
    use Happened::*;
    assert_eq!(
        happened(engine),
        [
            SyncComplete,
            Edited,
            Reverted,
            Rated,
            RatingSent,
            SyncComplete,
            Paused,
            Resumed,
            SettingChanged,
            SettingChanged,
            Exported
        ]
    );
    let all = log(engine, &ActivityFilter::default());
    let rated = all.iter().find(|entry| entry.what == RatingSent).unwrap();
    assert_eq!(rated.facts.name.as_deref(), Some("Skill 0001"));
    assert_eq!((rated.skill_id, rated.skill_here), (Some(first), true));
    let first_sync = all.last().unwrap();
    assert_eq!(first_sync.facts.count, Some(4), "three skills came, and their category");

    // Neither the token nor what a setting was set to is anywhere in what is written out.
    for (format, name) in [(ActivityFormat::Json, "log.json"), (ActivityFormat::Csv, "log.csv")] {
        let file = laptop.folder().join(name);
        let entries = engine
            .export_activity(&ActivityFilter::default(), format, &file)
            .unwrap();
        assert_eq!(entries, 11);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains("SKILLDOCK_IDENTITY"), "{text}");
        for secret in [market.token(), "ada@example.com", "127.0.0.1"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_filtered_searched_and_read_page_by_page() {
    let market = market(skills(40)).await;
    let laptop = Laptop::knowing(&market);
    laptop.sync().await;
    let engine = laptop.engine();
    for number in 0..40 {
        engine.rate(id(number).parse().unwrap(), 4, None).unwrap();
    }
    let filter = |text: &str| ActivityFilter {
        text: text.to_owned(),
        ..ActivityFilter::default()
    };
    assert_eq!(log(engine, &filter("skill 0007")).len(), 1);
    assert_eq!(
        log(engine, &filter("name")).len(),
        0,
        "the names of facts are not searched"
    );
    assert_eq!(
        log(engine, &filter("%")).len(),
        0,
        "no sign of the search is a wildcard"
    );
    let named = ActivityFilter {
        named: vec![Happened::SyncComplete],
        ..filter("abgeglichen")
    };
    assert_eq!(log(engine, &named).len(), 1, "what the window calls it is found too");
    let syncs = ActivityFilter {
        kinds: vec![ActivityKind::Sync],
        ..ActivityFilter::default()
    };
    assert_eq!(log(engine, &syncs).len(), 1);
    let bad = ActivityFilter {
        level: Some(ActivityLevel::Warning),
        ..ActivityFilter::default()
    };
    assert_eq!(log(engine, &bad), []);

    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = engine.activity(&ActivityFilter::default(), before, 10).unwrap();
        before = page.entries.last().map(|entry| entry.id);
        seen.extend(page.entries.into_iter().map(|entry| entry.id));
        if !page.more {
            break;
        }
    }
    assert_eq!(seen.len(), 41);
    assert!(seen.is_sorted_by(|a, b| a > b), "each once, latest first");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_fails_again_and_again_is_one_entry_with_a_count() {
    let market = market(skills(1)).await;
    let laptop = Laptop::knowing(&market);
    let mut live = Live::connected_on(&laptop, impatient()).await;
    market.faults().on(When::get("/ws"), Fault::status(500));
    market.sockets().close_all(1001, "going away");
    for _ in 0..4 {
        live.until(
            "a failed attempt",
            |event| matches!(event, EngineEvent::Disconnected { reason } if reason.contains("500")),
        )
        .await;
    }
    let sockets = ActivityFilter {
        kinds: vec![ActivityKind::Socket],
        ..ActivityFilter::default()
    };
    let entries = log(&live.engine, &sockets);
    let what: Vec<_> = entries.iter().map(|entry| entry.what).collect();
    use Happened::{Connected, Disconnected};
    assert_eq!(what, [Disconnected, Disconnected, Connected], "{entries:?}");
    assert!(entries[0].facts.count >= Some(4), "{:?}", entries[0]);
    assert!(entries[0].facts.until.unwrap() >= entries[0].at);
    assert_eq!(entries[0].level, ActivityLevel::Warning);
    live.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_updates_is_few_entries_and_loses_none() {
    let market = market(skills(5)).await;
    let laptop = Laptop::knowing(&market);
    let mut live = Live::connected_on(&laptop, impatient()).await;
    for number in 0..90 {
        market
            .catalogue()
            .upsert(skill(number % 5, &format!("Name {number}")))
            .unwrap();
    }
    live.until_applied("skill_update", 90).await;
    live.shutdown().await;
    let updates = ActivityFilter {
        kinds: vec![ActivityKind::Update],
        ..ActivityFilter::default()
    };
    let entries = log(laptop.engine(), &updates);
    assert!(entries.len() <= 3, "{}", entries.len());
    let counted: u32 = entries.iter().filter_map(|entry| entry.facts.count).sum();
    assert_eq!(counted, 90);
}

#[tokio::test(flavor = "multi_thread")]
async fn removals_that_were_declined_are_told_and_no_longer_asked_about() {
    let market = market(skills(60)).await;
    let laptop = Laptop::knowing(&market);
    laptop.sync().await;
    for number in 0..40 {
        market.catalogue().delete(&id(number));
    }
    laptop.sync().await;
    let engine = laptop.engine();
    let status = engine.status().unwrap();
    assert_eq!((status.held, status.held_declined), (40, false));
    assert_eq!(status.notice, Some(Notice::Held));
    assert!(
        matches!(
            status.situation,
            Situation::NeedsYou {
                held: 40,
                conflicts: 0,
                ..
            }
        ),
        "{:?}",
        status.situation
    );

    let status = engine.decline_held().unwrap();
    assert_eq!((status.held, status.held_declined), (40, true));
    assert_eq!(status.situation, Situation::UpToDate { live: false });
    assert_eq!(status.notice, None);
    assert_eq!(happened(engine).last(), Some(&Happened::DeletionsDeclined));

    market.catalogue().delete(&id(41));
    laptop.sync().await;
    let status = engine.status().unwrap();
    assert_eq!(
        (status.held, status.held_declined),
        (41, false),
        "other ones are asked about again"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_used_and_not_rated_is_offered() {
    let market = market(skills(5)).await;
    let laptop = Laptop::knowing(&market);
    laptop.sync().await;
    let engine = laptop.engine();
    let skill_of = |number: u32| id(number).parse().unwrap();
    engine.set_favourite(skill_of(1), true).unwrap();
    engine.set_favourite(skill_of(2), true).unwrap();
    let set = json!({ "description": "Mine." });
    engine.edit(skill_of(3), set.as_object().unwrap()).unwrap();
    let own = laptop.folder().join("own.py");
    std::fs::write(&own, "print('mine')\n").unwrap();
    engine.new_skill(&own).unwrap();
    let offered = || {
        let mut names: Vec<_> = engine.unrated().unwrap().into_iter().map(|one| one.name).collect();
        names.sort();
        names
    };
    assert_eq!(
        offered(),
        ["Skill 0001", "Skill 0002", "Skill 0003"],
        "one's own is not rated"
    );
    engine.rate(skill_of(2), 5, None).unwrap();
    assert_eq!(offered(), ["Skill 0001", "Skill 0003"]);

    let page = engine.rated(None, 0).unwrap();
    assert_eq!(page.total, 1);
    assert_eq!(page.ratings[0].name.as_deref(), Some("Skill 0002"));
    assert_eq!(page.ratings[0].rating_count, 4, "the user's own counts at once");
    tokio::time::timeout(Duration::from_secs(20), laptop.sync())
        .await
        .unwrap();
    assert_eq!(
        engine.rated(None, 0).unwrap().ratings[0].rating_count,
        4,
        "and is counted once"
    );
}
