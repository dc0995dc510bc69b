//! Speed, each figure beside its limit measured in the same run: the machine is
//! shared and noisy, so that only ratios and medians mean something.
//!
//! `cargo xtask bench` runs it in a release build; `--quick` does everything once,
//! to prove that it works.
#![allow(clippy::print_stdout, reason = "it prints a table")]

mod encryption;
mod live;
mod measure;
mod report;
mod search;
mod sync;
mod watch;

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Parser;
use skilldock_marketplace::{Builder, Marketplace, generated_catalogue, read_catalogue};

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
    /// Only what encryption at rest costs
    #[arg(long)]
    encryption: bool,
    /// Only searches over many skills
    #[arg(long)]
    search: bool,
    /// How many skills those searches are over
    #[arg(long, default_value_t = 100_000)]
    search_skills: usize,
    /// A folder where the store of those searches stays for the next time
    #[arg(long)]
    search_store: Option<PathBuf>,
    /// Made-up skills instead of the real catalogue
    #[arg(long)]
    skills: Option<usize>,
    /// The program `skilldock` [default: the one beside this program]
    #[arg(long)]
    skilldock: Option<PathBuf>,
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

/// The real command, built as this program was.
fn skilldock(args: &Args) -> anyhow::Result<PathBuf> {
    let beside = || {
        let me = std::env::current_exe().context("cannot find my own program file")?;
        anyhow::Ok(me.with_file_name(format!("skilldock{}", std::env::consts::EXE_SUFFIX)))
    };
    let program = args.skilldock.clone().map_or_else(beside, Ok)?;
    anyhow::ensure!(
        program.is_file(),
        "{} is missing: `cargo xtask bench` builds it, or give --skilldock FILE",
        program.display()
    );
    Ok(program)
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // For the plain client that the engine is held against; the engine sees to its own.
    drop(rustls::crypto::ring::default_provider().install_default());
    let args = Args::parse();
    let runs = if args.quick { 1 } else { args.runs };
    if args.search {
        let mut report = Report::default();
        search_at_scale(&args, runs, &mut report)?;
        return finish(&args, &report);
    }
    let market = catalogue(&args)?.no_limits().records(false).start().await?;
    let mut report = Report::default();
    encryption::measure(&market, runs, &mut report).await?;
    if args.encryption {
        println!("{}", report.table());
        market.shutdown().await;
        return Ok(());
    }
    let skilldock = skilldock(&args)?;
    let synced = sync::measure(&market, runs, &mut report).await?;
    search::measure(&synced, runs, &mut report)?;
    search_at_scale(&args, runs, &mut report)?;
    let seconds = if args.quick { 3 } else { 60 };
    live::measure(&market, &skilldock, (runs, seconds), &mut report).await?;
    market.shutdown().await;
    finish(&args, &report)
}

/// Searches over many skills, made up after the real ones, or after made-up ones where those
/// are not there.
fn search_at_scale(args: &Args, runs: usize, report: &mut Report) -> anyhow::Result<()> {
    let file = shared().join("data/skills.jsonl.gz");
    let loaded = if args.skills.is_none() && file.exists() {
        read_catalogue(&file)?
    } else {
        generated_catalogue(1_500, 1)
    };
    let skills = if args.quick { 2_000 } else { args.search_skills };
    search::at_scale(&loaded.skills, skills, args.search_store.as_deref(), runs, report)
}

fn finish(args: &Args, report: &Report) -> anyhow::Result<()> {
    println!("{}", report.table());
    if let Some(path) = &args.json {
        std::fs::write(path, report.json()?)?;
    }
    Ok(())
}
