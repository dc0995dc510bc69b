//! The user's ratings: kept first, then tried at once where there is a connection,
//! then by every sync of ratings (contract, section 5).

use std::fs::File;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};

use super::Engine;
use super::sync::{Trigger, failed};
use crate::activity::{ActivityFacts, Happened};
use crate::api::{Client, Meter};
use crate::event::EngineEvent;
use crate::model::{Code, Problem, SkillId, UnixMillis};
use crate::ratings::{Content, Figures, RatingState, user_id};
use crate::status::Mode;
use crate::store::ratings::{Effects, RatingRow};
use crate::store::{StoreError, ratings, skills};
use crate::sync::SyncError;
use crate::sync::ratings::{RatingsSent, RatingsStep};
use crate::view::MyRating;

/// How long the try at once may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Who sends ratings holds this file's lock: two at once would send one in two versions.
const LOCK: &str = "ratings.lock";
/// How often the lock is tried.
const LOCK_POLL: Duration = Duration::from_millis(50);
/// How long another process that sends ratings is waited for.
const LOCK_PATIENCE: Duration = Duration::from_secs(15 * 60);

/// How ratings are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sending {
    /// All that are due; failures are counted.
    Sync,
    /// One, at once, since the user waits for it.
    AtOnce(SkillId),
}

impl Engine {
    /// Keeps a rating of a skill, in place of an earlier one. Kept is done: it works
    /// offline and in local-only mode. Where a scheduler runs, the rating is then
    /// tried at once without being waited for; else see [`Engine::try_rating`].
    ///
    /// # Errors
    /// [`Code::BadInput`] for stars that are not 1 to 5 or a comment of more than
    /// 1,000 characters, [`Code::NotFound`], a disk that cannot be written.
    pub fn rate(&self, id: SkillId, stars: u8, comment: Option<&str>) -> Result<MyRating, Problem> {
        let content = Content::typed(stars, comment)?;
        self.change_rating(id, |connection| {
            if skills::raw(connection, id)?.is_none() {
                return Ok(false);
            }
            ratings::keep(connection, id, &content, UnixMillis::now())?;
            Ok(true)
        })?;
        self.note_rated(Happened::Rated, id, content.stars);
        self.inner.schedule.rated(id);
        self.rating(id)
    }

    /// The user's ratings, latest changed first; only those in one state, if it is given.
    ///
    /// # Errors
    /// A database that fails.
    pub fn ratings(&self, state: Option<RatingState>) -> Result<Vec<MyRating>, Problem> {
        let rows = self.inner.store.read(ratings::all)?;
        Ok(rows
            .into_iter()
            .filter_map(shown)
            .filter(|rating| state.is_none_or(|state| state == rating.state))
            .collect())
    }

    /// The user's rating of a skill.
    ///
    /// # Errors
    /// [`Code::NotFound`], or a database that fails.
    pub fn rating(&self, id: SkillId) -> Result<MyRating, Problem> {
        let row = self.inner.store.read(|connection| ratings::get(connection, id))?;
        row.and_then(shown).ok_or_else(|| no_rating(id))
    }

    /// Puts a failed or not accepted rating back among those that wait, to be tried at
    /// once as by [`Engine::rate`]. One that was sent stays as it is.
    ///
    /// # Errors
    /// [`Code::NotFound`], or a disk that cannot be written.
    pub fn retry_rating(&self, id: SkillId) -> Result<MyRating, Problem> {
        let before = self.rating(id)?;
        self.change_rating(id, |connection| {
            ratings::retry(connection, id)?;
            Ok(true)
        })?;
        if before.state != RatingState::Sent {
            self.note_rated(Happened::RatingRetried, id, before.rating);
        }
        self.inner.schedule.rated(id);
        self.rating(id)
    }

