//! The one sync that may be under way: who runs it, who joins it, how it is
//! reported (contract, section 4).

use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::Engine;
use super::ratings::Sending;
use super::slot::Seat;
use crate::api::{ApiError, Client, Meter};
use crate::event::EngineEvent;
use crate::model::{Code, Problem, UnixMillis};
use crate::status::{SyncPhase, SyncProgress, under_way};
use crate::store::{StoreError, catalogue, journal};
use crate::sync::skills::{SkillsDone, SkillsStep};
use crate::sync::{Changes, ConflictChanges, Outcome, RatingChanges, SyncError, SyncReport, UpdateChanges, categories};

/// A part of a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The listing of skills.
    Skills,
    /// The categories.
    Categories,
    /// The ratings.
    Ratings,
    /// Skills and categories: what has an interval of its own beside the ratings.
    Catalogue,
}

impl Part {
    /// The name in reports.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Skills => "skills",
            Self::Categories => "categories",
            Self::Ratings => "ratings",
            Self::Catalogue => "catalogue",
        }
    }
}

/// Why a sync runs; kept in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// The program started.
    Start,
    /// The interval is over.
    Schedule,
    /// The user asked in the window.
    User,
    /// The command line asked.
    Command,
    /// Live updates may have been lost.
    CatchUp,
}

impl Trigger {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Schedule => "schedule",
            Self::User => "user",
            Self::Command => "command",
            Self::CatchUp => "catch_up",
        }
    }
}

/// What a sync is asked to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SyncRequest {
    /// Only this part; `None` for all.
    pub only: Option<Part>,
    /// Whether deletions that were held back are carried out.
    pub deletions_confirmed: bool,
}

impl SyncRequest {
    /// Whether this part of the work is asked for.
    pub(super) fn wants(self, part: Part) -> bool {
        self.only.is_none_or(|only| {
            only == part || (only == Part::Catalogue && matches!(part, Part::Skills | Part::Categories))
        })
    }

    /// Whether a run of this request does all that `other` asks for.
    fn covers(self, other: Self) -> bool {
        other.only.map_or(self.only.is_none(), |part| self.wants(part))
            && (self.deletions_confirmed || !other.deletions_confirmed)
    }
}

/// Another process's run holds this file's lock; its end, however it comes, frees it.
const LOCK: &str = "sync.lock";
/// A longer pause that the marketplace asks for ends the sync (contract, section 2).
const LONGEST_WAIT_MILLIS: u64 = 120_000;
/// How often the lock is tried.
const LOCK_POLL: Duration = Duration::from_millis(100);
/// How long another process's run is waited for.
const LOCK_PATIENCE: Duration = Duration::from_secs(15 * 60);

impl Engine {
    /// Brings everything, or one part, up to date. Joins a sync under way that does
    /// what is asked for, in this process or another. Never fails as a call: how it
    /// went is in the report.
    pub async fn sync(&self, request: SyncRequest, trigger: Trigger) -> SyncReport {
        let asked_at = UnixMillis::now();
        let resolved = self.resolved();
        if self.usable(&resolved).is_ok() && !resolved.config.enabled {
            let mut report = blank(Outcome::Skipped, asked_at);
            report.reason = Some("local_only".to_owned());
            report.ratings.waiting = self.ratings_waiting();
            return report;
        }
        let seat = loop {
            match self.inner.sync.enter(request) {
                Ok(seat) => break seat,
                Err(run) => {
                    // One that goes without a report was dropped; then we try ourselves.
                    if let Some(report) = run.report().await
                        && run.request.covers(request)
                    {
                        return SyncReport {
                            outcome: Outcome::Joined,
                            ..report
                        };
                    }
                }
            }
        };
        self.emit_status();
        let stopped = seat.stop.clone();
        let report = tokio::select! {
            biased;
            () = stopped.cancelled() => failed(asked_at, SyncError::Stopped.into()),
            report = self.alone(request, trigger, &seat, asked_at) => report,
        };
        seat.leave(&report);
        self.inner.schedule.ended(request, &report);
        self.emit(EngineEvent::SyncFinished {
            report: Box::new(report.clone()),
        });
        self.emit_status();
        report
    }

    /// Stops the sync under way, if any, and waits until it has ended. What it
    /// staged is dropped; nothing visible changed.
    pub async fn stop_sync(&self) {
        if let Some(run) = self.inner.sync.running() {
            run.stop.cancel();
            run.report().await;
        }
    }

    /// Runs as the only sync of all processes on this data folder, or joins the one
    /// that another process runs.
    async fn alone(&self, request: SyncRequest, trigger: Trigger, seat: &Seat<'_>, asked_at: UnixMillis) -> SyncReport {
        let lock = match self.lock().await {
            Ok(lock) => lock,
            Err(problem) => return failed(asked_at, problem),
        };
        if lock.waited {
            // Another process synced meanwhile; its report says how it went.
            let latest = self.inner.store.read(|connection| journal::latest(connection, 1));
            if let Ok(Some(entry)) = latest.map(|mut entries| entries.pop())
                && entry.report.ended_at >= asked_at
                && request == SyncRequest::default()
            {
                return SyncReport {
                    outcome: Outcome::Joined,
                    ..entry.report
                };
            }
        }
        // Whoever joins reads from this whether it began after what they know of.
        let (report, confirms) = self.run(request, trigger, seat, UnixMillis::now()).await;
        self.write_down(trigger, &report, confirms).await;
        drop(lock);
        report
    }

