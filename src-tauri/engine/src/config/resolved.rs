//! What was decided: typed values for the engine, a view for people.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{
    ApiToken, ApiUrl, ConfigProblem, ConfigView, ConflictStrategy, Encryption, Source, Trust, VariableView, WsUrl,
    variable,
};
use crate::model::{Code, Problem};
use crate::status::TokenSource;

/// The configuration, with typed values.
#[derive(Clone)]
pub struct Config {
    /// Whether the marketplace is used at all. Always false where the configuration is
    /// invalid: who forgets to ask [`Resolved::is_valid`] makes no call.
    pub enabled: bool,
    /// The marketplace.
    pub api_url: Option<ApiUrl>,
    /// Its socket: as set, or derived from `api_url`.
    pub ws_url: Option<WsUrl>,
    /// Whether the socket is used.
    pub ws_enabled: bool,
    /// Attempts to reconnect before it waits an hour.
    pub ws_reconnect_attempts: u32,
    /// Time between syncs of skills and categories.
    pub sync_interval: Duration,
    /// Time between syncs of ratings.
    pub rating_sync_interval: Duration,
    /// How conflicts are resolved.
    pub conflict_strategy: ConflictStrategy,
    /// Longest wait for an answer.
    pub api_timeout: Duration,
    /// The token where the environment, the `.env` file or the demo gives one; else it
    /// is the keychain's to give.
    pub token: Option<(ApiToken, TokenSource)>,
    /// Whom ratings are sent under, hashed as they are sent: what was typed is nowhere from here on. `None` for an
    /// identity of this installation.
    pub identity: Option<String>,
    /// Whether an update that changes what a watched skill runs waits for a review.
    pub review_updates: bool,
    /// The loopback port for health and metrics; `None` is off.
    pub metrics_port: Option<u16>,
    /// Whom a connection with TLS believes.
    pub trust: Trust,
    /// Whether the data on the disk are encrypted.
    pub encryption: Encryption,
}

/// The configuration with where everything comes from and what is wrong with it.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// Typed values. With an error among the problems it is switched off.
    pub config: Config,
    /// Every variable, in the order of the contract.
    pub variables: Vec<VariableView>,
    /// What is wrong, warnings included, in the order of the variables.
    pub problems: Vec<ConfigProblem>,
    /// The `.env` file that was read, if any.
    pub env_file: Option<PathBuf>,
}

impl Config {
    /// The marketplace, for what cannot do without it.
    ///
    /// # Errors
    /// [`Code::LocalOnly`] where it is switched off, [`Code::UrlMissing`] where nobody
    /// says which one it is.
    pub fn marketplace(&self) -> Result<&ApiUrl, Problem> {
        if !self.enabled {
            return Err(Problem::new(
                Code::LocalOnly,
                "Skilldock is in local-only mode: it makes no call.",
                "Set ATOM_SAAS_ENABLED to true to use the marketplace.",
            ));
        }
        self.api_url.as_ref().ok_or_else(|| {
            Problem::new(
                Code::UrlMissing,
                "No marketplace is set.",
                "Set ATOM_SAAS_API_URL to its address, in the environment, in a .env file or in the settings.",
            )
        })
    }
}

impl Resolved {
    /// What somebody says of encryption, if anybody does.
    #[must_use]
    pub fn says_of_encryption(&self) -> Option<Encryption> {
        let view = self
            .variables
            .iter()
            .find(|view| view.variable == variable::ENCRYPTION.name)?;
        (view.source != Source::Default).then_some(self.config.encryption)
    }

    /// Whether nothing stops start-up.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        !self.problems.iter().any(ConfigProblem::is_error)
    }

    /// What stops start-up, as one problem that names every bad variable.
    #[must_use]
    pub fn problem(&self) -> Option<Problem> {
        let errors: Vec<_> = self.problems.iter().filter(|problem| problem.is_error()).collect();
        let names: Vec<_> = errors.iter().map(|problem| problem.variable.as_str()).collect();
        let (first, rest) = errors.split_first()?;
        let message = if rest.is_empty() {
            first.to_string()
        } else {
            format!(
                "The configuration has {} values that cannot be used: {}.",
                errors.len(),
                names.join(", ")
            )
        };
        Some(Problem::new(
            Code::ConfigInvalid,
            message,
            "`skilldock config` shows every value and where it comes from.",
        ))
    }

    /// The configuration as it is shown. `token_kept` says whether the keychain or this
    /// session holds a token; that counts as a setting, since the app put it there.
    #[must_use]
    pub fn view(&self, data_dir: &Path, token_kept: bool) -> ConfigView {
        let mut variables = self.variables.clone();
        let token = variables
            .iter_mut()
            .find(|view| view.variable == variable::API_TOKEN.name);
        if let Some(token) = token.filter(|token| token_kept && token.source == Source::Default) {
            token.value = Some("present".to_owned());
            token.source = Source::Settings;
        }
        ConfigView {
            variables,
            problems: self.problems.clone(),
            env_file: self.env_file.as_ref().map(|path| path.display().to_string()),
            data_dir: data_dir.display().to_string(),
        }
    }
}

/// Shows what a log may hold: the identity is somebody's e-mail address.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            enabled,
            api_url,
            ws_url,
            ws_enabled,
            ws_reconnect_attempts,
            sync_interval,
            rating_sync_interval,
            conflict_strategy,
            api_timeout,
            token,
            identity,
            review_updates,
            metrics_port,
            trust,
            encryption,
        } = self;
        f.debug_struct("Config")
            .field("enabled", enabled)
            .field("api_url", api_url)
            .field("ws_url", ws_url)
            .field("ws_enabled", ws_enabled)
            .field("ws_reconnect_attempts", ws_reconnect_attempts)
            .field("sync_interval", sync_interval)
            .field("rating_sync_interval", rating_sync_interval)
            .field("conflict_strategy", conflict_strategy)
            .field("api_timeout", api_timeout)
            .field("token", token)
            .field("identity", &identity.as_ref().map(|_| "(set)"))
            .field("review_updates", review_updates)
            .field("metrics_port", metrics_port)
            .field("trust", trust)
            .field("encryption", encryption)
            .finish()
    }
}
