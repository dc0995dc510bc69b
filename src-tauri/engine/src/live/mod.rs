//! Live updates: what the marketplace pushes over its WebSocket (contract, section 3).
//!
//! Deciding is pure: [`frame`] reads one frame, [`rate`] says which messages are too
//! many, [`machine`] says when the socket is connected, given up and connected again.
//! [`driver`] performs what they say on a real socket. `docs/live.md` shows the states.

mod field;
pub mod frame;
pub mod machine;
mod policy;
pub mod rate;
pub mod state;
mod update;

use field::Field;
pub use policy::LivePolicy;
pub use update::Update;

#[cfg(test)]
mod machine_tests;
#[cfg(test)]
mod page;
