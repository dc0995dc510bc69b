//! Reads answers about ratings: mine among a skill's, its figures, and a refusal in
//! words that fit a rating.

use serde::Deserialize;

use crate::api::{ApiError, SkillDocument};
use crate::model::{Code, Problem, ServerTime, nameless};
use crate::ratings::{Content, Figures, RatingState, Theirs};

/// Why a rating is where it is, in words of its own where the request's do not fit.
pub(super) fn problem(state: RatingState, error: Option<&ApiError>) -> Problem {
    let mut problem = error.cloned().map_or_else(
        || Problem::new(Code::Internal, "The rating was not taken.", ""),
        Problem::from,
    );
    problem.retry_after_ms = None;
    match (state, error) {
        (RatingState::NotAccepted, _) => {
            "Not accepted by the marketplace yet: it has an earlier rating of yours and no way to change it."
                .clone_into(&mut problem.message);
            "Skilldock asks again once a day.".clone_into(&mut problem.hint);
        }
        (_, Some(ApiError::Status { status: 404, .. })) => {
            "The marketplace does not have this skill (404).".clone_into(&mut problem.message);
            "Discard the rating, or try again later.".clone_into(&mut problem.hint);
        }
        (
            _,
            Some(ApiError::Status {
                status: 400 | 413 | 422,
                ..
            }),
        ) => {
            problem.message = format!("The marketplace refused the rating. {}", problem.message);
            "Change it, try again, or discard it.".clone_into(&mut problem.hint);
        }
        _ => {}
    }
    problem
}

#[derive(Deserialize)]
struct ReviewDto {
    #[serde(default)]
    user_id: String,
    rating: f64,
    #[serde(default)]
    comment: Option<String>,
    #[serde(default)]
    created_at: Option<String>,
}

/// My rating among those of a skill; the latest, should there be several.
pub(super) fn mine_among(document: &SkillDocument, user_id: &str) -> Option<Theirs> {
    document
        .ratings
        .iter()
        .filter_map(|raw| serde_json::from_str::<ReviewDto>(raw.get()).ok())
        // Another client of mine may have sent the address itself.
        .filter(|review| nameless(&review.user_id) == user_id)
        .filter_map(|review| {
            let stars = (1..=5_u8).find(|stars| (f64::from(*stars) - review.rating).abs() < 0.5)?;
            Some(Theirs {
                content: Content::read(stars, review.comment.as_deref()),
                at: review.created_at.as_deref().and_then(ServerTime::parse),
            })
        })
        .max_by_key(|theirs| theirs.at)
}

/// The skill's figures, where the document has them.
pub(super) fn figures_of(document: &SkillDocument) -> Option<Figures> {
    Some(Figures {
        average: document.average_rating.as_f64()?.clamp(0.0, 5.0),
        count: u32::try_from(document.rating_count.as_u64()?).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(json: &str) -> SkillDocument {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn mine_is_found_among_others_and_odd_ones() {
        let document = document(
            r#"{"ratings": [7, {"user_id": "me"}, {"user_id": "you", "rating": 1}, {"user_id": "me", "rating": 9},
                {"user_id": "me", "rating": 4.0, "comment": " ", "created_at": "2026-01-02T00:00:00Z"},
                {"user_id": "me", "rating": 3, "created_at": "2026-01-01T00:00:00Z"}]}"#,
        );
        let mine = mine_among(&document, "me").unwrap();
        assert_eq!(mine.content, Content::read(4, None), "the latest of several");
        assert_eq!(mine.at, ServerTime::parse("2026-01-02T00:00:00Z"));
        assert_eq!(mine_among(&document, "nobody"), None);
    }

    #[test]
    fn figures_are_taken_only_where_both_are_there() {
        let figures = |json: &str| figures_of(&document(json));
        let there = Figures { average: 4.5, count: 2 };
        assert_eq!(figures(r#"{"average_rating": 4.5, "rating_count": 2}"#), Some(there));
        assert_eq!(figures(r#"{"average_rating": "4.5", "rating_count": 2}"#), None);
        assert_eq!(figures(r#"{"average_rating": 4.5}"#), None);
    }
}
