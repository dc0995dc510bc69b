//! What strangers send, bent in every way. A target takes any bytes, has the engine read them, and asserts what must
//! hold of whatever came out: no panic, no end of memory or time, and the promises the engine makes about it.
//!
//! Two ways to run them: `cargo test -p skilldock-fuzz` bends the seeds a fixed number of times, the same way each time;
//! `cargo xtask fuzz` lets libFuzzer look for inputs that reach code nothing reached before. What was once found wrong
//! is kept in `found/TARGET/` and tried first by both.

pub mod bend;
mod targets;

/// Something that reads bytes of strangers.
#[derive(Clone, Copy)]
pub struct Target {
    /// As the command line names it.
    pub name: &'static str,
    /// What its bytes stand for.
    pub what: &'static str,
    /// Reads the bytes, and asserts what must hold of the outcome.
    pub run: fn(&[u8]),
    /// Good inputs to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Words that its readers know: bending puts them in.
    pub words: &'static [&'static str],
}

/// All of them.
pub const TARGETS: [Target; 8] = [
    targets::wire::FRAMES,
    targets::wire::PAGES,
    targets::files::IMPORTS,
    targets::files::NEW_SKILLS,
    targets::words::LINKS,
    targets::words::QUERIES,
    targets::words::CONFIGURATION,
    targets::merges::MERGES,
];

/// The target of that name.
#[must_use]
pub fn target(name: &str) -> Option<Target> {
    TARGETS.into_iter().find(|target| target.name == name)
}

/// The folder of inputs that were once found wrong.
#[must_use]
pub fn found(target: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("found")
        .join(target)
}
