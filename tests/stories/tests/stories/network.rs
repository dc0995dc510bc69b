//! The network in its moods (contract, section 2): what is tried again, what is
//! waited for, what is given up at once, and that the token goes nowhere else.

use std::time::Instant;

use skilldock_engine::model::Code;
use skilldock_engine::status::Mode;
use skilldock_engine::sync::Outcome;
use skilldock_marketplace::{Fault, RetryAfter, When};
use skilldock_stories::{Laptop, market, skills};

#[tokio::test(flavor = "multi_thread")]
async fn a_passing_failure_is_tried_again_three_times() {
    for fault in [
        Fault::status(500),
        Fault::status(502),
        Fault::status(503),
        Fault::status(504),
        Fault::close(),
        Fault::cut_body(100),
        Fault::invalid_json(),
        Fault::wrong_shape(),
        Fault::captive_portal(),
    ] {
        let market = market(skills(50)).await;
        let laptop = Laptop::knowing(&market);
        let shown = format!("{fault:?}");
        market.faults().on(When::listing_page(1).times(3), fault);
        let report = laptop.sync().await;
        assert_eq!(
            (report.outcome, report.skills.added),
            (Outcome::Complete, 50),
            "{shown}"
        );
        assert_eq!(report.requests, 5, "three more than the two needed: {shown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stays_broken_is_given_up_after_the_third_retry() {
    for (fault, code) in [
        (Fault::status(500), Code::ServerError),
        (Fault::status(503), Code::Maintenance),
        (Fault::close(), Code::Unreachable),
        (Fault::cut_body(100), Code::Unreachable),
        (Fault::invalid_json(), Code::BadAnswer),
        (Fault::wrong_shape(), Code::BadAnswer),
        (Fault::captive_portal(), Code::BadAnswer),
        (Fault::compression_bomb(256 << 20), Code::BadAnswer),
    ] {
        let market = market(skills(50)).await;
        let laptop = Laptop::knowing(&market);
        let shown = format!("{fault:?}");
        market.faults().on(When::get("/api/v1/skills"), fault);
        let report = laptop.sync().await;
        assert_eq!(report.error.as_ref().unwrap().code, code, "{shown}");
        assert_eq!(market.recorded().to("/api/v1/skills").len(), 4, "{shown}");
        assert!(!report.error.unwrap().hint.is_empty(), "what to do is said: {shown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_error_is_not_tried_again() {
    for status in [400, 404, 405, 409, 418] {
        let market = market(skills(50)).await;
        let laptop = Laptop::knowing(&market);
        market.faults().on(When::get("/api/v1/skills"), Fault::status(status));
        let report = laptop.sync().await;
        assert_eq!(report.outcome, Outcome::Partial, "{status}");
        assert_eq!(market.recorded().to("/api/v1/skills").len(), 1, "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_token_is_used_once_and_never_again_by_itself() {
    let market = market(skills(50)).await;
    let laptop = Laptop::with([
        ("ATOM_SAAS_API_URL", market.url().as_str()),
        ("ATOM_SAAS_API_TOKEN", "wrong-token-1234"),
    ]);
    let report = laptop.sync().await;
    assert_eq!(
        (report.outcome, report.error.unwrap().code),
        (Outcome::Failed, Code::TokenRejected)
    );
    assert_eq!(market.recorded().count(), 1, "one refusal is enough to know");
    assert_eq!(laptop.engine().status().unwrap().mode, Mode::TokenRejected);
    let scheduler = laptop.engine().schedule();
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    scheduler.shutdown().await;
    assert_eq!(market.recorded().count(), 1, "the scheduler waits for another token");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_the_marketplace_asks_for_is_waited_out() {
    for retry_after in [RetryAfter::Seconds(1), RetryAfter::DateIn(2)] {
        let market = market(skills(50)).await;
        let laptop = Laptop::knowing(&market);
        let shown = format!("{retry_after:?}");
        market.faults().on(
            When::listing_page(1).once(),
            Fault::status(429).retry_after(retry_after),
        );
        let began = Instant::now();
        let report = laptop.sync().await;
        assert_eq!((report.outcome, report.requests), (Outcome::Complete, 3), "{shown}");
        assert!(began.elapsed().as_millis() >= 300, "it did not wait: {shown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_of_more_than_two_minutes_ends_the_sync_and_puts_the_next_one_off() {
    let market = market(skills(50)).await;
    let laptop = Laptop::knowing(&market);
    market
        .faults()
        .on(When::any(), Fault::status(429).retry_after(RetryAfter::Seconds(600)));
    let report = laptop.sync().await;
    let problem = report.error.unwrap();
    assert_eq!(
        (report.outcome, problem.code, problem.retry_after_ms),
        (Outcome::Failed, Code::RateLimited, Some(600_000))
    );
    assert_eq!(market.recorded().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_elsewhere_is_not_followed_and_carries_no_token() {
    let elsewhere = market(skills(5)).await;
    for status in [301, 302, 307, 308] {
        let market = market(skills(50)).await;
        let laptop = Laptop::knowing(&market);
        let location = format!("{}/api/v1/skills", elsewhere.url());
        market.faults().on(When::any(), Fault::redirect(status, &location));
        let report = laptop.sync().await;
        assert_eq!(report.error.unwrap().code, Code::BadAnswer, "{status}");
    }
    assert_eq!(elsewhere.recorded().count(), 0, "not even a request without the token");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_read_no_further_than_its_cap() {
    const CAP: u64 = 64 << 20;
    for fault in [Fault::compression_bomb(256 << 20), Fault::endless_body()] {
        let market = market(skills(50)).await;
        let laptop = Laptop::knowing(&market);
        let shown = format!("{fault:?}");
        market.faults().on(When::listing_page(1).once(), fault);
        let report = laptop.sync().await;
        assert_eq!(
            (report.outcome, report.skills.added),
            (Outcome::Complete, 50),
            "{shown}"
        );
        let read = CAP..CAP + (1 << 20);
        assert!(
            read.contains(&report.bytes),
            "{} bytes were read: {shown}",
            report.bytes
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_marketplace_goes_away_everything_stays_browsable() {
    let market = market(skills(50)).await;
    let mut laptop = Laptop::knowing(&market);
    laptop.sync().await;
    market.go_down().await;
    let report = laptop.sync().await;
    assert_eq!(
        (report.outcome, report.error.unwrap().code),
        (Outcome::Failed, Code::Unreachable)
    );
    laptop.restart();
    let status = laptop.engine().status().unwrap();
    assert_eq!((status.mode, status.skills, status.stale), (Mode::Offline, 50, false));
    assert!(
        status.last_success.unwrap() < status.last_sync.unwrap(),
        "the age of what is here is that of the last good sync"
    );
    assert_eq!(laptop.search("skill 0007").skills[0].name, "Skill 0007");
    let first = laptop.search("").skills[0].skill_id;
    assert!(laptop.engine().skill_code(first, 0).unwrap().text.contains("print"));
    market.come_back().await.unwrap();
    assert_eq!(laptop.sync().await.outcome, Outcome::Complete);
    assert_eq!(laptop.engine().status().unwrap().mode, Mode::Polling);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_never_comes_ends_at_the_time_limit() {
    let market = market(skills(50)).await;
    let mut laptop = Laptop::knowing(&market);
    laptop.set("ATOM_SAAS_API_TIMEOUT_SECONDS", "10").restart();
    market.faults().on(When::get("/api/v1/categories"), Fault::hang());
    let began = Instant::now();
    // Four tries of ten seconds are too long for a test: one is enough to see the limit.
    let first = tokio::time::timeout(std::time::Duration::from_secs(15), laptop.sync()).await;
    assert!(first.is_err(), "it is tried again");
    assert!(
        market.recorded().to("/api/v1/categories").len() >= 2,
        "after {:?}",
        began.elapsed()
    );
}
