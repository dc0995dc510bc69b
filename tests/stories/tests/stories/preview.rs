//! A sync says beforehand what it would do, and then does that (contract, section 6).

use serde_json::{Map, Value, json};
use skilldock_engine::conflict::{ConflictType, Severity};
use skilldock_engine::model::{Code, SkillId};
use skilldock_engine::status::Mode;
use skilldock_engine::sync::Changes;
use skilldock_engine::{ConflictFilter, ConflictView, SyncPreview, Would};
use skilldock_marketplace::{Fault, Marketplace, When};
use skilldock_stories::{Laptop, id, market, skill, skills};

const STRATEGIES: [(&str, Would); 4] = [
    ("remote_wins", Would::TakeTheirs),
    ("local_wins", Would::KeepMine),
    ("merge", Would::Merge),
    ("manual", Would::Wait),
];

fn the(number: u32) -> SkillId {
    id(number).parse().unwrap()
}

fn set(fields: Value) -> Map<String, Value> {
    fields.as_object().unwrap().clone()
}

/// A skill of the marketplace's with other fields.
fn changed(number: u32, fields: Value) -> Value {
    let mut object = skill(number, &format!("Skill {number:04}"));
    for (field, value) in set(fields) {
        object[field] = value;
    }
    object
}

fn import(laptop: &Laptop, objects: &[Value]) {
    let path = laptop.folder().join("mine.json");
    std::fs::write(&path, json!({ "skills": objects }).to_string()).unwrap();
    let report = laptop.engine().import(&[path.as_path()]).unwrap();
    assert_eq!((report.added as usize, report.refused.len()), (objects.len(), 0));
}

fn listed(laptop: &Laptop, resolved: bool) -> Vec<ConflictView> {
    let filter = ConflictFilter {
        resolved,
        ..ConflictFilter::default()
    };
    laptop.engine().conflicts(filter, 0, 1000).unwrap().0
}

/// Everything of a laptop that a look must leave as it was.
#[derive(Debug, PartialEq)]
struct State {
    revision: u64,
    runs: usize,
    names: Vec<String>,
    skills: Vec<Map<String, Value>>,
    waiting: Vec<ConflictView>,
    resolved: Vec<ConflictView>,
    mode: Mode,
}

fn state(laptop: &Laptop) -> State {
    let engine = laptop.engine();
    let page = laptop.search("");
    State {
        revision: engine.revision().unwrap(),
        runs: engine.journal(200).unwrap().len(),
        names: laptop.names(),
        skills: page
            .skills
            .iter()
            .map(|row| engine.show(row.skill_id).unwrap().skill)
            .collect(),
        waiting: listed(laptop, false),
        resolved: listed(laptop, true),
        mode: engine.status().unwrap().mode,
    }
}

/// What was said, of each conflict: skill, kind, severity, what would become of it.
fn foreseen(preview: &SyncPreview) -> Vec<(SkillId, ConflictType, Severity, Would)> {
    let mut list: Vec<_> = preview
        .conflicts
        .iter()
        .map(|one| (one.skill_id, one.kind, one.severity, one.would))
        .collect();
    list.sort_by_key(|one| one.0.to_string());
    list
}

/// The same, of what happened.
fn happened(laptop: &Laptop) -> Vec<(SkillId, ConflictType, Severity, Would)> {
    let mut list: Vec<_> = listed(laptop, false).into_iter().chain(listed(laptop, true)).collect();
    list.retain(|one| one.strategy.as_deref() != Some("same_on_both_sides"));
    list.sort_by_key(|one| one.skill_id.to_string());
    list.iter()
        .map(|one| {
            let would = match one.strategy.as_deref() {
                None => Would::Wait,
                Some("remote_wins") => Would::TakeTheirs,
                Some("local_wins") => Would::KeepMine,
                Some("merge") => Would::Merge,
                Some(other) => panic!("{other}"),
            };
            (one.skill_id, one.kind, one.severity, would)
        })
        .collect()
}

