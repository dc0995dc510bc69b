//! What a sync is held against: its parts, each by itself and one after the other.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use serde_json::value::RawValue;
use skilldock_engine::facts::scan_raw;
use skilldock_engine::model::{SkillRecord, UnixMillis};
use skilldock_engine::store::Store;
use skilldock_engine::store::facts::Summary;
use skilldock_engine::store::listing::{Listing, apply, stage};
use skilldock_engine::store::settle::Wishes;
use skilldock_marketplace::Marketplace;

use crate::measure::timed;

const PAGE_SIZE: usize = 1000;

/// How long each part took.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The bytes of every page.
    pub download: Duration,
    /// The records in them.
    pub parse: Duration,
    /// What is looked for in their code: no part of the limit, though the sync does it.
    pub scan: Duration,
    /// All records into a new store in one transaction, with their full-text index.
    pub insert: Duration,
}

#[derive(serde::Deserialize)]
struct Page {
    skills: Vec<Box<RawValue>>,
}

/// Does each part by itself.
///
/// # Errors
/// What the marketplace or the disk says.
pub async fn measure(client: &reqwest::Client, market: &Marketplace) -> anyhow::Result<Limits> {
    let began = Instant::now();
    let bodies = download(client, market).await?;
    let download = began.elapsed();
    let (parse, records) = timed(|| records(&bodies));
    let records = records?;
    drop(bodies);
    let (scan, summaries) = timed(|| {
        let scanned = records.iter().map(|record| Summary::from(&scan_raw(record.raw.get())));
        scanned.collect::<Vec<_>>()
    });
    let insert = insert(&records, summaries)?;
    Ok(Limits {
        download,
        parse,
        scan,
        insert,
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

fn records(bodies: &[Vec<u8>]) -> anyhow::Result<Vec<SkillRecord>> {
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
fn insert(records: &[SkillRecord], summaries: Vec<Summary>) -> anyhow::Result<Duration> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(folder.path())?;
    let now = UnixMillis::now();
    let seen: HashSet<_> = records.iter().map(|record| record.id).collect();
    let kept = HashSet::new();
    let (took, done) = timed(|| {
        store.write(|connection| {
            for (record, summary) in records.iter().zip(summaries) {
                stage(connection, record, Some(summary), now, now)?;
            }
            apply(
                connection,
                &Listing {
                    seen: &seen,
                    kept: &kept,
                    began: now,
                    wishes: Wishes {
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
