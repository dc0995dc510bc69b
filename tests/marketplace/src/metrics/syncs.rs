//! What a marketplace can tell of its clients' syncs.
//!
//! Nobody reports a sync to the server; it sees an instance fetch page after page of the whole listing. So a
//! sync begins with page 1, has succeeded when every page was given, and has met an error whenever a page was
//! refused. That is the client's sync as far as the server has a part in it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::Histogram;

/// One call of the unfiltered listing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ListingSeen<'a> {
    pub instance_id: &'a str,
    pub page: u64,
    /// Known where the page was given.
    pub total_pages: Option<u64>,
    pub status: u16,
}

#[derive(Debug)]
struct Running {
    since: Instant,
    given: BTreeSet<u64>,
}

#[derive(Debug, Default)]
pub(super) struct Instance {
    running: Option<Running>,
    pub duration: Histogram,
    pub successes: u64,
    pub errors: BTreeMap<&'static str, u64>,
}

#[derive(Debug, Default)]
pub(super) struct Syncs {
    pub instances: BTreeMap<String, Instance>,
}

impl Syncs {
    pub fn listing(&mut self, seen: ListingSeen<'_>, now: Instant) {
        if !self.instances.contains_key(seen.instance_id) {
            self.instances.insert(seen.instance_id.to_owned(), Instance::default());
        }
        let Some(instance) = self.instances.get_mut(seen.instance_id) else {
            return;
        };
        if let Some(error) = error_type(seen.status) {
            *instance.errors.entry(error).or_default() += 1;
            return;
        }
        if seen.page == 1 || instance.running.is_none() {
            instance.running = Some(Running {
                since: now,
                given: BTreeSet::new(),
            });
        }
        let Some(running) = &mut instance.running else {
            return;
        };
        running.given.insert(seen.page);
        // "Not modified" on the first page ends the sync: there is nothing more to fetch.
        let pages = seen.total_pages.unwrap_or(1);
        if running.given.len() as u64 >= pages {
            instance.duration.observe(now.duration_since(running.since));
            instance.successes += 1;
            instance.running = None;
        }
    }
}

fn error_type(status: u16) -> Option<&'static str> {
    match status {
        200..=399 => None,
        401 | 403 => Some("unauthorized"),
        429 => Some("rate_limited"),
        400..=499 => Some("bad_request"),
        _ => Some("server_error"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sync_has_succeeded_when_every_page_was_given() {
        let mut syncs = Syncs::default();
        let page = |page, status| ListingSeen {
            instance_id: "a",
            page,
            total_pages: Some(2),
            status,
        };
        let now = Instant::now();
        syncs.listing(page(1, 200), now);
        syncs.listing(page(2, 503), now);
        assert_eq!(syncs.instances["a"].successes, 0);
        syncs.listing(page(2, 200), now);
        let instance = &syncs.instances["a"];
        assert_eq!((instance.successes, instance.errors["server_error"]), (1, 1));
    }
}
