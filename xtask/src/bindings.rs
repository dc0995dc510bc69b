//! `cargo xtask bindings`: writes the TypeScript side of the boundary anew. The test that finds drift knows how.

use anyhow::Result;

use crate::place::Place;
use crate::{say, steps};

pub fn write(place: &Place) -> Result<()> {
    steps::run(
        place
            .cargo(&["test", "--package", "skilldock", "bindings"])
            .env("UPDATE_BINDINGS", "1"),
    )?;
    say::good("ui/src/ipc/bindings.ts is what the Rust side declares");
    Ok(())
}
