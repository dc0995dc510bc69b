//! A `.zip` as a tree of files. Nothing of it is written to the disk; every name is
//! checked before anything is unpacked, and what is hostile refuses the whole.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::limits::Budget;
use super::names::NameProblem;
use super::tree::{Entry, Tree};
use super::{ImportError, Limits, names};

pub(super) struct Archive {
    name: String,
    zip: ZipArchive<BufReader<File>>,
    /// Bytes of the archive: an entry's packed size is never more.
    size: u64,
    entries: Vec<Entry>,
    /// For each entry its number in the archive.
    numbers: Vec<usize>,
}

impl Archive {
    /// Opens an archive and checks every name in it.
    ///
    /// # Errors
    /// It cannot be read, or any of its entries is hostile.
    pub(super) fn open(path: &Path, limits: &Limits) -> Result<Self, ImportError> {
        let shown = names::shown(&path.display().to_string());
        let unreadable = |cause: std::io::Error| ImportError::unreadable(&shown, &cause);
        let file = File::open(path).map_err(unreadable)?;
        let size = file.metadata().map_err(unreadable)?.len();
        if size > limits.total {
            return Err(ImportError::TotalTooLarge { limit: limits.total });
        }
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(bad)?;
        if zip.len() > limits.entries {
            return Err(ImportError::TooManyFiles { limit: limits.entries });
        }
        if zip.has_duplicate_names() {
            return Err(hostile("the same name", NameProblem::Twice));
        }
        let (entries, numbers) = listed(&zip)?;
        if zip.has_overlapping_entries().map_err(bad)? {
            return Err(ImportError::Overlap);
        }
        Ok(Self {
            name: path
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned())
                .unwrap_or_default(),
            zip,
            size,
            entries,
            numbers,
        })
    }
}

fn listed(zip: &ZipArchive<BufReader<File>>) -> Result<(Vec<Entry>, Vec<usize>), ImportError> {
    let mut entries = Vec::new();
    let mut numbers = Vec::new();
    let mut seen = BTreeSet::new();
    for number in 0..zip.len() {
        let entry = zip.by_index_data(number).map_err(bad)?;
        let raw = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let name = entry.name().map_err(bad)?.into_owned();
        // The name in the header and the one that goes before it where there is one.
        names::parts(&raw).map_err(|why| hostile(&raw, why))?;
        let parts = names::parts(&name).map_err(|why| hostile(&name, why))?;
        if !seen.insert(names::folded(name.trim_end_matches('/'))) {
            return Err(hostile(&name, NameProblem::Twice));
        }
        // A kind other than file and folder: a link, a pipe, a device.
        let special = entry
            .unix_mode()
            .is_some_and(|mode| !matches!(mode & 0o170_000, 0 | 0o100_000 | 0o040_000));
        if entry.is_symlink() || special {
            return Err(ImportError::Link {
                name: names::shown(&name),
            });
        }
        if entry.encrypted() {
            return Err(ImportError::BadArchive("it is encrypted".to_owned()));
        }
        if !entry.is_dir() {
            entries.push(Entry {
                parts: parts.into_iter().map(str::to_owned).collect(),
                link: false,
            });
            numbers.push(number);
        }
    }
    Ok((entries, numbers))
}

impl Tree for Archive {
    fn name(&self) -> &str {
        &self.name
    }

    fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn read(&mut self, index: usize, shown: &str, budget: &mut Budget) -> Result<Vec<u8>, ImportError> {
        let number = self.numbers.get(index).copied().unwrap_or(usize::MAX);
        let file = self.zip.by_index(number).map_err(bad)?;
        let packed = file.compressed_size().min(self.size);
        budget.read(shown, file, Some(packed)).map_err(|error| match error {
            // Here it is the packed bytes that are wrong, not the disk.
            ImportError::Unreadable { name, why } => ImportError::BadArchive(format!("{name}: {why}")),
            other => other,
        })
    }
}

fn hostile(name: &str, why: NameProblem) -> ImportError {
    ImportError::HostileName {
        name: names::shown(name),
        why,
    }
}

fn bad(error: ZipError) -> ImportError {
    ImportError::BadArchive(match error {
        ZipError::Io(cause) => names::shown(&cause.to_string()),
        ZipError::InvalidArchive(_) => "it is damaged or no .zip at all".to_owned(),
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            "it is packed in a way that is not read here".to_owned()
        }
        _ => "it is damaged".to_owned(),
    })
}
