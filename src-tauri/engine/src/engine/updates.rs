//! Pushed changes into the store, and what is said of them.

use std::sync::atomic::Ordering;

use super::Engine;
use crate::event::EngineEvent;
use crate::live::Update;
use crate::model::{ServerTime, UnixMillis};
use crate::store::live::{Applied, Arrival};
use crate::store::settle::Settled;
use crate::store::{StoreError, conflicts, live};
use crate::sync::ConflictChanges;

/// Milliseconds of difference between the clocks that `Date` can tell.
const CLOCK_CERTAIN: i64 = 2_000;

impl Engine {
    /// Applies pushed changes in their order, all of them or none, and says so. Blocks
    /// until they are on the disk. Gives whether a listing should be read, because of
    /// two changes nobody can say which is the later one.
    ///
    /// # Errors
    /// What SQLite says; then nothing of them is kept and they can be applied again.
    pub(super) fn apply_updates(&self, updates: &[Update]) -> Result<bool, StoreError> {
        let now = UnixMillis::now();
        let arrival = Arrival {
            now,
            at: self.marketplace_time(now),
            wishes: self.wishes(),
        };
        let applied = self.inner.store.write(|connection| {
            updates
                .iter()
                .map(|update| live::apply(connection, update, arrival))
                .collect::<Result<Vec<_>, _>>()
        })?;
        let mut settled = Vec::new();
        let mut done = false;
        let doubtful = applied.contains(&Applied::Doubtful);
        for (update, applied) in updates.iter().zip(applied) {
            if let Applied::Done(met) = applied {
                done = true;
                settled.extend(met);
                self.emit(EngineEvent::Applied {
                    kind: update.kind().to_owned(),
                    skill_id: update.skill(),
                });
            }
        }
        if done {
            self.emit_catalogue();
        }
        self.emit_settled(&settled);
        Ok(doubtful)
    }

    /// What the marketplace's clock says now, as far as is known: `Date` tells it to a
    /// second or two, so that a smaller difference is none.
    fn marketplace_time(&self, now: UnixMillis) -> ServerTime {
        let ahead = self.inner.clock_ahead.load(Ordering::Relaxed);
        let ahead = if ahead.abs() > CLOCK_CERTAIN { ahead } else { 0 };
        ServerTime::from_micros(now.plus(ahead).0.saturating_mul(1000)).unwrap_or(ServerTime::EPOCH)
    }

    /// Says which conflicts were found, changed or ended.
    pub(super) fn emit_settled(&self, settled: &[Settled]) {
        self.note_conflicts(settled);
        self.note_held(settled);
        for one in settled {
            if let Some(id) = one.conflict {
                self.emit(EngineEvent::Conflict {
                    id,
                    skill_id: one.skill,
                    waiting: one.waiting,
                });
            }
        }
        if settled.iter().any(|one| one.conflict.is_some() || one.held) {
            self.emit_status();
        }
    }

    /// What a report says of conflicts.
    pub(super) fn count_conflicts(&self, settled: &[Settled]) -> ConflictChanges {
        let count =
            |wanted: fn(&&Settled) -> bool| u32::try_from(settled.iter().filter(wanted).count()).unwrap_or(u32::MAX);
        ConflictChanges {
            detected: count(|one| one.new),
            resolved: count(|one| one.conflict.is_some() && !one.waiting),
            waiting: self.inner.store.read(conflicts::count_waiting).unwrap_or_default(),
        }
    }
}
