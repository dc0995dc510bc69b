//! Review before it lands: what the marketplace changes of a watched skill's code, command
//! or packages waits until somebody has let it in (decision 0015).

use serde_json::{Map, Value, json};
use skilldock_engine::facts::Kind;
use skilldock_engine::model::{Code, Origin, SkillId};
use skilldock_engine::search::{Badge, Choice, Filters, SearchRequest};
use skilldock_engine::{ConflictFilter, DiffRequest, UpdatesPage, UpdatesRequest};
use skilldock_marketplace::Marketplace;
use skilldock_stories::live::{Live, impatient};
use skilldock_stories::{Laptop, id, market, skill, skills};

const VARIABLE: &str = "SKILLDOCK_REVIEW_UPDATES";

pub(crate) fn the(number: u32) -> SkillId {
    id(number).parse().unwrap()
}

fn set(fields: Value) -> Map<String, Value> {
    fields.as_object().unwrap().clone()
}

/// The marketplace publishes a skill again with other fields and a later time.
pub(crate) fn publish(market: &Marketplace, number: u32, day: u32, fields: Value) {
    let mut object = skill(number, &format!("Skill {number:04}"));
    object["updated_at"] = json!(format!("2026-02-{day:02}T00:00:00Z"));
    for (field, value) in set(fields) {
        object[field] = value;
    }
    market.catalogue().upsert(object).unwrap();
}

pub(crate) fn code(laptop: &Laptop, number: u32) -> String {
    let view = laptop.engine().show(the(number)).unwrap();
    view.skill["code"].as_str().unwrap().to_owned()
}

pub(crate) fn waiting(laptop: &Laptop) -> UpdatesPage {
    let request = UpdatesRequest {
        limit: 50,
        ..UpdatesRequest::default()
    };
    laptop.engine().updates(&request).unwrap()
}

fn mark(laptop: &Laptop, number: u32) -> String {
    laptop.engine().update_detail(the(number)).unwrap().update.mark
}

fn with_badge(laptop: &Laptop, badge: Badge) -> Vec<String> {
    let request = SearchRequest {
        filters: Filters {
            is: Choice {
                include: vec![badge],
                exclude: Vec::new(),
            },
            ..Filters::default()
        },
        limit: 50,
        ..SearchRequest::default()
    };
    let page = laptop.engine().search(&request).unwrap();
    page.skills.into_iter().map(|skill| skill.name).collect()
}

const OLD: &str = "print('Skill 0001')\n";

/// A marketplace of three skills, and a laptop that reviews updates and has marked the second.
pub(crate) async fn reviewing() -> (Marketplace, Laptop) {
    let market = market(skills(3)).await;
    let mut laptop = Laptop::knowing(&market);
    laptop.set(VARIABLE, "true").restart();
    laptop.sync().await;
    laptop.engine().set_favourite(the(1), true).unwrap();
    (market, laptop)
}

