//! What is wanted of the connection: by the configuration, the token, the pause, the
//! other processes on the data folder, the user; and what only looking finds out.

use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::super::hold::Hold;
use super::Supervisor;
use crate::event::EngineEvent;
use crate::live::dial::Target;
use crate::live::machine::Event;
use crate::live::state::{Connection, Off};
use crate::model::UnixMillis;
use crate::store::{catalogue, settings, socket};

impl Supervisor {
    /// What only looking finds out: that the machine slept, that another process let go
    /// of the connection, paused, or changed the token.
    pub(super) async fn look(&mut self) {
        let (timer, wall) = std::mem::replace(&mut self.clocks, (Instant::now(), UnixMillis::now()));
        let by_timer = self.clocks.0.duration_since(timer);
        let by_wall = Duration::from_millis(u64::try_from(self.clocks.1.since(wall)).unwrap_or(0));
        if by_timer.max(by_wall) > self.policy.look + self.policy.slept {
            tracing::info!(seconds = by_timer.max(by_wall).as_secs(), "the machine woke");
            self.happens(Event::Woke);
        }
        self.look_at_the_catalogue();
        let (paused, token_changed_at) = (self.paused, self.token_changed_at);
        self.note_facts();
        if token_changed_at != self.token_changed_at {
            self.engine.token_changed_elsewhere();
        } else if paused != self.paused || self.state.connection == Connection::Off(Off::Elsewhere) {
            self.consider().await;
        }
    }

    /// What the process that has the connection changed is seen here too.
    pub(super) fn look_at_the_catalogue(&mut self) {
        let revision = match self.hold {
            Some(_) => None,
            None => self
                .engine
                .inner
                .store
                .read(catalogue::meta)
                .ok()
                .map(|meta| meta.revision),
        };
        let before = std::mem::replace(&mut self.revision, revision);
        if let (Some(before), Some(revision)) = (before, revision)
            && before != revision
        {
            self.engine.emit(EngineEvent::CatalogueChanged { revision });
        }
    }

    pub(super) fn note_facts(&mut self) {
        let facts = self
            .engine
            .inner
            .store
            .read(|connection| Ok((socket::is_paused(connection)?, settings::token_changed_at(connection)?)));
        match facts {
            Ok((paused, token_changed_at)) => (self.paused, self.token_changed_at) = (paused, token_changed_at),
            Err(error) => tracing::warn!(%error, "the pause could not be read"),
        }
    }

    /// Whether a connection is wanted, and which.
    pub(super) async fn wish(&self) -> Result<Target, Off> {
        let resolved = self.engine.resolved();
        let config = &resolved.config;
        if self.engine.usable(&resolved).is_err() || !config.enabled {
            return Err(Off::LocalOnly);
        }
        if self.paused {
            return Err(Off::Paused);
        }
        if !config.ws_enabled {
            return Err(Off::SocketOff);
        }
        let url = match (&config.api_url, &config.ws_url) {
            (Some(_), Some(url)) => url.clone(),
            _ => return Err(Off::NoMarketplace),
        };
        match self.engine.token().await {
            Ok(Some((token, _))) => Ok(Target {
                url,
                token,
                trust: config.trust.clone(),
                attempts: config.ws_reconnect_attempts,
            }),
            Ok(None) => Err(Off::NoToken),
            Err(error) => {
                tracing::info!(%error, "the keychain gave no token for the socket");
                Err(Off::NoToken)
            }
        }
    }

    /// Compares what is wanted with what there is.
    pub(super) async fn consider(&mut self) {
        let wish = self.wish().await;
        let news = *self.engine.inner.schedule.news().borrow();
        let before = std::mem::replace(&mut self.seen, news);
        let target = match wish {
            Ok(target) => target,
            Err(why) => return self.forbid(why).await,
        };
        if self.hold.is_none() && !self.take_hold() {
            return self.forbid(Off::Elsewhere).await;
        }
        self.policy.attempts = target.attempts;
        let old = self.target.replace(target.clone());
        if matches!(self.state.connection, Connection::Off(_)) {
            // After a 401 the end of a pause is no question for the marketplace (contract, section 2).
            if self.engine.inner.schedule.is_rejected() && news.asked == before.asked {
                return;
            }
            self.happens(Event::Allowed);
            return;
        }
        let another_token = old.as_ref().is_some_and(|old| !old.token.is_same(&target.token));
        let taken_again = news.token != before.token && self.state.connection == Connection::Rejected;
        if another_token || taken_again {
            self.happens(Event::TokenChanged);
        } else if old.is_some_and(|old| !old.is_as(&target)) {
            self.happens(Event::AddressChanged);
        } else if news.refused != before.refused {
            self.happens(Event::TokenRefused);
        }
        if news.asked != before.asked {
            self.happens(Event::Asked);
        }
        if news.reached != before.reached {
            self.happens(Event::NetworkBack);
        }
    }

    pub(super) async fn forbid(&mut self, why: Off) {
        self.target = None;
        if self.state.connection != Connection::Off(why) {
            self.happens(Event::Forbidden(why));
            self.let_go().await;
        }
    }

    pub(super) fn take_hold(&mut self) -> bool {
        match Hold::take(self.engine.data_dir()) {
            Ok(hold) => self.hold = hold,
            Err(error) => tracing::warn!(%error, "the lock of the connection could not be had"),
        }
        if self.hold.is_none() {
            return false;
        }
        // What the holder before wrote goes on being what was last.
        match self.engine.inner.store.read(socket::record) {
            Ok(Some(record)) => {
                self.state.tally.reason = record.last_disconnect_reason;
                self.state.tally.last_message = record.last_message;
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "the socket's stored state could not be read"),
        }
        true
    }

    /// Lets another process have the connection, once this one's is really over and its
    /// state is stored.
    pub(super) async fn let_go(&mut self) {
        for task in self.closing.drain(..) {
            // How it ended does not matter any more.
            drop(task.await);
        }
        if self.hold.is_none() {
            return;
        }
        let (done, written) = oneshot::channel();
        if self.writes.send((self.record(), Some(done))).is_ok() {
            // An error means that nobody writes any more: there is nothing to wait for.
            drop(written.await);
        }
        self.engine.inner.live.show(None);
        self.hold = None;
        self.engine.emit_status();
    }
}
