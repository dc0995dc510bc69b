//! The display that windows open on: the one that is there, or a virtual one shared by all tests of this process.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use anyhow::Result;
use xtask::screen::Screen;

/// A display to open windows on, for as long as the value lives.
#[derive(Debug, Clone)]
pub(crate) enum Display {
    Theirs(String),
    Ours(Arc<Screen>),
}

impl Display {
    pub(crate) fn find() -> Result<Self> {
        static OURS: Mutex<Weak<Screen>> = Mutex::new(Weak::new());

        if let Some(display) = std::env::var("DISPLAY").ok().filter(|display| !display.is_empty()) {
            return Ok(Self::Theirs(display));
        }
        let mut ours = OURS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(screen) = ours.upgrade() {
            return Ok(Self::Ours(screen));
        }
        let screen = Arc::new(Screen::start()?);
        *ours = Arc::downgrade(&screen);
        Ok(Self::Ours(screen))
    }

    pub(crate) fn name(&self) -> String {
        match self {
            Self::Theirs(name) => name.clone(),
            Self::Ours(screen) => screen.display(),
        }
    }
}
