//! What becomes of an edit, over every combination of what can be the case, against
//! expectations written from the contract (section 6) and not from the code.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use serde_json::json;
use skilldock_engine::config::ConflictStrategy::{self, LocalWins, Manual, Merge, RemoteWins};
use skilldock_engine::conflict::{Automatic, ConflictType, Object, Plan, Severity, Situation, plan};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Local {
    AsTheBase,
    Changed,
    AsTheRemote,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Remote {
    None,
    AsTheBase,
    ChangedTheSameField,
    ChangedAnotherField,
}

#[derive(Debug, Clone, Copy)]
struct Case {
    base_known: bool,
    local: Local,
    remote: Remote,
    strategy: ConflictStrategy,
    for_person: bool,
    was_there: bool,
}

#[derive(Debug, PartialEq)]
enum Outcome {
    Keep,
    Gone,
    Close,
    Wait,
    TakesRemote,
    KeepsLocal,
    /// Name, category and version of the merged copy.
    Merged(&'static str, &'static str, &'static str),
}

/// Written from the contract, case by case.
fn expected(case: Case) -> Outcome {
    match (case.remote, case.local) {
        // Deleted there and edited here keeps the edit; a skill of one's own just stays.
        (Remote::None, _) if case.was_there => return Outcome::Gone,
        (Remote::None, _) => return Outcome::Keep,
        // The two do not differ.
        (_, Local::AsTheRemote) | (Remote::AsTheBase, Local::AsTheBase) => return Outcome::Close,
        // There are no local changes.
        (_, Local::AsTheBase) if case.base_known => return Outcome::Close,
        // The marketplace's copy has not changed since the one they started from.
        (Remote::AsTheBase, Local::Changed) if case.base_known => return Outcome::Keep,
        _ => {}
    }
    match case.strategy {
        _ if case.for_person => Outcome::Wait,
        Manual => Outcome::Wait,
        RemoteWins => Outcome::TakesRemote,
        LocalWins => Outcome::KeepsLocal,
        Merge => match (case.base_known, case.local, case.remote) {
            // Each side's own change; the version, which nobody changed, stays.
            (true, _, Remote::ChangedAnotherField) => Outcome::Merged("Mine", "theirs", "1.0.0"),
            // Both changed the name: the two-way rule, which is the user's.
            (true, _, _) => Outcome::Merged("Mine", "old", "1.0.0"),
            (false, Local::Changed, _) => Outcome::Merged("Mine", "old", "1.0.0+merged+1.0.0"),
            (false, _, _) => Outcome::Merged("Old", "old", "1.0.0+merged+1.0.0"),
        },
    }
}

/// A copy with the marketplace's figures and times, which never make a conflict.
fn copy(name: &str, category: &str, figures: u32) -> Object {
    json!({
        "skill_id": "550e8400-e29b-41d4-a716-446655440000",
        "name": name,
        "category": category,
        "version": "1.0.0",
        "average_rating": 4.0,
        "rating_count": figures,
        "updated_at": format!("2026-01-{figures:02}T00:00:00Z"),
    })
    .as_object()
    .unwrap()
    .clone()
}

fn found(case: Case) -> Outcome {
    let base = copy("Old", "old", 10);
    let remote = match case.remote {
        Remote::None => None,
        Remote::AsTheBase => Some(copy("Old", "old", 20)),
        Remote::ChangedTheSameField => Some(copy("Theirs", "old", 20)),
        Remote::ChangedAnotherField => Some(copy("Old", "theirs", 20)),
    };
    let local = match case.local {
        Local::AsTheBase => base.clone(),
        Local::Changed => copy("Mine", "old", 10),
        Local::AsTheRemote => remote.clone().unwrap_or_else(|| base.clone()),
    };
    let text = |copy: &Object, field: &str| copy[field].as_str().unwrap().to_owned();
    match plan(Situation {
        base: case.base_known.then_some(&base),
        local: &local,
        remote: remote.as_ref(),
        was_there: case.was_there,
        strategy: case.strategy,
        for_person: case.for_person,
    }) {
        Plan::Keep => Outcome::Keep,
        Plan::Gone => Outcome::Gone,
        Plan::Close => Outcome::Close,
        Plan::Wait(detected) => {
            assert_eq!((detected.kind, detected.severity), (ConflictType::Other, Severity::Low));
            Outcome::Wait
        }
        Plan::Resolve {
            result: None,
            strategy: Automatic::RemoteWins,
            ..
        } => Outcome::TakesRemote,
        Plan::Resolve {
            result: Some(result),
            strategy: Automatic::LocalWins,
            ..
        } if result == local => Outcome::KeepsLocal,
        Plan::Resolve {
            result: Some(result),
            strategy: Automatic::Merge,
            ..
        } => {
            assert_eq!(result["rating_count"], 20, "rating figures are the marketplace's");
            assert_eq!(result["updated_at"], "2026-01-20T00:00:00Z", "the later one");
            let pick = |field, one: [&'static str; 5]| one.into_iter().find(|it| *it == text(&result, field)).unwrap();
            Outcome::Merged(
                pick("name", ["Old", "Mine", "Theirs", "", ""]),
                pick("category", ["old", "theirs", "", "", ""]),
                pick("version", ["1.0.0", "1.0.0+merged+1.0.0", "", "", ""]),
            )
        }
        odd => unreachable!("{case:?} gives {odd:?}"),
    }
}

#[test]
fn every_combination_ends_as_the_contract_says() {
    let mut tried = 0;
    for base_known in [false, true] {
        for local in [Local::AsTheBase, Local::Changed, Local::AsTheRemote] {
            for remote in [
                Remote::None,
                Remote::AsTheBase,
                Remote::ChangedTheSameField,
                Remote::ChangedAnotherField,
            ] {
                for strategy in ConflictStrategy::ALL {
                    for (for_person, was_there) in [(false, false), (false, true), (true, false), (true, true)] {
                        let case = Case {
                            base_known,
                            local,
                            remote,
                            strategy,
                            for_person,
                            was_there,
                        };
                        assert_eq!(found(case), expected(case), "{case:?}");
                        tried += 1;
                    }
                }
            }
        }
    }
    assert_eq!(tried, 2 * 3 * 4 * 4 * 4);
}

fn object(value: serde_json::Value) -> Object {
    value.as_object().unwrap().clone()
}

fn planned(base: &Object, local: &Object, remote: &Object, strategy: ConflictStrategy) -> Plan {
    plan(Situation {
        base: Some(base),
        local,
        remote: Some(remote),
        was_there: true,
        strategy,
        for_person: false,
    })
}

#[test]
fn a_merge_that_comes_out_as_the_marketplaces_copy_ends_the_edit() {
    let base = object(json!({"description": "old", "updated_at": "2026-01-01T00:00:00Z"}));
    let local = object(json!({"description": "mine", "updated_at": "2026-01-01T00:00:00Z"}));
    let remote = object(json!({"description": "theirs", "updated_at": "2026-01-02T00:00:00Z"}));
    let Plan::Resolve { result, .. } = planned(&base, &local, &remote, Merge) else {
        unreachable!("both changed the description");
    };
    assert_eq!(result, None);
}

#[test]
fn the_users_own_edit_published_under_another_fingerprint_ends_quietly() {
    let base = object(json!({"code": "a", "content_hash": "1"}));
    let local = object(json!({"code": "b", "content_hash": "1"}));
    let remote = object(json!({"code": "b\n", "content_hash": "2"}));
    assert_eq!(planned(&base, &local, &remote, Manual), Plan::Close);
}

#[test]
fn an_edit_of_a_field_the_contract_does_not_name_is_not_lost() {
    let base = object(json!({"name": "A", "x_note": 1}));
    let local = object(json!({"name": "A", "x_note": 2}));
    let remote = object(json!({"name": "A", "x_note": 3}));
    assert_eq!(planned(&base, &local, &remote, RemoteWins), Plan::Keep);
}

#[test]
fn an_edit_kept_by_its_resolution_is_not_in_conflict_again() {
    let base = copy("Old", "old", 1);
    let local = copy("Mine", "old", 1);
    let remote = copy("Theirs", "theirs", 2);
    for strategy in [LocalWins, Merge] {
        let Plan::Resolve {
            result: Some(result), ..
        } = planned(&base, &local, &remote, strategy)
        else {
            unreachable!("both changed the name");
        };
        assert_eq!(planned(&remote, &result, &remote, strategy), Plan::Keep, "{strategy:?}");
    }
}
