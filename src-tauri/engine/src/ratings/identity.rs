//! Under whom ratings are sent: a hash, never the identity itself.

/// The marketplace's name of whoever has this identity (contract, section 5).
#[must_use]
pub fn user_id(identity: &str) -> String {
    crate::model::hashed(identity)
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
}
