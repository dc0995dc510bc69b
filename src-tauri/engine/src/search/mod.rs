//! Finding skills: what a search asks, how text is cut into words, how matches
//! are ranked. Why it is made this way: `docs/decisions/0002-search.md`.
//!
//! Pure: [`text`] folds and cuts, `token` reads and writes query tokens, `query`
//! says what the words ask for, `mend` finds words near to a mistyped one, `rank`
//! orders, `mark` marks. Over the store: `index` (FTS5), `columns` (in memory),
//! `words` (in memory, for who asks often), `follow` and `recent` (both after
//! single changes), `badge`, `collection`, `filter`, `facets`, `cache`, `find`,
//! `row`, and `searcher`, which calls them.

mod badge;
mod cache;
mod collection;
mod columns;
mod facets;
mod filter;
mod find;
mod follow;
pub mod index;
mod mark;
mod mend;
mod query;
mod rank;
mod recent;
mod row;
mod searcher;
pub mod text;
mod token;
mod types;
pub(crate) mod words;

pub use row::row;
pub use searcher::{SearchContext, Searcher, search};
pub use token::{render, understand};
pub use types::*;
