//! The demo marketplace, as the application runs it beside itself.

use std::path::PathBuf;

use crate::builder::{Builder, StartError};
use crate::marketplace::Marketplace;

/// The seed of the demo's made-up skills.
const SEED: u64 = 1;

/// A demo to be. It has what a user may want to try and nothing that a test wants: no faults, no control API, no
/// record of requests.
#[derive(Debug, Clone)]
pub struct DemoBuilder {
    builder: Builder,
    own_catalogue: bool,
}

impl DemoBuilder {
    fn new() -> Self {
        Self {
            builder: Marketplace::builder().records(false),
            own_catalogue: false,
        }
    }

    /// The port; a free one where none is given.
    #[must_use]
    pub fn port(self, port: u16) -> Self {
        Self {
            builder: self.builder.port(port),
            ..self
        }
    }

    /// The token; a random UUID v4 where none is given.
    #[must_use]
    pub fn token(self, token: impl Into<String>) -> Self {
        Self {
            builder: self.builder.token(token),
            ..self
        }
    }

    /// A catalogue from a file, in place of the bundled one.
    #[must_use]
    pub fn catalogue_file(self, path: impl Into<PathBuf>) -> Self {
        Self {
            builder: self.builder.catalogue_file(path),
            own_catalogue: true,
        }
    }

    /// So many made-up skills, in place of the bundled ones.
    #[must_use]
    pub fn generated(self, skills: usize) -> Self {
        Self {
            builder: self.builder.generated(skills, SEED),
            own_catalogue: true,
        }
    }

    /// Starts it on the loopback address.
    pub async fn start(self) -> Result<Demo, StartError> {
        let builder = if self.own_catalogue {
            self.builder
        } else {
            self.builder.demo_catalogue()
        };
        Ok(Demo {
            market: builder.start().await?,
        })
    }
}

/// A running demo. Dropping it stops it.
#[derive(Debug)]
pub struct Demo {
    market: Marketplace,
}

impl Demo {
    /// Where its API is.
    pub fn url(&self) -> String {
        self.market.url()
    }

    /// Where its WebSocket is, without the token.
    pub fn ws_url(&self) -> String {
        self.market.ws_url()
    }

    /// The token.
    pub fn token(&self) -> &str {
        self.market.token()
    }

    /// How many skills it offers.
    pub fn skills(&self) -> usize {
        self.market.catalogue().len()
    }

    /// Stops it, and returns when nothing of it is left.
    pub async fn shutdown(self) {
        self.market.shutdown().await;
    }
}

impl Marketplace {
    /// Starts to describe the bundled demo.
    pub fn demo() -> DemoBuilder {
        DemoBuilder::new()
    }
}
