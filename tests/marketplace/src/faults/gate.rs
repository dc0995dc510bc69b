//! Gates: requests wait at them until a test lets them on.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, watch};

use super::handle::Faults;
use super::rule::RuleId;

/// Where on its way a request is held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stage {
    /// Before anything is done with it.
    #[default]
    Arrival,
    /// When it has been carried out, before the answer leaves: "a page in flight".
    Answer,
}

/// What requests wait at.
#[derive(Debug, Clone)]
pub(crate) struct Barrier {
    pub stage: Stage,
    /// A permit lets one request on; closing it lets all on.
    passes: Arc<Semaphore>,
    waiting: Arc<watch::Sender<usize>>,
}

impl Barrier {
    pub fn new(stage: Stage) -> Self {
        Self {
            stage,
            passes: Arc::new(Semaphore::new(0)),
            waiting: Arc::new(watch::Sender::new(0)),
        }
    }

    /// Waits until let on. A client that gives up meanwhile is no longer counted.
    pub async fn wait(&self) {
        struct Waiting<'a>(&'a watch::Sender<usize>);
        impl Drop for Waiting<'_> {
            fn drop(&mut self) {
                self.0.send_modify(|count| *count -= 1);
            }
        }
        self.waiting.send_modify(|count| *count += 1);
        let _waiting = Waiting(&self.waiting);
        if let Ok(pass) = self.passes.acquire().await {
            pass.forget();
        }
    }

    pub fn waiting(&self) -> usize {
        *self.waiting.borrow()
    }

    pub async fn until_waiting(&self, at_least: usize) {
        // The sender lives in this very value, so the wait cannot fail.
        self.waiting.subscribe().wait_for(|count| *count >= at_least).await.ok();
    }

    pub fn pass(&self, requests: usize) {
        self.passes.add_permits(requests.min(Semaphore::MAX_PERMITS / 2));
    }

    pub fn open(&self) {
        self.passes.close();
    }
}

/// A gate in a test's hands. Dropping it opens it.
#[derive(Debug)]
pub struct Gate {
    id: RuleId,
    barrier: Barrier,
    faults: Faults,
}

impl Gate {
    pub(crate) fn new(id: RuleId, barrier: Barrier, faults: Faults) -> Self {
        Self { id, barrier, faults }
    }

    /// How many requests wait at it now.
    pub fn held(&self) -> usize {
        self.barrier.waiting()
    }

    /// Waits until a request is being held.
    pub async fn holding(&self) {
        self.holding_at_least(1).await;
    }

    /// Waits until so many requests are being held.
    pub async fn holding_at_least(&self, requests: usize) {
        self.barrier.until_waiting(requests).await;
    }

    /// Like [`Gate::holding_at_least`], with an end to patience; false when it came to that.
    pub async fn holding_within(&self, requests: usize, patience: Duration) -> bool {
        tokio::time::timeout(patience, self.holding_at_least(requests))
            .await
            .is_ok()
    }

    /// Lets one request on, one that waits or the next to come.
    pub fn release_one(&self) {
        self.barrier.pass(1);
    }

    /// Lets all on and takes the gate away.
    pub fn release(self) {
        drop(self);
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.faults.remove(self.id);
    }
}
