//! A folder on the disk, as a tree of files. Links are listed and never followed.

use std::path::{Path, PathBuf};

use super::limits::Budget;
use super::tree::{Entry, Tree, is_skipped};
use super::{ImportError, Limits, names};

/// How deep folders are looked into.
const DEEPEST: usize = 16;

pub(super) struct Folder {
    name: String,
    entries: Vec<Entry>,
    paths: Vec<PathBuf>,
}

impl Folder {
    /// Lists a folder.
    ///
    /// # Errors
    /// It cannot be listed, or holds more files than the limit.
    pub(super) fn list(path: &Path, limits: &Limits) -> Result<Self, ImportError> {
        let name = path
            .canonicalize()
            .ok()
            .and_then(|path| path.file_name().map(|name| name.to_string_lossy().into_owned()))
            .unwrap_or_default();
        let mut folder = Self {
            name,
            entries: Vec::new(),
            paths: Vec::new(),
        };
        let mut seen = 0;
        let mut open = vec![(path.to_owned(), Vec::new())];
        while let Some((place, parts)) = open.pop() {
            let shown = names::shown(&place.display().to_string());
            let unreadable = |cause: std::io::Error| ImportError::unreadable(&shown, &cause);
            for child in std::fs::read_dir(&place).map_err(unreadable)? {
                let child = child.map_err(unreadable)?;
                seen += 1;
                if seen > limits.entries {
                    return Err(ImportError::TooManyFiles { limit: limits.entries });
                }
                let name = child.file_name().to_string_lossy().into_owned();
                // Of the link itself, where it is one.
                let kind = child.file_type().map_err(unreadable)?;
                let mut parts = parts.clone();
                let skipped = kind.is_dir() && is_skipped(&name);
                parts.push(name);
                if kind.is_dir() {
                    if !skipped && parts.len() < DEEPEST {
                        open.push((child.path(), parts));
                    }
                } else if kind.is_file() || kind.is_symlink() {
                    folder.entries.push(Entry {
                        parts,
                        link: kind.is_symlink(),
                    });
                    folder.paths.push(child.path());
                }
            }
        }
        Ok(folder)
    }

    /// Links at the top: they may be meant as skills, and are refused aloud.
    pub(super) fn links_at_the_top(&self) -> impl Iterator<Item = &str> {
        self.entries
            .iter()
            .filter(|entry| entry.link)
            .filter_map(|entry| match entry.parts.as_slice() {
                [name] => Some(name.as_str()),
                _ => None,
            })
    }
}

impl Tree for Folder {
    fn name(&self) -> &str {
        &self.name
    }

    fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn read(&mut self, index: usize, shown: &str, budget: &mut Budget) -> Result<Vec<u8>, ImportError> {
        let Some(path) = self.paths.get(index) else {
            return Err(ImportError::NoSkills);
        };
        let file = std::fs::File::open(path).map_err(|cause| ImportError::unreadable(shown, &cause))?;
        budget.read(shown, file, None)
    }
}
