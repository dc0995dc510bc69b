//! Why something cannot be taken in or written out: one plain sentence each.

use std::path::PathBuf;

use super::names::NameProblem;
use crate::model::{Code, Problem};

/// Why a file, a folder, or one skill of it is refused. Names in it are shortened and
/// hold no control characters where they came from inside an archive or a folder.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The file system says no.
    #[error("{name} cannot be read: {why}")]
    Unreadable {
        /// Which file or folder.
        name: String,
        /// What the system says.
        why: String,
    },
    /// It is none of the shapes that are taken.
    #[error("{name} is no .json file, no .zip file and no folder of skills")]
    WrongKind {
        /// What was given.
        name: String,
    },
    /// A new skill comes from other files.
    #[error("{name} is no .json, .md, .py or .js file")]
    WrongKindForNew {
        /// What was given.
        name: String,
    },
    /// A file or skill is larger than a skill can be.
    #[error("{name} is larger than {limit} bytes")]
    FileTooLarge {
        /// Which.
        name: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// All of it together is too large.
    #[error("it holds more than {limit} bytes")]
    TotalTooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// There are too many files in it.
    #[error("it holds more than {limit} files")]
    TooManyFiles {
        /// The limit.
        limit: usize,
    },
    /// There are too many skills in it.
    #[error("it holds more than {limit} skills")]
    TooManySkills {
        /// The limit.
        limit: usize,
    },
    /// A small file that unpacks to a huge one.
    #[error("{name} unpacks to far more than a real file would")]
    Bomb {
        /// Which file.
        name: String,
    },
    /// Entries of the archive share their bytes.
    #[error("files of the archive overlap")]
    Overlap,
    /// A name inside that could write outside its folder, or be another file elsewhere.
    #[error("it holds a file named \"{name}\": {why}")]
    HostileName {
        /// The name, made safe to show.
        name: String,
        /// What is wrong with it.
        why: NameProblem,
    },
    /// A symbolic link where a file is expected.
    #[error("{name} is a link, and links are not followed")]
    Link {
        /// Which.
        name: String,
    },
    /// The archive is damaged, encrypted, or packed in a way that is not read here.
    #[error("the archive cannot be read: {0}")]
    BadArchive(String),
    /// The file is not UTF-8.
    #[error("{name} is not UTF-8 text")]
    NotText {
        /// Which file.
        name: String,
    },
    /// The text is not JSON.
    #[error("{name} is not valid JSON: {why}")]
    NotJson {
        /// Which file or record.
        name: String,
        /// Where and what.
        why: String,
    },
    /// A record that is not a JSON object.
    #[error("it is not a JSON object")]
    NotAnObject,
    /// A record without a name.
    #[error("it has no name")]
    NoName,
    /// A record whose `skill_id` is not one.
    #[error("its skill_id is not a UUID")]
    InvalidId,
    /// The front matter of a `SKILL.md` cannot be read.
    #[error("the front matter of {name} is not valid YAML")]
    FrontMatter {
        /// Which file.
        name: String,
    },
    /// Two records are the same skill; the first one is taken.
    #[error("another skill in it has the same skill_id")]
    SameId,
    /// There is nothing to take.
    #[error("there is no skill in it")]
    NoSkills,
    /// Several skills where one is expected.
    #[error("it holds {count} skills, and a new skill is one")]
    Several {
        /// How many.
        count: usize,
    },
}

impl ImportError {
    pub(super) fn unreadable(name: &str, cause: &std::io::Error) -> Self {
        let why = match cause.kind() {
            std::io::ErrorKind::NotFound => "it is not there".to_owned(),
            std::io::ErrorKind::PermissionDenied => "reading it is not allowed".to_owned(),
            _ => cause.to_string(),
        };
        Self::Unreadable {
            name: name.to_owned(),
            why,
        }
    }

    /// Whether this is about everything that is read, so that no skill of it is taken.
    pub(super) const fn is_about_the_whole(&self) -> bool {
        matches!(
            self,
            Self::TotalTooLarge { .. }
                | Self::TooManyFiles { .. }
                | Self::TooManySkills { .. }
                | Self::Bomb { .. }
                | Self::Overlap
                | Self::BadArchive(_)
                | Self::HostileName { .. }
        )
    }
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        let hint = match &error {
            ImportError::Unreadable { .. } => "Check the path and its rights.",
            ImportError::WrongKind { .. } => {
                "Give a .json file, a folder of skills, or a .zip of one; code alone is taken by `skilldock new`."
            }
            ImportError::WrongKindForNew { .. } => "Give a skill as .json, a SKILL.md, or code as .py or .js.",
            ImportError::FileTooLarge { .. }
            | ImportError::TotalTooLarge { .. }
            | ImportError::TooManyFiles { .. }
            | ImportError::TooManySkills { .. } => "Import it in smaller parts.",
            ImportError::Bomb { .. }
            | ImportError::Overlap
            | ImportError::HostileName { .. }
            | ImportError::Link { .. } => "Do not trust this file; ask whoever made it for another.",
            ImportError::BadArchive(_) => "Pack the folder again, without a password.",
            ImportError::NotText { .. } => "Save the file as UTF-8.",
            ImportError::NotJson { .. } | ImportError::NotAnObject | ImportError::FrontMatter { .. } => {
                "Correct the file, then try again."
            }
            ImportError::NoName => "Give it a name, then try again.",
            ImportError::InvalidId | ImportError::SameId => "Correct its skill_id, or take the field out.",
            ImportError::NoSkills => "A skill is a folder with a SKILL.md in it.",
            ImportError::Several { .. } => "Take them all with `skilldock import`.",
        };
        Self::new(Code::BadInput, format!("Nothing was taken: {error}."), hint)
    }
}

/// Why skills could not be written out. What was at the target is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// The target cannot be written.
    #[error("{} cannot be written", path.display())]
    NotWritable {
        /// Which file or folder.
        path: PathBuf,
    },
    /// Something else is where the target is to be: a folder in place of a file, or
    /// the other way round.
    #[error("{} is there already and is something else", path.display())]
    InTheWay {
        /// What is there.
        path: PathBuf,
    },
    /// Anything else the file system says.
    #[error("{} failed: {cause}", path.display())]
    File {
        /// Which file or folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        cause: std::io::Error,
    },
    /// A skill could not be put into the shape that is written.
    #[error("a skill could not be written: {0}")]
    Content(String),
}

impl ExportError {
    pub(super) fn file(path: &std::path::Path, cause: std::io::Error) -> Self {
        use std::io::ErrorKind;
        match cause.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Self::DiskFull,
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::NotWritable { path: path.to_owned() },
            ErrorKind::AlreadyExists | ErrorKind::NotADirectory | ErrorKind::IsADirectory => {
                Self::InTheWay { path: path.to_owned() }
            }
            _ => Self::File {
                path: path.to_owned(),
                cause,
            },
        }
    }
}

impl From<ExportError> for Problem {
    fn from(error: ExportError) -> Self {
        let (code, hint) = match &error {
            ExportError::DiskFull => (Code::Disk, "Make room on the disk, then try again."),
            ExportError::NotWritable { .. } | ExportError::File { .. } => {
                (Code::Disk, "Choose another place with --to.")
            }
            ExportError::InTheWay { .. } => (Code::BadInput, "Choose another name with --to."),
            ExportError::Content(_) => (
                Code::Internal,
                "This is a bug of Skilldock: please report it with the log.",
            ),
        };
        Self::new(code, format!("The export was not finished: {error}."), hint)
    }
}
