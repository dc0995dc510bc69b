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
        expected: &'static str,
    },
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
    let (fits, expected): (fn(&Value) -> bool, _) = match field {
        "name" => (is_filled_text, "a text that is not blank"),
        _ if value.is_null() => return Ok(()),
        "version" => (is_filled_text, "a text that is not blank"),
        "code" | "command" | "description" | "category" | "skill_type" | "content_hash" => (Value::is_string, "a text"),
        "tags" | "python_packages" | "npm_packages" | "local_files" => (is_texts, "a list of texts"),
        "examples" => (Value::is_array, "a list"),
        "metadata" | "parameters" | "env_vars" => (Value::is_object, "an object"),
        _ => return Ok(()),
    };
    if fits(value) {
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
