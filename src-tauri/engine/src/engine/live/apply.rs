//! Accepted updates into the store, in their order: what is queued goes into one
//! transaction; where the store cannot take it, it waits and is tried again.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
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
pub(super) async fn keep(engine: Engine, inbox: Arc<Inbox>, wanted: Arc<Notify>, lost: UnboundedSender<()>) {
    loop {
        let batch = inbox.take(BATCH).await;
        let mut pause = FIRST_PAUSE;
        let mut batch: Arc<[Update]> = engine.still_ours(batch).into();
        loop {
            match engine.apply_off_thread(&batch).await {
                Ok(doubtful) => {
                    if doubtful {
                        // Two changes of which nobody can say which is the later: a listing can.
                        wanted.notify_one();
                    }
                    break;
                }
                Err(error) => {
                    tracing::warn!(%error, waiting = batch.len(), "live updates wait for the store");
                    if !will_heal(&error) {
                        // One that can never be applied must not hold up the others.
                        batch = engine.apply_one_by_one(batch, &wanted, &lost).await;
                    }
                }
            }
            if batch.is_empty() {
                break;
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

/// Applies what is left when the listener ends, once.
pub(super) async fn rest(engine: &Engine, inbox: &Inbox) {
    loop {
        let batch = inbox.take_now(BATCH);
        if batch.is_empty() {
            return;
        }
        let batch = engine.still_ours(batch);
        if let Err(error) = engine.apply_off_thread(&batch.into()).await {
            tracing::warn!(%error, "the last live updates are left to the next sync");
            return;
        }
    }
}

/// Whether the same batch may well be applied later.
const fn will_heal(error: &StoreError) -> bool {
    match error {
        StoreError::DiskFull
        | StoreError::DiskFails
        | StoreError::NotWritable { .. }
        | StoreError::Busy
        | StoreError::File { .. } => true,
        StoreError::Newer { .. }
        | StoreError::Damaged { .. }
        | StoreError::KeyNeeded
        | StoreError::KeyLocked(_)
        | StoreError::KeyLost
        | StoreError::NoPlaceForKey(_)
        | StoreError::Sqlite(_)
        | StoreError::Content(_) => false,
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

    /// Whether a listing should be read for it.
    async fn apply_off_thread(&self, batch: &Arc<[Update]>) -> Result<bool, StoreError> {
        if batch.is_empty() {
            return Ok(false);
        }
        let (engine, work) = (self.clone(), Arc::clone(batch));
        let applied = tokio::task::spawn_blocking(move || engine.apply_updates(&work))
            .await
            .unwrap_or_else(|error| Err(StoreError::Content(format!("applying them failed: {error}"))));
        if applied.is_ok() {
            self.note_updates(batch);
        }
        applied
    }

    /// What is left to be tried again.
    async fn apply_one_by_one(
        &self,
        batch: Arc<[Update]>,
        wanted: &Notify,
        lost: &UnboundedSender<()>,
    ) -> Arc<[Update]> {
        for (done, update) in batch.iter().enumerate() {
            match self.apply_off_thread(&Arc::from([update.clone()])).await {
                Ok(false) => {}
                Ok(true) => wanted.notify_one(),
                Err(error) if will_heal(&error) => return batch[done..].into(),
                Err(error) => {
                    tracing::error!(%error, kind = update.kind(), "a live update could not be applied");
                    // Nobody listening any more means that we are about to be stopped.
                    let _ = lost.send(());
                }
            }
        }
        Arc::default()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rusqlite::Connection;

    use super::*;
    use crate::EngineOptions;
    use crate::config::EnvFileChoice;
    use crate::event::EngineEvent;
    use crate::live::frame::{self, Message};
    use crate::vault::MemoryVault;

    fn engine(folder: &Path) -> Engine {
        let mut options = EngineOptions::new(folder.to_owned(), EnvFileChoice::Default(folder.join(".env")));
        options.environment = vec![("ATOM_SAAS_API_URL".into(), "http://127.0.0.1:9".into())];
        options.keychain = Arc::new(MemoryVault::default());
        Engine::open(options).unwrap()
    }

    fn push(inbox: &Inbox, from: &str, names: impl IntoIterator<Item = String>) {
        for (number, name) in names.into_iter().enumerate() {
            let frame = format!(
                r#"{{"type":"skill_update","data":{{"skill_id":"00000000-0000-4000-8000-{number:012}","name":"{name}"}}}}"#
            );
            let Ok(Message::Update(update)) = frame::read(frame.as_bytes()) else {
                panic!("the frame is good");
            };
            assert!(inbox.push(Pushed {
                from: Arc::new(from.parse().unwrap()),
                update
            }));
        }
    }

    const HERE: &str = "ws://127.0.0.1:9/ws";

    async fn until_skills(engine: &Engine, wanted: u32) {
        let mut events = engine.events();
        let reached = async {
            while engine.status().unwrap().skills != wanted {
                while !matches!(events.recv().await.unwrap(), EngineEvent::CatalogueChanged { .. }) {}
            }
        };
        tokio::time::timeout(Duration::from_secs(20), reached).await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_store_that_is_busy_is_waited_for_and_nothing_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path());
        let blocker = Connection::open(folder.path().join("catalogue.db")).unwrap();
        blocker.execute_batch("BEGIN IMMEDIATE").unwrap();
        let inbox = Arc::new(Inbox::default());
        let (lost, mut told) = tokio::sync::mpsc::unbounded_channel();
        let task = tokio::spawn(keep(engine.clone(), Arc::clone(&inbox), Arc::default(), lost));
        push(&inbox, HERE, (0..300).map(|n| format!("Skill {n}")));
        // Longer than a write waits for another process's.
        tokio::time::sleep(Duration::from_millis(5500)).await;
        assert_eq!(engine.status().unwrap().skills, 0);
        blocker.execute_batch("COMMIT").unwrap();
        until_skills(&engine, 300).await;
        assert!(told.try_recv().is_err(), "nothing is lost");
        task.abort();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_update_that_can_never_be_applied_does_not_hold_up_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path());
        Connection::open(folder.path().join("catalogue.db"))
            .unwrap()
            .execute_batch(
                "CREATE TRIGGER poison BEFORE INSERT ON skill WHEN new.name = 'Poison' BEGIN SELECT raise(ABORT, 'no'); END",
            )
            .unwrap();
        let inbox = Arc::new(Inbox::default());
        let (lost, mut told) = tokio::sync::mpsc::unbounded_channel();
        let task = tokio::spawn(keep(engine.clone(), Arc::clone(&inbox), Arc::default(), lost));
        push(&inbox, HERE, ["One", "Poison", "Three"].map(str::to_owned));
        until_skills(&engine, 2).await;
        told.recv().await.expect("it is told, so that it is caught up");
        task.abort();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_another_marketplace_pushed_is_not_mixed_in() {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path());
        let inbox = Inbox::default();
        push(&inbox, "ws://127.0.0.1:10/ws", ["Foreign".to_owned()]);
        push(&inbox, HERE, ["Ours".to_owned()]);
        rest(&engine, &inbox).await;
        assert_eq!(engine.status().unwrap().skills, 1);
    }
}
