//! Syncs, beside download, parse and insert of the same data done one after the other.

mod limits;
mod memory;

use std::path::Path;
use std::time::{Duration, Instant};

use skilldock_engine::sync::{Outcome, SyncReport};
use skilldock_engine::{SyncRequest, Trigger};
use skilldock_marketplace::{EtagMode, Event, Marketplace};

use crate::laptop::Laptop;
use crate::measure::median;
use crate::report::Report;

/// Skills that change between two syncs, at most.
const CHANGED: usize = 1000;
/// The memory of the command during a sync, bytes.
const MEMORY: u64 = 150_000_000;
/// Requests that a sync with nothing changed may take, where the marketplace has validators.
const REQUESTS: u64 = 2;

/// What was measured, a value for each run.
#[derive(Default)]
struct Measured {
    downloads: Vec<Duration>,
    parses: Vec<Duration>,
    scans: Vec<Duration>,
    inserts: Vec<Duration>,
    firsts: Vec<Duration>,
    unchanged: Vec<Duration>,
    unchanged_requests: u64,
    unchanged_rows: u64,
    unvalidated: Vec<Duration>,
    changed: Vec<Duration>,
}

async fn sync(laptop: &Laptop) -> anyhow::Result<(Duration, SyncReport)> {
    let began = Instant::now();
    let report = laptop.engine.sync(SyncRequest::default(), Trigger::Command).await;
    let took = began.elapsed();
    anyhow::ensure!(report.outcome == Outcome::Complete, "a sync failed: {:?}", report.error);
    Ok((took, report))
}

/// Changes some skills, evenly spread, as an author does: another description, now.
fn change(market: &Marketplace, run: usize) -> anyhow::Result<usize> {
    let skills = market.catalogue().snapshot();
    let every = skills.len().div_ceil(CHANGED).max(1);
    let mut changed = 0;
    for skill in skills.into_iter().skip(run % every).step_by(every) {
        let mut event = Event::skill_update(skill);
        let description = event.data["description"].as_str().unwrap_or_default();
        event.data["description"] = format!("{description} ({run})").into();
        event.data["updated_at"] = event.timestamp.clone().into();
        market.catalogue().apply(&event)?;
        changed += 1;
    }
    Ok(changed)
}

/// The rows of the catalogue that were written meanwhile, of those that say what skills are.
fn written(laptop: &Laptop) -> anyhow::Result<(i64, i64)> {
    let connection = rusqlite::Connection::open(laptop.folder().join("catalogue.db"))?;
    Ok(
        connection.query_row("SELECT revision, generation FROM meta", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?,
    )
}

async fn once(
    client: &reqwest::Client,
    market: &Marketplace,
    run: usize,
    measured: &mut Measured,
) -> anyhow::Result<()> {
    let limits = limits::measure(client, market).await?;
    measured.downloads.push(limits.download);
    measured.parses.push(limits.parse);
    measured.scans.push(limits.scan);
    measured.inserts.push(limits.insert);

    let laptop = Laptop::new(market)?;
    let (took, report) = sync(&laptop).await?;
    measured.firsts.push(took);
    anyhow::ensure!(
        report.skills.added as usize == market.catalogue().len(),
        "skills are missing"
    );

    let before = written(&laptop)?;
    let (took, report) = sync(&laptop).await?;
    measured.unchanged.push(took);
    anyhow::ensure!(report.skills.count() == 0, "the second sync changed something");
    measured.unchanged_requests = measured.unchanged_requests.max(report.requests.into());
    measured.unchanged_rows += u64::from(before != written(&laptop)?);

    market.configure(|settings| settings.etag = EtagMode::None);
    // The one that learns that there are no validators any more.
    sync(&laptop).await?;
    let (took, report) = sync(&laptop).await?;
    measured.unvalidated.push(took);
    anyhow::ensure!(report.skills.count() == 0, "the fourth sync changed something");
    market.configure(|settings| settings.etag = EtagMode::Listing);

    sync(&laptop).await?;
    let changed = change(market, run)?;
    let (took, report) = sync(&laptop).await?;
    measured.changed.push(took);
    anyhow::ensure!(
        report.skills.updated as usize == changed,
        "{} of {changed} changes came",
        report.skills.updated
    );
    Ok(())
}

/// Measures.
///
/// # Errors
/// A sync that does not do what it should.
pub async fn measure(market: &Marketplace, skilldock: &Path, runs: usize, report: &mut Report) -> anyhow::Result<()> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let mut measured = Measured::default();
    for run in 0..runs {
        once(&client, market, run, &mut measured).await?;
    }
    say(market.catalogue().len(), measured, report);
    let peak = memory::of_first_sync(skilldock, market)?;
    let count = market.catalogue().len();
    report.sized(format!("memory of `skilldock sync`, {count} skills"), peak, MEMORY);
    Ok(())
}

fn say(count: usize, measured: Measured, report: &mut Report) {
    let download = median(measured.downloads);
    let parse = median(measured.parses);
    let insert = median(measured.inserts);
    report.plain(format!("raw download, {count} skills"), download);
    report.plain("parse", parse);
    report.plain("scan for facts (no part of the limit)", median(measured.scans));
    report.plain("insert with FTS, one transaction", insert);
    report.within(
        format!("first sync, {count} skills"),
        median(measured.firsts),
        "download + parse + insert",
        download + parse + insert,
        1.0,
    );
    let reading = download + parse;
    report.plain("nothing changed, with validators", median(measured.unchanged));
    report.counted(
        "nothing changed, with validators: requests",
        measured.unchanged_requests,
        REQUESTS,
    );
    report.counted(
        "nothing changed, with validators: catalogues written",
        measured.unchanged_rows,
        0,
    );
    report.within(
        "nothing changed, without validators",
        median(measured.unvalidated),
        "download + parse",
        reading,
        1.2,
    );
    report.within(
        format!("{} of {count} changed", count.min(CHANGED)),
        median(measured.changed),
        "download + parse",
        reading,
        1.3,
    );
}
