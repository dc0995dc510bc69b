//! A marketplace whose clock is a day off: what it pushes without a time counts as of
//! its arrival by that clock, not by ours (contract, section 3). What a skewed clock does
//! to pauses is told in `faults`, what to ratings in `ratings`.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use skilldock_engine::event::EngineEvent;
use skilldock_marketplace::{Fault, Marketplace, When};
use skilldock_stories::live::{Live, impatient};
use skilldock_stories::{Laptop, id, market, skill, skills};

const DAY: i64 = 24 * 60 * 60;
const HOUR: i64 = 60 * 60;

/// The time by a clock that is so many seconds ahead of ours.
fn at(seconds: i64) -> String {
    (Timestamp::now() + SignedDuration::from_secs(seconds)).to_string()
}

fn push(market: &Marketplace, kind: &str, data: Value) {
    let frame = json!({ "type": kind, "data": data, "timestamp": at(0) });
    market.sockets().send_text(frame.to_string());
}

fn pushed(number: u32, name: &str, updated_at: Option<String>) -> Value {
    let mut skill = skill(number, name);
    match updated_at {
        Some(at) => skill["updated_at"] = at.into(),
        None => drop(skill.as_object_mut().unwrap().remove("updated_at")),
    }
    skill
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_pushed_without_a_time_counts_as_of_its_arrival_by_the_marketplaces_clock() {
    for skew in [0, DAY, -DAY] {
        let market = market(skills(4)).await;
        market.faults().on(When::any(), Fault::none().date_skew(skew));
        let laptop = Laptop::knowing(&market);
        let mut live = Live::connected_on(&laptop, impatient()).await;
        let has = |name: &str| laptop.names().contains(&name.to_owned());

        push(&market, "skill_update", pushed(1, "Without a time", None));
        live.until_applied("skill_update", 1).await;
        assert!(has("Without a time"), "skew {skew}");
        push(&market, "skill_update", pushed(1, "Later", Some(at(skew + HOUR))));
        live.until_applied("skill_update", 1).await;
        assert!(has("Later"), "skew {skew}");

        push(&market, "skill_delete", json!({ "skill_id": id(3) }));
        live.until_applied("skill_delete", 1).await;
        push(
            &market,
            "skill_update",
            pushed(3, "Before its end", Some(at(skew - HOUR))),
        );
        // What comes after it is there, so it was looked at.
        push(&market, "category_update", json!({ "name": "sentinel" }));
        live.until_applied("category_update", 1).await;
        assert!(!has("Before its end"), "skew {skew}");
        push(&market, "skill_update", pushed(3, "Back", Some(at(skew + HOUR))));
        live.until_applied("skill_update", 1).await;
        assert!(has("Back"), "skew {skew}");

        push(&market, "skill_update", pushed(2, "Without a time", None));
        live.until_applied("skill_update", 1).await;
        let listed = pushed(2, "As listed", Some(at(skew)));
        market.catalogue().quietly().upsert(listed).unwrap();
        let syncs = live.syncs();
        push(&market, "skill_update", pushed(2, "Earlier", Some(at(skew - HOUR))));
        // Nobody can say for certain which of the two is the later: a listing does.
        live.until_synced().await;
        live.listens_for(Duration::from_millis(200)).await;
        assert_eq!(live.syncs(), syncs + 1, "skew {skew}");
        let earlier = live.count(|event| matches!(event, EngineEvent::Applied { kind, .. } if kind == "skill_update"));
        assert_eq!(earlier, 4, "the earlier one was never applied, skew {skew}");
        assert!(has("As listed") && !has("Earlier"), "skew {skew}");
        live.shutdown().await;
    }
}
