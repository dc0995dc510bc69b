//! The largest catalogue and the most user data that the contract allows: texts without
//! bounds in every field, of letters that take much room, and thousands of everything.

use std::path::PathBuf;

use serde_json::{Value, json};
use skilldock_engine::activity::ActivityFilter;
use skilldock_engine::conflict::{Automatic, check_field};
use skilldock_engine::search::{SearchRequest, Sort};
use skilldock_engine::{DiffRequest, Engine, FoldRequest, QueueRequest, Side, SyncRequest, Trigger};
use skilldock_marketplace::{Marketplace, Rating};

use super::super::conflicts::{resolved, undone};
use super::super::lists::{collections_of, searches_of};
use super::super::skills::{categories_of, found};
use super::super::sync::previewed;
use super::{MOST, Scale, engine, id, object, skill, sync, the};
use crate::ipc::types::PreviewRequest;
use crate::ipc::types::conflicts::{BulkRequest, ConflictRefs};

/// Letters of one byte, of four, and of six once they are JSON; and words of one letter,
/// each of which may be marked.
const LETTERS: [&str; 4] = ["a", "😀", "\u{1}", "a "];
/// Skills in conflict.
const CONFLICTS: usize = 1_000;
/// Those of them with long texts: more than any page shows.
const LARGE: usize = 260;

/// A text of so many letters of a kind, told from others by its beginning.
fn text(kind: usize, begins: &str, letters: usize) -> String {
    format!("{begins} {}", LETTERS[kind % LETTERS.len()].repeat(letters))
}

fn texts(kind: usize, begins: &str, count: usize, letters: usize) -> Vec<String> {
    (0..count)
        .map(|n| text(kind, &format!("{begins}{n}"), letters))
        .collect()
}

/// Five thousand lines, every other of which is this side's own.
fn code(kind: usize, side: &str) -> String {
    (0..5_000)
        .map(|n| match n % 2 {
            0 => format!("{side}{}\n", LETTERS[kind % LETTERS.len()].repeat(n % 40)),
            _ => format!("{n}\n"),
        })
        .collect()
}

/// Every field as large as a request lets it be, as a side has it.
fn monster(kind: usize, side: &str) -> Value {
    let parts = |prefix: &str| -> Value {
        let named = (0..300).map(|n| {
            let value = json!({ "type": text(kind, side, 50), "description": text(kind, side, 200) });
            (text(kind, &format!("{prefix}{n}"), 100), value)
        });
        Value::Object(named.collect())
    };
    let mut metadata = object(parts("part"));
    metadata.insert("author".to_owned(), json!(text(kind, side, 3_000)));
    metadata.insert("readme".to_owned(), json!(text(kind, side, 20_000)));
    metadata.insert("homepage".to_owned(), json!(text(kind, "https://", 9_000)));
    json!({
        "name": text(kind, side, 5_000),
        "description": text(kind, side, 30_000),
        "version": text(kind, side, 2_000),
        "category": text(kind, side, 2_000),
        "code": code(kind, side),
        "tags": texts(kind, side, 10_000, 1),
        "python_packages": texts(kind, side, 800, 30),
        "npm_packages": texts(kind, side, 800, 30),
        "env_vars": texts(kind, side, 800, 30),
        "local_files": texts(kind, side, 800, 30),
        "parameters": parts("parameter"),
        "examples": (0..300).map(|n| json!({ "title": text(kind, side, n), "input": text(kind, side, n) }))
            .collect::<Vec<_>>(),
        "metadata": metadata,
        text(kind, "unknown", 3_000): text(kind, side, 3_000),
    })
}

/// What of a skill a user may change.
fn editable(fields: Value) -> serde_json::Map<String, Value> {
    let mut fields = object(fields);
    fields.retain(|field, value| check_field(field, value).is_ok());
    fields
}

fn diff(before: &str, after: &str, number: usize, offset: u32) -> DiffRequest {
    DiffRequest {
        skill_id: the(number),
        before: before.to_owned(),
        after: after.to_owned(),
        set: None,
        offset,
    }
}

fn publish(market: &Marketplace, skill: Value) {
    market.catalogue().upsert(skill).unwrap();
}