    pub(super) async fn lock(&self) -> Result<Lock, Problem> {
        let path = self.data_dir().join(LOCK);
        let file = crate::private::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|cause| Problem::from(StoreError::file(&path, cause)))?;
        let began = Instant::now();
        let mut waited = false;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Lock { _file: file, waited }),
                Err(std::fs::TryLockError::WouldBlock) if began.elapsed() < LOCK_PATIENCE => {
                    waited = true;
                    tokio::time::sleep(LOCK_POLL).await;
                }
                Err(std::fs::TryLockError::WouldBlock) => {
                    return Err(Problem::new(
                        Code::Busy,
                        "Another Skilldock has been syncing this data folder for a quarter of an hour.",
                        "Close it, then sync again.",
                    ));
                }
                Err(std::fs::TryLockError::Error(cause)) => return Err(StoreError::file(&path, cause).into()),
            }
        }
    }

    pub(super) async fn write_down(&self, trigger: Trigger, report: &SyncReport, confirms: bool) {
        let store = Arc::clone(&self.inner.store);
        let report = report.clone();
        if let Some(entry) = Self::activity_of(&report, trigger.as_str()) {
            self.note(entry);
        }
        let written = tokio::task::spawn_blocking(move || {
            store.write(|connection| journal::record(connection, trigger.as_str(), &report, confirms))
        })
        .await;
        match written {
            Ok(Ok(_)) => {}
            // The sync itself stands; a journal that cannot be written is said in the log.
            Ok(Err(error)) => tracing::error!(%error, "the journal could not be written"),
            Err(error) => tracing::error!(%error, "the journal could not be written"),
        }
    }

    /// Carries the steps out. The second value: whether a complete listing
    /// confirmed the whole catalogue.
    async fn run(
        &self,
        request: SyncRequest,
        trigger: Trigger,
        seat: &Seat<'_>,
        started_at: UnixMillis,
    ) -> (SyncReport, bool) {
        let began = Instant::now();
        let meter = Arc::new(Meter::default());
        let mut report = blank(Outcome::Complete, started_at);
        let mut done = 0;
        let mut failed = 0;
        let mut confirms = false;
        let mut unreachable = false;
        report.only = request.only.map(|part| part.as_str().to_owned());
        let client = match trigger {
            Trigger::User | Trigger::Command => self.client_anyway().await,
            Trigger::Start | Trigger::Schedule | Trigger::CatchUp => self.client().await,
        };
        match client {
            Err(problem) => {
                failed = 1;
                report.error = Some(problem);
            }
            Ok(client) => {
                if request.wants(Part::Categories) {
                    self.progress(seat, &meter, SyncPhase::Categories, 0, None);
                    match categories::run(&client, &self.inner.store, &meter).await {
                        Ok(changes) => {
                            done += 1;
                            report.categories = changes;
                        }
                        Err(error) => {
                            failed += 1;
                            unreachable |= is_unreachable(&error);
                            report.error = Some(said(error));
                        }
                    }
                }
                let hopeless = report
                    .error
                    .as_ref()
                    .is_some_and(|problem| is_about_the_whole(problem.code));
                if request.wants(Part::Skills) && hopeless {
                    failed += 1;
                } else if request.wants(Part::Skills) {
                    match self.skills(&client, request, seat, &meter).await {
                        Ok(skills) => {
                            done += 1;
                            report.skills = skills.changes;
                            confirms = skills.changes.held == 0;
                            report.conflicts = self.count_conflicts(&skills.settled);
                            report.updates = self.count_updates(&skills.settled);
                            self.emit_settled(&skills.settled);
                        }
                        Err(error) => {
                            failed += 1;
                            unreachable |= is_unreachable(&error);
                            report.error = Some(said(error));
                        }
                    }
                }
                // A listing that fails is no reason to keep ratings back, unless nothing would get through.
                let hopeless = report.error.as_ref().is_some_and(|problem| {
                    unreachable
                        || problem.retry_after_ms.is_some_and(|wait| wait > LONGEST_WAIT_MILLIS)
                        || matches!(problem.code, Code::TokenRejected | Code::Disk | Code::Busy)
                });
                if let Some(ahead) = client.clock_ahead() {
                    self.inner.clock_ahead.store(ahead, Ordering::Relaxed);
                }
                if request.wants(Part::Ratings) && !hopeless {
                    let (went_well, went_wrong) = self.ratings_part(&client, seat, &meter, &mut report).await;
                    done += u32::from(went_well);
                    failed += u32::from(went_wrong);
                }
            }
        }
        report.ratings.waiting = self.ratings_waiting();
        report.outcome = match (done, failed) {
            (_, 0) => Outcome::Complete,
            (0, _) => Outcome::Failed,
            _ => Outcome::Partial,
        };
        report.requests = meter.requests();
        report.bytes = meter.bytes();
        report.duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        report.ended_at = UnixMillis::now();
        if report.skills.count() + report.categories.count() > 0 {
            self.emit_catalogue();
        }
        (report, confirms)
    }

    /// Sends the ratings: whether anything of it went well, and whether anything did not.
    async fn ratings_part(
        &self,
        client: &Client,
        seat: &Seat<'_>,
        meter: &Meter,
        report: &mut SyncReport,
    ) -> (bool, bool) {
        if !self.ratings_due() {
            // Nothing done is no success beside a listing that failed.
            return (false, false);
        }
        self.progress(seat, meter, SyncPhase::Ratings, 0, None);
        let progress = |done, total| self.progress(seat, meter, SyncPhase::Ratings, done, Some(total));
        let problem = match self.send_ratings(client, meter, Sending::Sync, &progress).await {
            Ok(sent) => {
                report.ratings = sent.changes;
                report.conflicts.detected += sent.conflicts;
                report.conflicts.resolved += sent.conflicts;
                sent.problem
            }
            Err(error) => Some(said(error)),
        };
        let went_wrong = problem.is_some();
        if let Some(problem) = problem
            && (report.error.is_none() || problem.code == Code::TokenRejected)
        {
            report.error = Some(problem);
        }
        // One that was put on the list was dealt with too.
        let dealt_with = report.ratings.sent + report.ratings.failed > 0;
        (dealt_with || !went_wrong, went_wrong)
    }

    async fn skills(
        &self,
        client: &Client,
        request: SyncRequest,
        seat: &Seat<'_>,
        meter: &Arc<Meter>,
    ) -> Result<SkillsDone, SyncError> {
        self.progress(seat, meter, SyncPhase::Skills, 0, None);
        let progress = |done: u32, total: Option<u32>| {
            // All read is not all done: the listing is still to be made the current one.
            let phase = if total == Some(done) {
                SyncPhase::Applying
            } else {
                SyncPhase::Skills
            };
            self.progress(seat, meter, phase, done, total);
        };
        SkillsStep {
            client,
            store: &self.inner.store,
            meter,
            progress: &progress,
            deletions_confirmed: request.deletions_confirmed,
            wishes: self.wishes(),
            origin: client.place(),
        }
        .run()
        .await
    }

    fn progress(&self, seat: &Seat<'_>, meter: &Meter, phase: SyncPhase, done: u32, total: Option<u32>) {
        let progress = SyncProgress {
            phase,
            done,
            total,
            started_at: seat.progress.borrow().started_at,
            waiting_until: meter.waiting_until(),
        };
        seat.progress.send_replace(progress);
        self.emit(EngineEvent::SyncProgress {
            progress,
            situation: under_way(progress),
        });
    }

    pub(super) fn emit_catalogue(&self) {
        match self.inner.store.read(catalogue::meta) {
            Ok(meta) => self.emit(EngineEvent::CatalogueChanged {
                revision: meta.revision,
            }),
            Err(error) => tracing::warn!(%error, "the catalogue's revision could not be read"),
        }
    }
}

