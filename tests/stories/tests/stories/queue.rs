//! The queue of conflicts: every page, count and filter of it says the same.

use serde_json::{Value, json};
use skilldock_engine::conflict::{Automatic, ConflictType, Severity};
use skilldock_engine::model::UnixMillis;
use skilldock_engine::ratings::user_id;
use skilldock_engine::{ConflictRow, ConflictSituation, QueueRequest};
use skilldock_marketplace::{Marketplace, Rating};
use skilldock_stories::standoff::{edit, manual, publish, queue, rows, the};
use skilldock_stories::{Laptop, id};

/// A field of each type and severity that a conflict can have, and what both sides make of it.
fn kinds() -> Vec<(Value, Value, ConflictType, Severity)> {
    use {ConflictType as Type, Severity as Grave};
    let sides = |field: &str, mine: Value, theirs: Value| (json!({ field: mine }), json!({ field: theirs }));
    [
        (
            sides("code", json!("mine"), json!("theirs")),
            Type::ContentMismatch,
            Grave::Critical,
        ),
        (
            sides("command", json!("mine"), json!("theirs")),
            Type::Other,
            Grave::Critical,
        ),
        (
            sides("version", json!("2.0.0"), json!("3.0.0")),
            Type::VersionMismatch,
            Grave::High,
        ),
        (
            sides("python_packages", json!(["mine"]), json!(["theirs"])),
            Type::DependencyConflict,
            Grave::High,
        ),
        (
            sides("metadata", json!({ "by": "me" }), json!({ "by": "them" })),
            Type::Other,
            Grave::Medium,
        ),
        (
            sides("tags", json!(["mine"]), json!(["theirs"])),
            Type::Other,
            Grave::Low,
        ),
    ]
    .map(|((mine, theirs), kind, severity)| (mine, theirs, kind, severity))
    .to_vec()
}

/// So many conflicts that wait, each kind in turn.
async fn waiting(count: u32) -> (Marketplace, Laptop) {
    let (market, laptop) = manual(count).await;
    let kinds = kinds();
    for (number, (mine, theirs, ..)) in (0..count).zip(kinds.iter().cycle()) {
        edit(&laptop, number, mine);
        publish(&market, number, 1, theirs);
    }
    assert_eq!(laptop.sync().await.conflicts.waiting, count);
    (market, laptop)
}