/// Skills 0 to 3: monsters, edited here and changed there. Twenty versions of each were seen.
async fn monsters(market: &Marketplace, engine: &Engine) {
    for day in 1..=21 {
        for kind in 0..LETTERS.len() {
            let version = text(kind, &format!("{day}"), 2_000);
            let strange: serde_json::Map<String, Value> = (0..60)
                .map(|n| (text(kind, &format!("{n}"), 300), json!(day)))
                .collect();
            let mut fields = json!({ "version": version, "metadata": strange.clone() });
            fields.as_object_mut().unwrap().extend(strange);
            publish(market, skill(kind, day, fields));
        }
        sync(engine).await;
    }
    reviewed(market);
    for kind in 0..LETTERS.len() {
        publish(market, skill(kind, 22, monster(kind, "base")));
    }
    sync(engine).await;
    for kind in 0..LETTERS.len() {
        engine.edit(the(kind), &editable(monster(kind, "mine"))).unwrap();
        publish(market, skill(kind, 23, monster(kind, "theirs")));
    }
}

/// More reviews than are shown, each as long as it may be.
fn reviewed(market: &Marketplace) {
    for kind in 0..LETTERS.len() {
        for n in 0..300 {
            let rating = Rating {
                user_id: format!("sha256:{n}"),
                rating: 5,
                comment: Some(text(kind, "", 999)),
                created_at: "2026-01-05T00:00:00Z".to_owned(),
            };
            assert!(market.catalogue().set_rating(&id(kind), rating));
        }
    }
}

/// A thousand more skills in conflict; of some hundred, more than any page shows, every text
/// takes as much room as it can.
async fn crowd(market: &Marketplace, engine: &Engine) {
    let fields = |number: usize, side: &str| {
        if number > LARGE {
            return json!({ "name": format!("{side} {number}") });
        }
        json!({
            "name": text(number, &format!("{side}{number}"), 500),
            "description": text(number, &format!("{side}{number}"), 400),
            "category": text(number, &format!("category {number}"), 120),
            "tags": [text(number, &format!("tag {number}"), 300)],
            "metadata": { "author": text(number, side, 400) },
            "version": text(number, side, 300),
            "code": side,
        })
    };
    let crowd = 10..10 + CONFLICTS;
    for number in crowd.clone() {
        publish(market, skill(number, 1, fields(number, "base")));
    }
    for number in 10..10 + LARGE {
        market
            .catalogue()
            .upsert_category(json!({
                "name": text(number, &format!("category {number}"), 120),
                "description": text(number, "", 2_000),
                "icon_url": text(number, "https://", 2_000),
            }))
            .unwrap();
    }
    sync(engine).await;
    for number in crowd {
        engine.edit(the(number), &editable(fields(number, "mine"))).unwrap();
        publish(market, skill(number, 2, fields(number, "theirs")));
    }
    for number in 10..10 + LARGE / 2 {
        engine.set_favourite(the(number + LARGE / 2), true).unwrap();
        engine.rate(the(number), 4, Some(&text(number, "", 490))).unwrap();
    }
}

fn lists(engine: &Engine) {
    for n in 0..200 {
        let id = engine
            .create_collection(&text(1, &n.to_string(), 76), Some(the(0)))
            .unwrap();
        engine.set_in_collection(id, the(1), true).unwrap();
        // Refused once all of them are as much as an answer may be.
        drop(engine.save_search(&text(1, &format!("search {n}"), 60), &text(n, "", 990), Sort::Name));
    }
}

/// A file of broken skills with long names, and many good ones.
fn packages(folder: &std::path::Path) -> Vec<PathBuf> {
    let broken = (0..400).map(|n| json!({ "name": text(n, "", 400), "skill_id": "none" }));
    let good = (0..400).map(|n| json!({ "name": text(n, "", 400), "code": "x" }));
    let path = folder.join("many.json");
    std::fs::write(
        &path,
        json!({ "skills": broken.chain(good).collect::<Vec<_>>() }).to_string(),
    )
    .unwrap();
    let mut paths = vec![path];
    paths.extend((0..100).map(|n| folder.join(text(0, &n.to_string(), 200))));
    paths
}

