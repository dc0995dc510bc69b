//! HTTP to the marketplace: one path for every request, which holds the token,
//! the time limits, the retries, the pauses it is asked for, the request budget
//! and the caps on what it reads (contract, sections 1 and 2).
//!
//! How it is connected to, TLS and proxies included, is decided in `connect` and `tls`
//! for HTTP and the socket alike. What to do about an answer is decided by pure functions ([`retry`],
//! [`retry_after`]); [`Client`] carries it out.

mod budget;
mod client;
mod connect;
mod error;
mod ratings;
pub mod retry;
pub mod retry_after;
mod said;
pub(crate) mod tls;
mod tokens;
mod wire;

pub use budget::Budget;
pub(crate) use client::servers_now;
pub use client::{Client, ClientOptions, Fetched, Meter};
pub(crate) use connect::{Place, builder, plain};
pub use error::ApiError;
pub(crate) use said::said;
pub use tls::TlsFault;
pub use tokens::NewToken;
pub use wire::{CategoriesPage, HealthAnswer, RatingAnswer, RatingBody, SkillDocument, SkillsPage};
