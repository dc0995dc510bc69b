//! Saved searches and collections, as a front end asks for them: kept across a restart,
//! without a marketplace.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where its ground is missing"
)]

use std::path::Path;
use std::sync::Arc;

use skilldock_engine::config::EnvFileChoice;
use skilldock_engine::model::{Code, SkillId};
use skilldock_engine::search::{SearchRequest, Sort};
use skilldock_engine::vault::MemoryVault;
use skilldock_engine::{Engine, EngineOptions};

fn engine(folder: &Path) -> Engine {
    let mut options = EngineOptions::new(folder.to_owned(), EnvFileChoice::Default(folder.join(".env")));
    options.environment = Vec::new();
    options.keychain = Arc::new(MemoryVault::default());
    Engine::open(options).unwrap()
}

/// A skill of the user's own, so that no marketplace is needed.
fn own(engine: &Engine, folder: &Path, name: &str, code: &str) -> SkillId {
    let file = folder.join(format!("{name}.py"));
    std::fs::write(&file, code).unwrap();
    engine.new_skill(&file).unwrap().skill["skill_id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap()
}

fn found(engine: &Engine, text: &str) -> Vec<SkillId> {
    let request = SearchRequest {
        text: text.to_owned(),
        ..SearchRequest::default()
    };
    let rows = engine.search(&request).unwrap().skills;
    rows.into_iter().map(|row| row.skill_id).collect()
}

#[test]
fn a_collection_filters_like_everything_else_and_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let before = engine(folder.path());
    let first = own(&before, folder.path(), "first", "print(1)\n");
    let second = own(&before, folder.path(), "second", "print(2)\n");
    let id = before.create_collection(" To  read ", Some(first)).unwrap();
    assert_eq!(found(&before, "in:\"to READ\""), [first]);
    assert_eq!(found(&before, "-in:\"to read\""), [second]);
    assert_eq!(found(&before, "in:nothing"), []);
    before.set_in_collection(id, second, true).unwrap();
    before.set_in_collection(id, first, false).unwrap();
    before.rename_collection(id, "Later").unwrap();
    drop(before);

    let after = engine(folder.path());
    let [kept] = after.collections().unwrap().try_into().unwrap();
    assert_eq!((kept.id, kept.name.as_str(), kept.skills), (id, "Later", 1));
    assert_eq!(found(&after, "in:later"), [second]);
    assert_eq!(after.skill(second).unwrap().collections, [id]);
    let page = after
        .search(&SearchRequest {
            facets: true,
            ..SearchRequest::default()
        })
        .unwrap();
    assert_eq!(page.facets.unwrap().collection["Later"], 1);

    after.delete_collection(id).unwrap();
    assert!(after.collections().unwrap().is_empty());
    assert_eq!(found(&after, ""), found(&after, "-in:later"), "the skills stay");
    assert!(after.skill(second).unwrap().collections.is_empty());
}

#[test]
fn what_is_not_there_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path());
    let nobody: SkillId = "ffffffff-0000-4000-8000-000000000000".parse().unwrap();
    assert_eq!(
        engine.create_collection("x", Some(nobody)).unwrap_err().code,
        Code::NotFound
    );
    assert!(
        engine.collections().unwrap().is_empty(),
        "an empty one was not left behind"
    );
    let id = engine.create_collection("x", None).unwrap();
    assert_eq!(engine.create_collection("X", None).unwrap_err().code, Code::BadInput);
    assert_eq!(
        engine.set_in_collection(id, nobody, true).unwrap_err().code,
        Code::NotFound
    );
    assert_eq!(engine.rename_collection(id + 1, "y").unwrap_err().code, Code::NotFound);
    assert_eq!(engine.delete_collection(id + 1).unwrap_err().code, Code::NotFound);
    assert_eq!(engine.delete_search(1).unwrap_err().code, Code::NotFound);
}

#[test]
fn a_saved_search_is_kept_renamed_and_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let before = engine(folder.path());
    let id = before
        .save_search("Good ones", "rating:>=4 tag:\"smart home\" lamp", Sort::Updated)
        .unwrap();
    assert_eq!(
        before.save_search("good ONES", "x", Sort::Name).unwrap_err().code,
        Code::BadInput
    );
    let long = "x".repeat(2_001);
    assert_eq!(
        before.save_search("Long", &long, Sort::Name).unwrap_err().code,
        Code::BadInput
    );
    before.rename_search(id, "Best ones").unwrap();
    drop(before);

    let after = engine(folder.path());
    let [kept] = after.saved_searches().unwrap().try_into().unwrap();
    assert_eq!((kept.name.as_str(), kept.sort), ("Best ones", Sort::Updated));
    assert_eq!(kept.query, "rating:>=4 tag:\"smart home\" lamp");
    after.delete_search(id).unwrap();
    assert!(after.saved_searches().unwrap().is_empty());
}

#[test]
fn the_page_of_a_skill_tells_what_its_code_names() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path());
    let code = "import os\n\nKEY = os.environ['MY_KEY']\n";
    let id = own(&engine, folder.path(), "reader", code);
    let [only] = engine.skill(id).unwrap().mentions.try_into().unwrap();
    assert_eq!((only.name.as_str(), only.line), ("MY_KEY", 3));
}
