//! The Ratings view: the user's ratings with the skills they are of, and what is used and
//! not rated yet.

use serde::Serialize;
use ts_rs::TS;

use super::Engine;
use crate::model::{Problem, SkillId};
use crate::ratings::RatingState;
use crate::store::rated::{self, SkillLine};
use crate::store::ratings;
use crate::view::MyRating;

/// Ratings of one page: with the longest comments still far below what the window takes.
const PAGE: usize = 40;
/// Skills that are offered to be rated; more would be a chore.
const OFFERED: u32 = 12;
/// Ratings that are tried one by one when a connection is back.
const AT_ONCE: usize = 20;

/// One of the user's ratings and what it is of.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct RatedSkill {
    /// The rating.
    pub mine: MyRating,
    /// The skill's name; absent where the skill is no longer here.
    pub name: Option<String>,
    /// Who made it.
    pub author: String,
    /// The average as it is shown, this rating counted.
    pub average_rating: f64,
    /// How many ratings that is the average of.
    pub rating_count: u32,
}

/// A page of the user's ratings.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct RatedPage {
    /// Failed ones first, then the latest changed.
    pub ratings: Vec<RatedSkill>,
    /// How many there are in this state.
    pub total: u32,
}

/// A skill that could be rated.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Unrated {
    /// Which.
    pub skill_id: SkillId,
    /// Its name.
    pub name: String,
    /// Who made it.
    pub author: String,
    /// Whether it is one of the user's favourites; else the user changed it.
    pub favourite: bool,
    /// The average as it is shown.
    pub average_rating: f64,
    /// How many ratings that is the average of.
    pub rating_count: u32,
}

impl Engine {
    /// The user's ratings with the skills they are of, those first that need the user: 40
    /// at a time from `offset`; only those in one state, if it is given.
    ///
    /// # Errors
    /// A database that fails.
    pub fn rated(&self, state: Option<RatingState>, offset: u32) -> Result<RatedPage, Problem> {
        let mut mine = self.ratings(state)?;
        // The sort keeps the order of time within each half.
        mine.sort_by_key(|rating| rating.state != RatingState::Failed);
        let total = u32::try_from(mine.len()).unwrap_or(u32::MAX);
        let page = mine.into_iter().skip(offset as usize).take(PAGE);
        let ratings = self.inner.store.read(|connection| {
            page.map(|mine| {
                let line = rated::line(connection, mine.skill_id)?;
                Ok(RatedSkill {
                    author: line.as_ref().map(|line| line.author.clone()).unwrap_or_default(),
                    average_rating: line.as_ref().map_or(0.0, |line| line.average),
                    rating_count: line.as_ref().map_or(0, |line| line.count),
                    name: line.map(|line| line.name),
                    mine,
                })
            })
            .collect()
        })?;
        Ok(RatedPage { ratings, total })
    }

    /// There is a connection again: what waits is tried at once (contract, section 5), a few
    /// of them; more are left to the next sync of ratings. Does nothing without a scheduler.
    pub(super) fn try_waiting(&self) {
        let now = crate::model::UnixMillis::now();
        match self.inner.store.read(|connection| ratings::due(connection, now)) {
            Ok(due) => {
                for (id, _) in due.into_iter().take(AT_ONCE) {
                    self.inner.schedule.rated(id);
                }
            }
            Err(error) => tracing::warn!(%error, "the ratings that wait could not be read"),
        }
    }

    /// Skills that the user marked or changed and has not rated, at most 12.
    ///
    /// # Errors
    /// A database that fails.
    pub fn unrated(&self) -> Result<Vec<Unrated>, Problem> {
        let lines = self
            .inner
            .store
            .read(|connection| rated::unrated(connection, OFFERED))?;
        Ok(lines.into_iter().map(Unrated::from).collect())
    }
}

impl From<SkillLine> for Unrated {
    fn from(line: SkillLine) -> Self {
        Self {
            skill_id: line.id,
            name: line.name,
            author: line.author,
            favourite: line.favourite,
            average_rating: line.average,
            rating_count: line.count,
        }
    }
}
