//! What the window and the desktop around it tell each other.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What closing the window is to mean from now on.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct CloseAnswer {
    /// Whether Skilldock goes on without a window; `null` where the question was put away.
    pub background: Option<bool>,
}

/// What the desktop offers here.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DesktopView {
    /// Whether a second start brings a hidden window back, so that it may be hidden.
    pub returns: bool,
    /// Whether links to skills open in this Skilldock; `null` where that cannot be told.
    pub opens_links: Option<bool>,
}
