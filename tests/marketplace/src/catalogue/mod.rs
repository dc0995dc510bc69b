//! What the marketplace offers: skills, categories, ratings, and the revision they are at.
//!
//! [`State`] is the plain data and its rules, without locks or sockets; [`Catalogue`] is the handle that tests
//! and the HTTP calls share, and that announces every change to the live connections.
//!
//! The listing is in the order in which skills were created here. A skill that is updated keeps its place, a
//! new one goes to the end, one that is deleted and comes back is new. Pages therefore shift only when
//! something before them is deleted, which is the case paging clients get wrong.

mod categories;
mod entry;
mod handle;
mod load;
mod page;
mod ratings;
mod raw_object;
mod state;

pub use entry::SkillError;
pub(crate) use handle::Change;
pub use handle::{Catalogue, CatalogueError};
pub use load::{LoadError, Loaded, read_catalogue, read_lines};
pub(crate) use page::Filter;
pub use ratings::Rating;
pub(crate) use state::RatingError;
