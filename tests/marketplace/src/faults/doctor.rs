//! Doctored answers: the real one, changed before it leaves.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::catalogue::Catalogue;

/// A change to a JSON answer. Places are JSON pointers (`/skills/3/name`); a place that is not there is left
/// alone.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Patch {
    /// Sets a value: the last step may be a new field.
    Set {
        /// Where.
        at: String,
        /// What.
        value: Value,
    },
    /// Takes a value out of its object or array.
    Remove {
        /// Which.
        at: String,
    },
    /// Adds to the end of an array.
    Push {
        /// The array.
        at: String,
        /// What.
        value: Value,
    },
    /// Puts a second copy of an array's element right after it.
    Repeat {
        /// The element.
        at: String,
    },
    /// A closure; cannot come over the control API.
    #[serde(skip)]
    With(Change),
}

/// A closure over the answer and the catalogue.
pub type Change = Arc<dyn Fn(&mut Value, &Catalogue) + Send + Sync>;

impl Patch {
    /// Drops the nth record of a page, from 0, and says nothing about it.
    pub fn drop_skill(n: usize) -> Self {
        Self::Remove {
            at: format!("/skills/{n}"),
        }
    }

    /// Adds a record, such as an invalid one.
    pub fn add_skill(record: Value) -> Self {
        Self::Push {
            at: "/skills".to_owned(),
            value: record,
        }
    }

    /// Has the nth record of a page, from 0, twice.
    pub fn repeat_skill(n: usize) -> Self {
        Self::Repeat {
            at: format!("/skills/{n}"),
        }
    }

    /// States another total.
    pub fn total(total: u64) -> Self {
        Self::Set {
            at: "/total".to_owned(),
            value: total.into(),
        }
    }

    /// Sets a value.
    pub fn set(at: &str, value: Value) -> Self {
        Self::Set {
            at: at.to_owned(),
            value,
        }
    }

    /// Any change.
    pub fn with(change: impl Fn(&mut Value, &Catalogue) + Send + Sync + 'static) -> Self {
        Self::With(Arc::new(change))
    }

    fn apply(&self, answer: &mut Value, catalogue: &Catalogue) {
        match self {
            Self::Set { at, value } if at.is_empty() => *answer = value.clone(),
            Self::Set { at, value } => match parent(answer, at) {
                Some((Value::Object(object), field)) => {
                    object.insert(field, value.clone());
                }
                Some((Value::Array(list), index)) => {
                    if let Some(place) = index.parse().ok().and_then(|index: usize| list.get_mut(index)) {
                        *place = value.clone();
                    }
                }
                _ => {}
            },
            Self::Remove { at } => match parent(answer, at) {
                Some((Value::Object(object), field)) => {
                    object.shift_remove(&field);
                }
                Some((Value::Array(list), index)) => {
                    if let Some(index) = index.parse().ok().filter(|index: &usize| *index < list.len()) {
                        list.remove(index);
                    }
                }
                _ => {}
            },
            Self::Push { at, value } => {
                if let Some(Value::Array(list)) = answer.pointer_mut(at) {
                    list.push(value.clone());
                }
            }
            Self::Repeat { at } => {
                if let Some((Value::Array(list), index)) = parent(answer, at)
                    && let Some(index) = index.parse().ok().filter(|index: &usize| *index < list.len())
                {
                    let copy = list[index].clone();
                    list.insert(index + 1, copy);
                }
            }
            Self::With(change) => change(answer, catalogue),
        }
    }
}

/// Applies the changes to an answer; one that is no JSON stays as it is.
pub(crate) fn doctor(body: &[u8], patches: &[Patch], catalogue: &Catalogue) -> Vec<u8> {
    let Ok(mut answer) = serde_json::from_slice(body) else {
        return body.to_vec();
    };
    for patch in patches {
        patch.apply(&mut answer, catalogue);
    }
    answer.to_string().into_bytes()
}

/// The container a pointer's last step is in, and that step.
fn parent<'a>(answer: &'a mut Value, at: &str) -> Option<(&'a mut Value, String)> {
    let (container, last) = at.rsplit_once('/')?;
    Some((
        answer.pointer_mut(container)?,
        last.replace("~1", "/").replace("~0", "~"),
    ))
}

impl fmt::Debug for Patch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::With(_) => f.write_str("With(closure)"),
            other => f.write_str(&serde_json::to_string(other).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::live::Hub;

    #[test]
    fn each_change_does_what_it_says_and_a_missing_place_is_left_alone() {
        let catalogue = Catalogue::new(Hub::new(crate::metrics::Metrics::default()));
        let page = json!({"skills": [{"n": 1}, {"n": 2}], "total": 2}).to_string();
        let patches = [
            Patch::repeat_skill(0),
            Patch::drop_skill(2),
            Patch::add_skill(json!(null)),
            Patch::total(9),
            Patch::set("/skills/0/name", json!("x")),
            Patch::drop_skill(77),
            Patch::with(|page, _| page["seen"] = json!(true)),
        ];
        let changed: Value = serde_json::from_slice(&doctor(page.as_bytes(), &patches, &catalogue)).unwrap();
        assert_eq!(
            changed,
            json!({"skills": [{"n": 1, "name": "x"}, {"n": 1}, null], "total": 9, "seen": true})
        );
    }
}
