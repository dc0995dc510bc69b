//! One folder of the demo: `skill.toml`, `README.md` and the program.

use include_dir::Dir;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::catalogue::DemoError;
use crate::catalogue::Rating;

/// `skill.toml`. A field nobody knows is a misspelt one, so it is refused.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    skill_id: uuid::Uuid,
    name: String,
    description: String,
    version: String,
    command: Command,
    category: String,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    python_packages: Vec<String>,
    #[serde(default)]
    npm_packages: Vec<String>,
    author: String,
    #[serde(default)]
    documentation_url: Option<String>,
    created_at: String,
    updated_at: String,
    #[serde(default)]
    parameters: Vec<Value>,
    #[serde(default)]
    examples: Vec<Example>,
    #[serde(default)]
    reviews: Vec<Review>,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Command {
    Python,
    Node,
    Prompt,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Example {
    title: String,
    input: String,
    output: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Review {
    user: String,
    rating: u8,
    comment: Option<String>,
    created_at: String,
}

impl Command {
    fn program(self) -> &'static str {
        match self {
            Self::Python => "main.py",
            Self::Node => "main.js",
            Self::Prompt => "prompt.md",
        }
    }

    fn skill_type(self) -> &'static str {
        match self {
            Self::Python => "python_code",
            Self::Node => "nodejs_code",
            Self::Prompt => "prompt_only",
        }
    }
}

/// The skill as a marketplace serves it, its ratings included.
pub(super) fn read(folder: &Dir<'_>) -> Result<Value, DemoError> {
    let manifest = text(folder, "skill.toml")?;
    let manifest: Manifest = toml::from_str(manifest).map_err(|source| DemoError::Toml {
        file: folder.path().join("skill.toml").display().to_string(),
        source: Box::new(source),
    })?;
    let programs = ["main.py", "main.js", "prompt.md"]
        .into_iter()
        .filter(|name| file(folder, name).is_some());
    if !programs.eq([manifest.command.program()]) {
        return Err(DemoError::Program(folder.path().display().to_string()));
    }
    let ratings: Vec<Rating> = manifest.reviews.into_iter().map(rating).collect();
    let stars: f64 = ratings.iter().map(|one| f64::from(one.rating)).sum();
    let average = if ratings.is_empty() {
        0.0
    } else {
        (stars / ratings.len() as f64 * 100.0).round() / 100.0
    };
    Ok(json!({
        "skill_id": manifest.skill_id,
        "name": manifest.name,
        "description": manifest.description,
        "version": manifest.version,
        "code": text(folder, manifest.command.program())?,
        "command": manifest.command,
        "skill_type": manifest.command.skill_type(),
        "python_packages": manifest.python_packages,
        "npm_packages": manifest.npm_packages,
        "tags": manifest.tags,
        "parameters": manifest.parameters,
        "examples": manifest.examples,
        "metadata": {
            "author": manifest.author,
            "documentation_url": manifest.documentation_url,
            "readme": text(folder, "README.md")?,
            "examples": manifest.examples,
        },
        "category": manifest.category,
        "average_rating": average,
        "rating_count": ratings.len(),
        "created_at": manifest.created_at,
        "updated_at": manifest.updated_at,
        "ratings": ratings,
    }))
}

/// A review as the marketplace stores it: by a digest, as the contract wants of every identity.
fn rating(review: Review) -> Rating {
    let digest = Sha256::digest(review.user.trim().to_lowercase());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Rating {
        user_id: format!("sha256:{hex}"),
        rating: review.rating,
        comment: review.comment,
        created_at: review.created_at,
    }
}

fn text<'a>(folder: &Dir<'a>, name: &str) -> Result<&'a str, DemoError> {
    let contents = file(folder, name).and_then(|file| file.contents_utf8());
    contents.ok_or_else(|| DemoError::Missing(folder.path().join(name).display().to_string()))
}

fn file<'a>(folder: &Dir<'a>, name: &str) -> Option<&'a include_dir::File<'a>> {
    folder
        .files()
        .find(|file| file.path().file_name().is_some_and(|own| own == name))
}
