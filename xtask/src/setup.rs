//! Setting a machine up: only what is missing, only what is needed for what comes next.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::packages::{self, Group};
use crate::place::Place;
use crate::steps::{self, Check, ToDo};
use crate::{say, supply, ui};

/// The version of the tool that tries the marketplace's API with made-up requests.
const SCHEMATHESIS: &str = "4.32.5";

/// Something that has to be there before work can begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// System packages.
    Packages(Group),
    /// `cargo fmt` and `cargo clippy`.
    RustComponents,
    /// Node.js, npm and the npm packages of the UI.
    Npm,
    /// A browser for the UI's components, where the system's packages have none.
    Browser,
    /// The tool that tries the API, in an environment of its own.
    Schemathesis,
    /// The tool that checks licences and sources.
    Deny,
    /// The tool that lists what the program is made of.
    Cyclonedx,
}

/// What could not be had, and why.
#[derive(Debug, Default)]
pub struct Unmet(Vec<(Need, String)>);

impl Unmet {
    /// Why one of these needs is not met.
    pub fn why(&self, needs: &[Need]) -> Option<&str> {
        self.0
            .iter()
            .find(|(need, _)| needs.contains(need))
            .map(|(_, why)| why.as_str())
    }
}

/// Sees to all of `needs`, or there is no going on. What is missing has been said by then.
pub fn insist(place: &Place, needs: &[Need]) -> Result<()> {
    ensure!(
        prepare(place, needs).why(needs).is_none(),
        "the set-up is not complete: see above for what helps"
    );
    Ok(())
}

/// Sees to all of `needs`; system packages in one go, so that a password is asked for once and first.
pub fn prepare(place: &Place, needs: &[Need]) -> Unmet {
    say::heading("set-up");
    let mut unmet = Unmet::default();
    let groups: Vec<Group> = needs
        .iter()
        .filter_map(|need| {
            if let Need::Packages(group) = need {
                Some(*group)
            } else {
                None
            }
        })
        .collect();
    if !groups.is_empty()
        && let Err(error) = steps::carry_out(packages::step(&groups))
    {
        say::bad(&format!("{error:#}"));
        for group in groups
            .into_iter()
            .filter(|group| !packages::missing(&[*group]).is_empty())
        {
            unmet.0.push((Need::Packages(group), error.to_string()));
        }
    }
    for need in [
        Need::RustComponents,
        Need::Npm,
        Need::Browser,
        Need::Schemathesis,
        Need::Deny,
        Need::Cyclonedx,
    ] {
        if needs.contains(&need)
            && !steps::interrupted()
            && let Err(error) = meet(place, need)
        {
            say::bad(&format!("{error:#}"));
            unmet.0.push((need, error.to_string()));
        }
    }
    unmet
}

fn meet(place: &Place, need: Need) -> Result<()> {
    match need {
        // Met together, before.
        Need::Packages(_) => Ok(()),
        Need::RustComponents => steps::carry_out(components_step(place)),
        Need::Npm => {
            steps::carry_out(ui::node_step())?;
            steps::carry_out(ui::packages_step(place)?)
        }
        Need::Browser => steps::carry_out(browser_step(place)),
        Need::Schemathesis => steps::carry_out(schemathesis_step(place)?),
        Need::Deny => steps::carry_out(supply::DENY.step(place)),
        Need::Cyclonedx => steps::carry_out(supply::CYCLONEDX.step(place)),
    }
}

fn components_step(place: &Place) -> Check<'_> {
    let there = |tool: &str| steps::output(place.cargo(&[tool]).arg("--version")).is_some();
    let missing: Vec<&str> = ["fmt", "clippy"].into_iter().filter(|tool| !there(tool)).collect();
    if missing.is_empty() {
        return Check::Done("cargo fmt and cargo clippy".to_owned());
    }
    Check::ToDo(ToDo {
        doing: "adding the formatter and the linter to the Rust toolchain".to_owned(),
        act: Box::new(|| steps::run(Command::new("rustup").args(["component", "add", "rustfmt", "clippy"]))),
        help: "rustup component add rustfmt clippy".to_owned(),
    })
}

/// Where Debian's package puts it; `ui/scripts/browser.mjs` looks there first.
const CHROMIUM: &str = "/usr/bin/chromium";

fn browser_step(place: &Place) -> Check<'_> {
    if std::path::Path::new(CHROMIUM).exists() || std::env::var_os("CHROMIUM").is_some() {
        return Check::Done("a browser for the UI's tests".to_owned());
    }
    // It says by itself where it is there already.
    Check::ToDo(ToDo {
        doing: "fetching a browser for the UI's tests".to_owned(),
        act: Box::new(|| {
            steps::run(&mut ui::npx(
                place,
                &["playwright", "install", "--with-deps", "chromium"],
            ))
        }),
        help: "cd ui && npx playwright install --with-deps chromium".to_owned(),
    })
}

/// The folder of the environment that the Python tool lives in.
fn venv(place: &Place) -> PathBuf {
    place.target().join("schemathesis")
}

/// The tool that tries the marketplace's API.
pub fn schemathesis(place: &Place) -> Command {
    Command::new(venv(place).join("bin").join("schemathesis"))
}

fn schemathesis_step(place: &Place) -> Result<Check<'_>> {
    if let Some(version) = steps::output(schemathesis(place).arg("--version"))
        && version.split_whitespace().any(|word| word == SCHEMATHESIS)
    {
        return Ok(Check::Done(format!("schemathesis {SCHEMATHESIS}")));
    }
    let folder = venv(place);
    let parent = folder.parent().context("build output lies in a folder")?.to_owned();
    Ok(Check::ToDo(ToDo {
        doing: format!("installing schemathesis {SCHEMATHESIS} for itself"),
        act: Box::new(move || {
            std::fs::create_dir_all(parent)?;
            steps::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
            steps::run(
                Command::new(folder.join("bin").join("python"))
                    .args([
                        "-m",
                        "pip",
                        "install",
                        "--quiet",
                        "--disable-pip-version-check",
                        "--no-input",
                    ])
                    .arg(format!("schemathesis=={SCHEMATHESIS}")),
            )
            .context("PyPI may be out of reach")
        }),
        help: "cargo xtask test --skip openapi, which leaves out the one part that needs it".to_owned(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_stopped_only_by_what_it_needs_itself() {
        let unmet = Unmet(vec![(Need::Schemathesis, "PyPI is out of reach".to_owned())]);
        assert_eq!(unmet.why(&[Need::Npm, Need::Packages(Group::Build)]), None);
        assert_eq!(
            unmet.why(&[Need::Npm, Need::Schemathesis]),
            Some("PyPI is out of reach")
        );
        assert_eq!(unmet.why(&[]), None);
    }
}
