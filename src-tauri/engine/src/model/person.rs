//! People: known by a hash, never by the address that names them (contract, section 5).

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::Value;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

/// How a hashed identity begins.
const PREFIX: &str = "sha256:";

/// `sha256:` and the hex SHA-256 of the lower-cased, trimmed identity (contract, section 5).
/// One that is hashed already stays as it is.
#[must_use]
pub fn hashed(identity: &str) -> String {
    let identity = identity.trim().to_lowercase();
    if is_hashed(&identity) {
        return identity;
    }
    let mut text = String::from(PREFIX);
    for byte in Sha256::digest(identity.as_bytes()) {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Whether it is what [`hashed`] gives.
#[must_use]
pub fn is_hashed(identity: &str) -> bool {
    identity
        .strip_prefix(PREFIX)
        .is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')))
}

/// A user's id as another client sent it: one that is an address, which the contract
/// forbids, counts as its hash.
#[must_use]
pub fn nameless(user_id: &str) -> Cow<'_, str> {
    if user_id.contains('@') {
        Cow::Owned(hashed(user_id))
    } else {
        Cow::Borrowed(user_id)
    }
}

/// What a marketplace sent, before it is stored: each `user_id` in it that is an address
/// is replaced by its hash. Everything else stays as it came; only where one was replaced,
/// spaces and the spelling of numbers may be others.
#[must_use]
pub fn without_addresses(raw: Box<RawValue>) -> Box<RawValue> {
    // Nearly nothing has one, and nearly everything passes here. An @ may be written as an escape.
    let text = raw.get();
    if !text.contains("user_id") || !(text.contains('@') || text.contains("\\u0040")) {
        return raw;
    }
    let Ok(mut value) = serde_json::from_str::<Value>(text) else {
        return raw;
    };
    if !hide(&mut value) {
        return raw;
    }
    serde_json::value::to_raw_value(&value).unwrap_or(raw)
}

/// Whether anything was replaced.
fn hide(value: &mut Value) -> bool {
    match value {
        Value::Object(fields) => {
            let mut changed = false;
            for (name, value) in fields.iter_mut() {
                changed |= match value {
                    Value::String(user) if name == "user_id" && user.contains('@') => {
                        *user = hashed(user);
                        true
                    }
                    other => hide(other),
                };
            }
            changed
        }
        Value::Array(values) => {
            let mut changed = false;
            for value in values {
                changed |= hide(value);
            }
            changed
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(json: &str) -> String {
        without_addresses(RawValue::from_string(json.to_owned()).unwrap())
            .get()
            .to_owned()
    }

    #[test]
    fn what_is_hashed_is_not_hashed_again() {
        let once = hashed(" Ada@Example.com ");
        assert!(is_hashed(&once) && !is_hashed("ada@example.com") && !is_hashed("sha256:ab"));
        assert_eq!(hashed(&once), once);
        assert_eq!(nameless("ada@example.com"), once);
        assert_eq!(nameless("somebody"), "somebody");
    }

    #[test]
    fn an_address_as_a_user_id_is_hashed_wherever_it_stands() {
        let raw = r#"{"name":"A","ratings":[{"user_id":"ada@example.com","rating":5.5},{"user_id":"b"}],"x":1.0}"#;
        let hash = hashed("ada@example.com");
        assert_eq!(cleaned(raw), raw.replace("ada@example.com", &hash));
        assert!(!cleaned(r#"[{"user_id":"ada\u0040example.com"}]"#).contains("example.com"));
    }

    #[test]
    fn everything_else_stays_as_it_came() {
        for raw in [
            r#"{"description":"write to ada@example.com",  "user_id": "b"}"#,
            r#"{"author":"ada@example.com","average_rating":4.50}"#,
        ] {
            assert_eq!(cleaned(raw), raw);
        }
    }
}
