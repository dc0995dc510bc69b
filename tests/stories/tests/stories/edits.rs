//! What users make themselves, and what becomes of it when the marketplace changes too
//! (contract, section 6).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use skilldock_engine::conflict::{Automatic, Pick};
use skilldock_engine::model::{Code, Origin, SkillId};
use skilldock_engine::search::{Badge, Choice, Filters, SearchRequest};
use skilldock_engine::{ConflictFilter, ConflictView, Decision};
use skilldock_marketplace::Marketplace;
use skilldock_stories::{Laptop, id, market, skill, skills};

fn the(number: u32) -> SkillId {
    id(number).parse().unwrap()
}

fn set(fields: Value) -> Map<String, Value> {
    fields.as_object().unwrap().clone()
}

/// The marketplace publishes a skill again with other fields and a later time.
fn publish(market: &Marketplace, number: u32, day: u32, fields: Value) {
    let mut object = skill(number, &format!("Skill {number:04}"));
    object["updated_at"] = json!(format!("2026-02-{day:02}T00:00:00Z"));
    for (field, value) in set(fields) {
        object[field] = value;
    }
    market.catalogue().upsert(object).unwrap();
}

fn waiting(laptop: &Laptop) -> Vec<ConflictView> {
    laptop.engine().conflicts(ConflictFilter::default(), 0, 100).unwrap().0
}

fn resolved(laptop: &Laptop) -> Vec<ConflictView> {
    let filter = ConflictFilter {
        resolved: true,
        ..ConflictFilter::default()
    };
    laptop.engine().conflicts(filter, 0, 100).unwrap().0
}

fn shown(laptop: &Laptop, number: u32) -> Map<String, Value> {
    laptop.engine().show(the(number)).unwrap().skill
}

fn with_badge(laptop: &Laptop, badge: Badge) -> Vec<String> {
    let filters = Filters {
        is: Choice {
            include: vec![badge],
            exclude: Vec::new(),
        },
        ..Filters::default()
    };
    let request = SearchRequest {
        filters,
        limit: 50,
        ..SearchRequest::default()
    };
    let page = laptop.engine().search(&request).unwrap();
    page.skills.into_iter().map(|skill| skill.name).collect()
}

async fn with_strategy(strategy: &str) -> (Marketplace, Laptop) {
    let market = market(skills(3)).await;
    let mut laptop = Laptop::knowing(&market);
    laptop.set("ATOM_SAAS_CONFLICT_STRATEGY", strategy).restart();
    laptop.sync().await;
    (market, laptop)
}

#[tokio::test]
async fn an_edit_is_what_the_user_sees_and_outlives_a_restart_and_a_sync() {
    let (market, mut laptop) = with_strategy("remote_wins").await;
    let view = laptop
        .engine()
        .edit(the(1), &set(json!({ "name": "My tidy name", "tags": ["mine"] })))
        .unwrap();
    assert_eq!((view.origin, view.gone), (Origin::Edited, false));
    assert_eq!(with_badge(&laptop, Badge::Edited), ["My tidy name"]);
    assert_eq!(
        laptop.search("tidy").skills.len(),
        1,
        "it is found by what the user wrote"
    );
    assert_eq!(laptop.search("tag:mine").skills.len(), 1);
    laptop.restart();
    // The marketplace changes another skill: the edit has nothing to do with it.
    publish(&market, 2, 1, json!({ "description": "New." }));
    let report = laptop.sync().await;
    assert_eq!((report.skills.updated, report.conflicts.detected), (1, 0));
    assert_eq!(shown(&laptop, 1)["name"], "My tidy name");
    assert_eq!(
        laptop.sync().await.skills.count(),
        0,
        "an edit is no change of the marketplace's"
    );

    let back = laptop.engine().revert(the(1), false).unwrap().unwrap();
    assert_eq!(
        (back.origin, back.skill["name"].as_str()),
        (Origin::Marketplace, Some("Skill 0001"))
    );
    assert!(with_badge(&laptop, Badge::Edited).is_empty());
}

