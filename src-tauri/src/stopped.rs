//! What is said where a bug stops a thread: the place, and never the words.
//!
//! The words of a panic are whatever stood in the values at hand: an error that a library gives
//! may quote a whole request, its address with the token in it too. The place is enough to find
//! the bug, and the backtrace (with `RUST_BACKTRACE`) names functions and no values.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::Write as _;
use std::panic::{Location, PanicHookInfo};
use std::process::ExitCode;

/// The exit status of a bug of ours (command line, exit statuses).
const BUG: u8 = 70;

/// Runs the program; a bug that stops its first thread ends it with the status for that.
pub fn or_bug(program: impl FnOnce() -> ExitCode + std::panic::UnwindSafe) -> ExitCode {
    std::panic::set_hook(Box::new(say));
    std::panic::catch_unwind(program).unwrap_or_else(|_| ExitCode::from(BUG))
}

fn say(panic: &PanicHookInfo<'_>) {
    let thread = std::thread::current();
    let line = sentence(thread.name(), panic.location());
    tracing::error!("{line}");
    let mut out = std::io::stderr().lock();
    // Who closed the other end has no use for it.
    drop(writeln!(
        out,
        "skilldock: {line}\n  This is a bug of Skilldock: please report it."
    ));
    let trace = Backtrace::capture();
    if trace.status() == BacktraceStatus::Captured {
        drop(writeln!(out, "{trace}"));
    }
}

fn sentence(thread: Option<&str>, place: Option<&Location<'_>>) -> String {
    let thread = thread.unwrap_or("without a name");
    match place {
        Some(place) => format!("the thread {thread} was stopped at {place}."),
        None => format!("the thread {thread} was stopped."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "5b1c0a52-8d4e-4c6f-9a3b-2f1e0d9c8b7a";
    const FOLDER: &str = "SKILLDOCK_STOPPED_FOLDER";

    #[test]
    #[ignore = "the inside of the test below, which starts it"]
    fn stops_with_a_secret_at_hand() {
        let Some(folder) = std::env::var_os(FOLDER) else { return };
        let log = crate::logging::to_files(folder.as_ref());
        let status = or_bug(|| {
            let address = format!("wss://market.example/ws?token={SECRET}");
            let failed = std::thread::Builder::new().name("socket".to_owned()).spawn({
                let address = address.clone();
                move || -> ExitCode { panic!("no answer from {address}") }
            });
            drop(failed.unwrap().join());
            let answer: Result<ExitCode, String> = std::hint::black_box(Err(address));
            answer.unwrap()
        });
        // The first lines of the log are on their way.
        drop(log);
        assert_eq!(status, ExitCode::from(BUG));
    }

    #[test]
    fn a_bug_says_where_it_is_and_nothing_of_what_was_at_hand() {
        let home = tempfile::tempdir().unwrap();
        let ended = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["stopped::tests::stops_with_a_secret_at_hand", "--exact", "--ignored"])
            .arg("--nocapture")
            .env(FOLDER, home.path())
            .env("RUST_BACKTRACE", "1")
            .output()
            .unwrap();
        let mut said = vec![ended.stdout, ended.stderr];
        for entry in std::fs::read_dir(home.path().join("logs")).unwrap() {
            said.push(std::fs::read(entry.unwrap().path()).unwrap());
        }
        let said: Vec<String> = said
            .iter()
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
            .collect();
        assert!(ended.status.success(), "{said:#?}");
        assert_eq!(said.len(), 3, "the log is searched too");
        for text in &said {
            assert!(!text.contains(SECRET) && !text.contains("market.example"), "{text}");
        }
        for text in &said[1..] {
            assert!(text.matches("stopped.rs:").count() > 1, "the place of each: {text}");
            assert!(text.contains("the thread socket was stopped"), "{text}");
        }
    }
}
