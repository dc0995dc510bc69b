//! Pins: which keys a marketplace may show, whatever an authority says of others.
//!
//! A pin is the SHA-256 of a certificate's SubjectPublicKeyInfo (as in RFC 7469, section
//! 2.4), in base64. It is of the key and no secret: a certificate that is renewed with
//! the same key keeps its pin.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};

/// Fewer would lock everybody out on the day the marketplace changes its key.
const FEWEST: usize = 2;
/// More is no list of keys somebody looks after.
const MOST: usize = 16;

type Pin = [u8; 32];

/// At least two keys, of which a marketplace must show one.
#[derive(Clone, PartialEq, Eq)]
pub struct Pins(Arc<[Pin]>);

impl Pins {
    /// Pins with commas, semicolons or white space between them, each with or without
    /// the `sha256/` that other programs write before it.
    ///
    /// # Errors
    /// A sentence on what is wrong with the list.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut pins: Vec<Pin> = Vec::new();
        let words = text.split(|c: char| c.is_whitespace() || c == ',' || c == ';');
        for (number, word) in words.filter(|word| !word.is_empty()).enumerate() {
            let pin = read(word).ok_or_else(|| {
                format!(
                    "Pin {} is none: a pin is the SHA-256 of a public key in base64, 44 characters.",
                    number + 1
                )
            })?;
            if pins.contains(&pin) {
                return Err(format!("Pin {} stands there twice.", number + 1));
            }
            pins.push(pin);
        }
        if pins.len() < FEWEST {
            return Err(
                "One pin alone locks you out on the day the marketplace changes its key: name at least two, \
                 the key in use and the one that comes after it."
                    .to_owned(),
            );
        }
        if pins.len() > MOST {
            return Err(format!("There may be at most {MOST} pins."));
        }
        Ok(Self(pins.into()))
    }

    /// The list in the one form it is saved and shown in.
    #[must_use]
    pub fn show(&self) -> String {
        let pins: Vec<_> = self.0.iter().map(|pin| STANDARD.encode(pin)).collect();
        pins.join(",")
    }

    /// Whether a key, as the bytes of its SubjectPublicKeyInfo, is one of them. Takes as
    /// long whichever it is, and whether it is one or not.
    #[must_use]
    pub fn admit(&self, key: &[u8]) -> bool {
        let shown: Pin = Sha256::digest(key).into();
        let found = self
            .0
            .iter()
            .fold(Choice::from(0), |found, pin| found | pin.ct_eq(&shown));
        found.into()
    }
}

fn read(word: &str) -> Option<Pin> {
    let word = word.strip_prefix("sha256/").unwrap_or(word);
    // curl writes two slashes. A pin may begin with one itself, but has 44 characters then.
    let word = word.strip_prefix('/').filter(|rest| rest.len() == 44).unwrap_or(word);
    STANDARD.decode(word).ok()?.try_into().ok()
}

impl fmt::Debug for Pins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pins({})", self.show())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pin(key: &str) -> String {
        STANDARD.encode(Sha256::digest(key))
    }

    #[test]
    fn a_list_reads_in_the_forms_that_programs_write_and_shows_in_one() {
        let (a, b) = (pin("a"), pin("b"));
        let shown = format!("{a},{b}");
        for text in [
            shown.clone(),
            format!("{a} {b}"),
            format!("sha256/{a}, sha256/{b},"),
            format!("sha256//{a};sha256//{b}"),
            format!("{a}\n{b}"),
        ] {
            let pins = Pins::parse(&text).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!(pins.show(), shown, "{text}");
            assert_eq!(Pins::parse(&pins.show()).unwrap(), pins, "what is saved reads back");
        }
    }

    #[test]
    fn a_pin_that_begins_with_a_slash_keeps_it() {
        let key = (0..)
            .map(|n: u32| n.to_string())
            .find(|key| pin(key).starts_with('/'))
            .unwrap();
        for form in [
            pin(&key),
            format!("sha256/{}", pin(&key)),
            format!("sha256//{}", pin(&key)),
        ] {
            let pins = Pins::parse(&format!("{form},{}", pin("b"))).unwrap();
            assert!(pins.admit(key.as_bytes()), "{form}");
        }
    }

    #[test]
    fn fewer_than_two_keys_are_refused_with_the_reason() {
        let a = pin("a");
        for text in [a.clone(), format!("{a},"), format!("sha256/{a}")] {
            assert!(Pins::parse(&text).unwrap_err().contains("at least two"), "{text}");
        }
        let twice = Pins::parse(&format!("{a},sha256/{a}")).unwrap_err();
        assert!(twice.contains("twice"), "one key named twice is one: {twice}");
        let many: Vec<_> = (0..=MOST).map(|n| pin(&n.to_string())).collect();
        assert!(Pins::parse(&many.join(",")).unwrap_err().contains("at most 16"));
    }

    #[test]
    fn what_is_no_pin_is_named_by_its_place_and_not_repeated() {
        let a = pin("a");
        for bad in [
            "canary",
            &a[..43],
            &format!("{a}="),
            &STANDARD.encode(b"too short"),
            "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4f72b9807785afee48bb",
        ] {
            let why = Pins::parse(&format!("{a},{bad}")).unwrap_err();
            assert!(why.starts_with("Pin 2 ") && why.contains("base64"), "{bad}: {why}");
            assert!(!why.contains("canary"), "{why}");
        }
    }

    #[test]
    fn a_key_is_admitted_if_it_is_one_of_them_and_else_never() {
        let pins = Pins::parse(&format!("{},{},{}", pin("a"), pin("b"), pin("c"))).unwrap();
        for (key, admitted) in [("a", true), ("b", true), ("c", true), ("d", false), ("", false)] {
            assert_eq!(pins.admit(key.as_bytes()), admitted, "{key}");
        }
    }
}
