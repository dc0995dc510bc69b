//! The command line (`docs` of every command: `skilldock help`). Each command asks
//! the engine once, prints one JSON object with `--json` or lines for people
//! without, and ends with the status that says how it went.

mod args;
mod commands;
mod conflicts;
mod exit;
mod local;
mod output;
mod preview;
mod privacy;
mod situation;
mod text;
mod token;
mod updates;
mod watch;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser as _;
use skilldock_engine::config::EnvFileChoice;
use skilldock_engine::links::is_link;
use skilldock_engine::model::{Code, Problem};
use skilldock_engine::{Engine, EngineOptions, OpenError};

pub use args::{Args, Command};
use exit::Status;
use output::Output;

/// Reads the arguments and does what they say.
#[must_use]
pub fn main() -> ExitCode {
    let args = match read(&std::env::args_os().collect::<Vec<_>>()) {
        Ok(args) => args,
        Err(error) => return usage(&error).into(),
    };
    match &args.command {
        None => crate::window::main(&args),
        Some(Command::Demo(demo)) => {
            crate::logging::to_standard_error(args.verbose);
            let output = Output::new(args.json);
            run(async {
                commands::demo(demo, &output)
                    .await
                    .unwrap_or_else(|problem| output.problem(&problem))
            })
        }
        Some(command) => {
            crate::logging::to_standard_error(args.verbose);
            let output = Output::new(args.json);
            match open(&args) {
                Ok(engine) => run(async {
                    commands::run(command, &engine, &output)
                        .await
                        .unwrap_or_else(|problem| output.problem(&problem))
                }),
                Err(OpenError::EnvFile(missing)) => {
                    let problem = Problem::from(OpenError::EnvFile(missing));
                    output.problem(&problem);
                    Status::Usage.into()
                }
                Err(error) => output.problem(&error.into()).into(),
            }
        }
    }
}

/// Reads the arguments. A link at their end is for the window, which the desktop starts
/// with it; after a command it is a word like any other.
fn read(words: &[OsString]) -> Result<Args, clap::Error> {
    if let Some((last, rest)) = words.split_last()
        && let Some(link) = last.to_str().filter(|word| is_link(word))
        && let Ok(args) = Args::try_parse_from(rest)
        && args.command.is_none()
    {
        return Ok(Args {
            link: Some(link.to_owned()),
            ..args
        });
    }
    Args::try_parse_from(words)
}

fn run(work: impl Future<Output = Status>) -> ExitCode {
    match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => {
            let status = runtime.block_on(work);
            // Nobody is waited for: a keychain that never answers must not keep the program from ending.
            crate::leave::leave(status.number())
        }
        Err(_) => Status::Bug.into(),
    }
}

/// The options of an engine as the arguments say.
#[must_use]
pub fn engine_options(args: &Args) -> EngineOptions {
    EngineOptions::new(data_dir(args), env_file(args))
}

/// The `.env` file: as given, or the one of the working folder.
#[must_use]
pub fn env_file(args: &Args) -> EnvFileChoice {
    match &args.env_file {
        Some(path) => EnvFileChoice::Given(path.clone()),
        None => EnvFileChoice::Default(PathBuf::from(".env")),
    }
}

/// The data folder: as given, or the platform's.
#[must_use]
pub fn data_dir(args: &Args) -> PathBuf {
    args.data_dir.clone().unwrap_or_else(|| {
        dirs::data_dir().map_or_else(|| PathBuf::from(".skilldock"), |folder| folder.join("skilldock"))
    })
}

/// Prints a problem as the arguments ask for, and ends with its status.
#[must_use]
pub fn complain(args: &Args, problem: &Problem) -> ExitCode {
    Output::new(args.json).problem(problem).into()
}

fn open(args: &Args) -> Result<Engine, OpenError> {
    Engine::open(engine_options(args))
}

/// What the parser refuses: its words, or as JSON where `--json` stands anywhere.
fn usage(error: &clap::Error) -> Status {
    let is_error = error.use_stderr();
    if is_error && std::env::args_os().any(|arg| arg == "--json") {
        let message = error.to_string();
        let line = message.lines().next().unwrap_or_default().trim_start_matches("error: ");
        Output::new(true).problem(&Problem::new(Code::BadInput, line, "See `skilldock help`."));
    } else {
        // A closed pipe is no reason to complain.
        drop(error.print());
    }
    if is_error { Status::Usage } else { Status::Done }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<Args, clap::Error> {
        let words: Vec<OsString> = ["skilldock"].iter().chain(words).map(OsString::from).collect();
        super::read(&words)
    }

    #[test]
    fn a_link_at_the_end_is_for_the_window_and_a_word_after_a_command() {
        for link in ["skilldock://conflict/1", "SKILLDOCK://nonsense", "skilldock:"] {
            let args = read(&["--data-dir", "here", link]).unwrap();
            assert_eq!(
                args.link.as_deref(),
                Some(link),
                "whether it is a good one is asked later"
            );
            assert!(args.command.is_none());
            let search = read(&["search", link]).unwrap();
            assert!(search.link.is_none() && matches!(search.command, Some(Command::Search(_))));
        }
        assert!(read(&[]).unwrap().link.is_none());
        for words in [
            &["skilldocks://x"][..],
            &["https://example.org"],
            &["skilldock://conflict/1", "--demo"],
        ] {
            assert!(read(words).is_err(), "{words:?}");
        }
    }
}
