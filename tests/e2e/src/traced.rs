//! The application with its window, and every system call by which it, or a process that it
//! starts, touches a network. Without the driver: that one speaks to the web view by a socket
//! of its own.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use xtask::service::Service;

use crate::home::Home;
use crate::place;
use crate::wait;

/// How long the window may take to show something: every process in it is watched.
const SHOWN: Duration = Duration::from_secs(90);
/// More colours than an empty window or a line of text on a bare page has (some 200); the product's pages have more
/// than 1,500.
const DRAWN: u32 = 800;

/// A run of the application under `strace`.
#[derive(Debug)]
pub struct Traced {
    process: Service,
    trace: PathBuf,
    picture: PathBuf,
}

impl Traced {
    /// Opens the window in this home with these variables, and waits until its page is drawn.
    ///
    /// # Errors
    /// When it does not come up.
    pub async fn open(home: &Home, environment: &[(&str, &str)]) -> Result<Self> {
        let (trace, picture) = (home.folder().join("trace"), home.folder().join("seen.png"));
        let mut command = home.command("strace");
        command
            .args(["-f", "--seccomp-bpf", "-qq", "-e", "trace=network,execve", "-o"])
            .arg(&trace)
            .arg(place::skilldock()?)
            .arg("--data-dir")
            .arg(home.data_dir())
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let process = Service::start("strace", &mut command)?;
        let mut traced = Self {
            process,
            trace,
            picture,
        };
        wait::until("a page on the screen", SHOWN, async || {
            if let Some(status) = traced.process.ended()? {
                bail!("it ended with {status}");
            }
            Ok(traced.is_drawn(home).then_some(()))
        })
        .await?;
        Ok(traced)
    }

    fn is_drawn(&self, home: &Home) -> bool {
        let mut import = home.command("timeout");
        import.args(["15", "import", "-window", "root"]).arg(&self.picture);
        if !import.status().is_ok_and(|status| status.success()) {
            return false;
        }
        let mut identify = home.command("identify");
        identify.args(["-format", "%k"]).arg(&self.picture);
        let colours = identify
            .output()
            .map(|output| String::from_utf8_lossy(&output.stdout).trim().parse::<u32>());
        matches!(colours, Ok(Ok(colours)) if colours > DRAWN)
    }

    /// The calls so far that made or used a socket of a network.
    ///
    /// # Errors
    /// When what was seen cannot be read.
    pub fn of_a_network(&self) -> Result<Vec<String>> {
        // Not what the kernel answers about its own routes over a netlink socket, which names families too.
        self.lines(&["socket(AF_INET", "socket(AF_PACKET", "sa_family=AF_INET"])
    }

    /// The programs that were started, the application first.
    ///
    /// # Errors
    /// When what was seen cannot be read.
    pub fn programs(&self) -> Result<Vec<String>> {
        self.lines(&["execve("])
    }

    fn lines(&self, with: &[&str]) -> Result<Vec<String>> {
        let text = fs::read_to_string(&self.trace).context("strace wrote nothing")?;
        let found = text.lines().filter(|line| with.iter().any(|part| line.contains(part)));
        Ok(found.map(str::to_owned).collect())
    }

    /// Keeps what was on the screen under the journey's name.
    ///
    /// # Errors
    /// When it cannot be copied.
    pub fn keep_picture(&self) -> Result<()> {
        fs::copy(&self.picture, crate::picture::next()?)?;
        Ok(())
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        // The whole group: strace passes its end on to what it watches.
        self.process.stop();
    }
}
