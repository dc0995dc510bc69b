//! Every way in which an answer can fail (contract, section 2), on the categories, on
//! the first page of the skills and on a later one: how often it is asked for, what is
//! said of it, that what was here stays whole, and that the next sync is complete.

use std::time::Duration;

use serde_json::{Value, json};
use skilldock_engine::model::Code;
use skilldock_engine::search::SearchRequest;
use skilldock_engine::sync::{Outcome, SyncReport};
use skilldock_engine::{Engine, SyncRequest, Trigger};
use skilldock_marketplace::{Fault, Marketplace, RetryAfter, When};
use skilldock_stories::{Laptop, id, market, skill, skills};

const DAY: i64 = 24 * 60 * 60;
const CATEGORIES: &str = "/api/v1/categories";
const SKILLS: &str = "/api/v1/skills";
/// One more than a page holds.
const COUNT: u32 = 1001;
/// A longer pause that the marketplace asks for ends the sync. Shorter here than the 60
/// seconds that count where it names none, so that no story waits for them.
const LONGEST_WAIT: Duration = Duration::from_secs(50);

/// Where a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Categories,
    Page(u64),
}

impl Place {
    fn when(self) -> When {
        match self {
            Self::Categories => When::get(CATEGORIES),
            Self::Page(page) => When::listing_page(page),
        }
    }

    /// How often it was asked for.
    fn tries(self, market: &Marketplace) -> usize {
        match self {
            Self::Categories => market.recorded().to(CATEGORIES).len(),
            Self::Page(page) => {
                let seen = market.recorded().to(SKILLS);
                let page = page.to_string();
                seen.iter().filter(|one| one.param("page") == Some(&page)).count()
            }
        }
    }
}

/// A fault and what comes of it.
struct Row {
    what: String,
    fault: Fault,
    code: Code,
    tries: usize,
    /// The pause that is said, seconds.
    wait: Option<u64>,
}

fn row(what: impl Into<String>, fault: Fault, code: Code, tries: usize) -> Row {
    Row {
        what: what.into(),
        fault,
        code,
        tries,
        wait: None,
    }
}

fn statuses() -> Vec<Row> {
    let status = |status: u16, code, tries| row(status.to_string(), Fault::status(status), code, tries);
    let mut rows = vec![
        status(401, Code::TokenRejected, 1),
        status(503, Code::Maintenance, 4),
        row(
            "500 with a web page",
            Fault::answer(500, "text/html", "<html>"),
            Code::ServerError,
            4,
        ),
    ];
    rows.extend([400, 403, 404, 405, 409, 413, 422, 501].map(|number| status(number, Code::ServerError, 1)));
    rows.extend([500, 502, 504].map(|number| status(number, Code::ServerError, 4)));
    rows
}

/// 429 and 503 with every kind of `Retry-After`.
fn pauses() -> Vec<Row> {
    use RetryAfter::{DateIn, Seconds, Text};
    let text = |text: &str| Text(text.to_owned());
    let asked = [
        ("none", None, 0, Some(60)),
        ("ten minutes", Some(Seconds(600)), 0, Some(600)),
        ("no pause", Some(Seconds(0)), 0, Some(0)),
        ("what cannot be read", Some(text("soon")), 0, Some(60)),
        ("a negative number", Some(text("-5")), 0, Some(60)),
        ("a date", Some(DateIn(600)), 0, Some(600)),
        ("a date that is past", Some(DateIn(-600)), 0, Some(0)),
        ("a date, its clock a day ahead", Some(DateIn(DAY + 600)), DAY, Some(600)),
        (
            "a date, its clock a day behind",
            Some(DateIn(600 - DAY)),
            -DAY,
            Some(600),
        ),
        (
            "a past date, its clock a day ahead",
            Some(DateIn(DAY - 600)),
            DAY,
            Some(0),
        ),
    ];
    let mut rows = Vec::new();
    for (status, code) in [(429, Code::RateLimited), (503, Code::Maintenance)] {
        for (what, retry_after, skew, wait) in &asked {
            let mut fault = Fault::status(status).date_skew(*skew);
            if let Some(retry_after) = retry_after {
                fault = fault.retry_after(retry_after.clone());
            } else if status == 503 {
                // It is what any 503 is.
                continue;
            }
            let tries = match (wait, status) {
                (Some(0), 429) => 6,
                (Some(0), _) => 4,
                _ => 1,
            };
            rows.push(Row {
                wait: *wait,
                ..row(format!("{status} with {what}"), fault, code, tries)
            });
        }
    }
    rows
}

