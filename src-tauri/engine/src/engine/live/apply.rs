//! Accepted updates into the store, in their order: what is queued goes into one
//! transaction; where the store cannot take it, it waits and is tried again.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use super::Engine;
use crate::live::Update;
use crate::live::inbox::{Inbox, Pushed};
use crate::store::StoreError;

/// Updates of one transaction.
const BATCH: usize = 256;
/// The pause before a batch is tried again; it doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest of these pauses.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Applies what comes, for ever. Each update that could not be applied at all is told.
pub(super) async fn keep(engine: Engine, inbox: Arc<Inbox>, lost: UnboundedSender<()>) {
    loop {
        let batch = inbox.take(BATCH).await;
        let mut pause = FIRST_PAUSE;
        let mut batch = engine.still_ours(batch);
        while let Err(error) = engine.apply_off_thread(batch.clone()).await {
            tracing::warn!(%error, waiting = batch.len(), "live updates wait for the store");
            if !will_heal(&error) {
                // One that can never be applied must not hold up the others.
                batch = engine.apply_one_by_one(batch, &lost).await;
                if batch.is_empty() {
                    break;
                }
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

/// Applies what is left when the listener ends, once.
pub(super) async fn rest(engine: &Engine, inbox: &Inbox) {
    loop {
        let batch = engine.still_ours(inbox.take_now(BATCH));
        if batch.is_empty() {
            return;
        }
        if let Err(error) = engine.apply_off_thread(batch).await {
            tracing::warn!(%error, "the last live updates are left to the next sync");
            return;
        }
    }
}

/// Whether the same batch may well be applied later.
const fn will_heal(error: &StoreError) -> bool {
    match error {
        StoreError::DiskFull | StoreError::NotWritable { .. } | StoreError::Busy | StoreError::File { .. } => true,
        StoreError::Newer { .. } | StoreError::Damaged { .. } | StoreError::Sqlite(_) | StoreError::Content(_) => false,
    }
}

impl Engine {
    /// Without what came by the socket of a marketplace that is no longer the one in use.
    fn still_ours(&self, batch: Vec<Pushed>) -> Vec<Update> {
        let resolved = self.resolved();
        batch
            .into_iter()
            .filter(|pushed| resolved.config.ws_url.as_ref() == Some(&*pushed.from))
            .map(|pushed| pushed.update)
            .collect()
    }

    async fn apply_off_thread(&self, batch: Vec<Update>) -> Result<(), StoreError> {
        if batch.is_empty() {
            return Ok(());
        }
        let engine = self.clone();
        tokio::task::spawn_blocking(move || engine.apply_updates(batch))
            .await
            .unwrap_or_else(|error| Err(StoreError::Content(format!("applying them failed: {error}"))))
    }

    /// What is left to be tried again.
    async fn apply_one_by_one(&self, batch: Vec<Update>, lost: &UnboundedSender<()>) -> Vec<Update> {
        let mut left = batch.into_iter();
        while let Some(update) = left.next() {
            match self.apply_off_thread(vec![update.clone()]).await {
                Ok(()) => {}
                Err(error) if will_heal(&error) => return std::iter::once(update).chain(left).collect(),
                Err(error) => {
                    tracing::error!(%error, kind = update.kind(), "a live update could not be applied");
                    // Nobody listening any more means that we are about to be stopped.
                    let _ = lost.send(());
                }
            }
        }
        Vec::new()
    }
}
