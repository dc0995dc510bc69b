//! Files that appear whole or not at all: written under another name beside their
//! target, brought to the disk, and then renamed.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::ExportError;

/// A name beside `target` that nobody else uses. It starts with a dot, so that neither
/// an import nor a listing takes it for a skill.
pub(super) fn beside(target: &Path, ending: &str) -> PathBuf {
    let name = target
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let short: String = name.chars().take(60).collect();
    target.with_file_name(format!(".{short}.{}.{ending}", uuid::Uuid::new_v4().simple()))
}

/// Something that is taken away again unless it is kept.
struct Unfinished(Option<PathBuf>);

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            // What is left behind has a hidden name and harms nobody.
            drop(std::fs::remove_file(path));
        }
    }
}

/// Writes a file whole. What stood there before is replaced in one step, at the end.
///
/// # Errors
/// What the file system or `write` says; then the target is as it was.
pub(super) fn file<T>(
    target: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<T, ExportError>,
) -> Result<T, ExportError> {
    if target.is_dir() {
        return Err(ExportError::InTheWay {
            path: target.to_owned(),
        });
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        std::fs::create_dir_all(folder).map_err(|cause| ExportError::file(folder, cause))?;
    }
    let at_target = |cause| ExportError::file(target, cause);
    let staged = beside(target, "part");
    let file = File::create_new(&staged).map_err(at_target)?;
    let mut unfinished = Unfinished(Some(staged.clone()));
    let mut writer = BufWriter::new(file);
    let done = write(&mut writer)?;
    writer.flush().map_err(at_target)?;
    writer.get_ref().sync_all().map_err(at_target)?;
    drop(writer);
    std::fs::rename(&staged, target).map_err(at_target)?;
    unfinished.0 = None;
    sync_folder(folder.unwrap_or(Path::new(".")));
    Ok(done)
}

/// Brings a folder's list of names to the disk, where the system can: without it a
/// rename may be forgotten in a power cut, and then the old file is there, whole.
pub(super) fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    if let Err(cause) = File::open(folder).and_then(|folder| folder.sync_all()) {
        tracing::debug!(%cause, "a folder's names were not brought to the disk");
    }
    #[cfg(not(unix))]
    let _ = folder;
}
