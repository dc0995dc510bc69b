//! Where the programs under test and the test data are.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The clone's folder. Asked for at run time: build output may be shared by several clones.
fn root() -> Result<PathBuf> {
    let from = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(std::env::current_dir, |it| Ok(it.into()))?;
    let root = from.ancestors().find(|folder| folder.join("Cargo.lock").is_file());
    root.map(Path::to_owned)
        .with_context(|| format!("{} is not inside a clone", from.display()))
}

/// The application.
pub(crate) fn skilldock() -> Result<PathBuf> {
    program("skilldock", "SKILLDOCK_BIN")
}

/// The reference marketplace.
pub(crate) fn marketplace() -> Result<PathBuf> {
    program("skilldock-marketplace", "SKILLDOCK_MARKETPLACE_BIN")
}

/// A program that cargo built: named by a variable, or beside the test that is running.
fn program(name: &str, variable: &str) -> Result<PathBuf> {
    let file = match std::env::var_os(variable).filter(|value| !value.is_empty()) {
        Some(named) => PathBuf::from(named),
        // A test is <target>/<profile>/deps/<test>.
        None => {
            let me = std::env::current_exe().context("cannot find my own program file")?;
            let profile = me
                .ancestors()
                .nth(2)
                .context("my own program file is in no build output")?;
            profile.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
        }
    };
    if !file.is_file() {
        bail!(
            "{} is not there; `cargo build --package skilldock --package skilldock-marketplace` makes it",
            file.display()
        );
    }
    file.canonicalize()
        .with_context(|| format!("cannot look at {}", file.display()))
}

/// The folder for pictures; they are looked at by people and not committed.
///
/// # Errors
/// When it cannot be made.
pub fn screenshots() -> Result<PathBuf> {
    let folder = root()?.join("screenshots").join("e2e");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

/// A file of the test data that lies beside the clone.
///
/// # Errors
/// When it is not there.
pub fn shared(file: &str) -> Result<PathBuf> {
    let root = root()?;
    let folder = match std::env::var_os("SKILLDOCK_SHARED").filter(|value| !value.is_empty()) {
        Some(named) => root.join(named),
        None => root.parent().context("the clone lies in no folder")?.join("shared"),
    };
    let path = folder.join(file);
    path.canonicalize()
        .with_context(|| format!("{} is not there; SKILLDOCK_SHARED names its folder", path.display()))
}
