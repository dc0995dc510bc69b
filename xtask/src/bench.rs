//! `cargo xtask bench`: how fast it is, measured with optimisations.

use std::process::Command;

use anyhow::Result;

use crate::packages::Group;
use crate::place::Place;
use crate::setup::{self, Need};
use crate::steps;
use crate::ui;

#[derive(Debug, clap::Args)]
pub struct Options {
    /// A shorter look, good enough to see that everything still runs
    #[arg(long)]
    quick: bool,
    /// What the benches themselves are to be given
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// It opens the real window, and so needs what the end-to-end tests do.
pub const NEEDS: &[Need] = &[
    Need::Packages(Group::Build),
    Need::Packages(Group::Screen),
    Need::Packages(Group::Drive),
    Need::Npm,
];

pub fn bench(place: &Place, options: &Options) -> Result<()> {
    setup::insist(place, NEEDS)?;
    let mut command = built(place, true)?;
    if options.quick {
        command.arg("--quick");
    }
    steps::run(command.args(&options.arguments))
}

/// The bench as a part of the tests: that it runs, not how fast.
pub fn try_out(place: &Place) -> Result<()> {
    steps::run(built(place, false)?.arg("--quick"))
}

/// Builds the bench and what it measures; gives the bench.
fn built(place: &Place, release: bool) -> Result<Command> {
    // The window's files are part of the program.
    steps::carry_out(ui::build_step(place)?)?;
    // All at once: apart, what they share would be built for each.
    let mut build = if release {
        place.cargo(&[
            "build",
            "--package",
            "skilldock",
            "--package",
            "skilldock-bench",
            "--package",
            "skilldock-empty",
            "--release",
        ])
    } else {
        place.build_programs()
    };
    steps::run(&mut build)?;
    let mut bench = Command::new(place.program("skilldock-bench", release));
    bench.current_dir(place.root());
    if let Some(shared) = place.shared() {
        bench.env("SKILLDOCK_SHARED", shared);
    }
    Ok(bench)
}
