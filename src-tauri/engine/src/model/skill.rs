//! A skill as the marketplace sent it: kept whole, with the few fields that
//! lists and searches need read out of it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use ts_rs::TS;

use super::{ServerTime, SkillId};

/// What a skill is made of (contract, section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SkillType {
    /// A prompt and nothing that runs.
    PromptOnly,
    /// A Python program.
    PythonCode,
    /// A Node program.
    NodejsCode,
    /// A kind this version does not know; shown as it is, never run.
    Other,
}

impl SkillType {
    /// Every kind, in the order they are shown.
    pub const ALL: [Self; 4] = [Self::PromptOnly, Self::PythonCode, Self::NodejsCode, Self::Other];

    /// The name on the wire and in scripts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PromptOnly => "prompt_only",
            Self::PythonCode => "python_code",
            Self::NodejsCode => "nodejs_code",
            Self::Other => "other",
        }
    }

    /// The kind by its name on the wire, by a command's name, or by the short
    /// name a person types (`type:python`). `None` where it is none of these.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "prompt_only" | "prompt" => Some(Self::PromptOnly),
            "python_code" | "python" | "python3" => Some(Self::PythonCode),
            "nodejs_code" | "node" | "nodejs" | "node.js" | "javascript" => Some(Self::NodejsCode),
            "other" => Some(Self::Other),
            _ => None,
        }
    }

    /// The kind from `skill_type`, or from `command` where that is absent
    /// (contract, section 2).
    #[must_use]
    pub fn of(skill_type: Option<&str>, command: Option<&str>) -> Self {
        skill_type.or(command).and_then(Self::from_name).unwrap_or(Self::Other)
    }
}

/// Where the copy that the user sees comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// As the marketplace has it.
    Marketplace,
    /// The marketplace's, with the user's changes.
    Edited,
    /// The user's own.
    Local,
}

/// Why a record of a listing is put aside instead of stored (contract, section 4).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordProblem {
    /// The record is not a JSON object.
    #[error("it is not a JSON object")]
    NotAnObject,
    /// `skill_id` is absent or not text.
    #[error("it has no skill_id")]
    NoId,
    /// `skill_id` is not a UUID.
    #[error("its skill_id is not a UUID")]
    InvalidId,
    /// `name` is absent, not text, or blank.
    #[error("it has no name")]
    NoName,
}

/// A skill as the marketplace sent it, ready to be stored.
#[derive(Debug, Clone)]
pub struct SkillRecord {
    /// Its identifier.
    pub id: SkillId,
    /// Its name, never blank.
    pub name: String,
    /// One or two sentences; empty where absent.
    pub description: String,
    /// `metadata.author`; empty where absent.
    pub author: String,
    /// Its category; empty where absent.
    pub category: String,
    /// What it is made of.
    pub skill_type: SkillType,
    /// Its version; `1.0.0` where absent (contract, section 6).
    pub version: String,
    /// Its tags, as they came, without those that are not text.
    pub tags: Vec<String>,
    /// Whether it names Python or npm packages.
    pub has_packages: bool,
    /// Mean of its ratings, 0 to 5.
    pub average_rating: f64,
    /// How many ratings it has.
    pub rating_count: u32,
    /// When it was made, by the marketplace's clock.
    pub created_at: Option<ServerTime>,
    /// When it last changed, by the marketplace's clock.
    pub updated_at: Option<ServerTime>,
    /// The object as it came, every field of it.
    pub raw: Box<RawValue>,
}

/// The fields a list needs, read leniently: a field of an unexpected type counts
/// as absent, since only `skill_id` and `name` are worth refusing a skill for.
#[derive(Deserialize)]
struct Fields<'a> {
    #[serde(default, borrow)]
    skill_id: Option<&'a RawValue>,
    #[serde(default, borrow)]
    name: Option<&'a RawValue>,
    #[serde(default, borrow)]
    description: Option<&'a RawValue>,
    #[serde(default, borrow)]
    version: Option<&'a RawValue>,
    #[serde(default, borrow)]
    command: Option<&'a RawValue>,
    #[serde(default, borrow)]
    skill_type: Option<&'a RawValue>,
    #[serde(default, borrow)]
    python_packages: Option<&'a RawValue>,
    #[serde(default, borrow)]
    npm_packages: Option<&'a RawValue>,
    #[serde(default, borrow)]
    tags: Option<&'a RawValue>,
    #[serde(default, borrow)]
    metadata: Option<&'a RawValue>,
    #[serde(default, borrow)]
    category: Option<&'a RawValue>,
    #[serde(default, borrow)]
    average_rating: Option<&'a RawValue>,
    #[serde(default, borrow)]
    rating_count: Option<&'a RawValue>,
    #[serde(default, borrow)]
    created_at: Option<&'a RawValue>,
    #[serde(default, borrow)]
    updated_at: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Author {
    #[serde(default)]
    author: Value,
}

fn text(raw: Option<&RawValue>) -> Option<String> {
    serde_json::from_str(raw?.get()).ok()
}

