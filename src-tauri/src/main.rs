//! Skilldock: one binary. With a command it does that and needs no display;
//! without one it opens the window. Both ask the same engine.

// On Windows a program with a window must not open a console beside it.
#![cfg_attr(all(not(debug_assertions), windows), windows_subsystem = "windows")]

mod cli;
mod demo;
mod ipc;
mod leave;
mod logging;
mod stopped;
mod window;

use std::process::ExitCode;

/// Gives what a sync needed for a moment back to the system, which the C library keeps (docs/performance.md).
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static MEMORY: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    // First thing of all: TLS needs a provider before anybody asks for it. A second
    // installation is refused, which is fine.
    drop(rustls::crypto::ring::default_provider().install_default());
    stopped::or_bug(cli::main)
}
