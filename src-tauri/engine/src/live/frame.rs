//! One frame of the socket, read strictly: what comes out can be applied as it is,
//! and what cannot be used is refused here, before it reaches anybody (contract,
//! section 3).
//!
//! Pure: bytes in, a message or the reason out. A reason never quotes the frame.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{Field, Update};
use crate::model::{ServerTime, SkillId};

/// The largest message that is read, in bytes: 1 MB is 2^20 (contract, section 3).
pub const LARGEST_MESSAGE: usize = 1 << 20;

/// A frame that can be used.
#[derive(Debug, Clone)]
pub enum Message {
    /// To be answered with a pong.
    Ping,
    /// An answer to a ping; nothing to do.
    Pong,
    /// A change of the catalogue.
    Update(Update),
}

/// The types of message the contract knows.
const TYPES: [&str; 6] = [
    "skill_update",
    "category_update",
    "rating_update",
    "skill_delete",
    "ping",
    "pong",
];

/// Why a frame cannot be used; what it is counted under, and logged once a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// More than [`LARGEST_MESSAGE`]: a gap.
    TooLarge,
    /// More messages a second than are taken: a gap.
    TooMany,
    /// A binary frame, or text that is no UTF-8.
    NotText,
    /// No JSON object.
    NotJson,
    /// A `type` that is missing, no text, or unknown.
    UnknownType,
    /// A field that is missing or of another type.
    BadField,
}

impl Kind {
    /// Its name, as counts are kept under it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::TooMany => "too_many",
            Self::NotText => "not_text",
            Self::NotJson => "not_json",
            Self::UnknownType => "unknown_type",
            Self::BadField => "bad_field",
        }
    }

    /// Whether dropping it loses something that a sync has to bring back.
    #[must_use]
    pub const fn is_gap(self) -> bool {
        matches!(self, Self::TooLarge | Self::TooMany)
    }
}

/// A frame that is dropped, with the reason. Holds nothing of the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// More than [`LARGEST_MESSAGE`].
    #[error("a message is larger than 1 MB")]
    TooLarge,
    /// More messages a second than are taken.
    #[error("there are more than 100 messages a second")]
    TooMany,
    /// A binary frame.
    #[error("a message is binary")]
    Binary,
    /// Text that is no UTF-8.
    #[error("a message is no UTF-8")]
    NotUtf8,
    /// No JSON, or JSON that nobody could store: too deep, half a character, a key twice.
    #[error("a message is no usable JSON")]
    NotJson,
    /// JSON, but no object.
    #[error("a message is no JSON object")]
    NotAnObject,
    /// No `type`, or one that is no text.
    #[error("a message has no type")]
    NoType,
    /// A type the contract does not know.
    #[error("a message is of an unknown type")]
    UnknownType,
    /// No `data`, or `data` that is no object.
    #[error("a {0} has no data")]
    NoData(&'static str),
    /// A required field that is missing.
    #[error("a {0} has no {1}")]
    Missing(&'static str, &'static str),
    /// A field of another type, or out of its range.
    #[error("{1} of a {0} is not what it should be")]
    Mistyped(&'static str, &'static str),
}

impl Rejected {
    /// What it is counted under.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::TooLarge => Kind::TooLarge,
            Self::TooMany => Kind::TooMany,
            Self::Binary | Self::NotUtf8 => Kind::NotText,
            Self::NotJson | Self::NotAnObject => Kind::NotJson,
            Self::NoType | Self::UnknownType => Kind::UnknownType,
            Self::NoData(_) | Self::Missing(..) | Self::Mistyped(..) => Kind::BadField,
        }
    }
}

/// `{type, data, timestamp}`. The timestamp is not needed: what counts is in `data`.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(default, borrow, rename = "type")]
    kind: Option<&'a RawValue>,
    #[serde(default, borrow)]
    data: Option<&'a RawValue>,
}

