//! What the known fields of a pushed change are: "a missing or mistyped field:
//! dropped" (contract, section 3). Fields that are not named here may be anything.

use serde_json::Value;

use crate::model::ServerTime;

/// What a field has to be where it is there and not null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// Text.
    Text,
    /// A list of texts.
    Texts,
    /// An object.
    Object,
    /// A mean of ratings, 0 to 5.
    Mean,
    /// A whole number, not negative, as large as is counted here.
    Count,
    /// A moment.
    Time,
}

impl Field {
    /// The fields of a skill (contract, section 2).
    pub(super) const OF_SKILL: &'static [(&'static str, Self)] = &[
        ("description", Self::Text),
        ("version", Self::Text),
        ("code", Self::Text),
        ("command", Self::Text),
        ("python_packages", Self::Texts),
        ("npm_packages", Self::Texts),
        ("tags", Self::Texts),
        ("metadata", Self::Object),
        ("category", Self::Text),
        ("average_rating", Self::Mean),
        ("rating_count", Self::Count),
        ("created_at", Self::Time),
        ("updated_at", Self::Time),
        ("skill_type", Self::Text),
        ("content_hash", Self::Text),
    ];
    /// The fields of a category.
    pub(super) const OF_CATEGORY: &'static [(&'static str, Self)] = &[
        ("description", Self::Text),
        ("skill_count", Self::Count),
        ("icon_url", Self::Text),
        ("created_at", Self::Time),
        ("updated_at", Self::Time),
    ];
    /// The fields of a change of ratings beside the rating itself.
    pub(super) const OF_RATING: &'static [(&'static str, Self)] = &[
        ("average_rating", Self::Mean),
        ("rating_count", Self::Count),
        ("updated_at", Self::Time),
    ];
    /// The fields of a deletion.
    pub(super) const OF_DELETION: &'static [(&'static str, Self)] = &[("deleted_at", Self::Time)];

    pub(super) fn fits(self, value: &Value) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::Texts => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
            Self::Object => value.is_object(),
            Self::Mean => value.as_f64().is_some_and(|mean| (0.0..=5.0).contains(&mean)),
            Self::Count => Self::whole(value).is_some(),
            Self::Time => value.as_str().is_some_and(|text| ServerTime::parse(text).is_some()),
        }
    }

    /// Whether it is a whole number from `least` to `most`, however it is written (5, 5.0, 5e0).
    pub(super) fn is_whole(value: &Value, least: f64, most: f64) -> bool {
        value
            .as_f64()
            .is_some_and(|number| number.fract() == 0.0 && (least..=most).contains(&number))
    }

    /// The count it is.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is checked first"
    )]
    pub(super) fn whole(value: &Value) -> Option<u32> {
        Self::is_whole(value, 0.0, f64::from(u32::MAX))
            .then(|| value.as_f64())
            .flatten()
            .map(|number| number as u32)
    }
}
