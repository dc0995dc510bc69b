//! Which of two copies of a skill is the later one: a copy that is here, a page of a
//! listing, a pushed update. Pure, so that every order of arrival can be tried.
//!
//! Within one source the marketplace's `updated_at` decides. Across sources a page also
//! has an age: what was pushed before its listing was begun is in it already; of what was
//! pushed since, nobody knows whether the page was cut before or after. So such a page
//! lands, and what was pushed is applied to it once more (contract, sections 3 and 4).

use crate::model::{ServerTime, UnixMillis};

/// When the copy that is here was made, as far as that is known. Zeros stand for "never".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Here {
    /// `updated_at`, marketplace's clock, microseconds.
    pub updated_at: i64,
    /// When a live update last touched it, our clock, milliseconds.
    pub live_at: i64,
    /// The arrival of an update that named no `updated_at`, marketplace's clock, microseconds.
    pub unstamped: i64,
}

impl Here {
    /// The marketplace's time that a pushed update is compared with.
    #[must_use]
    pub fn order(self) -> i64 {
        self.updated_at.max(self.unstamped)
    }

    /// Whether a live update touched it since a listing was begun.
    #[must_use]
    pub fn touched_since(self, began: UnixMillis) -> bool {
        self.live_at > 0 && self.live_at >= began.0
    }
}

/// Whether a record of a listing that was begun then is later than the copy that is here.
#[must_use]
pub fn page_wins(here: Here, updated_at: Option<ServerTime>, began: UnixMillis) -> bool {
    let updated_at = updated_at.map(ServerTime::as_micros);
    if here.touched_since(began) {
        return updated_at.is_some_and(|at| at > here.order());
    }
    // A copy that had no time of its own says nothing against a later listing.
    here.unstamped > 0 || updated_at.is_none_or(|at| at >= here.updated_at)
}

/// Whether a pushed change replaces what is here, which has this order. At equal times
/// the one that came last wins (contract, section 3).
#[must_use]
pub fn push_wins(order: i64, at: ServerTime) -> bool {
    at.as_micros() >= order
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGAN: UnixMillis = UnixMillis(1_000);

    fn at(micros: i64) -> ServerTime {
        ServerTime::from_micros(micros).unwrap()
    }

    fn here(updated_at: i64, live_at: i64, unstamped: i64) -> Here {
        Here {
            updated_at,
            live_at,
            unstamped,
        }
    }

    #[test]
    fn a_page_against_every_kind_of_copy() {
        let rows = [
            // A copy that only listings made: the newer or equal one wins.
            (here(50, 0, 0), Some(49), false),
            (here(50, 0, 0), Some(50), true),
            (here(50, 0, 0), Some(51), true),
            (here(50, 0, 0), None, true),
            // Pushed before the listing was begun: the same rule.
            (here(50, 999, 0), Some(49), false),
            (here(50, 999, 0), Some(50), true),
            // Pushed since: only a later page wins.
            (here(50, 1_000, 0), Some(50), false),
            (here(50, 1_000, 0), Some(51), true),
            (here(50, 1_000, 0), None, false),
            // Pushed without a time, before the listing: the listing knows better.
            (here(50, 999, 70), Some(40), true),
            // Pushed without a time since: it counts as of its arrival.
            (here(50, 1_001, 70), Some(60), false),
            (here(50, 1_001, 70), Some(71), true),
        ];
        for (copy, updated_at, wins) in rows {
            assert_eq!(
                page_wins(copy, updated_at.map(at), BEGAN),
                wins,
                "{copy:?} {updated_at:?}"
            );
        }
    }

    #[test]
    fn of_two_pushes_at_one_time_the_last_to_come_wins() {
        assert!(push_wins(50, at(50)) && push_wins(50, at(51)) && !push_wins(50, at(49)));
        assert_eq!(here(50, 1, 70).order(), 70);
    }
}
