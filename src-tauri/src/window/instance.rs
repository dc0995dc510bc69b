//! One window for a data folder: a second start brings the first window forward, hands
//! over its arguments and ends (docs/decisions/0009).

use std::path::{Path, PathBuf};

use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Manager as _, Wry};

/// Begins the plugin, which ends this process where another one has the folder's window
/// already. `None` where the platform has no name for another folder than the usual one:
/// such windows open side by side.
#[must_use]
pub fn plugin(folder: &Path, usual: bool) -> Option<TauriPlugin<Wry>> {
    if !cfg!(target_os = "linux") && !usual {
        return None;
    }
    let plugin = tauri_plugin_single_instance::Builder::new()
        .dbus_id(bus_name(folder))
        .callback(|handle, arguments, _folder| super::desktop::again(handle, &arguments))
        .build();
    Some(plugin)
}

/// Whether a second start finds this one. Without a session bus it cannot.
#[must_use]
pub fn holds(handle: &AppHandle) -> bool {
    // The plugin does not say whether it succeeded; what it keeps until the end does.
    handle
        .resources_table()
        .names()
        .any(|(_, name)| name.contains("single_instance"))
}

/// Lets go at once, so that whoever starts Skilldock while it ends gets a window.
pub fn let_go(handle: &AppHandle) {
    tauri_plugin_single_instance::destroy(handle);
}

/// The name on the session bus. It ends in a digest of the folder: names on the bus are
/// read by every program of the session, paths are nobody's business.
fn bus_name(folder: &Path) -> String {
    format!("dev.skilldock.app.d{:016x}", digest(&settled(folder)))
}

/// The folder by its one true path, also where it is not there yet.
fn settled(folder: &Path) -> PathBuf {
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    let mut missing = Vec::new();
    let mut there = whole.as_path();
    loop {
        if let Ok(found) = there.canonicalize() {
            return missing.iter().rev().fold(found, |path, name| path.join(name));
        }
        match (there.parent(), there.file_name()) {
            (Some(parent), Some(name)) => {
                missing.push(name);
                there = parent;
            }
            _ => return whole,
        }
    }
}

/// FNV-1a, 64 bit: the same in every version of the program, which Rust's own hash is not.
fn digest(path: &Path) -> u64 {
    path.as_os_str()
        .as_encoded_bytes()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_name_however_it_is_written_and_before_it_is_there() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("data");
        let before = bus_name(&folder);
        std::fs::create_dir(&folder).unwrap();
        assert_eq!(bus_name(&folder), before, "the first start makes it");
        assert_eq!(bus_name(&place.path().join("data/")), before);
        assert_eq!(bus_name(&place.path().join("./data")), before);
        assert_ne!(bus_name(&place.path().join("other")), before);
        assert!(!before.contains("data"), "no path is told");
    }

    #[test]
    fn the_digest_is_the_same_in_every_version() {
        assert_eq!(digest(Path::new("")), 0xcbf2_9ce4_8422_2325);
        assert_eq!(digest(Path::new("a")), 0xaf63_dc4c_8601_ec8c);
    }
}
