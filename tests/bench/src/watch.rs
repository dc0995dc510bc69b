//! The real command `skilldock watch`, as a script uses it: a process of its own and
//! the lines it prints.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use serde_json::Value;
use skilldock_marketplace::Marketplace;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::laptop::command;

/// How long anything awaited may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A line, and when it was read.
pub struct Line {
    /// When.
    pub at: Instant,
    said: Value,
}

impl Line {
    /// Whether it tells of this event.
    pub fn is(&self, event: &str) -> bool {
        self.of("event") == Some(event)
    }

    /// A text in it.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.said.get(field)?.as_str()
    }

    /// Whether it tells of a sync that brought everything.
    pub fn is_complete_sync(&self) -> bool {
        self.is("sync") && self.of("outcome") == Some("complete")
    }
}

/// The process; dropping it ends it.
pub struct Watch {
    process: Child,
    lines: mpsc::UnboundedReceiver<Line>,
}

impl Watch {
    /// Starts it on a data folder.
    ///
    /// # Errors
    /// A program that does not start.
    pub fn start(skilldock: &Path, folder: &Path, market: &Marketplace) -> anyhow::Result<Self> {
        let mut process = command(skilldock, folder, market)
            .arg("watch")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} does not start", skilldock.display()))?;
        let printed = process.stdout.take().context("there is no pipe")?;
        let (read, lines) = mpsc::unbounded_channel();
        // A thread of its own, so that a line's time is that of its reading.
        std::thread::spawn(move || {
            for text in BufReader::new(printed).lines() {
                let (at, Ok(text)) = (Instant::now(), text) else { return };
                let said = serde_json::from_str(&text).unwrap_or_default();
                if read.send(Line { at, said }).is_err() {
                    return;
                }
            }
        });
        Ok(Self { process, lines })
    }

    /// The next line; `None` at the end.
    pub async fn next(&mut self) -> Option<Line> {
        self.lines.recv().await
    }

    /// Waits for a line.
    ///
    /// # Errors
    /// It did not come.
    pub async fn until(&mut self, what: &str, is_it: impl Fn(&Line) -> bool) -> anyhow::Result<Line> {
        let wait = async {
            loop {
                match self.next().await {
                    Some(line) if is_it(&line) => return Ok(line),
                    Some(_) => {}
                    None => anyhow::bail!("skilldock watch ended before {what} came"),
                }
            }
        };
        timeout(PATIENCE, wait)
            .await
            .with_context(|| format!("{what} did not come"))?
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing of it stays.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
