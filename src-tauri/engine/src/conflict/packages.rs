//! Lists of packages, which are sets: order and repetition say nothing.

use std::collections::BTreeMap;

use serde_json::Value;

/// An entry's place in the order: texts first, by code point.
type Key = (bool, String);

/// The entries as a set, sorted. Null and absent are empty; a single value where a list
/// belongs counts as a list of one.
pub(super) fn set(value: Option<&Value>) -> BTreeMap<Key, Value> {
    let entries = match value {
        None | Some(Value::Null) => &[],
        Some(Value::Array(entries)) => entries.as_slice(),
        Some(Value::String(text)) if text.is_empty() => &[],
        Some(single) => std::slice::from_ref(single),
    };
    entries.iter().map(|entry| (key(entry), entry.clone())).collect()
}

/// The sorted union of both sides.
pub(super) fn union(local: Option<&Value>, remote: Option<&Value>) -> Value {
    let mut entries = set(local);
    entries.extend(set(remote));
    Value::Array(entries.into_values().collect())
}

fn key(entry: &Value) -> Key {
    match entry {
        Value::String(text) => (false, text.clone()),
        other => (true, other.to_string()),
    }
}
