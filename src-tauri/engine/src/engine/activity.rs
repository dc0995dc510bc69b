//! What happened, written down and read again. Whoever notes something does not wait for
//! the disk: entries queue up and go into one write, off the threads that carry updates.

use std::path::Path;

use parking_lot::Mutex;

use super::Engine;
use crate::activity::{
    self, ActivityFacts, ActivityFilter, ActivityFormat, ActivityLevel, ActivityPage, Happened, NewActivity, PERIOD,
    Tally, Wave,
};
use crate::event::EngineEvent;
use crate::live::Update;
use crate::model::{Problem, SkillId};
use crate::ratings::RatingState;
use crate::store::settle::Settled;
use crate::store::{StoreError, activity as log, ratings};

/// Entries of one page at most.
const PAGE: u32 = 100;
/// More conflicts than this at once are one entry: nobody reads a thousand.
const CONFLICTS_EACH: usize = 50;

/// What waits to be written down.
#[derive(Default)]
pub(super) struct Notes {
    queue: Mutex<Queue>,
    /// Held while the queue is written, so that its order stays.
    writing: Mutex<()>,
    tally: Mutex<Tally>,
}

#[derive(Default)]
struct Queue {
    waiting: Vec<NewActivity>,
    /// Whether somebody is about to write it.
    expected: bool,
}

