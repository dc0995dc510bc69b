//! Where things are: the clone, the build output, the shared test data.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use xtask::shell;

use crate::say;

/// All packages but the drivers of the window, together: what of the dependencies is switched on follows from the packages
/// that are built at once, and for another choice the engine would be compiled once more.
pub const BUT_THE_WINDOW: &[&str] = &["--workspace", "--exclude", "skilldock-e2e"];

/// The places the commands work with.
pub struct Place {
    root: PathBuf,
    target: PathBuf,
}

impl Place {
    /// Finds them from where this program was started. Nothing is remembered from when it was compiled: build output
    /// may be shared by several clones.
    pub fn find() -> Result<Self> {
        let from = match std::env::var_os("CARGO_MANIFEST_DIR") {
            Some(manifest) => PathBuf::from(manifest),
            None => std::env::current_dir().context("the current folder is gone")?,
        };
        let root = from
            .ancestors()
            .find(|folder| folder.join("Cargo.lock").is_file() && folder.join("xtask").is_dir())
            .with_context(|| format!("{} is not inside a clone of Skilldock", from.display()))?
            .to_owned();
        // We are <target>/<profile>/xtask: what cargo builds next goes to the same place.
        let me = std::env::current_exe().context("cannot find my own program file")?;
        let target = me
            .ancestors()
            .nth(2)
            .context("my own program file is in no build output")?
            .to_owned();
        Ok(Self { root, target })
    }

    /// The clone's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the Svelte UI.
    pub fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// The folder of build output.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// A program that cargo built.
    pub fn program(&self, name: &str, release: bool) -> PathBuf {
        let profile = if release { "release" } else { "debug" };
        self.target
            .join(profile)
            .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// The test data that lies beside the clone, if it does.
    pub fn shared(&self) -> Option<PathBuf> {
        let folder = match std::env::var_os("SKILLDOCK_SHARED").filter(|value| !value.is_empty()) {
            Some(named) => self.root.join(named),
            None => self.root.parent()?.join("shared"),
        };
        folder.canonicalize().ok().filter(|folder| folder.is_dir())
    }

    /// A cargo command, run from the clone's root. Where nobody can commit a changed lock file it must not change.
    pub fn cargo(&self, words: &[&str]) -> Command {
        // By name where that works, so that messages can be typed.
        let program = match std::env::var_os("CARGO") {
            Some(path) if shell::which("cargo").is_none() => path,
            _ => "cargo".into(),
        };
        let mut command = Command::new(program);
        command.current_dir(&self.root).args(words);
        if say::in_ci() && words.first() != Some(&"fmt") {
            command.arg("--locked");
        }
        if let Some(shared) = self.shared() {
            command.env("SKILLDOCK_SHARED", shared);
        }
        // What cargo told us about ourselves is not true of what is built next.
        for (name, _) in std::env::vars_os() {
            if name
                .to_str()
                .is_some_and(|name| name.starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR")
            {
                command.env_remove(name);
            }
        }
        command
    }

    /// Builds the programs that the tests start, unoptimised, out of what the tests themselves are built of.
    pub fn build_programs(&self) -> Command {
        let mut build = self.cargo(&["build"]);
        build.args(BUT_THE_WINDOW);
        for program in [
            "skilldock",
            "skilldock-marketplace",
            "skilldock-bench",
            "skilldock-empty",
        ] {
            build.args(["--bin", program]);
        }
        build
    }
}
