//! A virtual display: a screen for machines that have none, and for tests that should not disturb one.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::service::Service;

/// The size of the screen: that of the larger of the two window sizes the product is judged at.
pub const SIZE: (u32, u32) = (1280, 800);

/// A virtual display that lives as long as this value.
#[derive(Debug)]
pub struct Screen {
    number: u16,
    _server: Service,
}

impl Screen {
    /// Starts a server on a free display number, reachable only through its local socket.
    ///
    /// # Errors
    /// When Xvfb is missing or does not come up.
    pub fn start() -> Result<Self> {
        let (width, height) = SIZE;
        // With -displayfd the server itself takes a number that is free and says it once it answers: two that start
        // at the same moment cannot get the same one.
        let mut command = Command::new("Xvfb");
        command
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                &format!("{width}x{height}x24"),
                "-nolisten",
                "tcp",
            ])
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        let (server, line) = Service::start_and_hear("Xvfb", &mut command, Duration::from_secs(15))?;
        Ok(Self {
            number: display_number(&line)?,
            _server: server,
        })
    }

    /// The value for `DISPLAY`.
    #[must_use]
    pub fn display(&self) -> String {
        format!(":{}", self.number)
    }

    /// Lets `command` and what it starts show their windows here.
    pub fn show<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        on_display(command, &self.display())
    }

    /// Writes what the screen shows to `file`, a PNG. Whoever reads the file at the same time sees the old picture or
    /// the new one, whole.
    ///
    /// # Errors
    /// When the picture cannot be taken or written.
    pub fn shot(&self, file: &Path) -> Result<()> {
        let folder = file.parent().context("a picture needs a folder")?;
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let part = file.with_extension("png.part");
        let output = Command::new("import")
            .args(["-window", "root", "-display", &self.display()])
            .arg(format!("png:{}", part.display()))
            .stdin(Stdio::null())
            .output()
            .context("import (ImageMagick) does not start")?;
        ensure!(
            output.status.success(),
            "import: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
        std::fs::rename(&part, file).with_context(|| format!("cannot write {}", file.display()))
    }
}

/// Lets `command` use an X display, and no Wayland one.
pub fn on_display<'a>(command: &'a mut Command, display: &str) -> &'a mut Command {
    command
        .env("DISPLAY", display)
        .env("GDK_BACKEND", "x11")
        .env_remove("WAYLAND_DISPLAY")
        // There is no graphics card behind a virtual display: this saves 70 MB and a tenth of a second.
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        // Nobody reads a virtual display by ear.
        .env("NO_AT_BRIDGE", "1")
}

/// The number in the line that the server says when it is ready.
fn display_number(line: &str) -> Result<u16> {
    match line.trim().parse() {
        Ok(number) => Ok(number),
        Err(_) => bail!("Xvfb should say a display number, and says {line:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_says_a_number_and_nothing_else() {
        assert_eq!(display_number("7\n").unwrap(), 7);
        assert!(display_number("").is_err());
        assert!(display_number("-1").is_err());
        assert!(display_number("_XSERVTransmkdir: Owner of /tmp/.X11-unix should be set to root").is_err());
    }

    #[test]
    fn two_screens_at_once_have_two_numbers() {
        if crate::shell::which("Xvfb").is_none() {
            return;
        }
        let (one, other) = (Screen::start().unwrap(), Screen::start().unwrap());
        assert_ne!(one.display(), other.display());
    }
}
