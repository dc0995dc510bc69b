//! The command line as scripts rely on it: the real program, a real marketplace, the
//! shape of what is printed and the exit status.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it stands"
)]

mod conflicts;
mod desk;
mod errors;
mod local;
mod network;
mod ratings;
mod stops;
mod syncs;
mod updates;
