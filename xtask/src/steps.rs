//! A step: something that is done already, or what will be done, how, and the one command that helps if that fails.

use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use xtask::shell;

use crate::say;

/// What a look at the machine says about a step.
pub enum Check<'a> {
    /// Nothing to do, and why.
    Done(String),
    /// There is something to do.
    ToDo(ToDo<'a>),
}

/// Something to do.
pub struct ToDo<'a> {
    /// What it does, in a sentence.
    pub doing: String,
    /// Does it.
    pub act: Box<dyn FnOnce() -> Result<()> + 'a>,
    /// The one command that helps when it fails.
    pub help: String,
}

/// Carries a step out, if it is not done already. The error holds the one command that helps.
pub fn carry_out(check: Check<'_>) -> Result<()> {
    match check {
        Check::Done(why) => say::good(&why),
        Check::ToDo(ToDo { doing, act, help }) => {
            say::doing(&doing);
            let begin = Instant::now();
            if let Err(cause) = act() {
                if interrupted() {
                    return Err(cause);
                }
                bail!("{cause:#}\n   What helps: {help}");
            }
            say::good(&format!("done in {}", say::time(begin.elapsed())));
        }
    }
    Ok(())
}

/// Runs a command in the foreground and waits for it. Anything but success is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let status = status(command)?;
    if !status.success() {
        bail!("`{}` ended with {status}", shell::typed(command));
    }
    Ok(())
}

/// Runs a command beside others: what it says comes in one piece, when it has ended. Anything but success is an error.
pub fn run_quietly(command: &mut Command) -> Result<()> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("`{}` does not start", shell::typed(command)))?;
    for said in [&output.stdout, &output.stderr] {
        say::line(String::from_utf8_lossy(said).trim_end());
    }
    if !output.status.success() {
        bail!("`{}` ended with {}", shell::typed(command), output.status);
    }
    Ok(())
}

/// Runs a command in the foreground and says how it ended.
pub fn status(command: &mut Command) -> Result<ExitStatus> {
    if say::in_ci() {
        command
            .stdin(Stdio::null())
            .env("NO_COLOR", "1")
            .env("CARGO_TERM_COLOR", "never")
            .env_remove("FORCE_COLOR");
    }
    let mut child = command
        .spawn()
        .with_context(|| format!("`{}` does not start", shell::typed(command)))?;
    let mut pause = Duration::from_millis(2);
    loop {
        if let Some(status) = child.try_wait()? {
            if interrupted() {
                bail!("interrupted");
            }
            return Ok(status);
        }
        if interrupted() {
            // Ctrl-C reached it too; a signal sent to us alone did not.
            std::thread::sleep(Duration::from_millis(500));
            child.kill().ok();
            child.wait().ok();
            bail!("interrupted");
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}

/// What a command prints on standard output, if it ends well.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

static STOP: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// From here on Ctrl-C and a polite request to end let us clean up first. The second one does not wait.
pub fn listen_for_interrupts() -> Result<()> {
    let stop = STOP.get_or_init(Arc::default);
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(stop))?;
        signal_hook::flag::register(signal, Arc::clone(stop))?;
    }
    Ok(())
}

/// Whether somebody wants us to stop.
pub fn interrupted() -> bool {
    STOP.get().is_some_and(|stop| stop.load(Ordering::Relaxed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_is_not_done_again() {
        assert!(carry_out(Check::Done("there".to_owned())).is_ok());
    }

    #[test]
    fn a_failure_names_the_cause_and_the_one_command_that_helps() {
        let error = carry_out(Check::ToDo(ToDo {
            doing: "Try".to_owned(),
            act: Box::new(|| run(Command::new("false").arg("an argument"))),
            help: "sudo make it work".to_owned(),
        }))
        .unwrap_err()
        .to_string();
        assert!(
            error.contains("`false 'an argument'` ended with exit status: 1"),
            "{error}"
        );
        assert!(error.ends_with("What helps: sudo make it work"), "{error}");
    }

    #[test]
    fn a_program_that_is_missing_is_named() {
        let error = run(&mut Command::new("no-such-program-anywhere"))
            .unwrap_err()
            .to_string();
        assert_eq!(error, "`no-such-program-anywhere` does not start");
    }
}
