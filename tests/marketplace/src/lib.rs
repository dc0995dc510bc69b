//! The reference marketplace: a real server of the contract, for tests, development and the bundled demo.
//!
//! It serves every call of the contract over real sockets, and it can be made to misbehave in every way a client
//! must survive. Tests in Rust start one in their own process:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::time::Duration;
//! use serde_json::json;
//! use skilldock_marketplace::{Fault, Marketplace, RetryAfter, When};
//!
//! let market = Marketplace::builder()
//!     .skills([json!({ "skill_id": "0d4a0a5e-7f0e-4a57-9a3c-9d9f0a3d1c11", "name": "Lamp" })])
//!     .start()
//!     .await?;
//! market.faults().on(When::post("/api/v1/ratings").once(), Fault::status(503).retry_after(RetryAfter::Seconds(1)));
//! market.catalogue().upsert(json!({ "skill_id": "5a2f3a04-35ab-4d5b-8f2e-5a9b8a3f1d22", "name": "Desk" }))?;
//! assert_eq!(market.catalogue().len(), 2);
//! # Ok(()) }
//! ```
//!
//! Others start the binary with `--control` and say the same over HTTP; `README.md` has the tables.
//!
//! How it is laid out: [`catalogue`](Catalogue) is what the marketplace has; `api` are its calls and `live` its
//! WebSocket; `serve` takes a request from the socket to the call and back, past [`Faults`] and [`Recorded`].
//! Nothing is global: any number of marketplaces live in one process.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "a test that fails should say so"
    )
)]

mod api;
mod builder;
mod catalogue;
mod control;
mod core;
mod demo;
mod event;
mod faults;
mod generate;
mod history;
mod limits;
mod live;
mod marketplace;
mod metrics;
mod moment;
mod record;
mod serve;
mod settings;
#[cfg(feature = "tls")]
pub mod tls;
mod tokens;

pub use builder::{Builder, StartError};
pub use catalogue::{Catalogue, CatalogueError, LoadError, Loaded, Rating, SkillError, read_catalogue, read_lines};
pub use demo::{Demo, DemoBuilder, DemoError, catalogue as demo_catalogue};
pub use event::{Event, EventKind};
pub use faults::{Fault, Faults, Gate, Kind, Patch, RetryAfter, RuleId, When};
pub use generate::catalogue as generated_catalogue;
pub use history::{NotASpeed, Replay, Speed, read_history};
pub use live::Sockets;
pub use marketplace::Marketplace;
pub use record::{Recorded, RequestSeen, SocketSeen};
pub use settings::{EtagMode, HealthStatus, RateLimit, Settings};
