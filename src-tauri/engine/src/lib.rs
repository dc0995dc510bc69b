//! The product without a window: what a front end may ask of Skilldock.
//!
//! Layers, each using only those above it in this list: [`model`] (words and pure
//! rules), [`config`], [`vault`], [`api`], [`live`], [`store`], [`search`], [`sync`] and
//! [`status`], and on top [`Engine`], which a window, a command line and a test ask
//! the same things.

pub mod api;
pub mod config;
mod engine;
pub mod event;
pub mod live;
pub mod model;
pub mod search;
pub mod status;
pub mod store;
pub mod sync;
pub mod vault;
pub mod view;

pub use engine::{Engine, EngineOptions, Listener, OpenError, Part, Scheduler, SocketCounts, SyncRequest, Trigger};