#[tokio::test]
async fn an_edit_of_what_cannot_be_edited_changes_nothing() {
    let (_market, laptop) = with_strategy("manual").await;
    for fields in [
        json!({ "skill_id": id(2) }),
        json!({ "average_rating": 5 }),
        json!({ "updated_at": "2030-01-01T00:00:00Z" }),
        json!({ "name": " " }),
        json!({ "tags": "no list" }),
    ] {
        let refused = laptop.engine().edit(the(1), &set(fields.clone())).unwrap_err();
        assert_eq!(refused.code, Code::BadInput, "{fields}");
    }
    assert_eq!(laptop.engine().show(the(1)).unwrap().origin, Origin::Marketplace);
    let unknown = laptop.engine().edit(the(99), &set(json!({ "name": "x" }))).unwrap_err();
    assert_eq!(unknown.code, Code::NotFound);
}

#[tokio::test]
async fn remote_wins_takes_the_marketplaces_copy_and_the_edit_can_be_brought_back() {
    let (market, laptop) = with_strategy("remote_wins").await;
    laptop.engine().edit(the(1), &set(json!({ "code": "mine\n" }))).unwrap();
    publish(&market, 1, 1, json!({ "code": "theirs\n", "version": "1.1.0" }));
    let report = laptop.sync().await;
    assert_eq!(
        (
            report.conflicts.detected,
            report.conflicts.resolved,
            report.conflicts.waiting
        ),
        (1, 1, 0)
    );
    assert_eq!(shown(&laptop, 1)["code"], "theirs\n");
    let logged = resolved(&laptop).remove(0);
    assert_eq!(
        (logged.strategy.as_deref(), logged.resolved_by.as_deref()),
        (Some("remote_wins"), Some("strategy"))
    );
    assert_eq!(
        (logged.kind.as_str(), logged.severity.as_str()),
        ("VERSION_MISMATCH", "CRITICAL")
    );

    let undone = laptop.engine().undo_conflict(logged.id).unwrap();
    assert_eq!((undone.id, undone.resolved_at), (logged.id, None), "under its number");
    assert_eq!(shown(&laptop, 1)["code"], "mine\n");
    // For a person, whatever the strategy.
    assert_eq!(laptop.sync().await.conflicts.waiting, 1);
    publish(&market, 1, 2, json!({ "code": "theirs again\n", "version": "1.2.0" }));
    laptop.sync().await;
    let again = waiting(&laptop);
    assert_eq!(
        (again.len(), again[0].id),
        (1, logged.id),
        "a later change brings the same one up to date"
    );
    assert_eq!(again[0].fields[0].remote, "theirs again\n");
    assert_eq!(shown(&laptop, 1)["code"], "mine\n");
}

#[tokio::test]
async fn local_wins_keeps_the_edit_and_the_next_change_is_measured_from_there() {
    let (market, laptop) = with_strategy("local_wins").await;
    laptop
        .engine()
        .edit(the(1), &set(json!({ "description": "Mine." })))
        .unwrap();
    publish(&market, 1, 1, json!({ "description": "Theirs." }));
    assert_eq!(laptop.sync().await.conflicts.resolved, 1);
    assert_eq!(shown(&laptop, 1)["description"], "Mine.");
    assert_eq!(
        laptop.sync().await.conflicts.detected,
        0,
        "the same change is no conflict twice"
    );
    publish(&market, 1, 2, json!({ "description": "Theirs, later." }));
    assert_eq!(laptop.sync().await.conflicts.detected, 1);
    assert_eq!(shown(&laptop, 1)["description"], "Mine.");
}

#[tokio::test]
async fn merge_takes_each_side_where_only_that_one_changed() {
    let (market, laptop) = with_strategy("merge").await;
    let code = "one\ntwo\nthree\nfour\nfive\n";
    publish(&market, 1, 1, json!({ "code": code }));
    laptop.sync().await;
    laptop
        .engine()
        .edit(
            the(1),
            &set(json!({ "code": code.replace("one", "ONE"), "description": "Mine." })),
        )
        .unwrap();
    publish(
        &market,
        1,
        2,
        json!({ "code": code.replace("five", "FIVE"), "tags": ["theirs"], "average_rating": 4.9 }),
    );
    assert_eq!(laptop.sync().await.conflicts.resolved, 1);
    let merged = shown(&laptop, 1);
    assert_eq!(merged["code"], "ONE\ntwo\nthree\nfour\nFIVE\n");
    assert_eq!(
        (&merged["description"], &merged["tags"]),
        (&json!("Mine."), &json!(["theirs"]))
    );
    assert_eq!(merged["average_rating"], 4.9, "figures are the marketplace's");
    assert_eq!(
        laptop.sync().await.conflicts.detected,
        0,
        "merging twice changes nothing"
    );
}

