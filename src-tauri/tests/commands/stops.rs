//! A program that cannot go on: it says so in a sentence, with its status, and with no words of a library's.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::desk::BAD_INPUT;

const BUG: i32 = 70;
const TOKEN: &str = "5b1c0a52-8d4e-4c6f-9a3b-2f1e0d9c8b7a";

/// Runs the program in a home of its own.
fn run(home: &Path, environment: &[(&str, &str)], words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_skilldock"))
        .env_clear()
        .envs(std::env::vars_os().filter(|(name, _)| name == "PATH"))
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home)
        .env("ATOM_SAAS_API_TOKEN", TOKEN)
        .envs(environment.iter().copied())
        .current_dir(home)
        .arg("--data-dir")
        .arg(home.join("data"))
        .args(words)
        .output()
        .unwrap()
}

fn home() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn a_display_that_does_not_take_a_window_is_said_in_a_sentence_and_nothing_is_begun() {
    for (displays, names) in [
        (&[("DISPLAY", ":4321")][..], "DISPLAY"),
        (&[("WAYLAND_DISPLAY", "nowhere-7")], "WAYLAND_DISPLAY"),
        (
            &[("DISPLAY", ":4321"), ("WAYLAND_DISPLAY", "nowhere-7")],
            "WAYLAND_DISPLAY or DISPLAY",
        ),
    ] {
        let home = home();
        let ended = run(home.path(), displays, &[]);
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(BAD_INPUT), "{said}");
        let lines: Vec<&str> = said.lines().collect();
        let sentence = format!("skilldock: The display that {names} names does not take a window.");
        assert_eq!(lines.len(), 2, "what happened, and what to do: {said}");
        assert_eq!(lines[0], sentence);
        assert!(ended.stdout.is_empty() && !home.path().join("data").exists());

        let ended = run(home.path(), displays, &["--json"]);
        let error: serde_json::Value = serde_json::from_slice(&ended.stdout).unwrap();
        assert_eq!(error["error"]["code"], "bad_input");
        assert!(ended.stderr.is_empty(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
}

#[test]
fn without_a_display_it_is_said_how_to_go_on() {
    for displays in [&[][..], &[("DISPLAY", ""), ("WAYLAND_DISPLAY", "")]] {
        let home = home();
        let ended = run(home.path(), displays, &[]);
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(BAD_INPUT), "{said}");
        assert!(said.starts_with("skilldock: There is no display"), "{said}");
        assert_eq!(said.lines().count(), 2, "{said}");
    }
}

/// A stack that no machine has: the runtime finds that no thread can be started, and panics.
#[test]
fn a_panic_ends_the_program_as_a_bug_and_says_the_place_and_not_the_words() {
    let home = home();
    for words in [&["status"][..], &["-v", "-v", "status"]] {
        let ended = run(home.path(), &[("RUST_MIN_STACK", "1000000000000000")], words);
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(BUG), "{said}");
        assert!(said.contains("the thread main was stopped at "), "{said}");
        assert!(said.contains("This is a bug of Skilldock"), "{said}");
        // The words of this panic: they hold no secret, and others do.
        assert!(!said.contains("OS can't spawn") && !said.contains("panicked"), "{said}");
        assert!(!said.contains(TOKEN), "{said}");
    }
}
