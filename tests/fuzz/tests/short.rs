//! Every target, over its seeds, over what was once found wrong, and over bent inputs: the same ones in each run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

use std::panic::{AssertUnwindSafe, catch_unwind};

use skilldock_fuzz::bend::{Numbers, bent};
use skilldock_fuzz::{TARGETS, Target, found, target};

/// Bent inputs a target; those that work on files are some hundred times slower.
const INPUTS: u64 = 20_000;
const INPUTS_OF_FILES: u64 = 1_500;

fn fails(target: Target, bytes: &[u8]) -> Option<String> {
    let panic = catch_unwind(AssertUnwindSafe(|| (target.run)(bytes))).err()?;
    let said = panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
    Some(said.unwrap_or_default())
}

/// The first of `inputs` bent inputs that `target` fails at, with what it says.
fn first_failure(target: Target, inputs: u64) -> Option<(Vec<u8>, String)> {
    let seeds = (target.seeds)();
    let mut numbers = Numbers::of(target.name.len() as u64);
    (0..inputs).find_map(|_| {
        let bytes = bent(&seeds, target.words, &mut numbers);
        fails(target, &bytes).map(|said| (bytes, said))
    })
}

fn holds(name: &str, inputs: u64) {
    let target = target(name).expect("a target of this name");
    for seed in (target.seeds)() {
        assert_eq!(
            fails(target, &seed),
            None,
            "a seed of {name}: {:?}",
            String::from_utf8_lossy(&seed)
        );
    }
    for file in std::fs::read_dir(found(name)).into_iter().flatten() {
        let file = file.unwrap().path();
        assert_eq!(
            fails(target, &std::fs::read(&file).unwrap()),
            None,
            "{}",
            file.display()
        );
    }
    if let Some((bytes, said)) = first_failure(target, inputs) {
        panic!(
            "{name} fails: {said}\nat {:?}\nKeep it as a file in {}.",
            String::from_utf8_lossy(&bytes),
            found(name).display()
        );
    }
}

#[test]
fn frames_of_the_socket() {
    holds("frames", INPUTS);
}

#[test]
fn pages_of_the_listing() {
    holds("pages", INPUTS);
}

#[test]
fn files_to_import() {
    holds("imports", INPUTS_OF_FILES);
}

#[test]
fn files_to_make_a_skill_of() {
    holds("new-skills", INPUTS_OF_FILES);
}

#[test]
fn links_into_the_window() {
    holds("links", INPUTS);
}

#[test]
fn texts_of_the_search_field() {
    holds("queries", INPUTS);
}

#[test]
fn addresses_and_tokens() {
    holds("configuration", INPUTS);
}

#[test]
fn merges_of_code() {
    holds("merges", INPUTS / 4);
}

#[test]
fn a_fault_that_is_put_in_is_found() {
    let faulty = Target {
        run: |bytes| {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains("%00"), "a fault");
        },
        ..target("links").unwrap()
    };
    let (bytes, said) = first_failure(faulty, 2_000).expect("it is found");
    assert!(said.contains("a fault") && String::from_utf8_lossy(&bytes).contains("%00"));
    assert_eq!(
        first_failure(faulty, 2_000).unwrap().0,
        bytes,
        "and found again in the same place"
    );
}

#[test]
fn every_target_has_a_name_of_its_own_and_seeds() {
    for (at, target) in TARGETS.iter().enumerate() {
        assert!(TARGETS[..at].iter().all(|other| other.name != target.name));
        assert!(!(target.seeds)().is_empty() && !target.what.is_empty());
    }
}
