//! Ratings (contract, section 5): kept first, sent once, and never lost, whatever the
//! marketplace and the network do.

use std::time::Duration;

use serde_json::Value;
use skilldock_engine::event::EngineEvent;
use skilldock_engine::model::{Code, SkillId};
use skilldock_engine::ratings::{RatingState, user_id};
use skilldock_engine::status::{Mode, RatingCounts};
use skilldock_engine::sync::{Outcome, RatingChanges, SyncReport};
use skilldock_engine::view::MyRating;
use skilldock_engine::{Part, SyncRequest, Trigger};
use skilldock_marketplace::{Fault, Marketplace, Rating, RetryAfter, When};
use skilldock_stories::{Laptop, id, market, skill, skills};

const RATINGS: &str = "/api/v1/ratings";
const ADA: &str = "Ada@Example.com ";

fn skill_id(number: u32) -> SkillId {
    id(number).parse().unwrap()
}

/// A laptop of Ada's, with the marketplace's skills on it.
async fn ada(market: &Marketplace) -> Laptop {
    let laptop = Laptop::with([
        ("ATOM_SAAS_API_URL", market.url().as_str()),
        ("ATOM_SAAS_API_TOKEN", market.token()),
        ("SKILLDOCK_IDENTITY", ADA),
    ]);
    assert_eq!(laptop.sync().await.outcome, Outcome::Complete);
    market.recorded().clear();
    laptop
}

async fn send(laptop: &Laptop) -> SyncReport {
    let request = SyncRequest {
        only: Some(Part::Ratings),
        ..SyncRequest::default()
    };
    laptop.engine().sync(request, Trigger::Command).await
}

fn rate(laptop: &Laptop, number: u32, stars: u8, comment: Option<&str>) -> MyRating {
    laptop.engine().rate(skill_id(number), stars, comment).unwrap()
}

fn state(laptop: &Laptop, number: u32) -> RatingState {
    laptop.engine().rating(skill_id(number)).unwrap().state
}

/// Ada's ratings of a skill at the marketplace: stars and words.
fn there(market: &Marketplace, number: u32) -> Vec<(u8, Option<String>)> {
    market
        .catalogue()
        .ratings(&id(number))
        .into_iter()
        .filter(|rating| rating.user_id == user_id(ADA))
        .map(|rating| (rating.rating, rating.comment))
        .collect()
}

/// Puts a rating of Ada's at the marketplace as another device would have, so many seconds from now.
fn elsewhere(market: &Marketplace, number: u32, stars: u8, seconds: i64) {
    let at = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(seconds);
    let rating = Rating {
        user_id: user_id(ADA),
        rating: stars,
        comment: None,
        created_at: at.to_string(),
    };
    assert!(market.catalogue().set_rating(&id(number), rating));
}

fn figures(laptop: &Laptop, number: u32) -> (f64, u32) {
    let row = laptop.engine().skill(skill_id(number)).unwrap().row;
    let whole = laptop.engine().show(skill_id(number)).unwrap().skill;
    assert_eq!(
        whole["average_rating"].as_f64(),
        Some(row.average_rating),
        "lists and pages agree"
    );
    assert_eq!(whole["rating_count"].as_u64(), Some(row.rating_count.into()));
    (row.average_rating, row.rating_count)
}