fn bodies() -> Vec<Row> {
    let body = |what: &str, text: &str| row(what, Fault::answer(200, "application/json", text), Code::BadAnswer, 4);
    vec![
        row("closed", Fault::close(), Code::Unreachable, 4),
        row(
            "closed instead of an answer",
            Fault::lose_answer(),
            Code::Unreachable,
            4,
        ),
        row("cut off at once", Fault::cut_body(0), Code::Unreachable, 4),
        row("cut off", Fault::cut_body(40), Code::Unreachable, 4),
        row(
            "cut off at the last byte",
            Fault::cut_body(u64::MAX),
            Code::Unreachable,
            4,
        ),
        row("half of a JSON", Fault::invalid_json(), Code::BadAnswer, 4),
        row("another JSON", Fault::wrong_shape(), Code::BadAnswer, 4),
        row("a hotel's page", Fault::captive_portal(), Code::BadAnswer, 4),
        row("a bomb", Fault::compression_bomb(256 << 20), Code::BadAnswer, 4),
        row("without an end", Fault::endless_body(), Code::BadAnswer, 4),
        row(
            "what is said to be packed and is not",
            Fault::answer(200, "application/json", "{}").header("content-encoding", "gzip"),
            Code::Unreachable,
            4,
        ),
        row(
            "no content",
            Fault::answer(204, "application/json", ""),
            Code::BadAnswer,
            4,
        ),
        body("nothing", ""),
        body("null", "null"),
        body("a list", "[]"),
        body(
            "lists that are none",
            r#"{"skills": null, "categories": 7, "page": 1, "page_size": 1000}"#,
        ),
        body("text", "All is well."),
        body("depth", &"[".repeat(100_000)),
    ]
}

/// How many skills of exactly this name are found.
fn named(engine: &Engine, name: &str) -> usize {
    let request = SearchRequest {
        text: name.to_owned(),
        limit: 10,
        ..SearchRequest::default()
    };
    let found = engine.search(&request).unwrap().skills;
    found.iter().filter(|skill| skill.name == name).count()
}

fn categories(engine: &Engine) -> Vec<String> {
    let categories = engine.categories().unwrap();
    categories.into_iter().map(|category| category.name).collect()
}

async fn sync(engine: &Engine) -> SyncReport {
    engine.sync(SyncRequest::default(), Trigger::Command).await
}

/// The marketplace changes a skill of each page and has one more category; gives the
/// word that the changed skills have, and the category.
fn change(market: &Marketplace, number: usize) -> (String, String) {
    let word = format!("renamed{number:04}");
    for place in [1, COUNT - 1] {
        let mut changed = skill(place, &word);
        changed["updated_at"] = json!(format!("2026-02-01T{:02}:{:02}:00Z", number / 60, number % 60));
        market.catalogue().upsert(changed).unwrap();
    }
    let category = format!("category{number:04}");
    market.catalogue().upsert_category(json!({ "name": category })).unwrap();
    (word, category)
}

/// A fault here leaves nothing for another request to do well: the sync ends with it.
const fn is_about_the_whole(code: Code) -> bool {
    !matches!(code, Code::ServerError | Code::BadAnswer)
}

async fn meets(engine: &Engine, market: &Marketplace, number: usize, place: Place, row: &Row) {
    let shown = format!("{} on {place:?}", row.what);
    let before = categories(engine);
    let (word, category) = change(market, number);
    market.faults().on(place.when(), row.fault.clone());
    market.recorded().clear();
    let report = sync(engine).await;

    let problem = report.error.clone().unwrap_or_else(|| panic!("no error: {shown}"));
    assert_eq!(problem.code, row.code, "{shown}: {problem}");
    assert_eq!(place.tries(market), row.tries, "{shown}");
    assert!(!problem.hint.is_empty(), "what to do is said: {shown}");
    assert!(!format!("{report:?}").contains(market.token()), "{shown}");
    match (row.wait, problem.retry_after_ms) {
        (None, None) => {}
        // A date has whole seconds, and the answer took some time.
        (Some(asked), Some(said)) => assert!(said.abs_diff(asked * 1000) <= 3000, "{shown}: {said}"),
        other => panic!("{shown}: {other:?}"),
    }
    let ends = place == Place::Categories && is_about_the_whole(row.code);
    let outcome = if ends { Outcome::Failed } else { Outcome::Partial };
    assert_eq!(report.outcome, outcome, "{shown}");

    assert_eq!(engine.status().unwrap().skills, COUNT, "{shown}");
    let listed = place == Place::Categories && !ends;
    let renamed = if listed { 2 } else { 0 };
    assert_eq!(named(engine, &word), renamed, "all of the listing or nothing: {shown}");
    let after = categories(engine);
    if place == Place::Categories {
        assert_eq!(after, before, "{shown}");
    } else {
        assert!(after.contains(&category), "{shown}");
    }

    market.faults().clear();
    let report = sync(engine).await;
    assert_eq!(
        (report.outcome, report.error),
        (Outcome::Complete, None),
        "after {shown}"
    );
    is_as_there(engine, market, &shown);
    assert_eq!(named(engine, &word), 2, "after {shown}");
}

