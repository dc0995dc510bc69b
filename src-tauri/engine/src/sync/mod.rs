//! x

mod report;
pub use report::*;
