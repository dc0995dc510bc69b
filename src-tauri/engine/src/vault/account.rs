//! Whose token it is.

use std::fmt;

use crate::config::ApiUrl;

/// The marketplace a token belongs to: scheme, host and port of its address. Two base
/// paths on one host share a token, as they share whoever reads it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Account(String);

/// A token that is not in use, during a rotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// The new one, until it is in use.
    Next,
    /// The old one, until it is revoked.
    Former,
}

impl Account {
    /// The account of the marketplace at this address.
    #[must_use]
    pub fn of(marketplace: &ApiUrl) -> Self {
        Self(marketplace.origin())
    }

    /// Where a token of the same marketplace is kept while it is not the one in use. No
    /// origin has a space in it, so that this can be no other marketplace's account.
    #[must_use]
    pub fn beside(&self, which: Beside) -> Self {
        Self(match which {
            Beside::Next => format!("{} (next token)", self.0),
            Beside::Former => format!("{} (former token)", self.0),
        })
    }

    /// As it stands in the keychain.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_host_scheme_or_port_is_another_account() {
        let account = |url: &str| Account::of(&url.parse().unwrap());
        assert_eq!(account("https://a.example/x"), account("https://A.example:443/y/"));
        for other in [
            "https://b.example",
            "https://a.example:8443",
            "https://a.example.evil.example",
        ] {
            assert_ne!(account("https://a.example"), account(other));
        }
        assert_ne!(account("http://localhost"), account("https://localhost"));
        let ours = account("https://a.example");
        assert_ne!(ours.beside(Beside::Next), ours);
        assert_ne!(ours.beside(Beside::Next), ours.beside(Beside::Former));
    }
}
