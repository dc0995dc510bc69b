//! [`Engine`]: what a front end may ask. The window, the command line and the
//! tests call the same methods.
//!
//! It owns the databases, the configuration as it stands, the token, the one sync
//! that may be under way and the scheduler; dropping it stops what runs.

mod accept;
mod activity;
mod catalogue;
mod collections;
mod configuration;
mod conflicts;
mod drafts;
mod editing;
mod encryption;
mod facts;
mod history;
mod importing;
mod keychain;
mod lease;
mod live;
mod local;
mod observe;
mod preview;
mod privacy;
mod rated;
mod ratings;
mod reviews;
mod rotating;
mod scheduler;
mod searches;
mod slot;
mod sync;
mod token;
mod updates;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use parking_lot::{Mutex, RwLock};
use tokio::sync::broadcast;

use crate::api::Budget;
use crate::api::retry::Policy;
use crate::config::{EnvFileChoice, EnvFileMissing, Resolved, Sources};
use crate::event::EngineEvent;
use crate::live::LivePolicy;
use crate::model::{Code, Problem};
use crate::store::{Store, StoreError, settings};
use crate::vault::{Keychain, TokenStore, Vault};

pub use accept::{
    AllUpdatesOutcome, CommandChange, ListChange, NotAccepted, UpdateDetail, UpdatesPage, UpdatesRequest, WaitingUpdate,
};
pub use collections::Collection;
pub use conflicts::{
    BulkPreview, BulkReport, CodePage, CodeRegion, CodeSummary, ConflictDesk, ConflictDetail, ConflictField,
    ConflictFilter, ConflictRow, ConflictSituation, ConflictView, Decision, DeskDecision, DeskField, DeskOutcome,
    FieldKind, Foreseen, HunkSide, NotResolved, NumbersPage, QueuePage, QueueRequest, SeverityCount, Side, SideFacts,
    SideValue, TypeCount, UndoBlock, WouldResolve,
};
pub use drafts::Draft;
pub use editing::{EditSource, EditedField, Fault, FieldFault, FieldFaults, FieldValues, Saved};
pub use encryption::EncryptionView;
pub use history::{DiffPage, DiffRequest, FoldRequest, FoldedLines, History, HistoryEntry, Whose};
pub use importing::{ExportWhat, ImportFate, ImportItem, ImportPreview};
pub use keychain::{KeychainOutcome, KeychainReport, TokenPolicy, Tools};
pub use live::{Listener, SocketCounts};
pub use local::{ExportReport, ImportReport, NotImported};
pub use preview::{ForeseenConflict, SyncPreview, Would};
pub use privacy::{Erased, PrivacyExport, StillThere};
pub use rated::{RatedPage, RatedSkill, Unrated};
pub use rotating::RotationReport;
pub use scheduler::Scheduler;
pub use searches::SavedSearch;
pub use sync::{Part, SyncRequest, Trigger};

/// Events kept for a listener that is slow; one that falls further behind reads
/// the whole state again.
const EVENTS: usize = 4096;

/// What an engine is made with.
pub struct EngineOptions {
    /// Where databases, settings and logs are.
    pub data_dir: PathBuf,
    /// The process's environment.
    pub environment: Vec<(std::ffi::OsString, std::ffi::OsString)>,
    /// The `.env` file to read.
    pub env_file: EnvFileChoice,
    /// Keeps tokens: the system's keychain.
    pub keychain: Arc<dyn TokenStore>,
    /// How patient requests are.
    pub policy: Policy,
    /// How patient the socket is.
    pub live_policy: LivePolicy,
    /// How patient what concerns the token is.
    pub token_policy: TokenPolicy,
    /// Requests a minute (contract, section 2).
    pub requests_a_minute: u32,
}

impl EngineOptions {
    /// The options of the product: this process's environment, the system's
    /// keychain, the contract's limits.
    #[must_use]
    pub fn new(data_dir: PathBuf, env_file: EnvFileChoice) -> Self {
        Self {
            data_dir,
            environment: std::env::vars_os().collect(),
            env_file,
            keychain: Arc::new(Keychain::new()),
            policy: Policy::default(),
            live_policy: LivePolicy::default(),
            token_policy: TokenPolicy::default(),
            requests_a_minute: 100,
        }
    }
}

