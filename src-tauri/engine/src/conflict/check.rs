//! Which values a person may give a field.

use serde_json::Value;

use super::fields;

/// Why a value cannot be given to a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// The identifier says which skill it is.
    #[error("skill_id says which skill it is and cannot be changed")]
    Identity,
    /// The field is the marketplace's bookkeeping.
    #[error("\"{0}\" comes from the marketplace and cannot be changed here")]
    Bookkeeping(String),
    /// The value is of the wrong kind.
    #[error("\"{field}\" must be {expected}")]
    Unfit {
        /// The field.
        field: String,
        /// What it must be.
        expected: Expected,
    },
}

/// What a field's value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A text with something in it.
    FilledText,
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// A list.
    List,
    /// An object.
    Object,
    /// Anything.
    Anything,
}

impl Expected {
    /// What this field's value must be.
    #[must_use]
    pub fn of(field: &str) -> Self {
        match field {
            "name" | "version" => Self::FilledText,
            "code" | "command" | "description" | "category" | "skill_type" | "content_hash" => Self::Text,
            "tags" | "python_packages" | "npm_packages" | "local_files" => Self::Texts,
            "examples" => Self::List,
            "metadata" | "parameters" | "env_vars" => Self::Object,
            _ => Self::Anything,
        }
    }

    fn fits(self, value: &Value) -> bool {
        match self {
            Self::FilledText => is_filled_text(value),
            Self::Text => value.is_string(),
            Self::Texts => is_texts(value),
            Self::List => value.is_array(),
            Self::Object => value.is_object(),
            Self::Anything => true,
        }
    }
}

impl std::fmt::Display for Expected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::FilledText => "a text that is not blank",
            Self::Text => "a text",
            Self::Texts => "a list of texts",
            Self::List => "a list",
            Self::Object => "an object",
            Self::Anything => "a value",
        })
    }
}

/// Whether a person may change this field: neither the identifier nor the marketplace's
/// bookkeeping.
#[must_use]
pub fn is_editable(field: &str) -> bool {
    field != fields::IDENTITY && !fields::is_bookkeeping(field)
}

/// Whether a person may give this value to this field: of a skill's known fields the
/// value must be of the right kind; others may be anything. Null takes a field away,
/// which all but the name allow.
///
/// # Errors
/// What is wrong with it, for a person to read.
pub fn check_field(field: &str, value: &Value) -> Result<(), FieldError> {
    if field == fields::IDENTITY {
        return Err(FieldError::Identity);
    }
    if fields::is_bookkeeping(field) {
        return Err(FieldError::Bookkeeping(field.to_owned()));
    }
    if value.is_null() && field != "name" {
        return Ok(());
    }
    let expected = Expected::of(field);
    if expected.fits(value) {
        Ok(())
    } else {
        Err(FieldError::Unfit {
            field: field.to_owned(),
            expected,
        })
    }
}

fn is_filled_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

fn is_texts(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(Value::is_string))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_known_field_takes_only_its_own_kind_of_value() {
        for (field, good, bad) in [
            ("name", json!("A"), json!(" ")),
            ("version", json!("1"), json!(1)),
            ("code", json!(""), json!(["x"])),
            ("tags", json!(["a"]), json!(["a", 1])),
            ("npm_packages", json!([]), json!("a")),
            ("metadata", json!({}), json!([])),
            ("examples", json!([{}]), json!({})),
        ] {
            assert_eq!(check_field(field, &good), Ok(()), "{field}");
            assert!(
                matches!(check_field(field, &bad), Err(FieldError::Unfit { .. })),
                "{field}"
            );
        }
        assert_eq!(check_field("x_own", &json!([1, {}])), Ok(()));
        assert_eq!(check_field("category", &json!(null)), Ok(()));
        assert!(check_field("name", &json!(null)).is_err());
    }

    #[test]
    fn identity_and_bookkeeping_are_not_a_persons_to_change() {
        assert_eq!(check_field("skill_id", &json!("x")), Err(FieldError::Identity));
        for field in ["average_rating", "updated_at", "install_count"] {
            assert_eq!(
                check_field(field, &json!(5)),
                Err(FieldError::Bookkeeping(field.to_owned()))
            );
        }
    }
}
