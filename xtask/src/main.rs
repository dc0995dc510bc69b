//! `cargo xtask`: one command from a fresh clone to the open window, one to everything that has to hold.
//!
//! Each command first looks at the machine ([`setup`]), does only what is missing and says so; what it cannot do
//! itself it names, with the one command that helps ([`steps`]).

mod bench;
mod bindings;
mod fuzz;
mod icons;
mod packages;
mod place;
mod run;
mod say;
mod setup;
mod shots;
mod stamp;
mod steps;
mod supply;
mod test;
mod ui;
mod versions;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use place::Place;

/// Builds, opens and tests Skilldock, and sets up what that needs.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Set up, build, and open the window (on the demo marketplace, if none is configured yet)
    Run(run::Options),
    /// Set up, and check everything that has to hold
    Test(test::Options),
    /// Measure how fast it is
    Bench(bench::Options),
    /// Look for inputs that the readers of strangers' bytes fall over
    Fuzz(fuzz::Options),
    /// Write the lists of what the program is made of (CycloneDX)
    Sbom,
    /// Write ui/src/ipc/bindings.ts anew from the Rust side
    Bindings,
    /// Take a picture of every view and state of the UI, into screenshots/ui
    Shots(shots::Options),
    /// Write every size of the icon anew from icons/skilldock.svg
    Icons,
}

fn main() -> ExitCode {
    let command = CommandLine::parse().command;
    match carry_out(&command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::bad(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn carry_out(command: &Command) -> Result<()> {
    steps::listen_for_interrupts()?;
    let place = Place::find()?;
    match command {
        Command::Run(options) => run::run(&place, options),
        Command::Test(options) => test::test(&place, options),
        Command::Bench(options) => bench::bench(&place, options),
        Command::Fuzz(options) => fuzz::fuzz(&place, options),
        Command::Sbom => supply::sbom(&place),
        Command::Bindings => bindings::write(&place),
        Command::Shots(options) => shots::take(&place, options),
        Command::Icons => icons::make(&place),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        <CommandLine as clap::CommandFactory>::command().debug_assert();
    }
}
