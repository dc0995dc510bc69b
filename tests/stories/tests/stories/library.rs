//! What the window's library does: the history of a skill, its editor, an import that is
//! looked at first, an export of what a search finds.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};
use skilldock_engine::compare::{DiffItem, FieldChange};
use skilldock_engine::model::{Code, SkillId};
use skilldock_engine::search::{Badge, Choice, Filters, SearchRequest};
use skilldock_engine::{
    ConflictFilter, DiffRequest, Engine, ExportWhat, Fault, FieldValues, FoldRequest, ImportFate, Whose,
};
use skilldock_marketplace::Marketplace;
use skilldock_stories::{Laptop, id, market, skill, skills};

fn the(number: u32) -> SkillId {
    id(number).parse().unwrap()
}

fn values(fields: Value) -> FieldValues {
    let set = fields.as_object().unwrap().iter();
    FieldValues {
        set: set.map(|(field, value)| (field.clone(), value.to_string())).collect(),
    }
}

fn changed(number: u32, fields: Value) -> Value {
    let mut object = skill(number, &format!("Skill {number:04}"));
    for (field, value) in fields.as_object().unwrap() {
        object[field] = value.clone();
    }
    object
}

fn publish(market: &Marketplace, number: u32, day: u32, fields: Value) {
    let mut object = changed(number, fields);
    object["updated_at"] = json!(format!("2026-02-{day:02}T00:00:00Z"));
    market.catalogue().upsert(object).unwrap();
}

async fn with_strategy(strategy: &str) -> (Marketplace, Laptop) {
    let market = market(skills(3)).await;
    let mut laptop = Laptop::knowing(&market);
    laptop.set("ATOM_SAAS_CONFLICT_STRATEGY", strategy).restart();
    laptop.sync().await;
    (market, laptop)
}

fn request(number: u32, before: &str, after: &str) -> DiffRequest {
    DiffRequest {
        skill_id: the(number),
        before: before.to_owned(),
        after: after.to_owned(),
        set: None,
        offset: 0,
    }
}

/// The fields in which two versions differ.
fn fields(engine: &Engine, request: &DiffRequest) -> Vec<String> {
    let page = engine.diff(request).unwrap();
    assert_eq!(page.next, None);
    let names = page.items.into_iter().filter_map(|item| match item {
        DiffItem::Field { name, .. } => Some(name),
        _ => None,
    });
    names.collect()
}

