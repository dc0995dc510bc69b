//! A running marketplace, in the hands of whoever started it.

use std::net::SocketAddr;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::builder::Builder;
use crate::catalogue::{Catalogue, CatalogueError};
use crate::core::Core;
use crate::event::Event;
use crate::faults::Faults;
use crate::live::Sockets;
use crate::record::Recorded;
use crate::serve::{App, Listener, Wire};
use crate::settings::Settings;

/// A running marketplace. Dropping it stops it and ends every connection; [`Marketplace::shutdown`] also waits
/// until that is done.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), skilldock_marketplace::StartError> {
/// use skilldock_marketplace::{Fault, Marketplace, When};
/// let market = Marketplace::builder().generated(250, 7).no_limits().start().await?;
/// market.faults().on(When::listing_page(2).once(), Fault::status(503));
/// assert!(market.url().starts_with("http://127.0.0.1:"));
/// market.shutdown().await;
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Marketplace {
    app: Arc<App>,
    listener: Mutex<Option<Listener>>,
    address: SocketAddr,
    token: String,
    wire: Wire,
}

impl Marketplace {
    /// Starts to describe a marketplace.
    pub fn builder() -> Builder {
        Builder::new()
    }

    pub(crate) fn new(app: Arc<App>, listener: Listener, token: String, wire: Wire) -> Self {
        Self {
            app,
            address: listener.address,
            listener: Mutex::new(Some(listener)),
            token,
            wire,
        }
    }

    /// Where its API is: `http://127.0.0.1:PORT` (https with TLS), without a slash at the end.
    pub fn url(&self) -> String {
        let scheme = if self.wire.is_secure() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// Where its WebSocket is, without the token.
    pub fn ws_url(&self) -> String {
        let scheme = if self.wire.is_secure() { "wss" } else { "ws" };
        format!("{scheme}://{}/ws", self.address)
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A token that is good (until a test revokes it).
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Issues a further token, to this instance.
    pub fn issue_token(&self, instance_id: &str) -> String {
        self.core().tokens.issue(instance_id).0
    }

    /// Makes a token good that was not, such as one with a form of its own.
    pub fn admit_token(&self, token: &str, instance_id: &str) {
        self.core().tokens.admit(token, instance_id);
    }

    /// Makes a token bad and closes the connections that came in with it; false when it was not good.
    pub fn revoke_token(&self, token: &str) -> bool {
        let done = self.core().tokens.revoke(token);
        self.core().hub.close_of(token, crate::live::TOKEN_REVOKED);
        done
    }

    /// The catalogue: look at it, change it.
    pub fn catalogue(&self) -> &Catalogue {
        &self.core().catalogue
    }

    /// The faults, gates and hooks.
    pub fn faults(&self) -> &Faults {
        &self.core().faults
    }

    /// The live connections.
    pub fn sockets(&self) -> Sockets {
        Sockets::new(self.core().hub.clone())
    }

    /// What it received.
    pub fn recorded(&self) -> &Recorded {
        &self.core().recorded
    }

    /// Applies a change and announces it.
    pub fn push(&self, event: &Event) -> Result<(), CatalogueError> {
        self.core().catalogue.apply(event)
    }

    /// Announces a frame without changing anything, and says to how many connections.
    pub fn broadcast_raw(&self, frame: impl Into<String>) -> usize {
        self.sockets().send_text(frame)
    }

    /// The settings as they are now.
    pub fn settings(&self) -> Arc<Settings> {
        self.core().settings()
    }

    /// Changes settings. Connections that are open keep the ping times they began with.
    pub fn configure(&self, change: impl FnOnce(&mut Settings)) {
        self.core().configure(change);
    }

    /// Forgets how many requests each token has made.
    pub fn reset_rate_limit(&self) {
        self.core().rates.reset();
    }

    /// Goes away: the port is closed, every connection ended. Catalogue, tokens and faults stay.
    pub async fn go_down(&self) {
        let listener = self.listener.lock().take();
        if let Some(listener) = listener {
            listener.shutdown().await;
        }
    }

    /// Returns, on the same port.
    pub async fn come_back(&self) -> std::io::Result<()> {
        if self.is_up() {
            return Ok(());
        }
        let listener = Listener::bind(self.address, Arc::clone(&self.app), self.wire.clone()).await?;
        *self.listener.lock() = Some(listener);
        Ok(())
    }

    /// Whether it listens.
    pub fn is_up(&self) -> bool {
        self.listener.lock().is_some()
    }

    /// Stops, and returns when nothing of it is left.
    pub async fn shutdown(self) {
        self.faults().clear();
        self.go_down().await;
    }

    fn core(&self) -> &Core {
        &self.app.core
    }
}
