//! Whether there is a display that takes a window, asked before anything else is begun: Tauri
//! ends the process with the words of its libraries where there is none.

use skilldock_engine::model::Problem;

/// Connects to the display. Tauri finds the connection made.
///
/// # Errors
/// No display is named, or the one that is does not take us.
#[cfg(target_os = "linux")]
pub fn open() -> Result<(), Problem> {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let displays: Vec<&str> = ["WAYLAND_DISPLAY", "DISPLAY"]
        .into_iter()
        .filter(|name| named(name).is_some())
        .collect();
    if displays.is_empty() {
        return Err(refused(
            "There is no display to open the window on.",
            "Set DISPLAY or WAYLAND_DISPLAY, or give a command: `skilldock help` lists them.",
        ));
    }
    // GTK would go on to look for a web browser in the place of a display, and complain that it found none.
    gtk::gdk::set_allowed_backends("wayland,x11");
    gtk::init().map_err(|_| {
        refused(
            format!(
                "The display that {} names does not take a window.",
                displays.join(" or ")
            ),
            "Check that it runs and that you may use it, or give a command: `skilldock help` lists them.",
        )
    })
}

/// Elsewhere the system has one display and gives it to whoever it starts.
#[cfg(not(target_os = "linux"))]
pub fn open() -> Result<(), Problem> {
    Ok(())
}

#[cfg(target_os = "linux")]
fn refused(message: impl Into<String>, hint: &str) -> Problem {
    Problem::new(skilldock_engine::model::Code::BadInput, message, hint)
}