/// Why an engine could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The `.env` file that was named does not exist.
    #[error(transparent)]
    EnvFile(#[from] EnvFileMissing),
    /// The databases could not be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<OpenError> for Problem {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::EnvFile(missing) => Self::new(
                Code::BadInput,
                missing.to_string(),
                "Check the path given with --env-file.",
            ),
            OpenError::Store(error) => error.into(),
        }
    }
}

/// The product without a window.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    store: Arc<Store>,
    sources: Mutex<Sources>,
    resolved: RwLock<Arc<Resolved>>,
    keychain: Arc<dyn TokenStore>,
    /// The keychain, and the session in its place where it fails.
    vault: Vault,
    tokens: token::Tokens,
    tools: Tools,
    policy: Policy,
    live_policy: LivePolicy,
    token_policy: TokenPolicy,
    live: live::Shared,
    budget: Arc<Budget>,
    /// How far the marketplace's clock was ahead of ours when it last answered, milliseconds.
    clock_ahead: AtomicI64,
    events: broadcast::Sender<EngineEvent>,
    sync: slot::Slot,
    schedule: scheduler::Schedule,
    searcher: crate::search::Searcher,
    notes: activity::Notes,
    /// Why the data could not be encrypted when it was last tried.
    not_encrypted: Mutex<Option<Problem>>,
}

impl Engine {
    /// Opens the databases of the data folder and reads the configuration. Does not touch
    /// the network; the keychain only where the data are encrypted or there are none yet.
    /// Blocks for some milliseconds, and for at most 10 s where the keychain is locked.
    ///
    /// # Errors
    /// See [`OpenError`]. An invalid configuration is none: see [`Engine::problems`].
    pub fn open(options: EngineOptions) -> Result<Self, OpenError> {
        let tools = keychain::tools(|name| {
            let set = options.environment.iter().find(|(known, _)| known == name);
            set.map(|(_, value)| value.clone())
        });
        // The file that was named is checked first: wrong usage makes no folder.
        let mut sources = Sources::read(
            options.environment.iter().cloned(),
            options.env_file.clone(),
            BTreeMap::new(),
        )?;
        // What is saved in the app stands in what is to be opened: only the others can be asked.
        let outside = crate::config::resolve(&sources);
        let store = Arc::new(encryption::open_store(&options, outside.says_of_encryption())?);
        settings::hash_identity(&store)?;
        sources.settings = store.read(settings::settings)?;
        sources
            .settings
            .retain(|variable, _| crate::config::settable_variables().any(|known| known == variable));
        let resolved = crate::config::resolve(&sources);
        let (events, _) = broadcast::channel(EVENTS);
        let engine = Self {
            inner: Arc::new(Inner {
                store,
                sources: Mutex::new(sources),
                resolved: RwLock::new(Arc::new(resolved)),
                vault: Vault::over(Arc::clone(&options.keychain)),
                keychain: options.keychain,
                tokens: token::Tokens::default(),
                tools,
                policy: options.policy,
                live_policy: options.live_policy,
                token_policy: options.token_policy,
                live: live::Shared::default(),
                budget: Arc::new(Budget::new(options.requests_a_minute, Duration::from_secs(60))),
                clock_ahead: AtomicI64::new(0),
                events,
                sync: slot::Slot::default(),
                schedule: scheduler::Schedule::default(),
                searcher: crate::search::Searcher::default(),
                notes: activity::Notes::default(),
                not_encrypted: Mutex::default(),
            }),
        };
        engine.settle_at_start()?;
        if let Err(problem) = engine.finish_erasing() {
            tracing::warn!(%problem, "the erasing that was stopped half-way goes on with the next start");
        }
        engine.watch_favourites();
        Ok(engine)
    }

    /// What happens from now on.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<EngineEvent> {
        self.inner.events.subscribe()
    }

    /// Where databases, settings and logs are.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        self.inner.store.folder()
    }

    fn resolved(&self) -> Arc<Resolved> {
        Arc::clone(&self.inner.resolved.read())
    }

    fn emit(&self, event: EngineEvent) {
        // Nobody listening is fine.
        drop(self.inner.events.send(event));
    }

    fn emit_status(&self) {
        match self.status() {
            Ok(status) => self.emit(EngineEvent::Status {
                status: Box::new(status),
            }),
            Err(problem) => tracing::warn!(%problem, "the status could not be read"),
        }
    }
}