#[tokio::test]
async fn the_history_has_every_version_seen_and_says_where_an_edit_started() {
    let (market, laptop) = with_strategy("manual").await;
    publish(&market, 1, 2, json!({ "version": "1.1.0", "tags": ["new"] }));
    laptop.sync().await;
    laptop
        .engine()
        .save_skill(Some(the(1)), &values(json!({ "description": "Mine." })))
        .unwrap();
    publish(
        &market,
        1,
        3,
        json!({ "version": "1.2.0", "tags": ["new"], "code": "later\n" }),
    );
    laptop.sync().await;

    let entries = laptop.engine().history(the(1)).unwrap().entries;
    let seen: Vec<_> = entries
        .iter()
        .map(|entry| (entry.whose, entry.version.as_str(), entry.base))
        .collect();
    let first = skill(1, "")["version"].as_str().unwrap().to_owned();
    assert_eq!(
        seen,
        [
            (Whose::Mine, "1.1.0", false),
            (Whose::Marketplace, "1.2.0", false),
            (Whose::Past, "1.1.0", true),
            (Whose::Past, first.as_str(), false),
        ]
    );
    assert_eq!(entries[0].changed.as_deref(), Some(&["description".to_owned()][..]));
    assert_eq!(
        entries[1].changed.as_deref(),
        Some(&["version".to_owned(), "code".to_owned()][..])
    );
    assert_eq!(entries[3].changed, None, "nothing is known before the first");

    let engine = laptop.engine();
    assert_eq!(fields(engine, &request(1, "start", "shown")), ["description"]);
    assert_eq!(fields(engine, &request(1, "base", "marketplace")), ["version", "code"]);
    assert_eq!(
        fields(engine, &request(1, "marketplace", "mine")),
        ["version", "description", "code"]
    );
    assert_eq!(
        fields(engine, &request(1, &entries[3].key, &entries[2].key)),
        ["version", "tags"]
    );
    for key in ["past:0:9.9.9", "past:x", "other", ""] {
        let missing = engine.diff(&request(1, key, "mine")).unwrap_err();
        assert_eq!(missing.code, Code::NotFound, "{key}");
    }
    assert_eq!(engine.history(the(9)).unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn what_is_not_saved_yet_can_be_compared_and_folded_lines_read() {
    let (_market, laptop) = with_strategy("manual").await;
    let engine = laptop.engine();
    let code = |word: &str| -> String {
        let line = |n| {
            if n == 30 {
                format!("{word}\n")
            } else {
                format!("line {n}\n")
            }
        };
        (0..50).map(line).collect()
    };
    let before = code("thirty");
    engine
        .save_skill(Some(the(1)), &values(json!({ "code": before })))
        .unwrap();
    let after = code("changed");
    let mut unsaved = request(1, "mine", "shown");
    unsaved.set = Some(BTreeMap::from([("code".to_owned(), json!(after).to_string())]));

    let items = engine.diff(&unsaved).unwrap().items;
    assert!(
        matches!(&items[0], DiffItem::Field { name, change: FieldChange::Changed, added: 1, removed: 1 } if name == "code")
    );
    let Some(DiffItem::Fold {
        after: first, lines, ..
    }) = items.iter().find(|item| matches!(item, DiffItem::Fold { .. })).cloned()
    else {
        panic!("{items:?}")
    };
    let folded = engine
        .folded_lines(&FoldRequest {
            of: unsaved.clone(),
            field: "code".to_owned(),
            first,
            lines,
        })
        .unwrap();
    assert_eq!(folded.lines.len(), lines as usize);
    assert_eq!(
        (folded.lines[0].as_str(), folded.lines[26].as_str()),
        ("line 0", "line 26")
    );

    unsaved.set = Some(BTreeMap::from([("code".to_owned(), "{".to_owned())]));
    assert_eq!(engine.diff(&unsaved).unwrap_err().code, Code::BadInput);
}

#[tokio::test]
async fn an_edit_that_leads_into_a_conflict_says_which_and_one_that_leads_back_ends() {
    let (market, laptop) = with_strategy("manual").await;
    let engine = laptop.engine();
    let saved = engine
        .save_skill(Some(the(1)), &values(json!({ "description": "Mine." })))
        .unwrap();
    assert_eq!((saved.conflict, saved.mine), (None, true));
    publish(&market, 1, 2, json!({ "description": "Theirs." }));
    laptop.sync().await;
    let saved = engine
        .save_skill(Some(the(1)), &values(json!({ "description": "Mine still." })))
        .unwrap();
    let waiting = engine.conflicts(ConflictFilter::default(), 0, 10).unwrap().0;
    assert_eq!(saved.conflict, Some(waiting[0].id));

    let theirs = skill(2, "Skill 0002")["description"].clone();
    engine
        .save_skill(Some(the(2)), &values(json!({ "description": "Mine." })))
        .unwrap();
    let saved = engine
        .save_skill(Some(the(2)), &values(json!({ "description": theirs })))
        .unwrap();
    assert_eq!((saved.conflict, saved.mine), (None, false));
}

#[tokio::test]
async fn a_new_skill_needs_a_name_and_a_copy_of_ones_own_is_nobody_elses() {
    let (_market, laptop) = with_strategy("manual").await;
    let engine = laptop.engine();
    let nameless = engine.save_skill(None, &values(json!({ "code": "x" }))).unwrap_err();
    assert_eq!(nameless.code, Code::BadInput);
    assert_eq!(
        engine.check_fields(&values(json!({ "name": " " }))).faults[0].fault,
        Fault::Blank
    );
    let new = engine
        .save_skill(None, &values(json!({ "name": "Tide", "code": "x\n", "tags": ["sea"] })))
        .unwrap();
    let copy = engine.duplicate_skill(the(1)).unwrap();
    assert_ne!(copy.skill_id, the(1));
    let (original, own) = (engine.show(the(1)).unwrap(), engine.show(copy.skill_id).unwrap());
    assert_eq!(
        (&own.skill["name"], &own.skill["code"]),
        (&original.skill["name"], &original.skill["code"])
    );
    assert!(!own.skill.contains_key("updated_at"), "the marketplace never had it");
    let filters = Filters {
        is: Choice {
            include: vec![Badge::Local],
            exclude: Vec::new(),
        },
        ..Filters::default()
    };
    let found = engine
        .search(&SearchRequest {
            filters,
            limit: 10,
            ..SearchRequest::default()
        })
        .unwrap();
    let mut ids: Vec<_> = found.skills.into_iter().map(|row| row.skill_id).collect();
    ids.sort_unstable();
    let mut expected = vec![new.skill_id, copy.skill_id];
    expected.sort_unstable();
    assert_eq!(ids, expected);
}

fn file(laptop: &Laptop, name: &str, objects: &[Value]) -> PathBuf {
    let path = laptop.folder().join(name);
    std::fs::write(&path, json!({ "skills": objects }).to_string()).unwrap();
    path
}

#[tokio::test]
async fn an_import_says_beforehand_what_it_does_and_then_does_that() {
    for (strategy, fate) in [
        ("manual", ImportFate::Conflict),
        ("remote_wins", ImportFate::Overruled),
        ("local_wins", ImportFate::Updated),
    ] {
        let (_market, laptop) = with_strategy(strategy).await;
        let engine = laptop.engine();
        engine
            .save_skill(Some(the(0)), &values(json!({ "description": "Mine." })))
            .unwrap();
        let good = file(
            &laptop,
            "good.json",
            &[
                json!({ "name": "Brand new", "code": "x" }),
                changed(
                    1,
                    json!({ "description": "Edited elsewhere.", "updated_at": "2025-05-05T00:00:00Z" }),
                ),
                skill(2, "Skill 0002"),
                changed(0, json!({ "description": "Another." })),
                json!({ "code": "no name" }),
            ],
        );
        let bad = laptop.folder().join("notes.txt");
        std::fs::write(&bad, "no skill").unwrap();
        let paths = [bad, good];

        let before = (laptop.names(), engine.revision().unwrap(), engine.show(the(1)).unwrap());
        let preview = engine.preview_import(&paths).unwrap();
        assert_eq!(
            (laptop.names(), engine.revision().unwrap(), engine.show(the(1)).unwrap()),
            before,
            "{strategy}: looking changes nothing"
        );
        assert!(engine.conflicts(ConflictFilter::default(), 0, 10).unwrap().0.is_empty());
        assert_eq!(
            (
                preview.total,
                preview.added,
                preview.updated,
                preview.unchanged,
                preview.refused
            ),
            (6, 1, 1, 1, 3),
            "{strategy}"
        );
        let fates: Vec<_> = preview
            .items
            .iter()
            .map(|item| (item.fate, item.name.as_str()))
            .collect();
        assert_eq!(fates[0], (ImportFate::Refused, "notes.txt"));
        assert_eq!(fates[3], (fate, "Skill 0001"));
        assert_eq!(
            fates[4..],
            [(ImportFate::Added, "Brand new"), (ImportFate::Unchanged, "Skill 0002")]
        );
        assert!(
            preview.items[..3]
                .iter()
                .all(|item| item.why.ends_with(|c: char| c != ' ') && !item.why.is_empty())
        );

        let report = engine.import_all(&paths).unwrap();
        assert_eq!(
            (
                report.total,
                report.added,
                report.updated,
                report.unchanged,
                report.refused.len()
            ),
            (6, 1, 1, 1, 3),
            "{strategy}: it does what it said"
        );
        let mine = engine.show(the(1)).unwrap().skill["description"] == "Edited elsewhere.";
        assert_eq!(mine, fate != ImportFate::Overruled, "{strategy}");
    }
}

#[tokio::test]
async fn an_export_may_be_of_what_a_search_finds() {
    let (_market, laptop) = with_strategy("manual").await;
    let engine = laptop.engine();
    engine.set_favourite(the(1), true).unwrap();
    engine.set_favourite(the(2), true).unwrap();
    let search = |text: &str| SearchRequest {
        text: text.to_owned(),
        ..SearchRequest::default()
    };
    let to = laptop.folder().join("out.json");
    let found = ExportWhat::Found {
        search: Box::new(search("is:favourite")),
    };
    assert_eq!(engine.export_what(&found, &to).unwrap().skills, 2);
    let written: Value = serde_json::from_slice(&std::fs::read(&to).unwrap()).unwrap();
    assert_eq!(written["skills"].as_array().unwrap().len(), 2);
    let none = ExportWhat::Found {
        search: Box::new(search("is:local")),
    };
    assert_eq!(engine.export_what(&none, &to).unwrap_err().code, Code::BadInput);
    assert_eq!(engine.export_what(&ExportWhat::All {}, &to).unwrap().skills, 3);
}
