//! Bringing the catalogue up to date: one file a step (contract, section 4).
//!
//! [`walk`] decides whether the pages of a listing belong together, [`skills`] and
//! [`categories`] carry a step out, [`ratings`] sends, [`report`](SyncReport) says how it went.

pub mod categories;
pub mod days;
mod error;
pub mod order;
pub mod ratings;
mod reading;
mod report;
pub mod skills;
pub mod walk;

pub use error::SyncError;
pub use report::*;
