//! What Skilldock is told to do, by whom, and whether it can be done.
//!
//! Four places may set a variable: the environment, a `.env` file, the settings
//! saved in the app, and the default. The strongest that sets it wins (contract,
//! section 7). The module works in two steps:
//!
//! 1. [`Sources::read`] collects what each place says, word for word.
//! 2. [`resolve()`] decides: one [`Config`] with typed values, a view that says where
//!    each value comes from, and a list of [`ConfigProblem`]s.
//!
//! Nothing is guessed. A value that cannot be used is an error, never a quiet step
//! back to a weaker place or to the default: whoever wrote `ATOM_SAAS_ENABLED=of`
//! meant to say no. A value that is merely absent is no problem here; it stops only
//! what needs it ([`Config::marketplace`]).
//!
//! Secrets are unprintable by type: [`ApiToken`], [`ApiUrl`] and [`Sources`] have a
//! `Debug` that shows no secret, and what is shown of a bad value passes
//! `redact` first.

mod address;
mod ca_file;
mod encryption;
mod env_file;
mod pins;
pub(crate) mod redact;
mod resolve;
mod resolved;
mod setting;
mod sources;
mod strategy;
mod token;
mod token_file;
mod trust;
mod types;
mod value;
mod variable;

#[cfg(test)]
mod tests;

pub use address::{ApiUrl, InvalidUrl, WsUrl};
pub use ca_file::CaFile;
pub use encryption::Encryption;
pub use env_file::EnvFile;
pub use pins::Pins;
pub use resolve::resolve;
pub use resolved::{Config, Resolved};
pub use setting::{settable_variables, validate_setting};
pub use sources::{DemoEndpoint, EnvFileChoice, EnvFileMissing, Sources};
pub use strategy::ConflictStrategy;
pub use token::{ApiToken, InvalidToken, TokenForm};
pub use trust::Trust;
pub use types::*;
