//! The place of the one sync that may be under way in this process: a run takes it,
//! and whoever comes meanwhile waits for that run's report (contract, section 4).

use parking_lot::Mutex;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::sync::SyncRequest;
use crate::model::UnixMillis;
use crate::status::{SyncPhase, SyncProgress};
use crate::sync::SyncReport;

/// The run under way in this process, if any.
#[derive(Default)]
pub(super) struct Slot {
    running: Mutex<Option<Running>>,
}

/// A run, as others see it.
#[derive(Clone)]
pub(super) struct Running {
    /// What it does.
    pub request: SyncRequest,
    /// Ends it.
    pub stop: CancellationToken,
    progress: watch::Receiver<SyncProgress>,
    ended: watch::Receiver<Option<SyncReport>>,
}

impl Running {
    /// Waits for its end; `None` where it ended without a report.
    pub(super) async fn report(&self) -> Option<SyncReport> {
        let mut ended = self.ended.clone();
        ended
            .wait_for(Option::is_some)
            .await
            .ok()
            .and_then(|report| report.clone())
    }
}

/// A run's seat in the slot; leaving it, however that happens, ends the run for
/// those who wait.
pub(super) struct Seat<'a> {
    slot: &'a Slot,
    pub progress: watch::Sender<SyncProgress>,
    ended: watch::Sender<Option<SyncReport>>,
    pub stop: CancellationToken,
}

impl Seat<'_> {
    /// Frees the seat, then says how the run ended: who hears it and looks again finds
    /// no run that is over.
    pub(super) fn leave(self, report: &SyncReport) {
        let ended = self.ended.clone();
        drop(self);
        ended.send_replace(Some(report.clone()));
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.slot.running.lock().take();
    }
}

impl Slot {
    /// Takes the seat, or says who has it.
    pub(super) fn enter(&self, request: SyncRequest) -> Result<Seat<'_>, Running> {
        let mut running = self.running.lock();
        if let Some(run) = &*running {
            return Err(run.clone());
        }
        let start = SyncProgress {
            phase: SyncPhase::Connecting,
            done: 0,
            total: None,
            started_at: UnixMillis::now(),
            waiting_until: None,
        };
        let (progress, progress_seen) = watch::channel(start);
        let (ended, ended_seen) = watch::channel(None);
        let stop = CancellationToken::new();
        *running = Some(Running {
            request,
            progress: progress_seen,
            ended: ended_seen,
            stop: stop.clone(),
        });
        drop(running);
        Ok(Seat {
            slot: self,
            progress,
            ended,
            stop,
        })
    }

    /// The run under way.
    pub(super) fn running(&self) -> Option<Running> {
        self.running.lock().clone()
    }

    /// How far the run under way is.
    pub(super) fn progress(&self) -> Option<SyncProgress> {
        self.running.lock().as_ref().map(|run| *run.progress.borrow())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::engine::sync::blank;
    use crate::sync::Outcome;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn who_hears_that_a_run_ended_finds_the_seat_free() {
        for _ in 0..500 {
            let slot = Arc::new(Slot::default());
            let seat = slot.enter(SyncRequest::default()).ok().unwrap();
            let waiting = tokio::spawn({
                let slot = Arc::clone(&slot);
                async move {
                    let run = slot.running()?;
                    run.report().await?;
                    slot.running().map(|_| "the run that ended is still there")
                }
            });
            tokio::task::yield_now().await;
            seat.leave(&blank(Outcome::Complete, UnixMillis::now()));
            assert_eq!(waiting.await.unwrap(), None);
        }
    }

    #[tokio::test]
    async fn a_run_that_was_dropped_leaves_no_report_and_no_seat_taken() {
        let slot = Slot::default();
        let seat = slot.enter(SyncRequest::default()).ok().unwrap();
        let run = slot.running().unwrap();
        assert!(slot.enter(SyncRequest::default()).is_err());
        drop(seat);
        assert!(run.report().await.is_none());
        assert!(slot.enter(SyncRequest::default()).is_ok());
    }
}