#[tokio::test]
async fn manual_overwrites_nothing_until_somebody_decides_field_by_field() {
    let (market, laptop) = with_strategy("manual").await;
    laptop
        .engine()
        .edit(
            the(1),
            &set(json!({ "description": "Mine.", "tags": ["a", "mine"], "category": "mine" })),
        )
        .unwrap();
    publish(
        &market,
        1,
        1,
        json!({ "description": "Theirs.", "tags": ["theirs"], "category": "theirs" }),
    );
    let report = laptop.sync().await;
    assert_eq!((report.conflicts.detected, report.conflicts.waiting), (1, 1));
    assert_eq!(shown(&laptop, 1)["description"], "Mine.");
    assert_eq!(with_badge(&laptop, Badge::Conflict), ["Skill 0001"]);
    assert_eq!(laptop.engine().status().unwrap().conflicts.open, 1);
    let number = waiting(&laptop)[0].id;
    let description = waiting(&laptop)[0]
        .fields
        .iter()
        .find(|f| f.name == "description")
        .unwrap()
        .clone();
    assert_eq!(
        (description.base, description.local, description.remote),
        (json!("What Skill 0001 does."), json!("Mine."), json!("Theirs."))
    );

    let picks = |list: &[(&str, Pick)]| {
        list.iter()
            .map(|(f, p)| ((*f).to_owned(), *p))
            .collect::<BTreeMap<_, _>>()
    };
    let too_few = Decision::Picks(picks(&[("description", Pick::Local)]), BTreeMap::new());
    let refused = laptop.engine().resolve_conflict(number, &too_few).unwrap_err();
    assert_eq!(refused.code, Code::BadInput);
    assert!(refused.message.contains("tags"), "{}", refused.message);
    assert_eq!(waiting(&laptop).len(), 1, "it goes on waiting");

    let decision = Decision::Picks(
        picks(&[("description", Pick::Base), ("tags", Pick::Both)]),
        BTreeMap::from([("category".to_owned(), json!("agreed"))]),
    );
    let done = laptop.engine().resolve_conflict(number, &decision).unwrap();
    assert_eq!(
        (done.strategy.as_deref(), done.resolved_by.as_deref()),
        (Some("manual"), Some("user"))
    );
    let result = shown(&laptop, 1);
    assert_eq!(result["description"], "What Skill 0001 does.");
    assert_eq!(result["tags"], json!(["a", "mine", "theirs"]));
    assert_eq!(result["category"], "agreed");
    assert!(with_badge(&laptop, Badge::Conflict).is_empty());
    assert_eq!(laptop.sync().await.conflicts.detected, 0);
}

#[tokio::test]
async fn deleted_there_and_edited_here_keeps_the_edit_and_says_so() {
    for strategy in ["remote_wins", "local_wins", "merge", "manual"] {
        let (market, laptop) = with_strategy(strategy).await;
        laptop.engine().edit(the(1), &set(json!({ "code": "mine\n" }))).unwrap();
        market.catalogue().delete(&id(1));
        let report = laptop.sync().await;
        assert_eq!(report.skills.deleted, 1);
        let view = laptop.engine().show(the(1)).unwrap();
        assert_eq!((view.origin, view.gone), (Origin::Edited, true), "{strategy}");
        assert_eq!(view.skill["code"], "mine\n", "{strategy}");
        assert_eq!(laptop.engine().status().unwrap().skills, 3);
        // It is the only copy: going back would delete it.
        assert_eq!(laptop.engine().revert(the(1), false).unwrap_err().code, Code::BadInput);
        // And when the skill returns as it was, the edit is an edit again.
        market.catalogue().upsert(skill(1, "Skill 0001")).unwrap();
        laptop.sync().await;
        let view = laptop.engine().show(the(1)).unwrap();
        assert_eq!(
            (view.gone, view.skill["code"].as_str()),
            (false, Some("mine\n")),
            "{strategy}"
        );
    }
}

