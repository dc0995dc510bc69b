//! What an answer about a rating changes here, all of it in one transaction.

use rusqlite::{Connection, params};

use super::super::conflicts::{Winner, log_rating_conflict};
use super::super::{StoreError, skills};
use super::{RatingRow, forget, get, move_figures, there, uploads_json};
use crate::model::{Problem, ServerTime, SkillId, UnixMillis};
use crate::ratings::{Figures, RatingState, Theirs};

/// What became of an upload.
#[derive(Debug, Clone, PartialEq)]
pub enum Settled {
    /// The marketplace has this of mine.
    There {
        /// What it has.
        theirs: Theirs,
        /// The skill's figures with it, where the answer has them.
        figures: Option<Figures>,
    },
    /// The marketplace has nothing of mine.
    Nothing,
    /// It has not taken it, for now or for good.
    Not {
        /// What becomes of it: waiting, failed or not accepted.
        state: RatingState,
        /// Syncs that failed at it.
        failed_syncs: u32,
        /// Not asked again before then.
        not_before: Option<UnixMillis>,
        /// Whether it is certain that it did not arrive: it was refused.
        refused: bool,
        /// Why.
        problem: Problem,
    },
}

/// What was found on the way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The marketplace's rating of mine.
    pub theirs: Option<Theirs>,
    /// Where it was in conflict with the one here: which of the two is the newer.
    pub winner: Option<Winner>,
}

/// What writing it down changed beyond the rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Effects {
    /// Whether figures shown changed.
    pub figures: bool,
    /// The number of the conflict that was written down.
    pub conflict: Option<i64>,
}

/// Writes down what became of the upload of `sent`, a rating as it stood when it left.
/// A rating that was changed since then stays as it is now and is only told what the
/// marketplace has.
///
/// # Errors
/// What SQLite says.
pub fn settle(
    connection: &Connection,
    sent: &RatingRow,
    settled: &Settled,
    found: &Found,
    now: UnixMillis,
) -> Result<Effects, StoreError> {
    let here = get(connection, sent.skill_id)?;
    let mut effects = Effects::default();
    match settled {
        Settled::There { theirs, figures } => {
            match &here {
                // Changed while it was on its way: what is there now is still to be sent.
                Some(here) if here.revision != sent.revision && here.state == RatingState::Waiting => {
                    know(connection, sent.skill_id, theirs)?;
                    connection
                        .prepare_cached("UPDATE user.rating SET uploads = '[]' WHERE skill_id = ?1")?
                        .execute([sent.skill_id.as_bytes()])?;
                }
                // As it was sent, or taken away meanwhile: then what the marketplace has is shown again.
                Some(_) | None => there(connection, sent.skill_id, theirs, now)?,
            }
            if let Some(figures) = figures {
                effects.figures |= skills::set_figures(connection, sent.skill_id, *figures, theirs.at)?;
            }
            // Reviews read before are without it.
            connection
                .prepare_cached("UPDATE review SET fetched_at = 0 WHERE skill_id = ?1")?
                .execute([sent.skill_id.as_bytes()])?;
        }
        Settled::Nothing => {
            if here.is_some_and(|here| here.revision == sent.revision) {
                forget(connection, sent.skill_id)?;
            }
        }
        Settled::Not {
            state,
            failed_syncs,
            not_before,
            refused,
            problem,
        } => {
            let mut uploads = sent.mine.uploads.clone();
            if *state == RatingState::NotAccepted {
                // The marketplace has another one, so none of these.
                uploads.clear();
            } else if *refused {
                uploads.pop();
            }
            let problem = serde_json::to_string(problem)
                .map_err(|error| StoreError::Content(format!("a rating's error: {error}")))?;
            connection
                .prepare_cached(
                    "UPDATE user.rating SET state = ?3, failed_syncs = ?4, last_error = ?5, not_before = ?6, uploads = ?7
                     WHERE skill_id = ?1 AND revision = ?2",
                )?
                .execute(params![
                    sent.skill_id.as_bytes(),
                    sent.revision,
                    state.as_str(),
                    failed_syncs,
                    problem,
                    not_before.map(|at| at.0),
                    uploads_json(&uploads)?
                ])?;
            if let Some(theirs) = &found.theirs {
                know(connection, sent.skill_id, theirs)?;
            }
        }
    }
    if let Found {
        theirs: Some(theirs),
        winner: Some(winner),
    } = found
    {
        let mine = (&sent.mine.content, sent.mine.updated_at);
        effects.conflict = log_rating_conflict(connection, sent.skill_id, mine, theirs, *winner, now)?;
    }
    effects.figures |= move_figures(connection, sent.skill_id)?;
    Ok(effects)
}

/// Notes what the marketplace has of mine.
fn know(connection: &Connection, id: SkillId, theirs: &Theirs) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE user.rating SET known_stars = ?2, known_comment = ?3, known_at = ?4 WHERE skill_id = ?1",
        )?
        .execute(params![
            id.as_bytes(),
            theirs.content.stars,
            theirs.content.comment,
            theirs.at.map(ServerTime::as_micros)
        ])?;
    Ok(())
}