fn bodies(market: &Marketplace, method: &str) -> Vec<Value> {
    let requests = market.recorded().to(RATINGS);
    requests
        .iter()
        .filter(|one| one.method == method)
        .map(|one| one.json())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_given_offline_is_sent_once_when_there_is_a_connection() {
    let market = market(skills(3)).await;
    let laptop = ada(&market).await;
    market.go_down().await;
    let kept = rate(&laptop, 1, 5, Some("  Very good. "));
    assert_eq!(
        (kept.state, kept.comment.as_deref()),
        (RatingState::Waiting, Some("Very good."))
    );
    let tried = laptop.engine().try_rating(skill_id(1)).await.unwrap();
    assert_eq!(tried.state, RatingState::Waiting, "kept is done: offline is no error");
    market.come_back().await.unwrap();
    let report = send(&laptop).await;
    assert_eq!(report.outcome, Outcome::Complete);
    assert_eq!(
        report.ratings,
        RatingChanges {
            sent: 1,
            failed: 0,
            waiting: 0
        }
    );
    assert_eq!(there(&market, 1), [(5, Some("Very good.".to_owned()))]);
    assert_eq!(send(&laptop).await.requests, 0, "nothing is left to be sent");
    let body = &bodies(&market, "POST")[0];
    assert_eq!(body["user_id"], user_id("ada@example.com").as_str());
    assert!(!body.to_string().contains("xample.com"), "never an e-mail");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_identity_the_installation_has_one_of_its_own() {
    let market = market(skills(2)).await;
    let mut laptop = Laptop::knowing(&market);
    laptop.sync().await;
    rate(&laptop, 0, 4, None);
    send(&laptop).await;
    laptop.restart();
    rate(&laptop, 1, 4, None);
    send(&laptop).await;
    let users: Vec<_> = (0..2)
        .map(|n| market.catalogue().ratings(&id(n))[0].user_id.clone())
        .collect();
    assert_eq!(users[0], users[1], "it is the same after a restart");
    assert!(users[0].starts_with("sha256:") && users[0].len() == 7 + 64, "{users:?}");
    assert_ne!(users[0], user_id(""));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_tried_at_once_where_there_is_a_connection() {
    let market = market(skills(2)).await;
    let laptop = ada(&market).await;
    rate(&laptop, 0, 3, None);
    let sent = laptop.engine().try_rating(skill_id(0)).await.unwrap();
    assert_eq!((sent.state, sent.attempts), (RatingState::Sent, 1));
    // With a scheduler nobody has to ask.
    let mut events = laptop.engine().events();
    let scheduler = laptop.engine().schedule();
    rate(&laptop, 1, 2, None);
    while state(&laptop, 1) != RatingState::Sent {
        let event = tokio::time::timeout(Duration::from_secs(10), events.recv()).await;
        event.expect("a rating is sent soon").unwrap();
    }
    scheduler.shutdown().await;
    assert_eq!(
        (there(&market, 0), there(&market, 1)),
        (vec![(3, None)], vec![(2, None)])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_lost_doubles_nothing() {
    let market = market(skills(1)).await;
    let laptop = ada(&market).await;
    market.faults().on(When::post(RATINGS).once(), Fault::lose_answer());
    rate(&laptop, 0, 4, Some("Good."));
    let report = send(&laptop).await;
    assert_eq!(
        report.ratings,
        RatingChanges {
            sent: 1,
            failed: 0,
            waiting: 0
        }
    );
    assert_eq!(report.conflicts.detected, 0, "it is no conflict with oneself");
    assert_eq!(there(&market, 0), [(4, Some("Good.".to_owned()))]);
    assert!(bodies(&market, "PUT").is_empty());
    assert_eq!(figures(&laptop, 0), (4.0, 4), "counted once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_changed_after_its_answer_was_lost_is_no_conflict() {
    let market = market(skills(1)).await;
    let laptop = ada(&market).await;
    let lost = market.faults().on(When::post(RATINGS), Fault::lose_answer());
    rate(&laptop, 0, 4, None);
    assert_eq!(send(&laptop).await.outcome, Outcome::Failed);
    market.faults().remove(lost);
    rate(&laptop, 0, 1, None);
    let report = send(&laptop).await;
    assert_eq!((report.ratings.sent, report.conflicts.detected), (1, 0));
    assert_eq!(there(&market, 0), [(1, None)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_devices_ratings_the_newer_wins_whatever_the_clocks_say() {
    const DAY: i64 = 24 * 60 * 60;
    for skew in [0, DAY, -DAY] {
        for (seconds, mine_wins) in [(-3600, true), (3600, false)] {
            let market = market(skills(1)).await;
            let laptop = ada(&market).await;
            market.faults().on(When::any(), Fault::none().date_skew(skew));
            elsewhere(&market, 0, 2, skew + seconds);
            let mut events = laptop.engine().events();
            rate(&laptop, 0, 5, None);
            let report = send(&laptop).await;
            let shown = format!("skew {skew}, theirs {seconds} s from now");
            assert_eq!(report.outcome, Outcome::Complete, "{shown}");
            let stars = if mine_wins { 5 } else { 2 };
            assert_eq!(there(&market, 0), [(stars, None)], "{shown}");
            let mine = laptop.engine().rating(skill_id(0)).unwrap();
            assert_eq!((mine.rating, mine.state), (stars, RatingState::Sent), "{shown}");
            assert_eq!(
                (report.conflicts.detected, report.conflicts.resolved),
                (1, 1),
                "{shown}"
            );
            assert_eq!(report.ratings.sent, u32::from(mine_wins), "{shown}");
            let told = std::iter::from_fn(|| events.try_recv().ok())
                .any(|event| matches!(event, EngineEvent::Conflict { waiting: false, .. }));
            assert!(told, "{shown}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_marketplace_that_cannot_change_ratings_is_asked_again_only_when_the_user_asks() {
    let market = market(skills(1)).await;
    let laptop = ada(&market).await;
    market.configure(|settings| settings.put_ratings = false);
    elsewhere(&market, 0, 2, -3600);
    rate(&laptop, 0, 5, None);
    let report = send(&laptop).await;
    assert_eq!(
        (report.outcome, report.ratings),
        (Outcome::Complete, RatingChanges::default())
    );
    let mine = laptop.engine().rating(skill_id(0)).unwrap();
    assert_eq!((mine.rating, mine.state), (5, RatingState::NotAccepted));
    assert!(
        mine.last_error
            .unwrap()
            .starts_with("Not accepted by the marketplace yet")
    );
    assert_eq!(bodies(&market, "PUT").len(), 1, "PUT is tried once");
    assert_eq!(send(&laptop).await.requests, 0, "not again within a day");
    // The user asks while it still cannot, and again when it can.
    assert_eq!(laptop.engine().retry_rating(skill_id(0)).unwrap().attempts, 0);
    let asked = laptop.engine().try_rating(skill_id(0)).await.unwrap();
    assert_eq!(asked.state, RatingState::NotAccepted);
    market.configure(|settings| settings.put_ratings = true);
    laptop.engine().retry_rating(skill_id(0)).unwrap();
    assert_eq!(
        laptop.engine().try_rating(skill_id(0)).await.unwrap().state,
        RatingState::Sent
    );
    assert_eq!(there(&market, 0), [(5, None)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_marketplace_refuses_for_good_is_on_the_list_at_once() {
    for status in [400, 404, 413, 422] {
        let market = market(skills(2)).await;
        let laptop = ada(&market).await;
        market
            .faults()
            .on(When::post(RATINGS).containing(&id(0)), Fault::status(status));
        rate(&laptop, 0, 5, None);
        rate(&laptop, 1, 5, None);
        let report = send(&laptop).await;
        assert_eq!(
            report.ratings,
            RatingChanges {
                sent: 1,
                failed: 1,
                waiting: 0
            },
            "{status}"
        );
        assert_eq!(report.outcome, Outcome::Partial, "{status}");
        let failed = laptop.engine().ratings(Some(RatingState::Failed)).unwrap();
        assert_eq!(
            (failed.len(), failed[0].skill_id, failed[0].attempts),
            (1, skill_id(0), 1),
            "{status}"
        );
        assert!(
            failed[0].last_error.as_ref().unwrap().contains(&status.to_string()),
            "{status}"
        );
        assert_eq!(state(&laptop, 1), RatingState::Sent, "{status}");
        assert_eq!(
            send(&laptop).await.requests,
            0,
            "a listed one waits for the user: {status}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_heal_is_on_the_list_after_three_syncs_that_failed_at_it() {
    let market = market(skills(1)).await;
    let mut laptop = ada(&market).await;
    let broken = market.faults().on(When::post(RATINGS), Fault::status(500));
    rate(&laptop, 0, 5, None);
    laptop.engine().try_rating(skill_id(0)).await.unwrap();
    assert_eq!(state(&laptop, 0), RatingState::Waiting, "the try at once is no sync");
    for sync in 1..=3 {
        market.recorded().clear();
        let report = send(&laptop).await;
        assert_eq!(market.recorded().to(RATINGS).len(), 4, "each sync has its own retries");
        let expected = if sync < 3 {
            RatingState::Waiting
        } else {
            RatingState::Failed
        };
        assert_eq!(state(&laptop, 0), expected, "after sync {sync}");
        assert_eq!(report.ratings.failed, u32::from(sync == 3));
        laptop.restart();
    }
    market.faults().remove(broken);
    laptop.engine().retry_rating(skill_id(0)).unwrap();
    assert_eq!(send(&laptop).await.ratings.sent, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_marketplace_that_cannot_be_reached_counts_for_nothing() {
    let market = market(skills(1)).await;
    let laptop = ada(&market).await;
    rate(&laptop, 0, 5, None);
    market.go_down().await;
    for _ in 0..5 {
        let report = send(&laptop).await;
        assert_eq!(
            (report.outcome, report.error.unwrap().code),
            (Outcome::Failed, Code::Unreachable)
        );
        assert_eq!(report.ratings.waiting, 1);
    }
    market.come_back().await.unwrap();
    assert_eq!(send(&laptop).await.ratings.sent, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_token_stops_everything_and_counts_for_nothing() {
    let market = market(skills(30)).await;
    let laptop = ada(&market).await;
    (0..30).for_each(|number| drop(rate(&laptop, number, 5, None)));
    market.revoke_token(market.token());
    for _ in 0..4 {
        let report = send(&laptop).await;
        assert_eq!(
            (report.outcome, report.error.unwrap().code),
            (Outcome::Failed, Code::TokenRejected)
        );
        assert_eq!(
            report.ratings,
            RatingChanges {
                sent: 0,
                failed: 0,
                waiting: 30
            }
        );
    }
    assert!(
        market.recorded().count() <= 40,
        "what is under way ends, and no more is sent"
    );
    market.recorded().clear();
    laptop.engine().try_rating(skill_id(0)).await.unwrap();
    assert_eq!(market.recorded().count(), 0, "rating does not use the token either");
    assert_eq!(laptop.engine().status().unwrap().mode, Mode::TokenRejected);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_and_fifty_ratings_go_up_ten_at_a_time_and_a_bad_one_fails_alone() {
    let market = market(skills(250)).await;
    let laptop = ada(&market).await;
    (0..250).for_each(|number| drop(rate(&laptop, number, 1 + u8::try_from(number % 5).unwrap(), None)));
    market
        .faults()
        .on(When::post(RATINGS).containing(&id(77)), Fault::status(422));
    market
        .faults()
        .on(When::post(RATINGS), Fault::none().delay(Duration::from_millis(5)));
    let report = send(&laptop).await;
    assert_eq!(
        report.ratings,
        RatingChanges {
            sent: 249,
            failed: 1,
            waiting: 0
        }
    );
    let most = market.recorded().most_in_flight();
    assert!((2..=10).contains(&most), "{most} at a time");
    assert!((0..250).all(|number| there(&market, number).len() == usize::from(number != 77)));
    let counts = laptop.engine().status().unwrap().ratings;
    let expected = RatingCounts {
        waiting: 0,
        sent: 249,
        failed: 1,
        not_accepted: 0,
    };
    assert_eq!(counts, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_request_limit_is_kept_and_a_429_is_waited_out() {
    let market = market(skills(20)).await;
    let laptop = ada(&market).await;
    (0..20).for_each(|number| drop(rate(&laptop, number, 3, None)));
    let full = Fault::status(429).retry_after(RetryAfter::Seconds(1));
    market.faults().on(When::post(RATINGS).times(3), full);
    assert_eq!(
        send(&laptop).await.ratings,
        RatingChanges {
            sent: 20,
            failed: 0,
            waiting: 0
        }
    );
    // A longer pause than is waited for ends the run; nothing is lost.
    let full = Fault::status(429).retry_after(RetryAfter::Seconds(600));
    let closed = market.faults().on(When::any(), full);
    rate(&laptop, 0, 4, None);
    let report = send(&laptop).await;
    assert_eq!(
        (report.error.unwrap().code, report.ratings.waiting),
        (Code::RateLimited, 1)
    );
    market.faults().remove(closed);
    assert_eq!(send(&laptop).await.ratings.sent, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_changed_while_it_goes_up_goes_up_too() {
    for stage in ["arrival", "answer"] {
        let market = market(skills(1)).await;
        let laptop = ada(&market).await;
        let when = When::post(RATINGS).once();
        let gate = if stage == "arrival" {
            market.faults().hold(when)
        } else {
            market.faults().hold_answer(when)
        };
        rate(&laptop, 0, 1, Some("first"));
        let engine = laptop.engine().clone();
        let sync = tokio::spawn(async move {
            let request = SyncRequest {
                only: Some(Part::Ratings),
                ..SyncRequest::default()
            };
            engine.sync(request, Trigger::Command).await
        });
        gate.holding().await;
        rate(&laptop, 0, 5, Some("second"));
        gate.release();
        let report = sync.await.unwrap();
        assert_eq!((report.ratings.waiting, report.conflicts.detected), (0, 0), "{stage}");
        assert_eq!(there(&market, 0), [(5, Some("second".to_owned()))], "{stage}");
        let mine = laptop.engine().rating(skill_id(0)).unwrap();
        assert_eq!((mine.rating, mine.state), (5, RatingState::Sent), "{stage}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_taken_away_while_it_goes_up_is_shown_as_what_the_marketplace_has() {
    let market = market(skills(1)).await;
    let laptop = ada(&market).await;
    let gate = market.faults().hold_answer(When::post(RATINGS).once());
    rate(&laptop, 0, 1, None);
    let engine = laptop.engine().clone();
    let sync = tokio::spawn(async move { engine.sync(SyncRequest::default(), Trigger::Command).await });
    gate.holding().await;
    let gone = laptop.engine().discard_rating(skill_id(0)).unwrap();
    assert_eq!(gone.state, RatingState::Discarded);
    assert_eq!(laptop.engine().rating(skill_id(0)).unwrap_err().code, Code::NotFound);
    gate.release();
    sync.await.unwrap();
    let mine = laptop.engine().rating(skill_id(0)).unwrap();
    assert_eq!((mine.rating, mine.state), (1, RatingState::Sent));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_taken_away_after_its_answer_was_lost_is_looked_for() {
    for stored in [true, false] {
        let market = market(skills(1)).await;
        let laptop = ada(&market).await;
        let fault = if stored { Fault::lose_answer() } else { Fault::close() };
        let lost = market.faults().on(When::post(RATINGS), fault);
        rate(&laptop, 0, 4, None);
        assert_eq!(send(&laptop).await.outcome, Outcome::Failed);
        market.faults().remove(lost);
        laptop.engine().discard_rating(skill_id(0)).unwrap();
        assert!(laptop.engine().ratings(None).unwrap().is_empty());
        assert_eq!(figures(&laptop, 0), (4.0, 3));
        let report = send(&laptop).await;
        assert_eq!((report.ratings.sent, report.requests), (0, 1), "one look is enough");
        let mine = laptop.engine().rating(skill_id(0)).ok();
        let shown = mine.map(|mine| (mine.rating, mine.state));
        assert_eq!(shown, stored.then_some((4, RatingState::Sent)));
        assert_eq!(there(&market, 0).len(), usize::from(stored));
        assert_eq!(send(&laptop).await.requests, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn discarding_goes_back_to_what_the_marketplace_has() {
    let market = market(skills(2)).await;
    let laptop = ada(&market).await;
    // Nothing of mine is there: it is as if it had never been given.
    rate(&laptop, 0, 5, None);
    assert_ne!(figures(&laptop, 0), (4.0, 3));
    laptop.engine().discard_rating(skill_id(0)).unwrap();
    assert_eq!(figures(&laptop, 0), (4.0, 3));
    assert!(laptop.engine().ratings(None).unwrap().is_empty());
    assert_eq!(
        laptop.engine().discard_rating(skill_id(0)).unwrap_err().code,
        Code::NotFound
    );
    // An earlier one of mine is there.
    rate(&laptop, 1, 2, Some("Meh."));
    send(&laptop).await;
    let sent = figures(&laptop, 1);
    rate(&laptop, 1, 5, None);
    assert_ne!(figures(&laptop, 1), sent);
    let back = laptop.engine().discard_rating(skill_id(1)).unwrap();
    assert_eq!(
        (back.rating, back.comment.as_deref(), back.state),
        (2, Some("Meh."), RatingState::Sent)
    );
    assert_eq!(figures(&laptop, 1), sent);
    assert_eq!(send(&laptop).await.requests, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_average_moves_at_once_and_again_when_the_marketplace_answers() {
    let market = market(skills(2)).await;
    let laptop = ada(&market).await;
    let mut events = laptop.engine().events();
    assert_eq!(figures(&laptop, 0), (4.0, 3));
    rate(&laptop, 0, 2, None);
    assert_eq!(figures(&laptop, 0), (3.5, 4));
    let first = std::iter::from_fn(|| events.try_recv().ok()).collect::<Vec<_>>();
    assert!(
        first
            .iter()
            .any(|event| matches!(event, EngineEvent::RatingChanged { .. }))
    );
    assert!(
        first
            .iter()
            .any(|event| matches!(event, EngineEvent::CatalogueChanged { .. }))
    );
    // A listing that comes in between has the marketplace's figures, and mine stays in those shown.
    market.catalogue().quietly().rate(&id(0), "sha256:other", 4);
    let request = SyncRequest {
        only: Some(Part::Catalogue),
        ..SyncRequest::default()
    };
    laptop.engine().sync(request, Trigger::Command).await;
    assert_eq!(figures(&laptop, 0), (3.6, 5));
    send(&laptop).await;
    assert_eq!(figures(&laptop, 0), (3.6, 5));
    assert_eq!(
        figures(&laptop, 0).0,
        market.catalogue().get(&id(0)).unwrap()["average_rating"]
    );
    rate(&laptop, 0, 5, None);
    let (average, count) = figures(&laptop, 0);
    assert!(
        (average - 4.2).abs() < 0.001 && count == 5,
        "in place of the earlier one: {average} of {count}"
    );
    send(&laptop).await;
    assert_eq!(figures(&laptop, 0), (4.2, 5));
    // The next listing says the same and finds it unchanged.
    let report = laptop.sync().await;
    assert_eq!((report.skills.updated, report.skills.unchanged), (0, 2));
    assert_eq!(laptop.search("Skill 0000").skills[0].average_rating, 4.2);
}

#[tokio::test(flavor = "multi_thread")]
async fn local_only_mode_keeps_ratings_and_a_restart_loses_none() {
    let market = market(skills(3)).await;
    let mut laptop = ada(&market).await;
    laptop.set("ATOM_SAAS_ENABLED", "false").restart();
    rate(&laptop, 0, 5, Some("Kept."));
    assert_eq!(
        laptop.engine().try_rating(skill_id(0)).await.unwrap().state,
        RatingState::Waiting
    );
    let report = send(&laptop).await;
    assert_eq!((report.outcome, report.ratings.waiting), (Outcome::Skipped, 1));
    assert_eq!(market.recorded().count(), 0);
    laptop.restart();
    assert_eq!(laptop.engine().status().unwrap().ratings.waiting, 1);
    assert_eq!(figures(&laptop, 0), (4.25, 4));
    laptop.set("ATOM_SAAS_ENABLED", "true").restart();
    assert_eq!(
        laptop.sync().await.ratings.sent,
        1,
        "a sync of everything sends ratings too"
    );
    assert_eq!(there(&market, 0), [(5, Some("Kept.".to_owned()))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_rating_is_refused_and_nothing_is_kept() {
    let market = market(vec![skill(0, "Lamp")]).await;
    let laptop = ada(&market).await;
    let refused =
        |number, stars, comment: Option<&str>| laptop.engine().rate(skill_id(number), stars, comment).unwrap_err().code;
    assert_eq!(refused(0, 0, None), Code::BadInput);
    assert_eq!(refused(0, 6, None), Code::BadInput);
    assert_eq!(refused(0, 5, Some(&"x".repeat(1001))), Code::BadInput);
    assert_eq!(refused(9, 5, None), Code::NotFound);
    assert_eq!(
        laptop.engine().retry_rating(skill_id(0)).unwrap_err().code,
        Code::NotFound
    );
    assert!(laptop.engine().ratings(None).unwrap().is_empty());
    rate(&laptop, 0, 5, Some(&"é".repeat(1000)));
    assert_eq!(send(&laptop).await.ratings.sent, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_that_fails_keeps_no_rating_back_and_the_other_way_round() {
    let market = market(skills(2)).await;
    let laptop = ada(&market).await;
    rate(&laptop, 0, 5, None);
    market.catalogue().quietly().upsert(skill(5, "New")).unwrap();
    let broken = market.faults().on(When::get("/api/v1/skills"), Fault::status(500));
    let report = laptop.sync().await;
    assert_eq!((report.outcome, report.ratings.sent), (Outcome::Partial, 1));
    market.faults().remove(broken);
    market.faults().on(When::post(RATINGS), Fault::status(500));
    rate(&laptop, 1, 5, None);
    let report = laptop.sync().await;
    assert_eq!(
        (report.outcome, report.skills.added, report.ratings.waiting),
        (Outcome::Partial, 1, 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_only_sent_ratings_says_nothing_of_the_catalogue() {
    let market = market(skills(1)).await;
    let laptop = ada(&market).await;
    let before = laptop.engine().status().unwrap().last_success;
    rate(&laptop, 0, 5, None);
    assert_eq!(send(&laptop).await.outcome, Outcome::Complete);
    let entry = laptop.engine().journal(1).unwrap().pop().unwrap();
    assert_eq!(
        (entry.report.only.as_deref(), entry.report.ratings.sent),
        (Some("ratings"), 1)
    );
    assert_eq!(laptop.engine().status().unwrap().last_success, before);
    // Nor does one without ratings make a failed listing half a success.
    market.faults().on(When::get("/api/v1/*"), Fault::status(500));
    assert_eq!(laptop.sync().await.outcome, Outcome::Failed);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_file_holds_the_identity() {
    let market = market(skills(1)).await;
    let laptop = ada(&market).await;
    rate(&laptop, 0, 5, None);
    send(&laptop).await;
    for file in std::fs::read_dir(laptop.folder()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap().to_ascii_lowercase();
        let found = bytes.windows(11).any(|part| part == b"example.com");
        assert!(!found, "{}", path.display());
    }
}