#[tokio::test]
async fn a_change_there_that_equals_the_edit_closes_it_quietly() {
    for strategy in ["remote_wins", "manual"] {
        let (market, laptop) = with_strategy(strategy).await;
        laptop
            .engine()
            .edit(the(1), &set(json!({ "description": "Better." })))
            .unwrap();
        publish(&market, 1, 1, json!({ "description": "Better." }));
        let report = laptop.sync().await;
        assert_eq!(
            (report.conflicts.detected, report.conflicts.waiting),
            (0, 0),
            "{strategy}"
        );
        assert_eq!(
            laptop.engine().show(the(1)).unwrap().origin,
            Origin::Marketplace,
            "{strategy}"
        );
    }
}

#[tokio::test]
async fn all_that_wait_are_resolved_at_once_after_a_look_and_undone_one_by_one() {
    let market = market(skills(130)).await;
    let mut laptop = Laptop::knowing(&market);
    laptop.set("ATOM_SAAS_CONFLICT_STRATEGY", "manual").restart();
    laptop.sync().await;
    for number in 0..130 {
        let field = if number < 10 { "code" } else { "description" };
        laptop
            .engine()
            .edit(the(number), &set(json!({ (field): "mine" })))
            .unwrap();
        publish(&market, number, 1, json!({ (field): "theirs" }));
    }
    assert_eq!(laptop.sync().await.conflicts.waiting, 130);
    let critical = ConflictFilter {
        severity: Some(skilldock_engine::conflict::Severity::Critical),
        ..ConflictFilter::default()
    };
    let preview = laptop
        .engine()
        .preview_conflicts(critical, Automatic::LocalWins)
        .unwrap();
    assert_eq!((preview.would.len(), preview.failed.len()), (10, 0));
    assert_eq!(preview.would[0].result["code"], "mine");
    assert_eq!(
        waiting(&laptop).len(),
        100,
        "a look resolves nothing (a hundred are listed)"
    );

    let report = laptop
        .engine()
        .resolve_conflicts(critical, Automatic::LocalWins)
        .unwrap();
    assert_eq!((report.resolved, report.failed.len()), (10, 0));
    let report = laptop
        .engine()
        .resolve_conflicts(ConflictFilter::default(), Automatic::RemoteWins)
        .unwrap();
    assert_eq!(report.resolved, 120, "more than a hundred, a hundred at a time");
    assert!(waiting(&laptop).is_empty());
    assert_eq!(
        (&shown(&laptop, 3)["code"], &shown(&laptop, 50)["description"]),
        (&json!("mine"), &json!("theirs"))
    );
    for number in &report.ids {
        laptop.engine().undo_conflict(*number).unwrap();
    }
    assert_eq!(laptop.engine().status().unwrap().conflicts.open, 120);
    assert_eq!(shown(&laptop, 50)["description"], "mine");
}