#[tokio::test]
async fn a_favourites_new_code_waits_and_every_view_gives_the_old_copy_until_it_is_accepted() {
    let (market, laptop) = reviewing().await;
    let evil = json!({ "code": "print('evil')\n", "version": "1.1.0", "name": "Evil", "tags": ["evil"] });
    publish(&market, 1, 1, evil);
    publish(&market, 2, 1, json!({ "code": "print('nobody watches')\n" }));
    let report = laptop.sync().await;
    assert_eq!((report.updates.held, report.updates.waiting), (1, 1));
    assert_eq!((report.skills.updated, report.conflicts.detected), (1, 0));
    assert_eq!(code(&laptop, 2), "print('nobody watches')\n");

    assert_eq!(code(&laptop, 1), OLD);
    assert_eq!(laptop.engine().skill_code(the(1), 0).unwrap().text, OLD);
    assert!(!laptop.engine().skill_raw(the(1), 0).unwrap().text.contains("evil"));
    assert_eq!(laptop.search("tag:evil").total, 0);
    assert_eq!(
        laptop
            .search("evil")
            .skills
            .iter()
            .filter(|row| row.skill_id == the(1))
            .count(),
        0
    );
    let file = laptop.folder().join("out.json");
    laptop.engine().export(None, &file).unwrap();
    assert!(!std::fs::read_to_string(&file).unwrap().contains("evil"));
    assert!(!laptop.engine().edit_source(the(1), 0).unwrap().text.contains("evil"));
    let view = laptop.engine().show(the(1)).unwrap();
    assert_eq!(
        (view.origin, view.skill["version"].as_str()),
        (Origin::Marketplace, Some("1.0.0"))
    );
    let update = view.update.unwrap();
    assert_eq!(
        (update.from_version.as_str(), update.to_version.as_str()),
        ("1.0.0", "1.1.0")
    );
    assert_eq!(update.changed, ["code"]);
    assert_eq!(with_badge(&laptop, Badge::Update), ["Skill 0001"]);
    assert_eq!(laptop.engine().status().unwrap().updates.waiting, 1);

    let diff = laptop
        .engine()
        .diff(&DiffRequest {
            skill_id: the(1),
            before: "marketplace".to_owned(),
            after: "waiting".to_owned(),
            set: None,
            offset: 0,
        })
        .unwrap();
    assert!(
        format!("{:?}", diff.items).contains("evil"),
        "the update is seen before it lands"
    );

    let again = laptop.sync().await;
    assert_eq!(
        (again.skills.count(), again.updates.held, again.updates.waiting),
        (0, 0, 1)
    );
    laptop.engine().accept_update(the(1), Some(&mark(&laptop, 1))).unwrap();
    assert_eq!(code(&laptop, 1), "print('evil')\n");
    assert_eq!(laptop.search("tag:evil").total, 1);
    assert_eq!(waiting(&laptop).waiting, 0);
    assert!(with_badge(&laptop, Badge::Update).is_empty());
    let versions = laptop.engine().show(the(1)).unwrap().versions;
    assert!(
        versions.iter().any(|seen| seen.version == "1.0.0"),
        "the old one is in the history"
    );
    let gone = laptop.engine().accept_update(the(1), None).unwrap_err();
    assert_eq!(gone.code, Code::NotFound);
    assert_eq!(laptop.sync().await.skills.count(), 0, "nothing is left to do");
}

#[tokio::test]
async fn what_runs_waits_and_what_only_describes_lands() {
    for (fields, waits) in [
        (
            json!({ "description": "New.", "tags": ["x"], "version": "1.0.1", "metadata": { "author": "x" } }),
            false,
        ),
        (json!({ "average_rating": 1.0, "rating_count": 99 }), false),
        (json!({ "code": "print(2)\n" }), true),
        (json!({ "command": "node" }), true),
        (json!({ "python_packages": ["left-pad"] }), true),
        (json!({ "npm_packages": ["left-pad"] }), true),
        (json!({ "local_files": { "a.py": "x" } }), true),
        (json!({ "env_vars": { "PYTHONSTARTUP": "x" } }), true),
    ] {
        let (market, laptop) = reviewing().await;
        publish(&market, 1, 1, fields.clone());
        let report = laptop.sync().await;
        assert_eq!(report.updates.waiting, u32::from(waits), "{fields}");
        assert_eq!(report.skills.updated, u32::from(!waits), "{fields}");
        let view = laptop.engine().show(the(1)).unwrap();
        for (field, value) in set(fields) {
            assert_eq!(view.skill.get(&field) == Some(&value), !waits, "{field}");
        }
    }
}

#[tokio::test]
async fn the_packages_and_the_command_are_said_before_and_after() {
    let (market, laptop) = reviewing().await;
    publish(
        &market,
        1,
        1,
        json!({ "command": "node", "npm_packages": ["b", "a"], "metadata": { "author": "x", "changelog": "Faster." } }),
    );
    laptop.sync().await;
    let detail = laptop.engine().update_detail(the(1)).unwrap();
    let command = detail.command.unwrap();
    assert_eq!(
        (command.before.as_deref(), command.after.as_deref()),
        (Some("python"), Some("node"))
    );
    assert_eq!(detail.npm_packages.added, ["a", "b"]);
    assert_eq!(
        detail.python_packages.added_count + detail.python_packages.removed_count,
        0
    );
    assert_eq!((detail.code, detail.changelog.as_deref()), (false, Some("Faster.")));
}

