//! The product without a window: what a front end may ask of Skilldock.
pub mod config;
pub mod event;
pub mod model;
pub mod search;
pub mod status;
pub mod sync;
pub mod vault;
pub mod view;