#[tokio::test]
async fn undo_never_overwrites_what_the_user_did_since() {
    let (market, laptop) = with_strategy("remote_wins").await;
    laptop
        .engine()
        .edit(the(1), &set(json!({ "code": "first\n" })))
        .unwrap();
    publish(&market, 1, 1, json!({ "code": "theirs\n" }));
    laptop.sync().await;
    laptop
        .engine()
        .edit(the(1), &set(json!({ "code": "second\n" })))
        .unwrap();
    let number = resolved(&laptop)[0].id;
    assert_eq!(laptop.engine().undo_conflict(number).unwrap_err().code, Code::BadInput);
    assert_eq!(shown(&laptop, 1)["code"], "second\n");
    assert_eq!(laptop.engine().undo_conflict(999).unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn a_waiting_conflict_waits_on_when_the_strategy_changes() {
    let (market, mut laptop) = with_strategy("manual").await;
    laptop.engine().edit(the(1), &set(json!({ "code": "mine\n" }))).unwrap();
    publish(&market, 1, 1, json!({ "code": "theirs\n" }));
    laptop.sync().await;
    laptop.set("ATOM_SAAS_CONFLICT_STRATEGY", "remote_wins").restart();
    publish(&market, 1, 2, json!({ "code": "theirs, later\n" }));
    laptop.sync().await;
    assert_eq!(waiting(&laptop).len(), 1);
    assert_eq!(shown(&laptop, 1)["code"], "mine\n");
}

#[tokio::test]
async fn own_skills_need_no_marketplace_and_no_sync_takes_them_away() {
    let market = market(skills(3)).await;
    let mut laptop = Laptop::with([("ATOM_SAAS_ENABLED", "false")]);
    let file = laptop.folder().join("tidy_up.py");
    std::fs::write(&file, "print('tidy')\n").unwrap();
    let made = laptop.engine().new_skill(&file).unwrap();
    assert_eq!(made.origin, Origin::Local);
    let own: SkillId = made.skill["skill_id"].as_str().unwrap().parse().unwrap();
    assert_eq!(laptop.search("tidy").skills.len(), 1);

    laptop
        .set("ATOM_SAAS_ENABLED", "true")
        .set("ATOM_SAAS_API_URL", &market.url())
        .set("ATOM_SAAS_API_TOKEN", market.token())
        .restart();
    assert_eq!(laptop.sync().await.skills.added, 3);
    let second = laptop.sync().await;
    assert_eq!(
        (second.skills.unchanged, second.skills.deleted),
        (3, 0),
        "an own skill is none of the marketplace's"
    );
    assert_eq!(laptop.engine().show(own).unwrap().skill["code"], "print('tidy')\n");
    assert_eq!(laptop.engine().revert(own, false).unwrap_err().code, Code::BadInput);
    assert_eq!(laptop.engine().revert(own, true).unwrap(), None);
    assert_eq!(laptop.engine().show(own).unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn what_is_exported_comes_back_whole_elsewhere() {
    let (_market, laptop) = with_strategy("manual").await;
    laptop.engine().edit(the(1), &set(json!({ "code": "mine\n" }))).unwrap();
    for name in ["skills.json", "skills.zip", "skills"] {
        let to = laptop.folder().join(name);
        let written = laptop.engine().export(None, &to).unwrap();
        assert_eq!(written.skills, 3, "{name}");
        let other = Laptop::with([("ATOM_SAAS_ENABLED", "false")]);
        let report = other.engine().import(&[to.as_path()]).unwrap();
        assert_eq!(
            (report.added, report.refused.len()),
            (3, 0),
            "{name}: {:?}",
            report.refused
        );
        for number in 0..3 {
            assert_eq!(
                shown(&other, number),
                shown(&laptop, number),
                "{name}: every field, its time too"
            );
        }
        assert_eq!(
            other.engine().import(&[to.as_path()]).unwrap().unchanged,
            3,
            "{name} twice"
        );
    }
}

#[tokio::test]
async fn an_import_of_the_version_that_is_here_is_an_edit_and_of_an_unknown_one_a_conflict() {
    let (market, laptop) = with_strategy("manual").await;
    let write = |name: &str, fields: Value| {
        let mut object = skill(1, "Skill 0001");
        for (field, value) in set(fields) {
            object[field] = value;
        }
        let path = laptop.folder().join(name);
        std::fs::write(&path, json!({ "skills": [object] }).to_string()).unwrap();
        path
    };
    let same = write("same.json", json!({ "description": "From a colleague." }));
    let report = laptop.engine().import(&[same.as_path()]).unwrap();
    assert_eq!((report.updated, report.conflicts.detected), (1, 0));
    assert_eq!(shown(&laptop, 1)["description"], "From a colleague.");

    let again = write("again.json", json!({ "description": "From another colleague." }));
    let report = laptop.engine().import(&[again.as_path()]).unwrap();
    assert_eq!(report.refused.len(), 1, "what the user has is not overwritten");
    assert_eq!(shown(&laptop, 1)["description"], "From a colleague.");

    laptop.engine().revert(the(1), false).unwrap();
    publish(&market, 1, 5, json!({ "description": "Later." }));
    laptop.sync().await;
    let strange = write(
        "strange.json",
        json!({ "description": "From afar.", "updated_at": "2025-05-05T00:00:00Z" }),
    );
    let report = laptop.engine().import(&[strange.as_path()]).unwrap();
    assert_eq!((report.conflicts.detected, report.conflicts.waiting), (1, 1));
    assert!(!waiting(&laptop)[0].base_known);
}
