//! One conflict at the desk: what somebody is shown is all there is, what they decide is
//! what becomes of the skill, and nothing is decided of what they did not see.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use skilldock_engine::conflict::{Automatic, Became, Changed, Pick};
use skilldock_engine::model::{Code, UnixMillis};
use skilldock_engine::{CodeRegion, ConflictDesk, DeskDecision, DeskField, Engine, FieldKind, Side, UndoBlock};
use skilldock_marketplace::Marketplace;
use skilldock_stories::Laptop;
use skilldock_stories::standoff::{edit, manual, number, publish, rows, shown};

const BASE: &str = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n";

fn picks(list: &[(&str, Pick)]) -> BTreeMap<String, Pick> {
    list.iter().map(|(name, pick)| ((*name).to_owned(), *pick)).collect()
}

/// A decision about a conflict as it was just looked at.
fn decision(desk: &ConflictDesk, list: &[(&str, Pick)]) -> DeskDecision {
    DeskDecision {
        id: desk.row.id,
        seen: desk.row.changed_at,
        picks: picks(list),
        hunks: None,
        set: BTreeMap::new(),
    }
}

fn field<'a>(desk: &'a ConflictDesk, name: &str) -> &'a DeskField {
    desk.fields.iter().find(|field| field.name == name).unwrap()
}

/// The whole value of a side of a field, read on as the window does.
fn whole(engine: &Engine, conflict: i64, field: &str, side: Side) -> String {
    let (mut text, mut offset) = (String::new(), Some(0));
    while let Some(at) = offset {
        let chunk = engine.conflict_text(conflict, field, side, at).unwrap();
        assert!(chunk.text.len() <= 64 * 1024);
        text.push_str(&chunk.text);
        offset = chunk.next;
    }
    text
}

/// All stretches of the code, page by page, and how many pages they are.
fn stretches(engine: &Engine, conflict: i64) -> (Vec<CodeRegion>, usize) {
    let (mut regions, mut from, mut pages) = (Vec::new(), Some(0), 0);
    while let Some(at) = from {
        let page = engine.conflict_code(conflict, at).unwrap();
        regions.extend(page.regions);
        (from, pages) = (page.next, pages + 1);
    }
    (regions, pages)
}

/// The code that choices make, read to its end.
fn composed(engine: &Engine, conflict: i64, hunks: &BTreeMap<String, Pick>) -> String {
    let (mut text, mut offset) = (String::new(), Some(0));
    while let Some(at) = offset {
        let chunk = engine.conflict_composed(conflict, hunks, at).unwrap();
        text.push_str(&chunk.text);
        offset = chunk.next;
    }
    text
}

/// A conflict in the code and in other fields, of skill 1.
async fn one_conflict() -> (Marketplace, Laptop) {
    let (market, laptop) = manual(2).await;
    publish(&market, 1, 1, &json!({ "code": BASE }));
    laptop.sync().await;
    edit(
        &laptop,
        1,
        &json!({ "code": BASE.replace("one", "ONE mine").replace("four", "FOUR mine"),
                 "description": "Mine.", "tags": ["test", "mine"], "category": "mine" }),
    );
    publish(
        &market,
        1,
        2,
        &json!({ "code": BASE.replace("four", "FOUR theirs").replace("eight", "EIGHT theirs"),
                 "description": "Theirs.", "tags": ["theirs"], "version": "1.1.0" }),
    );
    assert_eq!(laptop.sync().await.conflicts.waiting, 1);
    (market, laptop)
}

