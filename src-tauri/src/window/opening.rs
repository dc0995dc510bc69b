//! Opens the data beside everything else that a start is made of. They may have to wait for
//! the keychain: the window comes up meanwhile, says so, and goes on by itself as soon as the
//! key is there.

use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use skilldock_engine::event::EngineEvent;
use skilldock_engine::model::{Code, Problem};
use skilldock_engine::search::SearchRequest;
use tauri::Emitter as _;

use super::{App, EVENT, forward, notify};

/// How long the first frame waits for the data: a keychain that is open answers sooner.
const PATIENCE: Duration = Duration::from_secs(1);
/// Pauses between tries that nobody asked for.
const PAUSES: [u64; 6] = [2, 4, 8, 16, 30, 60];

/// Data that are being opened.
pub(super) struct Opening(Option<mpsc::Receiver<Result<(), Problem>>>);

/// Opens the data on a thread of its own.
pub(super) fn begin(app: &Arc<App>) -> Opening {
    let (opened, told) = mpsc::channel();
    let opening = Arc::clone(app);
    let started = std::thread::Builder::new().name("opening".to_owned()).spawn(move || {
        let result = opening.open();
        // Who waited may have gone on to show the window.
        drop(opened.send(result));
        // What the first list counts by is read while the toolkit starts: the page asks for it half a second later.
        if let Ok(engine) = opening.engine() {
            let everything = SearchRequest {
                limit: 1,
                facets: true,
                ..SearchRequest::default()
            };
            // Why it failed is said when the page asks.
            drop(engine.search(&everything));
        }
    });
    if started.is_err() {
        drop(app.open());
    }
    Opening(started.is_ok().then_some(told))
}

impl Opening {
    /// Waits until the data are open, but only for a moment.
    pub(super) fn wait(self) {
        if let Some(told) = self.0 {
            drop(told.recv_timeout(PATIENCE));
        }
    }
}

/// Tries again, because somebody asked.
///
/// # Errors
/// Why the data cannot be opened.
pub(super) fn again(app: &Arc<App>, handle: &tauri::AppHandle) -> Result<(), Problem> {
    app.open()?;
    attach(app, handle);
    Ok(())
}

/// Goes on where the data are open, and else as soon as they are.
pub(super) fn follow(app: &Arc<App>, handle: &tauri::AppHandle) {
    if app.engine().is_ok() {
        attach(app, handle);
        return;
    }
    let (app, handle) = (Arc::clone(app), handle.clone());
    tauri::async_runtime::spawn(async move {
        for pause in PAUSES.into_iter().chain(std::iter::repeat(60)) {
            // What no time heals is the user's to decide.
            let heals = [Code::DataLocked, Code::NoPlaceForKey];
            if !matches!(&app.engine(), Err(problem) if heals.contains(&problem.code)) {
                break;
            }
            tokio::time::sleep(Duration::from_secs(pause)).await;
            let again = Arc::clone(&app);
            drop(tokio::task::spawn_blocking(move || again.open()).await);
        }
        if app.engine().is_ok() {
            attach(&app, &handle);
        }
    });
}

/// Begins what runs beside the window, once.
fn attach(app: &Arc<App>, handle: &tauri::AppHandle) {
    let Ok(engine) = app.engine() else { return };
    if !app.attach_once() {
        return;
    }
    forward(engine.clone(), handle.clone());
    notify::watch(Arc::clone(app), engine.clone(), handle.clone());
    // A page that shows why it could not begin begins now.
    if let Err(error) = handle.emit(EVENT, EngineEvent::ConfigChanged {}) {
        tracing::warn!(%error, "an event did not reach the window");
    }
    // Nothing on the way to the first frame waits for this.
    let app = Arc::clone(app);
    tauri::async_runtime::spawn(async move { app.begin().await });
}
