//! Describing a marketplace before it starts.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::catalogue::{CatalogueError, LoadError, Loaded, read_catalogue};
use crate::core::Core;
use crate::demo;
use crate::generate;
use crate::marketplace::Marketplace;
use crate::serve::{App, Listener, Wire};
use crate::settings::{EtagMode, RateLimit, Settings};

/// The instance that a marketplace's own token is issued to.
const OWN_INSTANCE: &str = "reference";

/// Why a marketplace could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The catalogue's file cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A skill or category of the catalogue is none.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The bundled demo is not as it should be.
    #[error(transparent)]
    Demo(#[from] demo::DemoError),
    /// The port cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// Where.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Where a catalogue comes from.
#[derive(Debug, Clone)]
enum Source {
    Given(Loaded),
    File(PathBuf),
    Generated { skills: usize, seed: u64 },
    Demo,
}

/// A marketplace to be. Limits are those of the contract unless they are changed; the catalogue is empty unless
/// something is put in; several sources add up.
#[derive(Debug, Clone)]
pub struct Builder {
    sources: Vec<Source>,
    settings: Settings,
    token: Option<String>,
    port: u16,
    records: bool,
    control: bool,
    wire: Wire,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            sources: Vec::new(),
            settings: Settings::default(),
            token: None,
            port: 0,
            records: true,
            control: false,
            wire: Wire::default(),
        }
    }

    /// Puts in these skills, in this order.
    #[must_use]
    pub fn skills(self, skills: impl IntoIterator<Item = Value>) -> Self {
        let skills = skills.into_iter().map(|skill| skill.to_string()).collect();
        self.with(Source::Given(Loaded {
            skills,
            categories: Vec::new(),
        }))
    }

    /// Puts in these categories.
    #[must_use]
    pub fn categories(self, categories: impl IntoIterator<Item = Value>) -> Self {
        self.with(Source::Given(Loaded {
            skills: Vec::new(),
            categories: categories.into_iter().collect(),
        }))
    }

    /// Puts in a catalogue that has been read already.
    #[must_use]
    pub fn loaded(self, loaded: Loaded) -> Self {
        self.with(Source::Given(loaded))
    }

    /// Puts in a file of JSON Lines, plain or gzipped, and the `categories.json` beside it.
    #[must_use]
    pub fn catalogue_file(self, path: impl Into<PathBuf>) -> Self {
        self.with(Source::File(path.into()))
    }

    /// Puts in so many made-up skills: the same ones for the same seed, on every machine.
    #[must_use]
    pub fn generated(self, skills: usize, seed: u64) -> Self {
        self.with(Source::Generated { skills, seed })
    }

    /// Puts in the bundled demo catalogue.
    #[must_use]
    pub fn demo_catalogue(self) -> Self {
        self.with(Source::Demo)
    }

    /// The token that is good; a random UUID v4 where none is given.
    #[must_use]
    pub fn token(self, token: impl Into<String>) -> Self {
        Self {
            token: Some(token.into()),
            ..self
        }
    }

    /// The port; a free one where none is given.
    #[must_use]
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// Requests a token; `None` is unlimited.
    #[must_use]
    pub fn rate_limit(self, limit: Option<RateLimit>) -> Self {
        self.settings(|settings| settings.rate_limit = limit)
    }

    /// Connections an instance; `None` is unlimited.
    #[must_use]
    pub fn connection_limit(self, limit: Option<usize>) -> Self {
        self.settings(|settings| settings.connection_limit = limit)
    }

    /// Neither limit: for tests of something else.
    #[must_use]
    pub fn no_limits(self) -> Self {
        self.rate_limit(None).connection_limit(None)
    }

    /// Which `ETag` lists carry.
    #[must_use]
    pub fn etag(self, mode: EtagMode) -> Self {
        self.settings(|settings| settings.etag = mode)
    }

    /// How often WebSockets are pinged, and how soon they must answer.
    #[must_use]
    pub fn heartbeat(self, every: Duration, pong_within: Duration) -> Self {
        self.settings(|settings| (settings.ping_every, settings.pong_within) = (every, pong_within))
    }

    /// Any other setting.
    #[must_use]
    pub fn settings(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// Whether requests are remembered (they are, unless told otherwise).
    #[must_use]
    pub fn records(self, records: bool) -> Self {
        Self { records, ..self }
    }

    /// Whether there is a control API under `/__control`, which needs no token: for tests only.
    #[must_use]
    pub fn control(self, control: bool) -> Self {
        Self { control, ..self }
    }

    /// Speaks TLS, and nothing else.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(self, tls: crate::tls::Tls) -> Self {
        Self {
            wire: Wire::Tls(tls),
            ..self
        }
    }

    /// Starts it on the loopback address.
    pub async fn start(self) -> Result<Marketplace, StartError> {
        let core = Arc::new(Core::new(self.settings, self.records));
        for source in self.sources {
            core.catalogue.load(read(source)?)?;
        }
        let token = self.token.unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
        core.tokens.admit(&token, OWN_INSTANCE);
        let control = self.control.then(|| crate::control::router(Arc::clone(&core)));
        let app = Arc::new(App::new(core, control));
        let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), self.port);
        let listener = Listener::bind(address, Arc::clone(&app), self.wire.clone())
            .await
            .map_err(|source| StartError::Bind { address, source })?;
        Ok(Marketplace::new(app, listener, token, self.wire))
    }

    fn with(mut self, source: Source) -> Self {
        self.sources.push(source);
        self
    }
}

fn read(source: Source) -> Result<Loaded, StartError> {
    Ok(match source {
        Source::Given(loaded) => loaded,
        Source::File(path) => read_catalogue(&path)?,
        Source::Generated { skills, seed } => generate::catalogue(skills, seed),
        Source::Demo => demo::catalogue()?,
    })
}
