//! Telling the user that something waits for them: outside of the window where it is
//! not in front, inside of it where it is. What is told and how often is decided by
//! [`cause`] and [`policy`]; this module only carries it out.

mod cause;
mod policy;

use std::sync::Arc;
use std::time::Instant;

use skilldock_engine::Engine;
use skilldock_engine::event::EngineEvent;
use tauri::{AppHandle, Manager as _};
use tauri_plugin_notification::NotificationExt as _;
use tokio::sync::broadcast::error::RecvError;

pub use cause::Cause;
use cause::{News, Seen};
use policy::Policy;

use super::desktop::{self, Desktop, ShellEvent};
use super::texts::Language;
use super::{App, WINDOW};

/// How far back a run that read skills is looked for.
const RUNS: u32 = 20;

/// Watches the engine for as long as it runs.
pub fn watch(app: Arc<App>, engine: Engine, handle: AppHandle) {
    tauri::async_runtime::spawn(async move {
        let mut events = engine.events();
        let begun = Instant::now();
        let mut policy = Policy::default();
        let Ok(mut seen) = begin(engine.clone()).await else {
            return;
        };
        loop {
            let news = match events.recv().await {
                Ok(EngineEvent::Status { status }) => {
                    handle.state::<Desktop>().with_tray(|tray| tray.show(&status));
                    seen.status(&status)
                }
                Ok(EngineEvent::SyncFinished { report }) => seen.report(&report),
                Ok(_) => continue,
                Err(RecvError::Lagged(_)) => match engine.status() {
                    Ok(status) => seen.status(&status),
                    Err(_) => continue,
                },
                Err(RecvError::Closed) => break,
            };
            for (cause, count) in news {
                if is_off(&app, cause) {
                    continue;
                }
                if let Some(times) = policy.offer(cause, begun.elapsed()) {
                    deliver(&app, &handle, (cause, count), times);
                }
            }
        }
    });
}

async fn begin(engine: Engine) -> Result<Seen, ()> {
    let read = move || {
        let status = engine.status().map_err(drop)?;
        let runs = engine.journal(RUNS).map_err(drop)?;
        let held = runs.iter().find_map(|run| cause::held(&run.report)).unwrap_or(0);
        Ok(Seen::begin(&status, held))
    };
    tokio::task::spawn_blocking(read).await.map_err(drop)?
}

fn is_off(app: &App, cause: Cause) -> bool {
    app.remembered().get(cause.switch()).is_some_and(|value| value == "off")
}

fn deliver(app: &App, handle: &AppHandle, (cause, count): News, times: u32) {
    let in_front = handle
        .get_webview_window(WINDOW)
        .is_some_and(|window| window.is_focused().unwrap_or(false) && window.is_visible().unwrap_or(false));
    if in_front {
        return desktop::tell(handle, &ShellEvent::Noticed { cause, count, times });
    }
    let language = Language::of(&app.remembered());
    let mut body = language.count(cause.message(), count);
    if times > 1 {
        body = format!("{body} {}", language.count("notice_times", times));
    }
    let shown = handle.notification().builder().title("Skilldock").body(body).show();
    // That it was taken does not prove that anybody saw it: the badge and the banner say it too.
    if let Err(error) = shown {
        tracing::info!(%error, "the desktop takes no notifications");
    }
}
