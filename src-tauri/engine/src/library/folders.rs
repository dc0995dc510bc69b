//! Skills as folders on the disk. All are written under hidden names first and brought
//! to the disk together; then each takes its place in one step.

use std::collections::HashSet;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::export::{folder_names, id_mark};
use super::view::STORED;
use super::{ExportError, Object, Written, names, skill_folder, staged};

/// Folders that are written and not yet in their places: taken away where the export
/// does not get that far.
#[derive(Default)]
struct Staged(Vec<(PathBuf, PathBuf)>);

impl Drop for Staged {
    fn drop(&mut self) {
        for (staged, _) in &self.0 {
            // What is left behind has a hidden name and harms nobody.
            drop(std::fs::remove_dir_all(staged));
        }
    }
}

/// Writes each skill into its folder in `to`.
///
/// # Errors
/// See [`super::export`].
pub(super) fn write(skills: &[Object], to: &Path) -> Result<Written, ExportError> {
    std::fs::create_dir_all(to).map_err(|cause| ExportError::file(to, cause))?;
    let mut written = Written::default();
    let mut staged = Staged::default();
    let mut open = Vec::new();
    let mut taken = HashSet::new();
    for (skill, plain) in skills.iter().zip(folder_names(skills)) {
        let folder = place(skill, to, plain, &mut taken);
        let target = to.join(&folder);
        let part = staged::beside(&target, "part");
        std::fs::create_dir(&part).map_err(|cause| ExportError::file(&target, cause))?;
        staged.0.push((part.clone(), target.clone()));
        for (name, text) in skill_folder::render(skill, &folder) {
            let failed = |cause| ExportError::file(&target.join(name), cause);
            let mut file = File::create_new(part.join(name)).map_err(failed)?;
            file.write_all(text.as_bytes()).map_err(failed)?;
            open.push(part.join(name));
            written.files += 1;
            written.bytes += text.len() as u64;
        }
        written.skills += 1;
    }
    bring_to_the_disk(&open)?;
    while let Some((part, target)) = staged.0.pop() {
        if let Err(cause) = put_in_place(&part, &target) {
            staged.0.push((part, target.clone()));
            return Err(ExportError::file(&target, cause));
        }
    }
    staged::sync_folder(to);
    Ok(written)
}

/// How many files are brought to the disk at once: the system then waits for the disk
/// once for many of them.
const AT_ONCE: usize = 8;

fn bring_to_the_disk(files: &[PathBuf]) -> Result<(), ExportError> {
    let bring = |files: &[PathBuf]| {
        files.iter().try_for_each(|path| {
            let file = File::options().write(true).open(path);
            file.and_then(|file| file.sync_all())
                .map_err(|cause| ExportError::file(path, cause))
        })
    };
    std::thread::scope(|scope| {
        let parts = files.chunks(files.len().div_ceil(AT_ONCE).max(1));
        let threads: Vec<_> = parts.map(|part| scope.spawn(move || bring(part))).collect();
        threads.into_iter().try_for_each(|thread| {
            thread
                .join()
                .unwrap_or_else(|_| Err(ExportError::Content("a thread ended".to_owned())))
        })
    })
}

/// The folder for a skill: the plain one where it is free or holds this very skill, else
/// one with a mark.
fn place(skill: &Object, to: &Path, plain: String, taken: &mut HashSet<String>) -> String {
    let name = skill.get("name").and_then(Value::as_str).unwrap_or_default();
    let marked = names::marked(name, &id_mark(skill));
    let numbered = (2..).map(|number: u32| format!("{marked}-{number}"));
    let mut free = [plain, marked.clone()].into_iter().chain(numbered);
    // The numbers do not end before a free one is found.
    let folder = free
        .find(|folder| !taken.contains(folder) && is_ours(skill, &to.join(folder)))
        .unwrap_or(marked);
    taken.insert(folder.clone());
    folder
}

/// Whether nothing is there, or an earlier export of this skill.
fn is_ours(skill: &Object, target: &Path) -> bool {
    let Ok(kind) = std::fs::symlink_metadata(target) else {
        return true;
    };
    kind.is_dir()
        && stored(target).is_some_and(|stored| {
            let same =
                |field: &str| stored.get(field).and_then(Value::as_str) == skill.get(field).and_then(Value::as_str);
            // Without an id the name is all there is to know it by.
            if skill.contains_key("skill_id") {
                same("skill_id")
            } else {
                !stored.contains_key("skill_id") && same("name")
            }
        })
}

/// The skill that an earlier export put into a folder.
fn stored(target: &Path) -> Option<Object> {
    let text = std::fs::read_to_string(target.join(STORED)).ok()?;
    serde_json::from_str(&text).ok()
}

/// Renames a finished folder to its place. What an earlier export wrote there is
/// replaced; what somebody else put there moves over.
fn put_in_place(part: &Path, target: &Path) -> std::io::Result<()> {
    if std::fs::symlink_metadata(target).is_err() {
        return std::fs::rename(part, target);
    }
    // The files that the earlier export wrote, by what it was of.
    let ours: Vec<&str> = stored(target)
        .map(|skill| {
            skill_folder::render(&skill, "")
                .into_iter()
                .map(|(name, _)| name)
                .collect()
        })
        .unwrap_or_default();
    let old = staged::beside(target, "old");
    std::fs::rename(target, &old)?;
    if let Err(cause) = std::fs::rename(part, target) {
        std::fs::rename(&old, target)?;
        return Err(cause);
    }
    for child in std::fs::read_dir(&old)? {
        let child = child?;
        let name = child.file_name();
        let place = target.join(&name);
        if ours.iter().any(|ours| **ours == *name) || std::fs::symlink_metadata(&place).is_ok() {
            std::fs::remove_file(child.path())?;
        } else {
            std::fs::rename(child.path(), place)?;
        }
    }
    std::fs::remove_dir(&old)
}
