//! `cargo xtask run`: from a fresh clone to the open window.

use std::path::PathBuf;
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use xtask::screen::Screen;
use xtask::service::Service;

use crate::packages::Group;
use crate::place::Place;
use crate::setup::{self, Need};
use crate::{say, steps, ui};

/// Time between two pictures of a window that nobody sees.
const BETWEEN_SHOTS: Duration = Duration::from_secs(3);

#[derive(Debug, clap::Args)]
pub struct Options {
    /// Build with optimisations: a smaller, faster program that takes minutes to build
    #[arg(long)]
    release: bool,
    /// End by itself after so many seconds
    #[arg(long = "for", value_name = "SECONDS")]
    seconds: Option<u64>,
    /// What skilldock itself is to be given, for example `-- --data-dir /tmp/try` or `-- status --json`
    #[arg(last = true)]
    arguments: Vec<String>,
}

pub fn run(place: &Place, options: &Options) -> Result<()> {
    let show = show(&options.arguments, has_display());
    let mut needs = vec![Need::Packages(Group::Build), Need::Npm];
    if show == Show::Virtually {
        needs.push(Need::Packages(Group::Screen));
    }
    setup::insist(place, &needs)?;
    steps::carry_out(ui::build_step(place)?)?;

    say::heading("building skilldock");
    let mut build = place.cargo(&["build", "--package", "skilldock"]);
    if options.release {
        build.arg("--release");
    }
    steps::run(&mut build)?;

    let mut app = Command::new(place.program("skilldock", options.release));
    match show {
        Show::Nothing => {
            let status = steps::status(app.args(&options.arguments))?;
            std::process::exit(status.code().unwrap_or(1));
        }
        Show::Truly => {
            say::heading("skilldock is open; Ctrl-C ends it");
            let app = Service::start("skilldock", app.arg("--demo").args(&options.arguments))?;
            watch(app, options.seconds, |_| Ok(()))
        }
        Show::Virtually => {
            let screen = Screen::start()?;
            let picture = place.root().join("screenshots").join("window.png");
            say::heading("skilldock is open on a virtual display, for there is no screen here; Ctrl-C ends it");
            // A session bus of its own: machines without a screen have none.
            let mut session = Command::new("dbus-run-session");
            session
                .arg("--")
                .arg(app.get_program())
                .arg("--demo")
                .args(&options.arguments);
            let app = Service::start("skilldock", screen.show(&mut session))?;
            let mut shots = Shots {
                screen,
                picture,
                next: Duration::from_secs(2),
                announced: false,
            };
            watch(app, options.seconds, |elapsed| shots.take(elapsed))
        }
    }
}

/// Where the window goes.
#[derive(Debug, PartialEq, Eq)]
enum Show {
    /// To the screen in front of somebody.
    Truly,
    /// To a virtual display.
    Virtually,
    /// Nowhere: the arguments are a command of the command line.
    Nothing,
}

fn show(arguments: &[String], display: bool) -> Show {
    match arguments.first() {
        Some(first) if !first.starts_with('-') => Show::Nothing,
        _ if display => Show::Truly,
        _ => Show::Virtually,
    }
}

fn has_display() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|it| !it.is_empty()))
}

/// Stays until the window ends, somebody interrupts, or the time is over.
fn watch(mut app: Service, seconds: Option<u64>, mut often: impl FnMut(Duration) -> Result<()>) -> Result<()> {
    let begin = Instant::now();
    loop {
        let elapsed = begin.elapsed();
        if let Some(status) = app.ended()? {
            return verdict(status, elapsed, seconds);
        }
        if steps::interrupted() || seconds.is_some_and(|limit| elapsed >= Duration::from_secs(limit)) {
            app.stop();
            say::good(&format!("ended after {}", say::time(elapsed)));
            return Ok(());
        }
        often(elapsed)?;
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// What it means that the window ended by itself: closed by somebody, or lost.
fn verdict(status: ExitStatus, after: Duration, seconds: Option<u64>) -> Result<()> {
    if !status.success() {
        bail!("skilldock ended after {} with {status}", say::time(after));
    }
    if let Some(limit) = seconds {
        bail!(
            "skilldock was to stay for {limit} s and ended by itself after {}",
            say::time(after)
        );
    }
    Ok(())
}

/// The pictures of a window that nobody sees.
struct Shots {
    screen: Screen,
    picture: PathBuf,
    next: Duration,
    announced: bool,
}

impl Shots {
    fn take(&mut self, elapsed: Duration) -> Result<()> {
        if elapsed < self.next {
            return Ok(());
        }
        self.next = elapsed + BETWEEN_SHOTS;
        self.screen.shot(&self.picture)?;
        if !self.announced {
            self.announced = true;
            let every = BETWEEN_SHOTS.as_secs();
            say::good(&format!(
                "what it shows, anew every {every} s: {}",
                self.picture.display()
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn a_window_goes_to_the_screen_if_there_is_one() {
        assert_eq!(show(&[], true), Show::Truly);
        assert_eq!(show(&[], false), Show::Virtually);
        assert_eq!(show(&words(&["--data-dir", "/tmp/try"]), false), Show::Virtually);
    }

    #[test]
    fn a_command_needs_no_screen() {
        assert_eq!(show(&words(&["status", "--json"]), false), Show::Nothing);
        assert_eq!(show(&words(&["status"]), true), Show::Nothing);
    }

    #[cfg(unix)]
    #[test]
    fn a_window_that_dies_is_a_failure_and_one_that_is_closed_is_not() {
        use std::os::unix::process::ExitStatusExt;
        let second = Duration::from_secs(1);
        assert!(verdict(ExitStatus::from_raw(0), second, None).is_ok());
        assert!(
            verdict(ExitStatus::from_raw(1 << 8), second, None).is_err(),
            "exit status 1"
        );
        assert!(verdict(ExitStatus::from_raw(11), second, None).is_err(), "a signal");
        assert!(
            verdict(ExitStatus::from_raw(0), second, Some(20)).is_err(),
            "gone before its time"
        );
    }
}
