//! What the window's editor of a skill asks: the fields as they are edited, whether a
//! value can be one, saving, and a copy of one's own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::Engine;
use super::catalogue::{chunk, not_found};
use super::local::own;
use crate::conflict::{Expected, FieldError, Object, check_field, is_editable};
use crate::model::{Code, Problem, SkillId, UnixMillis};
use crate::store::{conflicts, local, skills};
use crate::view::TextChunk;

/// The fields that the editor shows, in its order.
const FIELDS: [&str; 13] = [
    "name",
    "description",
    "version",
    "category",
    "skill_type",
    "command",
    "tags",
    "python_packages",
    "npm_packages",
    "env_vars",
    "parameters",
    "metadata",
    "examples",
];
/// Characters of a value's place that are shown.
const SHOWN: usize = 200;

/// A field as it is edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EditedField {
    /// A text.
    Text {
        /// The text; empty where the skill has none.
        text: String,
    },
    /// A list of texts.
    List {
        /// Its entries.
        items: Vec<String>,
    },
    /// Anything else, as JSON, exactly.
    Json {
        /// Its JSON; empty where the skill has none.
        text: String,
    },
}

/// A skill as it is edited. Comes as a [`TextChunk`] of its JSON, since code has no
/// bounds that an answer would have.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct EditSource {
    /// By name; `code` among them.
    pub fields: BTreeMap<String, EditedField>,
}

/// What is wrong with a value that somebody wants to give a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// It is no JSON.
    NotJson,
    /// It is blank where something must stand.
    Blank,
    /// It must be a text.
    NotText,
    /// It must be a list of texts.
    NotTexts,
    /// It must be a list.
    NotList,
    /// It must be an object.
    NotObject,
    /// The field is not a person's to change.
    NotYours,
}

impl From<&FieldError> for Fault {
    fn from(error: &FieldError) -> Self {
        match error {
            FieldError::Identity | FieldError::Bookkeeping(_) => Self::NotYours,
            FieldError::Unfit { expected, .. } => match expected {
                Expected::FilledText => Self::Blank,
                Expected::Text | Expected::Anything => Self::NotText,
                Expected::Texts => Self::NotTexts,
                Expected::List => Self::NotList,
                Expected::Object => Self::NotObject,
            },
        }
    }
}

/// A field whose value cannot be saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FieldFault {
    /// The field.
    pub field: String,
    /// What is wrong.
    pub fault: Fault,
    /// Where in the JSON, such as `line 2 column 7`; empty where there is no place.
    pub place: String,
}

/// Everything that is wrong with what is to be saved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct FieldFaults {
    /// One a field at most; empty where all can be saved.
    pub faults: Vec<FieldFault>,
}

impl FieldFaults {
    /// As what a command fails with.
    #[must_use]
    pub fn into_problem(self) -> Problem {
        let names: Vec<String> = self.faults.into_iter().map(|fault| fault.field).collect();
        Problem::new(
            Code::BadInput,
            format!("This cannot be saved yet: {}.", names.join(", ")),
            "Correct what is marked; nothing was changed.",
        )
    }
}

/// Values for fields, each as JSON text: exactly as written, numbers too. `null` takes a
/// field away.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct FieldValues {
    /// By field.
    pub set: BTreeMap<String, String>,
}

/// What became of a skill that was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Saved {
    /// Which skill.
    pub skill_id: SkillId,
    /// The conflict that waits now, if the marketplace changed the skill too.
    pub conflict: Option<i64>,
    /// Whether there still is a copy of the user's: what leads back to the marketplace's
    /// copy ends the edit.
    pub mine: bool,
}

impl Engine {
    /// A stretch of a skill's [`EditSource`], from a character on.
    ///
    /// # Errors
    /// [`Code::NotFound`], or a database that fails.
    pub fn edit_source(&self, id: SkillId, offset: u32) -> Result<TextChunk, Problem> {
        let raw = self.inner.store.read(|connection| skills::raw(connection, id))?;
        let (raw, _) = raw.ok_or_else(|| not_found(id))?;
        let source = source(&skills::object(&raw)?);
        let text = serde_json::to_string(&source)
            .map_err(|error| Problem::new(Code::Internal, format!("The skill cannot be edited: {error}."), ""))?;
        Ok(chunk(&text, offset))
    }

    /// What is wrong with these values, before anything is saved.
    #[must_use]
    pub fn check_fields(&self, values: &FieldValues) -> FieldFaults {
        parse_set(&values.set).err().unwrap_or_default()
    }

    /// Saves changed fields of a skill, or a new skill of the user's own.
    ///
    /// # Errors
    /// [`Code::BadInput`] for a value that cannot be one, and for a new skill without a
    /// name; [`Code::NotFound`]; a disk that cannot be written.
    pub fn save_skill(&self, id: Option<SkillId>, values: &FieldValues) -> Result<Saved, Problem> {
        let set = parse_set(&values.set).map_err(FieldFaults::into_problem)?;
        let Some(id) = id else {
            return self.create(set);
        };
        self.edit(id, &set)?;
        Ok(self.inner.store.read(|connection| {
            Ok(Saved {
                skill_id: id,
                conflict: conflicts::waiting(connection, id)?,
                mine: local::get(connection, id)?.is_some(),
            })
        })?)
    }

