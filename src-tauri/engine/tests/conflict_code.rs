//! Merging code line by line, against git, and how long it takes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use skilldock_engine::conflict::code::{self, Region};

/// Numbers that look random and are the same at every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

/// A text of lines that are all different, so that there is one way only to say what
/// changed.
fn base(lines: usize) -> Vec<String> {
    (0..lines).map(|line| format!("line {line}\n")).collect()
}

/// One side: lines taken away, replaced and put in, each new line named after the side.
/// Some changes are the same on both sides.
fn side(base: &[String], name: &str, dice: &mut Dice, shared: &[usize]) -> Vec<String> {
    let mut made = Vec::new();
    for (at, line) in base.iter().enumerate() {
        if shared.contains(&at) {
            made.push(format!("both at {at}\n"));
            continue;
        }
        match dice.below(14) {
            0 => {}
            1 => made.push(format!("{name} instead of {at}\n")),
            2 => {
                made.push(line.clone());
                made.push(format!("{name} after {at}\n"));
            }
            _ => made.push(line.clone()),
        }
    }
    made
}

/// The merge as git writes it down, conflicts with their base included.
fn by_git(folder: &Path, base: &str, local: &str, remote: &str) -> String {
    for (name, text) in [("base", base), ("local", local), ("remote", remote)] {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let output = Command::new("git")
        .args(["merge-file", "-p", "--diff3", "local", "base", "remote"])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(
        output.status.code().is_some_and(|code| code < 128),
        "git could not merge"
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Regions in git's notation.
fn written(regions: &[Region]) -> String {
    let mut text = String::new();
    for region in regions {
        match region {
            Region::Same { text: lines }
            | Region::Local { text: lines, .. }
            | Region::Remote { text: lines, .. }
            | Region::Agreed { text: lines, .. } => text.push_str(lines),
            Region::Conflict { base, local, remote } => write!(
                text,
                "<<<<<<< local\n{local}||||||| base\n{base}=======\n{remote}>>>>>>> remote\n"
            )
            .unwrap(),
        }
    }
    text
}

#[test]
fn a_merge_is_the_one_git_makes() {
    let folder = tempfile::tempdir().unwrap();
    let (mut clean, mut touching) = (0, 0);
    for seed in 0..400 {
        let mut dice = Dice(seed);
        let base = base(3 + dice.below(30));
        let shared: Vec<usize> = (0..dice.below(3)).map(|_| dice.below(base.len())).collect();
        let local = side(&base, "local", &mut dice, &shared).concat();
        let remote = side(&base, "remote", &mut dice, &shared).concat();
        let base = base.concat();
        let expected = by_git(folder.path(), &base, &local, &remote);
        let merged = code::merge(Some(&base), &local, &remote);
        assert_eq!(written(&merged.regions), expected, "seed {seed}");
        if let Some(text) = merged.text {
            assert_eq!(text, expected, "seed {seed}");
            clean += 1;
        } else {
            touching += 1;
        }
    }
    assert!(
        clean > 50 && touching > 50,
        "{clean} clean, {touching} touching: too few of one kind"
    );
}

#[test]
fn texts_of_repeated_lines_merge_as_git_merges_them_or_are_left_to_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let mut merged_by_both = 0;
    for seed in 0..300 {
        let mut dice = Dice(1000 + seed);
        let base: Vec<&str> = (0..dice.below(16))
            .map(|_| ["{\n", "}\n", "\n", "x\n"][dice.below(4)])
            .collect();
        let change = |at: usize, to: &'static str| {
            let mut made = base.clone();
            made.insert(at.min(base.len()), to);
            made.concat()
        };
        let local = change(dice.below(4), "local\n");
        let remote = change(8 + dice.below(8), "remote\n");
        let base = base.concat();
        let expected = by_git(folder.path(), &base, &local, &remote);
        match code::merge(Some(&base), &local, &remote).text {
            Some(text) => {
                assert_eq!(text, expected, "seed {seed}");
                merged_by_both += 1;
            }
            None => assert!(expected.contains("<<<<<<<"), "seed {seed}: git merges it as {expected}"),
        }
    }
    assert!(merged_by_both > 50, "only {merged_by_both}");
}

/// How long this thread has worked. On Linux without the time it waited for a turn, so
/// that a busy machine is not held against the code.
fn worked(since: Instant) -> Duration {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|figures| figures.split(' ').next()?.parse().ok())
        .map_or_else(|| since.elapsed(), Duration::from_nanos)
}

/// The fastest of five.
fn fastest(mut work: impl FnMut()) -> Duration {
    let since = Instant::now();
    (0..5)
        .map(|_| {
            let start = worked(since);
            work();
            worked(since).saturating_sub(start)
        })
        .min()
        .unwrap()
}

#[test]
fn five_thousand_lines_are_merged_in_a_blink() {
    // The goal is that of an optimised build; unoptimised code is much slower.
    let goal = Duration::from_millis(if cfg!(debug_assertions) { 2500 } else { 50 });
    let mut dice = Dice(7);
    let lines = base(5000);
    let text = lines.concat();
    let edited = side(&lines, "local", &mut dice, &[]).concat();
    let other = side(&lines, "remote", &mut dice, &[]).concat();
    let mut shuffled = lines.clone();
    for at in (1..shuffled.len()).rev() {
        shuffled.swap(at, dice.below(at + 1));
    }
    let braces = |dice: &mut Dice| -> String { (0..5000).map(|_| ["{\n", "}\n", "\n"][dice.below(3)]).collect() };
    let strange: String = (0..5000).map(|line| format!("strange {line}\n")).collect();
    for (what, base, local, remote) in [
        ("edited here and there", text.clone(), edited.clone(), other),
        ("shuffled", text.clone(), shuffled.concat(), edited.clone()),
        ("nothing in common", text, strange, edited),
        (
            "repeated lines",
            braces(&mut dice),
            braces(&mut dice),
            braces(&mut dice),
        ),
    ] {
        let took = fastest(|| {
            std::hint::black_box(code::merge(Some(&base), &local, &remote));
        });
        println!("{what}: {took:?}");
        assert!(took < goal, "{what}: {took:?}");
    }
}