fn only_asked(market: &Marketplace) {
    let requests = market.recorded().requests();
    assert!(!requests.is_empty(), "the marketplace was asked");
    for request in requests {
        assert_eq!(request.method, "GET", "a look only asks: {}", request.path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_made_in_local_only_mode_meets_the_marketplace_as_foreseen() {
    for (strategy, would) in STRATEGIES {
        let market = market(skills(5)).await;
        let mut laptop = Laptop::with([
            ("ATOM_SAAS_ENABLED", "false"),
            ("ATOM_SAAS_CONFLICT_STRATEGY", strategy),
            ("ATOM_SAAS_API_URL", market.url().as_str()),
            ("ATOM_SAAS_API_TOKEN", market.token()),
        ]);
        import(
            &laptop,
            &[
                changed(1, json!({ "code": "mine\n", "updated_at": "2025-12-01T00:00:00Z" })),
                changed(2, json!({})),
                changed(
                    3,
                    json!({ "metadata": { "author": "me" }, "updated_at": "2026-03-01T00:00:00Z" }),
                ),
            ],
        );
        let own = laptop.folder().join("tidy_up.py");
        std::fs::write(&own, "print('tidy')\n").unwrap();
        laptop.engine().new_skill(&own).unwrap();
        let forbidden = laptop.engine().preview(None, None).await.unwrap_err();
        assert_eq!(forbidden.code, Code::LocalOnly, "the environment's word stands");
        assert_eq!(market.recorded().count(), 0);

        laptop.set("ATOM_SAAS_ENABLED", "true").restart();
        let before = state(&laptop);
        let preview = laptop.engine().preview(None, None).await.unwrap();
        assert_eq!(state(&laptop), before, "{strategy}: a look changes nothing");
        only_asked(&market);
        assert_eq!(
            preview.skills,
            Changes {
                added: 5,
                ..Changes::default()
            },
            "{strategy}"
        );
        assert_eq!(
            foreseen(&preview),
            [
                (the(1), ConflictType::ContentMismatch, Severity::Critical, would),
                (the(3), ConflictType::Other, Severity::Medium, would),
            ],
            "{strategy}"
        );
        assert_eq!(
            (preview.total, preview.own_kept, preview.own_ended),
            (2, 1, 1),
            "{strategy}: the own skill stays, the copy that is the same ends"
        );
        assert_eq!(preview.waiting, if would == Would::Wait { 2 } else { 0 });
        assert_eq!(laptop.engine().preview(None, None).await.unwrap(), preview, "and again");

        market.recorded().clear();
        let report = laptop.sync().await;
        let validators: Vec<_> = market.recorded().to("/api/v1/skills");
        assert!(
            validators.iter().all(|asked| asked.header("if-none-match").is_none()),
            "a look leaves no validator behind"
        );
        assert_eq!(report.skills, preview.skills, "{strategy}");
        assert_eq!(
            (report.conflicts.detected, report.conflicts.waiting),
            (preview.total, preview.waiting),
            "{strategy}"
        );
        assert_eq!(happened(&laptop), foreseen(&preview), "{strategy}");
        let kept = if would == Would::TakeTheirs { 1 } else { 3 };
        let own = laptop.search("is:edited").total + laptop.search("is:local").total;
        assert_eq!(own, kept, "{strategy}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_over_an_older_catalogue_meet_what_changed_there_as_foreseen() {
    for (strategy, would) in STRATEGIES {
        let market = market(skills(8)).await;
        let mut laptop = Laptop::knowing(&market);
        laptop.set("ATOM_SAAS_CONFLICT_STRATEGY", strategy).restart();
        laptop.sync().await;
        let engine = laptop.engine().clone();
        engine.work_locally().await.unwrap();
        for (number, fields) in [
            (1, json!({ "description": "Mine.", "tags": ["mine"] })),
            (2, json!({ "description": "Mine." })),
            (3, json!({ "description": "Better." })),
            (4, json!({ "code": "mine\n" })),
        ] {
            engine.edit(the(number), &set(fields)).unwrap();
        }
        let later = |number, mut fields: Value| {
            fields["updated_at"] = json!("2026-02-01T00:00:00Z");
            market.catalogue().upsert(changed(number, fields)).unwrap();
        };
        later(1, json!({ "description": "Theirs." }));
        later(3, json!({ "description": "Better." }));
        later(5, json!({ "version": "2.0.0" }));
        later(20, json!({}));
        market.catalogue().delete(&id(4));
        market.catalogue().delete(&id(6));

        market.recorded().clear();
        let before = state(&laptop);
        assert_eq!(before.mode, Mode::LocalOnly);
        let preview = engine.preview(None, None).await.unwrap();
        assert_eq!(state(&laptop), before, "{strategy}: a look changes nothing");
        only_asked(&market);
        let expected = Changes {
            added: 1,
            updated: 3,
            unchanged: 3,
            deleted: 2,
            ..Changes::default()
        };
        assert_eq!(preview.skills, expected, "{strategy}");
        assert_eq!(
            foreseen(&preview),
            [(the(1), ConflictType::Other, Severity::Low, would)],
            "{strategy}"
        );
        assert_eq!(
            (preview.own_kept, preview.own_ended),
            (2, 1),
            "{strategy}: what only I changed stays, and so does what was deleted there"
        );

        engine.connect(&market.url(), None).await.unwrap();
        let report = laptop.sync().await;
        assert_eq!(report.skills, preview.skills, "{strategy}");
        assert_eq!(
            (report.conflicts.detected, report.conflicts.waiting),
            (preview.total, preview.waiting),
            "{strategy}"
        );
        assert_eq!(happened(&laptop), foreseen(&preview), "{strategy}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_that_waits_already_is_foreseen_to_wait_on() {
    let market = market(skills(3)).await;
    let mut laptop = Laptop::knowing(&market);
    laptop.set("ATOM_SAAS_CONFLICT_STRATEGY", "manual").restart();
    laptop.sync().await;
    laptop.engine().edit(the(1), &set(json!({ "code": "mine\n" }))).unwrap();
    let theirs = json!({ "code": "theirs\n", "updated_at": "2026-02-01T00:00:00Z" });
    market.catalogue().upsert(changed(1, theirs)).unwrap();
    laptop.sync().await;
    laptop.set("ATOM_SAAS_CONFLICT_STRATEGY", "remote_wins").restart();
    let preview = laptop.engine().preview(None, None).await.unwrap();
    assert_eq!((preview.total, preview.waiting, preview.own_kept), (1, 1, 0));
    assert_eq!(preview.skills.unchanged, 3);
    let report = laptop.sync().await;
    assert_eq!((report.conflicts.detected, report.conflicts.waiting), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_deletions_are_foreseen_to_wait() {
    let market = market(skills(40)).await;
    let laptop = Laptop::knowing(&market);
    laptop.sync().await;
    for number in 0..20 {
        market.catalogue().delete(&id(number));
    }
    let preview = laptop.engine().preview(None, None).await.unwrap();
    assert_eq!(
        (preview.skills.deleted, preview.skills.held, preview.skills.unchanged),
        (0, 20, 20)
    );
    assert_eq!(laptop.sync().await.skills, preview.skills);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_marketplace_is_looked_at_before_it_is_chosen() {
    let market = market(skills(5)).await;
    let laptop = Laptop::with([]);
    let (url, token) = (market.url(), market.token());
    let preview = laptop.engine().preview(Some(&url), Some(token)).await.unwrap();
    assert_eq!((preview.skills.added, preview.total), (5, 0));
    assert!(laptop.engine().is_first_run(), "looking saves nothing");
    assert!(laptop.names().is_empty());
    let nowhere = laptop.engine().preview(None, None).await.unwrap_err();
    assert_eq!(nowhere.code, Code::UrlMissing);
    let no_token = laptop.engine().preview(Some(&url), None).await.unwrap_err();
    assert_eq!(no_token.code, Code::TokenMissing);
    let refused = laptop.engine().preview(Some(&url), Some("another-token-5678")).await;
    assert_eq!(refused.unwrap_err().code, Code::TokenRejected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_fails_half_way_leaves_everything_as_it_was() {
    let market = market(skills(2500)).await;
    let laptop = Laptop::knowing(&market);
    laptop.sync().await;
    for number in 0..10 {
        let theirs = json!({ "code": "theirs\n", "updated_at": "2026-02-01T00:00:00Z" });
        market.catalogue().upsert(changed(number, theirs)).unwrap();
    }
    let before = state(&laptop);
    let broken = market.faults().on(When::listing_page(3), Fault::status(500));
    let failed = laptop.engine().preview(None, None).await.unwrap_err();
    assert_eq!(failed.code, Code::ServerError);
    assert_eq!(state(&laptop), before);
    market.faults().remove(broken);
    assert_eq!(laptop.engine().preview(None, None).await.unwrap().skills.updated, 10);
    assert_eq!(state(&laptop), before);
    assert_eq!(laptop.sync().await.skills.updated, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_waits_for_the_sync_under_way() {
    let market = market(skills(5)).await;
    let laptop = Laptop::knowing(&market);
    let gate = market.faults().hold(When::listing_page(1));
    let (report, preview) = tokio::join!(laptop.sync(), async {
        gate.holding().await;
        // Another process on the same data folder.
        let twin = laptop.twin();
        let (preview, ()) = tokio::join!(twin.preview(None, None), async { gate.release() });
        preview.unwrap()
    });
    assert_eq!(report.skills.added, 5);
    assert_eq!((preview.skills.added, preview.skills.unchanged), (0, 5));
}
