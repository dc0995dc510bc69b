//! x

mod types;
pub use types::*;
