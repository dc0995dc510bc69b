//! An engine on a data folder of its own, and the command on one.

use std::path::{Path, PathBuf};
use std::process::Command;

use skilldock_engine::config::EnvFileChoice;
use skilldock_engine::{Engine, EngineOptions};
use skilldock_marketplace::Marketplace;
use tempfile::TempDir;

/// What both are told of the marketplace.
fn environment(market: &Marketplace) -> [(&'static str, String); 4] {
    [
        ("ATOM_SAAS_API_URL", market.url()),
        ("ATOM_SAAS_API_TOKEN", market.token().to_owned()),
        // Whatever this machine's keychain is: what encryption costs is a figure of its own.
        ("SKILLDOCK_ENCRYPTION", "off".to_owned()),
        // Conflicts wait for whoever measures.
        ("ATOM_SAAS_CONFLICT_STRATEGY", "manual".to_owned()),
    ]
}

/// An engine and its folder.
pub struct Laptop {
    /// The engine.
    pub engine: Engine,
    folder: TempDir,
}

impl Laptop {
    /// One that knows a marketplace and has nothing yet.
    ///
    /// # Errors
    /// A folder that cannot be made or opened.
    pub fn new(market: &Marketplace) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let env_file = EnvFileChoice::Default(folder.path().join(".env"));
        let mut options = EngineOptions::new(folder.path().to_owned(), env_file);
        options.environment = environment(market)
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        options.requests_a_minute = u32::MAX;
        let engine = Engine::open(options).map_err(|error| anyhow::anyhow!("{error}"))?;
        Ok(Self { engine, folder })
    }

    /// Its data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// The real command on a data folder, with nothing of whoever measures: neither variables
/// nor a file of them.
pub fn command(skilldock: &Path, folder: &Path, market: &Marketplace) -> Command {
    let mut command = Command::new(skilldock);
    for (name, _) in std::env::vars_os() {
        let ours = |name: &str| name.starts_with("ATOM_SAAS_") || name.starts_with("SKILLDOCK_");
        if name.to_str().is_some_and(ours) {
            command.env_remove(name);
        }
    }
    command
        .arg("--data-dir")
        .arg(folder)
        .current_dir(folder)
        .envs(environment(market));
    command
}

/// The program files of what was built: the one that runs now is among them.
pub fn beside(name: &str) -> std::io::Result<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}
