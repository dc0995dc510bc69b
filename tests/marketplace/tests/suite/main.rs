//! The reference marketplace seen from outside, over real sockets, by a client that knows nothing of its insides.
//!
//! One program for all of them, because each program of its own would be linked anew.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should say so"
)]

mod access;
mod binary;
mod client;
mod control;
mod demo;
mod faults;
mod gates;
mod history;
mod limits;
mod live;
mod monitoring;
mod ratings;
mod record;
mod revalidation;
mod skills;
