//! What there really is: the marketplace's catalogue as it was when it was copied, with some
//! of it edited here and changed there.

use std::path::PathBuf;

use serde_json::{Value, json};
use skilldock_engine::activity::ActivityFilter;
use skilldock_engine::conflict::Automatic;
use skilldock_engine::search::SearchRequest;
use skilldock_engine::{DiffRequest, QueueRequest};
use skilldock_marketplace::Marketplace;

use super::super::conflicts::{resolved, undone};
use super::super::skills::{categories_of, found};
use super::super::sync::previewed;
use super::{Scale, TYPICAL, engine, object, sync};
use crate::ipc::types::PreviewRequest;
use crate::ipc::types::conflicts::{BulkRequest, ConflictRefs};

/// Skills looked at, and skills in conflict.
const SOME: usize = 120;

fn catalogue() -> PathBuf {
    let folder = std::env::var_os("SKILLDOCK_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared")),
        PathBuf::from,
    );
    let file = folder.join("data/skills.jsonl.gz");
    assert!(file.exists(), "the real catalogue is missing: set SKILLDOCK_SHARED");
    file
}

/// The skills with the longest code.
fn longest(market: &Marketplace) -> Vec<Value> {
    let mut skills = market.catalogue().snapshot();
    skills.sort_by_key(|skill| std::cmp::Reverse(skill.to_string().len()));
    skills.truncate(SOME);
    skills
}

#[tokio::test(flavor = "multi_thread")]
async fn of_what_there_really_is_every_answer_is_small() {
    let market = Marketplace::builder()
        .catalogue_file(catalogue())
        .no_limits()
        .start()
        .await
        .unwrap();
    let (folder, engine) = engine(&market);
    sync(&engine).await;
    let skills = longest(&market);
    let ids: Vec<skilldock_engine::model::SkillId> = skills
        .iter()
        .map(|skill| skill["skill_id"].as_str().unwrap().parse().unwrap())
        .collect();
    for (mut skill, id) in skills.into_iter().zip(&ids) {
        let code = skill["code"].as_str().unwrap_or_default().to_owned();
        let mine =
            json!({ "code": format!("# mine\n{code}# more of mine\n"), "description": "Mine.", "tags": ["mine"] });
        engine.edit(*id, &object(mine)).unwrap();
        skill["code"] = json!(format!("# theirs\n{}", code.replace("return", "return  ")));
        skill["description"] = json!("Theirs.");
        skill["updated_at"] = json!("2027-01-01T00:00:00Z");
        market.catalogue().upsert(skill).unwrap();
    }
    let mut scale = Scale::default();
    let wanted = PreviewRequest { url: None, token: None };
    scale.weigh("preview", previewed(&engine, wanted).await.unwrap());
    sync(&engine).await;

    for text in ["", "pdf", "the", "data analysis", "sort:name"] {
        for offset in [0, 60, 600] {
            let request = SearchRequest {
                text: text.to_owned(),
                offset,
                limit: 60,
                facets: true,
                ..SearchRequest::default()
            };
            scale.weigh("search", found(&engine, request).unwrap());
        }
    }
    for id in &ids {
        scale.weigh("skill", engine.skill(*id).unwrap());
        scale.weigh("skill_facts", engine.facts(*id).unwrap());
        scale.weigh("skill_code", engine.skill_code(*id, 0).unwrap());
        scale.weigh("skill_raw", engine.skill_raw(*id, 0).unwrap());
        scale.weigh("edit_source", engine.edit_source(*id, 0).unwrap());
        scale.weigh("history", engine.history(*id).unwrap());
        let compared = DiffRequest {
            skill_id: *id,
            before: "base".to_owned(),
            after: "marketplace".to_owned(),
            set: None,
            offset: 0,
        };
        scale.weigh("diff", engine.diff(&compared).unwrap());
    }
    let request = QueueRequest {
        limit: 100,
        ..QueueRequest::default()
    };
    let queue = scale.weigh("conflicts", engine.conflict_queue(&request).unwrap());
    assert_eq!(queue.total as usize, SOME);
    let ids = scale
        .weigh("conflict_numbers", engine.conflict_numbers(&request).unwrap())
        .ids;
    for id in &ids {
        scale.weigh("conflict", engine.conflict_desk(*id).unwrap());
        scale.weigh("conflict_code", engine.conflict_code(*id, 0).unwrap());
        let composed = engine.conflict_composed(*id, &Default::default(), 0);
        scale.weigh("conflict_composed", composed.unwrap());
    }
    scale.weigh(
        "foresee_conflicts",
        engine.foresee_conflicts(&ids, Automatic::RemoteWins).unwrap(),
    );
    let wanted = BulkRequest {
        ids: ids.clone(),
        strategy: Automatic::Merge,
    };
    let done = scale.weigh("resolve_conflicts", resolved(&engine, wanted).unwrap());
    assert_eq!((done.resolved as usize, done.failed_total), (SOME, 0));
    scale.weigh("undo_conflicts", undone(&engine, ConflictRefs { ids }).unwrap());
    scale.weigh("categories", categories_of(&engine).unwrap());
    scale.weigh("journal", engine.journal(20).unwrap());
    scale.weigh(
        "activity",
        engine.activity(&ActivityFilter::default(), None, 100).unwrap(),
    );
    scale.weigh("sync_days", engine.sync_days().unwrap());
    let to = folder.path().join("all.json");
    engine.export(None, &to).unwrap();
    scale.weigh("preview_import", engine.preview_import(&[to]).unwrap());
    super::updates::weigh(&mut scale, 12, 20).await;
    scale.at_most(TYPICAL);
}
