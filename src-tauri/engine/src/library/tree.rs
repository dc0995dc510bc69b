//! Files by their place in a folder or an archive, and the skills among them: a
//! folder with a `SKILL.md` (or the `skill.json` of an export) is a skill, wherever in
//! the tree it stands, and what is below it is part of it.

use std::collections::{BTreeMap, BTreeSet};

use super::import::{Read, Refused};
use super::limits::Budget;
use super::view::{Files, SKILL_MD, STORED, known};
use super::{ImportError, Limits, json, names, skill_folder};

/// A file's place, from the top of what was given.
pub(super) struct Entry {
    pub parts: Vec<String>,
    /// A link, which is not followed.
    pub link: bool,
}

/// Where files come from.
pub(super) trait Tree {
    /// What the whole is called: the name of a skill that stands at its top.
    fn name(&self) -> &str;
    fn entries(&self) -> &[Entry];
    /// All of the file with this index.
    fn read(&mut self, index: usize, shown: &str, budget: &mut Budget) -> Result<Vec<u8>, ImportError>;
}

/// Folders that hold what was installed or made, never a skill.
pub(super) fn is_skipped(folder: &str) -> bool {
    folder.starts_with('.') || matches!(folder, "node_modules" | "__pycache__" | "__MACOSX")
}

/// Reads the skills of a tree.
///
/// # Errors
/// What is about the whole; what is wrong with one skill is with the refused.
pub(super) fn skills(tree: &mut impl Tree, limits: &Limits) -> Result<Read, ImportError> {
    let folders = folders(tree.entries());
    if folders.is_empty() {
        return Err(ImportError::NoSkills);
    }
    if folders.len() > limits.skills {
        return Err(ImportError::TooManySkills { limit: limits.skills });
    }
    let mut budget = Budget::new(limits);
    let mut read = Read::default();
    for (place, found) in folders {
        let folder = place.last().map_or_else(|| tree.name().to_owned(), Clone::clone);
        match skill(tree, &place, &folder, &found.known, &mut budget) {
            Ok(skill) => {
                read.skills.push(skill);
                read.left_out = read.left_out.saturating_add(found.others);
            }
            Err(why) if why.is_about_the_whole() => return Err(why),
            Err(why) => read.refused.push(Refused {
                name: names::shown(&if place.is_empty() { folder } else { place.join("/") }),
                why,
            }),
        }
    }
    Ok(read)
}

#[derive(Default)]
struct Folder {
    /// The files that are read, by their known names.
    known: BTreeMap<&'static str, usize>,
    /// Files that a skill has no place for.
    others: u32,
}

fn folders(entries: &[Entry]) -> BTreeMap<Vec<String>, Folder> {
    let is_skipped_place = |parts: &[String]| parts.iter().any(|part| is_skipped(part));
    let mut roots: BTreeSet<&[String]> = BTreeSet::new();
    for entry in entries {
        if let Some((file, place)) = entry.parts.split_last()
            && matches!(known(file), Some(SKILL_MD | STORED))
            && !is_skipped_place(place)
        {
            roots.insert(place);
        }
    }
    let mut folders: BTreeMap<Vec<String>, Folder> = BTreeMap::new();
    for (index, entry) in entries.iter().enumerate() {
        let Some((file, place)) = entry.parts.split_last() else {
            continue;
        };
        // The outermost one: what is below a skill is part of it.
        let Some(root) = (0..=place.len())
            .filter_map(|depth| place.get(..depth))
            .find(|place| roots.contains(place))
        else {
            continue;
        };
        let folder = folders.entry(root.to_vec()).or_default();
        match known(file).filter(|_| root.len() == place.len()) {
            // An exact name goes before one in other letters.
            Some(name) if name == file => drop(folder.known.insert(name, index)),
            Some(name) => drop(folder.known.entry(name).or_insert(index)),
            None => folder.others = folder.others.saturating_add(1),
        }
    }
    folders
}

fn skill(
    tree: &mut impl Tree,
    place: &[String],
    folder: &str,
    known: &BTreeMap<&'static str, usize>,
    budget: &mut Budget,
) -> Result<super::Object, ImportError> {
    let mut files = Files::new();
    for (name, index) in known {
        let shown = names::shown(
            &place
                .iter()
                .map(String::as_str)
                .chain([*name])
                .collect::<Vec<_>>()
                .join("/"),
        );
        if tree.entries().get(*index).is_some_and(|entry| entry.link) {
            return Err(ImportError::Link { name: shown });
        }
        let bytes = tree.read(*index, &shown, budget)?;
        let text = String::from_utf8(bytes).map_err(|_| ImportError::NotText { name: shown })?;
        files.insert(name, text);
    }
    json::valid(skill_folder::read(&files, folder)?)
}
