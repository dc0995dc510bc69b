//! Which requests a rule is for.

use serde::{Deserialize, Serialize};

/// A description of requests. What is not said matches anything.
///
/// ```
/// use skilldock_marketplace::When;
/// // The second time page 3 of the listing is asked for, and only then.
/// let when = When::get("/api/v1/skills").page(3).nth(2);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct When {
    /// The method.
    pub method: Option<String>,
    /// The path; a trailing `*` matches any rest, so `/api/v1/skills` is the listing alone and
    /// `/api/v1/skills*` the listing, the skills and their installs.
    pub path: Option<String>,
    /// The page asked for; a request without one asks for page 1.
    pub page: Option<u64>,
    /// Text that must stand in the query or in the body.
    pub contains: Option<String>,
    /// So many fitting requests are let pass first.
    pub skip: u64,
    /// So many are met after that; none means all.
    pub times: Option<u64>,
}

/// What of a request a [`When`] looks at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub query: &'a str,
    pub body: &'a [u8],
}

impl When {
    /// Any request.
    pub fn any() -> Self {
        Self::default()
    }

    /// `GET` of a path.
    pub fn get(path: &str) -> Self {
        Self::method("GET", path)
    }

    /// `POST` to a path.
    pub fn post(path: &str) -> Self {
        Self::method("POST", path)
    }

    /// Any method on a path.
    pub fn path(path: &str) -> Self {
        Self {
            path: Some(path.to_owned()),
            ..Self::default()
        }
    }

    /// A method on a path.
    pub fn method(method: &str, path: &str) -> Self {
        Self {
            method: Some(method.to_owned()),
            ..Self::path(path)
        }
    }

    /// Page `n` of the listing.
    pub fn listing_page(n: u64) -> Self {
        Self::get("/api/v1/skills").page(n)
    }

    /// Only when this page is asked for.
    #[must_use]
    pub fn page(self, page: u64) -> Self {
        Self {
            page: Some(page),
            ..self
        }
    }

    /// Only when this text stands in the query or in the body.
    #[must_use]
    pub fn containing(self, text: &str) -> Self {
        Self {
            contains: Some(text.to_owned()),
            ..self
        }
    }

    /// Only the nth fitting request, from 1.
    #[must_use]
    pub fn nth(self, n: u64) -> Self {
        Self {
            skip: n.saturating_sub(1),
            times: Some(1),
            ..self
        }
    }

    /// Only the first fitting request.
    #[must_use]
    pub fn once(self) -> Self {
        self.times(1)
    }

    /// Only so many fitting requests.
    #[must_use]
    pub fn times(self, times: u64) -> Self {
        Self {
            times: Some(times),
            ..self
        }
    }

    /// Whether the request is one of those described, counting aside.
    pub(crate) fn fits(&self, target: &Target<'_>) -> bool {
        self.method
            .as_deref()
            .is_none_or(|method| method.eq_ignore_ascii_case(target.method))
            && self.path.as_deref().is_none_or(|path| path_fits(path, target.path))
            && self.page.is_none_or(|page| page == page_of(target.query))
            && self.contains.as_deref().is_none_or(|text| {
                target.query.contains(text) || (!text.is_empty() && contains(target.body, text.as_bytes()))
            })
    }
}

/// Whether a path is the wanted one, or begins with it where that ends in `*`.
pub(crate) fn path_fits(wanted: &str, path: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(prefix) => path.starts_with(prefix),
        None => path == wanted,
    }
}

/// The page a query asks for.
pub(crate) fn page_of(query: &str) -> u64 {
    query
        .split('&')
        .find_map(|pair| pair.strip_prefix("page="))
        .and_then(|page| page.parse().ok())
        .unwrap_or(1)
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_exact_unless_it_ends_in_a_star() {
        assert!(path_fits("/api/v1/skills", "/api/v1/skills"));
        assert!(!path_fits("/api/v1/skills", "/api/v1/skills/1"));
        assert!(path_fits("/api/v1/skills/*", "/api/v1/skills/1"));
    }

    #[test]
    fn no_page_means_the_first() {
        assert_eq!(
            (page_of(""), page_of("query=a&page=7"), page_of("page_size=3")),
            (1, 7, 1)
        );
    }
}
