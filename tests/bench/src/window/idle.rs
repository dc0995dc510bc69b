//! What the window does while nobody does anything: processor time, wakes and writes of all its processes, connected and
//! offline, beside an empty window that is open at the same time.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};
use skilldock_e2e::{Home, Keychain, Window};
use tokio::time::sleep;

use super::Ground;
use super::memory::family;
use super::processes::{Family, Used};
use crate::report::Report;

/// The share of one core it may take.
const SHARE: f64 = 0.005;
/// Wakes a second it may have.
const WAKES: u64 = 1;
/// After opening, what is still going on comes to an end.
const SETTLING: Duration = Duration::from_secs(20);

/// Watches for so long.
///
/// # Errors
/// A window that does not come up.
pub async fn measure(ground: &Ground, empty: &Path, length: Duration, report: &mut Report) -> Result<()> {
    let nothing = Home::new(Keychain::None, true).await?;
    let nothing = Window::open_in(nothing, ground.setup(None).program(empty)).await?;
    let market = ground.market().await?;
    let connected = ground.open(Some(&market)).await?;
    let offline = ground.open(None).await?;
    let families = [family(&nothing)?, family(&connected)?, family(&offline)?];
    // The windows are open; what of them is only asked for later has been by then.
    sleep(SETTLING.min(length)).await;
    let before = used(&families)?;
    sleep(length).await;
    let after = used(&families)?;
    let mut took = after.into_iter().zip(before).map(|(after, before)| after.since(before));
    let least = took.next().context("no window")?;
    add(report, "idle, an empty window", least, length);
    for (name, used) in ["idle, connected", "idle, offline"].into_iter().zip(took) {
        add(report, name, used, length);
    }
    drop((nothing, connected, offline));
    market.shutdown().await;
    Ok(())
}

fn used(families: &[Family]) -> Result<Vec<Used>> {
    families.iter().map(Family::used).collect()
}

fn add(report: &mut Report, name: &str, used: Used, length: Duration) {
    let share = length.mul_f64(SHARE);
    report.within(
        format!("{name}: processor time"),
        used.processor,
        "0.5 % of a core",
        share,
        1.0,
    );
    report.counted(format!("{name}: wakes"), used.wakes, WAKES * length.as_secs());
    report.sized(format!("{name}: written"), used.written, 0);
}
