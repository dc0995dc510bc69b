//! What was said on the command line of a home, as a picture: what a journey without a window leaves.

use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use crate::home::Said;
use crate::picture;

/// What was typed and what came, until somebody says that a window shows more. Drawn when it is dropped.
#[derive(Debug)]
pub(crate) struct Transcript(Mutex<Option<String>>);

impl Transcript {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Some(String::new())))
    }

    /// A window opens: its picture tells the journey.
    pub(crate) fn give_way(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Adds a command and what it said. What was typed into it is left out: it may be a token.
    pub(crate) fn add(&self, words: &[&str], said: &Said) {
        if let Some(text) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            text.push_str(&as_seen(words, said));
        }
    }
}

fn as_seen(words: &[&str], said: &Said) -> String {
    let status = said.status.map_or_else(
        || "ended by a signal".to_owned(),
        |status| format!("exit status {status}"),
    );
    let lines = [said.out.trim_end(), said.err.trim_end(), &status];
    let answer: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    format!("$ skilldock {}\n{}\n\n", words.join(" "), answer.join("\n"))
}

/// A text that ImageMagick draws as it stands: a percent sign and a backslash mean something to it.
fn literal(text: &str) -> String {
    text.replace('\\', r"\\").replace('%', "%%")
}

impl Drop for Transcript {
    fn drop(&mut self) {
        let text = self.0.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        let Some(text) = text.filter(|text| !text.is_empty() && !std::thread::panicking()) else {
            return;
        };
        let Ok(file) = picture::next() else { return };
        // A journey holds without its picture, too.
        Command::new("convert")
            .args(["-size", "1100x", "-background", "#15161a", "-fill", "#e6e6e9"])
            .args([
                "-font",
                "DejaVu-Sans-Mono",
                "-pointsize",
                "15",
                "-interline-spacing",
                "5",
            ])
            .arg(format!("caption:{}", literal(text.trim_end())))
            .args(["-bordercolor", "#15161a", "-border", "24x20"])
            .arg(file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transcript_has_what_was_typed_what_came_and_how_it_ended() {
        let said = Said {
            status: Some(5),
            out: "{\"error\":{}}\n".to_owned(),
            err: String::new(),
            took: std::time::Duration::ZERO,
        };
        let seen = as_seen(&["token", "test", "--json"], &said);
        assert_eq!(seen, "$ skilldock token test --json\n{\"error\":{}}\nexit status 5\n\n");
    }

    #[test]
    fn nothing_in_a_text_is_taken_for_an_instruction() {
        assert_eq!(literal(r"100 % of C:\"), r"100 %% of C:\\");
    }
}
