//! Speed, each figure beside its limit measured in the same run: the machine is
//! shared and noisy, so that only ratios and medians mean something.
//!
//! `cargo xtask bench` runs it in a release build; `--quick` does everything once,
//! to prove that it works.
#![allow(clippy::print_stdout, reason = "it prints a table")]

mod conflicts;
mod encryption;
mod laptop;
mod live;
mod measure;
mod report;
mod search;
mod size;
mod sync;
mod watch;
mod window;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Parser, ValueEnum};
use skilldock_engine::{SyncRequest, Trigger};
use skilldock_marketplace::{Builder, Marketplace, generated_catalogue, read_catalogue};

use laptop::Laptop;
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
    /// Only these parts
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// How many skills searches are over, besides the real catalogue
    #[arg(long, default_value_t = 100_000)]
    search_skills: usize,
    /// A folder where the store of those searches stays for the next time
    #[arg(long)]
    search_store: Option<PathBuf>,
    /// How many skills the window shows
    #[arg(long, default_value_t = 100_000)]
    window_skills: usize,
    /// A folder where the store of the window stays for the next time
    #[arg(long)]
    window_store: Option<PathBuf>,
    /// How long updates come while the memory of the window is watched
    #[arg(long, default_value_t = 60)]
    minutes_of_updates: u64,
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

/// Sizes of made-up catalogues that are synced besides the real one, and runs of each.
const GROWN: [(usize, usize); 2] = [(10_000, 5), (100_000, 3)];

/// How long somebody browses before the memory of the window is looked at.
const BROWSING: Duration = Duration::from_secs(5 * 60);
/// How long a window is watched that nobody touches.
const IDLE: Duration = Duration::from_secs(10 * 60);
/// The same, to prove that it works.
const BRIEFLY: Duration = Duration::from_secs(2);

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// What encryption at rest costs
    Encryption,
    /// Syncs, and the memory of the command meanwhile
    Sync,
    /// Searches
    Search,
    /// The live connection
    Live,
    /// Conflicts and merges
    Conflicts,
    /// The window, as it is seen
    Window,
    /// From the start of the process to the first list
    Start,
    /// The memory of the window's processes, over more than an hour
    Memory,
    /// What the window does while nobody does anything, for ten minutes
    Idle,
    /// The program as a file
    Size,
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
    let program = match &args.skilldock {
        Some(program) => program.clone(),
        None => laptop::beside("skilldock").context("cannot find my own program file")?,
    };
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
    let market = catalogue(&args)?.no_limits().records(false).start().await?;
    let mut report = Report::default();
    measure(&args, &market, runs, &mut report).await?;
    market.shutdown().await;
    println!("{}", report.table());
    if let Some(path) = &args.json {
        std::fs::write(path, report.json()?)?;
    }
    Ok(())
}

async fn measure(args: &Args, market: &Marketplace, runs: usize, report: &mut Report) -> anyhow::Result<()> {
    let wanted = |part| args.only.is_empty() || args.only.contains(&part);
    if wanted(Part::Encryption) {
        encryption::measure(market, runs, report).await?;
    }
    if wanted(Part::Sync) {
        sync::measure(market, &skilldock(args)?, runs, report).await?;
        if !args.quick && args.skills.is_none() {
            for (skills, runs) in GROWN {
                let grown = Marketplace::builder().generated(skills, 1);
                let grown = grown.no_limits().records(false).start().await?;
                sync::measure(&grown, &skilldock(args)?, runs, report).await?;
                grown.shutdown().await;
            }
        }
    }
    if wanted(Part::Search) {
        let laptop = Laptop::new(market)?;
        laptop.engine.sync(SyncRequest::default(), Trigger::Command).await;
        search::measure(&laptop, runs, report)?;
        search_at_scale(args, runs, report)?;
    }
    if wanted(Part::Live) {
        let seconds = if args.quick { 3 } else { 60 };
        live::measure(market, &skilldock(args)?, (runs, seconds), report).await?;
    }
    if wanted(Part::Conflicts) {
        conflicts::measure(market, runs, report).await?;
    }
    if wanted(Part::Window) {
        let skills = if args.quick { 2_000 } else { args.window_skills };
        let ground = window::Ground::make(
            real_skills(args)?,
            skills,
            &skilldock(args)?,
            args.window_store.as_deref(),
        )?;
        window::measure(&ground, args.quick, report).await?;
    }
    // Of a program that is not optimised nobody wants to know it.
    if wanted(Part::Size) && !args.quick {
        size::measure(&skilldock(args)?, report)?;
    }
    if [Part::Start, Part::Memory, Part::Idle].into_iter().any(wanted) {
        let ground = ground(args)?;
        let empty = laptop::beside("skilldock-empty")?;
        if wanted(Part::Start) {
            window::start::measure(&ground, &empty, runs, report).await?;
        }
        if wanted(Part::Memory) {
            let updates = Duration::from_secs(60 * args.minutes_of_updates);
            let lengths = if args.quick {
                (BRIEFLY, BRIEFLY)
            } else {
                (BROWSING, updates)
            };
            window::memory::measure(&ground, &empty, lengths, report).await?;
        }
        if wanted(Part::Idle) {
            let length = if args.quick { BRIEFLY } else { IDLE };
            window::idle::measure(&ground, &empty, length, report).await?;
        }
    }
    Ok(())
}

/// The catalogue that windows are opened over, and the program.
fn ground(args: &Args) -> anyhow::Result<window::Ground> {
    let skills = if args.quick { 2_000 } else { args.window_skills };
    window::Ground::make(
        real_skills(args)?,
        skills,
        &skilldock(args)?,
        args.window_store.as_deref(),
    )
}

/// The skills that made-up ones are variations of: the real ones, or made-up ones where those are not there.
fn real_skills(args: &Args) -> anyhow::Result<Vec<String>> {
    let file = shared().join("data/skills.jsonl.gz");
    let loaded = if args.skills.is_none() && file.exists() {
        read_catalogue(&file)?
    } else {
        generated_catalogue(1_500, 1)
    };
    Ok(loaded.skills)
}

/// Searches over many made-up skills.
fn search_at_scale(args: &Args, runs: usize, report: &mut Report) -> anyhow::Result<()> {
    let skills = if args.quick { 2_000 } else { args.search_skills };
    search::at_scale(&real_skills(args)?, skills, args.search_store.as_deref(), runs, report)
}
