//! The configuration as it stands, and the ways a user changes it in the app.

use super::Engine;
use super::token::{read_url, url_missing};
use crate::activity::{ActivityFacts, Happened};
use crate::config::{self, ConfigProblem, ConfigView, DemoEndpoint, Resolved};
use crate::event::EngineEvent;
use crate::model::{Code, Problem, UnixMillis};
use crate::store::{catalogue, local, settings};

/// Names what the window remembers of the first run.
const DOOR: &str = "door";
/// The longest value the window may have remembered.
const LONGEST_UI_VALUE: usize = 16 << 10;

impl Engine {
    /// The whole configuration, each value with its source.
    #[must_use]
    pub fn config(&self) -> ConfigView {
        // The keychain's token is none of the four sources' business, but it is there.
        let kept = self.resolved().config.token.is_none() && self.token_status_known().present;
        self.resolved().view(self.data_dir(), kept)
    }

    /// Values that cannot be used and that nothing makes up for. While there are
    /// any, nothing is synced (contract, section 7).
    #[must_use]
    pub fn problems(&self) -> Vec<ConfigProblem> {
        self.resolved()
            .problems
            .iter()
            .filter(|problem| problem.is_error())
            .cloned()
            .collect()
    }

    /// Reads the `.env` file again, so that a value corrected there counts without a
    /// restart. Says so only where something changed.
    pub fn read_env_file_again(&self) {
        let changed = {
            let mut sources = self.inner.sources.lock();
            let again = sources
                .env_file
                .as_ref()
                .map(|file| config::EnvFile::read(file.path.clone()));
            let changed = again.as_ref().map(|file| &file.values) != sources.env_file.as_ref().map(|file| &file.values);
            if changed {
                sources.env_file = again;
            }
            changed
        };
        if changed {
            self.reconfigure();
        }
    }

    pub(super) fn usable(&self, resolved: &Resolved) -> Result<(), Problem> {
        resolved.problem().map_or(Ok(()), Err)
    }

    /// Whether the environment or `.env` forbid connecting.
    pub(super) fn may_connect(&self) -> Result<(), Problem> {
        let locked = self
            .config()
            .variables
            .into_iter()
            .any(|v| v.variable == "ATOM_SAAS_ENABLED" && v.locked);
        if locked && !self.resolved().config.enabled {
            return Err(Problem::new(
                Code::LocalOnly,
                "The environment sets local-only mode (ATOM_SAAS_ENABLED is false).",
                "Change it there to connect.",
            ));
        }
        Ok(())
    }

    /// Saves a value in the app, or goes back to the default.
    ///
    /// # Errors
    /// A variable that cannot be set here, a value out of its range, one that the
    /// environment or `.env` decides, a disk that cannot be written.
    pub fn set_setting(&self, variable: &str, value: Option<&str>) -> Result<ConfigView, Problem> {
        let value = match value {
            Some(value) => Some(config::validate_setting(variable, value).map_err(|problem| {
                Problem::new(
                    Code::BadInput,
                    problem.message,
                    format!("It may be: {}.", problem.range),
                )
            })?),
            None if config::settable_variables().any(|known| known == variable) => None,
            None => {
                return Err(Problem::new(
                    Code::BadInput,
                    format!("{variable} cannot be set here."),
                    "",
                ));
            }
        };
        let view = self.config();
        if let Some(locked) = view.variables.iter().find(|v| v.variable == variable && v.locked) {
            let by = locked.source.words();
            return Err(Problem::new(
                Code::BadInput,
                format!("{variable} is set by {by}, which decides."),
                "Change it there.",
            ));
        }
        let before = self.inner.sources.lock().settings.get(variable).cloned();
        let reviewed = self.wishes().review;
        self.save(&[(variable, value.as_deref())])?;
        if variable == "SKILLDOCK_ENCRYPTION"
            && let Err(problem) = self.settle_encryption()
        {
            // What is saved must be what is.
            self.save(&[(variable, before.as_deref())])?;
            return Err(problem);
        }
        if reviewed && !self.wishes().review {
            // The user no longer wants to be asked: what waits lands, as they were told it would.
            self.release_updates()?;
        }
        Ok(self.config())
    }

    /// What is wrong with a value that is about to be saved; nothing where it could be.
    #[must_use]
    pub fn check_setting(&self, variable: &str, value: Option<&str>) -> Option<ConfigProblem> {
        value.and_then(|value| config::validate_setting(variable, value).err())
    }

    fn save(&self, values: &[(&str, Option<&str>)]) -> Result<(), Problem> {
        let saved = self.inner.store.write(|connection| {
            for (variable, value) in values {
                settings::set_setting(connection, variable, *value)?;
            }
            settings::settings(connection)
        })?;
        let before = std::mem::replace(&mut self.inner.sources.lock().settings, saved.clone());
        for (variable, _) in values {
            if before.get(*variable) != saved.get(*variable) {
                self.note_setting(variable);
            }
        }
        self.reconfigure();
        Ok(())
    }

    /// Notes that a value changed: which, and never what it was or is.
    pub(super) fn note_setting(&self, variable: &str) {
        let facts = ActivityFacts {
            variable: Some(variable.to_owned()),
            ..ActivityFacts::default()
        };
        self.note_now(Happened::SettingChanged, None, facts);
    }

