//! What lies around the window: places asked for from outside, closing and coming back,
//! what is remembered and shows in the frame. The page hears of it by [`ShellEvent`]s.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use skilldock_engine::links::{self, Place};
use skilldock_engine::status::Mode;
use tauri::{AppHandle, Emitter as _, Manager as _, WebviewWindow, WindowEvent};
use ts_rs::TS;

use super::close::{self, Act, Choice, Situation};
use super::notify::Cause;
use super::tray::Tray;
use super::{App, EVENT, WINDOW, backdrop, instance};

/// Something outside of the page happened that it has to do with. Comes by the same way
/// as what happens in the engine.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ShellEvent {
    /// A place is to be shown: the command `wanted_place` says which, once.
    PlaceWanted {},
    /// The window is being closed for the first time: what that means is to be asked.
    CloseAsked {},
    /// Something waits for the user. Told in the page, since the window is in front.
    Noticed {
        /// What it is.
        cause: Cause,
        /// Of how many things.
        count: u32,
        /// How often it came up since it was last said.
        times: u32,
    },
}

/// The state of what lies around the window.
#[derive(Default)]
pub struct Desktop {
    wanted: Mutex<Option<Place>>,
    asking: AtomicBool,
    tray: Mutex<Option<Tray>>,
}

impl Desktop {
    /// With a place to begin with.
    #[must_use]
    pub fn beginning_at(place: Option<Place>) -> Self {
        Self {
            wanted: Mutex::new(place),
            ..Self::default()
        }
    }

    /// The place that was asked for, once.
    #[must_use]
    pub fn take_wanted(&self) -> Option<Place> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Keeps the tray for as long as the program runs.
    pub fn keep_tray(&self, tray: Tray) {
        *self.tray.lock().unwrap_or_else(PoisonError::into_inner) = Some(tray);
    }

    /// Does something with the tray, where there is one.
    pub fn with_tray(&self, act: impl FnOnce(&Tray)) {
        if let Some(tray) = &*self.tray.lock().unwrap_or_else(PoisonError::into_inner) {
            act(tray);
        }
    }
}

/// Reads a link. A bad one is no more than a line in the log, which does not repeat it.
#[must_use]
pub fn read_link(link: &str) -> Option<Place> {
    links::parse(link)
        .inspect_err(|error| tracing::warn!("a link was ignored: {error}"))
        .ok()
}

/// Somebody started Skilldock again.
pub fn again(handle: &AppHandle, arguments: &[String]) {
    let link = arguments.iter().skip(1).rfind(|argument| links::is_link(argument));
    match link.and_then(|link| read_link(link)) {
        Some(place) => go(handle, place),
        None => show(handle),
    }
}

/// Brings the window forward and shows a place in it.
pub fn go(handle: &AppHandle, place: Place) {
    let desktop = handle.state::<Desktop>();
    *desktop.wanted.lock().unwrap_or_else(PoisonError::into_inner) = Some(place);
    tell(handle, &ShellEvent::PlaceWanted {});
    show(handle);
}

/// Brings the window forward.
pub fn show(handle: &AppHandle) {
    let Some(window) = handle.get_webview_window(WINDOW) else {
        return;
    };
    let shown = window
        .show()
        .and_then(|()| window.unminimize())
        .and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window did not come forward");
    }
}

/// Tells the page. One that is still being loaded asks for what it missed by itself.
pub fn tell(handle: &AppHandle, event: &ShellEvent) {
    if let Err(error) = handle.emit(EVENT, event) {
        tracing::warn!(%error, "the page was not told");
    }
}

/// Does what closing the window means.
pub fn follow_close(window: &WebviewWindow, app: &Arc<App>) {
    let (window, app) = (window.clone(), Arc::clone(app));
    window.clone().on_window_event(move |event| {
        let WindowEvent::CloseRequested { api, .. } = event else {
            return;
        };
        let handle = window.app_handle();
        let desktop = handle.state::<Desktop>();
        let situation = Situation {
            choice: Choice::of(&app.remembered()),
            returns: instance::holds(handle),
            works: works(&app),
            asking: desktop.asking.load(Ordering::SeqCst),
        };
        match close::act(situation) {
            Act::Quit => {
                api.prevent_close();
                handle.exit(0);
            }
            Act::Hide => {
                api.prevent_close();
                hide(handle);
            }
            Act::Ask => {
                api.prevent_close();
                desktop.asking.store(true, Ordering::SeqCst);
                show(handle);
                tell(handle, &ShellEvent::CloseAsked {});
            }
        }
    });
}

/// The question was answered, or put away.
pub fn answered(handle: &AppHandle) {
    handle.state::<Desktop>().asking.store(false, Ordering::SeqCst);
}

/// Goes on without a window.
pub fn hide(handle: &AppHandle) {
    if let Some(window) = handle.get_webview_window(WINDOW)
        && let Err(error) = window.hide()
    {
        tracing::warn!(%error, "the window did not hide");
    }
}

/// Something was remembered: what shows in the frame follows.
pub fn remembered(handle: &AppHandle, key: &str, all: &BTreeMap<String, String>) {
    match key {
        "theme" => {
            if let Some(window) = handle.get_webview_window(WINDOW) {
                backdrop::paint(&window, all);
            }
        }
        "language" => handle.state::<Desktop>().with_tray(|tray| tray.speak(all)),
        "zoom" => zoom(handle, all),
        _ => {}
    }
}

/// Shows the page as large as was chosen.
pub fn zoom(handle: &AppHandle, remembered: &BTreeMap<String, String>) {
    let Some(window) = handle.get_webview_window(WINDOW) else {
        return;
    };
    let percent = remembered.get("zoom").and_then(|percent| percent.parse::<u16>().ok());
    let factor = f64::from(percent.unwrap_or(100).clamp(50, 300)) / 100.0;
    if let Err(error) = window.set_zoom(factor) {
        tracing::warn!(%error, "the page keeps its size");
    }
}

/// Whether anything would go on without the window.
fn works(app: &App) -> bool {
    app.engine()
        .is_ok_and(|engine| !app.is_first_run() && engine.status().is_ok_and(|status| status.mode != Mode::LocalOnly))
}
