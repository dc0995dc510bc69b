//! Where the log goes: on the command line to standard error, if asked for; with
//! the window into a file a day in the data folder, seven of them kept.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::EnvFilter;

/// How soon after midnight a new file is noticed. Until then the folder keeps others out.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// Our own words at `level`; of the libraries only warnings, since some of them log
/// whole requests.
fn filter(level: &str) -> EnvFilter {
    EnvFilter::new(format!(
        "warn,skilldock={level},skilldock_engine={level},skilldock_marketplace=warn"
    ))
}

/// Logs to standard error: nothing without `-v`, more with each.
pub fn to_standard_error(verbosity: u8) {
    let level = match verbosity {
        0 => return,
        1 => "info",
        _ => "debug",
    };
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter(level))
        .with_writer(std::io::stderr)
        .finish();
    // Set twice only in tests, where the first is as good.
    drop(tracing::subscriber::set_global_default(subscriber));
}

/// Logs into `logs/` of the data folder. The guard writes the last lines when it is
/// dropped. `None` where the folder cannot be written: the program works without.
#[must_use]
pub fn to_files(data_dir: &Path) -> Option<WorkerGuard> {
    let folder = data_dir.join("logs");
    skilldock_engine::private::folder(data_dir).ok()?;
    skilldock_engine::private::folder(&folder).ok()?;
    let files = Builder::new()
        .rotation(Rotation::DAILY)
        .filename_prefix("skilldock")
        .filename_suffix("log")
        .max_log_files(7)
        .build(&folder)
        .ok()?;
    let files = Private::new(files, folder);
    let (writer, guard) = tracing_appender::non_blocking(files);
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter("info"))
        .with_ansi(false)
        .with_writer(writer)
        .finish();
    tracing::subscriber::set_global_default(subscriber).ok()?;
    Some(guard)
}

/// Narrows each day's log to its owner: the appender makes them as the umask says, at
/// midnight too.
struct Private<W> {
    files: W,
    folder: PathBuf,
    /// When that was last done.
    narrowed: Option<Instant>,
}

impl<W> Private<W> {
    fn new(files: W, folder: PathBuf) -> Self {
        skilldock_engine::private::narrow_all(&folder);
        Self {
            files,
            folder,
            narrowed: None,
        }
    }
}

impl<W: Write> Write for Private<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.files.write(bytes)?;
        // With the line that made the file; and no oftener than it takes to notice midnight.
        if self.narrowed.is_none_or(|at| at.elapsed() >= LOOK_AGAIN) {
            self.narrowed = Some(Instant::now());
            skilldock_engine::private::narrow_all(&self.folder);
        }
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.files.flush()
    }
}