/// While it lives, no other sync of this data folder runs.
pub(super) struct Lock {
    _file: File,
    /// Whether another process had it first.
    waited: bool,
}

fn said(error: SyncError) -> Problem {
    tracing::warn!(%error, "a step of the sync failed");
    error.into()
}

const fn is_unreachable(error: &SyncError) -> bool {
    matches!(
        error,
        SyncError::Api(ApiError::Unreachable { .. } | ApiError::Unsafe(_))
    )
}

/// Whether a problem of one step will be every step's.
const fn is_about_the_whole(code: Code) -> bool {
    matches!(
        code,
        Code::TokenRejected
            | Code::Unreachable
            | Code::TimedOut
            | Code::Maintenance
            | Code::RateLimited
            | Code::Disk
            | Code::Busy
            | Code::Stopped
    )
}

pub(super) fn blank(outcome: Outcome, at: UnixMillis) -> SyncReport {
    SyncReport {
        outcome,
        reason: None,
        only: None,
        skills: Changes::default(),
        categories: Changes::default(),
        ratings: RatingChanges::default(),
        conflicts: ConflictChanges::default(),
        updates: UpdateChanges::default(),
        requests: 0,
        bytes: 0,
        duration_ms: 0,
        started_at: at,
        ended_at: at,
        error: None,
    }
}

pub(super) fn failed(at: UnixMillis, problem: Problem) -> SyncReport {
    SyncReport {
        error: Some(problem),
        ended_at: UnixMillis::now(),
        ..blank(Outcome::Failed, at)
    }
}
