//! Which updates of a skill wait until somebody lets them in (feature D3; decision 0015).
//!
//! What a skill *runs* is compared here, copy against copy, and [`decide`] says what is to
//! become of a copy that came. Pure: no store, no clock. The store keeps what was let in
//! (`store::accepted`) and shows it in place of the marketplace's copy as long as a later
//! one is kept back.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::conflict::Object;
use crate::model::SkillType;

/// The fields that say what a skill runs, and with what: code and files, how they are
/// started, the variables they are given, and the packages that are fetched for them.
pub const FIELDS: [&str; 7] = [
    "code",
    "command",
    "skill_type",
    "local_files",
    "env_vars",
    "python_packages",
    "npm_packages",
];

/// Which of [`FIELDS`] differ between two copies.
#[must_use]
pub fn differing(accepted: &Object, newest: &Object) -> Vec<&'static str> {
    FIELDS
        .into_iter()
        .filter(|field| told(accepted, field) != told(newest, field))
        .collect()
}

/// A name for what a copy runs: two copies have the same exactly where [`differing`] finds
/// nothing. A cryptographic digest, since who writes the update also chooses its bytes: with a
/// weaker one, another update could be made to pass for the one that somebody has looked at.
#[must_use]
pub fn mark(object: &Object) -> String {
    let mut digest = Sha256::new();
    for field in FIELDS {
        let told = told(object, field);
        // With the length in front, no value can run over into the next field.
        digest.update((told.len() as u64).to_be_bytes());
        digest.update(told.as_bytes());
    }
    let mut text = String::with_capacity(64);
    for byte in digest.finalize() {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The entries of a list of packages, each once: their order says nothing (contract, section 6).
#[must_use]
pub fn packages(object: &Object, field: &str) -> BTreeSet<String> {
    let shown = |entry: &Value| match entry {
        Value::String(text) => text.clone(),
        other => canonical(other),
    };
    entries(object, field).iter().map(shown).collect()
}

/// Null and absent are an empty list, and a single value is a list of one.
fn entries<'a>(object: &'a Object, field: &str) -> &'a [Value] {
    match object.get(field) {
        None | Some(Value::Null) => &[],
        Some(Value::Array(entries)) => entries,
        Some(Value::String(text)) if text.is_empty() => &[],
        Some(single) => std::slice::from_ref(single),
    }
}

/// A field's value in the one form it is compared in. Absent, null and empty are the same;
/// everything else counts to the last space: white space can be code.
fn told(object: &Object, field: &str) -> String {
    if field.ends_with("_packages") {
        let entries: BTreeSet<String> = entries(object, field).iter().map(canonical).collect();
        return entries.into_iter().collect::<Vec<_>>().join(",");
    }
    if field == "skill_type" {
        // Where it is absent it follows from the command (contract, section 2).
        let text = |field: &str| object.get(field).and_then(Value::as_str);
        let (named, command) = (text("skill_type"), text("command"));
        let kind = SkillType::of(named, command);
        // Of two kinds that this version does not know, nobody can say that they are the same.
        let unknown = named.filter(|_| kind == SkillType::Other).unwrap_or_default();
        return format!("{}:{unknown}", kind.as_str());
    }
    match object.get(field) {
        None | Some(Value::Null) => canonical(&Value::Array(Vec::new())),
        Some(Value::String(text)) if text.is_empty() => canonical(&Value::Array(Vec::new())),
        Some(Value::Object(fields)) if fields.is_empty() => canonical(&Value::Array(Vec::new())),
        Some(value) => canonical(value),
    }
}

/// JSON with the fields of every object in order: the order they were sent in says nothing.
fn canonical(value: &Value) -> String {
    match value {
        Value::Array(entries) => {
            let entries: Vec<String> = entries.iter().map(canonical).collect();
            format!("[{}]", entries.join(","))
        }
        Value::Object(fields) => {
            let mut names: Vec<&String> = fields.keys().collect();
            names.sort_unstable();
            let fields: Vec<String> = names
                .into_iter()
                .filter_map(|name| Some((name, fields.get(name)?)))
                .map(|(name, value)| format!("{}:{}", Value::String(name.clone()), canonical(value)))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
        plain => plain.to_string(),
    }
}

/// What the user last said of the copy that is kept back of a skill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// None is kept back.
    Nothing,
    /// One waits.
    Waiting,
    /// The user said no to one; whether the copy that comes now runs the same as that one.
    Skipped {
        /// It does.
        same: bool,
    },
}

/// What is known where a copy of the marketplace's comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Situation {
    /// Whether updates are to be reviewed (`SKILLDOCK_REVIEW_UPDATES`).
    pub on: bool,
    /// Whether the skill is one the user watches: a favourite, or one they have changed.
    pub watched: bool,
    /// Whether a conflict of the skill waits for somebody, who sees both sides there.
    pub in_conflict: bool,
    /// Whether what comes runs anything else than what the user has let in.
    pub differs: bool,
    /// What is kept back so far.
    pub kept: Kept,
}

/// What becomes of a copy that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It takes its place; nothing is kept back any more.
    Land,
    /// It is kept back and waits.
    Wait,
    /// It is kept back and asks for nothing.
    StayAway,
}

/// What becomes of a copy of the marketplace's that came.
///
/// What waits goes on waiting, whatever the setting has become and even if the skill is no
/// longer watched: a star taken off by mistake must let nothing in. Only a person ends it,
/// or the marketplace by going back to what was let in.
#[must_use]
pub const fn decide(situation: Situation) -> Decision {
    if !situation.differs {
        return Decision::Land;
    }
    match situation.kept {
        Kept::Waiting => Decision::Wait,
        Kept::Skipped { same: true } => Decision::StayAway,
        // Whoever resolves the conflict decides on it there (contract, section 6).
        Kept::Skipped { same: false } | Kept::Nothing
            if situation.on && situation.watched && !situation.in_conflict =>
        {
            Decision::Wait
        }
        Kept::Skipped { same: false } | Kept::Nothing => Decision::Land,
    }
}
