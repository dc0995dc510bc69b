//! `cargo xtask fuzz`: lets libFuzzer look for what makes the readers of strangers' bytes fall over. What the targets
//! are stands in `tests/fuzz`; a short run without libFuzzer is part of the tests.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::packages::Group;
use crate::place::Place;
use crate::setup::{self, Need};
use crate::{say, steps};

#[derive(Debug, clap::Args)]
pub struct Options {
    /// Only these targets
    targets: Vec<String>,
    /// How long each is looked at
    #[arg(long, default_value_t = 450, value_name = "SECONDS")]
    seconds: u32,
}

/// The targets' names, as `tests/fuzz` has them.
const TARGETS: [&str; 8] = [
    "frames",
    "pages",
    "imports",
    "new-skills",
    "links",
    "queries",
    "configuration",
    "merges",
];

pub fn fuzz(place: &Place, options: &Options) -> Result<()> {
    for name in &options.targets {
        ensure!(
            TARGETS.contains(&name.as_str()),
            "{name} is none of {}",
            TARGETS.join(", ")
        );
    }
    setup::insist(place, &[Need::Packages(Group::Build)])?;
    let mut build = place.cargo(&["build", "--package", "skilldock-fuzz"]);
    build.env("RUSTC_WORKSPACE_WRAPPER", place.root().join("tests/fuzz/rustc"));
    steps::run(&mut build)?;

    let mut failed = Vec::new();
    for name in TARGETS {
        if options.targets.is_empty() || options.targets.iter().any(|wanted| wanted == name) {
            say::heading(&format!("{name}: {} s", options.seconds));
            if !holds(place, name, options.seconds)? {
                failed.push(name);
            }
        }
    }
    if !failed.is_empty() {
        bail!("found wrong: {}; the inputs are in tests/fuzz/found", failed.join(", "));
    }
    Ok(())
}

/// Runs one target; whether nothing was found wrong. What libFuzzer has learnt stays with the build output.
fn holds(place: &Place, name: &str, seconds: u32) -> Result<bool> {
    let folder = place.target().join("fuzz").join(name);
    let found = place.root().join("tests/fuzz/found").join(name);
    for folder in [&folder, &found] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let inputs = folder.join("inputs");
    let program = |arguments: &[String]| {
        let mut command = std::process::Command::new(place.program("skilldock-fuzz", false));
        command
            .env("SKILLDOCK_FUZZ_TARGET", name)
            .env("SKILLDOCK_FUZZ_BEGIN", &folder)
            .args(arguments)
            .arg(&inputs);
        command
    };
    // The words have to be there before libFuzzer reads its arguments.
    steps::output(&mut program(&["-runs=0".to_owned()])).with_context(|| format!("{name} does not begin"))?;
    let mut command = program(&[
        format!("-max_total_time={seconds}"),
        "-max_len=16384".to_owned(),
        // Slower or larger than that is found wrong too.
        "-timeout=10".to_owned(),
        "-rss_limit_mb=2048".to_owned(),
        format!("-dict={}", folder.join("words.dict").display()),
        format!("-artifact_prefix={}", with_slash(&found)),
        "-print_final_stats=1".to_owned(),
        "-verbosity=1".to_owned(),
    ]);
    command.arg(&found);
    let ended = steps::status(&mut command)?.success();
    // An empty folder is no part of the project.
    fs::remove_dir(&found).ok();
    Ok(ended)
}

fn with_slash(folder: &Path) -> String {
    format!("{}/", folder.display())
}