/// Reads a text to its end.
fn read(mut chunk: impl FnMut(u32) -> skilldock_engine::view::TextChunk) {
    let mut at = Some(0);
    while let Some(offset) = at {
        at = chunk(offset).next;
    }
}

fn ask_of_a_skill(scale: &mut Scale, engine: &Engine, kind: usize) {
    scale.weigh("skill", engine.skill(the(kind)).unwrap());
    scale.weigh("skill_facts", engine.facts(the(kind)).unwrap());
    read(|at| scale.weigh("skill_code", engine.skill_code(the(kind), at).unwrap()));
    read(|at| scale.weigh("skill_raw", engine.skill_raw(the(kind), at).unwrap()));
    read(|at| scale.weigh("edit_source", engine.edit_source(the(kind), at).unwrap()));
    let history = scale.weigh("history", engine.history(the(kind)).unwrap());
    assert!(history.entries.len() > 20);
    // Pages of the front, of the lists and of the code: each compares the whole again.
    for offset in [0, 200, 700, 2_500] {
        scale.weigh("diff", engine.diff(&diff("base", "mine", kind, offset)).unwrap());
    }
    let past = history.entries.last().unwrap().key.as_str();
    scale.weigh("diff", engine.diff(&diff(past, "mine", kind, 0)).unwrap());
    // Whatever is asked for as folded.
    let request = FoldRequest {
        of: diff("base", "mine", kind, 0),
        field: "code".to_owned(),
        first: 1,
        lines: u32::MAX,
    };
    scale.weigh("folded_lines", engine.folded_lines(&request).unwrap());
}

fn ask_of_a_conflict(scale: &mut Scale, engine: &Engine, number: i64) {
    let desk = scale.weigh("conflict", engine.conflict_desk(number).unwrap());
    assert!(desk.fields.len() > 5, "nearly everything differs");
    for (field, side) in [
        ("description", Side::Local),
        ("tags", Side::Base),
        ("metadata", Side::Remote),
    ] {
        read(|at| scale.weigh("conflict_text", engine.conflict_text(number, field, side, at).unwrap()));
    }
    let mut from = Some(0);
    while let Some(at) = from {
        let page = scale.weigh("conflict_code", engine.conflict_code(number, at).unwrap());
        from = page.next;
    }
    scale.weigh("conflict_shared", engine.conflict_shared(number, 1, 0).unwrap());
    read(|at| {
        let composed = engine.conflict_composed(number, &Default::default(), at);
        scale.weigh("conflict_composed", composed.unwrap())
    });
}

fn ask_of_the_queue(scale: &mut Scale, engine: &Engine) {
    let request = |resolved, offset| QueueRequest {
        resolved,
        offset,
        limit: 5_000,
        ..QueueRequest::default()
    };
    for offset in [0, 100, 900] {
        let page = scale.weigh("conflicts", engine.conflict_queue(&request(false, offset)).unwrap());
        assert_eq!(page.waiting as usize, CONFLICTS + LETTERS.len());
    }
    let ids = scale
        .weigh("conflict_numbers", engine.conflict_numbers(&request(false, 0)).unwrap())
        .ids;
    assert_eq!(ids.len(), CONFLICTS + LETTERS.len());
    for hundred in ids.chunks(100) {
        let foreseen = engine.foresee_conflicts(hundred, Automatic::RemoteWins).unwrap();
        assert_eq!(scale.weigh("foresee_conflicts", foreseen).len(), hundred.len());
    }
    for number in ids.iter().take(LETTERS.len()) {
        ask_of_a_conflict(scale, engine, *number);
    }
    let strategy = Automatic::Merge;
    let wanted = || BulkRequest {
        ids: ids.clone(),
        strategy,
    };
    assert_eq!(resolved(engine, wanted()).unwrap().resolved as usize, ids.len());
    // The second time none of them can be.
    let again = scale.weigh("resolve_conflicts", resolved(engine, wanted()).unwrap());
    assert_eq!((again.failed_total as usize, again.failed.len()), (ids.len(), 100));
    scale.weigh("conflicts", engine.conflict_queue(&request(true, 0)).unwrap());
    for number in ids.iter().take(LETTERS.len()) {
        scale.weigh("conflict", engine.conflict_desk(*number).unwrap());
    }
    let wanted = || ConflictRefs { ids: ids.clone() };
    scale.weigh("undo_conflicts", undone(engine, wanted()).unwrap());
    scale.weigh("undo_conflicts", undone(engine, wanted()).unwrap());
    let five_thousand = ConflictRefs {
        ids: (0..5_000).map(|n| i64::MAX - n).collect(),
    };
    scale.weigh("undo_conflicts", undone(engine, five_thousand).unwrap());
    let more = ConflictRefs { ids: vec![1; 5_001] };
    undone(engine, more).unwrap_err();
}

