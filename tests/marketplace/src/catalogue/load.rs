//! Catalogues and other JSON Lines from disk, plain or gzipped.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use serde_json::Value;

/// What a catalogue file holds.
#[derive(Debug, Default, Clone)]
pub struct Loaded {
    /// One JSON object a skill, as its line has it.
    pub skills: Vec<String>,
    /// The categories of the `categories.json` beside it, when there is one.
    pub categories: Vec<Value>,
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file cannot be opened or read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line, or the categories' file, is not what it should be.
    #[error("{path}, line {line}: {source}")]
    Json {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

/// Reads `FILE.jsonl` or `FILE.jsonl.gz`, and `categories.json` beside it.
pub fn read_catalogue(path: &Path) -> Result<Loaded, LoadError> {
    let skills = read_lines(path)?;
    let beside = path.with_file_name("categories.json");
    let categories = if beside.is_file() {
        read_categories(&beside)?
    } else {
        Vec::new()
    };
    Ok(Loaded { skills, categories })
}

/// The lines of a JSON Lines file that are not blank. Whether it is gzipped is read from its first bytes, not
/// from its name.
pub fn read_lines(path: &Path) -> Result<Vec<String>, LoadError> {
    let failed = |source| LoadError::Read {
        path: path.to_owned(),
        source,
    };
    let mut file = BufReader::new(File::open(path).map_err(failed)?);
    let gzipped = file.fill_buf().map_err(failed)?.starts_with(&[0x1f, 0x8b]);
    let source: Box<dyn Read> = if gzipped {
        Box::new(MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    let mut lines = Vec::new();
    for line in BufReader::with_capacity(1 << 18, source).lines() {
        let line = line.map_err(failed)?;
        if !line.trim().is_empty() {
            lines.push(line);
        }
    }
    Ok(lines)
}

fn read_categories(path: &Path) -> Result<Vec<Value>, LoadError> {
    #[derive(serde::Deserialize)]
    struct Document {
        categories: Vec<Value>,
    }
    let text = std::fs::read_to_string(path).map_err(|source| LoadError::Read {
        path: path.to_owned(),
        source,
    })?;
    let document: Document = serde_json::from_str(&text).map_err(|source| LoadError::Json {
        path: path.to_owned(),
        line: source.line(),
        source,
    })?;
    Ok(document.categories)
}
