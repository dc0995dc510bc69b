//! The window: opens the engine, shows the UI, passes what happens on to it, and
//! ends everything in order when it closes.

mod app;
pub mod commands;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use skilldock_engine::Engine;
use skilldock_engine::event::EngineEvent;
use skilldock_engine::model::{Code, Problem};
use tauri::{Emitter as _, RunEvent, WebviewUrl, WebviewWindowBuilder};
use tokio::sync::broadcast::error::RecvError;
use tracing_appender::non_blocking::WorkerGuard;

pub use app::App;

use crate::cli::Args;

/// The one event of the boundary: its payload is an [`EngineEvent`].
const EVENT: &str = "engine";

/// How long the end may take: a closed window whose process stays is in the way of the next one.
const LONGEST_END: Duration = Duration::from_secs(5);

/// Opens the window. The process ends with it; what is returned is for a window that did not open.
#[must_use]
pub fn main(args: &Args) -> ExitCode {
    if no_display() {
        let problem = Problem::new(
            Code::BadInput,
            "There is no display to open the window on.",
            "Set DISPLAY or WAYLAND_DISPLAY, or give a command: `skilldock help` lists them.",
        );
        return crate::cli::complain(args, &problem);
    }
    let log = crate::logging::to_files(&crate::cli::data_dir(args));
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            let problem = Problem::new(Code::Internal, format!("Skilldock could not start: {error}."), "");
            return crate::cli::complain(args, &problem);
        }
    };
    tauri::async_runtime::set(runtime.handle().clone());
    // An engine that does not open has a reason that belongs into the window.
    let engine = Engine::open(crate::cli::engine_options(args)).map_err(Into::into);
    let app = Arc::new(App::new(engine, args.demo));
    let code = show(args, &runtime, &app, log);
    end(runtime.handle(), &app);
    runtime.shutdown_background();
    code
}

/// Ends what runs beside the window. Asked twice, there is nothing left to end.
fn end(runtime: &tokio::runtime::Handle, app: &App) {
    let ended = runtime.block_on(async { tokio::time::timeout(LONGEST_END, app.end()).await });
    if ended.is_err() {
        tracing::warn!("what ran beside the window did not end in time");
    }
}

fn show(args: &Args, runtime: &tokio::runtime::Runtime, app: &Arc<App>, mut log: Option<WorkerGuard>) -> ExitCode {
    let started = Arc::clone(app);
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .plugin(tauri_plugin_dialog::init())
        .manage(Arc::clone(app))
        .invoke_handler(crate::ipc::handler())
        .setup(move |tauri| {
            let app = Arc::clone(&started);
            if let Ok(engine) = app.engine() {
                forward(engine.clone(), tauri.handle().clone());
            }
            WebviewWindowBuilder::new(tauri, "main", WebviewUrl::default())
                .title("Skilldock")
                .inner_size(1280.0, 800.0)
                .min_inner_size(900.0, 600.0)
                .background_color(background(&app))
                .build()?;
            // Nothing on the way to the first frame waits for this.
            tauri::async_runtime::spawn(async move { app.begin().await });
            Ok(())
        })
        .build(tauri::generate_context!());
    let _entered = runtime.enter();
    match built {
        Ok(tauri) => {
            let (runtime, app) = (runtime.handle().clone(), Arc::clone(app));
            // The process ends inside of this call, so that nothing after it runs.
            tauri.run(move |_, event| {
                if let RunEvent::Exit = event {
                    end(&runtime, &app);
                    tracing::info!("the window is closed");
                    // Writes the last lines.
                    drop(log.take());
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!(%error, "the window did not open");
            let problem = Problem::new(
                Code::Internal,
                format!("The window did not open: {error}."),
                "The commands work without it: see `skilldock help`.",
            );
            crate::cli::complain(args, &problem)
        }
    }
}

fn no_display() -> bool {
    cfg!(target_os = "linux")
        && ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .all(|name| std::env::var_os(name).is_none_or(|value| value.is_empty()))
}

/// The colour behind the page, so that a dark window does not flash white while it loads.
fn background(app: &App) -> tauri::window::Color {
    let theme = app
        .engine()
        .ok()
        .and_then(|engine| engine.ui_state().ok())
        .and_then(|state| state.get("theme").cloned());
    match theme.as_deref() {
        Some("dark") => tauri::window::Color(0x15, 0x16, 0x1a, 0xff),
        _ => tauri::window::Color(0xf7, 0xf6, 0xf3, 0xff),
    }
}

/// Passes what happens in the engine on to the window. Ends with the engine.
fn forward(engine: Engine, handle: tauri::AppHandle) {
    tauri::async_runtime::spawn(async move {
        let mut events = engine.events();
        loop {
            let event = match events.recv().await {
                Ok(event) => event,
                // The window was too slow for that many: the state as it is makes up for them.
                Err(RecvError::Lagged(_)) => match engine.status() {
                    Ok(status) => EngineEvent::Status {
                        status: Box::new(status),
                    },
                    Err(_) => continue,
                },
                Err(RecvError::Closed) => break,
            };
            if let Err(error) = handle.emit(EVENT, &event) {
                tracing::warn!(%error, "an event did not reach the window");
            }
        }
    });
}
