//! A machine for one user: folders, session bus, keychain and display of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tempfile::TempDir;
use xtask::service::Service;
use xtask::{screen, shell};

use crate::bus::Bus;
use crate::display::Display;
use crate::keychain::{Keychain, Ring};
use crate::transcript::Transcript;
use crate::{place, wait};

/// How long the command line may take for anything in these tests: it must never hang.
const LIMIT: Duration = Duration::from_secs(10);

/// A home. Everything in it ends and disappears with it. (Fields are dropped in this order: programs before folders.)
#[derive(Debug)]
pub struct Home {
    ring: Mutex<Option<Ring>>,
    bus: Bus,
    display: Option<Display>,
    transcript: Transcript,
    folder: TempDir,
}

/// What a command line said.
#[derive(Debug)]
pub struct Said {
    /// The exit status; none when a signal ended it.
    pub status: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// How long it took.
    pub took: Duration,
}

impl Home {
    /// A new home with such a keychain. With `display`, programs in it can show windows.
    ///
    /// # Errors
    /// When one of its services does not start.
    pub async fn new(keychain: Keychain, display: bool) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("skilldock-e2e-")
            .tempdir()
            .context("no temporary folder")?;
        for name in ["home", "data", "config", "cache", "state", "run", "work"] {
            private_folder(&folder.path().join(name))?;
        }
        let display = display.then(Display::find).transpose()?;
        let daemon = environment(folder.path(), display.as_ref(), Command::new("dbus-daemon"));
        let bus = Bus::start(folder.path(), daemon, keychain.needs_helpers())?;
        let home = Self {
            ring: Mutex::default(),
            bus,
            display,
            transcript: Transcript::new(),
            folder,
        };
        home.change_keychain(keychain).await?;
        Ok(home)
    }

    /// Gives the home a keychain in another state, as by signing out of a desktop or in; what it keeps stays.
    ///
    /// # Errors
    /// When its service does not end or does not start.
    pub async fn change_keychain(&self, keychain: Keychain) -> Result<()> {
        let before = self.ring.lock().ok().and_then(|mut ring| ring.take());
        if let Some(before) = before {
            before.end(self).await?;
        }
        let ring = Ring::start(keychain, self).await?;
        if let Ok(mut place) = self.ring.lock() {
            *place = ring;
        }
        Ok(())
    }

    /// The folder that the application is told to keep its data in.
    #[must_use]
    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data").join("skilldock")
    }

    /// The folder that holds all the others.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A command that sees this home and nothing of the machine around it but its programs.
    #[must_use]
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = environment(self.folder.path(), self.display.as_ref(), Command::new(program));
        command.env("DBUS_SESSION_BUS_ADDRESS", self.bus.address());
        command
    }

    /// Runs `skilldock` with these words in this home, gives it `input`, and hears what it says.
    ///
    /// # Errors
    /// When it cannot be started, or hangs.
    pub async fn skilldock(&self, words: &[&str], environment: &[(&str, &str)], input: &str) -> Result<Said> {
        let mut command = self.command(place::skilldock()?);
        command
            .arg("--data-dir")
            .arg(self.data_dir())
            .args(words)
            .envs(environment.iter().copied());
        let typed = shell::typed(&command);
        let input = input.to_owned();
        let begin = Instant::now();
        let output = tokio::task::spawn_blocking(move || run(command, &input)).await?;
        let output = output.with_context(|| format!("`{typed}`"))?;
        let said = Said {
            status: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
            took: begin.elapsed(),
        };
        self.transcript.add(words, &said);
        Ok(said)
    }

    /// What was said on its command line.
    pub(crate) fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// Whether somebody on the session bus answers to this name.
    pub(crate) fn has_on_bus(&self, name: &str) -> bool {
        let mut ask = self.command("dbus-send");
        ask.args([
            "--session",
            "--print-reply=literal",
            "--dest=org.freedesktop.DBus",
            "/org/freedesktop/DBus",
        ]);
        ask.args(["org.freedesktop.DBus.NameHasOwner", &format!("string:{name}")]);
        ask.output()
            .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("true"))
    }

    /// Every process in this home whose program is `program`, by its number.
    pub(crate) fn processes(&self, program: &Path) -> Vec<u32> {
        let mark = format!("HOME={}", self.folder.path().join("home").display());
        let ours = |process: &Path| {
            fs::read_link(process.join("exe")).is_ok_and(|exe| exe == program)
                && fs::read(process.join("environ"))
                    .is_ok_and(|environ| environ.split(|byte| *byte == 0).any(|entry| entry == mark.as_bytes()))
        };
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        entries
            .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path())))
            .filter(|(_, process)| ours(process))
            .map(|(number, _)| number)
            .collect()
    }

    /// Waits until no `program` runs in this home any more.
    pub(crate) async fn wait_until_gone(&self, program: &Path) -> Result<()> {
        let what = format!("the end of {}", program.display());
        wait::until(&what, LIMIT, async || {
            Ok(self.processes(program).is_empty().then_some(()))
        })
        .await
    }

    /// The files below the data folder that hold these bytes, in whatever form they were written.
    ///
    /// # Errors
    /// When a folder or file cannot be read.
    pub fn files_with(&self, bytes: &[u8]) -> Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.path().join("data"), self.folder.path().join("config")];
        folders.extend(["home", "cache", "state", "work"].map(|name| self.folder.path().join(name)));
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
                let entry = entry?;
                let kind = entry.file_type()?;
                if kind.is_dir() {
                    folders.push(entry.path());
                } else if kind.is_file() && contains(&fs::read(entry.path())?, bytes) {
                    found.push(entry.path());
                }
            }
        }
        Ok(found)
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

