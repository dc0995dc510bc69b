//! Skills as JSON: the records of a file, each read on its own so that one that is
//! wrong is refused alone.

use serde::Deserialize;
use serde::de::{SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::import::{Read, Refused};
use super::{ImportError, Limits, Object, names};
use crate::model::SkillId;

/// The records of a list, as they stand in the text.
struct Records<'a>(Vec<&'a RawValue>);

/// More records than any limit allows: reading stops there.
const MOST_RECORDS: usize = 1_000_000;

impl<'de> Deserialize<'de> for Records<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Records<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a list of skills")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut records = Vec::new();
                while let Some(record) = list.next_element()? {
                    if records.len() == MOST_RECORDS {
                        return Err(serde::de::Error::custom("there are too many records"));
                    }
                    records.push(record);
                }
                Ok(Records(records))
            }
        }
        deserializer.deserialize_seq(List)
    }
}

#[derive(Deserialize)]
struct Wrapped<'a> {
    #[serde(borrow)]
    skills: Option<&'a RawValue>,
}

/// The skills of a JSON text: `{"skills": […]}`, a list, or one skill.
///
/// # Errors
/// The text is no JSON, or holds more skills than the limit. What is wrong with one
/// record is with the refused.
pub(super) fn skills(text: &str, name: &str, limits: &Limits) -> Result<Read, ImportError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim();
    let not_json = |error: serde_json::Error| not_json(name, &error);
    let whole: &RawValue = serde_json::from_str(text).map_err(not_json)?;
    let list = if text.starts_with('{') {
        let wrapped: Wrapped<'_> = serde_json::from_str(text).map_err(not_json)?;
        wrapped
            .skills
            .map(RawValue::get)
            .filter(|skills| skills.starts_with('['))
    } else {
        text.starts_with('[').then_some(text)
    };
    let records = match list {
        Some(list) => serde_json::from_str::<Records<'_>>(list).map_err(not_json)?.0,
        None => vec![whole],
    };
    if records.len() > limits.skills {
        return Err(ImportError::TooManySkills { limit: limits.skills });
    }
    let mut read = Read::default();
    for (index, raw) in records.into_iter().enumerate() {
        let label = format!("record {}", index + 1);
        let skill = if raw.get().len() as u64 > limits.file {
            Err(ImportError::FileTooLarge {
                name: label.clone(),
                limit: limits.file,
            })
        } else {
            record(raw.get(), &label).and_then(valid)
        };
        match skill {
            Ok(skill) => read.skills.push(skill),
            Err(why) => {
                let called = called(raw.get()).map_or(label.clone(), |name| format!("{label}, {name}"));
                read.refused.push(Refused { name: called, why });
            }
        }
    }
    Ok(read)
}

/// The name of a record that is refused, where it has one.
fn called(raw: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        name: String,
    }
    let name = serde_json::from_str::<Named>(raw).ok()?.name;
    Some(names::shown(name.trim())).filter(|name| !name.is_empty())
}

/// One record as an object.
///
/// # Errors
/// It is no JSON, or no object.
pub(super) fn record(text: &str, name: &str) -> Result<Object, ImportError> {
    match serde_json::from_str(text).map_err(|error| not_json(name, &error))? {
        Value::Object(skill) => Ok(skill),
        _ => Err(ImportError::NotAnObject),
    }
}

fn not_json(name: &str, error: &serde_json::Error) -> ImportError {
    ImportError::NotJson {
        name: name.to_owned(),
        why: error.to_string(),
    }
}

/// A skill that can be stored: it has a name, and its `skill_id` is one or is absent.
///
/// # Errors
/// What it is refused for (contract, section 4).
pub(super) fn valid(mut skill: Object) -> Result<Object, ImportError> {
    let name = skill.get("name").and_then(Value::as_str).unwrap_or_default();
    if name.trim().is_empty() {
        return Err(ImportError::NoName);
    }
    match skill.get("skill_id") {
        None => {}
        // It says that there is none.
        Some(Value::Null) => {
            skill.shift_remove("skill_id");
        }
        Some(Value::String(id)) if id.parse::<SkillId>().is_ok() => {}
        Some(_) => return Err(ImportError::InvalidId),
    }
    Ok(skill)
}

/// A skill as `skill.json` holds it.
pub(super) fn pretty(skill: &Object) -> String {
    // An object of JSON values is always JSON.
    serde_json::to_string_pretty(skill).unwrap_or_default() + "\n"
}
