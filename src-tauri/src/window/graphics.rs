//! Who paints the page. WebKit paints by the graphics processor, and where there is none it lets Mesa play one: that
//! takes a hundred megabytes and more than the page itself (docs/performance.md). Such machines (virtual ones, remote
//! desktops, servers) paint faster and smaller without the play.

use std::path::Path;

use tauri::WebviewWindow;

/// Where Linux has a file for each graphics processor that can paint.
const PROCESSORS: &str = "/dev/dri";

/// Paints without acceleration where nothing accelerates.
pub(super) fn suit(window: &WebviewWindow) {
    if has_processor(Path::new(PROCESSORS)) {
        return;
    }
    let told = window.with_webview(|webview| {
        use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};
        if let Some(settings) = webview.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    });
    if let Err(error) = told {
        tracing::warn!(%error, "the page is painted with acceleration, on a machine that has none");
    }
}

/// Whether a folder of devices has one that paints.
fn has_processor(devices: &Path) -> bool {
    let mut names = std::fs::read_dir(devices).into_iter().flatten().flatten();
    names.any(|device| device.file_name().to_string_lossy().starts_with("renderD"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_graphics_processor_is_a_device_that_renders() {
        let devices = tempfile::tempdir().unwrap();
        assert!(!has_processor(&devices.path().join("missing")));
        // A screen without one: a virtual machine's.
        std::fs::write(devices.path().join("card0"), "").unwrap();
        assert!(!has_processor(devices.path()));
        std::fs::write(devices.path().join("renderD128"), "").unwrap();
        assert!(has_processor(devices.path()));
    }
}
