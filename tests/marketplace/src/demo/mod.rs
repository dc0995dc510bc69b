//! The bundled demo: a small, real catalogue, and a marketplace restrained enough to live in the application.

mod catalogue;
mod server;
mod skill;

pub use catalogue::{DemoError, catalogue};
pub use server::{Demo, DemoBuilder};