fn ask_of_searches(scale: &mut Scale, engine: &Engine) {
    for words in ["", "a", "mine a"] {
        for sort in [Sort::Relevance, Sort::Name, Sort::Updated] {
            for offset in [0, 120] {
                let request = SearchRequest {
                    text: words.to_owned(),
                    sort: Some(sort),
                    offset,
                    limit: 5_000,
                    facets: true,
                    ..SearchRequest::default()
                };
                scale.weigh("search", found(engine, request).unwrap());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_is_larger_than_a_window_can_take_whatever_is_in_it() {
    let market = Marketplace::builder().no_limits().start().await.unwrap();
    let (folder, engine) = engine(&market);
    let mut scale = Scale::default();
    monsters(&market, &engine).await;
    crowd(&market, &engine).await;
    lists(&engine);
    let wanted = || PreviewRequest { url: None, token: None };
    let preview = scale.weigh("preview", previewed(&engine, wanted()).await.unwrap());
    assert_eq!(
        (preview.total as usize, preview.conflicts.len()),
        (CONFLICTS + LETTERS.len(), 200)
    );
    sync(&engine).await;

    ask_of_searches(&mut scale, &engine);
    for kind in 0..LETTERS.len() {
        let reviews = scale.weigh("refresh_reviews", engine.refresh_reviews(the(kind)).await.unwrap());
        assert!(reviews.len() >= 8, "{}", reviews.len());
        engine.rate(the(kind), 4, Some(&text(kind, "", 490))).unwrap();
        ask_of_a_skill(&mut scale, &engine, kind);
    }
    ask_of_the_queue(&mut scale, &engine);
    scale.weigh("categories", categories_of(&engine).unwrap());
    scale.weigh("unrated", engine.unrated().unwrap());
    for offset in [0, 40, 80, 120] {
        scale.weigh("rated", engine.rated(None, offset).unwrap());
    }
    assert_eq!(scale.weigh("collections", collections_of(&engine).unwrap()).total, 200);
    assert!(scale.weigh("saved_searches", searches_of(&engine).unwrap()).total > 30);
    engine.set_draft("new", Some(&text(2, "", 600_000))).unwrap();
    let mut at = Some(0);
    while let Some(offset) = at {
        at = scale.weigh("draft", engine.draft("new", offset).unwrap()).unwrap().next;
    }
    let paths = packages(folder.path());
    let preview = scale.weigh("preview_import", engine.preview_import(&paths).unwrap());
    assert_eq!(preview.total, 900);
    scale.weigh("import_skills", engine.import_all(&paths).unwrap());

    // Nobody answers any more: the runs of the journal say so, each in its own sentence.
    market.shutdown().await;
    for _ in 0..210 {
        engine.sync(SyncRequest::default(), Trigger::Command).await;
    }
    assert_eq!(scale.weigh("journal", engine.journal(5_000).unwrap()).len(), 200);
    scale.weigh("sync_days", engine.sync_days().unwrap());
    let mut before = None;
    for _ in 0..30 {
        let page = engine.activity(&ActivityFilter::default(), before, 5_000).unwrap();
        before = scale.weigh("activity", page).entries.last().map(|entry| entry.id);
    }

    for command in ["save_search", "rename_search", "delete_search"] {
        scale.weigh(command, searches_of(&engine).unwrap());
    }
    for command in [
        "create_collection",
        "rename_collection",
        "delete_collection",
        "set_in_collection",
    ] {
        scale.weigh(command, collections_of(&engine).unwrap());
    }
    super::updates::weigh(&mut scale, 2_000, 300).await;
    scale.complete();
    scale.at_most(MOST);
}