#[tokio::test]
async fn what_an_update_newly_does_is_said_with_its_line() {
    let (market, laptop) = reviewing().await;
    let code = "import subprocess\n\nsubprocess.run(['./start'])\n";
    publish(&market, 1, 1, json!({ "code": code }));
    laptop.sync().await;
    let detail = laptop.engine().update_detail(the(1)).unwrap();
    assert_eq!(detail.adds_count, detail.adds.len());
    let found = detail.adds.iter().find(|fact| fact.kind == Kind::Process).unwrap();
    assert_eq!((found.field.as_str(), found.line), ("code", 3), "{found:?}");
}

#[tokio::test]
async fn stars_go_on_moving_while_an_update_waits() {
    let (market, laptop) = reviewing().await;
    publish(
        &market,
        1,
        1,
        json!({ "code": "print(2)\n", "rating_count": 50, "average_rating": 2.0 }),
    );
    laptop.sync().await;
    assert_eq!(laptop.search("Skill 0001").skills[0].rating_count, 50);
    publish(
        &market,
        1,
        2,
        json!({ "code": "print(2)\n", "rating_count": 51, "average_rating": 2.5 }),
    );
    laptop.sync().await;
    assert_eq!(laptop.search("Skill 0001").skills[0].rating_count, 51);
    let mut live = Live::connected_on(&laptop, impatient()).await;
    market.catalogue().rate(&id(1), "sha256:x", 5);
    live.until_applied("rating_update", 1).await;
    assert_eq!(laptop.search("Skill 0001").skills[0].rating_count, 52);
    live.shutdown().await;
    assert_eq!((code(&laptop, 1).as_str(), waiting(&laptop).waiting), (OLD, 1));
}

#[tokio::test]
async fn of_several_updates_the_newest_waits_and_only_the_one_that_was_looked_at_is_let_in() {
    let (market, laptop) = reviewing().await;
    publish(&market, 1, 1, json!({ "code": "first\n" }));
    laptop.sync().await;
    let first = mark(&laptop, 1);
    publish(&market, 1, 2, json!({ "code": "second\n" }));
    laptop.sync().await;
    assert_eq!(waiting(&laptop).updates.len(), 1);
    let refused = laptop.engine().accept_update(the(1), Some(&first)).unwrap_err();
    assert_eq!(refused.code, Code::BadInput);
    let refused = laptop.engine().skip_update(the(1), Some(&first)).unwrap_err();
    assert_eq!(refused.code, Code::BadInput);
    assert_eq!(code(&laptop, 1), OLD, "nobody has seen the second one");
    let diff = laptop
        .engine()
        .diff(&DiffRequest {
            skill_id: the(1),
            before: "marketplace".to_owned(),
            after: "waiting".to_owned(),
            set: None,
            offset: 0,
        })
        .unwrap();
    let said = format!("{:?}", diff.items);
    assert!(said.contains("second") && said.contains("Skill 0001") && !said.contains("first"));
    laptop.engine().accept_update(the(1), Some(&mark(&laptop, 1))).unwrap();
    assert_eq!(code(&laptop, 1), "second\n");
}

#[tokio::test]
async fn an_update_that_goes_back_to_what_was_accepted_ends_the_wait() {
    let (market, laptop) = reviewing().await;
    publish(&market, 1, 1, json!({ "code": "first\n" }));
    laptop.sync().await;
    publish(&market, 1, 2, json!({ "description": "Gone back." }));
    let report = laptop.sync().await;
    assert_eq!((report.updates.waiting, report.skills.updated), (0, 1));
    let view = laptop.engine().show(the(1)).unwrap();
    assert_eq!(
        (view.skill["code"].as_str(), view.skill["description"].as_str()),
        (Some(OLD), Some("Gone back."))
    );
    assert!(view.update.is_none());
}

