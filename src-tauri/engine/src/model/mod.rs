//! The words of the marketplace as types, with the rules that need neither a
//! disk nor a clock.
//!
//! What a server sends is kept whole ([`SkillRecord::raw`]): fields this version
//! does not know are stored, shown and exported as they came (contract, head of
//! the page). The typed fields beside it are what lists, searches and conflicts
//! need to look at.

mod category;
mod id;
mod person;
mod problem;
mod skill;
mod time;

pub use category::{Category, CategoryRecord};
pub use id::{InvalidSkillId, SkillId};
pub use person::{hashed, is_hashed, nameless, without_addresses};
pub use problem::{Code, Problem};
pub use skill::{Origin, RecordProblem, SkillRecord, SkillType};
pub use time::{ServerTime, UnixMillis};
