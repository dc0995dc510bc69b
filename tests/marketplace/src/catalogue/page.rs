//! Pages of the listing.

use bytes::Bytes;

use super::entry::Entry;

/// Which skills a listing asks for.
#[derive(Debug, Default, Clone)]
pub(crate) struct Filter {
    /// Lower-cased text to find in name, description or tags.
    pub query: Option<String>,
    /// The exact category.
    pub category: Option<String>,
}

impl Filter {
    /// Built from what the client sent; empty text filters nothing.
    pub fn new(query: Option<&str>, category: Option<&str>) -> Self {
        let given = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        Self {
            query: given(query).map(|text| text.to_lowercase()),
            category: given(category),
        }
    }

    /// Whether every skill passes.
    pub fn is_open(&self) -> bool {
        self.query.is_none() && self.category.is_none()
    }

    /// Whether this skill passes.
    pub fn admits(&self, entry: &Entry) -> bool {
        self.category
            .as_deref()
            .is_none_or(|wanted| entry.category.as_deref() == Some(wanted))
            && self
                .query
                .as_deref()
                .is_none_or(|wanted| entry.haystack.contains(wanted))
    }
}

/// One page: the skills' bytes (shared, not copied) and what the envelope around them says.
#[derive(Debug)]
pub(crate) struct Page {
    pub skills: Vec<Bytes>,
    pub page: u64,
    pub page_size: u64,
    pub total: u64,
    /// The catalogue's revision that this page was cut from.
    pub revision: u64,
}

impl Page {
    /// How many pages there are: none when nothing matches.
    pub fn total_pages(&self) -> u64 {
        self.total.div_ceil(self.page_size.max(1))
    }

    /// The page as it travels: a concatenation of stored bytes, nothing is parsed or serialised.
    pub fn to_json(&self) -> Bytes {
        let size: usize = self.skills.iter().map(|skill| skill.len() + 1).sum();
        let mut body = Vec::with_capacity(size + 128);
        body.extend_from_slice(br#"{"skills":["#);
        for (index, skill) in self.skills.iter().enumerate() {
            if index > 0 {
                body.push(b',');
            }
            body.extend_from_slice(skill);
        }
        let (page, page_size, total, pages) = (self.page, self.page_size, self.total, self.total_pages());
        let tail = format!(r#"],"page":{page},"page_size":{page_size},"total":{total},"total_pages":{pages}}}"#);
        body.extend_from_slice(tail.as_bytes());
        body.into()
    }
}