#[tokio::test]
async fn a_skipped_version_stays_away_until_the_next_and_a_no_can_be_taken_back() {
    let (market, mut laptop) = reviewing().await;
    publish(&market, 1, 1, json!({ "code": "first\n" }));
    laptop.sync().await;
    laptop.engine().skip_update(the(1), Some(&mark(&laptop, 1))).unwrap();
    publish(
        &market,
        1,
        2,
        json!({ "code": "first\n", "description": "The same code." }),
    );
    let report = laptop.sync().await;
    assert_eq!((report.updates.waiting, code(&laptop, 1).as_str()), (0, OLD));
    laptop.restart();
    assert_eq!(
        (
            waiting(&laptop).waiting,
            waiting(&laptop).skipped,
            code(&laptop, 1).as_str()
        ),
        (0, 1, OLD)
    );
    laptop.engine().take_back_update(the(1)).unwrap();
    assert_eq!(waiting(&laptop).waiting, 1);
    laptop.engine().skip_update(the(1), None).unwrap();
    publish(&market, 1, 3, json!({ "code": "second\n" }));
    assert_eq!(laptop.sync().await.updates.waiting, 1, "the next one waits");
    assert_eq!(code(&laptop, 1), OLD);
}

#[tokio::test]
async fn a_skipped_version_stays_away_without_the_star_and_without_the_setting_too() {
    let (market, mut laptop) = reviewing().await;
    publish(&market, 1, 1, json!({ "code": "first\n" }));
    laptop.sync().await;
    laptop.engine().skip_update(the(1), None).unwrap();
    laptop.engine().set_favourite(the(1), false).unwrap();
    laptop.set(VARIABLE, "false").restart();
    publish(
        &market,
        1,
        2,
        json!({ "code": "first\n", "description": "The same code." }),
    );
    laptop.sync().await;
    assert_eq!(code(&laptop, 1), OLD);
}

#[tokio::test]
async fn an_acceptance_can_be_taken_back() {
    let (market, laptop) = reviewing().await;
    publish(&market, 1, 1, json!({ "code": "first\n" }));
    laptop.sync().await;
    let outcome = laptop.engine().accept_updates(waiting(&laptop).until).unwrap();
    assert_eq!(
        (outcome.accepted, outcome.waiting, outcome.undoable.as_slice()),
        (1, 0, &[the(1)][..])
    );
    assert_eq!(code(&laptop, 1), "first\n");
    laptop.engine().take_back_update(the(1)).unwrap();
    assert_eq!((code(&laptop, 1).as_str(), waiting(&laptop).waiting), (OLD, 1));
    assert_eq!(
        laptop.engine().take_back_update(the(1)).unwrap_err().code,
        Code::NotFound
    );
}

