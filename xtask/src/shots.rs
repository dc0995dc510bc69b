//! `cargo xtask shots`: a picture of every view and state, at both sizes, light and dark.

use anyhow::Result;

use crate::packages::Group;
use crate::place::Place;
use crate::setup::{self, Need};
use crate::{say, steps, ui};

#[derive(Debug, clap::Args)]
pub struct Options {
    /// Only those whose name holds one of these words
    words: Vec<String>,
}

pub fn take(place: &Place, options: &Options) -> Result<()> {
    setup::insist(place, &[Need::Npm, Need::Packages(Group::Browser), Need::Browser])?;
    steps::run(ui::shots(place).args(&options.words))?;
    say::good("the pictures are in screenshots/ui");
    Ok(())
}