    /// Takes a rating away here. Where the marketplace has an earlier one of mine, that
    /// is shown again, as sent; else the answer is what was taken away, as discarded.
    ///
    /// # Errors
    /// [`Code::NotFound`], or a disk that cannot be written.
    pub fn discard_rating(&self, id: SkillId) -> Result<MyRating, Problem> {
        let before = self.rating(id)?;
        self.change_rating(id, |connection| {
            if let Some(row) = ratings::get(connection, id)? {
                ratings::discard(connection, &row, UnixMillis::now())?;
            }
            Ok(true)
        })?;
        if before.state != RatingState::Sent {
            self.note_rated(Happened::RatingDiscarded, id, before.rating);
        }
        self.inner.schedule.rated(id);
        match self.rating(id) {
            Err(problem) if problem.code == Code::NotFound => Ok(MyRating {
                state: RatingState::Discarded,
                ..before
            }),
            other => other,
        }
    }

    /// Changes the rating of a skill and moves the figures shown, in one write; tells
    /// everybody. `change` says whether there is such a skill.
    fn change_rating(
        &self,
        id: SkillId,
        change: impl FnOnce(&rusqlite::Connection) -> Result<bool, StoreError>,
    ) -> Result<(), Problem> {
        let moved = self.inner.store.write(|connection| {
            if !change(connection)? {
                return Ok(None);
            }
            ratings::move_figures(connection, id).map(Some)
        })?;
        let figures = moved.ok_or_else(|| super::catalogue::not_found(id))?;
        self.rating_changed(
            id,
            Effects {
                figures,
                conflict: None,
            },
        );
        self.emit_status();
        Ok(())
    }

    fn note_rated(&self, what: Happened, id: SkillId, stars: u8) {
        let facts = ActivityFacts {
            stars: Some(stars),
            ..ActivityFacts::default()
        };
        self.note_now(what, Some(id), facts);
    }

    fn rating_changed(&self, id: SkillId, effects: Effects) {
        self.emit(EngineEvent::RatingChanged { skill_id: id });
        if effects.figures {
            self.emit_catalogue();
        }
        if let Some(conflict) = effects.conflict {
            self.emit(EngineEvent::Conflict {
                id: conflict,
                skill_id: id,
                waiting: false,
            });
        }
    }

    /// Tries at once to send a rating that waits, for at most ten seconds, and gives
    /// the rating as it then is: waiting still where there is no connection, which is
    /// no error. Does nothing in local-only mode, without a token, or while the
    /// marketplace refuses the one there is.
    ///
    /// # Errors
    /// [`Code::NotFound`], or a database that fails.
    pub async fn try_rating(&self, id: SkillId) -> Result<MyRating, Problem> {
        self.rating(id)?;
        self.try_at_once(id).await;
        self.rating(id)
    }

    /// [`Engine::try_rating`] for the scheduler, which nobody waits for.
    pub(super) async fn try_at_once(&self, id: SkillId) {
        match self.status() {
            Ok(status) if matches!(status.mode, Mode::LocalOnly | Mode::TokenRejected) => return,
            Ok(_) if self.inner.schedule.asked_to_wait(UnixMillis::now()) => return,
            Ok(_) => {}
            Err(problem) => return tracing::warn!(%problem, "the rating waits"),
        }
        let client = match self.hasty_client().await {
            Ok(client) => client,
            Err(problem) => return tracing::info!(%problem, "the rating waits"),
        };
        let meter = Meter::default();
        let began = UnixMillis::now();
        let sending = self.send_ratings(&client, &meter, Sending::AtOnce(id), &|_, _| {});
        match tokio::time::timeout(PATIENCE, sending).await {
            Ok(Ok(RatingsSent {
                problem: Some(problem), ..
            })) => {
                tracing::info!(%problem, "the rating waits");
                if problem.code == Code::TokenRejected {
                    // Nothing more is sent until the token changes, by another process neither.
                    let report = failed(began, problem);
                    self.write_down(Trigger::User, &report, false).await;
                    self.inner.schedule.refused();
                }
            }
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the rating waits"),
            Err(_) => tracing::info!("the rating waits: the marketplace took too long"),
        }
        self.emit_status();
    }