fn is_as_there(engine: &Engine, market: &Marketplace, shown: &str) {
    let mut there: Vec<String> = market.catalogue().categories().iter().map(name).collect();
    let mut here = categories(engine);
    there.sort();
    here.sort();
    assert_eq!(here, there, "after {shown}");
    let there = market.catalogue().snapshot();
    for number in [0, 1, COUNT / 2, COUNT - 1] {
        let here = engine.show(id(number).parse().unwrap()).unwrap().skill;
        assert_eq!(Value::Object(here), there[number as usize], "after {shown}");
    }
    assert_eq!(engine.status().unwrap().skills, COUNT, "after {shown}");
}

fn name(category: &Value) -> String {
    category["name"].as_str().unwrap().to_owned()
}

async fn each(rows: Vec<Row>, place: Place) {
    let market = market(skills(COUNT)).await;
    let laptop = Laptop::knowing(&market);
    let engine = laptop.twin_with(|options| options.policy.longest_wait = LONGEST_WAIT);
    assert_eq!(sync(&engine).await.skills.added, COUNT);
    for (number, row) in rows.iter().enumerate() {
        meets(&engine, &market, number, place, row).await;
    }
}

macro_rules! everywhere {
    ($($name:ident: $rows:expr;)*) => {$(
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread")]
            async fn on_the_categories() {
                each($rows, Place::Categories).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_the_first_page() {
                each($rows, Place::Page(1)).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_a_later_page() {
                each($rows, Place::Page(2)).await;
            }
        }
    )*};
}

everywhere! {
    each_status_is_met_as_the_contract_says: statuses();
    each_pause_asked_for_is_met_as_the_contract_says: pauses();
    each_broken_body_is_met_as_the_contract_says: bodies();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_elsewhere_is_asked_for_once_and_the_token_stays_here() {
    let elsewhere = market(skills(5)).await;
    let other_port = elsewhere.url();
    for place in [Place::Categories, Place::Page(1), Place::Page(2)] {
        let market = market(skills(COUNT)).await;
        let laptop = Laptop::knowing(&market);
        laptop.sync().await;
        // The same machine by another name is another host.
        let other_name = market.url().replace("127.0.0.1", "localhost");
        assert_ne!(other_name, market.url());
        let other_scheme = market.url().replace("http:", "https:");
        let mut targets = [301, 303, 307, 308].map(|status| (status, &other_port)).to_vec();
        targets.extend([(302, &other_name), (302, &other_scheme)]);
        let redirect = |(status, to)| {
            let fault = Fault::redirect(status, &format!("{to}{SKILLS}"));
            row(format!("{status} to {to}"), fault, Code::BadAnswer, 1)
        };
        let rows: Vec<Row> = targets.into_iter().map(redirect).collect();
        for (number, row) in rows.iter().enumerate() {
            meets(laptop.engine(), &market, number, place, row).await;
        }
    }
    assert_eq!(elsewhere.recorded().count(), 0, "not even a request without the token");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_within_the_marketplace_is_followed_and_one_in_a_circle_is_not() {
    let market = market(skills(COUNT)).await;
    let laptop = Laptop::knowing(&market);
    for place in [Place::Page(1), Place::Page(2)] {
        let Place::Page(page) = place else { continue };
        let here = format!("{}{SKILLS}?page={page}&page_size=1000", market.url());
        change(&market, page as usize);
        market.recorded().clear();
        market.faults().on(place.when().once(), Fault::redirect(307, &here));
        assert_eq!(laptop.sync().await.outcome, Outcome::Complete);
        assert_eq!(place.tries(&market), 2);
        assert!(market.recorded().to(SKILLS).iter().all(|seen| seen.authorized));
        change(&market, 10 + page as usize);
        market.recorded().clear();
        market.faults().on(place.when(), Fault::redirect(302, &here));
        let report = laptop.sync().await;
        assert_eq!(report.error.unwrap().code, Code::BadAnswer);
        assert!(place.tries(&market) <= 7, "{}", place.tries(&market));
        market.faults().clear();
    }
}

/// What takes longer than the time limit, at all places at once: each takes two limits.
#[tokio::test(flavor = "multi_thread")]
async fn what_takes_too_long_is_given_up_and_nothing_of_it_is_kept() {
    let mut stories = Vec::new();
    for place in [Place::Categories, Place::Page(1), Place::Page(2)] {
        for (what, fault) in [
            ("no answer", Fault::hang()),
            ("a drop at a time", Fault::slow_body(1)),
            ("late headers", Fault::none().delay(Duration::from_secs(15))),
        ] {
            stories.push(tokio::spawn(async move {
                let market = market(skills(COUNT)).await;
                let mut laptop = Laptop::knowing(&market);
                laptop.set("ATOM_SAAS_API_TIMEOUT_SECONDS", "10");
                // One retry is enough to see that there are retries.
                let engine = laptop.twin_with(|options| options.policy.pauses.truncate(1));
                sync(&engine).await;
                meets(&engine, &market, 0, place, &row(what, fault, Code::TimedOut, 2)).await;
            }));
        }
    }
    for story in stories {
        story.await.unwrap();
    }
}
