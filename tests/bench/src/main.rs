//! Speed, each figure beside its limit measured in the same run: the machine is
//! shared and noisy, so that only ratios and medians mean something.
//!
//! `cargo xtask bench` runs it in a release build; `--quick` does everything once,
//! to prove that it works.
#![allow(clippy::print_stdout, reason = "it prints a table")]

mod measure;
mod report;
mod search;
mod sync;

use std::path::PathBuf;

use clap::Parser;
use skilldock_marketplace::{Builder, Marketplace};

use report::Report;

/// Measures Skilldock.
#[derive(Parser)]
struct Args {
    /// Do everything once, to prove that it works
    #[arg(long)]
    quick: bool,
    /// Runs of each figure
    #[arg(long, default_value_t = 7)]
    runs: usize,
    /// Made-up skills instead of the real catalogue
    #[arg(long)]
    skills: Option<usize>,
    /// Write the figures as JSON into this file
    #[arg(long)]
    json: Option<PathBuf>,
}

/// The folder of shared data beside the checkout.
fn shared() -> PathBuf {
    std::env::var_os("SKILLDOCK_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    )
}

fn catalogue(args: &Args) -> anyhow::Result<Builder> {
    if let Some(skills) = args.skills {
        return Ok(Marketplace::builder().generated(skills, 1));
    }
    let file = shared().join("data/skills.jsonl.gz");
    anyhow::ensure!(
        file.exists(),
        "the real catalogue is missing: set SKILLDOCK_SHARED, or give --skills N"
    );
    Ok(Marketplace::builder().catalogue_file(file))
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // For the plain client that the engine is held against; the engine sees to its own.
    drop(rustls::crypto::ring::default_provider().install_default());
    let args = Args::parse();
    let runs = if args.quick { 1 } else { args.runs };
    let market = catalogue(&args)?.no_limits().records(false).start().await?;
    let mut report = Report::default();
    let synced = sync::measure(&market, runs, &mut report).await?;
    search::measure(&synced, runs, &mut report)?;
    println!("{}", report.table());
    if let Some(path) = &args.json {
        std::fs::write(path, report.json()?)?;
    }
    market.shutdown().await;
    Ok(())
}
