//! Every version of a skill that was seen, compared with every other, and the copies that
//! a user makes of it.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use skilldock_engine::activity::{ActivityFilter, ActivityKind, Happened};
use skilldock_engine::compare::{DiffItem, FieldChange};
use skilldock_engine::model::{Code, Origin};
use skilldock_engine::{ConflictFilter, DiffRequest, Engine, FieldValues, FoldRequest, Whose};
use skilldock_stories::standoff::{edit, manual, publish, shown, the};

fn values(changed: &Value) -> FieldValues {
    let set = changed.as_object().unwrap().iter();
    FieldValues {
        set: set.map(|(field, value)| (field.clone(), value.to_string())).collect(),
    }
}

fn between(before: &str, after: &str) -> DiffRequest {
    DiffRequest {
        skill_id: the(1),
        before: before.to_owned(),
        after: after.to_owned(),
        set: None,
        offset: 0,
    }
}

/// The whole comparison of two versions, page by page.
fn diff(engine: &Engine, request: &DiffRequest) -> Vec<DiffItem> {
    let (mut items, mut at) = (Vec::new(), Some(0));
    while let Some(offset) = at {
        let page = engine
            .diff(&DiffRequest {
                offset,
                ..request.clone()
            })
            .unwrap();
        items.extend(page.items);
        at = page.next;
    }
    items
}

/// What became of each field, with what came and went.
fn fields(items: &[DiffItem]) -> Vec<(String, FieldChange, u32, u32)> {
    let fields = items.iter().filter_map(|item| match item {
        DiffItem::Field {
            name,
            change,
            added,
            removed,
        } => Some((name.clone(), *change, *added, *removed)),
        _ => None,
    });
    fields.collect()
}

/// Both sides of the code of a comparison, what is folded read as the window reads it.
fn code(engine: &Engine, request: &DiffRequest) -> (String, String) {
    let (mut before, mut after) = (String::new(), String::new());
    let mut inside = false;
    let put = |to: &mut String, line: &str| {
        to.push_str(line);
        to.push('\n');
    };
    for item in diff(engine, request) {
        match item {
            DiffItem::Field { name, .. } => inside = name == "code",
            DiffItem::Same { text, .. } if inside => {
                put(&mut before, &text);
                put(&mut after, &text);
            }
            DiffItem::Changed {
                before: one,
                after: other,
            } if inside => {
                one.iter().for_each(|line| put(&mut before, &line.text));
                other.iter().for_each(|line| put(&mut after, &line.text));
            }
            DiffItem::Fold {
                after: first, lines, ..
            } if inside => {
                let mut read = 0;
                while read < lines {
                    let folded = engine
                        .folded_lines(&FoldRequest {
                            of: request.clone(),
                            field: "code".to_owned(),
                            first: first + read,
                            lines: lines - read,
                        })
                        .unwrap();
                    assert!(!folded.lines.is_empty());
                    read += u32::try_from(folded.lines.len()).unwrap();
                    for line in folded.lines {
                        put(&mut before, &line);
                        put(&mut after, &line);
                    }
                }
            }
            _ => {}
        }
    }
    (before, after)
}

