//! What a skill can do and what stands hidden in it, as facts with a line each: the answer
//! to "why should I trust this?" that needs no verdict (design, D4 and D5).
//!
//! A scan finds patterns, not intentions. It is pure, linear in the size of the skill and
//! bounded; nothing of the skill is run. What two scans differ in is [`added`], who looks
//! like whom over the whole catalogue is [`alike`].

mod added;
pub mod alike;
mod blob;
mod document;
mod found;
mod hidden;
mod known;
mod lex;
mod orders;
mod packages;
mod program;
mod shell;
mod skill;
#[cfg(test)]
mod tests;
mod types;
mod uses;
mod words;

pub use added::{Added, added};
pub use skill::{scan, scan_raw};
pub use types::{Fact, Kind, Level, Scan};

/// The version of the rules. It rises with every change of what is found, and what was
/// scanned by older rules is scanned again.
pub const RULES: u32 = 1;
