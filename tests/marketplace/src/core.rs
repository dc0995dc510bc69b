//! What the parts of one marketplace share.

use std::sync::Arc;

use parking_lot::RwLock;

use crate::catalogue::Catalogue;
use crate::faults::Faults;
use crate::limits::{Connections, RateLimiter};
use crate::live::Hub;
use crate::metrics::Metrics;
use crate::record::Recorded;
use crate::settings::Settings;
use crate::tokens::Tokens;

/// One marketplace's state. It outlives the listener, so that a server can go down and come back with what it knew.
#[derive(Debug)]
pub(crate) struct Core {
    pub catalogue: Catalogue,
    pub hub: Hub,
    pub metrics: Metrics,
    pub tokens: Tokens,
    pub rates: RateLimiter,
    pub connections: Connections,
    pub faults: Faults,
    pub recorded: Recorded,
    /// Tells this marketplace's revisions from another's.
    pub nonce: u32,
    settings: RwLock<Arc<Settings>>,
}

impl Core {
    pub fn new(settings: Settings, records: bool) -> Self {
        let metrics = Metrics::default();
        let hub = Hub::new(metrics.clone());
        Self {
            catalogue: Catalogue::new(hub.clone()),
            hub,
            metrics,
            tokens: Tokens::default(),
            rates: RateLimiter::default(),
            connections: Connections::default(),
            faults: Faults::default(),
            recorded: Recorded::new(records),
            nonce: uuid::Uuid::new_v4().as_fields().0,
            settings: RwLock::new(Arc::new(settings)),
        }
    }

    /// The settings as they are now.
    pub fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings.read())
    }

    /// Changes them.
    pub fn configure(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.settings.write();
        let mut changed = Settings::clone(&settings);
        change(&mut changed);
        *settings = Arc::new(changed);
    }
}