/// Reads a text frame.
///
/// # Errors
/// Why it is dropped.
pub fn read(frame: &[u8]) -> Result<Message, Rejected> {
    if frame.len() > LARGEST_MESSAGE {
        return Err(Rejected::TooLarge);
    }
    let text = std::str::from_utf8(frame).map_err(|_| Rejected::NotUtf8)?;
    // An array would be read as the fields in their order.
    let is_object = text.trim_start_matches([' ', '\t', '\n', '\r']).starts_with('{');
    let envelope: Envelope<'_> = match serde_json::from_str(text) {
        Ok(envelope) if is_object => envelope,
        Err(error) if is_object || !error.is_data() => return Err(Rejected::NotJson),
        _ => return Err(Rejected::NotAnObject),
    };
    let kind: String = envelope
        .kind
        .and_then(|raw| serde_json::from_str(raw.get()).ok())
        .ok_or(Rejected::NoType)?;
    let kind = TYPES
        .into_iter()
        .find(|known| *known == kind)
        .ok_or(Rejected::UnknownType)?;
    match kind {
        "ping" => Ok(Message::Ping),
        "pong" => Ok(Message::Pong),
        _ => update(kind, envelope.data.ok_or(Rejected::NoData(kind))?).map(Message::Update),
    }
}

fn update(kind: &'static str, raw: &RawValue) -> Result<Update, Rejected> {
    if !raw.get().starts_with('{') {
        return Err(Rejected::NoData(kind));
    }
    let Fields(fields) = serde_json::from_str(raw.get()).map_err(|_| Rejected::NotJson)?;
    let data = Data { kind, fields: &fields };
    match kind {
        "skill_update" => {
            let id = data.skill_id()?;
            data.name()?;
            data.check(Field::OF_SKILL)?;
            Ok(Update::Skill {
                id,
                data: crate::model::without_addresses(raw.to_owned()),
            })
        }
        "category_update" => {
            let name = data.name()?;
            data.check(Field::OF_CATEGORY)?;
            Ok(Update::Category {
                name,
                data: raw.to_owned(),
            })
        }
        "rating_update" => {
            let id = data.skill_id()?;
            let rating = data.required("rating")?;
            if !Field::is_whole(rating, 1.0, 5.0) {
                return Err(data.mistyped("rating"));
            }
            data.check(Field::OF_RATING)?;
            Ok(Update::Rating {
                id,
                average: data.fields.get("average_rating").and_then(Value::as_f64),
                count: data.fields.get("rating_count").and_then(Field::whole),
                updated_at: data.moment("updated_at"),
            })
        }
        _ => {
            let id = data.skill_id()?;
            data.check(Field::OF_DELETION)?;
            Ok(Update::Delete {
                id,
                deleted_at: data.moment("deleted_at"),
            })
        }
    }
}

/// The fields of `data`, asked for by a message of this type.
struct Data<'a> {
    kind: &'static str,
    fields: &'a Map<String, Value>,
}

impl Data<'_> {
    const fn mistyped(&self, field: &'static str) -> Rejected {
        Rejected::Mistyped(self.kind, field)
    }

    fn required(&self, field: &'static str) -> Result<&Value, Rejected> {
        self.fields
            .get(field)
            .filter(|value| !value.is_null())
            .ok_or(Rejected::Missing(self.kind, field))
    }

    fn skill_id(&self) -> Result<SkillId, Rejected> {
        self.required("skill_id")?
            .as_str()
            .and_then(|text| text.parse().ok())
            .ok_or(self.mistyped("skill_id"))
    }

    fn name(&self) -> Result<String, Rejected> {
        self.required("name")?
            .as_str()
            .filter(|name| !name.trim().is_empty())
            .map(str::to_owned)
            .ok_or(self.mistyped("name"))
    }

    /// Each known field, where it is there and not null, is what it should be.
    fn check(&self, known: &'static [(&'static str, Field)]) -> Result<(), Rejected> {
        for (name, field) in known {
            match self.fields.get(*name) {
                Some(value) if !value.is_null() && !field.fits(value) => return Err(self.mistyped(name)),
                _ => {}
            }
        }
        Ok(())
    }

    fn moment(&self, field: &str) -> Option<ServerTime> {
        ServerTime::parse(self.fields.get(field)?.as_str()?)
    }
}

