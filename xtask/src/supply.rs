//! What comes into the program from others: whether its licences and sources are such as `deny.toml` allows, and the
//! list of all of it, as CycloneDX, for those who have to know.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::place::Place;
use crate::setup::{self, Need};
use crate::{say, steps, ui};

/// A command that cargo does not bring, by name and version.
#[derive(Debug, Clone, Copy)]
pub struct Tool {
    name: &'static str,
    version: &'static str,
}

/// Checks licences, bans and sources.
pub const DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
};

/// Lists what a program is made of.
pub const CYCLONEDX: Tool = Tool {
    name: "cargo-cyclonedx",
    version: "0.5.9",
};

impl Tool {
    /// Where it lives: with the build output, for this project alone.
    fn root(place: &Place) -> PathBuf {
        place.target().join("tools")
    }

    fn program(self, place: &Place) -> PathBuf {
        let name = format!("{}{}", self.name, std::env::consts::EXE_SUFFIX);
        Self::root(place).join("bin").join(name)
    }

    /// The tool as cargo would call it.
    fn command(self, place: &Place) -> Command {
        let mut command = Command::new(self.program(place));
        command.current_dir(place.root());
        command.arg(self.name.trim_start_matches("cargo-"));
        command
    }

    /// The step that sees to it.
    pub fn step(self, place: &Place) -> steps::Check<'_> {
        let there = steps::output(self.command(place).arg("--version"));
        if there.is_some_and(|said| said.split_whitespace().any(|word| word == self.version)) {
            return steps::Check::Done(format!("{} {}", self.name, self.version));
        }
        let root = Self::root(place);
        steps::Check::ToDo(steps::ToDo {
            doing: format!("building {} {} for itself", self.name, self.version),
            act: Box::new(move || {
                // Unoptimised: it is built in half the time, and runs for a second.
                let mut install = Command::new("cargo");
                install
                    .args([
                        "install",
                        "--locked",
                        "--debug",
                        self.name,
                        "--version",
                        self.version,
                        "--root",
                    ])
                    .arg(&root)
                    .arg("--target-dir")
                    .arg(root.join("build"));
                steps::run(&mut install).context("crates.io may be out of reach")?;
                // Some hundred megabytes that nobody needs again.
                fs::remove_dir_all(root.join("build")).ok();
                Ok(())
            }),
            help: "cargo xtask test --skip supply, which leaves out the one part that needs it".to_owned(),
        })
    }
}

/// The part of the tests.
pub fn check(place: &Place) -> Result<()> {
    let mut deny = DENY.command(place);
    // Advisories are fetched from elsewhere, and change by themselves: a release looks at them, a test does not.
    steps::run(deny.args(["--log-level", "error", "check", "licenses", "bans", "sources"]))?;
    let [program, window] = lists(place)?;
    ensure_named(&program, &["skilldock-engine", "rusqlite", "rustls", "tauri"])?;
    ensure_named(&window, &["svelte", "markdown-it", "dompurify"])
}

/// `cargo xtask sbom`: writes the lists, and says where.
pub fn sbom(place: &Place) -> Result<()> {
    setup::insist(place, &[Need::Cyclonedx, Need::Npm])?;
    for list in lists(place)? {
        say::good(&format!("{}", list.display()));
    }
    Ok(())
}

/// The name under which the tool leaves its lists, one in each member's folder.
const LIST: &str = "skilldock.cdx";

/// Makes the two lists: of the program, and of what the window's pages are built from.
fn lists(place: &Place) -> Result<[PathBuf; 2]> {
    let folder = place.target().join("sbom");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;

    let mut cyclonedx = CYCLONEDX.command(place);
    cyclonedx.args([
        "--format",
        "json",
        "--spec-version",
        "1.5",
        "--override-filename",
        LIST,
        "-qq",
    ]);
    let made = steps::run(
        cyclonedx
            .arg("--manifest-path")
            .arg(place.root().join("src-tauri/Cargo.toml")),
    );
    let text = fs::read_to_string(place.root().join("src-tauri").join(format!("{LIST}.json")));
    remove_lists(place.root());
    made?;
    let text = text.context("no list was made of the program")?;
    // Where it was built is nobody's business.
    let root = place.root().display().to_string();
    let program = folder.join("skilldock.cdx.json");
    write(&program, &text.replace(&root, "."))?;

    let text = steps::output(&mut ui::sbom(place)).context("npm made no list of the window's packages")?;
    let window = folder.join("skilldock-ui.cdx.json");
    write(&window, &text.replace(&root, "."))?;
    Ok([program, window])
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// The tool leaves a list beside every member's manifest.
fn remove_lists(root: &Path) {
    let members = ["xtask", "src-tauri", "src-tauri/engine"].map(|member| root.join(member));
    let tests = fs::read_dir(root.join("tests")).into_iter().flatten().flatten();
    for member in members.into_iter().chain(tests.map(|entry| entry.path())) {
        fs::remove_file(member.join(format!("{LIST}.json"))).ok();
    }
}

/// That the list names these.
fn ensure_named(list: &Path, names: &[&str]) -> Result<()> {
    let text = fs::read_to_string(list).with_context(|| format!("cannot read {}", list.display()))?;
    for name in names {
        let named = text.contains(&format!("\"name\": \"{name}\""));
        ensure!(named, "{} does not name {name}", list.display());
    }
    Ok(())
}
