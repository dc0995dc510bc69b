//! What is going on: the rules that turn facts into the words shown.

mod reduce;
mod reminder;
mod situation;
mod types;

pub use reduce::{Condition, health, is_stale, mode};
pub use reminder::{Age, Reminder, SILENCE, reminder};
pub use situation::{Facts, Notice, Situation, notice, situation, under_way};
pub use types::*;
