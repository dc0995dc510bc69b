//! From the start of the process to the frame in which the first list can be seen, beside
//! an empty window of the same size, started in turns with it.
//!
//! Both say themselves when they are painted (a mark in the page, the frame after the first), and the kernel says when
//! their process began; both clocks are the machine's.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};
use skilldock_e2e::wait::{SOON, until};
use skilldock_e2e::{Home, Keychain, Setup, Window};
use tokio::net::TcpListener;

use super::Ground;
use super::processes::{Family, running};
use crate::measure::median;
use crate::report::Report;

/// How many times an empty window's start it may be.
const GOAL: f64 = 1.4;

/// When the page was painted, in milliseconds of the machine's clock.
const PAINTED: &str = "const [mark] = performance.getEntriesByName('painted');
    return mark ? performance.timeOrigin + mark.startTime : null";

/// Measures starts: with no network, with one that accepts and never answers, and with a keychain that stays locked.
///
/// # Errors
/// A window that does not come up.
pub async fn measure(ground: &Ground, empty: &Path, runs: usize, report: &mut Report) -> Result<()> {
    let hole = TcpListener::bind(("127.0.0.1", 0)).await?;
    let hole = (hole.local_addr()?.port(), hole);
    let silent = format!("http://127.0.0.1:{}", hole.0);
    // Each in a home of its own, in which it was opened once before: a first start makes folders, a cold one does not.
    let kinds = [
        ("an empty window", ground.setup(None).program(empty)),
        ("start", ground.setup(None)),
        (
            "start, network silent",
            without_network(ground.setup(None), &silent)
                .env("ATOM_SAAS_API_TOKEN", "00000000-0000-4000-8000-000000000000"),
        ),
        ("start, keychain locked", without_network(ground.setup(None), &silent)),
    ];
    let mut homes = Vec::new();
    for (name, _) in &kinds {
        let home = if name.contains("keychain") {
            ground.home_with(Keychain::Locked).await?
        } else {
            ground.home().await?
        };
        homes.push(Some(home));
    }
    let mut took = vec![Vec::new(); kinds.len()];
    for run in 0..=runs {
        for (kind, (name, setup)) in kinds.iter().enumerate() {
            let home = homes
                .get_mut(kind)
                .and_then(Option::take)
                .context("a home that was lost")?;
            let (home, start) = once(home, setup).await.with_context(|| (*name).to_owned())?;
            homes[kind] = Some(home);
            if run > 0 {
                took[kind].push(start);
            }
        }
    }
    let mut medians = took.into_iter().map(median);
    let limit = medians.next().unwrap_or_default();
    for ((name, _), start) in kinds.iter().skip(1).zip(medians) {
        report.within(
            format!("{name}, {} skills", ground.skills),
            start,
            "an empty window",
            limit,
            GOAL,
        );
    }
    Ok(())
}

/// Connected to an address, instead of working locally.
fn without_network(setup: Setup, url: &str) -> Setup {
    setup.env("ATOM_SAAS_ENABLED", "true").env("ATOM_SAAS_API_URL", url)
}

/// Opens a window and closes it again: how long until it was painted.
async fn once(home: Home, setup: &Setup) -> Result<(Home, Duration)> {
    let window = Window::open_in(home, setup.clone()).await?;
    let painted = until("a painted page", SOON, async || {
        Ok(window.script(PAINTED).await?.as_f64())
    })
    .await?;
    let process = running(window.program()?, window.home().folder()).context("the program is not running")?;
    let began = Family::of(process).began()?;
    let start = Duration::from_secs_f64(painted / 1000.0).saturating_sub(began);
    Ok((window.kill().await?, start))
}
