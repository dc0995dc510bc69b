//! Reading the demo folder that is compiled into this crate.

use include_dir::{Dir, include_dir};
use serde_json::Value;

use super::skill;
use crate::catalogue::Loaded;

static FOLDER: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/demo");

/// Why the demo folder is not as it should be. The tests of this crate keep that from being shipped.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A file is missing or no text.
    #[error("the demo folder has no readable {0}")]
    Missing(String),
    /// A file does not say what it should.
    #[error("{file}: {source}")]
    Toml {
        /// Which.
        file: String,
        /// What is wrong.
        source: Box<toml::de::Error>,
    },
    /// A skill has no program, or several.
    #[error("{0} needs exactly one of main.py, main.js and prompt.md, and the command that goes with it")]
    Program(String),
}

/// The demo's skills, oldest first, and its categories.
pub fn catalogue() -> Result<Loaded, DemoError> {
    let mut skills = Vec::new();
    if let Some(folder) = FOLDER.get_dir("skills") {
        for dir in folder.dirs() {
            skills.push(skill::read(dir)?);
        }
    }
    let created = |skill: &Value| {
        (
            skill["created_at"].as_str().map(str::to_owned),
            skill["skill_id"].as_str().map(str::to_owned),
        )
    };
    skills.sort_by_cached_key(created);
    Ok(Loaded {
        skills: skills.iter().map(Value::to_string).collect(),
        categories: categories()?,
    })
}

fn categories() -> Result<Vec<Value>, DemoError> {
    #[derive(serde::Deserialize)]
    struct Document {
        categories: Vec<Value>,
    }
    const FILE: &str = "categories.toml";
    // Without the file the skills imply the categories.
    let Some(file) = FOLDER.get_file(FILE) else {
        return Ok(Vec::new());
    };
    let text = file
        .contents_utf8()
        .ok_or_else(|| DemoError::Missing(FILE.to_owned()))?;
    let document: Document = toml::from_str(text).map_err(|source| DemoError::Toml {
        file: FILE.to_owned(),
        source: Box::new(source),
    })?;
    Ok(document.categories)
}
