//! Exactly once: whatever happens in whatever order, the marketplace ends up with the
//! user's last rating and no other.

use std::time::Duration;

use proptest::prelude::*;
use skilldock_engine::model::{Code, SkillId};
use skilldock_engine::ratings::{RatingState, user_id};
use skilldock_engine::{Part, SyncRequest, Trigger};
use skilldock_marketplace::{Fault, Marketplace, When};
use skilldock_stories::{Laptop, id, market, skills};

const RATINGS: &str = "/api/v1/ratings";
const ADA: &str = "ada@example.com";

/// Something that happens.
#[derive(Debug, Clone)]
enum Step {
    Rate(u8, Option<&'static str>),
    /// A sync of ratings, and another one given while it is under way.
    RateWhileSending(u8),
    /// A sync of ratings goes well.
    Send,
    /// One is tried at once.
    TryAtOnce,
    /// Answers to so many of the next uploads are lost, after they were stored.
    LoseAnswers(u64),
    /// So many of the next uploads are answered with 500, and not looked at.
    Break(u64),
    Down,
    Up,
    Restart,
    Discard,
    Retry,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1..=5_u8, prop_oneof![Just(None), Just(Some("Good.")), Just(Some("Bad."))])
            .prop_map(|(stars, comment)| Step::Rate(stars, comment)),
        2 => (1..=5_u8).prop_map(Step::RateWhileSending),
        3 => Just(Step::Send),
        1 => Just(Step::TryAtOnce),
        2 => prop_oneof![1..=3_u64, Just(4), Just(9)].prop_map(Step::LoseAnswers),
        1 => (1..=6_u64).prop_map(Step::Break),
        1 => Just(Step::Down),
        1 => Just(Step::Up),
        1 => Just(Step::Restart),
        2 => Just(Step::Discard),
        1 => Just(Step::Retry),
    ]
}

async fn send(laptop: &Laptop) {
    let request = SyncRequest {
        only: Some(Part::Ratings),
        ..SyncRequest::default()
    };
    laptop.engine().sync(request, Trigger::Command).await;
}

fn mine(laptop: &Laptop, skill: SkillId) -> Option<(u8, Option<String>, RatingState)> {
    match laptop.engine().rating(skill) {
        Ok(rating) => Some((rating.rating, rating.comment, rating.state)),
        Err(problem) if problem.code == Code::NotFound => None,
        Err(problem) => panic!("{problem}"),
    }
}

fn theirs(market: &Marketplace) -> Vec<(u8, Option<String>)> {
    let ratings = market.catalogue().ratings(&id(0)).into_iter();
    ratings
        .filter(|rating| rating.user_id == user_id(ADA))
        .map(|rating| (rating.rating, rating.comment))
        .collect()
}

async fn tell(steps: Vec<Step>) {
    let market = market(skills(1)).await;
    let skill: SkillId = id(0).parse().unwrap();
    let mut laptop = Laptop::with([
        ("ATOM_SAAS_API_URL", market.url().as_str()),
        ("ATOM_SAAS_API_TOKEN", market.token()),
        ("SKILLDOCK_IDENTITY", ADA),
    ]);
    laptop.sync().await;
    // The last that the user gave, unless it was taken away.
    let mut last: Option<(u8, Option<String>)> = None;
    for step in &steps {
        match step {
            Step::Rate(stars, comment) => {
                laptop.engine().rate(skill, *stars, *comment).unwrap();
                last = Some((*stars, comment.map(str::to_owned)));
            }
            Step::RateWhileSending(stars) => {
                let gate = market.faults().hold(When::path(RATINGS).once());
                let rate = async {
                    gate.holding_within(1, Duration::from_millis(100)).await;
                    laptop.engine().rate(skill, *stars, None).unwrap();
                    gate.release();
                };
                tokio::join!(send(&laptop), rate);
                last = Some((*stars, None));
            }
            Step::Send => send(&laptop).await,
            Step::TryAtOnce => drop(laptop.engine().try_rating(skill).await),
            Step::LoseAnswers(times) => {
                market
                    .faults()
                    .on(When::path(RATINGS).times(*times), Fault::lose_answer());
            }
            Step::Break(times) => {
                market
                    .faults()
                    .on(When::path(RATINGS).times(*times), Fault::status(500));
            }
            Step::Down => market.go_down().await,
            Step::Up => market.come_back().await.unwrap(),
            Step::Restart => drop(laptop.restart()),
            Step::Discard => {
                if laptop.engine().discard_rating(skill).is_ok() {
                    // What the marketplace has of mine, if anything, is mine again.
                    last = None;
                }
            }
            Step::Retry => drop(laptop.engine().retry_rating(skill)),
        }
        // What was given last is never lost from sight.
        if let Some((stars, comment)) = &last {
            let shown = mine(&laptop, skill).map(|(stars, comment, _)| (stars, comment));
            assert_eq!(shown, Some((*stars, comment.clone())), "after {step:?} of {steps:?}");
        }
    }
    market.come_back().await.unwrap();
    market.faults().clear();
    // The user tries what failed again; then all is well.
    drop(laptop.engine().retry_rating(skill));
    send(&laptop).await;
    let there = theirs(&market);
    assert!(there.len() <= 1, "none is doubled: {there:?} after {steps:?}");
    let there = there.into_iter().next();
    if last.is_some() {
        assert_eq!(there, last, "the last one is there after {steps:?}");
    }
    let here = mine(&laptop, skill);
    let expected = there.map(|(stars, comment)| (stars, comment, RatingState::Sent));
    assert_eq!(here, expected, "both sides say the same after {steps:?}");
    let raw = market.catalogue().get(&id(0)).unwrap();
    let row = laptop.engine().skill(skill).unwrap().row;
    assert_eq!(raw["rating_count"], row.rating_count, "counted once after {steps:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_marketplace_ends_up_with_the_last_rating_exactly_once(steps in prop::collection::vec(step(), 1..14)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(tell(steps));
    }
}
