//! What is worth disturbing somebody for: something that waits for them and is more
//! than it was. Found by comparing what is with what was, so that a state that stays
//! is told once and an end of trouble never.

use serde::Serialize;
use skilldock_engine::status::{Mode, Status};
use skilldock_engine::sync::SyncReport;
use ts_rs::TS;

/// Why somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Conflicts wait for a decision.
    Conflicts,
    /// Ratings could not be sent and will not be by themselves.
    FailedRatings,
    /// The marketplace refuses the token.
    TokenRejected,
    /// Deletions wait for a yes.
    HeldDeletions,
    /// Updates wait for a review.
    WaitingUpdates,
}

impl Cause {
    /// All of them.
    #[cfg(test)]
    pub const ALL: [Self; 5] = [
        Self::Conflicts,
        Self::FailedRatings,
        Self::TokenRejected,
        Self::HeldDeletions,
        Self::WaitingUpdates,
    ];

    /// What the window remembers under this name says whether it is wanted: `off` where not.
    #[must_use]
    pub const fn switch(self) -> &'static str {
        match self {
            Self::Conflicts => "notify_conflicts",
            Self::FailedRatings => "notify_ratings",
            Self::TokenRejected => "notify_token",
            Self::HeldDeletions => "notify_held",
            Self::WaitingUpdates => "notify_updates",
        }
    }

    /// The message that says it.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Conflicts => "notice_conflicts",
            Self::FailedRatings => "notice_ratings",
            Self::TokenRejected => "notice_token",
            Self::HeldDeletions => "notice_held",
            Self::WaitingUpdates => "notice_updates",
        }
    }
}

/// What was, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    conflicts: u32,
    failed: u32,
    rejected: bool,
    held: u32,
    updates: u32,
}

/// Something that became worse, and how much of it there is.
pub type News = (Cause, u32);

impl Seen {
    /// As it is when one begins to look: what waits already is no news.
    #[must_use]
    pub fn begin(status: &Status, held: u32) -> Self {
        Self {
            conflicts: status.conflicts.open,
            failed: status.ratings.failed,
            rejected: status.mode == Mode::TokenRejected,
            held,
            updates: status.updates.waiting,
        }
    }

    /// What is news in a status.
    #[must_use]
    pub fn status(&mut self, status: &Status) -> Vec<News> {
        let now = Self {
            held: self.held,
            ..Self::begin(status, 0)
        };
        self.compare(now)
    }

    /// What is news in how a sync ended. A run that read no skills says nothing of deletions.
    #[must_use]
    pub fn report(&mut self, report: &SyncReport) -> Vec<News> {
        match held(report) {
            Some(held) => self.compare(Self { held, ..*self }),
            None => Vec::new(),
        }
    }

    fn compare(&mut self, now: Self) -> Vec<News> {
        let before = std::mem::replace(self, now);
        [
            (now.conflicts > before.conflicts, Cause::Conflicts, now.conflicts),
            (now.failed > before.failed, Cause::FailedRatings, now.failed),
            (now.rejected && !before.rejected, Cause::TokenRejected, 1),
            (now.held > before.held, Cause::HeldDeletions, now.held),
            (now.updates > before.updates, Cause::WaitingUpdates, now.updates),
        ]
        .into_iter()
        .filter_map(|(worse, cause, count)| worse.then_some((cause, count)))
        .collect()
    }
}

/// How many deletions wait after a run; nothing where it read no skills.
#[must_use]
pub fn held(report: &SyncReport) -> Option<u32> {
    let skills = &report.skills;
    let read = skills.added + skills.updated + skills.unchanged + skills.deleted + skills.held;
    (read > 0).then_some(skills.held)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seen(conflicts: u32, failed: u32, rejected: bool, held: u32) -> Seen {
        Seen {
            conflicts,
            failed,
            rejected,
            held,
            updates: 0,
        }
    }

    #[test]
    fn updates_that_wait_are_told_once_with_their_number() {
        let mut was = seen(0, 0, false, 0);
        let three = Seen { updates: 3, ..was };
        assert_eq!(was.compare(three), [(Cause::WaitingUpdates, 3)]);
        assert_eq!(was.compare(three), [], "it is told once");
        assert_eq!(was.compare(Seen { updates: 1, ..three }), []);
    }

    #[test]
    fn only_what_became_worse_is_news() {
        let mut was = seen(2, 0, false, 0);
        assert_eq!(
            was.compare(seen(3, 1, true, 21)),
            [
                (Cause::Conflicts, 3),
                (Cause::FailedRatings, 1),
                (Cause::TokenRejected, 1),
                (Cause::HeldDeletions, 21),
            ]
        );
        assert_eq!(was.compare(seen(3, 1, true, 21)), [], "it is told once");
        assert_eq!(was.compare(seen(0, 0, false, 0)), [], "success never notifies");
        assert_eq!(was.compare(seen(1, 0, false, 0)), [(Cause::Conflicts, 1)]);
    }

    proptest! {
        #[test]
        fn what_does_not_become_worse_is_never_news(
            conflicts in 0_u32..9, failed in 0_u32..9, rejected: bool, held in 0_u32..9,
            less in (0_u32..9, 0_u32..9, any::<bool>(), 0_u32..9),
        ) {
            let now = seen(
                conflicts.saturating_sub(less.0), failed.saturating_sub(less.1), rejected && less.2,
                held.saturating_sub(less.3),
            );
            prop_assert_eq!(seen(conflicts, failed, rejected, held).compare(now), []);
        }
    }
}
