//! SQLite: two files, one writer, readers beside it; one module a table.
//!
//! `catalogue.db` is what the marketplace has, and can be filled again by a sync.
//! `user.db` is what the user would miss. Every query of the product is here or in
//! [`crate::search`]; nobody else writes SQL.

pub mod accepted;
pub mod accepting;
pub mod activity;
mod arrived;
mod backup;
pub mod catalogue;
mod cipher;
pub mod collections;
pub mod conflicts;
mod connect;
mod convert;
pub mod drafts;
mod error;
pub mod facts;
mod figures;
mod in_use;
pub mod journal;
mod key_file;
pub mod listing;
pub mod live;
pub mod local;
mod log;
mod migrate;
mod open;
mod page_cipher;
pub mod pages;
pub mod personal;
pub mod preview;
pub mod queue;
pub mod rated;
pub mod ratings;
pub mod remote;
mod repair;
mod salvage;
mod salvage_rows;
mod schema_pages;
mod sealed;
pub mod searches;
pub mod settings;
pub mod settle;
pub mod skills;
pub mod socket;
pub mod token;
pub(crate) mod touched;
pub mod versions;

pub use convert::leftovers;
pub use error::StoreError;
pub use key_file::KeyFile;
pub use open::Store;
pub use salvage::{Salvaged, SalvagedTable};
