//! The stories, one file a subject.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a story that fails should say so, and the process that one starts speaks by its output"
)]

mod activity;
mod clocks;
mod deletions;
mod desk;
mod disk;
mod edits;
mod faults;
mod history;
mod interrupted;
mod library;
mod listing;
mod lists;
mod live;
mod live_limits;
mod live_processes;
mod live_refused;
mod many;
mod network;
mod preview;
mod proxy;
mod queue;
mod ratings;
mod ratings_once;
mod real_catalogue;
mod review;
mod review_crash;
mod rotation;
mod settings;
mod tls;
mod tls_settings;
mod token;
mod versions;
