//! Writes skills out as one `.json` file, as a folder of folders, or as that folder
//! packed.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::Path;

use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{ExportError, Object, folders, names, skill_folder, staged};

/// What an export writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One file with `{"skills": […]}`.
    Json,
    /// A folder with a folder a skill.
    Folder,
    /// Such a folder, packed.
    Zip,
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Written {
    /// Skills.
    pub skills: u32,
    /// Files: 1 for `.json` and `.zip`.
    pub files: u32,
    /// Bytes of those files.
    pub bytes: u64,
}

/// What is written to a path: by its ending, and a folder where it is neither `.json`
/// nor `.zip`.
#[must_use]
pub fn format_of(to: &Path) -> Format {
    let ending = to
        .extension()
        .map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        Some("json") => Format::Json,
        Some("zip") => Format::Zip,
        _ => Format::Folder,
    }
}

/// Writes skills to `to`, in the format of its ending; folders before it are made.
///
/// A `.json` or `.zip` that is there is replaced, whole and at the end. In a folder only
/// the folders of these very skills are replaced, each in one step, and what else
/// somebody put into them is kept; every other file stays as it is.
///
/// # Errors
/// The disk is full or not writable, or something else is in the way. A `.json` or
/// `.zip` is then as it was; of a folder some skills may be new and others old, each
/// whole.
pub fn export(skills: &[Object], to: &Path) -> Result<Written, ExportError> {
    let count = u32::try_from(skills.len()).unwrap_or(u32::MAX);
    match format_of(to) {
        Format::Json => {
            staged::file(to, |file| {
                let failed = |cause| ExportError::file(to, cause);
                // A skill a line: such a file can be compared with another.
                file.write_all(b"{\"skills\": [").map_err(failed)?;
                for (index, skill) in skills.iter().enumerate() {
                    file.write_all(if index == 0 { b"\n" } else { b",\n" })
                        .map_err(failed)?;
                    serde_json::to_writer(&mut *file, skill)
                        .map_err(|error| ExportError::file(to, std::io::Error::from(error)))?;
                }
                file.write_all(b"\n]}\n").map_err(failed)
            })?;
            one_file(to, count)
        }
        Format::Zip => {
            staged::file(to, |file| pack(skills, file, to))?;
            one_file(to, count)
        }
        Format::Folder => folders::write(skills, to),
    }
}

fn one_file(to: &Path, skills: u32) -> Result<Written, ExportError> {
    let bytes = std::fs::metadata(to)
        .map_err(|cause| ExportError::file(to, cause))?
        .len();
    Ok(Written {
        skills,
        files: 1,
        bytes,
    })
}

fn pack(skills: &[Object], file: impl std::io::Write + std::io::Seek, to: &Path) -> Result<(), ExportError> {
    let failed = |error: zip::result::ZipError| match error {
        zip::result::ZipError::Io(cause) => ExportError::file(to, cause),
        other => ExportError::Content(other.to_string()),
    };
    let mut zip = ZipWriter::new(file);
    // No time of now in it: the same skills give the same archive.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    for (skill, folder) in skills.iter().zip(folder_names(skills)) {
        for (name, text) in skill_folder::render(skill, &folder) {
            zip.start_file(format!("{folder}/{name}"), options).map_err(failed)?;
            zip.write_all(text.as_bytes())
                .map_err(|cause| ExportError::file(to, cause))?;
        }
    }
    zip.finish().map_err(failed)?;
    Ok(())
}

/// A folder's name for each skill, unique on every file system. Of skills with names
/// that look alike each gets a mark of its id, so that another export of some of them
/// finds the same folders again.
pub(super) fn folder_names(skills: &[Object]) -> Vec<String> {
    let name = |skill: &Object| skill.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut plain: HashMap<String, usize> = HashMap::new();
    for skill in skills {
        *plain.entry(names::folder_name(&name(skill))).or_default() += 1;
    }
    let mut taken = std::collections::HashSet::new();
    let mut folders = Vec::with_capacity(skills.len());
    for skill in skills {
        let name = name(skill);
        let mut folder = names::folder_name(&name);
        if plain.get(&folder).is_some_and(|count| *count > 1) {
            folder = names::marked(&name, &id_mark(skill));
        }
        let mut number = 2_u32;
        let first = folder.clone();
        while !taken.insert(folder.clone()) {
            folder = format!("{first}-{number}");
            number += 1;
        }
        folders.push(folder);
    }
    folders
}

/// The first eight digits of a skill's id.
pub(super) fn id_mark(skill: &Object) -> String {
    let id = skill.get("skill_id").and_then(Value::as_str).unwrap_or_default();
    let digits: String = id.chars().filter(char::is_ascii_hexdigit).take(8).collect();
    if digits.len() == 8 {
        digits.to_ascii_lowercase()
    } else {
        "0".to_owned()
    }
}
