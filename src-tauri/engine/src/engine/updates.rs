//! Live updates into the store: a batch in one transaction, then what happened is said.

use super::Engine;
use crate::event::EngineEvent;
use crate::live::Update;
use crate::model::UnixMillis;
use crate::store::{StoreError, pushed};

impl Engine {
    /// Applies accepted updates in their order, all of them or none. Blocks while the
    /// store writes.
    ///
    /// # Errors
    /// What the store says; then nothing was applied.
    pub(super) fn apply_updates(&self, updates: Vec<Update>) -> Result<(), StoreError> {
        self.inner
            .store
            .write(|connection| pushed::apply(connection, &updates, UnixMillis::now()))?;
        for update in &updates {
            self.emit(EngineEvent::Applied {
                kind: update.kind().to_owned(),
                skill_id: update.skill(),
            });
        }
        self.emit_catalogue();
        Ok(())
    }
}
