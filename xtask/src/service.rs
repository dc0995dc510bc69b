//! A process that runs beside us and ends with us.
//!
//! Each is the leader of a process group of its own, so that stopping it also stops what it started: a session bus
//! started by `dbus-run-session`, the web processes of a window.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

/// How long a process may take to end by itself once it was asked to.
const GRACE: Duration = Duration::from_secs(3);

/// A process in the background. Dropping it stops it, with everything it started.
#[derive(Debug)]
pub struct Service {
    name: String,
    child: Child,
}

impl Service {
    /// Starts `command`; `name` is what messages call it.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn start(name: &str, command: &mut Command) -> Result<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let child = command
            .spawn()
            .with_context(|| format!("{name} does not start ({})", command.get_program().to_string_lossy()))?;
        Ok(Self {
            name: name.to_owned(),
            child,
        })
    }

    /// Starts `command` and waits for its first line on standard output, which says that it is ready. Further output
    /// is read and thrown away, so that the process never blocks on a full pipe.
    ///
    /// # Errors
    /// When the program cannot be started, ends, or says nothing for `limit`.
    pub fn start_and_hear(name: &str, command: &mut Command, limit: Duration) -> Result<(Self, String)> {
        let mut service = Self::start(name, command.stdout(Stdio::piped()))?;
        let stdout = service.child.stdout.take().context("standard output was piped")?;
        let (said, heard) = mpsc::channel();
        thread::spawn(move || {
            let mut lines = BufReader::new(stdout).lines().map_while(|line| line.ok());
            // The listener may have given up; the pipe is emptied all the same.
            if let Some(first) = lines.next() {
                said.send(first).ok();
            }
            drop(said);
            lines.for_each(drop);
        });
        match heard.recv_timeout(limit) {
            Ok(line) => Ok((service, line)),
            Err(mpsc::RecvTimeoutError::Timeout) => bail!("{name} says nothing for {} s", limit.as_secs()),
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                let deadline = Instant::now() + GRACE;
                while Instant::now() < deadline {
                    if let Some(status) = service.ended()? {
                        bail!("{name} ended at once, with {status}");
                    }
                    thread::sleep(Duration::from_millis(20));
                }
                bail!("{name} closed its output without a word")
            }
        }
    }

    /// How it ended, if it has.
    ///
    /// # Errors
    /// When the operating system does not say.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child
            .try_wait()
            .with_context(|| format!("cannot ask how {} is", self.name))
    }

    /// Waits until it ends by itself.
    ///
    /// # Errors
    /// When it is still there after `limit`.
    pub fn wait(&mut self, limit: Duration) -> Result<ExitStatus> {
        let deadline = Instant::now() + limit;
        loop {
            match self.ended()? {
                Some(status) => return Ok(status),
                None if Instant::now() >= deadline => {
                    return Err(anyhow!("{} is still there after {} s", self.name, limit.as_secs()));
                }
                None => thread::sleep(Duration::from_millis(20)),
            }
        }
    }

    /// Asks it to end, and ends it after a grace period.
    pub fn stop(&mut self) {
        if matches!(self.ended(), Ok(None)) {
            self.signal(End::Asked);
            self.wait(GRACE).ok();
        }
        // Also when it is gone: what it started may not be.
        self.signal(End::Forced);
        self.child.wait().ok();
    }

    /// Ends it at once, as a crash or a power cut would.
    pub fn kill(&mut self) {
        self.signal(End::Forced);
        self.child.wait().ok();
    }

    #[cfg(unix)]
    fn signal(&self, end: End) {
        use rustix::process::{Pid, Signal, kill_process_group};
        let signal = match end {
            End::Asked => Signal::TERM,
            End::Forced => Signal::KILL,
        };
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // An error means that nobody is left in the group.
            kill_process_group(group, signal).ok();
        }
    }

    #[cfg(not(unix))]
    fn signal(&mut self, end: End) {
        if matches!(end, End::Forced) {
            // An error means that it has ended.
            self.child.kill().ok();
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop();
    }
}

enum End {
    Asked,
    Forced,
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn the_first_line_is_heard_and_the_rest_does_not_block() {
        let (mut service, line) = Service::start_and_hear(
            "talker",
            &mut shell("echo ready; yes | head -c 1000000"),
            Duration::from_secs(5),
        )
        .unwrap();
        assert_eq!(line, "ready");
        assert!(
            service.wait(Duration::from_secs(5)).unwrap().success(),
            "a full pipe would have held it"
        );
    }

    #[test]
    fn what_a_service_started_ends_with_it() {
        let (service, line) =
            Service::start_and_hear("parent", &mut shell("sleep 60 & echo $!; wait"), Duration::from_secs(5)).unwrap();
        let alive = |pid: &str| std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|s| !s.contains(") Z"));
        assert!(alive(&line), "the child is there to begin with");
        drop(service);
        let deadline = Instant::now() + GRACE;
        while alive(&line) {
            assert!(Instant::now() < deadline, "the child outlived its parent");
            thread::sleep(Duration::from_millis(10));
        }
    }

    #[test]
    fn one_that_ends_without_a_word_says_how() {
        let error = Service::start_and_hear("mute", &mut shell("exit 3"), Duration::from_secs(5)).unwrap_err();
        assert!(
            error.to_string().contains("ended at once, with exit status: 3"),
            "{error}"
        );
    }

    #[test]
    fn silence_has_a_limit() {
        let error = Service::start_and_hear("sleeper", &mut shell("sleep 60"), Duration::from_millis(100)).unwrap_err();
        assert!(error.to_string().contains("says nothing"), "{error}");
    }
}
