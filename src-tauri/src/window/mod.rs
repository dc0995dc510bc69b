//! The window: opens the engine, shows the UI, passes what happens on to it, and
//! ends everything in order when it closes.

mod app;
mod backdrop;
mod close;
pub mod commands;
mod desktop;
mod display;
#[cfg(target_os = "linux")]
mod graphics;
mod guard;
mod instance;
mod notify;
mod opening;
mod texts;
mod tray;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use skilldock_engine::event::EngineEvent;
use skilldock_engine::model::{Code, Problem};
use skilldock_engine::{Engine, EngineOptions};
use tauri::{Emitter as _, Manager as _, RunEvent, WebviewUrl, WebviewWindowBuilder};
use tauri_plugin_window_state::StateFlags;
use tokio::sync::broadcast::error::RecvError;
use tracing_appender::non_blocking::WorkerGuard;

pub use app::App;
use desktop::Desktop;
#[cfg(test)]
pub use desktop::ShellEvent;
use opening::Opening;

use crate::cli::Args;

/// The one event of the boundary: its payload is an [`EngineEvent`] or a `ShellEvent`.
const EVENT: &str = "engine";

/// The one window.
const WINDOW: &str = "main";

/// How long the end may take: a closed window whose process stays is in the way of the next one.
const LONGEST_END: Duration = Duration::from_secs(5);

/// Opens the window. The process ends with it; what is returned is for a window that did not open.
#[must_use]
pub fn main(args: &Args) -> ExitCode {
    if let Err(problem) = display::open() {
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
    let (data_dir, env_file) = (crate::cli::data_dir(args), crate::cli::env_file(args));
    let options = move || EngineOptions::new(data_dir.clone(), env_file.clone());
    let app = Arc::new(App::new(options, args.demo));
    let opening = opening::begin(&app);
    let code = show(args, &runtime, &app, opening, log);
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

fn show(
    args: &Args,
    runtime: &tokio::runtime::Runtime,
    app: &Arc<App>,
    opening: Opening,
    mut log: Option<WorkerGuard>,
) -> ExitCode {
    let started = Arc::clone(app);
    let link = args.link.as_deref().and_then(desktop::read_link);
    let mut builder = tauri::Builder::default();
    // First of all: where another process has the window, this one ends here.
    if let Some(plugin) = instance::plugin(&crate::cli::data_dir(args), args.data_dir.is_none()) {
        builder = builder.plugin(plugin);
    }
    let built = builder
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(
            // Whether it is hidden is not remembered: whoever starts Skilldock wants to see it.
            tauri_plugin_window_state::Builder::default()
                .with_state_flags(StateFlags::all() - StateFlags::VISIBLE)
                .build(),
        )
        .plugin(tauri_plugin_dialog::init())
        .manage(Arc::clone(app))
        .manage(Desktop::beginning_at(link))
        .invoke_handler(crate::ipc::handler())
        .setup(move |tauri| {
            // Its theme and its zoom stand in the data.
            opening.wait();
            open_window(tauri, &started)?;
            Ok(())
        })
        .build(tauri::generate_context!());
    let _entered = runtime.enter();
    match built {
        Ok(tauri) => {
            let (runtime, app) = (runtime.handle().clone(), Arc::clone(app));
            // The process ends inside of this call, so that nothing after it runs.
            tauri.run(move |handle, event| match event {
                RunEvent::Exit => {
                    instance::let_go(handle);
                    end(&runtime, &app);
                    tracing::info!("the window is closed");
                    // Writes the last lines.
                    drop(log.take());
                    handle.cleanup_before_exit();
                    crate::leave::leave(0);
                }
                // Its icon in the dock was clicked.
                #[cfg(target_os = "macos")]
                RunEvent::Reopen { .. } => desktop::show(handle),
                _ => {}
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

/// Opens the window and begins what runs beside it.
fn open_window(tauri: &tauri::App, app: &Arc<App>) -> tauri::Result<()> {
    let handle = tauri.handle();
    let remembered = app.remembered();
    let theme = backdrop::chosen(&remembered);
    let window = WebviewWindowBuilder::new(tauri, WINDOW, WebviewUrl::default())
        .title("Skilldock")
        .inner_size(1280.0, 800.0)
        .min_inner_size(900.0, 600.0)
        .theme(theme)
        .on_navigation(guard::may_go)
        // Links are asked about and opened by the system; a page that opens windows is not ours.
        .on_new_window(|_, _| tauri::webview::NewWindowResponse::Deny)
        .background_color(backdrop::colour(&remembered, theme.unwrap_or(tauri::Theme::Light)))
        .build()?;
    #[cfg(target_os = "linux")]
    graphics::suit(&window);
    // What the system's theme is, only a window knows; nothing is painted before this.
    backdrop::paint(&window, &remembered);
    desktop::zoom(handle, &remembered);
    desktop::follow_close(&window, app);
    if let Some(tray) = tray::Tray::make(handle, app) {
        tauri.state::<Desktop>().keep_tray(tray);
    }
    #[cfg(target_os = "macos")]
    {
        use tauri_plugin_deep_link::DeepLinkExt as _;
        let handle = handle.clone();
        tauri.deep_link().on_open_url(move |event| {
            for url in event.urls() {
                if let Some(place) = desktop::read_link(url.as_str()) {
                    desktop::go(&handle, place);
                }
            }
        });
    }
    opening::follow(app, handle);
    Ok(())
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