#[tokio::test]
async fn accepting_all_lets_nothing_in_that_came_after_the_list_was_read() {
    let (market, laptop) = reviewing().await;
    laptop.engine().set_favourite(the(2), true).unwrap();
    publish(&market, 1, 1, json!({ "code": "first\n" }));
    publish(&market, 2, 1, json!({ "code": "first\n" }));
    laptop.sync().await;
    let until = waiting(&laptop).until;
    publish(&market, 1, 2, json!({ "code": "unseen\n" }));
    laptop.sync().await;
    let outcome = laptop.engine().accept_updates(until).unwrap();
    assert_eq!((outcome.accepted, outcome.waiting), (1, 1));
    assert_eq!((code(&laptop, 1).as_str(), code(&laptop, 2).as_str()), (OLD, "first\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_pushed_waits_too_and_a_deletion_is_no_way_around() {
    let (market, laptop) = reviewing().await;
    let mut live = Live::connected_on(&laptop, impatient()).await;
    publish(&market, 1, 1, json!({ "code": "pushed\n" }));
    live.until_applied("skill_update", 1).await;
    assert_eq!((code(&laptop, 1).as_str(), waiting(&laptop).waiting), (OLD, 1));
    market.catalogue().delete(&id(1));
    live.until_applied("skill_delete", 1).await;
    assert_eq!(waiting(&laptop).waiting, 0, "there is nothing to accept any more");
    assert_eq!(laptop.engine().show(the(1)).unwrap_err().code, Code::NotFound);
    let mut back = skill(1, "Skill 0001");
    back["code"] = json!("pushed again\n");
    back["updated_at"] = json!("2099-01-01T00:00:00Z");
    market.catalogue().upsert(back).unwrap();
    live.until_applied("skill_update", 1).await;
    assert_eq!((code(&laptop, 1).as_str(), waiting(&laptop).waiting), (OLD, 1));
    live.shutdown().await;
}

#[tokio::test]
async fn a_listing_that_no_longer_has_the_skill_and_then_has_it_again_is_no_way_around() {
    let (market, laptop) = reviewing().await;
    publish(&market, 1, 1, json!({ "code": "first\n" }));
    laptop.sync().await;
    market.catalogue().delete(&id(1));
    let report = laptop.sync().await;
    assert_eq!((report.skills.deleted, report.updates.waiting), (1, 0));
    publish(&market, 1, 3, json!({ "code": "second\n" }));
    assert_eq!(laptop.sync().await.updates.waiting, 1);
    assert_eq!(code(&laptop, 1), OLD);
}

#[tokio::test]
async fn a_catalogue_that_is_lost_and_read_anew_lets_nothing_in() {
    let (market, mut laptop) = reviewing().await;
    publish(&market, 1, 1, json!({ "code": "first\n" }));
    for lost_before_the_update in [true, false] {
        if !lost_before_the_update {
            laptop.sync().await;
        }
        laptop.stop();
        for name in ["catalogue.db", "catalogue.db-wal", "catalogue.db-shm"] {
            drop(std::fs::remove_file(laptop.folder().join(name)));
        }
        laptop.restart();
        assert_eq!(laptop.sync().await.updates.waiting, 1);
        assert_eq!(code(&laptop, 1), OLD);
    }
}

#[tokio::test]
async fn an_update_of_an_edited_skill_waits_and_meets_the_edit_when_it_is_accepted() {
    for (strategy, after) in [
        ("remote_wins", "theirs\n"),
        ("local_wins", "mine\n"),
        ("manual", "mine\n"),
    ] {
        let (market, mut laptop) = reviewing().await;
        laptop.set("ATOM_SAAS_CONFLICT_STRATEGY", strategy).restart();
        laptop.engine().edit(the(2), &set(json!({ "code": "mine\n" }))).unwrap();
        publish(&market, 2, 1, json!({ "code": "theirs\n" }));
        let report = laptop.sync().await;
        assert_eq!(
            (report.updates.waiting, report.conflicts.detected),
            (1, 0),
            "{strategy}"
        );
        assert_eq!(code(&laptop, 2), "mine\n", "{strategy}");
        assert!(waiting(&laptop).updates[0].edited);
        laptop.engine().accept_update(the(2), Some(&mark(&laptop, 2))).unwrap();
        assert_eq!(code(&laptop, 2), after, "{strategy}");
        let open = laptop.engine().conflicts(ConflictFilter::default(), 0, 9).unwrap().1;
        assert_eq!(open, u32::from(strategy == "manual"), "{strategy}");
    }
}

#[tokio::test]
async fn going_back_to_the_marketplaces_copy_goes_back_to_the_one_that_was_let_in() {
    let (market, laptop) = reviewing().await;
    laptop.engine().edit(the(2), &set(json!({ "code": "mine\n" }))).unwrap();
    publish(&market, 2, 1, json!({ "code": "theirs\n" }));
    laptop.sync().await;
    laptop.engine().revert(the(2), false).unwrap();
    assert_eq!(code(&laptop, 2), "print('Skill 0002')\n");
    assert_eq!(waiting(&laptop).waiting, 1);
    // And a change made while one waits starts from what was let in.
    laptop
        .engine()
        .edit(the(2), &set(json!({ "description": "Mine." })))
        .unwrap();
    assert_eq!(code(&laptop, 2), "print('Skill 0002')\n");
}

#[tokio::test]
async fn a_conflict_that_waits_goes_on_getting_the_updates_it_is_about() {
    let (market, mut laptop) = reviewing().await;
    laptop
        .set(VARIABLE, "false")
        .set("ATOM_SAAS_CONFLICT_STRATEGY", "manual")
        .restart();
    laptop.engine().edit(the(2), &set(json!({ "code": "mine\n" }))).unwrap();
    publish(&market, 2, 1, json!({ "code": "theirs\n" }));
    assert_eq!(laptop.sync().await.conflicts.waiting, 1);
    laptop.set(VARIABLE, "true").restart();
    publish(&market, 2, 2, json!({ "code": "theirs again\n" }));
    let report = laptop.sync().await;
    assert_eq!((report.updates.waiting, report.conflicts.waiting), (0, 1));
    let conflict = laptop
        .engine()
        .conflicts(ConflictFilter::default(), 0, 9)
        .unwrap()
        .0
        .remove(0);
    assert!(format!("{conflict:?}").contains("theirs again"));
}

#[tokio::test]
async fn a_star_taken_off_lets_nothing_in_and_one_given_later_counts_from_then() {
    let (market, laptop) = reviewing().await;
    publish(&market, 1, 1, json!({ "code": "first\n" }));
    publish(&market, 2, 1, json!({ "code": "landed\n" }));
    laptop.sync().await;
    laptop.engine().set_favourite(the(1), false).unwrap();
    assert_eq!((code(&laptop, 1).as_str(), waiting(&laptop).waiting), (OLD, 1));
    publish(&market, 1, 2, json!({ "code": "second\n" }));
    laptop.sync().await;
    assert_eq!((code(&laptop, 1).as_str(), waiting(&laptop).waiting), (OLD, 1));
    laptop.engine().accept_update(the(1), None).unwrap();
    publish(&market, 1, 3, json!({ "code": "third\n" }));
    laptop.sync().await;
    assert_eq!(code(&laptop, 1), "third\n", "nobody watches it any more");

    laptop.engine().set_favourite(the(2), true).unwrap();
    publish(&market, 2, 4, json!({ "code": "later\n" }));
    laptop.sync().await;
    assert_eq!((code(&laptop, 2).as_str(), waiting(&laptop).waiting), ("landed\n", 1));
}

#[tokio::test]
async fn without_the_setting_everything_lands_and_turning_it_off_lets_in_what_waits() {
    let market = market(skills(3)).await;
    let laptop = Laptop::knowing(&market);
    laptop.sync().await;
    let engine = laptop.engine();
    engine.set_favourite(the(1), true).unwrap();
    engine.set_favourite(the(2), true).unwrap();
    publish(&market, 1, 1, json!({ "code": "first\n" }));
    assert_eq!(laptop.sync().await.updates.waiting, 0, "it is off by default");
    assert_eq!(code(&laptop, 1), "first\n");
    engine.set_setting(VARIABLE, Some("true")).unwrap();
    publish(&market, 1, 2, json!({ "code": "second\n" }));
    publish(&market, 2, 2, json!({ "code": "second\n" }));
    assert_eq!(
        laptop.sync().await.updates.waiting,
        2,
        "favourites of before are watched too"
    );
    engine.skip_update(the(2), None).unwrap();
    engine.set_setting(VARIABLE, Some("false")).unwrap();
    assert_eq!(
        (code(&laptop, 1).as_str(), code(&laptop, 2).as_str()),
        ("second\n", "second\n")
    );
    let status = engine.status().unwrap();
    assert_eq!((status.updates.waiting, status.updates.skipped), (0, 0));
}

#[tokio::test]
async fn a_start_without_the_setting_lets_nothing_in_that_waits() {
    let (market, mut laptop) = reviewing().await;
    publish(&market, 1, 1, json!({ "code": "first\n" }));
    laptop.sync().await;
    laptop.set(VARIABLE, "false").restart();
    assert_eq!((code(&laptop, 1).as_str(), waiting(&laptop).waiting), (OLD, 1));
    publish(&market, 1, 2, json!({ "code": "second\n" }));
    laptop.sync().await;
    assert_eq!((code(&laptop, 1).as_str(), waiting(&laptop).waiting), (OLD, 1));
}