    /// Sends ratings as the only one of all processes on this data folder.
    pub(super) async fn send_ratings(
        &self,
        client: &Client,
        meter: &Meter,
        sending: Sending,
        progress: &(dyn Fn(u32, u32) + Send + Sync),
    ) -> Result<RatingsSent, SyncError> {
        let lock = self.ratings_lock().await?;
        let user_id = self.user_id()?;
        let sent = RatingsStep {
            client,
            store: &self.inner.store,
            meter,
            user_id: &user_id,
            only: match sending {
                Sending::Sync => None,
                Sending::AtOnce(id) => Some(id),
            },
            counts: sending == Sending::Sync,
            progress,
            changed: &|id, effects| {
                self.note_rating(id);
                self.rating_changed(id, effects);
            },
        }
        .run()
        .await;
        drop(lock);
        sent
    }

    async fn ratings_lock(&self) -> Result<File, StoreError> {
        let path = self.data_dir().join(LOCK);
        let file = crate::private::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|cause| StoreError::file(&path, cause))?;
        let began = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(std::fs::TryLockError::WouldBlock) if began.elapsed() < LOCK_PATIENCE => {
                    tokio::time::sleep(LOCK_POLL).await;
                }
                Err(std::fs::TryLockError::WouldBlock) => return Err(StoreError::Busy),
                Err(std::fs::TryLockError::Error(cause)) => return Err(StoreError::file(&path, cause)),
            }
        }
    }

    /// Who rates, as the marketplace may know it: the hash of the configured identity, or
    /// of one that this installation made for itself.
    fn user_id(&self) -> Result<String, StoreError> {
        if let Some(identity) = &self.resolved().config.identity {
            return Ok(identity.clone());
        }
        let fresh = uuid::Uuid::new_v4().to_string();
        let installation = self
            .inner
            .store
            .write(|connection| ratings::installation(connection, &fresh))?;
        Ok(user_id(&installation))
    }

    /// Who rates from here, where that is known already: a reader makes nobody up.
    pub(super) fn known_user_id(&self) -> Result<Option<String>, StoreError> {
        if let Some(identity) = &self.resolved().config.identity {
            return Ok(Some(identity.clone()));
        }
        let installation = self.inner.store.read(ratings::known_installation)?;
        Ok(installation.map(|installation| user_id(&installation)))
    }

    /// How many ratings are still to be sent.
    pub(super) fn ratings_waiting(&self) -> u32 {
        self.inner
            .store
            .read(ratings::counts)
            .map_or(0, |counts| counts.waiting)
    }

    /// Whether a sync of ratings has anything to do.
    pub(super) fn ratings_due(&self) -> bool {
        let due = self
            .inner
            .store
            .read(|connection| ratings::due(connection, UnixMillis::now()));
        due.is_ok_and(|due| !due.is_empty())
    }
}

/// A rating as it is shown: one that was taken away shows what the marketplace has of mine.
pub(super) fn shown(row: RatingRow) -> Option<MyRating> {
    let (content, state) = if row.state == RatingState::Discarded {
        (row.mine.known?.content, RatingState::Sent)
    } else {
        (row.mine.content, row.state)
    };
    Some(MyRating {
        skill_id: row.skill_id,
        rating: content.stars,
        comment: content.comment,
        state,
        attempts: row.attempts,
        last_error: row.last_error.map(|problem| problem.message),
        updated_at: row.mine.updated_at,
    })
}

/// Puts a rating that the marketplace does not count yet into a skill's figures.
pub(super) fn move_figures(object: &mut Map<String, Value>, mine: u8, before: Option<u8>) {
    let number = |field: &str| object.get(field).and_then(Value::as_f64).unwrap_or(0.0);
    let figures = Figures {
        average: number("average_rating"),
        count: object
            .get("rating_count")
            .and_then(Value::as_u64)
            .and_then(|count| u32::try_from(count).ok())
            .unwrap_or(0),
    };
    let moved = crate::ratings::shown(figures, mine, before);
    object.insert("average_rating".to_owned(), moved.average.into());
    object.insert("rating_count".to_owned(), moved.count.into());
}

fn no_rating(id: SkillId) -> Problem {
    Problem::new(
        Code::NotFound,
        format!("There is no rating of yours of the skill {id}."),
        "`skilldock ratings` lists them.",
    )
}
