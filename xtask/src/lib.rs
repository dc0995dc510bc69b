//! What `cargo xtask` and the end-to-end tests share: processes that end with their owner, and a virtual display.

pub mod screen;
pub mod service;
pub mod shell;
