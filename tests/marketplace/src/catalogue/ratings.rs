//! Ratings and the arithmetic of averages.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One user's rating of a skill, as the detail call lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Rating {
    /// Who rated: `sha256:` and the hex digest of an identity, never the identity.
    pub user_id: String,
    /// One to five stars.
    #[schema(minimum = 1, maximum = 5)]
    pub rating: u8,
    /// What they said about it.
    #[serde(default)]
    pub comment: Option<String>,
    /// When, RFC 3339 UTC.
    #[schema(format = DateTime)]
    pub created_at: String,
}

/// A sum of stars and how many ratings it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Figures {
    pub stars: f64,
    pub count: u64,
}

impl Figures {
    /// From an average.
    pub fn of(average: f64, count: u64) -> Self {
        let stars = average * count as f64;
        Self { stars, count }
    }

    /// Of ratings that are known one by one.
    pub fn sum(ratings: &[Rating]) -> Self {
        Self {
            stars: ratings.iter().map(|one| f64::from(one.rating)).sum(),
            count: ratings.len() as u64,
        }
    }

    /// These and those together.
    pub fn with(self, other: &Self) -> Self {
        Self {
            stars: self.stars + other.stars,
            count: self.count + other.count,
        }
    }

    /// What remains when those are taken out; never less than nothing.
    pub fn without(self, other: &Self) -> Self {
        let count = self.count.saturating_sub(other.count);
        Self {
            stars: if count == 0 {
                0.0
            } else {
                (self.stars - other.stars).max(0.0)
            },
            count,
        }
    }

    /// The average, to two decimals as marketplaces show it; 0 without ratings.
    pub fn average(self) -> f64 {
        if self.count == 0 {
            return 0.0;
        }
        let exact = self.stars / self.count as f64;
        (exact * 100.0).round() / 100.0
    }
}

#[cfg(test)]
mod tests {
    use super::Figures;

    #[test]
    fn a_rating_moves_an_average_whose_ratings_nobody_knows() {
        let prior = Figures::of(4.0, 3);
        let after = prior.with(&Figures { stars: 2.0, count: 1 });
        assert_eq!((after.average(), after.count), (3.5, 4));
    }

    #[test]
    fn without_ratings_the_average_is_nought() {
        assert!(Figures::default().average().abs() < f64::EPSILON);
    }
}
