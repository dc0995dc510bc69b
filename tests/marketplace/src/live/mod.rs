//! The WebSocket: who is connected, what they are told, and how a connection can be made to misbehave.
//!
//! [`hub`] knows the connections and hands every frame to each of them; [`socket`] is one connection's life;
//! [`sockets`] is the handle that tests hold.

mod hub;
mod socket;
mod sockets;

pub(crate) use hub::{Hub, TOKEN_REVOKED};
pub(crate) use socket::{Accounts, run};
pub use sockets::Sockets;
