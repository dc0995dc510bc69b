//! What a version can do that another could not: what an update has to be asked about
//! (design, D3).

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value};
use ts_rs::TS;

use super::types::{Fact, Kind};
use super::{Scan, scan};

/// What is in one version of a skill and not in the other.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
pub struct Added {
    /// Packages that were not there before, by the name they are given.
    pub packages: Vec<String>,
    /// Facts that were not there before: of kind, and of name within the kind.
    pub facts: Vec<Fact>,
    /// Kinds of which there was nothing before.
    pub kinds: Vec<Kind>,
}

impl Added {
    /// Whether nothing was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.packages.is_empty() && self.facts.is_empty() && self.kinds.is_empty()
    }
}

/// What `new` adds over `old`: packages, and what it reaches, reads, writes, starts and
/// runs. What moved to another line is not new.
#[must_use]
pub fn added(old: &Map<String, Value>, new: &Map<String, Value>) -> Added {
    let (before, after) = (scan(old), scan(new));
    let known: BTreeSet<(Kind, &str)> = before
        .facts
        .iter()
        .map(|fact| (fact.kind, fact.name.as_str()))
        .collect();
    let kinds = after
        .counts
        .keys()
        .filter(|kind| !before.counts.contains_key(kind))
        .copied()
        .collect();
    let had = package_names(old);
    Added {
        packages: package_names(new)
            .into_iter()
            .filter(|name| !had.contains(name))
            .collect(),
        facts: new_facts(&after, &known),
        kinds,
    }
}

fn new_facts(after: &Scan, known: &BTreeSet<(Kind, &str)>) -> Vec<Fact> {
    after
        .facts
        .iter()
        .filter(|fact| !known.contains(&(fact.kind, fact.name.as_str())))
        .cloned()
        .collect()
}

fn package_names(object: &Map<String, Value>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for field in ["python_packages", "npm_packages"] {
        match object.get(field) {
            Some(Value::Array(list)) => names.extend(
                list.iter()
                    .filter_map(|item| item.as_str().or_else(|| item.get("name")?.as_str()))
                    .map(bare),
            ),
            Some(Value::Object(map)) => names.extend(map.keys().map(|name| bare(name))),
            _ => {}
        }
    }
    names
}

/// A package without the version asked for: `requests>=2` is `requests`, `@a/b@1` is `@a/b`.
/// One from an address is the whole of it.
fn bare(spec: &str) -> String {
    let spec = spec.trim();
    if spec.contains("://") {
        return spec.to_owned();
    }
    let from = usize::from(spec.starts_with('@'));
    let end = spec
        .get(from..)
        .and_then(|rest| rest.find(|c: char| "<>=!~;[@ ^".contains(c)))
        .map_or(spec.len(), |at| at + from);
    spec[..end].to_lowercase()
}
