//! Under whom ratings are sent: a hash, never the identity itself.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

const SCHEME: &str = "sha256:";

/// `sha256:` and the hex SHA-256 of the lower-cased, trimmed identity (contract, section 5). What is of that form already
/// is taken as it is: it is what is kept, and shown, of an identity.
#[must_use]
pub fn user_id(identity: &str) -> String {
    let identity = identity.trim();
    if is_user_id(identity) {
        return identity.to_owned();
    }
    let mut text = String::from(SCHEME);
    for byte in Sha256::digest(identity.to_lowercase().as_bytes()) {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn is_user_id(text: &str) -> bool {
    let of_hash = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    text.strip_prefix(SCHEME)
        .is_some_and(|hash| hash.len() == 64 && hash.chars().all(of_hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_space_around_make_no_other_person() {
        assert_eq!(user_id("ada@example.com"), user_id("  Ada@Example.COM\t"));
        assert_ne!(user_id("ada@example.com"), user_id("bob@example.com"));
    }

    #[test]
    fn the_hash_is_the_one_every_other_client_makes() {
        assert_eq!(
            user_id(""),
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(
            user_id("ABC"),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn what_is_hashed_already_is_not_hashed_again() {
        let once = user_id("ada@example.com");
        assert_eq!(user_id(&once), once);
        assert_ne!(user_id("sha256:ada"), "sha256:ada");
    }
}
