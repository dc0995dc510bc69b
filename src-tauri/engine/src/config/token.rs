//! The token: what one looks like, and a type that cannot be printed.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::model::UnixMillis;

/// Shortest and longest token of another form (contract, section 1).
const OTHER_CHARS: std::ops::RangeInclusive<usize> = 8..=4096;

/// Longest JWT. The contract sets no limit; servers refuse longer headers.
const JWT_CHARS: usize = 8192;

/// The marketplace's token.
///
/// It has no `Display` and no `Serialize`, and its `Debug` shows its form only. The
/// text comes out by [`ApiToken::expose`] alone, so that a search for that word
/// finds every place that sends it.
#[derive(Clone)]
pub struct ApiToken {
    text: SecretString,
    form: TokenForm,
}

/// What a token is, as far as it can be told by looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenForm {
    /// A UUID, version 4.
    UuidV4,
    /// A JWT.
    Jwt {
        /// When it runs out, where it says so. Not verified: for showing only.
        expires_at: Option<UnixMillis>,
    },
    /// Any other printable text. Some marketplaces issue those.
    Other,
}

/// The text cannot be a token. Holds no character of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidToken {
    /// Nothing is there.
    #[error("There is no token in it.")]
    Empty,
    /// Fewer than 8 characters.
    #[error("A token has at least 8 characters; this is shorter.")]
    TooShort,
    /// More characters than any token has.
    #[error("A token has at most 4096 characters (8192 as a JWT); this is longer.")]
    TooLong,
    /// White space inside, as where a whole header was pasted.
    #[error("A token has no white space in it. If it begins with \"Bearer\", leave that word out.")]
    WhiteSpace,
    /// Characters that cannot stand in a header.
    #[error("A token consists of printable ASCII characters; this has others.")]
    NotPrintable,
}

impl ApiToken {
    /// Reads a token; white space around it does not count.
    ///
    /// # Errors
    /// Says what is wrong without a character of the text.
    pub fn parse(text: &str) -> Result<Self, InvalidToken> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidToken::Empty);
        }
        if text.contains(char::is_whitespace) {
            return Err(InvalidToken::WhiteSpace);
        }
        if !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(InvalidToken::NotPrintable);
        }
        if text.len() > JWT_CHARS {
            return Err(InvalidToken::TooLong);
        }
        let form = form_of(text);
        if form == TokenForm::Other && !OTHER_CHARS.contains(&text.len()) {
            return Err(if text.len() < *OTHER_CHARS.start() {
                InvalidToken::TooShort
            } else {
                InvalidToken::TooLong
            });
        }
        Ok(Self {
            text: SecretString::from(text),
            form,
        })
    }

    /// The text, for the header or the query that carries it and for the keychain.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.text.expose_secret()
    }

    /// What it looks like.
    #[must_use]
    pub const fn form(&self) -> TokenForm {
        self.form
    }

    /// When it runs out, where it is a JWT that says so. Not verified.
    #[must_use]
    pub const fn expires_at(&self) -> Option<UnixMillis> {
        match self.form {
            TokenForm::Jwt { expires_at } => expires_at,
            TokenForm::UuidV4 | TokenForm::Other => None,
        }
    }

    /// Whether two tokens are the same, in a time that does not tell where they differ.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.expose().as_bytes(), other.expose().as_bytes());
        let difference = ours.iter().zip(theirs).fold(0, |all, (a, b)| all | (a ^ b));
        ours.len() == theirs.len() && std::hint::black_box(difference) == 0
    }
}

impl TokenForm {
    /// What to say of a token of this form, where it is worth a word.
    #[must_use]
    pub const fn warning(self) -> Option<&'static str> {
        match self {
            Self::UuidV4 | Self::Jwt { .. } => None,
            Self::Other => {
                Some("It is neither a UUID (version 4) nor a JWT. It is used as it is; check that it is whole.")
            }
        }
    }
}

impl fmt::Debug for ApiToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiToken({:?}, redacted)", self.form)
    }
}

fn form_of(text: &str) -> TokenForm {
    if is_uuid_v4(text) {
        return TokenForm::UuidV4;
    }
    match jwt_claims(text) {
        Some(claims) => TokenForm::Jwt {
            expires_at: claims.get("exp").and_then(moment),
        },
        None => TokenForm::Other,
    }
}

fn is_uuid_v4(text: &str) -> bool {
    // Only the hyphenated form is 36 characters: braces and URNs are other texts to a server.
    text.len() == 36
        && Uuid::try_parse(text).is_ok_and(|id| id.get_version_num() == 4 && id.get_variant() == uuid::Variant::RFC4122)
}

