//! One skill as a folder, and back.
//!
//! `skill.json` is the skill, every field of it. `SKILL.md`, the code and the package
//! lists are what people and other programs read: they show some of the same fields.
//! On the way back each visible field is compared with what an export would show of
//! the stored object; where they differ, somebody edited the file, and the file wins.
//! So a folder that nobody touched gives exactly the object that was exported, however
//! little of it can be shown, and an edit is never lost.
//!
//! What an export shows may therefore not change from version to version: a test keeps
//! the layout as it is.

use serde_json::Value;

use super::view::{
    Files, NODE_CODE, OTHER_CODE, PACKAGE_JSON, PYTHON_CODE, REQUIREMENTS, SKILL_MD, STORED, View, without_mark,
};
use super::{ImportError, Object, front_matter, json, names, packages};
use crate::model::SkillType;

/// The longest description that the convention of `SKILL.md` allows, in letters; no
/// other text of the front matter is longer.
const LONGEST: usize = 1024;

/// The files of a skill's folder. `folder` is the folder's name.
pub(super) fn render(skill: &Object, folder: &str) -> Vec<(&'static str, String)> {
    let mut files = vec![(SKILL_MD, skill_md(skill, folder))];
    if let (Some(name), Some(Value::String(code))) = (code_file(skill), skill.get("code")) {
        files.push((name, code.clone()));
    }
    if let Some(text) = packages::to_requirements(skill.get("python_packages")) {
        files.push((REQUIREMENTS, text));
    }
    if let Some(text) = packages::to_package_json(folder, skill.get("npm_packages")) {
        files.push((PACKAGE_JSON, text));
    }
    files.push((STORED, json::pretty(skill)));
    files
}

/// The file that holds the code; `None` where it is the body of `SKILL.md`.
fn code_file(skill: &Object) -> Option<&'static str> {
    let names = match kind(skill) {
        SkillType::PromptOnly => return None,
        SkillType::PythonCode => PYTHON_CODE,
        SkillType::NodejsCode => NODE_CODE,
        SkillType::Other => OTHER_CODE,
    };
    names.first().copied()
}

/// What the skill is made of; text where nothing says.
fn kind(skill: &Object) -> SkillType {
    match (text(skill, "skill_type"), text(skill, "command")) {
        (None, None) => SkillType::PromptOnly,
        (skill_type, command) => SkillType::of(skill_type, command),
    }
}

fn text<'a>(skill: &'a Object, field: &str) -> Option<&'a str> {
    skill.get(field)?.as_str()
}

fn metadata<'a>(skill: &'a Object, field: &str) -> Option<&'a str> {
    skill.get("metadata")?.as_object()?.get(field)?.as_str()
}

fn skill_md(skill: &Object, folder: &str) -> String {
    let name = text(skill, "name").unwrap_or(folder);
    let mut md = "---\n".to_owned();
    front_matter::write(&mut md, "", "name", folder);
    let description = text(skill, "description")
        .filter(|text| !text.trim().is_empty())
        .unwrap_or(name);
    front_matter::write(&mut md, "", "description", &shortened(description));
    // The convention knows no other fields, and keeps what is under `metadata`.
    md.push_str("metadata:\n");
    front_matter::write(&mut md, "  ", "display-name", &shortened(name));
    if let Some(version) = text(skill, "version") {
        front_matter::write(&mut md, "  ", "version", &shortened(version));
    }
    if let Some(author) = metadata(skill, "author") {
        front_matter::write(&mut md, "  ", "author", &shortened(author));
    }
    md.push_str("---\n\n");
    let body = match code_file(skill) {
        None => text(skill, "code").unwrap_or_default().to_owned(),
        Some(file) => metadata(skill, "readme").map_or_else(|| about(name, description, file), str::to_owned),
    };
    md.push_str(&body);
    if !body.ends_with('\n') {
        md.push('\n');
    }
    md
}

fn shortened(text: &str) -> String {
    let mut letters = text.chars();
    let mut short: String = letters.by_ref().take(LONGEST).collect();
    if letters.next().is_some() {
        short.pop();
        short.push('…');
    }
    short
}

