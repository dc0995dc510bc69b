//! The stories, one file a subject.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a story that fails should say so"
)]

mod deletions;
mod disk;
mod listing;
mod network;
mod ratings;
mod ratings_once;
mod real_catalogue;
mod settings;
