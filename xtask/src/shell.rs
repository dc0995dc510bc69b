//! Commands as a person would type them, and whether a program is there.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;

/// The command line of `command`, as it could be typed into a shell.
#[must_use]
pub fn typed(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(quoted)
        .collect::<Vec<_>>()
        .join(" ")
}

fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:+,@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.into_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Where the search path has `program`, if anywhere.
#[must_use]
pub fn which(program: &str) -> Option<PathBuf> {
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(&name))
        .find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_reads_as_it_would_be_typed() {
        let mut command = Command::new("cargo");
        command.args(["test", "--", "a name", "it's", "a=b"]);
        assert_eq!(typed(&command), r"cargo test -- 'a name' 'it'\''s' a=b");
    }

    #[test]
    fn a_program_that_is_nowhere_is_not_found() {
        assert!(which("cargo").is_some());
        assert!(which("no-such-program-anywhere").is_none());
    }
}
