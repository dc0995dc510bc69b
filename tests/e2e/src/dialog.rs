//! The system's dialog for files. It is the system's, and no driver reaches into it: a stand-in answers in its place what
//! a person would choose there. The application asks a program called `zenity` where a session has no portal for files,
//! and finds the stand-in before any other.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use anyhow::{Context, Result};
use tempfile::TempDir;

/// What it says: the chosen path, or nothing and a refusal where the dialog is closed without a choice.
const PROGRAM: &str = "#!/bin/sh\nexec cat \"${0%/*}/answer\"\n";

/// Somebody who answers the system's dialogs.
#[derive(Debug)]
pub struct Chooser(TempDir);

impl Chooser {
    /// One who closes every dialog until told what to choose.
    ///
    /// # Errors
    /// When the stand-in cannot be written.
    pub fn new() -> Result<Self> {
        let folder = tempfile::tempdir().context("no temporary folder")?;
        let program = folder.path().join("zenity");
        fs::write(&program, PROGRAM).context("no stand-in for the dialog")?;
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
        Ok(Self(folder))
    }

    /// The value for `PATH` with which a window asks this one.
    #[must_use]
    pub fn path(&self) -> String {
        let programs = std::env::var("PATH").unwrap_or_default();
        format!("{}:{programs}", self.0.path().display())
    }

    /// Chooses this from now on.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn chooses(&self, path: &Path) -> Result<()> {
        let path = path.to_str().context("no text")?;
        Ok(fs::write(self.0.path().join("answer"), path)?)
    }
}
