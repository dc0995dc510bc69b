//! What is going on: the rules that turn facts into the words shown.

mod reduce;
mod types;

pub use reduce::{Condition, health, is_stale, mode};
pub use types::*;
