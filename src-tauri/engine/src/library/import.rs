//! What a person asks for: take skills in, or make one from a file.

use std::collections::HashSet;
use std::path::Path;

use serde_json::Value;

use super::archive::Archive;
use super::disk::Folder;
use super::view::{SKILL_MD, View, without_mark};
use super::{ImportError, Limits, Object, json, limits, names, skill_folder, tree};
use crate::model::SkillType;

/// What an import read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Read {
    /// The skills, each with a name. `skill_id` is a UUID or absent: what never was in a
    /// marketplace has none, and the caller gives it one.
    pub skills: Vec<Object>,
    /// What was refused alone.
    pub refused: Vec<Refused>,
    /// Files in the folders of the skills that a skill has no place for, such as
    /// pictures: they were not read.
    pub left_out: u32,
}

/// One skill that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its place inside, shortened and without control characters.
    pub name: String,
    /// Why.
    pub why: ImportError,
}

/// Reads the skills of a `.json` file, of a folder (of one skill, or of folders of
/// skills), or of such a folder as `.zip`. Nothing is written.
///
/// # Errors
/// The whole cannot be read, or is hostile. What is wrong with one skill is in
/// [`Read::refused`], and the others are taken.
pub fn import(path: &Path, limits: &Limits) -> Result<Read, ImportError> {
    let shown = names::shown(&path.display().to_string());
    let kind = std::fs::metadata(path).map_err(|cause| ImportError::unreadable(&shown, &cause))?;
    if kind.is_dir() {
        return import_folder(path, limits);
    }
    if !kind.is_file() {
        return Err(ImportError::WrongKind { name: shown });
    }
    let mut read = match ending(path).as_str() {
        "json" => json::skills(&text(path, &shown, limits)?, &shown, limits)?,
        "zip" => tree::skills(&mut Archive::open(path, limits)?, limits)?,
        _ if is_skill_md(path) => return import_folder(path.parent().unwrap_or(path), limits),
        _ => return Err(ImportError::WrongKind { name: shown }),
    };
    refuse_the_second(&mut read);
    Ok(read)
}

fn import_folder(path: &Path, limits: &Limits) -> Result<Read, ImportError> {
    // `SKILL.md` without a folder before it stands in the current one.
    let path = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    let mut folder = Folder::list(path, limits)?;
    let links: Vec<Refused> = folder
        .links_at_the_top()
        .filter(|name| super::view::known(name).is_none())
        .map(|name| Refused {
            name: names::shown(name),
            why: ImportError::Link {
                name: names::shown(name),
            },
        })
        .collect();
    let mut read = tree::skills(&mut folder, limits)?;
    read.refused.extend(links);
    refuse_the_second(&mut read);
    Ok(read)
}

/// Of two skills with one id the first is taken: which of them is meant, nobody can tell.
fn refuse_the_second(read: &mut Read) {
    let mut seen = HashSet::new();
    let Read { skills, refused, .. } = read;
    skills.retain(|skill| {
        let Some(id) = skill.get("skill_id").and_then(Value::as_str) else {
            return true;
        };
        let first = seen.insert(id.to_ascii_lowercase());
        if !first {
            refused.push(Refused {
                name: names::shown(skill.get("name").and_then(Value::as_str).unwrap_or_default()),
                why: ImportError::SameId,
            });
        }
        first
    });
}

/// Reads one new skill from a `.json` file, from a `SKILL.md` (or any other `.md`), or
/// from code as `.py` or `.js`. Only this one file is read. The name comes from the
/// file's fields, its first heading or its own name, in this order. `skill_id` is there
/// where the file has one.
///
/// # Errors
/// The file cannot be read, or is no such file, or holds no skill or several.
pub fn new_skill(path: &Path, limits: &Limits) -> Result<Object, ImportError> {
    let shown = names::shown(&path.display().to_string());
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let code = |kind| {
        let code = text(path, &shown, &of_one_file(limits))?;
        Ok(skill_folder::plain_skill(
            &names::shown(&stem),
            without_mark(&code).to_owned(),
            kind,
        ))
    };
    let skill = match ending(path).as_str() {
        "json" => {
            let mut read = json::skills(&text(path, &shown, limits)?, &shown, limits)?;
            match (read.skills.len(), read.refused.pop()) {
                (1, None) => read.skills.swap_remove(0),
                (0, Some(refused)) if read.refused.is_empty() => return Err(refused.why),
                (0, None) => return Err(ImportError::NoSkills),
                (skills, last) => {
                    let count = skills + read.refused.len() + usize::from(last.is_some());
                    return Err(ImportError::Several { count });
                }
            }
        }
        "md" => {
            let text = text(path, &shown, &of_one_file(limits))?;
            let view = View::of(&[(SKILL_MD, text)].into())?;
            // A SKILL.md is called by its folder.
            let own = if is_skill_md(path) {
                let folder = path.canonicalize().ok();
                let folder = folder.as_deref().and_then(Path::parent).and_then(Path::file_name);
                folder.map(|name| name.to_string_lossy().into_owned()).unwrap_or(stem)
            } else {
                stem
            };
            skill_folder::foreign(view, &own)?
        }
        "py" => code(SkillType::PythonCode)?,
        "js" | "mjs" | "cjs" => code(SkillType::NodejsCode)?,
        _ => return Err(ImportError::WrongKindForNew { name: shown }),
    };
    json::valid(skill)
}

const fn of_one_file(limits: &Limits) -> Limits {
    let mut limits = *limits;
    limits.total = limits.file;
    limits
}

fn text(path: &Path, shown: &str, limits: &Limits) -> Result<String, ImportError> {
    let bytes = limits::Budget::read_large(limits, path)?;
    String::from_utf8(bytes).map_err(|_| ImportError::NotText { name: shown.to_owned() })
}

fn ending(path: &Path) -> String {
    path.extension()
        .map(|ending| ending.to_string_lossy().to_ascii_lowercase())
        .unwrap_or_default()
}

fn is_skill_md(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.eq_ignore_ascii_case(SKILL_MD))
}
