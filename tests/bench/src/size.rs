//! What people download and keep: the program, and the program as a package holds it.

use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::report::Report;

/// The most the program may be, bytes.
const PROGRAM: u64 = 20_000_000;
/// The most its package may be, bytes.
const PACKAGE: u64 = 10_000_000;

/// Measures the program. A package is little more than it, packed: icons and a menu entry.
///
/// # Errors
/// A program that cannot be read.
pub fn measure(skilldock: &Path, report: &mut Report) -> anyhow::Result<()> {
    let program = std::fs::read(skilldock).with_context(|| format!("cannot read {}", skilldock.display()))?;
    report.sized("program", length(&program)?, PROGRAM);
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&program)?;
    report.sized("program, packed", length(&packed.finish()?)?, PACKAGE);
    Ok(())
}

fn length(bytes: &[u8]) -> anyhow::Result<u64> {
    Ok(u64::try_from(bytes.len())?)
}
