//! Many conflicts at once: what is foreseen is what happens, one go back brings all of it
//! back, and what goes wrong with one of them stays with that one.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value, json};
use skilldock_engine::activity::{ActivityFilter, Happened};
use skilldock_engine::conflict::Automatic;
use skilldock_engine::event::EngineEvent;
use skilldock_engine::model::Code;
use skilldock_engine::{ConflictDesk, Engine};
use skilldock_marketplace::Marketplace;
use skilldock_stories::Laptop;
use skilldock_stories::standoff::{edit, fields, manual, publish, queue, rows, shown, the};

/// What the user and the marketplace each make of a skill, by the number of the skill.
fn sides(number: u32) -> (Value, Value) {
    match number % 5 {
        0 => (json!({ "description": "Mine." }), json!({ "description": "Theirs." })),
        1 => (
            json!({ "code": "mine\n", "category": "mine" }),
            json!({ "code": "theirs\n", "version": "1.1.0" }),
        ),
        2 => (
            json!({ "python_packages": ["mine"], "tags": ["mine"] }),
            json!({ "python_packages": ["theirs"], "tags": ["theirs"] }),
        ),
        3 => (
            json!({ "version": "2.0.0", "command": "mine" }),
            json!({ "version": "3.0.0", "metadata": { "author": "them" } }),
        ),
        _ => (
            json!({ "name": format!("Mine {number}") }),
            json!({ "name": format!("Theirs {number}"), "env_vars": ["KEY"] }),
        ),
    }
}

/// So many conflicts that wait, and their numbers.
async fn waiting(count: u32) -> (Marketplace, Laptop, Vec<i64>) {
    let (market, laptop) = manual(count).await;
    for number in 0..count {
        let (mine, theirs) = sides(number);
        edit(&laptop, number, &mine);
        publish(&market, number, 1, &theirs);
    }
    assert_eq!(laptop.sync().await.conflicts.waiting, count);
    let numbers = laptop.engine().conflict_numbers(&Default::default()).unwrap().ids;
    assert_eq!(numbers.len(), count as usize);
    (market, laptop, numbers)
}

fn all(laptop: &Laptop, count: u32) -> Vec<Map<String, Value>> {
    (0..count).map(|number| shown(laptop, number)).collect()
}

fn desks(engine: &Engine, numbers: &[i64]) -> Vec<ConflictDesk> {
    numbers
        .iter()
        .map(|number| engine.conflict_desk(*number).unwrap())
        .collect()
}

