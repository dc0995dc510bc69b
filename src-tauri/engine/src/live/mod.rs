//! Live updates: what the marketplace pushes over its WebSocket (contract, section 3).

mod update;

pub use update::Update;
