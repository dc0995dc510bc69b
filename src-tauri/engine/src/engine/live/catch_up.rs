//! A sync after every gap, which begins after the gap did: one that was under way
//! already may have read the pages before (contract, section 3).

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::engine::{Engine, Part, SyncRequest, Trigger};
use crate::model::UnixMillis;
use crate::sync::Outcome;

/// How often a catch-up that failed is tried again before it is left to the clock.
const TRIES_AGAIN: u32 = 3;
/// Syncs begun by others that are waited for before it is content with one of them.
const PATIENCE: u32 = 5;

/// Catches up whenever it is wanted. What is asked for while one runs is one more.
pub(super) async fn keep(engine: Engine, wanted: Arc<Notify>, again: Duration) {
    loop {
        wanted.notified().await;
        let mut tries = 0;
        while !engine.is_paused() && !engine.catch_up().await && tries < TRIES_AGAIN {
            tries += 1;
            // Another gap is a reason to try at once.
            tokio::select! {
                () = wanted.notified() => {}
                () = tokio::time::sleep(again) => {}
            }
        }
    }
}

impl Engine {
    /// Runs a sync that begins now; false where it is worth trying again.
    async fn catch_up(&self) -> bool {
        let asked_at = UnixMillis::now();
        // What is pushed is the catalogue; ratings have a clock of their own.
        let request = SyncRequest {
            only: Some(Part::Catalogue),
            ..SyncRequest::default()
        };
        for _ in 0..PATIENCE {
            let report = self.sync(request, Trigger::CatchUp).await;
            match report.outcome {
                Outcome::Joined if report.started_at <= asked_at => {}
                Outcome::Complete | Outcome::Joined | Outcome::Skipped => return true,
                Outcome::Partial | Outcome::Failed => {
                    tracing::warn!(outcome = ?report.outcome, "the catch-up did not succeed");
                    return self.inner.schedule.is_rejected();
                }
            }
        }
        true
    }
}