/// What happened to conflicts, earliest first, with how many it was at once.
fn log(engine: &Engine) -> Vec<(Happened, Option<u32>)> {
    let page = engine.activity(&ActivityFilter::default(), None, 100).unwrap();
    let mut log: Vec<_> = page
        .entries
        .into_iter()
        .filter(|entry| {
            matches!(
                entry.what,
                Happened::ConflictFound | Happened::ConflictResolved | Happened::ConflictUndone
            )
        })
        .map(|entry| (entry.what, entry.facts.count))
        .collect();
    log.reverse();
    log
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_foreseen_of_a_strategy_is_what_resolving_by_it_loses() {
    for strategy in [Automatic::LocalWins, Automatic::RemoteWins, Automatic::Merge] {
        let (_market, laptop, numbers) = waiting(10).await;
        let engine = laptop.engine();
        let before = (all(&laptop, 10), desks(engine, &numbers), engine.revision().unwrap());
        let foreseen = engine.foresee_conflicts(&numbers, strategy).unwrap();
        assert_eq!(
            (all(&laptop, 10), desks(engine, &numbers), engine.revision().unwrap()),
            before,
            "a look changes nothing"
        );
        let report = engine.resolve_these(&numbers, strategy).unwrap();
        assert_eq!((report.resolved, report.failed.len()), (10, 0));
        for (number, one) in (0..).zip(&foreseen) {
            let (mine, theirs) = sides(number);
            let skill = shown(&laptop, number);
            // What a side changed is lost where the skill has the other's value, or the old one.
            let lost = |side: &Value, other: &Value| {
                let base = fields(&skilldock_stories::skill(number, &format!("Skill {number:04}")));
                fields(side)
                    .into_iter()
                    .filter(|(field, value)| {
                        let now = skill.get(field);
                        now != Some(value) && (now == other.get(field) || now == base.get(field))
                    })
                    .map(|(field, _)| field)
                    .collect::<std::collections::BTreeSet<_>>()
            };
            assert_eq!(one.error, None);
            assert_eq!(
                one.lost_local
                    .iter()
                    .cloned()
                    .collect::<std::collections::BTreeSet<_>>(),
                lost(&mine, &theirs),
                "{strategy:?} {number}"
            );
            assert_eq!(
                one.lost_remote
                    .iter()
                    .cloned()
                    .collect::<std::collections::BTreeSet<_>>(),
                lost(&theirs, &mine),
                "{strategy:?} {number}"
            );
        }
        let nothing = |lost: &dyn Fn(&skilldock_engine::Foreseen) -> bool| foreseen.iter().all(lost);
        assert_eq!(
            nothing(&|one| one.lost_local.is_empty()),
            strategy == Automatic::LocalWins
        );
        assert_eq!(
            nothing(&|one| one.lost_remote.is_empty()),
            strategy == Automatic::RemoteWins
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_undo_brings_back_everything_that_many_decisions_changed() {
    let (_market, mut laptop, numbers) = waiting(230).await;
    let before = (all(&laptop, 230), rows(&laptop, false));
    let keys: BTreeMap<i64, String> = numbers.iter().map(|id| (*id, format!("conflict:{id}"))).collect();
    for key in keys.values().take(3) {
        laptop.engine().set_draft(key, Some("half a decision")).unwrap();
    }
    let report = laptop.engine().resolve_these(&numbers, Automatic::RemoteWins).unwrap();
    assert_eq!((report.resolved, report.failed.len()), (230, 0), "more than a hundred");
    assert!(rows(&laptop, false).is_empty());
    for key in keys.values().take(3) {
        assert_eq!(
            laptop.engine().draft(key, 0).unwrap(),
            None,
            "nothing of it is half decided"
        );
    }
    assert!(all(&laptop, 230).iter().zip(&before.0).all(|(now, then)| now != then));

    laptop.restart();
    let back = laptop.engine().undo_conflicts(&report.ids).unwrap();
    assert_eq!((back.resolved, back.failed.len()), (230, 0));
    assert_eq!(all(&laptop, 230), before.0);
    let after = rows(&laptop, false);
    assert!(after.iter().zip(&before.1).all(|(now, then)| {
        (now.id, &now.fields, now.severity, now.kind) == (then.id, &then.fields, then.severity, then.kind)
    }));
    assert_eq!(queue(&laptop, &Default::default()).waiting, 230);
    assert_eq!(laptop.sync().await.conflicts.waiting, 230, "for a person, still");
    assert_eq!(all(&laptop, 230), before.0);
    assert_eq!(
        log(laptop.engine()),
        [
            (Happened::ConflictFound, Some(230)),
            (Happened::ConflictResolved, Some(230)),
            (Happened::ConflictUndone, Some(230)),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_cannot_be_decided_or_undone_is_named_and_holds_up_no_other() {
    let (_market, laptop, numbers) = waiting(4).await;
    let engine = laptop.engine();
    engine.resolve_these(&numbers[1..2], Automatic::LocalWins).unwrap();
    let mixed = [numbers[0], 999, numbers[1], numbers[2], numbers[0]];
    let foreseen = engine.foresee_conflicts(&mixed, Automatic::RemoteWins).unwrap();
    let codes: Vec<_> = foreseen
        .iter()
        .map(|one| one.error.as_ref().map(|error| error.code))
        .collect();
    let (unknown, ended) = (Some(Code::NotFound), Some(Code::BadInput));
    assert_eq!(codes, [None, unknown, ended, None, None], "before it happens");
    let report = engine.resolve_these(&mixed, Automatic::RemoteWins).unwrap();
    assert_eq!(report.ids, [numbers[0], numbers[2]]);
    let failed: Vec<_> = report.failed.iter().map(|one| (one.id, Some(one.error.code))).collect();
    assert_eq!(
        failed,
        [(999, unknown), (numbers[1], ended), (numbers[0], ended)],
        "what is named twice is decided once"
    );
    assert_eq!(shown(&laptop, 1)["code"], "mine\n", "what was decided before stays");
    assert_eq!(rows(&laptop, false).len(), 1);

    // The user went on with one of them: only that one does not come back.
    edit(&laptop, 0, &json!({ "description": "Later." }));
    let back = engine
        .undo_conflicts(&[numbers[0], numbers[2], numbers[3], 999])
        .unwrap();
    assert_eq!(back.ids, [numbers[2]]);
    let failed: Vec<_> = back.failed.iter().map(|one| (one.id, one.error.code)).collect();
    assert_eq!(
        failed,
        [
            (numbers[0], Code::BadInput),
            (numbers[3], Code::BadInput),
            (999, Code::NotFound)
        ]
    );
    assert_eq!(shown(&laptop, 0)["description"], "Later.");
    assert_eq!(shown(&laptop, 2)["tags"], json!(["mine"]));
    use Happened::{ConflictFound as Found, ConflictResolved as Resolved, ConflictUndone as Undone};
    let what: Vec<_> = log(engine).into_iter().map(|(what, _)| what).collect();
    assert_eq!(what, [Found, Found, Found, Found, Resolved, Resolved, Resolved, Undone]);
}

/// Lets the disk refuse whatever is to be written of this conflict.
fn refuse(folder: &Path, number: i64, refused: bool) {
    let connection = rusqlite::Connection::open(folder.join("user.db")).unwrap();
    let sql = if refused {
        format!(
            "CREATE TRIGGER refuse BEFORE UPDATE ON conflict WHEN NEW.id = {number}
             BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )
    } else {
        "DROP TRIGGER refuse".to_owned()
    };
    connection.execute_batch(&sql).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fails_half_way_leaves_whole_hundreds_and_says_which() {
    let (_market, laptop, numbers) = waiting(250).await;
    let engine = laptop.engine();
    let before = all(&laptop, 250);
    refuse(laptop.folder(), numbers[150], true);
    let mut events = engine.events();
    let report = engine.resolve_these(&numbers, Automatic::RemoteWins).unwrap();
    assert_eq!(report.ids, numbers[..100], "the hundred before is decided, whole");
    let failed: Vec<_> = report.failed.iter().map(|one| one.id).collect();
    assert_eq!(
        failed,
        numbers[100..],
        "the hundred in which it failed is untouched, and so is the rest"
    );
    assert_eq!(
        engine.conflict_numbers(&Default::default()).unwrap().ids,
        numbers[100..]
    );
    assert_eq!(all(&laptop, 250)[100..], before[100..]);
    let mut told = false;
    while let Ok(event) = events.try_recv() {
        told |= matches!(event, EngineEvent::CatalogueChanged { .. });
    }
    assert!(told, "lists show what was decided");
    let first = engine
        .resolve_these(&numbers[100..], Automatic::RemoteWins)
        .unwrap_err();
    assert_eq!(
        first.code, report.failed[0].error.code,
        "where nothing can be decided that is an error"
    );

    // What was decided goes back in one go, and with the disk mended all of it can be done.
    assert_eq!(engine.undo_conflicts(&report.ids).unwrap().resolved, 100);
    assert_eq!(all(&laptop, 250), before);
    refuse(laptop.folder(), numbers[150], false);
    assert_eq!(
        engine.resolve_these(&numbers, Automatic::RemoteWins).unwrap().resolved,
        250
    );
    assert_eq!(engine.show(the(200)).unwrap().skill["description"], "Theirs.");
}
