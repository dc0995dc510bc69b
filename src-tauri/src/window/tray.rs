//! The tray: what is going on, and the few things that are wanted without the window.
//! Many desktops have no tray, and on Linux its library may be missing: then there is
//! none, and everything else works as with one.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use skilldock_engine::status::{Mode, Situation, Status};
use skilldock_engine::{SyncRequest, Trigger};
use tauri::menu::{Menu, MenuEvent, MenuItem, PredefinedMenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Wry};

use super::texts::Language;
use super::{App, desktop};

const STATUS: &str = "status";
const OPEN: &str = "open";
const SYNC: &str = "sync";
const PAUSE: &str = "pause";
const QUIT: &str = "quit";

/// The tray's icon and the lines of its menu.
pub struct Tray {
    icon: TrayIcon<Wry>,
    status: MenuItem<Wry>,
    open: MenuItem<Wry>,
    sync: MenuItem<Wry>,
    pause: MenuItem<Wry>,
    quit: MenuItem<Wry>,
    language: Mutex<Language>,
    last: Mutex<Option<Shown>>,
}

/// What the menu says of a status. Compared, so that a menu that is open is left alone
/// for as long as it says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shown {
    message: &'static str,
    count: u32,
    paused: bool,
    local: bool,
}

/// What is going on, as a message and a number: the words for what the engine decided.
fn line(status: &Status) -> Shown {
    let mut count = 0;
    let message = match &status.situation {
        Situation::Syncing { .. } => "status_syncing_plain",
        Situation::Waiting { .. } => "status_waiting",
        Situation::TokenRejected {} => "status_token_rejected",
        Situation::LocalOnly {} => "status_local_only",
        Situation::Offline {} => "status_offline",
        Situation::NeedsYou { token: true, .. } => "status_token_missing",
        Situation::NeedsYou {
            conflicts,
            ratings,
            held,
            token: false,
        } => {
            // Removals that are held back are one question.
            count = conflicts.saturating_add(*ratings).saturating_add((*held).min(1));
            "status_needs_you"
        }
        Situation::Paused {} => "status_paused",
        Situation::Reconnecting {} => "status_reconnecting",
        Situation::Error { partial: true, .. } => "status_partial",
        Situation::Error { .. } => "status_failed",
        Situation::Never {} => "status_never",
        Situation::UpToDate { live: true } => "status_live",
        Situation::UpToDate { .. } => "status_polling",
    };
    Shown {
        message,
        count,
        paused: status.mode == Mode::Paused,
        local: status.mode == Mode::LocalOnly,
    }
}

impl Tray {
    /// Makes it. `None` where there is no tray here.
    #[must_use]
    pub fn make(handle: &AppHandle, app: &Arc<App>) -> Option<Self> {
        // The library that draws it ends with a panic where it is not installed.
        let made = catch_unwind(AssertUnwindSafe(|| Self::build(handle, app)));
        match made {
            Ok(Ok(tray)) => Some(tray),
            Ok(Err(error)) => {
                tracing::info!(%error, "there is no tray");
                None
            }
            Err(_) => {
                tracing::info!("there is no tray: its library is not installed");
                None
            }
        }
    }

    fn build(handle: &AppHandle, app: &Arc<App>) -> tauri::Result<Self> {
        let language = Language::of(&app.remembered());
        let item = |id: &str, enabled| MenuItem::with_id(handle, id, "", enabled, None::<&str>);
        let (status, open) = (item(STATUS, false)?, item(OPEN, true)?);
        let (sync, pause, quit) = (item(SYNC, true)?, item(PAUSE, true)?, item(QUIT, true)?);
        let separator = || PredefinedMenuItem::separator(handle);
        let (above, below) = (separator()?, separator()?);
        let menu = Menu::with_items(handle, &[&status, &above, &open, &sync, &pause, &below, &quit])?;
        let acting = Arc::clone(app);
        let mut builder = TrayIconBuilder::with_id("main")
            .menu(&menu)
            .tooltip("Skilldock")
            .on_menu_event(move |handle, event| act(handle, &acting, &event));
        if let Some(icon) = handle.default_window_icon() {
            builder = builder.icon(icon.clone());
        }
        let tray = Self {
            icon: builder.build(handle)?,
            status,
            open,
            sync,
            pause,
            quit,
            language: Mutex::new(language),
            last: Mutex::new(None),
        };
        if let Some(status) = app.engine().ok().and_then(|engine| engine.status().ok()) {
            tray.show(&status);
        }
        tray.write();
        Ok(tray)
    }

    /// Says what is going on.
    pub fn show(&self, status: &Status) {
        let shown = line(status);
        let before = self.last.lock().unwrap_or_else(PoisonError::into_inner).replace(shown);
        if before != Some(shown) {
            self.write();
        }
    }

    /// Says it in the window's language from now on.
    pub fn speak(&self, remembered: &BTreeMap<String, String>) {
        *self.language.lock().unwrap_or_else(PoisonError::into_inner) = Language::of(remembered);
        self.write();
    }

    fn write(&self) {
        let language = *self.language.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let status = shown.map_or_else(
            || "Skilldock".to_owned(),
            |shown| language.count(shown.message, shown.count),
        );
        let paused = shown.is_some_and(|shown| shown.paused);
        let connected = shown.is_some_and(|shown| !shown.local);
        let pause = language.text(if paused { "tray_resume" } else { "tray_pause" });
        let written = self
            .status
            .set_text(&status)
            .and_then(|()| self.open.set_text(language.text("tray_open")))
            .and_then(|()| self.sync.set_text(language.text("sync_now")))
            .and_then(|()| self.sync.set_enabled(connected))
            .and_then(|()| self.pause.set_text(pause))
            .and_then(|()| self.pause.set_enabled(connected))
            .and_then(|()| self.quit.set_text(language.text("tray_quit")))
            .and_then(|()| self.icon.set_tooltip(Some(format!("Skilldock: {status}"))));
        if let Err(error) = written {
            tracing::warn!(%error, "the tray's menu is not up to date");
        }
    }
}

fn act(handle: &AppHandle, app: &Arc<App>, event: &MenuEvent) {
    match event.id().as_ref() {
        OPEN => desktop::show(handle),
        QUIT => handle.exit(0),
        SYNC => {
            let app = Arc::clone(app);
            tauri::async_runtime::spawn(async move {
                if let Ok(engine) = app.engine() {
                    // How it ends, the status says.
                    engine.sync(SyncRequest::default(), Trigger::User).await;
                }
            });
        }
        PAUSE => {
            let app = Arc::clone(app);
            tauri::async_runtime::spawn_blocking(move || {
                let Ok(engine) = app.engine() else { return };
                let paused = engine.status().is_ok_and(|status| status.mode == Mode::Paused);
                let changed = if paused { engine.resume() } else { engine.pause() };
                if let Err(problem) = changed {
                    tracing::warn!(%problem, "pausing from the tray failed");
                }
            });
        }
        _ => {}
    }
}
