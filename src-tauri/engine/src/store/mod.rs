//! SQLite: two files, one writer, readers beside it; one module a table.
//!
//! `catalogue.db` is what the marketplace has, and can be filled again by a sync.
//! `user.db` is what the user would miss. Every query of the product is here or in
//! [`crate::search`]; nobody else writes SQL.

mod backup;
pub mod catalogue;
mod error;
mod in_use;
pub mod journal;
mod migrate;
mod open;
mod repair;
mod salvage;
mod salvage_rows;
pub mod settings;
pub mod skills;

pub use error::StoreError;
pub use open::Store;
pub use salvage::{Salvaged, SalvagedTable};
