//! The Svelte UI: its packages, its build, its checks.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use xtask::shell;

use crate::packages;
use crate::place::Place;
use crate::stamp::{Fingerprint, Stamp};
use crate::steps::{self, Check, ToDo};
use crate::versions;

/// The oldest Node.js that the build tools run on.
const OLDEST_NODE: u32 = 20;

/// Folders in `ui` that are made, not written.
const MADE: &[&str] = &[
    "node_modules",
    "dist",
    "test-results",
    "coverage",
    ".svelte-kit",
    "paraglide",
];

/// The step that sees to Node.js. It is looked at, never installed behind anybody's back.
pub fn node_step() -> Check<'static> {
    let node = steps::output(Command::new("node").arg("--version"));
    let npm = steps::output(npm().arg("--version"));
    match complaint(node.as_deref(), npm.as_deref()) {
        None => Check::Done(format!(
            "Node.js {} and npm {}",
            node.unwrap_or_default().trim(),
            npm.unwrap_or_default().trim()
        )),
        Some(complaint) => Check::ToDo(ToDo {
            doing: "looking for Node.js".to_owned(),
            act: Box::new(move || anyhow::bail!(complaint)),
            help: node_help(shell::which("npm").is_some()),
        }),
    }
}

/// What is wrong with the versions that the two programs say.
fn complaint(node: Option<&str>, npm: Option<&str>) -> Option<String> {
    match (node.map(|text| (text.trim(), versions::major(text))), npm) {
        (None, _) => Some(format!("Node.js is missing; Skilldock needs {OLDEST_NODE} or newer")),
        (Some((_, Some(major))), _) if major < OLDEST_NODE => {
            Some(format!("Node.js is {major}; Skilldock needs {OLDEST_NODE} or newer"))
        }
        (Some((text, None)), _) => Some(format!("`node --version` says {text:?}, which is no version")),
        (_, None) => Some("Node.js is here and npm is missing".to_owned()),
        _ => None,
    }
}

/// The one command that gets a Node.js that is new enough.
fn node_help(has_npm: bool) -> String {
    if !cfg!(target_os = "linux") {
        return "the installer for the LTS version on nodejs.org".to_owned();
    }
    // What the distributions have is too old; their npm can fetch a newer Node.js.
    let get = "npx --yes n lts";
    packages::as_root(&if has_npm {
        get.to_owned()
    } else {
        format!("apt-get update && apt-get install -y npm && {get}")
    })
}

fn npm() -> Command {
    // On Windows npm is a script, which has to be named whole.
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// A program of one of the npm packages, in the UI's folder.
pub fn npx(place: &Place, words: &[&str]) -> Command {
    let mut command = npm_in(place, &["exec", "--"]);
    command.args(words);
    command
}

/// Takes the pictures; what follows are words that choose among them.
pub fn shots(place: &Place) -> Command {
    npm_in(place, &["run", "--silent", "shots", "--"])
}

/// Prints the list of what the pages are built from and with: Svelte counts as a tool, and is in them.
pub fn sbom(place: &Place) -> Command {
    npm_in(place, &["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"])
}

fn npm_in(place: &Place, words: &[&str]) -> Command {
    let mut command = npm();
    command.current_dir(place.ui()).args(words);
    command
}

/// The step that sees to the npm packages: exactly those of the lock file.
pub fn packages_step(place: &Place) -> Result<Check<'_>> {
    let ui = place.ui();
    ensure!(
        ui.join("package-lock.json").is_file(),
        "ui/package-lock.json is missing: the clone is not whole"
    );
    let wanted = Fingerprint::default()
        .file("package.json", &ui.join("package.json"))?
        .file("package-lock.json", &ui.join("package-lock.json"))?
        .finish();
    // It lies in the folder it speaks of: who removes one removes the other.
    let stamp = Stamp::at(ui.join("node_modules").join(".skilldock-packages"));
    if stamp.says(&wanted) {
        return Ok(Check::Done("npm packages: as the lock file says".to_owned()));
    }
    Ok(Check::ToDo(ToDo {
        doing: "installing the npm packages of the UI".to_owned(),
        act: Box::new(move || {
            stamp.clear()?;
            steps::run(&mut npm_in(place, &["ci", "--no-audit", "--no-fund"]))?;
            stamp.write(&wanted)
        }),
        help: "(cd ui && npm ci), which shows the cause; it needs the npm registry".to_owned(),
    }))
}

