//! The memory of the window with all its processes: after somebody browsed, and while the marketplace keeps changing;
//! beside an empty window that is open at the same time.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use skilldock_e2e::{Home, Key, Keychain, Window};

use super::Ground;
use super::processes::{Family, running};
use crate::live::Announcer;
use crate::report::Report;

/// How many times an empty window's memory it may be.
const GOAL: f64 = 1.4;
/// By how much it may grow while updates come.
const GROWTH: f64 = 1.05;
/// Updates a second while it is watched for growth.
const A_SECOND: u32 = 10;
/// What is looked for by whoever browses.
const QUERIES: [&str; 6] = ["pdf", "weather", "notes", "git", "translate", "e"];

/// Measures it after so long of browsing, and again after so long of updates.
///
/// # Errors
/// A window that does not do what it should.
pub async fn measure(
    ground: &Ground,
    empty: &Path,
    (browsing, updates): (Duration, Duration),
    report: &mut Report,
) -> Result<()> {
    let nothing = Home::new(Keychain::None, true).await?;
    let nothing = Window::open_in(nothing, ground.setup(None).program(empty)).await?;
    let market = ground.market().await?;
    let window = ground.open(Some(&market)).await?;

    let before = family(&window)?.memory()?;
    let began = Instant::now();
    let mut round = 0;
    while began.elapsed() < browsing || round == 0 {
        browse(&window, round).await?;
        round += 1;
    }
    let limit = family(&nothing)?.memory()?;
    report.weighed(
        format!("memory at the first list, {} skills", ground.skills),
        before,
        "an empty window",
        limit,
        GOAL,
    );
    let browsed = family(&window)?.memory()?;
    report.weighed(
        format!("memory after browsing {} min", minutes(browsing)),
        browsed,
        "an empty window",
        limit,
        GOAL,
    );

    let mut announcer = Announcer::new(&market);
    // Growth is told from where it stands once updates come: what they need at all is no growth.
    let settle = updates.min(Duration::from_secs(60));
    announcer.announce(count(settle), A_SECOND).await?;
    let settled = family(&window)?.memory()?;
    announcer.announce(count(updates), A_SECOND).await?;
    let grown = family(&window)?.memory()?;
    let name = format!("memory after {} min of updates, {A_SECOND} a second", minutes(updates));
    report.weighed(name, grown, "a minute after the first", settled, GROWTH);
    drop(window);
    market.shutdown().await;
    Ok(())
}

fn count(time: Duration) -> u32 {
    u32::try_from(time.as_secs())
        .unwrap_or(u32::MAX)
        .saturating_mul(A_SECOND)
}

fn minutes(time: Duration) -> u64 {
    time.as_secs() / 60
}

/// The window's processes.
pub fn family(window: &Window) -> Result<Family> {
    let process = running(window.program()?, window.home().folder());
    Ok(Family::of(process.context("the program is not running")?))
}

/// A search, a look down the list, and some skills read.
async fn browse(window: &Window, round: usize) -> Result<()> {
    let query = QUERIES.get(round % QUERIES.len()).copied().unwrap_or_default();
    window.hook("search").fill(query).await?;
    window.hook("skill-row").seen().await?;
    window.hook("skill-row").click().await?;
    for _ in 0..10 {
        window.press(Key::PageDown + "").await?;
    }
    for tab in ["tab-code", "tab-overview"] {
        let tab = window.hook(tab);
        if tab.count().await? > 0 {
            tab.click().await?;
        }
    }
    window.hook("search").fill("").await?;
    window.hook("skill-row").seen().await
}
