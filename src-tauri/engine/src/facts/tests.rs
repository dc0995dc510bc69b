//! What is found and what is not, on patterns of published attacks and on honest twins of
//! them; and that nothing somebody wrote makes a scan slow or stops it.

mod alike;
mod capabilities;
mod corpus;
mod hidden;
mod noise;
mod properties;

use serde_json::{Map, Value, json};

use super::{Kind, Scan, scan};

fn skill(kind: &str, code: &str) -> Map<String, Value> {
    let Value::Object(object) = json!({
        "skill_id": "1fa26c4e-9bf0-42ff-ab94-8b923d37b0e0", "name": "Example", "description": "", "skill_type": kind,
        "code": code, "metadata": {"author": "somebody"},
    }) else {
        return Map::new();
    };
    object
}

fn python(code: &str) -> Scan {
    scan(&skill("python_code", code))
}

fn node(code: &str) -> Scan {
    scan(&skill("nodejs_code", code))
}

fn prompt(code: &str) -> Scan {
    scan(&skill("prompt_only", code))
}

/// The names found of a kind, with their lines.
fn named(scan: &Scan, kind: Kind) -> Vec<(String, u32)> {
    scan.facts
        .iter()
        .filter(|fact| fact.kind == kind)
        .map(|fact| (fact.name.clone(), fact.line))
        .collect()
}