fn time(raw: Option<&RawValue>) -> Option<ServerTime> {
    ServerTime::parse(&text(raw)?)
}

fn list(raw: Option<&RawValue>) -> Vec<String> {
    let Some(raw) = raw else { return Vec::new() };
    serde_json::from_str::<Vec<Value>>(raw.get())
        .map(|items| {
            items
                .into_iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect()
        })
        .unwrap_or_default()
}

fn is_filled_list(raw: Option<&RawValue>) -> bool {
    raw.is_some_and(|raw| {
        let inner = raw.get().trim();
        inner.starts_with('[') && inner.len() > 2 && !inner[1..inner.len() - 1].trim().is_empty()
    })
}

impl SkillRecord {
    /// Reads a record of a listing or of a live update.
    ///
    /// # Errors
    /// Only what the contract refuses a record for: no object, no valid
    /// `skill_id`, no `name` (section 4). Any other odd field counts as absent.
    pub fn parse(raw: Box<RawValue>) -> Result<Self, RecordProblem> {
        if !raw.get().starts_with('{') {
            return Err(RecordProblem::NotAnObject);
        }
        let fields: Fields<'_> = serde_json::from_str(raw.get()).map_err(|_| RecordProblem::NotAnObject)?;
        let id = text(fields.skill_id)
            .ok_or(RecordProblem::NoId)?
            .parse()
            .map_err(|_| RecordProblem::InvalidId)?;
        let name = text(fields.name)
            .filter(|name| !name.trim().is_empty())
            .ok_or(RecordProblem::NoName)?;
        let author = fields
            .metadata
            .and_then(|raw| serde_json::from_str::<Author>(raw.get()).ok())
            .and_then(|author| author.author.as_str().map(str::to_owned))
            .unwrap_or_default();
        let average: f64 = fields
            .average_rating
            .and_then(|raw| serde_json::from_str(raw.get()).ok())
            .unwrap_or(0.0);
        let count: f64 = fields
            .rating_count
            .and_then(|raw| serde_json::from_str(raw.get()).ok())
            .unwrap_or(0.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to the range first"
        )]
        let rating_count = count.clamp(0.0, f64::from(u32::MAX)) as u32;
        Ok(Self {
            id,
            description: text(fields.description).unwrap_or_default(),
            author,
            category: text(fields.category).unwrap_or_default(),
            skill_type: SkillType::of(text(fields.skill_type).as_deref(), text(fields.command).as_deref()),
            version: text(fields.version)
                .filter(|v| !v.is_empty())
                .unwrap_or_else(|| "1.0.0".to_owned()),
            tags: list(fields.tags),
            has_packages: is_filled_list(fields.python_packages) || is_filled_list(fields.npm_packages),
            average_rating: average.clamp(0.0, 5.0),
            rating_count,
            created_at: time(fields.created_at),
            updated_at: time(fields.updated_at),
            name,
            raw,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<SkillRecord, RecordProblem> {
        SkillRecord::parse(RawValue::from_string(json.to_owned()).unwrap())
    }

    #[test]
    fn unknown_fields_stay_in_the_stored_object() {
        let json = r#"{"skill_id":"1fa26c4e-9bf0-42ff-ab94-8b923d37b0e0","name":"A","x_new":{"deep":[1,2.50]}}"#;
        assert_eq!(parse(json).unwrap().raw.get(), json);
    }

    #[test]
    fn only_an_id_and_a_name_are_required() {
        let skill = parse(r#"{"skill_id":"1fa26c4e-9bf0-42ff-ab94-8b923d37b0e0","name":"A","tags":7,"metadata":"no","average_rating":"x","version":null}"#).unwrap();
        assert_eq!(
            (skill.version.as_str(), skill.tags.len(), skill.author.as_str()),
            ("1.0.0", 0, "")
        );
    }

    #[test]
    fn each_refusal_has_its_reason() {
        for (json, why) in [
            ("[]", RecordProblem::NotAnObject),
            (r#"{"name":"A"}"#, RecordProblem::NoId),
            (r#"{"skill_id":5,"name":"A"}"#, RecordProblem::NoId),
            (r#"{"skill_id":"x","name":"A"}"#, RecordProblem::InvalidId),
            (
                r#"{"skill_id":"1fa26c4e-9bf0-42ff-ab94-8b923d37b0e0"}"#,
                RecordProblem::NoName,
            ),
            (
                r#"{"skill_id":"1fa26c4e-9bf0-42ff-ab94-8b923d37b0e0","name":"  "}"#,
                RecordProblem::NoName,
            ),
        ] {
            assert_eq!(parse(json).unwrap_err(), why, "{json}");
        }
    }

    #[test]
    fn the_type_follows_from_the_command_where_it_is_absent() {
        assert_eq!(SkillType::of(None, Some("python")), SkillType::PythonCode);
        assert_eq!(
            SkillType::of(Some("nodejs_code"), Some("python")),
            SkillType::NodejsCode
        );
        assert_eq!(SkillType::of(None, Some("bash")), SkillType::Other);
        assert_eq!(SkillType::of(None, None), SkillType::Other);
    }
}
