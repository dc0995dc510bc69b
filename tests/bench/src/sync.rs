//! A first sync and one with nothing changed, beside download, parse and insert of
//! the same data done one after the other.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use skilldock_engine::config::EnvFileChoice;
use skilldock_engine::model::{SkillRecord, UnixMillis};
use skilldock_engine::store::Store;
use skilldock_engine::store::listing::{Listing, apply, stage};
use skilldock_engine::sync::Outcome;
use skilldock_engine::{Engine, EngineOptions, SyncRequest, Trigger};
use skilldock_marketplace::Marketplace;
use tempfile::TempDir;

use crate::measure::{median, timed};
use crate::report::Report;

const PAGE_SIZE: usize = 1000;

/// An engine that has everything, and its folder.
pub struct Synced {
    /// The engine.
    pub engine: Engine,
    _folder: TempDir,
}

fn engine(market: &Marketplace) -> anyhow::Result<Synced> {
    let folder = tempfile::tempdir()?;
    let env_file = EnvFileChoice::Default(folder.path().join(".env"));
    let mut options = EngineOptions::new(folder.path().to_owned(), env_file);
    options.environment = vec![
        ("ATOM_SAAS_API_URL".into(), market.url().into()),
        ("ATOM_SAAS_API_TOKEN".into(), market.token().into()),
        // Whatever this machine's keychain is: what encryption costs is a figure of its own.
        ("SKILLDOCK_ENCRYPTION".into(), "off".into()),
    ];
    options.requests_a_minute = u32::MAX;
    let engine = Engine::open(options).map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(Synced {
        engine,
        _folder: folder,
    })
}

/// The bytes of every page, as the engine's client gets them: compressed on the
/// wire, unpacked here.
async fn download(client: &reqwest::Client, market: &Marketplace) -> anyhow::Result<Vec<Vec<u8>>> {
    let pages = market.catalogue().len().div_ceil(PAGE_SIZE).max(1);
    let mut bodies = Vec::with_capacity(pages);
    for page in 1..=pages {
        let url = format!("{}/api/v1/skills?page={page}&page_size={PAGE_SIZE}", market.url());
        let answer = client
            .get(url)
            .bearer_auth(market.token())
            .send()
            .await?
            .error_for_status()?;
        bodies.push(answer.bytes().await?.to_vec());
    }
    Ok(bodies)
}

#[derive(serde::Deserialize)]
struct Page {
    skills: Vec<Box<serde_json::value::RawValue>>,
}

fn parse(bodies: &[Vec<u8>]) -> anyhow::Result<Vec<SkillRecord>> {
    let mut records = Vec::new();
    for body in bodies {
        let page: Page = serde_json::from_slice(body)?;
        for raw in page.skills {
            records.push(SkillRecord::parse(raw)?);
        }
    }
    Ok(records)
}

/// Everything into a new store in one transaction, FTS included.
fn insert(records: &[SkillRecord]) -> anyhow::Result<Duration> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(folder.path())?;
    let now = UnixMillis::now();
    let seen: HashSet<_> = records.iter().map(|record| record.id).collect();
    let kept = HashSet::new();
    let (took, done) = timed(|| {
        store.write(|connection| {
            for record in records {
                stage(connection, record, None, now, now)?;
            }
            apply(
                connection,
                &Listing {
                    seen: &seen,
                    kept: &kept,
                    began: now,
                    wishes: skilldock_engine::store::settle::Wishes {
                        strategy: skilldock_engine::config::ConflictStrategy::default(),
                        review: false,
                    },
                    deletions_confirmed: false,
                },
                now,
            )
        })
    });
    done?;
    Ok(took)
}

/// Measures; returns an engine that has everything.
pub async fn measure(market: &Marketplace, runs: usize, report: &mut Report) -> anyhow::Result<Synced> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let mut downloads = Vec::new();
    let mut parses = Vec::new();
    let mut inserts = Vec::new();
    let mut firsts = Vec::new();
    let mut unchanged = Vec::new();
    let mut synced = None;
    for _ in 0..runs {
        let began = Instant::now();
        let bodies = download(&client, market).await?;
        downloads.push(began.elapsed());
        let (took, records) = timed(|| parse(&bodies));
        parses.push(took);
        inserts.push(insert(&records?)?);

        let laptop = engine(market)?;
        let began = Instant::now();
        let first = laptop.engine.sync(SyncRequest::default(), Trigger::Command).await;
        firsts.push(began.elapsed());
        anyhow::ensure!(
            first.outcome == Outcome::Complete,
            "the first sync failed: {:?}",
            first.error
        );
        anyhow::ensure!(
            first.skills.added as usize == market.catalogue().len(),
            "skills are missing"
        );
        let began = Instant::now();
        let second = laptop.engine.sync(SyncRequest::default(), Trigger::Command).await;
        unchanged.push(began.elapsed());
        anyhow::ensure!(second.skills.count() == 0, "the second sync changed something");
        synced = Some(laptop);
    }
    let (download, parse, insert) = (median(downloads), median(parses), median(inserts));
    let count = market.catalogue().len();
    report.plain(format!("raw download, {count} skills"), download);
    report.plain("parse", parse);
    report.plain("insert with FTS, one transaction", insert);
    let all = download + parse + insert;
    report.against(
        format!("first sync, {count} skills"),
        median(firsts),
        "download + parse + insert",
        all,
    );
    report.against(
        "sync with nothing changed",
        median(unchanged),
        "download + parse",
        download + parse,
    );
    synced.context("no run was asked for")
}
