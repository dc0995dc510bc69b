//! Files that only their owner may read, whatever the umask is.
//!
//! Everything in the data folder is made through here, or by SQLite after a file that was
//! (its log and the log's index take after the database). What an earlier program left
//! wider is narrowed when the folder is opened.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Options that make a file for the owner alone.
#[must_use]
pub fn options() -> OpenOptions {
    let mut options = File::options();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

/// Makes the file where there is none; one that is there stays as it is.
///
/// # Errors
/// What the file system says.
pub fn create(path: &Path) -> io::Result<()> {
    options().create(true).truncate(false).write(true).open(path).map(drop)
}

/// Puts these bytes in place of the file's, all or nothing, and brings them to the disk.
///
/// # Errors
/// What the file system says; then the file is as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    // One that was left behind may be wider, or a link to elsewhere.
    drop(std::fs::remove_file(&part));
    let written = options()
        .create_new(true)
        .write(true)
        .open(&part)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&part, path));
    if written.is_err() {
        drop(std::fs::remove_file(&part));
    }
    written
}

/// Makes the folder and those above it; the folder itself for the owner alone.
///
/// # Errors
/// What the file system says.
pub fn folder(path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(path)?;
    narrow(path, 0o700);
    Ok(())
}

/// Narrows everything in the folder to its owner. Links are left alone: what they lead to
/// is somebody else's. A file system without such rights is no reason to stop.
pub fn narrow_all(path: &Path) {
    narrow(path, 0o700);
    let Ok(entries) = std::fs::read_dir(path) else { return };
    for entry in entries.flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => narrow_all(&entry.path()),
            Ok(kind) if kind.is_symlink() => {}
            Ok(_) => narrow(&entry.path(), 0o600),
            Err(_) => {}
        }
    }
}

#[cfg(unix)]
fn narrow(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    let Ok(known) = std::fs::metadata(path) else { return };
    let now = known.permissions().mode() & 0o777;
    // Rights are taken, never given: who made a folder read-only meant it.
    let narrowed = std::fs::Permissions::from_mode(now & mode);
    if now & !mode != 0
        && let Err(cause) = std::fs::set_permissions(path, narrowed)
    {
        tracing::warn!(%cause, "something in the data folder stays readable by others");
    }
}

#[cfg(not(unix))]
fn narrow(_: &Path, _: u32) {}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).map_or(0, |known| known.permissions().mode() & 0o777)
    }

    #[test]
    fn what_was_wider_is_narrowed_and_what_a_link_leads_to_is_not() {
        let outside = tempfile::tempdir().unwrap();
        let elsewhere = outside.path().join("elsewhere");
        std::fs::write(&elsewhere, b"").unwrap();
        std::fs::set_permissions(&elsewhere, std::fs::Permissions::from_mode(0o644)).unwrap();
        let data = tempfile::tempdir().unwrap();
        let below = data.path().join("logs");
        std::fs::create_dir(&below).unwrap();
        std::fs::write(below.join("a.log"), b"").unwrap();
        for (path, wide) in [(data.path(), 0o755), (&below, 0o777), (&below.join("a.log"), 0o666)] {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(wide)).unwrap();
        }
        std::os::unix::fs::symlink(&elsewhere, data.path().join("link")).unwrap();
        narrow_all(data.path());
        assert_eq!(
            (mode(data.path()), mode(&below), mode(&below.join("a.log"))),
            (0o700, 0o700, 0o600)
        );
        assert_eq!(mode(&elsewhere), 0o644);
    }

    #[test]
    fn rights_are_taken_and_never_given() {
        let data = tempfile::tempdir().unwrap();
        let file = data.path().join("a");
        std::fs::write(&file, b"").unwrap();
        for (path, before) in [(file.as_path(), 0o444), (data.path(), 0o555)] {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(before)).unwrap();
        }
        narrow_all(data.path());
        assert_eq!((mode(data.path()), mode(&file)), (0o500, 0o400));
    }

    #[test]
    fn a_file_is_replaced_whole_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        std::fs::write(&path, b"before").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o666)).unwrap();
        replace(&path, b"after").unwrap();
        assert_eq!(
            (std::fs::read(&path).unwrap().as_slice(), mode(&path)),
            (&b"after"[..], 0o600)
        );
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            1,
            "no part of it is left"
        );
    }
}
