//! The conformance vectors of conflicts: what two copies make, as an existing
//! implementation of the contract and an independent reading of it agree.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking"
)]

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;
use skilldock_engine::conflict::{Automatic, Object, detect, resolve};
use skilldock_engine::model::ServerTime;

#[derive(Deserialize)]
struct Vector {
    id: String,
    note: String,
    local: Object,
    remote: Object,
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    severity: Option<String>,
    merge: Object,
    remote_wins: Object,
    local_wins: Object,
}

fn vectors() -> Vec<Vector> {
    let folder = std::env::var_os("SKILLDOCK_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let file = folder.join("conformance/conflict_vectors.jsonl");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|why| {
        panic!(
            "the conformance vectors are missing: {} cannot be read ({why}); set SKILLDOCK_SHARED",
            file.display()
        )
    });
    let vectors: Vec<Vector> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        vectors.len(),
        262,
        "the vectors are not the ones these tests were written for"
    );
    vectors
}

/// The same copy, with `updated_at` as an instant, as the vectors ask to compare it.
fn comparable(mut copy: Object) -> Object {
    if let Some(at) = copy
        .get("updated_at")
        .and_then(Value::as_str)
        .and_then(ServerTime::parse)
    {
        copy.insert("updated_at".to_owned(), Value::from(at.as_micros()));
    }
    copy
}

fn each(check: impl Fn(&Vector) -> Result<(), String>) {
    let failed: Vec<String> = vectors()
        .iter()
        .filter_map(|vector| {
            check(vector)
                .err()
                .map(|why| format!("{} ({}): {why}", vector.id, vector.note))
        })
        .collect();
    assert!(failed.is_empty(), "{} fail:\n{}", failed.len(), failed.join("\n"));
}

fn expect<T: PartialEq + std::fmt::Debug>(found: T, expected: T) -> Result<(), String> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("\n  found    {found:?}\n  expected {expected:?}"))
    }
}

#[test]
fn every_vector_has_its_type_and_severity() {
    each(|vector| {
        let found = detect(&vector.local, &vector.remote);
        expect(
            found
                .as_ref()
                .map(|found| (found.kind.as_str(), Some(found.severity.as_str()))),
            vector.kind.as_deref().map(|kind| (kind, vector.severity.as_deref())),
        )
    });
}

#[test]
fn every_vector_merges_as_it_says() {
    each(|vector| {
        expect(
            comparable(resolve(Automatic::Merge, None, &vector.local, &vector.remote)),
            comparable(vector.merge.clone()),
        )
    });
}

#[test]
fn every_vector_gives_the_side_that_wins() {
    each(|vector| {
        let wins = |strategy| resolve(strategy, None, &vector.local, &vector.remote);
        expect(wins(Automatic::RemoteWins), vector.remote_wins.clone())?;
        expect(wins(Automatic::LocalWins), vector.local_wins.clone())
    });
}

#[test]
fn every_vector_merged_again_stays_as_it_is() {
    each(|vector| {
        let merge = |local: &Object| resolve(Automatic::Merge, None, local, &vector.remote);
        let once = merge(&vector.local);
        expect(merge(&once), once)
    });
}
