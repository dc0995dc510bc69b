//! The user's ratings: stored here first, then uploaded, none lost and none doubled
//! (contract, section 5). This module decides; [`crate::store::ratings`] keeps and
//! [`crate::sync::ratings`] sends.
//!
//! ```text
//!               rate                         accepted, or there already
//!   (nothing) ───────► waiting ──────────────────────────────────────────► sent
//!                      ▲  │ ▲ └─ 400, 404, 413, 422, or three syncs ─► failed
//!            rate, retry  │ └─── a day later, rate, retry ◄── not_accepted
//!                         └───── no PUT at the marketplace ────────►┘
//! ```
//!
//! The marketplace takes a first rating by POST and answers 409 to a second one. An
//! answer can be lost after the rating was stored, so every upload is noted before
//! it leaves: what a 409 then finds at the marketplace is known as one's own.

mod decide;
mod identity;
mod shown;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::model::{Code, Problem, ServerTime, UnixMillis};

pub use decide::{Answer, Call, Circumstances, Next, answer_of, decide};
pub use identity::user_id;
pub use shown::{Figures, shown};

/// Characters a comment may have (contract, section 2).
pub const LONGEST_COMMENT: usize = 1000;

/// What became of a rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RatingState {
    /// Kept here, still to be sent.
    Waiting,
    /// The marketplace has it.
    Sent,
    /// On the list of failed uploads.
    Failed,
    /// The marketplace has an earlier one and no way to change it yet.
    NotAccepted,
    /// Taken away here. Kept only while it is not known whether the marketplace has it.
    Discarded,
}

impl RatingState {
    /// The states a rating that is shown can be in.
    pub const SHOWN: [Self; 4] = [Self::Waiting, Self::Sent, Self::Failed, Self::NotAccepted];

    /// The name in scripts and in the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::NotAccepted => "not_accepted",
            Self::Discarded => "discarded",
        }
    }

    /// The state by its name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::SHOWN
            .into_iter()
            .chain([Self::Discarded])
            .find(|state| state.as_str() == name)
    }
}

/// Stars and words: what a rating says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Stars, 1 to 5.
    pub stars: u8,
    /// What is said, if anything; trimmed, never empty.
    pub comment: Option<String>,
}

impl Content {
    /// What a user typed.
    ///
    /// # Errors
    /// [`Code::BadInput`]: stars that are not 1 to 5, a comment of more than 1,000 characters.
    pub fn typed(stars: u8, comment: Option<&str>) -> Result<Self, Problem> {
        let content = Self::read(stars, comment);
        if !(1..=5).contains(&stars) {
            return Err(Problem::new(
                Code::BadInput,
                "A rating is 1, 2, 3, 4 or 5 stars.",
                "Nothing was kept.",
            ));
        }
        let long = content.comment.as_ref().map_or(0, |comment| comment.chars().count());
        if long > LONGEST_COMMENT {
            return Err(Problem::new(
                Code::BadInput,
                format!("The comment has {long} characters; at most {LONGEST_COMMENT} are possible."),
                "Shorten it; nothing was kept.",
            ));
        }
        Ok(content)
    }

    /// The same from a store or a marketplace: space around a comment is no difference.
    #[must_use]
    pub fn read(stars: u8, comment: Option<&str>) -> Self {
        Self {
            stars,
            comment: comment.map(str::trim).filter(|c| !c.is_empty()).map(str::to_owned),
        }
    }
}

/// A rating of mine as the marketplace has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theirs {
    /// What it says.
    pub content: Content,
    /// When it was made, by the marketplace's clock, where it says so.
    pub at: Option<ServerTime>,
}

/// An upload that left here and was not answered: the marketplace may have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// What it said.
    #[serde(flatten)]
    pub content: Content,
    /// When it left, by our clock.
    pub at: UnixMillis,
}

/// What the decision looks at of a rating kept here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mine {
    /// What it says.
    pub content: Content,
    /// When the user last changed it, by our clock.
    pub updated_at: UnixMillis,
    /// Syncs that failed at it.
    pub failed_syncs: u32,
    /// What the marketplace has of mine, as far as an answer said so.
    pub known: Option<Theirs>,
    /// Uploads that were not answered.
    pub uploads: Vec<Upload>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_trimmed_and_nothing_said_is_none() {
        assert_eq!(
            Content::typed(3, Some("  fine ")).unwrap().comment.as_deref(),
            Some("fine")
        );
        assert_eq!(Content::typed(3, Some(" \n ")).unwrap().comment, None);
    }

    #[test]
    fn only_one_to_five_stars_and_a_thousand_characters_are_taken() {
        for stars in 0..=7 {
            assert_eq!(Content::typed(stars, None).is_ok(), (1..=5).contains(&stars), "{stars}");
        }
        // Characters, not bytes.
        assert!(Content::typed(1, Some(&"é".repeat(1000))).is_ok());
        let refused = Content::typed(1, Some(&"x".repeat(1001))).unwrap_err();
        assert_eq!(refused.code, Code::BadInput);
    }

    #[test]
    fn a_state_reads_back_from_its_name() {
        for state in RatingState::SHOWN {
            assert_eq!(RatingState::from_name(state.as_str()), Some(state));
        }
        assert_eq!(RatingState::from_name("lost"), None);
    }
}
