//! Carries out what a person chose, field by field.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::fields::{self, CODE, CONTENT_HASH, COUNTED, IDENTITY};
use super::merge::{merge_field, names, one_sided};
use super::{FieldError, Object, check_field, code};

/// Which side a field is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Pick {
    /// The user's.
    Local,
    /// The marketplace's.
    Remote,
    /// Both: the entries of two lists, the user's first, each once; the lines of two
    /// codes, one after the other where their changes touch.
    Both,
    /// As it was in the copy the user's changes started from.
    Base,
}

impl Pick {
    /// The choice of that name, in any case: local, remote, both or base.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "local" => Some(Self::Local),
            "remote" => Some(Self::Remote),
            "both" => Some(Self::Both),
            "base" => Some(Self::Base),
            _ => None,
        }
    }
}

/// Why a choice cannot be carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PickError {
    /// These fields differ, both sides changed them (or nobody knows who did), and
    /// nothing was chosen for them.
    #[error("nothing is chosen for {}", .0.join(", "))]
    Undecided(Vec<String>),
    /// Both sides can be kept of lists and of code only.
    #[error("\"both\" is for lists and for code, and \"{0}\" is neither")]
    NotForBoth(String),
    /// The copy the changes started from is not known.
    #[error("the copy that the changes of \"{0}\" started from is not known")]
    NoBase(String),
    /// No side has such a field.
    #[error("neither side has a field \"{0}\"")]
    NoSuchField(String),
    /// A side is picked for the field, and a value is set for it too.
    #[error("\"{0}\" is both picked and set")]
    Twice(String),
    /// The value cannot be given to the field.
    #[error(transparent)]
    Field(#[from] FieldError),
}

/// Makes the copy a person chose: for each field a side (`picks`) or a value (`sets`,
/// where null takes the field away).
///
/// A field that is neither picked nor set follows the merge with the base where only
/// one side changed it. Rating figures, times, and fields the contract does not name
/// never need a choice; nor does `content_hash`, which follows the code.
///
/// # Errors
/// Whatever cannot be carried out; nothing is guessed.
pub fn pick(
    base: Option<&Object>,
    local: &Object,
    remote: &Object,
    picks: &BTreeMap<String, Pick>,
    sets: &BTreeMap<String, Value>,
) -> Result<Object, PickError> {
    check(base, local, remote, picks, sets)?;
    let mut chosen = Object::new();
    let mut undecided = Vec::new();
    let copies = [Some(local), Some(remote), base];
    let mut fields = names(&copies);
    fields.extend(
        sets.keys()
            .map(String::as_str)
            .filter(|field| !is_there(field, &copies)),
    );
    for field in fields.into_iter().filter(|field| *field != CONTENT_HASH) {
        let value = if let Some(value) = sets.get(field) {
            Some(value.clone()).filter(|value| !value.is_null())
        } else if let Some(side) = picks.get(field) {
            picked(field, *side, base, local, remote)?
        } else if let Some(decided) = undisputed(field, base, local, remote) {
            decided
        } else {
            undecided.push(field.to_owned());
            None
        };
        if let Some(value) = value {
            chosen.insert(field.to_owned(), value);
        }
    }
    if !undecided.is_empty() {
        undecided.sort_by_key(|field| COUNTED.iter().position(|counted| counted == field));
        return Err(PickError::Undecided(undecided));
    }
    let hash = match (sets.get(CONTENT_HASH), picks.get(CONTENT_HASH)) {
        (Some(value), _) => Some(value.clone()).filter(|value| !value.is_null()),
        (None, Some(side)) => picked(CONTENT_HASH, *side, base, local, remote)?,
        (None, None) => hash_of_code(chosen.get(CODE), base, local, remote),
    };
    if let Some(hash) = hash {
        chosen.insert(CONTENT_HASH.to_owned(), hash);
    }
    Ok(chosen)
}

