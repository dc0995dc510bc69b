//! Skills as files: what comes in from a `.json`, a folder or a `.zip`, what goes
//! out to them, and a new skill from one file. Pure reading and writing: no
//! database, no network, and nothing that is read is ever run.
//!
//! Three shapes (command line, "More shapes"): a `.json` file holds
//! `{"skills": […]}`, whole skills; a folder holds a folder a skill, each with a
//! `SKILL.md`; a `.zip` is that folder, packed. The layout of a skill's folder is in
//! `skill_folder` and, for people, in `docs/skill-folders.md`.
//!
//! What is read is somebody else's: every name inside an archive is checked before
//! anything is unpacked, sizes are counted while they are read and never taken from a
//! header, links are not followed, and a skill that cannot be used is refused alone
//! with a sentence that says why. What is written appears whole or not at all.

mod archive;
mod disk;
mod error;
mod export;
mod folders;
mod front_matter;
mod import;
mod json;
mod limits;
mod names;
mod packages;
mod skill_folder;
mod staged;
mod tree;
mod view;

#[cfg(test)]
mod tests;

pub use error::{ExportError, ImportError};
pub use export::{Format, Written, export, format_of};
pub use import::{Read, Refused, import, new_skill};
pub use limits::Limits;

/// A skill as a JSON object, every field of it.
pub type Object = serde_json::Map<String, serde_json::Value>;
