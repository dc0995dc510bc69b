//! One copy of two, field by field, with or without the copy both started from
//! (contract, section 6, "merge").
//!
//! With a base, a field changed on one side only takes that side, whatever the rule for
//! it says. Changed on both, the two-way rule decides: packages become the sorted
//! union, even where one side took a package away, and description, tags, examples and
//! metadata come whole from the newer side. Only code is taken apart further, line by
//! line.

use std::cmp::Ordering;

use serde_json::Value;

use super::fields::{self, CODE, Rule, UPDATED_AT};
use super::{Object, code, packages, version};
use crate::model::ServerTime;

/// Makes one copy of two: the user's fields in their order, then what only the
/// marketplace has. `base` is the copy the user's changes started from, where known.
///
/// Merging the outcome with the same remote again changes nothing.
#[must_use]
pub fn merge(base: Option<&Object>, local: &Object, remote: &Object) -> Object {
    let mut merged = Object::new();
    for field in names(&[Some(local), Some(remote)]) {
        if let Some(value) = merge_field(field, base, local, remote) {
            merged.insert(field.to_owned(), value);
        }
    }
    if base.is_none() {
        // Where no base is known these three always stand in the outcome.
        for field in ["python_packages", "npm_packages", fields::VERSION] {
            if !merged.contains_key(field)
                && let Some(value) = merge_field(field, base, local, remote)
            {
                merged.insert(field.to_owned(), value);
            }
        }
    }
    merged
}

/// The names of all fields, each once, in the order of the copies.
pub(super) fn names<'a>(copies: &[Option<&'a Object>]) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for copy in copies.iter().flatten() {
        names.extend(copy.keys().map(String::as_str).filter(|name| seen.insert(*name)));
    }
    names
}

/// One field of the merged copy; `None` where it has none.
pub(super) fn merge_field(field: &str, base: Option<&Object>, local: &Object, remote: &Object) -> Option<Value> {
    let (mine, theirs) = (local.get(field), remote.get(field));
    if let Some(base) = base
        && let Some(decided) = one_sided(field, base, local, remote)
    {
        return decided.cloned();
    }
    match fields::rule(field) {
        Rule::Identity | Rule::Other if fields::is_present(mine) => mine.cloned(),
        Rule::Identity | Rule::Other | Rule::Figure if fields::is_present(theirs) => theirs.cloned(),
        Rule::Identity | Rule::Other | Rule::Figure => mine.cloned(),
        Rule::UpdatedAt => later(mine, theirs).cloned(),
        Rule::Local if field == CODE => {
            by_line(base.and_then(|base| base.get(CODE)), base.is_some(), mine, theirs).or_else(|| mine.cloned())
        }
        Rule::Local => mine.cloned(),
        Rule::Newer => newer(field, local, remote).cloned(),
        Rule::Packages => Some(packages::union(mine, theirs)),
        Rule::Version => Some(version::merged(mine, theirs)),
    }
}

/// The value of a field that at most one side changed, or that both changed alike;
/// `None` where both changed it, or where the field is not decided by who changed it.
pub(super) fn one_sided<'a>(
    field: &str,
    base: &Object,
    local: &'a Object,
    remote: &'a Object,
) -> Option<Option<&'a Value>> {
    if matches!(fields::rule(field), Rule::Identity | Rule::Figure | Rule::UpdatedAt) {
        return None;
    }
    let (origin, mine, theirs) = (base.get(field), local.get(field), remote.get(field));
    // To the letter first: a change that counts for nothing is kept too, where it is
    // the only one.
    if theirs == origin {
        return Some(mine);
    }
    if mine == origin || fields::unchanged(field, origin, mine) {
        return Some(theirs);
    }
    if fields::unchanged(field, origin, theirs) || fields::unchanged(field, mine, theirs) {
        return Some(mine);
    }
    None
}

fn time(value: Option<&Value>) -> Option<ServerTime> {
    value.and_then(Value::as_str).and_then(ServerTime::parse)
}

/// The later of two times; one that cannot be read counts as absent.
pub(super) fn later<'a>(local: Option<&'a Value>, remote: Option<&'a Value>) -> Option<&'a Value> {
    match (time(local), time(remote)) {
        (Some(mine), Some(theirs)) if theirs > mine => remote,
        (Some(_), _) => local,
        (None, Some(_)) => remote,
        (None, None) if !fields::is_present(local) && fields::is_present(remote) => remote,
        (None, None) => local,
    }
}

/// The value of the side with the newer `updated_at`. An empty side yields; where times
/// are absent or equal the larger value wins, else the user's.
fn newer<'a>(field: &str, local: &'a Object, remote: &'a Object) -> Option<&'a Value> {
    let (mine, theirs) = (local.get(field), remote.get(field));
    if fields::is_empty(theirs) || fields::same(field, mine, theirs) {
        return mine;
    }
    if fields::is_empty(mine) {
        return theirs;
    }
    let by_time = match (time(local.get(UPDATED_AT)), time(remote.get(UPDATED_AT))) {
        (Some(mine), Some(theirs)) => theirs.cmp(&mine),
        _ => Ordering::Equal,
    };
    let theirs_wins = match by_time {
        Ordering::Greater => true,
        Ordering::Less => false,
        Ordering::Equal => is_larger(theirs, mine),
    };
    if theirs_wins { theirs } else { mine }
}

/// Whether one value is larger: more characters, more entries. Values of different kinds
/// are not compared.
fn is_larger(one: Option<&Value>, other: Option<&Value>) -> bool {
    match (one, other) {
        (Some(Value::String(one)), Some(Value::String(other))) => one.chars().count() > other.chars().count(),
        (Some(Value::Array(one)), Some(Value::Array(other))) => one.len() > other.len(),
        (Some(Value::Object(one)), Some(Value::Object(other))) => one.len() > other.len(),
        _ => false,
    }
}

/// Both sides' changes of the code; `None` where they touch, where no base is known or
/// where one side is no text.
fn by_line(base: Option<&Value>, known: bool, local: Option<&Value>, remote: Option<&Value>) -> Option<Value> {
    if !known {
        return None;
    }
    let (base, local, remote) = (
        fields::code_text(base)?,
        fields::code_text(local)?,
        fields::code_text(remote)?,
    );
    code::merge(Some(&base), &local, &remote).text.map(Value::String)
}