/// The body for a program that has no text of its own: what it is and how it is run.
fn about(name: &str, description: &str, file: &str) -> String {
    let run = match file {
        "main.py" => {
            "Run it with `python main.py`; the packages it needs are in `requirements.txt`, where it needs any."
        }
        "main.js" => "Run it with `node main.js`; the packages it needs are in `package.json`, where it needs any.",
        _ => "Its code is in `main.txt`.",
    };
    format!("# {name}\n\n{description}\n\n{run}\n")
}

/// The skill that a folder holds.
///
/// # Errors
/// A file that cannot be read as what it is, or a skill without a name. What is wrong
/// with `skill_id` is for the caller to look at.
pub(super) fn read(files: &Files, folder: &str) -> Result<Object, ImportError> {
    let view = View::of(files)?;
    match files.get(STORED) {
        None => foreign(view, folder),
        Some(stored) => {
            let mut skill = json::record(without_mark(stored), STORED)?;
            let rendered: Files = render(&skill, &names::folder_name(text(&skill, "name").unwrap_or(folder)))
                .into_iter()
                .collect();
            let before = View::of(&rendered)?;
            take_edits(&mut skill, &before, &view);
            Ok(skill)
        }
    }
}

/// Takes what the files say otherwise than an export of the stored object would.
fn take_edits(skill: &mut Object, before: &View, now: &View) {
    let edited = |key: &str| now.text(key).filter(|text| before.text(key).as_ref() != Some(text));
    let old_name = text(skill, "name").unwrap_or_default().to_owned();
    let plain_name = now
        .text("name")
        .filter(|name| !names::stands_for(name, &old_name) && *name != old_name);
    if let Some(name) = edited("display-name").or(plain_name) {
        skill.insert("name".to_owned(), name.into());
    }
    for field in ["description", "version"] {
        if let Some(text) = edited(field) {
            skill.insert(field.to_owned(), text.into());
        }
    }
    if let Some(author) = edited("author") {
        set_metadata(skill, "author", author.into());
    }
    let body = now
        .body
        .as_ref()
        .filter(|body| before.body.as_ref() != Some(*body))
        .cloned();
    let code = match code_file(skill) {
        None => body,
        Some(file) => {
            if let Some(body) = body {
                set_metadata(skill, "readme", body.into());
            }
            let found = now.code.iter().find(|(name, _)| *name == file);
            found
                .filter(|code| !before.code.contains(code))
                .map(|(_, code)| code.clone())
        }
    };
    if let Some(code) = code {
        skill.insert("code".to_owned(), code.into());
        // It was the digest of the code as it was.
        skill.remove("content_hash");
    }
    let lists = [
        ("python_packages", &before.python_packages, &now.python_packages),
        ("npm_packages", &before.npm_packages, &now.npm_packages),
    ];
    for (field, before, now) in lists {
        // A list that is not there says nothing: a folder may have been copied in part.
        let unchanged = now == before || (before.is_none() && now.as_ref().is_some_and(Vec::is_empty));
        if let Some(packages) = now.as_ref().filter(|_| !unchanged) {
            skill.insert(field.to_owned(), packages.clone().into());
        }
    }
}

fn set_metadata(skill: &mut Object, key: &str, value: Value) {
    let metadata = skill.entry("metadata").or_insert_with(|| Object::new().into());
    if !metadata.is_object() {
        *metadata = Object::new().into();
    }
    if let Some(metadata) = metadata.as_object_mut() {
        metadata.insert(key.to_owned(), value);
    }
}

/// Fields that a front matter may give as they are.
const AS_THEY_ARE: &[&str] = &[
    "skill_id",
    "category",
    "tags",
    "python_packages",
    "npm_packages",
    "parameters",
    "env_vars",
    "examples",
    "created_at",
    "updated_at",
];
/// Fields of a front matter that have a place of their own below.
const PLACED: &[&str] = &["name", "description", "version", "command", "skill_type", "metadata"];