/// The step that sees to the built UI, which the application embeds.
pub fn build_step(place: &Place) -> Result<Check<'_>> {
    let ui = place.ui();
    let stamp = Stamp::at(ui.join("node_modules").join(".skilldock-build"));
    let inputs = inputs(place)?;
    // What was made counts too: a build script puts a stub in the place of a missing UI.
    if ui.join("dist").join("index.html").is_file() && stamp.says(&format!("{inputs} {}", made(&ui)?)) {
        return Ok(Check::Done("the UI is built from the sources as they are".to_owned()));
    }
    Ok(Check::ToDo(ToDo {
        doing: "building the UI".to_owned(),
        act: Box::new(move || {
            stamp.clear()?;
            steps::run(&mut npm_in(place, &["run", "build"]))?;
            ensure!(
                ui.join("dist").join("index.html").is_file(),
                "the build left no ui/dist/index.html"
            );
            stamp.write(&format!("{inputs} {}", made(&ui)?))
        }),
        help: "(cd ui && npm run build), which shows the cause".to_owned(),
    }))
}

fn inputs(place: &Place) -> Result<String> {
    Ok(Fingerprint::default()
        .tree(&place.ui(), MADE)?
        .tree(&place.root().join("icons"), &[])?
        .finish())
}

fn made(ui: &Path) -> Result<String> {
    Ok(Fingerprint::default().tree(&ui.join("dist"), &[])?.finish())
}

/// Fails where what the built window reads before its first view is more than its limit.
pub fn weigh_entry(place: &Place) -> Result<()> {
    steps::run(&mut npm_in(place, &["run", "--silent", "entry"]))
}

/// The checks that `package.json` has. The browser leaves half of a small machine idle: types and style are looked at
/// beside it, and say what they found when they are through.
pub fn check(place: &Place) -> Result<()> {
    let manifest = place.ui().join("package.json");
    let text = std::fs::read_to_string(&manifest).with_context(|| format!("cannot read {}", manifest.display()))?;
    ensure!(has_script(&text, "check"), "ui/package.json has no script `check`");
    // Each of them writes the messages first; made once before, none reads them while another one writes.
    steps::run(&mut npm_in(place, &["run", "--silent", "i18n"]))?;
    // All of them are asked, whatever one says; the first complaint is the result.
    let all = |scripts: &[&str], run: fn(&mut Command) -> Result<()>| {
        scripts
            .iter()
            .filter(|script| has_script(&text, script))
            .map(|script| run(&mut npm_in(place, &["run", script])))
            .fold(Ok(()), Result::and)
    };
    std::thread::scope(|scope| {
        let beside = scope.spawn(|| all(&["check", "lint"], steps::run_quietly));
        let tested = all(&["test"], steps::run);
        let read = beside
            .join()
            .unwrap_or_else(|_| anyhow::bail!("the checks ended early"));
        read.and(tested)
    })
}

/// Whether a `package.json`, written one entry a line as npm does, has a script of this name.
fn has_script(manifest: &str, name: &str) -> bool {
    let entry = format!("\"{name}\":");
    manifest
        .split_once("\"scripts\"")
        .and_then(|(_, rest)| rest.split_once('}'))
        .is_some_and(|(scripts, _)| scripts.lines().any(|line| line.trim_start().starts_with(&entry)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_enough_is_no_complaint_and_the_rest_says_what_is_wrong() {
        assert_eq!(complaint(Some("v20.20.2\n"), Some("10.8.2\n")), None);
        assert_eq!(complaint(Some("v26.1.0\n"), Some("12.0.0\n")), None);
        let wrong = |node, npm| complaint(node, npm).unwrap();
        assert_eq!(wrong(None, None), "Node.js is missing; Skilldock needs 20 or newer");
        assert_eq!(
            wrong(Some("v18.19.0\n"), Some("9.2.0")),
            "Node.js is 18; Skilldock needs 20 or newer"
        );
        assert_eq!(wrong(Some("v20.0.0\n"), None), "Node.js is here and npm is missing");
        assert_eq!(
            wrong(Some("hello\n"), Some("9")),
            "`node --version` says \"hello\", which is no version"
        );
    }

    #[test]
    fn a_script_is_found_among_the_scripts_only() {
        let manifest = r#"{
          "name": "test",
          "scripts": {
            "build": "vite build",
            "check": "svelte-check"
          },
          "dependencies": {
            "lint": "1.0.0"
          }
        }"#;
        assert!(has_script(manifest, "check") && has_script(manifest, "build"));
        assert!(!has_script(manifest, "lint") && !has_script(manifest, "test"));
        assert!(!has_script("{}", "check"));
    }
}
