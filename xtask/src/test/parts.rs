//! The parts of the tests: what each is for, what it needs, and how it runs.

use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use xtask::screen::Screen;
use xtask::service::Service;
use xtask::shell;

use crate::packages::Group;
use crate::place::{self, Place};
use crate::setup::{self, Need};
use crate::{bench, say, steps, supply, ui};

/// Something that has to hold, and can be looked at by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// Rust code is formatted
    Fmt,
    /// The UI's types, lints and unit tests
    Ui,
    /// The UI builds, and what it reads before its first view is small
    UiBuild,
    /// The linter finds nothing
    Clippy,
    /// Licences, sources and the list of what others brought
    Supply,
    /// Unit tests and stories
    Tests,
    /// The documentation builds
    Docs,
    /// The reference marketplace keeps to its own OpenAPI document
    Openapi,
    /// The benches run
    Bench,
    /// The real window
    E2e,
}

const BUILD: Need = Need::Packages(Group::Build);

impl Part {
    /// All of them, in the order they run in: what fails soonest first.
    pub const ALL: [Self; 10] = [
        Self::Fmt,
        Self::Ui,
        Self::UiBuild,
        Self::Clippy,
        Self::Supply,
        Self::Tests,
        Self::Docs,
        Self::Openapi,
        Self::Bench,
        Self::E2e,
    ];

    /// As `--only` and `--skip` know it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Ui => "ui",
            Self::UiBuild => "ui-build",
            Self::Clippy => "clippy",
            Self::Supply => "supply",
            Self::Tests => "tests",
            Self::Docs => "docs",
            Self::Openapi => "openapi",
            Self::Bench => "bench",
            Self::E2e => "e2e",
        }
    }

    /// In words, as `--help` has it.
    pub fn what(self) -> String {
        let value = clap::ValueEnum::to_possible_value(&self);
        value
            .and_then(|value| value.get_help().map(ToString::to_string))
            .unwrap_or_default()
    }

    /// What has to be there first.
    pub const fn needs(self) -> &'static [Need] {
        match self {
            Self::Fmt => &[Need::RustComponents],
            Self::Ui => &[Need::Npm, Need::Packages(Group::Browser), Need::Browser],
            Self::UiBuild => &[Need::Npm],
            Self::Clippy => &[BUILD, Need::RustComponents],
            Self::Supply => &[Need::Npm, Need::Deny, Need::Cyclonedx],
            Self::Docs => &[BUILD],
            Self::Bench => bench::NEEDS,
            // Command line and keychain are tested without a window, but not without a session bus.
            Self::Tests => &[BUILD, Need::Packages(Group::Screen), Need::Packages(Group::Drive)],
            Self::Openapi => &[BUILD, Need::Packages(Group::Python), Need::Schemathesis],
            Self::E2e => &[
                BUILD,
                Need::Packages(Group::Screen),
                Need::Packages(Group::Drive),
                Need::Npm,
            ],
        }
    }

    /// Whether its tests have names to choose from.
    pub const fn has_named_tests(self) -> bool {
        matches!(self, Self::Tests | Self::E2e)
    }

    /// Runs it.
    pub fn run(self, place: &Place, filter: Option<&str>) -> Result<()> {
        match self {
            Self::Fmt => {
                let colours = if say::in_ci() { "never" } else { "auto" };
                steps::run(
                    place
                        .cargo(&["fmt", "--all", "--check"])
                        .args(["--", "--color", colours]),
                )
            }
            Self::Ui => ui::check(place),
            Self::UiBuild => {
                steps::carry_out(ui::build_step(place)?)?;
                ui::weigh_entry(place)
            }
            Self::Clippy => {
                let mut clippy = place.cargo(&["clippy", "--workspace", "--all-targets"]);
                steps::run(clippy.args(["--", "--deny", "warnings"]))
            }
            Self::Supply => supply::check(place),
            Self::Tests => tests(place, filter),
            Self::Docs => {
                let mut doc = place.cargo(&["doc", "--workspace", "--no-deps"]);
                steps::run(doc.env("RUSTDOCFLAGS", "--deny warnings"))
            }
            Self::Openapi => openapi(place),
            Self::Bench => bench::try_out(place),
            Self::E2e => e2e(place, filter),
        }
    }
}