/// The claims of `header.claims.signature`, where that is what the text is.
fn jwt_claims(text: &str) -> Option<Map<String, Value>> {
    let mut parts = text.split('.');
    let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !is_base64url(signature) {
        return None;
    }
    json_object(header)?.get("alg")?.as_str()?;
    json_object(claims)
}

fn json_object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn is_base64url(part: &str) -> bool {
    part.bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Seconds since 1970, whole or not, where the calendar reaches that far.
fn moment(exp: &Value) -> Option<UnixMillis> {
    let seconds = exp.as_f64().filter(|seconds| seconds.is_finite())?;
    // A float to integer cast stops at the ends; what lies outside the calendar goes next.
    let millis = (seconds * 1000.0) as i64;
    jiff::Timestamp::from_millisecond(millis)
        .ok()
        .map(|_| UnixMillis(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwt(header: &str, claims: &str) -> String {
        format!(
            "{}.{}.c2ln",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(claims)
        )
    }

    fn form(text: &str) -> TokenForm {
        ApiToken::parse(text).unwrap().form()
    }

    #[test]
    fn a_version_4_uuid_is_taken_without_a_word() {
        assert_eq!(form("5b1c0a52-8d4e-4c6f-9a3b-2f1e0d9c8b7a"), TokenForm::UuidV4);
        assert_eq!(form("  5B1C0A52-8D4E-4C6F-9A3B-2F1E0D9C8B7A\n"), TokenForm::UuidV4);
        assert!(TokenForm::UuidV4.warning().is_none());
    }

    #[test]
    fn other_uuids_and_texts_are_taken_with_a_warning() {
        for text in [
            "5b1c0a52-8d4e-1c6f-9a3b-2f1e0d9c8b7a",
            "5b1c0a528d4e4c6f9a3b2f1e0d9c8b7a",
            "sk_live_12345678",
            "12345678",
            "a.b.c.d.e",
        ] {
            assert_eq!(form(text), TokenForm::Other, "{text}");
        }
        assert_eq!(form(&"x".repeat(4096)), TokenForm::Other);
        assert!(TokenForm::Other.warning().is_some());
    }

    #[test]
    fn a_jwt_says_when_it_runs_out() {
        let at = |claims: &str| form(&jwt(r#"{"alg":"HS256","typ":"JWT"}"#, claims));
        assert_eq!(
            at(r#"{"exp":1767816126}"#),
            TokenForm::Jwt {
                expires_at: Some(UnixMillis(1_767_816_126_000))
            }
        );
        assert_eq!(
            at(r#"{"exp":1767816126.5}"#),
            TokenForm::Jwt {
                expires_at: Some(UnixMillis(1_767_816_126_500))
            }
        );
        for claims in [r"{}", r#"{"exp":"soon"}"#, r#"{"exp":1e300}"#, r#"{"exp":null}"#] {
            assert_eq!(at(claims), TokenForm::Jwt { expires_at: None }, "{claims}");
        }
    }

    #[test]
    fn three_parts_alone_are_no_jwt() {
        assert_eq!(form("abc.def.ghi"), TokenForm::Other);
        assert_eq!(form(&jwt(r#"{"typ":"JWT"}"#, "{}")), TokenForm::Other);
        assert_eq!(form(&jwt(r#"{"alg":"none"}"#, "[]")), TokenForm::Other);
    }

    #[test]
    fn what_cannot_be_a_token_is_refused_with_the_reason() {
        for (text, why) in [
            ("", InvalidToken::Empty),
            (" \t\n", InvalidToken::Empty),
            ("1234567", InvalidToken::TooShort),
            ("Bearer 12345678", InvalidToken::WhiteSpace),
            ("1234\n5678", InvalidToken::WhiteSpace),
            ("pässwörter", InvalidToken::NotPrintable),
            ("12345678\u{0}", InvalidToken::NotPrintable),
            ("12345678\u{feff}", InvalidToken::NotPrintable),
        ] {
            assert_eq!(ApiToken::parse(text).unwrap_err(), why, "{text:?}");
        }
        assert_eq!(ApiToken::parse(&"x".repeat(4097)).unwrap_err(), InvalidToken::TooLong);
        assert_eq!(ApiToken::parse(&"x".repeat(9000)).unwrap_err(), InvalidToken::TooLong);
    }

    #[test]
    fn a_token_is_compared_whole() {
        let token = |text: &str| ApiToken::parse(text).unwrap();
        assert!(token("12345678").is_same(&token("12345678")));
        assert!(!token("12345678").is_same(&token("12345679")));
        assert!(!token("12345678").is_same(&token("123456789")));
    }

    #[test]
    fn debug_shows_the_form_and_nothing_else() {
        let token = ApiToken::parse("canary-in-a-token").unwrap();
        assert_eq!(format!("{token:?}"), "ApiToken(Other, redacted)");
    }
}
