//! The live connection as a front end sees it: listen, reconnect, pause, and what is
//! shown of it (contract, section 3).
//!
//! [`supervisor`] owns the connection and performs what the state machine says;
//! [`apply`] brings updates into the store, [`catch_up`] syncs after gaps, [`hold`] is
//! the lock by which one process of many has the connection, and [`shown`] what is seen
//! of it from everywhere.

mod apply;
mod catch_up;
mod hold;
mod shown;
mod supervisor;

use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::Engine;
use super::token::token_missing;
use crate::activity::{ActivityFacts, Happened};
use crate::model::Problem;
use crate::store::socket;

pub(super) use shown::Shared;
pub use shown::SocketCounts;

/// Whether another process on this data folder has the connection.
pub(super) fn is_held_elsewhere(engine: &Engine) -> bool {
    !engine.inner.live.is_own() && hold::Hold::is_taken(engine.data_dir())
}

/// Keeps the live connection, until it is dropped.
pub struct Listener {
    stop: DropGuard,
    task: JoinHandle<()>,
}

impl Listener {
    /// Stops it and waits until the connection is closed and everything that came is
    /// in the store.
    pub async fn shutdown(self) {
        drop(self.stop);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the listener ended badly");
        }
    }
}

impl Engine {
    /// Starts to keep the live connection: connects when the configuration and the
    /// token allow it, reconnects, catches up.
    #[must_use = "dropping it stops it"]
    pub fn listen(&self) -> Listener {
        let stop = CancellationToken::new();
        let task = tokio::spawn(supervisor::run(self.clone(), stop.clone()));
        Listener {
            stop: stop.drop_guard(),
            task,
        }
    }

    /// The user asks for the live connection now, whatever is being waited for.
    pub fn reconnect(&self) {
        self.ask_keychain_again();
        self.inner.schedule.ask();
    }

    /// Closes the live connection and syncs no more by itself, until it is resumed,
    /// across restarts and in every process. A sync that the user asks for still runs.
    ///
    /// # Errors
    /// A disk that cannot be written.
    pub fn pause(&self) -> Result<(), Problem> {
        self.set_paused(true)
    }

    /// Ends the pause: connects and syncs again.
    ///
    /// # Errors
    /// A disk that cannot be written.
    pub fn resume(&self) -> Result<(), Problem> {
        self.set_paused(false)
    }

    fn set_paused(&self, paused: bool) -> Result<(), Problem> {
        self.inner
            .store
            .write(|connection| socket::set_paused(connection, paused))?;
        let what = if paused { Happened::Paused } else { Happened::Resumed };
        self.note_now(what, None, ActivityFacts::default());
        self.inner.schedule.changed();
        self.emit_status();
        Ok(())
    }

    /// Whether the user paused. A database that fails counts as no.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.inner.store.read(socket::is_paused).unwrap_or_else(|error| {
            tracing::warn!(%error, "whether there is a pause could not be read");
            false
        })
    }

    /// Makes sure that there is a token, asking the keychain if need be.
    ///
    /// # Errors
    /// No token, or a keychain that cannot be asked.
    pub async fn token_required(&self) -> Result<(), Problem> {
        self.token().await?.map(|_| ()).ok_or_else(token_missing)
    }

    /// What this process counted of its connections since it started.
    #[must_use]
    pub fn socket_counts(&self) -> SocketCounts {
        self.inner.live.counts()
    }
}
