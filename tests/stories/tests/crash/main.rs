//! Skilldock is killed, hundreds of times, at random moments of everything that writes:
//! opening, the first sync, later ones, uploads of ratings, edits, merges, migrations.
//! Afterwards both databases are whole, what was said to be kept is kept, the next sync
//! equals the marketplace, and no rating is lost or doubled.
//!
//! `SKILLDOCK_KILLS` raises the number of kills, `SKILLDOCK_SEED` repeats the moments of
//! an earlier run (as far as an operating system repeats anything).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a story that fails should say so, and the process that is killed speaks by its output"
)]

mod dice;
mod files;
mod ledger;
mod migration;
mod user;
mod victim;
mod working;
