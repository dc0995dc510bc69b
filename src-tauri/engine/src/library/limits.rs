//! How much is read before it is refused, and the count of what was.

use std::io::Read as _;

use super::ImportError;

/// The most that an import reads. What is larger is refused, never cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file of a skill, and of one skill as JSON.
    pub file: u64,
    /// Bytes of everything that is read, unpacked.
    pub total: u64,
    /// Files and folders in a folder or an archive.
    pub entries: usize,
    /// Skills.
    pub skills: usize,
    /// How many times its packed size a file of an archive may have. Looked at from
    /// 1 MiB on: a short file of blanks is no bomb.
    pub ratio: u64,
}

impl Default for Limits {
    /// Room for an export of a catalogue of a hundred thousand skills, and far from
    /// what would fill the memory of a small machine.
    fn default() -> Self {
        Self {
            file: 8 << 20,
            total: 512 << 20,
            entries: 500_000,
            skills: 100_000,
            ratio: 200,
        }
    }
}

/// What may still be read of the total.
#[derive(Debug)]
pub(super) struct Budget {
    limits: Limits,
    left: u64,
}

const RATIO_FROM: u64 = 1 << 20;

impl Budget {
    pub(super) const fn new(limits: &Limits) -> Self {
        Self {
            limits: *limits,
            left: limits.total,
        }
    }

    /// Reads all of a file. `packed`: its size in the archive, where it is in one.
    ///
    /// # Errors
    /// [`ImportError::FileTooLarge`] for this file alone; the others are about the
    /// whole: the total is used up, or the file unpacks like a bomb.
    pub(super) fn read(
        &mut self,
        name: &str,
        mut from: impl std::io::Read,
        packed: Option<u64>,
    ) -> Result<Vec<u8>, ImportError> {
        let mut bytes = Vec::new();
        let mut piece = vec![0; 64 << 10];
        loop {
            let count = match from.read(&mut piece) {
                Ok(0) => return Ok(bytes),
                Ok(count) => count,
                Err(cause) if cause.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(cause) => return Err(ImportError::unreadable(name, &cause)),
            };
            bytes.extend_from_slice(piece.get(..count).unwrap_or_default());
            let size = bytes.len() as u64;
            self.left = self.left.checked_sub(count as u64).ok_or(ImportError::TotalTooLarge {
                limit: self.limits.total,
            })?;
            if let Some(packed) = packed
                && size > RATIO_FROM
                && size / packed.max(1) > self.limits.ratio
            {
                return Err(ImportError::Bomb { name: name.to_owned() });
            }
            if size > self.limits.file {
                return Err(ImportError::FileTooLarge {
                    name: name.to_owned(),
                    limit: self.limits.file,
                });
            }
        }
    }

    /// Reads a whole file of the disk that may be as large as the total.
    ///
    /// # Errors
    /// It cannot be read, or is larger.
    pub(super) fn read_large(limits: &Limits, path: &std::path::Path) -> Result<Vec<u8>, ImportError> {
        let name = path.display().to_string();
        // A pipe would be waited for without end.
        let kind = std::fs::metadata(path).map_err(|cause| ImportError::unreadable(&name, &cause))?;
        if !kind.is_file() {
            return Err(ImportError::Unreadable {
                name,
                why: "it is no file".to_owned(),
            });
        }
        let file = std::fs::File::open(path).map_err(|cause| ImportError::unreadable(&name, &cause))?;
        let mut bytes = Vec::new();
        file.take(limits.total.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|cause| ImportError::unreadable(&name, &cause))?;
        if bytes.len() as u64 > limits.total {
            return Err(ImportError::TotalTooLarge { limit: limits.total });
        }
        Ok(bytes)
    }
}
