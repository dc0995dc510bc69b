//! Finding skills: what a search asks, how text is cut into words, how matches
//! are ranked.

pub mod text;
mod types;

pub use types::*;
