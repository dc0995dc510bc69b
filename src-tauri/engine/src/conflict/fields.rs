//! Which fields of a skill count, and when two values of one are the same.
//!
//! The marketplace and this program may write one thing in several ways: a missing
//! list or an empty one, 1 or 1.0, code with or without a newline at its end. Such
//! differences are nobody's change, and must never make a conflict.

use std::borrow::Cow;

use serde_json::Value;

use super::packages;
use super::version;

/// The field that says which skill it is; it is never merged, picked or set.
pub(super) const IDENTITY: &str = "skill_id";
/// The program or prompt itself.
pub(super) const CODE: &str = "code";
/// The marketplace's fingerprint of a copy.
pub(super) const CONTENT_HASH: &str = "content_hash";
/// When the marketplace last changed its copy.
pub(super) const UPDATED_AT: &str = "updated_at";
/// The version a person reads.
pub(super) const VERSION: &str = "version";

/// The fields that count, the gravest first (contract, sections 2 and 6). A field the
/// contract does not name is carried along and never makes a conflict.
pub(super) const COUNTED: [&str; 16] = [
    CODE,
    "command",
    "local_files",
    VERSION,
    "python_packages",
    "npm_packages",
    "parameters",
    "metadata",
    "env_vars",
    "name",
    "description",
    "category",
    "tags",
    "examples",
    "skill_type",
    CONTENT_HASH,
];

/// By which of the contract's rules two differing values of a field become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// Which skill it is: whoever has it.
    Identity,
    /// The user's, absent included; code is merged line by line where a base is known.
    Local,
    /// From the side with the newer `updated_at`, an empty side yielding.
    Newer,
    /// The sorted union.
    Packages,
    /// `LOCAL+merged+REMOTE`.
    Version,
    /// A rating figure: the marketplace's.
    Figure,
    /// The later one.
    UpdatedAt,
    /// The user's, or the marketplace's where only it has one.
    Other,
}

/// The rule for a field (contract, section 6).
pub(super) fn rule(field: &str) -> Rule {
    match field {
        IDENTITY => Rule::Identity,
        CODE | "command" | "local_files" | CONTENT_HASH => Rule::Local,
        "description" | "tags" | "examples" | "metadata" => Rule::Newer,
        "python_packages" | "npm_packages" => Rule::Packages,
        VERSION => Rule::Version,
        "average_rating" | "rating_count" | "ratings" => Rule::Figure,
        UPDATED_AT => Rule::UpdatedAt,
        _ => Rule::Other,
    }
}

/// Whether a difference in this field can make a conflict.
pub(super) fn counts(field: &str) -> bool {
    COUNTED.contains(&field)
}

/// Whether the field is the marketplace's bookkeeping: a rating figure, a count or a
/// time. It changes without anybody's doing and is never an edit.
pub(super) fn is_bookkeeping(field: &str) -> bool {
    matches!(rule(field), Rule::Figure | Rule::UpdatedAt) || field.ends_with("_count") || field.ends_with("_at")
}

/// Whether there is nothing in it: absent, null, an empty text, list or object.
pub(super) fn is_empty(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(items)) => items.is_empty(),
        Some(Value::Object(object)) => object.is_empty(),
        Some(Value::Bool(_) | Value::Number(_)) => false,
    }
}

/// Whether there is a value: neither absent nor null.
pub(super) fn is_present(value: Option<&Value>) -> bool {
    value.is_some_and(|value| !value.is_null())
}

/// Whether two values of a field are the same by the contract's equalities.
pub(super) fn same(field: &str, one: Option<&Value>, other: Option<&Value>) -> bool {
    match field {
        VERSION => version::text(one) == version::text(other),
        CODE => same_code(one, other),
        // A fingerprint says something only where both sides have one.
        CONTENT_HASH => is_empty(one) || is_empty(other) || same_content(one, other),
        _ if rule(field) == Rule::Packages => packages::set(one) == packages::set(other),
        _ => same_content(one, other),
    }
}

/// Whether a side left a field as it was in the copy it started from. As [`same`],
/// but taking a fingerprint away is a change.
pub(super) fn unchanged(field: &str, base: Option<&Value>, side: Option<&Value>) -> bool {
    if field == CONTENT_HASH {
        same_content(base, side)
    } else {
        same(field, base, side)
    }
}

/// The code as text; `None` where it is no text at all.
pub(super) fn code_text(value: Option<&Value>) -> Option<Cow<'_, str>> {
    match value {
        Some(Value::String(text)) => Some(Cow::Borrowed(text)),
        empty if is_empty(empty) => Some(Cow::Borrowed("")),
        _ => None,
    }
}

fn same_code(one: Option<&Value>, other: Option<&Value>) -> bool {
    match (code_text(one), code_text(other)) {
        (Some(one), Some(other)) => one.trim() == other.trim(),
        _ => same_content(one, other),
    }
}

fn same_content(one: Option<&Value>, other: Option<&Value>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) if same_value(one, other) => true,
        _ => is_empty(one) && is_empty(other),
    }
}

/// Whether two JSON values say the same: the order of an object's keys and the way a
/// number is written do not count.
fn same_value(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) => {
            // Two integers are compared as such: as floats, large ones would run together.
            a == b || (a.is_f64() != b.is_f64() && a.as_f64() == b.as_f64())
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_value(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same_value(a, b)))
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_compared_by_what_they_say() {
        assert!(same_value(&json!({"a": 1, "b": [2.0]}), &json!({"b": [2], "a": 1.0})));
        assert!(!same_value(
            &json!(9_007_199_254_740_993_u64),
            &json!(9_007_199_254_740_992_u64)
        ));
        assert!(
            !same_value(&json!({"a": null}), &json!({})),
            "inside a value, null is said"
        );
    }

    #[test]
    fn counts_and_times_are_bookkeeping() {
        for field in [
            "average_rating",
            "rating_count",
            "ratings",
            "created_at",
            "updated_at",
            "install_count",
        ] {
            assert!(is_bookkeeping(field) && !counts(field), "{field}");
        }
        assert!(COUNTED.iter().all(|field| !is_bookkeeping(field)));
    }

    #[test]
    fn a_text_where_a_list_belongs_is_one_package() {
        assert!(same("npm_packages", Some(&json!("a")), Some(&json!(["a", "a"]))));
        assert!(!same("npm_packages", Some(&json!([1])), Some(&json!(["1"]))));
    }
}
