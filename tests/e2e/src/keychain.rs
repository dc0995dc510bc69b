//! The keychain of a home: a real Secret Service, in the states that users have it in.

use std::io::Write;
use std::process::Stdio;

use anyhow::{Context, Result};
use xtask::service::Service;

use crate::home::Home;
use crate::wait::{self, SOON};

/// What keychain a home has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keychain {
    /// One that is open, as after signing in to a desktop.
    Unlocked,
    /// One that exists and is locked, on a desktop that asks for its password when somebody wants something of it.
    Locked,
    /// None, as on a server or in a container.
    None,
}

impl Keychain {
    /// Whether it needs helpers that the session bus starts: the dialog that asks for the password.
    pub(crate) const fn needs_helpers(self) -> bool {
        matches!(self, Self::Locked)
    }
}

const NAME: &str = "org.freedesktop.secrets";

/// The daemon behind an existing keychain.
#[derive(Debug)]
pub(crate) struct Ring {
    daemon: Service,
}

impl Ring {
    pub(crate) async fn start(keychain: Keychain, home: &Home) -> Result<Option<Self>> {
        let daemon = match keychain {
            Keychain::None => return Ok(None),
            Keychain::Unlocked => daemon(home, Some("password")).await?,
            Keychain::Locked => {
                // It has to exist before it can be locked.
                let first = daemon(home, Some("password")).await?;
                Self { daemon: first }.end(home).await?;
                daemon(home, None).await?
            }
        };
        Ok(Some(Self { daemon }))
    }

    /// Ends it, and waits until nobody is asked in its place.
    pub(crate) async fn end(mut self, home: &Home) -> Result<()> {
        self.daemon.stop();
        wait::until("the end of the keychain", SOON, async || {
            Ok((!home.has_on_bus(NAME)).then_some(()))
        })
        .await
    }
}

/// Starts the daemon, which opens the keychain with `password` (and makes it, the first time) or leaves it locked.
async fn daemon(home: &Home, password: Option<&str>) -> Result<Service> {
    let mut command = home.command("gnome-keyring-daemon");
    command
        .args(["--foreground", "--components=secrets"])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    match password {
        Some(password) => {
            let mut input = tempfile::tempfile().context("no temporary file")?;
            input.write_all(password.as_bytes())?;
            std::io::Seek::rewind(&mut input)?;
            command.arg("--unlock").stdin(Stdio::from(input));
        }
        None => {
            command.stdin(Stdio::null());
        }
    }
    let service = Service::start("gnome-keyring-daemon", &mut command)?;
    let file = home.folder().join("data").join("keyrings").join("login.keyring");
    wait::until("the keychain", SOON, async || {
        Ok((home.has_on_bus(NAME) && file.is_file()).then_some(()))
    })
    .await?;
    Ok(service)
}
