//! The real window, driven as a person would drive it: Skilldock's own binary, a session bus and a keychain of its own,
//! folders of its own, a display of its own if there is none, and a real marketplace beside it.
//!
//! ```text
//! Window ── WebDriver ──> WebKitWebDriver ── starts ──> skilldock ── HTTP, WebSocket ──> Market (a process)
//!                              └──────── Home: HOME and XDG folders, D-Bus, keychain, display ────────┘
//! ```
//!
//! - [`Home`] is a machine for one user: everything a program finds through its environment, and nothing else.
//! - [`Window`] opens the application in a home and finds things by their stable hooks (`data-testid`).
//! - [`Window::role`] finds things as assistive technology names them.
//! - [`Keyboard`] is a window for those who have no mouse: it has keys and eyes, and cannot click.
//! - [`Chooser`] answers the system's dialogs for files, which no driver reaches.
//! - [`Market`] is the reference marketplace as a process, which can be killed to be offline.
//! - [`hunt`] searches all that a program left or showed for secrets.
//! - [`Catalogue`] is the real catalogue in the shared test data, to know what the window should say.
//!
//! Every journey leaves a picture under its own name in `screenshots/e2e/`: of what [`Window::moment`] was called for, of
//! its end where that was not called, and of the command line where it has no window.
//!
//! Nothing waits for a fixed time: [`until`](wait::until) asks again until it holds, and has a deadline.

mod bus;
mod catalogue;
mod dialog;
mod display;
mod home;
mod hook;
pub mod hunt;
mod keyboard;
mod keychain;
mod market;
mod picture;
mod place;
mod role;
mod session;
mod setup;
mod traced;
mod transcript;
pub mod wait;
mod window;

pub use catalogue::Catalogue;
pub use dialog::Chooser;
pub use home::{Home, Said};
pub use hook::Hook;
pub use keyboard::{Keyboard, Sight};
pub use keychain::Keychain;
pub use market::{Market, Stock};
pub use place::{screenshots, shared};
pub use role::Role;
pub use setup::{NARROW, Setup, Theme, WIDE};
pub use thirtyfour::Key;
pub use traced::Traced;
pub use window::Window;
