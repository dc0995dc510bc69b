//! What encryption at rest costs: each figure encrypted, held against the same of plain
//! data, measured by turns in one run.

use std::sync::Arc;
use std::time::{Duration, Instant};

use keyring_core::api::CredentialStoreApi as _;
use keyring_core::mock;
use skilldock_engine::config::EnvFileChoice;
use skilldock_engine::search::SearchRequest;
use skilldock_engine::sync::Outcome;
use skilldock_engine::vault::Keychain;
use skilldock_engine::{Engine, EngineOptions, SyncRequest, Trigger};
use skilldock_marketplace::Marketplace;

use crate::measure::{quantile, timed};
use crate::report::Report;

/// What is measured of each, in this order.
const NAMES: [&str; 5] = [
    "first sync",
    "sync with nothing changed",
    "open and first search",
    "search",
    "converting all of it",
];

fn open(
    folder: &std::path::Path,
    market: &Marketplace,
    keys: &Arc<mock::Store>,
    encrypted: bool,
) -> anyhow::Result<Engine> {
    let mut options = EngineOptions::new(folder.to_owned(), EnvFileChoice::Default(folder.join(".env")));
    options.environment = vec![
        ("ATOM_SAAS_API_URL".into(), market.url().into()),
        ("ATOM_SAAS_API_TOKEN".into(), market.token().into()),
        (
            "SKILLDOCK_ENCRYPTION".into(),
            if encrypted { "on" } else { "off" }.into(),
        ),
    ];
    let keys = Arc::clone(keys);
    // The keychain's own time is the system's: it is asked once, at the start.
    options.keychain = Arc::new(Keychain::over(
        move |account: &str| keys.build("Skilldock", account, None),
        Duration::from_secs(5),
    ));
    options.requests_a_minute = u32::MAX;
    Engine::open(options).map_err(|error| anyhow::anyhow!("{error}"))
}

/// How long opening and a first search took, and each of some more.
fn searches(
    folder: &std::path::Path,
    market: &Marketplace,
    keys: &Arc<mock::Store>,
    encrypted: bool,
) -> anyhow::Result<(Duration, Vec<Duration>)> {
    let request = |text: &str| SearchRequest {
        text: text.to_owned(),
        limit: 60,
        facets: true,
        ..SearchRequest::default()
    };
    let (opened, engine) = timed(|| {
        let engine = open(folder, market, keys, encrypted)?;
        engine
            .search(&request("notes"))
            .map_err(|problem| anyhow::anyhow!("{problem}"))?;
        anyhow::Ok(engine)
    });
    let engine = engine?;
    let mut searches = Vec::new();
    for text in ["notes", "pdf", "csv to json", "weather", "tag:cli", "calender"].repeat(5) {
        let (took, page) = timed(|| engine.search(&request(text)));
        page.map_err(|problem| anyhow::anyhow!("{problem}"))?;
        searches.push(took);
    }
    Ok((opened, searches))
}

async fn once(market: &Marketplace, encrypted: bool) -> anyhow::Result<[Duration; NAMES.len()]> {
    let folder = tempfile::tempdir()?;
    let keys = mock::Store::new().map_err(|error| anyhow::anyhow!("{error}"))?;
    let engine = open(folder.path(), market, &keys, encrypted)?;
    anyhow::ensure!(engine.encryption().encrypted == encrypted, "it is not as it should be");
    let began = Instant::now();
    let report = engine.sync(SyncRequest::default(), Trigger::Command).await;
    let first = began.elapsed();
    anyhow::ensure!(
        report.outcome == Outcome::Complete,
        "the first sync failed: {:?}",
        report.error
    );
    let began = Instant::now();
    engine.sync(SyncRequest::default(), Trigger::Command).await;
    let unchanged = began.elapsed();
    drop(engine);
    // On a thread without a runtime: nothing is read in the background that would still have the
    // folder when it is converted.
    let searched = std::thread::scope(|scope| scope.spawn(|| searches(folder.path(), market, &keys, encrypted)).join());
    let (opened, mut searches) = searched.map_err(|_| anyhow::anyhow!("the searches stopped"))??;
    let (converted, engine) = timed(|| open(folder.path(), market, &keys, !encrypted));
    anyhow::ensure!(engine?.encryption().encrypted != encrypted, "it was not converted");
    Ok([first, unchanged, opened, quantile(&mut searches, 0.5), converted])
}

/// Measures both, by turns.
pub async fn measure(market: &Marketplace, runs: usize, report: &mut Report) -> anyhow::Result<()> {
    let mut figures = [const { (Vec::new(), Vec::new()) }; NAMES.len()];
    for _ in 0..runs {
        for (figure, took) in figures.iter_mut().zip(once(market, false).await?) {
            figure.0.push(took);
        }
        for (figure, took) in figures.iter_mut().zip(once(market, true).await?) {
            figure.1.push(took);
        }
    }
    for (name, (mut plain, mut encrypted)) in NAMES.into_iter().zip(figures) {
        report.against(
            format!("{name}, encrypted"),
            quantile(&mut encrypted, 0.5),
            "plain",
            quantile(&mut plain, 0.5),
        );
    }
    Ok(())
}
