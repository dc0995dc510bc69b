//! Prints: one JSON object, or lines for people.

use std::io::Write as _;

use serde::Serialize;
use serde_json::json;
use skilldock_engine::config::ConfigProblem;
use skilldock_engine::model::{Code, Problem};

use super::exit::Status;

/// Where and how answers are printed.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    json: bool,
}

impl Output {
    /// JSON on standard output, or lines for people.
    #[must_use]
    pub const fn new(json: bool) -> Self {
        Self { json }
    }

    /// Prints an answer: as JSON, or as the lines that `text` makes of it.
    pub fn answer<T: Serialize>(&self, answer: &T, text: impl FnOnce(&T) -> String) {
        if self.json {
            match serde_json::to_string(answer) {
                Ok(json) => line(&json),
                Err(error) => {
                    self.problem(&Problem::new(
                        Code::Internal,
                        format!("The answer is no JSON: {error}."),
                        "",
                    ));
                }
            }
        } else {
            line(text(answer).trim_end());
        }
    }

    /// Prints a problem: as JSON on standard output, or to people on standard error.
    pub fn problem(&self, problem: &Problem) -> Status {
        if self.json {
            line(&json!({ "error": problem }).to_string());
        } else {
            complain(&format!("skilldock: {}", problem.message));
            if !problem.hint.is_empty() {
                complain(&format!("  {}", problem.hint));
            }
        }
        Status::of(problem.code)
    }

    /// Prints every variable that cannot be used.
    pub fn invalid(&self, problems: &[ConfigProblem]) -> Status {
        let message = match problems {
            [one] => format!("{} cannot be used.", one.variable),
            many => format!("{} variables cannot be used.", many.len()),
        };
        if self.json {
            let error = Problem::new(Code::ConfigInvalid, message, "Correct them; see `skilldock config`.");
            let mut value = json!({ "error": error });
            value["error"]["variables"] = json!(problems);
            line(&value.to_string());
        } else {
            complain(&format!("skilldock: {message}"));
            for problem in problems {
                complain(&format!("  {}", super::text::config_problem(problem)));
            }
        }
        Status::Configuration
    }
}

/// A line on standard output. A reader that went away is no reason to complain.
fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    drop(writeln!(out, "{text}").and_then(|()| out.flush()));
}

fn complain(text: &str) {
    drop(writeln!(std::io::stderr().lock(), "{text}"));
}