/// A skill that somebody else's program laid down: a `SKILL.md`, perhaps with code.
pub(super) fn foreign(view: View, folder: &str) -> Result<Object, ImportError> {
    let name = view
        .text("display-name")
        .or_else(|| view.text("name"))
        .or_else(|| view.heading())
        .unwrap_or_else(|| names::shown(folder).trim().to_owned());
    if name.is_empty() {
        return Err(ImportError::NoName);
    }
    let by_file = |file: &str| match file {
        "main.py" => SkillType::PythonCode,
        "main.txt" => SkillType::Other,
        _ => SkillType::NodejsCode,
    };
    let said = view
        .text("skill_type")
        .or_else(|| view.text("command"))
        .and_then(|word| SkillType::from_name(&word));
    let kind = match (view.code.first(), said) {
        (Some(_), Some(SkillType::PromptOnly)) | (None, None) => SkillType::PromptOnly,
        (Some((file, _)), _) => by_file(file),
        (None, Some(said)) => said,
    };
    let body = view.body.clone().unwrap_or_default();
    let (code, readme) = match (view.code.first(), kind) {
        (Some((_, code)), kind) if kind != SkillType::PromptOnly => (code.clone(), Some(body)),
        _ => (body, None),
    };
    let mut skill = plain_skill(&name, code, kind);
    skill.insert(
        "description".to_owned(),
        view.text("description").unwrap_or_default().into(),
    );
    if let Some(version) = view.text("version") {
        skill.insert("version".to_owned(), version.into());
    }
    if kind == SkillType::Other {
        skill.insert(
            "command".to_owned(),
            view.text("command").unwrap_or_else(|| "other".to_owned()).into(),
        );
    }
    skill.insert(
        "python_packages".to_owned(),
        view.python_packages.clone().unwrap_or_default().into(),
    );
    skill.insert(
        "npm_packages".to_owned(),
        view.npm_packages.clone().unwrap_or_default().into(),
    );
    place_the_rest(&mut skill, view.front);
    if let Some(readme) = readme.filter(|text| !text.trim().is_empty()) {
        set_metadata(&mut skill, "readme", readme.into());
    }
    Ok(skill)
}

/// Carries over what the front matter says besides: the fields of a skill as such, all
/// others under `metadata`, so that nothing somebody wrote is dropped.
fn place_the_rest(skill: &mut Object, front: Object) {
    for (key, value) in front {
        match key.as_str() {
            "metadata" => match value {
                Value::Object(fields) => {
                    for (key, value) in fields {
                        if !matches!(key.as_str(), "display-name" | "version") {
                            set_metadata(skill, &key, value);
                        }
                    }
                }
                Value::Null => {}
                other => set_metadata(skill, "metadata", other),
            },
            "tags" if value.is_string() => {
                let tags: Vec<&str> = value.as_str().unwrap_or_default().split(',').map(str::trim).collect();
                skill.insert(key, tags.into_iter().filter(|tag| !tag.is_empty()).collect());
            }
            known if AS_THEY_ARE.contains(&known) => {
                if !value.is_null() {
                    skill.insert(key, value);
                }
            }
            placed if PLACED.contains(&placed) => {}
            _ => set_metadata(skill, &key, value),
        }
    }
}

/// A skill of the user's own with the fields every skill has, and no id yet.
pub(super) fn plain_skill(name: &str, code: String, kind: SkillType) -> Object {
    let command = match kind {
        SkillType::PythonCode => "python",
        SkillType::NodejsCode => "node",
        SkillType::PromptOnly => "prompt",
        SkillType::Other => "other",
    };
    let none = Value::Array(Vec::new());
    let mut skill = Object::new();
    for (field, value) in [
        ("name", name.into()),
        ("description", "".into()),
        ("version", "1.0.0".into()),
        ("code", code.into()),
        ("command", command.into()),
        ("skill_type", kind.as_str().into()),
        ("python_packages", none.clone()),
        ("npm_packages", none.clone()),
        ("tags", none),
        ("metadata", Object::new().into()),
    ] {
        skill.insert(field.to_owned(), value);
    }
    skill
}
