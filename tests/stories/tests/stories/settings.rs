//! Local-only mode, missing and invalid values.

use skilldock_engine::model::Code;
use skilldock_engine::status::Mode;
use skilldock_engine::sync::Outcome;
use skilldock_stories::{Laptop, market, skills};

#[tokio::test(flavor = "multi_thread")]
async fn local_only_mode_makes_no_connection_at_all() {
    let market = market(skills(5)).await;
    let mut laptop = Laptop::knowing(&market);
    laptop.set("ATOM_SAAS_ENABLED", "false").restart();
    let scheduler = laptop.engine().schedule();
    let report = laptop.sync().await;
    assert_eq!(
        (report.outcome, report.reason.as_deref()),
        (Outcome::Skipped, Some("local_only"))
    );
    assert_eq!(laptop.engine().test_token().await.unwrap_err().code, Code::LocalOnly);
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    scheduler.shutdown().await;
    assert_eq!(laptop.engine().status().unwrap().mode, Mode::LocalOnly);
    assert_eq!((market.recorded().count(), market.recorded().sockets().len()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_stops_only_what_needs_it() {
    let nothing = Laptop::with([]);
    let report = nothing.sync().await;
    let problem = report.error.unwrap();
    assert_eq!((report.outcome, problem.code), (Outcome::Failed, Code::UrlMissing));
    assert!(
        problem.message.contains("ATOM_SAAS_API_URL"),
        "it names the variable: {}",
        problem.message
    );
    assert_eq!(nothing.search("anything").total, 0);
    let no_token = Laptop::with([("ATOM_SAAS_API_URL", "http://127.0.0.1:9")]);
    assert_eq!(no_token.sync().await.error.unwrap().code, Code::TokenMissing);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_value_is_named_and_nothing_is_sent() {
    let market = market(skills(5)).await;
    let mut laptop = Laptop::knowing(&market);
    laptop.set("ATOM_SAAS_SYNC_INTERVAL_MINUTES", "4").restart();
    let problems = laptop.engine().problems();
    assert_eq!(problems.len(), 1);
    assert_eq!(
        (problems[0].variable.as_str(), problems[0].value.as_str()),
        ("ATOM_SAAS_SYNC_INTERVAL_MINUTES", "4")
    );
    assert_eq!(laptop.sync().await.error.unwrap().code, Code::ConfigInvalid);
    assert_eq!(market.recorded().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_scheduler_syncs_at_start_up_and_when_a_marketplace_is_set() {
    let market = market(skills(5)).await;
    let laptop = Laptop::with([]);
    let mut events = laptop.engine().events();
    let scheduler = laptop.engine().schedule();
    laptop
        .engine()
        .connect(&market.url(), Some(market.token()))
        .await
        .unwrap();
    let report = loop {
        if let skilldock_engine::event::EngineEvent::SyncFinished { report } = events.recv().await.unwrap()
            && report.outcome == Outcome::Complete
        {
            break report;
        }
    };
    assert_eq!(report.skills.added, 5);
    scheduler.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_tried_before_it_is_saved() {
    let market = market(skills(5)).await;
    let laptop = Laptop::with([]);
    let good = laptop
        .engine()
        .test_connection(&market.url(), Some(market.token()))
        .await
        .unwrap();
    assert_eq!((good.ok, good.skills), (true, Some(5)));
    let bad = laptop
        .engine()
        .test_connection(&market.url(), Some("another-token-5678"))
        .await
        .unwrap();
    assert_eq!((bad.ok, bad.problem.unwrap().code), (false, Code::TokenRejected));
    let nobody = laptop
        .engine()
        .test_connection("http://127.0.0.1:9", Some("another-token-5678"))
        .await
        .unwrap();
    assert_eq!(nobody.problem.unwrap().code, Code::Unreachable);
    assert!(laptop.engine().is_first_run(), "trying saves nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_goes_only_to_the_marketplace_it_was_given_for() {
    let first = market(skills(5)).await;
    let second = market(skills(5)).await;
    let laptop = Laptop::with([]);
    laptop
        .engine()
        .connect(&first.url(), Some(first.token()))
        .await
        .unwrap();
    assert_eq!(laptop.sync().await.outcome, Outcome::Complete);
    laptop.engine().connect(&second.url(), None).await.unwrap();
    assert_eq!(laptop.sync().await.error.unwrap().code, Code::TokenMissing);
    assert_eq!(second.recorded().count(), 0);
}
