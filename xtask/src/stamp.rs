//! Whether a result still belongs to what it was made from: by content, never by date, since a checkout changes dates
//! and a build on another branch does not change them back.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A fingerprint of files: their names below their folder, and what is in them.
///
/// It decides about doing work again, not about trust, and may differ between compilers (which costs one more build).
#[derive(Default)]
pub struct Fingerprint(DefaultHasher);

impl Fingerprint {
    /// Adds one file. One that is not there counts too: as missing.
    pub fn file(mut self, name: &str, path: &Path) -> Result<Self> {
        self.text(name);
        match fs::read(path) {
            Ok(bytes) => {
                self.0.write_usize(bytes.len());
                self.0.write(&bytes);
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => self.0.write_usize(usize::MAX),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
        Ok(self)
    }

    /// Adds every file below a folder, without the folders named in `without`, at any depth.
    pub fn tree(mut self, folder: &Path, without: &[&str]) -> Result<Self> {
        let mut files = Vec::new();
        list(folder, without, &mut files)?;
        files.sort();
        for file in files {
            let name = file
                .strip_prefix(folder)
                .unwrap_or(&file)
                .to_string_lossy()
                .into_owned();
            self = self.file(&name, &file)?;
        }
        Ok(self)
    }

    fn text(&mut self, text: &str) {
        self.0.write_usize(text.len());
        self.0.write(text.as_bytes());
    }

    /// The fingerprint as text.
    pub fn finish(&self) -> String {
        format!("{:016x}", self.0.finish())
    }
}

fn list(folder: &Path, without: &[&str], files: &mut Vec<PathBuf>) -> Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("cannot list {}", folder.display())),
    };
    for entry in entries {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if !entry.file_name().to_str().is_some_and(|name| without.contains(&name)) {
                list(&entry.path(), without, files)?;
            }
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// A note beside a result about what it was made from.
pub struct Stamp(PathBuf);

impl Stamp {
    /// The stamp in that file.
    pub fn at(file: PathBuf) -> Self {
        Self(file)
    }

    /// Whether it says exactly this. One that cannot be read says nothing.
    pub fn says(&self, text: &str) -> bool {
        fs::read_to_string(&self.0).is_ok_and(|found| found.trim_end() == text)
    }

    /// Lets it say this from now on.
    pub fn write(&self, text: &str) -> Result<()> {
        if let Some(folder) = self.0.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        fs::write(&self.0, format!("{text}\n")).with_context(|| format!("cannot write {}", self.0.display()))
    }

    /// Lets it say nothing, before the result it speaks of is touched.
    pub fn clear(&self) -> Result<()> {
        match fs::remove_file(&self.0) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot remove {}", self.0.display()))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(folder: &Path) -> String {
        Fingerprint::default()
            .tree(folder, &["dist", "node_modules"])
            .unwrap()
            .finish()
    }

    #[test]
    fn content_and_names_count_and_dates_do_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("src").join("app.ts");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "one").unwrap();
        let before = tree(folder.path());

        fs::File::options()
            .write(true)
            .open(&file)
            .unwrap()
            .set_modified(std::time::UNIX_EPOCH)
            .unwrap();
        assert_eq!(tree(folder.path()), before, "a date is no change");

        fs::write(&file, "two").unwrap();
        let changed = tree(folder.path());
        assert_ne!(changed, before, "content is a change");

        fs::rename(&file, folder.path().join("src").join("other.ts")).unwrap();
        assert_ne!(tree(folder.path()), changed, "a name is a change");
    }

    #[test]
    fn what_moves_from_one_file_to_the_next_is_a_change() {
        let folder = tempfile::tempdir().unwrap();
        let write = |a: &str, b: &str| {
            fs::write(folder.path().join("a"), a).unwrap();
            fs::write(folder.path().join("b"), b).unwrap();
            tree(folder.path())
        };
        assert_ne!(write("xy", "z"), write("x", "yz"));
    }

    #[test]
    fn results_and_downloads_do_not_count_at_any_depth() {
        let folder = tempfile::tempdir().unwrap();
        let before = tree(folder.path());
        for place in ["dist", "node_modules/x", "packages/one/dist"] {
            fs::create_dir_all(folder.path().join(place)).unwrap();
            fs::write(folder.path().join(place).join("file"), "x").unwrap();
        }
        assert_eq!(tree(folder.path()), before);
    }

    #[test]
    fn a_missing_file_is_not_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("package-lock.json");
        let now = || Fingerprint::default().file("lock", &file).unwrap().finish();
        let missing = now();
        fs::write(&file, "").unwrap();
        assert_ne!(now(), missing);
    }

    #[test]
    fn a_stamp_says_what_was_written_until_it_is_cleared() {
        let folder = tempfile::tempdir().unwrap();
        let stamp = Stamp::at(folder.path().join("not yet there").join("stamp"));
        assert!(!stamp.says(""), "no stamp says nothing, not even the empty text");
        stamp.write("abc").unwrap();
        assert!(stamp.says("abc") && !stamp.says("abd"));
        stamp.clear().unwrap();
        stamp.clear().unwrap();
        assert!(!stamp.says("abc"));
    }
}