/// What can be said before anything is made.
fn check(
    base: Option<&Object>,
    local: &Object,
    remote: &Object,
    picks: &BTreeMap<String, Pick>,
    sets: &BTreeMap<String, Value>,
) -> Result<(), PickError> {
    for (field, value) in sets {
        check_field(field, value)?;
        if picks.contains_key(field) {
            return Err(PickError::Twice(field.clone()));
        }
    }
    for (field, side) in picks {
        if field == IDENTITY {
            return Err(FieldError::Identity.into());
        }
        if *side == Pick::Base && base.is_none() {
            return Err(PickError::NoBase(field.clone()));
        }
        if !is_there(field, &[Some(local), Some(remote), base]) && !fields::counts(field) {
            return Err(PickError::NoSuchField(field.clone()));
        }
    }
    Ok(())
}

fn is_there(field: &str, copies: &[Option<&Object>]) -> bool {
    copies.iter().flatten().any(|copy| copy.contains_key(field))
}

/// The value of a field that needs no choice; `None` where it needs one.
#[expect(clippy::option_option, reason = "absent and undecided are different answers")]
fn undisputed(field: &str, base: Option<&Object>, local: &Object, remote: &Object) -> Option<Option<Value>> {
    if !fields::counts(field) {
        return Some(merge_field(field, base, local, remote));
    }
    if let Some(decided) = base.and_then(|base| one_sided(field, base, local, remote)) {
        return Some(decided.cloned());
    }
    fields::same(field, local.get(field), remote.get(field)).then(|| local.get(field).cloned())
}

fn picked(
    field: &str,
    side: Pick,
    base: Option<&Object>,
    local: &Object,
    remote: &Object,
) -> Result<Option<Value>, PickError> {
    let (mine, theirs) = (local.get(field), remote.get(field));
    Ok(match side {
        Pick::Local => mine.cloned(),
        Pick::Remote => theirs.cloned(),
        Pick::Base => base.and_then(|base| base.get(field)).cloned(),
        Pick::Both if field == CODE => {
            let origin = base.map(|base| fields::code_text(base.get(CODE)).unwrap_or_default());
            match (fields::code_text(mine), fields::code_text(theirs)) {
                (Some(mine), Some(theirs)) => Some(Value::String(code::both(origin.as_deref(), &mine, &theirs))),
                _ => return Err(PickError::NotForBoth(field.to_owned())),
            }
        }
        Pick::Both => match (entries(mine), entries(theirs)) {
            (Some(mine), Some(theirs)) if mine.is_some() || theirs.is_some() => Some(union(mine, theirs)),
            _ => return Err(PickError::NotForBoth(field.to_owned())),
        },
    })
}

/// Whether both values can be kept: those of code, and of two lists of which one is there.
pub(super) fn may_keep_both(field: &str, mine: Option<&Value>, theirs: Option<&Value>) -> bool {
    if field == CODE {
        return fields::code_text(mine).is_some() && fields::code_text(theirs).is_some();
    }
    matches!((entries(mine), entries(theirs)), (Some(mine), Some(theirs)) if mine.is_some() || theirs.is_some())
}

/// The entries of a list: `Some(None)` where there is no value, `None` where it is no list.
#[expect(clippy::option_option, reason = "absent and not a list are different answers")]
fn entries(value: Option<&Value>) -> Option<Option<&[Value]>> {
    match value {
        None | Some(Value::Null) => Some(None),
        Some(Value::Array(entries)) => Some(Some(entries)),
        Some(_) => None,
    }
}

fn union(mine: Option<&[Value]>, theirs: Option<&[Value]>) -> Value {
    let mut union: Vec<Value> = Vec::new();
    for entry in mine.unwrap_or_default().iter().chain(theirs.unwrap_or_default()) {
        if !union.contains(entry) {
            union.push(entry.clone());
        }
    }
    Value::Array(union)
}

/// The fingerprint that belongs to the code chosen: that of the side it came from, as
/// merging gives it where both sides have this code, and none where it is neither's.
fn hash_of_code(code: Option<&Value>, base: Option<&Object>, local: &Object, remote: &Object) -> Option<Value> {
    let is_mine = fields::same(CODE, code, local.get(CODE));
    let is_theirs = fields::same(CODE, code, remote.get(CODE));
    match (is_mine, is_theirs) {
        (true, true) => merge_field(CONTENT_HASH, base, local, remote),
        (true, false) => local.get(CONTENT_HASH).cloned(),
        (false, true) => remote.get(CONTENT_HASH).cloned(),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests;
