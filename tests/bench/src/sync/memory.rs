//! The most memory a process had.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::Context as _;
use skilldock_marketplace::Marketplace;

use crate::laptop::command;

/// Between two looks.
const EVERY: Duration = Duration::from_millis(5);

/// The most memory that the command had resident during a first sync, bytes.
///
/// # Errors
/// A command that does not start or does not end well.
pub fn of_first_sync(skilldock: &Path, market: &Marketplace) -> anyhow::Result<u64> {
    let folder = tempfile::tempdir()?;
    let mut process = command(skilldock, folder.path(), market)
        .arg("sync")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .with_context(|| format!("{} does not start", skilldock.display()))?;
    let mut peak = 0;
    let status = loop {
        // The kernel keeps the highest value itself: only what rises after the last look is missed.
        peak = highest(process.id()).unwrap_or(0).max(peak);
        if let Some(status) = process.try_wait()? {
            break status;
        }
        std::thread::sleep(EVERY);
    };
    anyhow::ensure!(status.success(), "skilldock sync ended with {status}");
    Ok(peak)
}

/// `VmHWM` of a process, bytes.
fn highest(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}
