//! The product without a window: what a front end may ask of Skilldock.
//!
//! Layers, each using only those above it in this list: [`model`] (words and pure
//! rules), [`config`], [`conflict`] (what becomes of a skill changed here and there),
//! [`vault`], [`api`], [`live`], [`ratings`], [`store`], [`search`], [`sync`] and [`status`],
//! and on top [`Engine`], which a window, a command line and a test ask the same things.

pub mod api;
pub mod config;
pub mod conflict;
mod engine;
pub mod event;
pub mod library;
pub mod live;
pub mod mentions;
pub mod model;
pub mod ratings;
pub mod search;
pub mod status;
pub mod store;
pub mod sync;
pub mod vault;
pub mod view;

pub use engine::{
    BulkPreview, BulkReport, Collection, ConflictDetail, ConflictField, ConflictFilter, ConflictView, Decision, Draft,
    Engine, EngineOptions, ExportReport, ForeseenConflict, ImportReport, Listener, NotImported, NotResolved, OpenError,
    Part, SavedSearch, Scheduler, SocketCounts, SyncPreview, SyncRequest, Trigger, Would, WouldResolve,
};
