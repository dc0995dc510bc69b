//! Whether two copies of a skill differ in what counts, and how gravely.

use super::fields::{self, CODE, CONTENT_HASH, COUNTED, VERSION};
use super::{ConflictType, Detected, Object, Severity};

/// The fields that count and differ, the gravest first. Rating figures, counts, times
/// and fields the contract does not name never stand in it; packages are compared as
/// sets, code up to surrounding white space, an absent version as 1.0.0, and empty is
/// the same as absent (contract, section 6).
#[must_use]
pub fn differing_fields(local: &Object, remote: &Object) -> Vec<String> {
    COUNTED
        .iter()
        .filter(|field| !fields::same(field, local.get(**field), remote.get(**field)))
        .map(|field| (*field).to_owned())
        .collect()
}

/// Names the conflict between two copies; `None` where nothing that counts differs.
#[must_use]
pub fn detect(local: &Object, remote: &Object) -> Option<Detected> {
    let fields = differing_fields(local, remote);
    let severity = fields.iter().map(|field| severity(field)).max()?;
    let differs = |names: &[&str]| fields.iter().any(|field| names.contains(&field.as_str()));
    let kind = if differs(&[VERSION]) {
        ConflictType::VersionMismatch
    } else if differs(&[CONTENT_HASH, CODE]) {
        ConflictType::ContentMismatch
    } else if differs(&["python_packages", "npm_packages"]) {
        ConflictType::DependencyConflict
    } else {
        ConflictType::Other
    };
    Some(Detected { kind, severity, fields })
}

/// How grave a difference in this field is.
fn severity(field: &str) -> Severity {
    match field {
        CODE | "command" | "local_files" => Severity::Critical,
        VERSION | "python_packages" | "npm_packages" => Severity::High,
        "parameters" | "metadata" | "env_vars" => Severity::Medium,
        _ => Severity::Low,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: serde_json::Value) -> Object {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_field_that_is_neither_version_nor_content_nor_package_makes_another_conflict() {
        for (field, severity) in [
            ("name", Severity::Low),
            ("description", Severity::Low),
            ("tags", Severity::Low),
            ("category", Severity::Low),
            ("skill_type", Severity::Low),
            ("examples", Severity::Low),
            ("metadata", Severity::Medium),
            ("parameters", Severity::Medium),
            ("env_vars", Severity::Medium),
            ("command", Severity::Critical),
            ("local_files", Severity::Critical),
        ] {
            let found = detect(&object(json!({field: "a"})), &object(json!({field: "b"}))).unwrap();
            assert_eq!((found.kind, found.severity), (ConflictType::Other, severity), "{field}");
            assert_eq!(found.fields, [field]);
        }
    }

    #[test]
    fn the_fields_come_the_gravest_first() {
        let local = object(json!({"tags": ["a"], "metadata": {"a": 1}, "code": "a", "npm_packages": ["a"]}));
        assert_eq!(
            differing_fields(&local, &Object::new()),
            ["code", "npm_packages", "metadata", "tags"]
        );
    }
}