    /// Makes a skill of the user's own out of one that is here, as the user sees it.
    ///
    /// # Errors
    /// [`Code::NotFound`]; a disk that cannot be written.
    pub fn duplicate_skill(&self, id: SkillId) -> Result<Saved, Problem> {
        let raw = self.inner.store.read(|connection| skills::raw(connection, id))?;
        let (raw, _) = raw.ok_or_else(|| not_found(id))?;
        let mut object = skills::object(&raw)?;
        // What the marketplace says of its own skill does not hold for this one.
        object.retain(|field, _| is_editable(field) && field != "content_hash");
        self.create(object)
    }

    fn create(&self, set: Object) -> Result<Saved, Problem> {
        if !set.contains_key("name") {
            return Err(Problem::new(
                Code::BadInput,
                "A skill needs a name.",
                "Give it one; nothing was changed.",
            ));
        }
        let id = SkillId::random();
        let mut object = Object::new();
        object.insert("skill_id".to_owned(), id.to_string().into());
        object.extend(set.into_iter().filter(|(_, value)| !value.is_null()));
        let now = UnixMillis::now();
        self.inner
            .store
            .write(|connection| local::put(connection, &own(id, object, now), now))?;
        self.emit_catalogue();
        Ok(Saved {
            skill_id: id,
            conflict: None,
            mine: true,
        })
    }
}

/// The values, or everything that is wrong with them.
pub(super) fn parse_set(set: &BTreeMap<String, String>) -> Result<Object, FieldFaults> {
    let mut values = Object::new();
    let mut faults = Vec::new();
    for (field, text) in set {
        let mut fault = |fault, place: String| {
            faults.push(FieldFault {
                field: field.clone(),
                fault,
                place,
            });
        };
        match serde_json::from_str::<Value>(text) {
            Err(error) => fault(
                Fault::NotJson,
                format!("line {} column {}", error.line(), error.column())
                    .chars()
                    .take(SHOWN)
                    .collect(),
            ),
            Ok(value) => match check_field(field, &value) {
                Ok(()) => drop(values.insert(field.clone(), value)),
                Err(error) => fault(Fault::from(&error), String::new()),
            },
        }
    }
    if faults.is_empty() {
        Ok(values)
    } else {
        Err(FieldFaults { faults })
    }
}

fn source(object: &Object) -> EditSource {
    let fields = FIELDS.iter().chain(["code"].iter()).map(|field| {
        let value = object.get(*field).filter(|value| !value.is_null());
        ((*field).to_owned(), edited(field, value))
    });
    EditSource {
        fields: fields.collect(),
    }
}

fn edited(field: &str, value: Option<&Value>) -> EditedField {
    let texts = |items: &Vec<Value>| -> Option<Vec<String>> {
        items.iter().map(|item| item.as_str().map(str::to_owned)).collect()
    };
    match (Expected::of(field), value) {
        (Expected::FilledText | Expected::Text, None) => EditedField::Text { text: String::new() },
        (Expected::FilledText | Expected::Text, Some(Value::String(text))) => EditedField::Text { text: text.clone() },
        (Expected::Texts, None) => EditedField::List { items: Vec::new() },
        (Expected::Texts, Some(Value::Array(items))) if texts(items).is_some() => EditedField::List {
            items: texts(items).unwrap_or_default(),
        },
        // What is not as the contract says is shown as it is, to be corrected.
        (_, value) => EditedField::Json {
            text: value
                .map(|value| serde_json::to_string_pretty(value).unwrap_or_default())
                .unwrap_or_default(),
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn set(values: &[(&str, &str)]) -> BTreeMap<String, String> {
        values
            .iter()
            .map(|(field, text)| ((*field).to_owned(), (*text).to_owned()))
            .collect()
    }

    #[test]
    fn every_fault_is_named_with_its_field() {
        let faults = parse_set(&set(&[
            ("metadata", "{\n \"a\": }"),
            ("name", "\" \""),
            ("tags", "[1]"),
            ("code", "5"),
            ("examples", "{}"),
            ("parameters", "[]"),
            ("rating_count", "5"),
        ]))
        .unwrap_err()
        .faults;
        let found: Vec<_> = faults.iter().map(|fault| (fault.field.as_str(), fault.fault)).collect();
        assert_eq!(
            found,
            [
                ("code", Fault::NotText),
                ("examples", Fault::NotList),
                ("metadata", Fault::NotJson),
                ("name", Fault::Blank),
                ("parameters", Fault::NotObject),
                ("rating_count", Fault::NotYours),
                ("tags", Fault::NotTexts),
            ]
        );
        assert_eq!(faults[2].place, "line 2 column 7");
    }

    #[test]
    fn numbers_stay_as_they_are_written() {
        let values = parse_set(&set(&[("metadata", "{\"n\": 9007199254740993}")])).unwrap();
        assert_eq!(values["metadata"].to_string(), "{\"n\":9007199254740993}");
    }

    #[test]
    fn a_field_of_another_kind_than_the_contract_says_is_shown_as_it_is() {
        let object = json!({"name": "A", "tags": "one", "code": 7, "metadata": {"b": 1}});
        let fields = source(object.as_object().unwrap()).fields;
        assert_eq!(fields["name"], EditedField::Text { text: "A".to_owned() });
        assert_eq!(
            fields["tags"],
            EditedField::Json {
                text: "\"one\"".to_owned()
            }
        );
        assert_eq!(fields["code"], EditedField::Json { text: "7".to_owned() });
        assert_eq!(fields["npm_packages"], EditedField::List { items: Vec::new() });
        assert_eq!(
            fields["metadata"],
            EditedField::Json {
                text: "{\n  \"b\": 1\n}".to_owned()
            }
        );
    }
}
