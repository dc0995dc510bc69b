//! `cargo xtask bench`: how fast it is, measured with optimisations.

use anyhow::Result;

use crate::packages::Group;
use crate::place::Place;
use crate::setup::{self, Need};
use crate::steps;

#[derive(Debug, clap::Args)]
pub struct Options {
    /// A shorter look, good enough to see that everything still runs
    #[arg(long)]
    quick: bool,
    /// What the benches themselves are to be given
    #[arg(last = true)]
    arguments: Vec<String>,
}

pub fn bench(place: &Place, options: &Options) -> Result<()> {
    setup::insist(place, &[Need::Packages(Group::Build)])?;
    let mut command = place.cargo(&["run", "--release", "--package", "skilldock-bench"]);
    command.arg("--");
    if options.quick {
        command.arg("--quick");
    }
    steps::run(command.args(&options.arguments))
}

/// The bench as a part of the tests: that it runs, not how fast.
pub fn try_out(place: &Place) -> Result<()> {
    steps::run(
        place
            .cargo(&["run", "--package", "skilldock-bench"])
            .args(["--", "--quick"]),
    )
}
