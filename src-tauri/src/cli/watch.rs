//! `skilldock watch`: stays, keeps live and in sync, and prints a JSON object a line
//! for everything that happens.
//!
//! Three parts, so that a slow reader loses no line: a task takes events from the
//! engine as they come, a channel without a limit keeps them, and a thread of its own
//! writes them, each line at once. A closed pipe ends it all.

use std::io::Write;
use std::sync::mpsc;
use std::time::Duration;

use serde_json::{Map, Value, json};
use skilldock_engine::Engine;
use skilldock_engine::event::EngineEvent;
use skilldock_engine::model::{Problem, UnixMillis};
use skilldock_engine::status::Mode;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::oneshot;

use super::commands::stopped;
use super::exit::Status;

/// How long the last lines may take to be read.
const LAST_LINES: Duration = Duration::from_secs(2);

/// Runs until it is stopped, its time is over or nobody reads any more.
///
/// # Errors
/// A marketplace or a token that is missing, a database that fails.
pub async fn run(engine: &Engine, seconds: Option<u64>) -> Result<Status, Problem> {
    let events = engine.events();
    let mode = engine.status()?.mode;
    if mode != Mode::LocalOnly {
        // What `sync` would end with is said here too, instead of staying for nothing.
        engine.marketplace()?;
        engine.token_required().await?;
    }
    let (lines, printed) = mpsc::channel::<Value>();
    let (closed, nobody_reads) = oneshot::channel();
    let printer = std::thread::spawn(move || {
        if print(&printed, std::io::stdout().lock()).is_err() {
            // The command may have ended by itself just now.
            let _ = closed.send(());
        }
    });
    let (end, ended) = oneshot::channel::<()>();
    let forward = tokio::spawn(forward(events, lines, mode, ended));
    let scheduler = engine.schedule();
    let listener = engine.listen();
    let over = async {
        match seconds {
            Some(seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = stopped() => {}
        () = over => {}
        Ok(()) = nobody_reads => {}
    }
    scheduler.shutdown().await;
    listener.shutdown().await;
    // What happened until now is passed on and printed, unless the reader stands still.
    drop(end);
    drop(forward.await);
    let printed = tokio::task::spawn_blocking(move || printer.join());
    drop(tokio::time::timeout(LAST_LINES, printed).await);
    Ok(Status::Done)
}

/// Writes line by line; ends with the channel or with a pipe that was closed.
fn print(lines: &mpsc::Receiver<Value>, mut out: impl Write) -> std::io::Result<()> {
    while let Ok(line) = lines.recv() {
        writeln!(out, "{line}")?;
        out.flush()?;
    }
    Ok(())
}

/// Takes events as they come and passes on those that are printed, to the last one
/// there is when it ends.
async fn forward(
    mut events: Receiver<EngineEvent>,
    lines: mpsc::Sender<Value>,
    mut mode: Mode,
    mut ended: oneshot::Receiver<()>,
) {
    if lines.send(line("mode", [("mode", json!(mode))])).is_err() {
        return;
    }
    loop {
        let event = tokio::select! {
            biased;
            event = events.recv() => event,
            // The other end only ever goes.
            _ = &mut ended => return,
        };
        let said = match event {
            Ok(event) => words(event, &mut mode),
            Err(RecvError::Lagged(missed)) => {
                // The channel holds thousands and this task only hands on: a machine that
                // stood still. It is said, never hidden.
                tracing::error!(missed, "events were missed");
                Some(line("missed", [("count", json!(missed))]))
            }
            Err(RecvError::Closed) => return,
        };
        if let Some(line) = said
            && lines.send(line).is_err()
        {
            return;
        }
    }
}

fn line<const N: usize>(event: &str, fields: [(&str, Value); N]) -> Value {
    let mut object = Map::new();
    object.insert("event".to_owned(), json!(event));
    object.insert("at".to_owned(), json!(UnixMillis::now()));
    object.extend(fields.map(|(name, value)| (name.to_owned(), value)));
    Value::Object(object)
}

/// The line of an event; none for one that is not printed.
fn words(event: EngineEvent, mode: &mut Mode) -> Option<Value> {
    match event {
        EngineEvent::Connecting { attempt } => Some(line("connecting", [("attempt", json!(attempt))])),
        EngineEvent::Connected {} => Some(line("connected", [])),
        EngineEvent::Disconnected { reason } => Some(line("disconnected", [("reason", json!(reason))])),
        EngineEvent::Applied { kind, skill_id } => {
            Some(line("applied", [("type", json!(kind)), ("skill_id", json!(skill_id))]))
        }
        EngineEvent::Dropped { reason } => Some(line("dropped", [("reason", json!(reason))])),
        EngineEvent::Gap {} => Some(line("gap", [])),
        EngineEvent::SyncFinished { report } => {
            let mut line = line("sync", []);
            if let (Value::Object(line), Value::Object(report)) = (&mut line, json!(report)) {
                line.extend(report);
            }
            Some(line)
        }
        EngineEvent::Conflict { id, skill_id, waiting } => Some(line(
            "conflict",
            [
                ("id", json!(id)),
                ("skill_id", json!(skill_id)),
                ("waiting", json!(waiting)),
            ],
        )),
        EngineEvent::Status { status } if status.mode != *mode => {
            *mode = status.mode;
            Some(line("mode", [("mode", json!(mode))]))
        }
        EngineEvent::Status { .. }
        | EngineEvent::SyncProgress { .. }
        | EngineEvent::CatalogueChanged { .. }
        | EngineEvent::RatingChanged { .. }
        | EngineEvent::ActivityChanged {}
        | EngineEvent::ConfigChanged {}
        | EngineEvent::Rotating { .. }
        | EngineEvent::ReviewsChanged { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_event_is_one_object_with_its_time() {
        let mut mode = Mode::Polling;
        let applied = EngineEvent::Applied {
            kind: "skill_update".to_owned(),
            skill_id: "1fa26c4e-9bf0-42ff-ab94-8b923d37b0e0".parse().ok(),
        };
        let said = words(applied, &mut mode).unwrap();
        assert_eq!(said["event"], "applied");
        assert_eq!(said["type"], "skill_update");
        assert_eq!(said["skill_id"], "1fa26c4e-9bf0-42ff-ab94-8b923d37b0e0");
        assert!(said["at"].as_str().unwrap().ends_with('Z'));
        assert_eq!(words(EngineEvent::Gap {}, &mut mode).unwrap()["event"], "gap");
        assert!(words(EngineEvent::ConfigChanged {}, &mut mode).is_none());
    }

    #[test]
    fn a_closed_pipe_ends_the_printing() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::BrokenPipe.into())
            }

            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let (lines, printed) = mpsc::channel();
        lines.send(line("gap", [])).unwrap();
        assert!(print(&printed, Closed).is_err());
    }
}