fn look(laptop: &Laptop) -> ConflictDesk {
    laptop.engine().conflict_desk(number(laptop, 1)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_shows_who_changed_what_and_offers_what_can_be_carried_out() {
    let (_market, laptop) = one_conflict().await;
    let desk = look(&laptop);
    let seen: Vec<_> = desk
        .fields
        .iter()
        .map(|field| (field.name.as_str(), field.kind, field.changed, field.suggested))
        .collect();
    use {Changed as By, FieldKind as Kind, Pick as To};
    assert_eq!(
        seen,
        [
            ("code", Kind::Code, By::Both, None),
            ("version", Kind::Text, By::Remote, Some(To::Remote)),
            ("description", Kind::Text, By::Both, None),
            ("category", Kind::Text, By::Local, Some(To::Local)),
            ("tags", Kind::List, By::Both, None),
        ]
    );
    let tags = field(&desk, "tags");
    assert_eq!(tags.picks, [To::Local, To::Remote, To::Both, To::Base]);
    assert_eq!(tags.local.as_ref().unwrap().items, ["test", "mine"]);
    assert!(!field(&desk, "description").picks.contains(&To::Both));
    let code = desk.code.unwrap();
    assert_eq!(
        (code.hunks, code.open, code.local_lines, code.remote_lines),
        (3, 1, 2, 2)
    );
    assert_eq!(
        (desk.author.as_str(), desk.remote.unwrap().version.as_str()),
        ("somebody", "1.1.0")
    );
    assert_eq!(desk.undo_block, None);

    // Every choice that is offered can be carried out, and gives what it says.
    for (name, pick) in desk
        .fields
        .iter()
        .flat_map(|field| field.picks.iter().map(|pick| (&field.name, *pick)))
    {
        let rest = ["code", "description", "tags"].map(|field| (field, Pick::Local));
        let mut decided = decision(&look(&laptop), &rest);
        decided.picks.insert(name.clone(), pick);
        let outcome = laptop.engine().decide_conflict(&decided).unwrap();
        assert!(!outcome.moved, "{name} {pick:?}");
        let after = laptop.engine().conflict_desk(decided.id).unwrap();
        let became = field(&after, name).became.unwrap();
        let expected = match pick {
            Pick::Local => Became::Local,
            Pick::Remote => Became::Remote,
            // Where only one side changed it, the base is what the other has.
            Pick::Base if name == "category" => Became::Remote,
            Pick::Base if name == "version" => Became::Local,
            Pick::Base => Became::Base,
            Pick::Both => Became::Own,
        };
        assert_eq!(became, expected, "{name} {pick:?}");
        laptop.engine().undo_conflict(decided.id).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_value_is_begun_at_the_desk_and_read_on_to_its_last_letter() {
    let (market, laptop) = manual(2).await;
    // Letters of several bytes, so that a cut inside one would show.
    let long = |word: &str| format!("{word} größer als 木 ").repeat(9_000);
    let many = |word: &str| (0..10_000).map(|n| format!("{word}-{n}")).collect::<Vec<_>>();
    edit(
        &laptop,
        1,
        &json!({ "description": long("mine"), "tags": many("mine") }),
    );
    publish(
        &market,
        1,
        1,
        &json!({ "description": long("theirs"), "tags": many("theirs") }),
    );
    laptop.sync().await;
    let desk = look(&laptop);
    for (name, side, expected) in [
        ("description", Side::Local, long("mine")),
        ("description", Side::Remote, long("theirs")),
        ("description", Side::Base, "What Skill 0001 does.".to_owned()),
        ("tags", Side::Local, many("mine").join("\n")),
        ("tags", Side::Remote, many("theirs").join("\n")),
    ] {
        let field = field(&desk, name);
        let value = match side {
            Side::Base => &field.base,
            Side::Local => &field.local,
            Side::Remote => &field.remote,
        };
        let value = value.as_ref().unwrap();
        assert!(expected.starts_with(&value.text), "{name} {side:?}");
        assert_eq!(value.cut, value.text.len() < expected.len(), "{name} {side:?}");
        assert_eq!(
            whole(laptop.engine(), desk.row.id, name, side),
            expected,
            "{name} {side:?}"
        );
    }
    assert_eq!(whole(laptop.engine(), desk.row.id, "no such field", Side::Local), "");
    let nobody = laptop.engine().conflict_text(999, "tags", Side::Local, 0).unwrap_err();
    assert_eq!(nobody.code, Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn five_thousand_lines_of_code_are_decided_stretch_by_stretch_over_many_pages() {
    let (market, laptop) = manual(2).await;
    let base: String = (0..5_000).map(|n| format!("value_{n} = compute({n})\n")).collect();
    let change = |every: u32, by: &str| -> String {
        (0..5_000)
            .map(|n| match n % every {
                0 => format!("value_{n} = {by}({n})\n"),
                _ => format!("value_{n} = compute({n})\n"),
            })
            .collect()
    };
    let (mine, theirs) = (change(10, "mine"), change(15, "theirs"));
    publish(&market, 1, 1, &json!({ "code": base }));
    laptop.sync().await;
    edit(&laptop, 1, &json!({ "code": mine }));
    publish(&market, 1, 2, &json!({ "code": theirs }));
    laptop.sync().await;
    let engine = laptop.engine();
    let desk = look(&laptop);
    let (regions, pages) = stretches(engine, desk.row.id);
    assert!(pages > 1, "{pages}");

    // Both changed every thirtieth line; every other of those is taken from there.
    let mut hunks = BTreeMap::new();
    let (mut all, mut lines) = (0, 0);
    let mut expected: Vec<String> = base.split_inclusive('\n').map(str::to_owned).collect();
    for (index, region) in (0..).zip(&regions) {
        match region {
            CodeRegion::Same {
                index: at,
                lines: shared,
                local_from,
                ..
            } => {
                assert_eq!((*at, *local_from), (index, lines + 1));
                lines += shared;
            }
            CodeRegion::Hunk {
                index: at,
                key,
                suggested,
                local,
                remote,
                ..
            } => {
                assert_eq!((*at, local.from), (index, lines + 1));
                let pick = suggested.unwrap_or(if hunks.len() % 2 == 0 {
                    Pick::Remote
                } else {
                    Pick::Local
                });
                if suggested.is_none() {
                    hunks.insert(key.clone(), pick);
                }
                let taken = if pick == Pick::Local { local } else { remote };
                expected[lines as usize] = taken.text.clone();
                lines += local.lines;
                all += 1;
            }
        }
    }
    assert_eq!((lines, hunks.len()), (5_000, 167));
    let code = desk.code.unwrap();
    assert_eq!((code.hunks, code.open), (all, 167));
    let expected = expected.concat();
    assert_eq!(
        composed(engine, desk.row.id, &hunks),
        expected,
        "the result is seen before"
    );

    let mut decided = decision(&desk, &[]);
    let last = hunks.pop_last().unwrap();
    decided.hunks = Some(hunks.clone());
    let refused = engine.decide_conflict(&decided).unwrap_err();
    assert_eq!(refused.code, Code::BadInput, "one stretch is not decided");
    assert_eq!(shown(&laptop, 1)["code"], mine, "nothing was written");
    hunks.extend([last]);
    decided.hunks = Some(hunks);
    assert!(!engine.decide_conflict(&decided).unwrap().moved);
    assert_eq!(shown(&laptop, 1)["code"], expected);
    assert_eq!(laptop.sync().await.conflicts.detected, 0);
    assert_eq!(shown(&laptop, 1)["code"], expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_decided_is_what_the_skill_becomes_and_the_history_of_it_says_so() {
    let (_market, mut laptop) = one_conflict().await;
    let desk = look(&laptop);
    let (regions, _) = stretches(laptop.engine(), desk.row.id);
    let open = regions.iter().find_map(|region| match region {
        CodeRegion::Hunk {
            key, suggested: None, ..
        } => Some(key.clone()),
        _ => None,
    });
    let mut decided = decision(&desk, &[("tags", Pick::Both)]);
    decided.hunks = Some(BTreeMap::from([(open.unwrap(), Pick::Both)]));
    decided.set = BTreeMap::from([("description".to_owned(), json!("Agreed."))]);
    let key = format!("conflict:{}", desk.row.id);
    laptop.engine().set_draft(&key, Some("half a decision")).unwrap();
    let outcome = laptop.engine().decide_conflict(&decided).unwrap();
    assert_eq!(
        (
            outcome.moved,
            outcome.row.strategy.as_deref(),
            outcome.row.resolved_by.as_deref()
        ),
        (false, Some("manual"), Some("user"))
    );
    assert_eq!(
        laptop.engine().draft(&key, 0).unwrap(),
        None,
        "what was half decided is decided"
    );

    laptop.restart();
    let skill = shown(&laptop, 1);
    let code = "ONE mine\ntwo\nthree\nFOUR mine\nFOUR theirs\nfive\nsix\nseven\nEIGHT theirs\n";
    let expected: [(&str, Value, Became); 5] = [
        ("code", json!(code), Became::Own),
        ("version", json!("1.1.0"), Became::Remote),
        ("description", json!("Agreed."), Became::Own),
        ("category", json!("mine"), Became::Local),
        ("tags", json!(["test", "mine", "theirs"]), Became::Own),
    ];
    let after = laptop.engine().conflict_desk(desk.row.id).unwrap();
    for (name, value, became) in expected {
        assert_eq!(skill[name], value, "{name}");
        assert_eq!(field(&after, name).became, Some(became), "{name}");
        assert_eq!(
            field(&after, name).local,
            field(&desk, name).local,
            "{name}: what went in"
        );
    }
    // A second decision comes too late.
    let late = laptop.engine().decide_conflict(&decided).unwrap();
    assert_eq!((late.moved, late.row.resolved_at), (true, after.row.resolved_at));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_about_sides_that_moved_meanwhile_writes_nothing_and_shows_what_moved() {
    let (market, laptop) = one_conflict().await;
    let all = [
        ("code", Pick::Remote),
        ("description", Pick::Remote),
        ("tags", Pick::Remote),
    ];
    let key = format!("conflict:{}", look(&laptop).row.id);
    laptop.engine().set_draft(&key, Some("half a decision")).unwrap();
    let moves: [&dyn Fn(); 2] = [
        &|| edit(&laptop, 1, &json!({ "description": "Mine, better." })),
        &|| {
            publish(
                &market,
                1,
                3,
                &json!({ "code": BASE, "description": "Theirs, better." }),
            );
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(laptop.sync()));
        },
    ];
    for (moved, changed) in moves.into_iter().zip(["local", "remote"]) {
        let seen = look(&laptop);
        // What moves in the millisecond of the look cannot be told from it.
        while UnixMillis::now() == seen.row.changed_at {
            tokio::task::yield_now().await;
        }
        moved();
        let before = (shown(&laptop, 1), look(&laptop));
        let outcome = laptop.engine().decide_conflict(&decision(&seen, &all)).unwrap();
        assert!(outcome.moved, "{changed}");
        assert_eq!(outcome.row, before.1.row, "{changed}");
        assert_eq!(
            (shown(&laptop, 1), look(&laptop)),
            before,
            "{changed}: nothing was written"
        );
        assert!(
            laptop.engine().draft(&key, 0).unwrap().is_some(),
            "{changed}: nor forgotten"
        );
        let moved_fields: Vec<_> = seen
            .fields
            .iter()
            .filter(|was| before.1.fields.iter().all(|is| is.digest != was.digest))
            .map(|field| field.name.as_str())
            .collect();
        let expected: &[&str] = match changed {
            "local" => &["description"],
            _ => &["code", "version", "description", "tags"],
        };
        assert_eq!(moved_fields, expected, "{changed}: the digests tell which");
    }
    // Looked at again, it can be decided.
    let again = look(&laptop);
    let outcome = laptop
        .engine()
        .decide_conflict(&decision(&again, &[("description", Pick::Remote)]));
    assert!(!outcome.unwrap().moved);
    assert_eq!(shown(&laptop, 1)["description"], "Theirs, better.");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_process_decided_first_is_not_decided_again() {
    let (_market, laptop) = one_conflict().await;
    let seen = look(&laptop);
    let other = laptop.twin();
    other.resolve_these(&[seen.row.id], Automatic::LocalWins).unwrap();
    let all = [
        ("code", Pick::Remote),
        ("description", Pick::Remote),
        ("tags", Pick::Remote),
    ];
    let outcome = laptop.engine().decide_conflict(&decision(&seen, &all)).unwrap();
    assert_eq!(
        (outcome.moved, outcome.row.strategy.as_deref()),
        (true, Some("local_wins"))
    );
    assert_eq!(shown(&laptop, 1)["description"], "Mine.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_that_decides_too_little_or_something_impossible_changes_nothing() {
    let (_market, laptop) = one_conflict().await;
    let desk = look(&laptop);
    let before = (shown(&laptop, 1), desk.clone());
    let all = [
        ("code", Pick::Local),
        ("description", Pick::Local),
        ("tags", Pick::Local),
    ];
    let with = |change: &dyn Fn(&mut DeskDecision)| {
        let mut decided = decision(&desk, &all);
        change(&mut decided);
        decided
    };
    for decided in [
        with(&|decided| {
            decided.picks.remove("tags");
        }),
        with(&|decided| {
            decided.picks.insert("description".to_owned(), Pick::Both);
        }),
        with(&|decided| {
            decided.picks.insert("skill_id".to_owned(), Pick::Local);
        }),
        with(&|decided| {
            decided.picks.insert("nothing".to_owned(), Pick::Local);
        }),
        with(&|decided| {
            decided.set.insert("tags".to_owned(), json!(["set", "too"]));
        }),
        with(&|decided| {
            decided.picks.remove("tags");
            decided.set.insert("tags".to_owned(), json!("no list"));
        }),
        with(&|decided| {
            decided.picks.remove("code");
            decided.hunks = Some(BTreeMap::from([("no such stretch".to_owned(), Pick::Local)]));
        }),
    ] {
        let refused = laptop.engine().decide_conflict(&decided).unwrap_err();
        assert_eq!(refused.code, Code::BadInput, "{decided:?}");
        assert!(!refused.message.is_empty());
        assert_eq!((shown(&laptop, 1), look(&laptop)), before, "{decided:?}");
    }
    let nobody = DeskDecision {
        id: 999,
        ..decision(&desk, &all)
    };
    assert_eq!(
        laptop.engine().decide_conflict(&nobody).unwrap_err().code,
        Code::NotFound
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_says_why_there_is_no_way_back_and_undoing_is_refused_for_that_reason() {
    let (market, laptop) = one_conflict().await;
    let engine = laptop.engine();
    let waiting = look(&laptop);
    assert_eq!(
        engine.undo_conflict(waiting.row.id).unwrap_err().code,
        Code::BadInput,
        "it waits already"
    );
    let block = || engine.conflict_desk(waiting.row.id).unwrap().undo_block;
    let refused = || {
        let before = (shown(&laptop, 1), rows(&laptop, false), rows(&laptop, true));
        assert_eq!(engine.undo_conflict(waiting.row.id).unwrap_err().code, Code::BadInput);
        let report = engine.undo_conflicts(&[waiting.row.id]).unwrap();
        assert_eq!((report.resolved, report.failed.len()), (0, 1));
        assert_eq!((shown(&laptop, 1), rows(&laptop, false), rows(&laptop, true)), before);
    };
    let all = [
        ("code", Pick::Local),
        ("description", Pick::Local),
        ("tags", Pick::Local),
    ];
    engine.decide_conflict(&decision(&waiting, &all)).unwrap();
    assert_eq!(block(), None);

    edit(&laptop, 1, &json!({ "description": "Changed since." }));
    assert_eq!(block(), Some(UndoBlock::ChangedSince));
    refused();
    publish(&market, 1, 5, &json!({ "code": BASE, "description": "Theirs, later." }));
    laptop.sync().await;
    assert_eq!(block(), Some(UndoBlock::LaterWaits));
    refused();

    // The reasons gone, the way back is free.
    let later = number(&laptop, 1);
    engine.resolve_these(&[later], Automatic::LocalWins).unwrap();
    assert_eq!(block(), Some(UndoBlock::ChangedSince));
    edit(&laptop, 1, &json!({ "description": "Mine." }));
    assert_eq!(block(), None, "the skill is what this decision made of it");
    engine.undo_conflict(waiting.row.id).unwrap();
    assert_eq!(number(&laptop, 1), waiting.row.id, "it waits under its number");
    assert_eq!(
        engine.conflict_desk(later).unwrap().undo_block,
        Some(UndoBlock::LaterWaits)
    );
}