/// An object whose keys are all different, read whole: what is too deep or holds half
/// a character is found here, not when somebody reads it out of the store.
struct Fields(Map<String, Value>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Unique;
        impl<'de> Visitor<'de> for Unique {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Map::new();
                while let Some((key, value)) = map.next_entry::<String, Value>()? {
                    if fields.insert(key, value).is_some() {
                        return Err(serde::de::Error::custom("a key stands there twice"));
                    }
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Unique)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "550e8400-e29b-41d4-a716-446655440000";

    fn rejected(frame: &str) -> Rejected {
        read(frame.as_bytes()).unwrap_err()
    }

    #[test]
    fn a_reason_holds_nothing_of_the_frame() {
        for frame in [
            r#"{"type":"canary","data":{}}"#,
            r#"{"type":"skill_delete","data":{"skill_id":"canary"}}"#,
            r#"{"type":"skill_update","data":{"skill_id":"550e8400-e29b-41d4-a716-446655440000","name":"canary","version":["canary"]}}"#,
            r#"{"type":"canary"#,
        ] {
            assert!(!rejected(frame).to_string().contains("canary"), "{frame}");
        }
    }

    #[test]
    fn an_array_in_the_order_of_the_fields_is_no_message() {
        assert_eq!(rejected(r#"["ping",{}]"#), Rejected::NotAnObject);
        assert_eq!(rejected("17"), Rejected::NotAnObject);
    }

    #[test]
    fn what_could_not_be_read_back_is_refused() {
        let skill =
            |field: &str| format!(r#"{{"type":"skill_update","data":{{"skill_id":"{ID}","name":"n",{field}}}}}"#);
        assert_eq!(rejected(&skill(r#""x":{"deep":["\ud800"]}"#)), Rejected::NotJson);
        assert_eq!(rejected(&skill(r#""skill_id":"x""#)), Rejected::NotJson);
        let deep = format!("\"x\":{}1{}", "[".repeat(200), "]".repeat(200));
        assert_eq!(rejected(&skill(&deep)), Rejected::NotJson);
    }

    #[test]
    fn a_pushed_skill_names_no_reviewer() {
        let data = format!(r#"{{"skill_id":"{ID}","name":"n","ratings":[{{"user_id":"ada@b.example","rating":5}}]}}"#);
        let frame = format!(r#"{{"type":"skill_update","data":{data}}}"#);
        match read(frame.as_bytes()).unwrap() {
            Message::Update(Update::Skill { data: kept, .. }) => {
                assert!(kept.get().contains("sha256:") && !kept.get().contains("b.example"));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_data_is_kept_as_it_came() {
        let data = format!(r#"{{"skill_id":"{ID}","name":"n","x":2.50,"y":123456789012345678901}}"#);
        let frame = format!(r#"{{"type":"skill_update","data":{data}}}"#);
        match read(frame.as_bytes()).unwrap() {
            Message::Update(Update::Skill { data: kept, .. }) => assert_eq!(kept.get(), data),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_rating_gives_only_the_figures_it_has() {
        let frame = format!(
            r#"{{"type":"rating_update","data":{{"skill_id":"{ID}","rating":5,"rating_count":7,"average_rating":null}}}}"#
        );
        match read(frame.as_bytes()).unwrap() {
            Message::Update(Update::Rating {
                average,
                count,
                updated_at,
                ..
            }) => {
                assert_eq!((average, count, updated_at), (None, Some(7), None));
            }
            other => panic!("{other:?}"),
        }
    }
}