/// All rows of a request, page by page.
fn all(laptop: &Laptop, request: &QueueRequest, limit: u32) -> Vec<ConflictRow> {
    let mut found: Vec<ConflictRow> = Vec::new();
    loop {
        let page = queue(
            laptop,
            &QueueRequest {
                offset: u32::try_from(found.len()).unwrap(),
                limit,
                ..request.clone()
            },
        );
        assert!(page.rows.len() <= 100, "however many are asked for");
        let read = page.rows.len();
        found.extend(page.rows);
        if read == 0 {
            assert_eq!(found.len(), page.total as usize);
            return found;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_queue_put_together_has_each_conflict_once_and_in_order() {
    let (_market, laptop) = waiting(230).await;
    for limit in [7, 100, 5_000] {
        let found = all(&laptop, &QueueRequest::default(), limit);
        assert_eq!(found.len(), 230, "{limit}");
        assert!(found.is_sorted_by(|a, b| a.id < b.id), "oldest first, each once");
    }
    let numbers = laptop.engine().conflict_numbers(&QueueRequest::default()).unwrap().ids;
    let found: Vec<_> = all(&laptop, &QueueRequest::default(), 100)
        .iter()
        .map(|row| row.id)
        .collect();
    assert_eq!(numbers, found);

    // The latest decision is the first of the history, whatever its number.
    let order = [found[40], found[3], found[200]];
    for number in order {
        laptop.engine().resolve_these(&[number], Automatic::LocalWins).unwrap();
        // Two decisions of one millisecond have no order in time.
        let decided = UnixMillis::now();
        while UnixMillis::now() == decided {
            tokio::task::yield_now().await;
        }
    }
    let resolved: Vec<_> = rows(&laptop, true).iter().map(|row| row.id).collect();
    assert_eq!(resolved, [order[2], order[1], order[0]]);
    assert_eq!(all(&laptop, &QueueRequest::default(), 100).len(), 227);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_count_of_the_queue_is_how_many_rows_a_click_on_it_shows() {
    let (_market, laptop) = waiting(60).await;
    let some: Vec<_> = rows(&laptop, false).iter().step_by(4).map(|row| row.id).collect();
    laptop.engine().resolve_these(&some, Automatic::LocalWins).unwrap();

    let severities = || std::iter::once(None).chain(Severity::ALL.map(Some));
    let types = || std::iter::once(None).chain(ConflictType::ALL.map(Some));
    let mut seen = 0;
    for resolved in [false, true] {
        for text in ["", "SKILL 001", "nobody", "%"] {
            for severity in severities() {
                for kind in types() {
                    let request = QueueRequest {
                        severity,
                        kind,
                        text: text.to_owned(),
                        resolved,
                        offset: 0,
                        limit: 100,
                    };
                    let page = queue(&laptop, &request);
                    assert_eq!(page.total as usize, page.rows.len(), "{request:?}");
                    assert!(page.rows.iter().all(|row| {
                        severity.is_none_or(|one| one == row.severity)
                            && kind.is_none_or(|one| one == row.kind)
                            && row.name.to_uppercase().contains(text)
                            && row.resolved_at.is_some() == resolved
                    }));
                    assert_eq!((page.waiting, page.resolved), (45, 15), "whatever is asked");
                    for one in &page.severities {
                        let clicked = QueueRequest {
                            severity: Some(one.severity),
                            ..request.clone()
                        };
                        assert_eq!(one.count, queue(&laptop, &clicked).total, "{clicked:?}");
                    }
                    for one in &page.types {
                        let clicked = QueueRequest {
                            kind: Some(one.kind),
                            ..request.clone()
                        };
                        assert_eq!(one.count, queue(&laptop, &clicked).total, "{clicked:?}");
                    }
                    let numbers = laptop.engine().conflict_numbers(&request).unwrap().ids;
                    assert_eq!(numbers, page.rows.iter().map(|row| row.id).collect::<Vec<_>>());
                    seen += page.rows.len();
                }
            }
        }
    }
    assert!(seen > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_has_the_type_and_severity_of_what_differs_and_says_how_it_stands() {
    let (market, laptop) = waiting(6).await;
    use ConflictSituation::{BothChanged, DeletedThere};
    for (row, (mine, _, kind, severity)) in rows(&laptop, false).into_iter().zip(kinds()) {
        let field = mine.as_object().unwrap().keys().next().unwrap().clone();
        assert_eq!((row.kind, row.severity), (kind, severity), "{field}");
        assert_eq!((row.fields, row.situation), (vec![field], BothChanged));
    }
    // What the marketplace takes back ends by itself, and its history says so.
    publish(&market, 5, 2, &json!({}));
    market.catalogue().delete(&id(4));
    laptop.sync().await;
    assert_eq!(rows(&laptop, false).len(), 4);
    let ended = rows(&laptop, true);
    let how = |number: u32| {
        let row = ended.iter().find(|row| row.skill_id == the(number)).unwrap();
        (row.strategy.as_deref(), row.resolved_by.as_deref(), row.situation)
    };
    assert_eq!(how(4), (Some("deleted_there"), Some("strategy"), DeletedThere));
    assert_eq!(how(5), (Some("unchanged_there"), Some("strategy"), BothChanged));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_is_found_by_its_skills_name_however_that_is_typed() {
    let (market, mut laptop) = manual(3).await;
    let mine = "ada@example.com";
    laptop.set("SKILLDOCK_IDENTITY", mine).restart();
    for number in 0..2 {
        edit(
            &laptop,
            number,
            &json!({ "name": format!("Überblick nach Äther {number}") }),
        );
        publish(&market, number, 1, &json!({ "name": "Another", "tags": ["theirs"] }));
    }
    // A rating of before, given on another device: the newer wins, and the log has both.
    let rating = Rating {
        user_id: user_id(mine),
        rating: 2,
        comment: None,
        created_at: "2026-01-05T00:00:00Z".to_owned(),
    };
    assert!(market.catalogue().set_rating(&id(2), rating));
    laptop.engine().rate(the(2), 5, None).unwrap();
    let report = laptop.sync().await;
    assert_eq!((report.conflicts.waiting, report.conflicts.resolved), (2, 1));
    let found = |text: &str, resolved: bool| {
        let request = QueueRequest {
            text: text.to_owned(),
            resolved,
            limit: 100,
            ..QueueRequest::default()
        };
        let page = queue(&laptop, &request);
        let numbers = laptop.engine().conflict_numbers(&request).unwrap().ids;
        assert_eq!(
            (page.total as usize, numbers.len()),
            (page.rows.len(), page.rows.len()),
            "{text}"
        );
        page.rows
            .into_iter()
            .map(|row| (row.skill_id, row.situation))
            .collect::<Vec<_>>()
    };
    for typed in ["überblick", "ÜBERBLICK  NACH", "uberblick nach ather", "äther"] {
        assert_eq!(found(typed, false).len(), 2, "{typed}");
    }
    assert_eq!(found("äther 1", false), [(the(1), ConflictSituation::BothChanged)]);
    assert!(found("another", false).is_empty(), "it is called as the user calls it");
    assert_eq!(found("skill 0002", true), [(the(2), ConflictSituation::Rating)]);
    assert!(found("überblick", true).is_empty());
}
