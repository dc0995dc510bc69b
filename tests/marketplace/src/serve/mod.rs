//! From the socket to the call and back.
//!
//! ```text
//! listener ─► pipeline:  read the body ─ record ─ gates ─ fault ─┬─► gatekeeper ─► call ─┬─ hooks ─ gates ─► answer
//!                                                                └── an answer of its own ┘
//! ```
//! [`listener`] owns the port and the connections, which [`wire`] opens; [`pipeline`] takes one request through all of it; [`gatekeeper`]
//! decides who may call; [`misbehave`] carries faults out.

mod body;
mod gatekeeper;
mod listener;
mod misbehave;
mod pipeline;
mod wire;

pub(crate) use gatekeeper::Admission;
pub(crate) use listener::Listener;
pub(crate) use pipeline::App;
pub(crate) use wire::Wire;
