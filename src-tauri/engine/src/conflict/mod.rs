//! What becomes of a skill that changed here and at the marketplace (contract, section 6).
//!
//! Everything here is pure: copies of a skill go in, a decision comes out. Nothing
//! reads a clock, a disk or a setting, so that every rule can be tried over every
//! combination of sides.
//!
//! The steps, each in its own file:
//! 1. `fields` says which fields count and when two values are the same;
//! 2. [`detect()`] names the conflict: its type, its severity, the fields that differ;
//! 3. [`merge()`] makes one copy of two, with or without the copy both started from,
//!    and [`code`] does so line by line;
//! 4. [`plan()`] decides what becomes of an edit when the marketplace's copy changes;
//! 5. [`offers()`] says what a person may choose, and [`pick()`] carries it out, field by
//!    field; [`code::compose`] does so for code, stretch by stretch.
//!
//! What the contract leaves open and what was chosen stands in
//! `docs/decisions/0005-conflicts.md`.

mod check;
pub mod code;
mod detect;
mod fields;
mod kind;
mod merge;
mod offer;
mod packages;
mod pick;
mod plan;
mod resolve;
mod version;

pub use check::{Expected, FieldError, check_field, is_editable};
pub use detect::{detect, differing_fields};
pub use kind::{ConflictType, Detected, Severity};
pub use merge::merge;
pub use offer::{Became, Changed, Lost, Offer, became, digest, lost, offers};
pub use pick::{Pick, PickError, pick};
pub use plan::{Plan, Situation, plan};
pub use resolve::{Automatic, resolve};

/// A skill as it is on the wire: every field it came with, in its order.
pub type Object = serde_json::Map<String, serde_json::Value>;
