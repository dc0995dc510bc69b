//! Which fields of two copies differ, and in which form each is compared: a list by its
//! entries, an object part by part, a text of several lines by lines, anything else as one
//! value.

use std::collections::BTreeSet;

use serde_json::Value;

use super::lines::{self, LineDiff, number, telling};
use super::{DiffItem, FieldChange};
use crate::conflict::code::Marks;
use crate::conflict::{Object, is_editable};

/// The order in which people read a skill; what is not named here follows by name, and the
/// code, the longest, comes last.
const ORDER: [&str; 14] = [
    "name",
    "version",
    "description",
    "category",
    "skill_type",
    "command",
    "tags",
    "python_packages",
    "npm_packages",
    "env_vars",
    "parameters",
    "examples",
    "metadata",
    "local_files",
];
/// Entries of a list that are named, of each kind.
const ENTRIES_SHOWN: usize = 100;
/// Bytes of a value up to which its words are compared.
const LONGEST_MARKED: usize = 4_000;

/// The fields in which two copies differ, as people read them. The marketplace's
/// bookkeeping (ratings, counts, times) is nobody's change and is left out; empty is the
/// same as absent (contract, section 6).
#[must_use]
pub fn changed_fields(before: &Object, after: &Object) -> Vec<String> {
    let all: BTreeSet<&str> = before.keys().chain(after.keys()).map(String::as_str).collect();
    let known = ORDER.iter().copied().filter(|field| all.contains(field));
    let others = all
        .iter()
        .copied()
        .filter(|field| !ORDER.contains(field) && *field != "code");
    let code = all.contains("code").then_some("code");
    known
        .chain(others)
        .chain(code)
        .filter(|field| is_editable(field) && !same(before.get(*field), after.get(*field)))
        .map(str::to_owned)
        .collect()
}

/// In what two copies of a skill differ, field by field.
#[must_use]
pub fn compare(before: &Object, after: &Object) -> Vec<DiffItem> {
    let mut items = Vec::new();
    for name in changed_fields(before, after) {
        let (one, other) = (before.get(&name), after.get(&name));
        compare_value(&mut items, &name, one, other, 0);
    }
    items
}

/// The text of a field as it is compared line by line: `code`, or a part of an object such
/// as `metadata.readme`. Empty where there is none.
#[must_use]
pub fn text_of(object: &Object, name: &str) -> String {
    if let Some(value) = object.get(name) {
        return text(value);
    }
    let Some((field, part)) = name.split_once('.') else {
        return String::new();
    };
    let inner = object.get(field).and_then(Value::as_object);
    inner.map(|inner| text_of(inner, part)).unwrap_or_default()
}

fn compare_value(items: &mut Vec<DiffItem>, name: &str, before: Option<&Value>, after: Option<&Value>, depth: u8) {
    let empty = Object::new();
    let part_of = |value: Option<&Value>| match value {
        Some(Value::Object(object)) => Some(object.clone()),
        absent if is_empty(absent) => Some(empty.clone()),
        _ => None,
    };
    // Parts of parts are compared as JSON: deeper, a path is longer than what it leads to.
    if depth == 0
        && (before.is_some_and(Value::is_object) || after.is_some_and(Value::is_object))
        && let (Some(one), Some(other)) = (part_of(before), part_of(after))
    {
        let parts: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
        for part in parts {
            if !same(one.get(part), other.get(part)) {
                compare_value(items, &format!("{name}.{part}"), one.get(part), other.get(part), 1);
            }
        }
        return;
    }
    let change = match (is_empty(before), is_empty(after)) {
        (true, _) => FieldChange::Added,
        (_, true) => FieldChange::Removed,
        _ => FieldChange::Changed,
    };
    let field = |added, removed| DiffItem::Field {
        name: name.to_owned(),
        change,
        added,
        removed,
    };
    if let (Some(one), Some(other)) = (entries(before), entries(after))
        && let Some((list, added, removed)) = compare_lists(&one, &other)
    {
        items.push(field(added, removed));
        items.push(list);
        return;
    }
    let (one, other) = (
        before.map(text).unwrap_or_default(),
        after.map(text).unwrap_or_default(),
    );
    if name == "code" || one.contains('\n') || other.contains('\n') {
        let LineDiff {
            items: rows,
            added,
            removed,
        } = lines::compare(&one, &other);
        items.push(field(added, removed));
        items.extend(rows);
        return;
    }
    items.push(field(0, 0));
    let marks = if one.len().max(other.len()) <= LONGEST_MARKED && change == FieldChange::Changed {
        telling(&one, &other)
    } else {
        Marks::default()
    };
    // A mark past what is shown has no place to be.
    let ((one, cut_one), (other, cut_other)) = (lines::clip(&one), lines::clip(&other));
    items.push(DiffItem::Value {
        before: (change != FieldChange::Added).then_some(one),
        after: (change != FieldChange::Removed).then_some(other),
        marks: if cut_one || cut_other { Marks::default() } else { marks },
    });
}

/// A list of texts, an absent one being empty; `None` for anything else.
fn entries(value: Option<&Value>) -> Option<Vec<&str>> {
    match value {
        Some(Value::Array(items)) => items.iter().map(Value::as_str).collect(),
        absent if is_empty(absent) => Some(Vec::new()),
        _ => None,
    }
}

/// Which entries came and went; `None` where the difference is their order or how often
/// one stands there.
fn compare_lists(before: &[&str], after: &[&str]) -> Option<(DiffItem, u32, u32)> {
    let one: BTreeSet<&str> = before.iter().copied().collect();
    let other: BTreeSet<&str> = after.iter().copied().collect();
    if one == other {
        return None;
    }
    let gone: Vec<&str> = before.iter().copied().filter(|entry| !other.contains(entry)).collect();
    let new: Vec<&str> = after.iter().copied().filter(|entry| !one.contains(entry)).collect();
    let shown = |entries: &[&str]| {
        entries
            .iter()
            .take(ENTRIES_SHOWN)
            .map(|entry| lines::clip(entry).0)
            .collect()
    };
    let item = DiffItem::List {
        added: shown(&new),
        removed: shown(&gone),
        kept: number(one.intersection(&other).count()),
    };
    Some((item, number(new.len()), number(gone.len())))
}

/// A value as text: a text as it is, anything else as JSON.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    }
}

fn same(one: Option<&Value>, other: Option<&Value>) -> bool {
    one == other || (is_empty(one) && is_empty(other))
}

fn is_empty(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(items)) => items.is_empty(),
        Some(Value::Object(object)) => object.is_empty(),
        Some(Value::Bool(_) | Value::Number(_)) => false,
    }
}
