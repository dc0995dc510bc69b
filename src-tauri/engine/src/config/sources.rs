//! What each place says, word for word, before anything is decided.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use super::{ApiToken, ApiUrl, EnvFile, variable};

/// What the environment, the `.env` file and the settings say.
///
/// Holds Skilldock's variables only: what else is in an environment is nobody's
/// business here. `Debug` shows names, not values.
#[derive(Clone, Default)]
pub struct Sources {
    /// The process's environment. Bytes that are no text stand as U+FFFD and make the
    /// value invalid.
    pub environment: BTreeMap<String, String>,
    /// The `.env` file, where there is one.
    pub env_file: Option<EnvFile>,
    /// Saved in the app.
    pub settings: BTreeMap<String, String>,
    /// The demo marketplace, while it runs. It stands where the settings stand, in
    /// place of the address saved there.
    pub demo: Option<DemoEndpoint>,
}

/// The demo marketplace that this process started.
#[derive(Debug, Clone)]
pub struct DemoEndpoint {
    /// Its address, on this machine.
    pub url: ApiUrl,
    /// Its token. Used with its address only.
    pub token: ApiToken,
}

/// Which `.env` file is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnvFileChoice {
    /// This one, if it is there. A folder of that name (a Python environment) is no file.
    Default(PathBuf),
    /// This one, because somebody named it.
    Given(PathBuf),
}

/// The file given by `--env-file` is not there: wrong usage, exit status 2.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("There is no file {}.", .path.display())]
pub struct EnvFileMissing {
    /// The path that was given.
    pub path: PathBuf,
}

impl Sources {
    /// Collects what the environment, the `.env` file and the settings say.
    ///
    /// # Errors
    /// Where a given file is not there. Whatever is wrong inside a file is for
    /// [`resolve`](super::resolve()) to report.
    pub fn read(
        environment: impl Iterator<Item = (OsString, OsString)>,
        env_file: EnvFileChoice,
        settings: BTreeMap<String, String>,
    ) -> Result<Self, EnvFileMissing> {
        Ok(Self {
            environment: ours(environment),
            env_file: chosen(env_file)?,
            settings,
            demo: None,
        })
    }
}

fn ours(environment: impl Iterator<Item = (OsString, OsString)>) -> BTreeMap<String, String> {
    environment
        .filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            // Windows does not tell names apart by case, and keeps the case they were set with.
            let name = if cfg!(windows) { name.to_ascii_uppercase() } else { name };
            variable::is_ours(&name).then(|| (name, value.to_string_lossy().into_owned()))
        })
        .collect()
}

fn chosen(choice: EnvFileChoice) -> Result<Option<EnvFile>, EnvFileMissing> {
    match choice {
        EnvFileChoice::Given(path) if !path.exists() || path.is_dir() => Err(EnvFileMissing { path }),
        EnvFileChoice::Default(path) if !path.exists() || path.is_dir() => Ok(None),
        EnvFileChoice::Given(path) | EnvFileChoice::Default(path) => Ok(Some(EnvFile::read(path))),
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources")
            .field("environment", &self.environment.keys())
            .field("env_file", &self.env_file)
            .field("settings", &self.settings.keys())
            .field("demo", &self.demo)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(choice: EnvFileChoice) -> Result<Sources, EnvFileMissing> {
        Sources::read(std::iter::empty(), choice, BTreeMap::new())
    }

    #[test]
    fn a_file_that_was_given_must_be_there_and_the_default_one_need_not() {
        let dir = tempfile::tempdir().unwrap();
        let absent = dir.path().join(".env");
        assert!(read(EnvFileChoice::Default(absent.clone())).unwrap().env_file.is_none());
        assert!(
            read(EnvFileChoice::Default(dir.path().to_owned()))
                .unwrap()
                .env_file
                .is_none()
        );
        for path in [absent, dir.path().to_owned()] {
            assert_eq!(
                read(EnvFileChoice::Given(path.clone())).unwrap_err(),
                EnvFileMissing { path }
            );
        }
    }

    #[test]
    fn only_our_part_of_the_environment_is_kept() {
        let all = [
            ("PATH", "/bin"),
            ("ATOM_SAAS_X", "1"),
            ("SKILLDOCK_IDENTITY", "me"),
            ("XATOM_SAAS_Y", "2"),
        ];
        let all = all.into_iter().map(|(name, value)| (name.into(), value.into()));
        let names: Vec<_> = ours(all).into_keys().collect();
        assert_eq!(names, ["ATOM_SAAS_X", "SKILLDOCK_IDENTITY"]);
    }
}
