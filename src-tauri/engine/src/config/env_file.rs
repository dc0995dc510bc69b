//! The `.env` file, read without touching the process's environment.
//!
//! The default file is whatever lies in the working directory, and may belong to
//! another project. So a line that cannot be read stops start-up only where it names
//! a variable of ours; elsewhere it is a warning. No line is ever shown: it may hold
//! a secret.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::variable;

/// Largest file read. A configuration is a page; this is a mistake's size.
const MAX_BYTES: u64 = 1024 * 1024;

/// A `.env` file that was read.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct EnvFile {
    /// Where it is.
    pub path: PathBuf,
    /// Skilldock's variables in it. Of a name that stands twice the last counts, as in
    /// a shell.
    pub values: BTreeMap<String, String>,
    /// What could not be read of it.
    pub(super) faults: Vec<Fault>,
}

/// A part of the file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// The line it begins on, from 1; `None` for the file as a whole.
    pub line: Option<usize>,
    /// Whom it concerns.
    pub concerns: Concerns,
    /// What is wrong, without a character of the file.
    pub message: String,
}

/// Whom a fault concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Concerns {
    /// The variable of ours that the line sets.
    Variable(String),
    /// Something of ours, and it cannot be told what.
    Ours,
    /// Another program, as far as can be seen.
    Others,
}

impl Fault {
    /// Whether it is on the line that sets this variable.
    pub(super) fn is_of(&self, name: &str) -> bool {
        matches!(&self.concerns, Concerns::Variable(concerned) if concerned == name)
    }
}

impl EnvFile {
    /// Reads the file; what is wrong with it becomes a fault, since the window opens
    /// and says so.
    pub(crate) fn read(path: PathBuf) -> Self {
        let text = match read_text(&path) {
            Ok(text) => text,
            Err(message) => {
                let fault = Fault {
                    line: None,
                    concerns: Concerns::Ours,
                    message,
                };
                return Self {
                    path,
                    values: BTreeMap::new(),
                    faults: vec![fault],
                };
            }
        };
        let (values, faults) = parse(&text);
        Self { path, values, faults }
    }
}

fn read_text(path: &Path) -> Result<String, String> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|cause| format!("It cannot be read: {}.", cause.kind()))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err("It is larger than 1 MB, so it was not read.".to_owned());
    }
    let text = String::from_utf8(bytes).map_err(|_| "It is not UTF-8 text; save it as UTF-8.".to_owned())?;
    Ok(text.strip_prefix('\u{feff}').map(ToOwned::to_owned).unwrap_or(text))
}

fn parse(text: &str) -> (BTreeMap<String, String>, Vec<Fault>) {
    // Without a line end dotenvy takes white space at the end for an open value.
    let text = format!("{text}\n");
    let lines: Vec<&str> = text.lines().collect();
    let read = Cell::new(0);
    let (mut values, mut faults) = (BTreeMap::new(), Vec::new());
    for item in dotenvy::from_read_iter(LineByLine {
        rest: text.as_bytes(),
        read: &read,
    }) {
        match item {
            Ok((name, value)) if variable::is_ours(&name) => {
                values.insert(name, value);
            }
            Ok(_) => {}
            Err(dotenvy::Error::LineParse(broken, _)) => {
                // The text of the error spans the lines of one statement, up to the last one read.
                let first = read.get().saturating_sub(broken.lines().count().max(1));
                faults.push(fault(first, lines.get(first..read.get()).unwrap_or_default()));
            }
            Err(_) => {
                let message = "It cannot be read any further.".to_owned();
                faults.push(Fault {
                    line: Some(read.get()),
                    concerns: Concerns::Ours,
                    message,
                });
                break;
            }
        }
    }
    (values, faults)
}

fn fault(first: usize, statement: &[&str]) -> Fault {
    let name = statement.first().copied().and_then(name_set_by);
    let concerns = match name {
        Some(name) if variable::named(name).is_some() => Concerns::Variable(name.to_owned()),
        _ if statement
            .iter()
            .any(|line| variable::PREFIXES.iter().any(|ours| line.contains(ours))) =>
        {
            Concerns::Ours
        }
        _ => Concerns::Others,
    };
    let message = format!(
        "Line {} cannot be read: it must be NAME=VALUE, and quotes must be closed.",
        first + 1
    );
    Fault {
        line: Some(first + 1),
        concerns,
        message,
    }
}

fn name_set_by(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line.strip_prefix("export ").map_or(line, str::trim_start);
    line.split(|c: char| c == '=' || c.is_whitespace()).next()
}

/// Hands out a line at a time and counts them, because dotenvy's errors do not say
/// which line they are about and its buffer would read ahead.
struct LineByLine<'a> {
    rest: &'a [u8],
    read: &'a Cell<usize>,
}

impl Read for LineByLine<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let line_end = self
            .rest
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(self.rest.len(), |at| at + 1);
        let count = line_end.min(buffer.len());
        let (now, later) = self.rest.split_at(count);
        buffer[..count].copy_from_slice(now);
        if now.ends_with(b"\n") {
            self.read.set(self.read.get() + 1);
        }
        self.rest = later;
        Ok(count)
    }
}