#[tokio::test(flavor = "multi_thread")]
async fn any_two_versions_are_compared_to_the_line_and_the_other_way_round_alike() {
    let (market, laptop) = manual(2).await;
    let lines = |change: &dyn Fn(u32) -> Option<String>| -> String {
        (0..6_000).filter_map(|n| change(n).map(|line| line + "\n")).collect()
    };
    let codes = [
        lines(&|n| Some(format!("line {n} of a long program"))),
        lines(&|n| (n % 3 != 0).then(|| format!("line {n} of a long program"))),
        lines(&|n| {
            Some(if n == 3_000 {
                "the one new line".to_owned()
            } else {
                format!("line {n} of a long program")
            })
        }),
    ];
    for (day, code) in (1..).zip(&codes) {
        publish(
            &market,
            1,
            day,
            &json!({ "code": code, "version": format!("1.{day}.0"), "tags": [format!("day {day}")] }),
        );
        laptop.sync().await;
    }
    let mine = codes[2].replace("line 10 of", "my line 10 of");
    edit(&laptop, 1, &json!({ "code": mine, "description": "Mine." }));
    let engine = laptop.engine();
    let history = engine.history(the(1)).unwrap().entries;
    let known: BTreeMap<String, String> = history
        .iter()
        .map(|entry| {
            let code = match (entry.whose, entry.version.as_str()) {
                (Whose::Mine, _) => mine.clone(),
                (_, "1.1.0") => codes[0].clone(),
                (_, "1.2.0") => codes[1].clone(),
                (_, "1.3.0") => codes[2].clone(),
                _ => "print('Skill 0001')\n".to_owned(),
            };
            (entry.key.clone(), code)
        })
        .collect();
    assert_eq!(known.len(), 5, "{history:?}");
    for (one, before) in &known {
        for (other, after) in &known {
            let there = fields(&diff(engine, &between(one, other)));
            let back = fields(&diff(engine, &between(other, one)));
            let turned: Vec<_> = back
                .into_iter()
                .map(|(name, change, added, removed)| (name, change, removed, added))
                .collect();
            assert_eq!(there, turned, "{one} and {other}");
            assert_eq!(there.is_empty(), one == other, "{one} and {other}");
            if before != after {
                let (was, is) = code(engine, &between(one, other));
                assert!(was == *before && is == *after, "{one} and {other}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_skill_that_changes_every_day_the_latest_versions_and_the_one_edited_stay_comparable() {
    let (market, laptop) = manual(2).await;
    edit(&laptop, 1, &json!({ "description": "Mine." }));
    for day in 1..=28 {
        publish(
            &market,
            1,
            day,
            &json!({ "version": format!("2.{day}.0"), "code": format!("day {day}\n") }),
        );
        laptop.sync().await;
    }
    let engine = laptop.engine();
    let entries = engine.history(the(1)).unwrap().entries;
    assert!(entries.len() <= 23, "{}", entries.len());
    assert_eq!((entries[0].whose, entries[1].version.as_str()), (Whose::Mine, "2.28.0"));
    let bases: Vec<_> = entries.iter().filter(|entry| entry.base).collect();
    assert_eq!(
        (bases.len(), bases[0].version.as_str()),
        (1, "1.0.0"),
        "however long ago"
    );
    for entry in &entries {
        let found = fields(&diff(engine, &between(&entry.key, "shown")));
        let expected: &[&str] = match entry.whose {
            Whose::Mine => &[],
            _ if entry.base => &["description"],
            _ => &["version", "description", "code"],
        };
        let names: Vec<_> = found.iter().map(|(name, ..)| name.as_str()).collect();
        assert_eq!(names, expected, "{}", entry.key);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_skill_is_saved_whole_or_not_at_all() {
    let (_market, laptop) = manual(2).await;
    let engine = laptop.engine();
    let before = (shown(&laptop, 1), engine.revision().unwrap());
    for wrong in [
        json!({ "description": "Good.", "tags": "no list" }),
        json!({ "description": "Good.", "name": "  " }),
        json!({ "description": "Good.", "rating_count": 9 }),
    ] {
        let refused = engine.save_skill(Some(the(1)), &values(&wrong)).unwrap_err();
        assert_eq!(refused.code, Code::BadInput, "{wrong}");
        let as_new = engine.save_skill(None, &values(&wrong)).unwrap_err();
        assert_eq!(as_new.code, Code::BadInput, "{wrong}");
        assert_eq!((shown(&laptop, 1), engine.revision().unwrap()), before, "{wrong}");
    }
    let nobody = engine
        .save_skill(Some(the(77)), &values(&json!({ "name": "x" })))
        .unwrap_err();
    assert_eq!(nobody.code, Code::NotFound);
    assert_eq!(engine.duplicate_skill(the(77)).unwrap_err().code, Code::NotFound);
    assert_eq!(
        engine.revert(the(1), true).unwrap_err().code,
        Code::NotFound,
        "nothing of it was changed"
    );
    assert_eq!(laptop.names().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_skill_goes_into_the_editor_and_back_without_losing_a_letter() {
    let (market, laptop) = manual(2).await;
    let code = "größer = '木' \\ \"\u{1}\"\n".repeat(9_000);
    publish(
        &market,
        1,
        1,
        &json!({ "code": code, "env_vars": { "KEY": 9_007_199_254_740_993_u64 } }),
    );
    laptop.sync().await;
    let engine = laptop.engine();
    let (mut text, mut at) = (String::new(), Some(0));
    while let Some(offset) = at {
        let chunk = engine.edit_source(the(1), offset).unwrap();
        text.push_str(&chunk.text);
        at = chunk.next;
    }
    let source: Value = serde_json::from_str(&text).unwrap();
    let fields = &source["fields"];
    assert_eq!(fields["code"], json!({ "kind": "text", "text": code }));
    let env_vars = fields["env_vars"]["text"].as_str().unwrap();
    // What the editor holds, saved as it is, is no change.
    let set = BTreeMap::from([
        ("code".to_owned(), json!(code).to_string()),
        ("env_vars".to_owned(), env_vars.to_owned()),
    ]);
    let saved = engine.save_skill(Some(the(1)), &FieldValues { set }).unwrap();
    assert_eq!((saved.mine, saved.conflict), (false, None));
    assert_eq!(engine.show(the(1)).unwrap().origin, Origin::Marketplace);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_taken_back_ends_its_conflict_and_an_own_skill_goes_only_when_that_is_said() {
    let (market, laptop) = manual(3).await;
    let engine = laptop.engine();
    engine
        .save_skill(Some(the(1)), &values(&json!({ "description": "Mine." })))
        .unwrap();
    publish(&market, 1, 1, &json!({ "description": "Theirs." }));
    laptop.sync().await;
    let copy = engine.duplicate_skill(the(1)).unwrap();
    assert_eq!(
        engine.show(copy.skill_id).unwrap().skill["description"],
        "Mine.",
        "as the user sees it"
    );
    engine.revert(the(1), false).unwrap();
    assert_eq!(shown(&laptop, 1)["description"], "Theirs.");
    assert_eq!(engine.conflicts(ConflictFilter::default(), 0, 10).unwrap().1, 0);
    assert_eq!(
        engine.show(copy.skill_id).unwrap().skill["description"],
        "Mine.",
        "the copy is its own"
    );

    assert_eq!(engine.revert(copy.skill_id, false).unwrap_err().code, Code::BadInput);
    assert_eq!(engine.show(copy.skill_id).unwrap().origin, Origin::Local);
    assert_eq!(engine.revert(copy.skill_id, true).unwrap(), None);
    assert_eq!(engine.history(copy.skill_id).unwrap_err().code, Code::NotFound);

    let edits = ActivityFilter {
        kinds: vec![ActivityKind::Edit],
        ..ActivityFilter::default()
    };
    let mut log: Vec<_> = engine.activity(&edits, None, 100).unwrap().entries;
    log.reverse();
    let what: Vec<_> = log.iter().map(|entry| entry.what).collect();
    use Happened::{Created, Edited, Reverted};
    assert_eq!(what, [Edited, Created, Reverted, Reverted]);
    assert_eq!((log[1].skill_id, log[1].skill_here), (Some(copy.skill_id), false));
    assert_eq!(log[1].facts.name.as_deref(), Some("Skill 0001"), "its name of then");
}