impl Engine {
    /// Notes something; it is written down soon.
    pub(super) fn note(&self, new: NewActivity) {
        let mut queue = self.inner.notes.queue.lock();
        queue.waiting.push(new);
        let expected = std::mem::replace(&mut queue.expected, true);
        drop(queue);
        if expected {
            return;
        }
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => {
                let engine = self.clone();
                runtime.spawn_blocking(move || engine.write_notes());
            }
            Err(_) => self.write_notes(),
        }
    }

    /// Notes what the user did, and writes it down before the answer is given: a command
    /// ends its process right after.
    pub(super) fn note_now(&self, what: Happened, skill: Option<SkillId>, facts: ActivityFacts) {
        let new = NewActivity {
            skill,
            ..NewActivity::now(what, facts)
        };
        self.inner.notes.queue.lock().waiting.push(new);
        self.write_notes();
    }

    /// Writes down what waits. A log that cannot be written holds up nothing.
    pub(super) fn write_notes(&self) {
        let writing = self.inner.notes.writing.lock();
        let waiting = {
            let mut queue = self.inner.notes.queue.lock();
            queue.expected = false;
            std::mem::take(&mut queue.waiting)
        };
        if waiting.is_empty() {
            return;
        }
        let written = self.inner.store.write(|connection| log::add(connection, &waiting));
        drop(writing);
        match written {
            Ok(()) => self.emit(EngineEvent::ActivityChanged {}),
            Err(error) => tracing::warn!(%error, entries = waiting.len(), "the activity log could not be written"),
        }
    }

    /// The name of a skill that may be gone before it is written down.
    pub(super) fn name_of(&self, id: SkillId) -> Option<String> {
        self.inner
            .store
            .read(|connection| log::name(connection, id))
            .ok()
            .flatten()
    }

    /// Notes updates that were applied: the first of a quiet time at once, those of the
    /// minute after it together.
    pub(super) fn note_updates(&self, batch: &[Update]) {
        let wave = self.inner.notes.tally.lock().add(batch.iter().map(Update::skill));
        let Some(wave) = wave else { return };
        self.note_wave(wave);
        let engine = std::sync::Arc::downgrade(&self.inner);
        // Without a runtime there are no live updates.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        runtime.spawn(async move {
            loop {
                tokio::time::sleep(PERIOD).await;
                let Some(inner) = engine.upgrade() else { return };
                if !(Self { inner }).close_minute() {
                    return;
                }
            }
        });
    }

    /// Notes what the minute under way has so far; whether another is under way then.
    pub(super) fn close_minute(&self) -> bool {
        let wave = self.inner.notes.tally.lock().close();
        if let Some(wave) = wave {
            self.note_wave(wave);
        }
        wave.is_some()
    }

    fn note_wave(&self, wave: Wave) {
        let facts = ActivityFacts {
            count: Some(wave.count),
            ..ActivityFacts::default()
        };
        self.note(NewActivity {
            skill: wave.skill,
            ..NewActivity::now(Happened::Updates, facts)
        });
    }

    /// Notes that the socket is not connected, and why.
    pub(super) fn note_disconnected(&self, reason: &str, wanted: bool) {
        let facts = ActivityFacts {
            reason: Some(reason.to_owned()),
            ..ActivityFacts::default()
        };
        let new = NewActivity::now(Happened::Disconnected, facts);
        // Where none is wanted any more, nothing was lost.
        let level = if wanted { new.level } else { ActivityLevel::Info };
        self.note(NewActivity { level, ..new });
    }

    /// Notes conflicts that were found or ended.
    pub(super) fn note_conflicts(&self, settled: &[Settled]) {
        for what in [Happened::ConflictFound, Happened::ConflictResolved] {
            let of_it: Vec<_> = settled
                .iter()
                .filter_map(|one| Some((one, one.conflict?)))
                .filter(|(one, _)| match what {
                    Happened::ConflictFound => one.new,
                    _ => !one.waiting,
                })
                .collect();
            if of_it.len() > CONFLICTS_EACH {
                let facts = ActivityFacts {
                    count: u32::try_from(of_it.len()).ok(),
                    ..ActivityFacts::default()
                };
                self.note(NewActivity::now(what, facts));
                continue;
            }
            for (one, number) in of_it {
                let facts = ActivityFacts {
                    conflict: Some(number),
                    ..ActivityFacts::default()
                };
                self.note(NewActivity::now(what, facts).of(one.skill));
            }
        }
    }

    /// Notes what became of a rating that was tried.
    pub(super) fn note_rating(&self, id: SkillId) {
        let row = match self.inner.store.read(|connection| ratings::get(connection, id)) {
            Ok(Some(row)) => row,
            Ok(None) => return,
            Err(error) => return tracing::warn!(%error, "a rating could not be read for the activity log"),
        };
        let what = match row.state {
            RatingState::Sent => Happened::RatingSent,
            RatingState::Failed => Happened::RatingFailed,
            RatingState::NotAccepted => Happened::RatingNotAccepted,
            // It goes on being tried.
            RatingState::Waiting | RatingState::Discarded => return,
        };
        let problem = row.last_error.filter(|_| row.state != RatingState::Sent);
        let facts = ActivityFacts {
            stars: Some(row.mine.content.stars),
            code: problem.as_ref().map(|problem| problem.code),
            reason: problem.map(|problem| problem.message),
            ..ActivityFacts::default()
        };
        self.note(NewActivity::now(what, facts).of(id));
    }

    /// The activity log, latest first: at most `limit` (100 at most) of the entries before
    /// the number `before`.
    ///
    /// # Errors
    /// A database that fails.
    pub fn activity(&self, filter: &ActivityFilter, before: Option<i64>, limit: u32) -> Result<ActivityPage, Problem> {
        // What was noted before it is asked for is in the answer.
        self.write_notes();
        let limit = limit.clamp(1, PAGE);
        let mut entries = self
            .inner
            .store
            .read(|connection| log::list(connection, filter, before, limit + 1))?;
        let more = entries.len() > limit as usize;
        entries.truncate(limit as usize);
        Ok(ActivityPage { entries, more })
    }

    /// Writes the entries that fit to a file, in place of one that is there, and says how
    /// many they are.
    ///
    /// # Errors
    /// A place that cannot be written: then what stood there stays. A database that fails.
    pub fn export_activity(&self, filter: &ActivityFilter, format: ActivityFormat, to: &Path) -> Result<u32, Problem> {
        self.write_notes();
        let most = u32::try_from(log::KEPT).unwrap_or(u32::MAX);
        let entries = self
            .inner
            .store
            .read(|connection| log::list(connection, filter, None, most))?;
        let text = match format {
            ActivityFormat::Json => {
                activity::json(&entries).map_err(|error| StoreError::Content(format!("the activity log: {error}")))?
            }
            ActivityFormat::Csv => activity::csv(&entries),
        };
        replace(to, text.as_bytes()).map_err(|cause| Problem::from(StoreError::file(to, cause)))?;
        Ok(u32::try_from(entries.len()).unwrap_or(u32::MAX))
    }

    /// An entry of a sync that ended.
    pub(super) fn activity_of(report: &crate::sync::SyncReport, trigger: &str) -> Option<NewActivity> {
        use crate::sync::Outcome;
        let what = match report.outcome {
            Outcome::Complete => Happened::SyncComplete,
            Outcome::Partial => Happened::SyncPartial,
            Outcome::Failed => Happened::SyncFailed,
            Outcome::Joined | Outcome::Skipped => return None,
        };
        let facts = ActivityFacts {
            trigger: Some(trigger.to_owned()),
            count: Some(report.skills.count() + report.categories.count() + report.ratings.sent),
            duration_ms: Some(report.duration_ms),
            code: report.error.as_ref().map(|problem| problem.code),
            reason: report.error.as_ref().map(|problem| problem.message.clone()),
            ..ActivityFacts::default()
        };
        Some(NewActivity {
            at: report.ended_at,
            ..NewActivity::now(what, facts)
        })
    }
}

/// Writes a file whole or not at all.
fn replace(to: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = to.with_file_name(name);
    let written = std::fs::write(&part, bytes).and_then(|()| std::fs::rename(&part, to));
    if written.is_err() {
        // What is left of it is nobody's; that it cannot be removed changes nothing.
        drop(std::fs::remove_file(&part));
    }
    written
}
