//! `rate` and `ratings`.

use serde_json::{Value, json};
use skilldock_marketplace::{Fault, When};

use crate::desk::{BAD_INPUT, DONE, Desk, NOT_FOUND, has, id};

const SHAPE: [&str; 7] = [
    "skill_id",
    "rating",
    "comment",
    "state",
    "attempts",
    "last_error",
    "updated_at",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_is_sent_at_once_and_listed() {
    let desk = Desk::synced().await;
    let rated = desk.run(&["rate", &id(1), "5", "--comment", "- Good."]).object(DONE);
    let rated = Value::Object(rated);
    has(&rated, &SHAPE);
    assert_eq!(
        (&rated["skill_id"], &rated["rating"], &rated["comment"], &rated["state"]),
        (&json!(id(1)), &json!(5), &json!("- Good."), &json!("sent"))
    );
    let list = desk.run(&["ratings"]).object(DONE);
    assert_eq!((&list["total"], &list["ratings"][0]), (&json!(1), &rated));
    let none = desk.run(&["ratings", "--state", "waiting"]).object(DONE);
    assert_eq!((&none["total"], &none["ratings"]), (&json!(0), &json!([])));
    assert_eq!(desk.run(&["show", &id(1)]).object(DONE)["my_rating"], rated);
    for stars in ["0", "6", "-1", "1000"] {
        assert_eq!(
            desk.run(&["rate", &id(1), stars]).error(BAD_INPUT),
            "bad_input",
            "{stars}"
        );
    }
    let long = "x".repeat(1001);
    let refused = desk.run(&["rate", &id(1), "3", "--comment", &long]);
    assert_eq!(refused.error(BAD_INPUT), "bad_input");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_that_fails_is_tried_again_or_discarded() {
    let desk = Desk::synced().await;
    let fault = desk
        .market
        .faults()
        .on(When::post("/api/v1/ratings"), Fault::status(400));
    for number in [1, 2] {
        let failed = desk.run(&["rate", &id(number), "4"]).object(DONE);
        assert_eq!(failed["state"], "failed");
        assert_ne!(failed["last_error"], Value::Null);
    }
    let failed = desk.run(&["ratings", "--state", "failed"]).object(DONE);
    assert_eq!(failed["total"], 2);
    desk.market.faults().remove(fault);
    let retried = Value::Object(desk.run(&["ratings", "retry", &id(1)]).object(DONE));
    has(&retried, &SHAPE);
    assert_eq!(retried["state"], "sent");
    let discarded = Value::Object(desk.run(&["ratings", "discard", &id(2)]).object(DONE));
    has(&discarded, &SHAPE);
    assert_eq!(discarded["skill_id"], id(2));
    assert_eq!(desk.run(&["ratings", "discard", &id(2)]).error(NOT_FOUND), "not_found");
    assert_eq!(desk.run(&["ratings"]).object(DONE)["total"], 1);
    assert!(desk.market.catalogue().ratings(&id(2)).is_empty(), "it was never there");
}