impl fmt::Debug for EnvFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnvFile")
            .field("path", &self.path)
            .field("values", &self.values.keys())
            .field("faults", &self.faults)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> BTreeMap<String, String> {
        let (values, faults) = parse(text);
        assert_eq!(faults, [], "{text:?}");
        values
    }

    fn value(text: &str) -> String {
        values(text)
            .get("ATOM_SAAS_X")
            .unwrap_or_else(|| panic!("{text:?}"))
            .clone()
    }

    #[test]
    fn the_usual_ways_of_writing_a_line_all_work() {
        for text in [
            "ATOM_SAAS_X=a b",
            "ATOM_SAAS_X='a b'",
            "ATOM_SAAS_X=\"a b\"",
            "export ATOM_SAAS_X='a b'",
            "  ATOM_SAAS_X = 'a b' # why",
            "# note\r\nATOM_SAAS_X='a b'\r\n",
            "\n\n# it's fine\nATOM_SAAS_X='a b'\n",
            "ATOM_SAAS_X='a b' ",
            "ATOM_SAAS_X='a b'   \r\n",
        ] {
            if text == "ATOM_SAAS_X=a b" {
                assert_eq!(parse(text).1.len(), 1, "a space ends a value without quotes");
            } else {
                assert_eq!(value(text), "a b", "{text:?}");
            }
        }
        assert_eq!(value("ATOM_SAAS_X=a#b"), "a#b");
        assert_eq!(value("ATOM_SAAS_X="), "");
        assert_eq!(value("ATOM_SAAS_X=1\nATOM_SAAS_X=2"), "2");
        assert_eq!(value("ATOM_SAAS_X=\"a\nb\""), "a\nb");
    }

    #[test]
    fn what_is_not_ours_is_not_kept() {
        let values = values("AWS_SECRET=x\nPATH=/bin\nSKILLDOCK_IDENTITY=me\nATOM_SAAS_ENABLED=true");
        assert_eq!(
            values.keys().collect::<Vec<_>>(),
            ["ATOM_SAAS_ENABLED", "SKILLDOCK_IDENTITY"]
        );
    }

    #[test]
    fn a_broken_line_is_named_by_number_and_never_shown() {
        let text = "# one\nATOM_SAAS_ENABLED=true\n\nATOM_SAAS_API_TOKEN='canary\nSKILLDOCK_IDENTITY=me\n";
        let (values, faults) = parse(text);
        assert_eq!(values.len(), 1);
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].line, Some(4));
        assert_eq!(faults[0].concerns, Concerns::Variable("ATOM_SAAS_API_TOKEN".to_owned()));
        assert!(!format!("{faults:?}").contains("canary"));
    }

    #[test]
    fn a_broken_line_does_not_hide_the_lines_after_it() {
        let (values, faults) =
            parse("ATOM_SAAS_ENABLED=a b c\n=x\nnothing\nATOM_SAAS_WS_ENABLED=false\nexport SKILLDOCK_Y\n");
        assert_eq!(values.keys().collect::<Vec<_>>(), ["ATOM_SAAS_WS_ENABLED"]);
        let seen: Vec<_> = faults
            .iter()
            .map(|fault| (fault.line, fault.concerns.clone()))
            .collect();
        assert_eq!(
            seen,
            [
                (Some(1), Concerns::Variable("ATOM_SAAS_ENABLED".to_owned())),
                (Some(2), Concerns::Others),
                (Some(3), Concerns::Others),
                (Some(5), Concerns::Ours),
            ]
        );
    }

    #[test]
    fn an_open_quote_of_another_program_that_swallows_a_line_of_ours_is_ours() {
        let (_, faults) = parse("GREETING=it's\nATOM_SAAS_ENABLED=false\n");
        assert_eq!(faults[0].concerns, Concerns::Ours);
        assert_eq!(faults[0].line, Some(1));
    }

    #[test]
    fn files_that_are_no_text_say_so() {
        let dir = tempfile::tempdir().unwrap();
        let read = |bytes: &[u8]| {
            let path = dir.path().join("file.env");
            std::fs::write(&path, bytes).unwrap();
            EnvFile::read(path)
        };
        assert_eq!(read(b"\xef\xbb\xbfATOM_SAAS_X=1\r\n").values["ATOM_SAAS_X"], "1");
        assert!(read(b"\xff\xfeA\0T\0").faults[0].message.contains("UTF-8"));
        assert!(read(&vec![b'#'; 1024 * 1024 + 1]).faults[0].message.contains("1 MB"));
        assert_eq!(read(&vec![b'#'; 1024 * 1024]).faults, []);
        assert_eq!(read(b"").faults, []);
        assert!(
            EnvFile::read(dir.path().join("absent")).faults[0]
                .message
                .contains("cannot be read")
        );
    }
}