/// Which of the tests with names are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    /// All that need no window.
    Windowless,
    /// Those of the real window, which share a screen and so run one after the other.
    Window,
}

impl Named {
    /// The words that choose them. The drivers of the window stand alone: built with the others, their HTTP client would
    /// have the features of the engine's, and ask for a TLS provider.
    const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Windowless => place::BUT_THE_WINDOW,
            Self::Window => &["--package", "skilldock-e2e"],
        }
    }
}

/// Tests with names: those whose name contains `filter`.
fn named_tests(place: &Place, which: Named, filter: Option<&str>) -> Command {
    let nextest = shell::which("cargo-nextest").is_some();
    let mut command = place.cargo(if nextest {
        &["nextest", "run", "--no-tests", "pass"]
    } else {
        &["test", "--all-targets"]
    });
    command.arg("--no-fail-fast").args(which.words());
    if !nextest {
        command.arg("--");
    }
    if which == Named::Window {
        command.args(["--test-threads", "1"]);
    }
    command.args(filter);
    command
}

fn tests(place: &Place, filter: Option<&str>) -> Result<()> {
    let named = steps::run(&mut named_tests(place, Named::Windowless, filter));
    // The examples in the documentation, which the runners above leave out. Both are tried: two answers are better.
    let mut examples = place.cargo(&["test", "--doc", "--no-fail-fast"]);
    let documented = steps::run(examples.args(place::BUT_THE_WINDOW).arg("--").args(filter));
    named.and(documented)
}

fn openapi(place: &Place) -> Result<()> {
    const TOKEN: &str = "00000000-0000-4000-8000-0000000000aa";
    steps::run(&mut place.build_programs())?;
    let mut marketplace = Command::new(place.program("skilldock-marketplace", false));
    marketplace
        .args(["--port", "0", "--demo", "--no-rate-limit", "--token", TOKEN])
        .stdin(Stdio::null());
    let (_running, line) = Service::start_and_hear("skilldock-marketplace", &mut marketplace, Duration::from_secs(20))?;
    let url = url(&line).with_context(|| format!("the marketplace should say where it is, and says {line:?}"))?;
    ensure!(
        url.starts_with("http://127.0.0.1:") || url.starts_with("http://localhost:"),
        "{url} is not this machine"
    );

    steps::run(
        setup::schemathesis(place)
            // Its notes about what it tried go to the build output.
            .current_dir(place.target())
            .args([
                "run",
                &format!("{url}/openapi.json"),
                "--header",
                &format!("Authorization: Bearer {TOKEN}"),
            ])
            .args(["--max-examples", "25", "--seed", "1", "--generation-database", "none"]),
    )
}

/// The URL in the line that the marketplace says when it is ready: `{"url": "…", "ws_url": "…", "token": "…"}`.
fn url(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("\"url\"")?;
    let (_, rest) = rest.split_once('"')?;
    rest.split_once('"').map(|(url, _)| url.trim_end_matches('/'))
}

fn e2e(place: &Place, filter: Option<&str>) -> Result<()> {
    // The window embeds the UI: never test an old one.
    steps::carry_out(ui::build_step(place)?)?;
    steps::run(&mut place.build_programs())?;
    let screen = Screen::start()?;
    let mut tests = named_tests(place, Named::Window, filter);
    // Session bus, keychain and folders are each test's own.
    screen
        .show(&mut tests)
        .env("SKILLDOCK_BIN", place.program("skilldock", false));
    steps::run(&mut tests)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_is_read_from_the_line_of_the_marketplace() {
        let line = r#"{"token":"t","ws_url":"ws://127.0.0.1:9/ws","url": "http://127.0.0.1:9/"}"#;
        assert_eq!(url(line), Some("http://127.0.0.1:9"));
        assert_eq!(url(r#"{"ws_url":"ws://127.0.0.1:9/ws"}"#), None);
        assert_eq!(url("listening"), None);
    }

    #[test]
    fn the_names_are_those_that_the_command_line_takes() {
        for part in Part::ALL {
            let value = clap::ValueEnum::to_possible_value(&part).unwrap();
            assert_eq!(value.get_name(), part.name());
            assert!(!part.what().is_empty(), "{} has words", part.name());
        }
    }
}
