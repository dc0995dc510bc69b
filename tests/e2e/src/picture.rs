//! The pictures that journeys leave, each under its journey's name: of the moments that a journey calls decisive, or
//! of its end where it calls none so. They are for people to look at.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::Result;

use crate::home::Home;
use crate::place;

/// The journey that is under way. Each test has a thread of its own that bears its name.
pub(crate) fn journey() -> String {
    std::thread::current().name().unwrap_or("test").replace("::", "-")
}

/// Where the next picture of this journey goes: `JOURNEY.png`, then `JOURNEY-2.png` and so on.
pub(crate) fn next() -> Result<PathBuf> {
    static TAKEN: Mutex<BTreeMap<String, u32>> = Mutex::new(BTreeMap::new());

    let journey = journey();
    let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
    let number = *taken
        .entry(journey.clone())
        .and_modify(|number| *number += 1)
        .or_insert(1);
    let name = match number {
        1 => format!("{journey}.png"),
        _ => format!("{journey}-{number}.png"),
    };
    Ok(place::screenshots()?.join(name))
}

/// A command that writes what the screen of `home` shows at `place` (`WIDTHxHEIGHT+X+Y`) to the file that is its last
/// argument, still to be added. The picture is the screen's, as a person sees it: the driver's own waits for ever on
/// some pages.
pub(crate) fn camera(home: &Home, place: &str) -> Command {
    let mut import = home.command("timeout");
    import.args(["15", "import", "-window", "root", "-crop", place, "+repage"]);
    import
}

/// Sees to it that a window leaves a picture: one of its end, unless another was taken. Dropped before the window is.
#[derive(Debug, Default)]
pub(crate) struct Album {
    /// Takes the last picture, as soon as there is a window to take it of.
    last: Mutex<Option<Command>>,
    /// Whether no other picture is wanted.
    full: AtomicBool,
}

impl Album {
    /// The window is there now, or somewhere else than before: this takes its picture.
    pub(crate) fn prepare(&self, camera: Command) {
        if !self.full.load(Ordering::Relaxed) {
            *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(camera);
        }
    }

    /// A picture was taken on purpose.
    pub(crate) fn has_one(&self) {
        self.full.store(true, Ordering::Relaxed);
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Takes the picture that is still wanted, if one is. A journey that fails has left one with its error.
    pub(crate) fn close(&self) {
        self.full.store(true, Ordering::Relaxed);
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(mut camera) = last.filter(|_| !std::thread::panicking()) else {
            return;
        };
        let Ok(file) = next() else { return };
        // A journey holds without its picture, too.
        camera
            .arg(file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .ok();
    }
}

impl Drop for Album {
    fn drop(&mut self) {
        self.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pictures_of_a_journey_bear_its_name() {
        let name = |file: PathBuf| file.file_name().unwrap().to_str().unwrap().to_owned();
        let journey = "picture-tests-the_pictures_of_a_journey_bear_its_name";
        assert_eq!(name(next().unwrap()), format!("{journey}.png"));
        assert_eq!(name(next().unwrap()), format!("{journey}-2.png"));
    }
}
