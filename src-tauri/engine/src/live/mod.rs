//! Live updates: what the marketplace pushes over its WebSocket (contract, section 3).
//!
//! Deciding is pure: [`frame`] reads one frame, [`rate`] says which messages are too
//! many, [`machine`] says when the socket is connected, given up and connected again.
//! `session` is one connection on a real socket, `dial` how it is made. `docs/live.md` shows the states.

pub(crate) mod dial;
mod field;
pub mod frame;
pub(crate) mod inbox;
pub mod machine;
mod policy;
pub mod rate;
pub(crate) mod session;
pub mod state;
mod update;

use field::Field;
pub use policy::LivePolicy;
pub use update::Update;

#[cfg(test)]
mod machine_tests;
#[cfg(test)]
mod page;