fn private_folder(folder: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    let make = fs::DirBuilder::new().mode(0o700).create(folder);
    make.with_context(|| format!("cannot make {}", folder.display()))
}

/// Nothing of the environment around the tests reaches a program but where programs are.
fn environment(folder: &Path, display: Option<&Display>, mut command: Command) -> Command {
    let of = |name: &str| folder.join(name);
    command
        .env_clear()
        .envs(std::env::vars_os().filter(|(name, _)| name == "PATH" || name == "USER" || name == "LOGNAME"))
        // The application looks for a .env file where it is started: in an empty folder.
        .current_dir(of("work"))
        .env("HOME", of("home"))
        .env("XDG_DATA_HOME", of("data"))
        .env("XDG_CONFIG_HOME", of("config"))
        .env("XDG_CACHE_HOME", of("cache"))
        .env("XDG_STATE_HOME", of("state"))
        .env("XDG_RUNTIME_DIR", of("run"))
        .env("LANG", "C.UTF-8")
        .env("LANGUAGE", "en_US")
        .env("TZ", "UTC")
        // Settings of the desktop are nobody's here.
        .env("GSETTINGS_BACKEND", "memory");
    if let Some(display) = display {
        screen::on_display(&mut command, &display.name());
    }
    command
}

/// Runs a command with this input, and ends it when it hangs.
fn run(mut command: Command, input: &str) -> Result<Output> {
    use std::io::{Read, Seek, Write};
    // Files, not pipes: one that hangs can be ended without anybody waiting for its output.
    let file = || tempfile::tempfile().context("no temporary file");
    let (mut stdin, mut stdout, mut stderr) = (file()?, file()?, file()?);
    stdin.write_all(input.as_bytes())?;
    stdin.rewind()?;
    command
        .stdin(Stdio::from(stdin))
        .stdout(stdout.try_clone()?)
        .stderr(stderr.try_clone()?);
    let status = Service::start("skilldock", &mut command)?.wait(LIMIT)?;
    let read = |file: &mut fs::File| -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        file.rewind()?;
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    Ok(Output {
        status,
        stdout: read(&mut stdout)?,
        stderr: read(&mut stderr)?,
    })
}