    pub(super) fn reconfigure(&self) {
        let resolved = config::resolve(&self.inner.sources.lock());
        *self.inner.resolved.write() = std::sync::Arc::new(resolved);
        self.watch_favourites();
        self.inner.schedule.changed();
        self.emit(EngineEvent::ConfigChanged {});
        self.emit_status();
    }

    /// Connects to a marketplace: keeps the address in the settings and the token in
    /// the keychain, or for this session where there is no keychain, and begins to sync.
    ///
    /// # Errors
    /// What cannot be an address or a token; one the environment decides; a disk that
    /// cannot be written.
    pub async fn connect(&self, url: &str, token: Option<&str>) -> Result<(), Problem> {
        self.may_connect()?;
        let url = read_url(url)?;
        let decided = self
            .config()
            .variables
            .into_iter()
            .any(|v| v.variable == "ATOM_SAAS_API_URL" && v.locked);
        if decided && self.resolved().config.api_url.as_ref() != Some(&url) {
            return Err(Problem::new(
                Code::BadInput,
                "ATOM_SAAS_API_URL is set by the environment or the .env file, which decides.",
                "Change it there.",
            ));
        }
        self.stop_sync().await;
        self.leave_demo()?;
        let text = url.display();
        if decided {
            self.save(&[("ATOM_SAAS_ENABLED", None)])?;
        } else {
            self.save(&[("ATOM_SAAS_API_URL", Some(text.as_str())), ("ATOM_SAAS_ENABLED", None)])?;
        }
        self.set_ui_state(DOOR, Some("connect"))?;
        if let Some(token) = token {
            self.keep_token(token).await?;
        }
        Ok(())
    }

    /// Works without a marketplace from now on.
    ///
    /// # Errors
    /// A disk that cannot be written.
    pub async fn work_locally(&self) -> Result<(), Problem> {
        self.stop_sync().await;
        self.leave_demo()?;
        self.save(&[("ATOM_SAAS_ENABLED", Some("false"))])?;
        self.set_ui_state(DOOR, Some("local"))
    }

    /// Uses the bundled demo marketplace, which a front end has started at this address.
    ///
    /// # Errors
    /// A disk that cannot be written.
    pub async fn use_demo(&self, demo: DemoEndpoint) -> Result<(), Problem> {
        self.stop_sync().await;
        self.inner.sources.lock().demo = Some(demo);
        self.save(&[("ATOM_SAAS_ENABLED", None), ("ATOM_SAAS_API_URL", None)])?;
        self.set_ui_state(DOOR, Some("demo"))
    }

    /// Whether the user chose the demo marketplace and nothing stronger names another.
    #[must_use]
    pub fn wants_demo(&self) -> bool {
        let view = self.config();
        let set = |name: &str| view.variables.iter().any(|v| v.variable == name && v.locked);
        !set("ATOM_SAAS_API_URL") && !set("ATOM_SAAS_ENABLED") && self.door().as_deref() == Some("demo")
    }

    /// Whether the demo marketplace is the one in use.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        let demo = self.inner.sources.lock().demo.as_ref().map(|demo| demo.url.origin());
        demo.is_some() && demo == self.resolved().config.api_url.as_ref().map(config::ApiUrl::origin)
    }

    /// Whether nobody has chosen yet between a marketplace, the demo and working locally.
    #[must_use]
    pub fn is_first_run(&self) -> bool {
        let config = &self.resolved().config;
        config.enabled && config.api_url.is_none() && self.door().is_none()
    }

    fn door(&self) -> Option<String> {
        self.ui_state().ok()?.remove(DOOR)
    }

    /// The demo's skills are no real marketplace's: they go with it.
    fn leave_demo(&self) -> Result<(), Problem> {
        if self.door().as_deref() != Some("demo") {
            return Ok(());
        }
        self.inner.sources.lock().demo = None;
        self.inner.store.write(|connection| {
            catalogue::clear(connection)?;
            // What the user made stays.
            local::bring_together(connection, UnixMillis::now())
        })?;
        self.emit_catalogue();
        Ok(())
    }

    /// What the window remembers.
    ///
    /// # Errors
    /// A database that fails.
    pub fn ui_state(&self) -> Result<std::collections::BTreeMap<String, String>, Problem> {
        Ok(self.inner.store.read(settings::ui_state)?)
    }

    /// Remembers something for the window, or forgets it.
    ///
    /// # Errors
    /// A value over 16 KiB, a disk that cannot be written.
    pub fn set_ui_state(&self, key: &str, value: Option<&str>) -> Result<(), Problem> {
        if key.len() > 100 || value.is_some_and(|value| value.len() > LONGEST_UI_VALUE) {
            return Err(Problem::new(Code::BadInput, "That is too long to be remembered.", ""));
        }
        Ok(self
            .inner
            .store
            .write(|connection| settings::set_ui_state(connection, key, value))?)
    }

    /// The address of the marketplace, where one is set.
    ///
    /// # Errors
    /// [`Code::UrlMissing`].
    pub fn marketplace(&self) -> Result<String, Problem> {
        self.resolved()
            .config
            .api_url
            .as_ref()
            .map(config::ApiUrl::display)
            .ok_or_else(url_missing)
    }
}
