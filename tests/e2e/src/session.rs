//! One run of the application under WebDriver: the driver process, and the session with it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::json;
use thirtyfour::{Capabilities, WebDriver};
use xtask::service::Service;

use crate::home::Home;
use crate::market::free_port;
use crate::wait::{self, SOON};

/// How long the driver may take to answer; its first answer includes the application's start.
const READY: Duration = Duration::from_secs(30);

/// The application under WebDriver. Dropping it ends both, the application at once and without being asked.
#[derive(Debug)]
pub(crate) struct Session {
    driver: Option<WebDriver>,
    process: Service,
    binary: PathBuf,
}

impl Session {
    /// Starts `binary` in `home` under a driver of its own: a driver has one session at a time.
    pub(crate) async fn start(
        home: &Home,
        binary: &Path,
        arguments: &[String],
        env: &[(String, String)],
    ) -> Result<Self> {
        let port = free_port()?;
        let mut command = home.command("WebKitWebDriver");
        command
            .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
            // The application inherits the environment of the driver. Without this one it ignores the driver, and a
            // request for a session hangs.
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .envs(env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        let mut process = Service::start("WebKitWebDriver", &mut command)?;
        wait::until("WebKitWebDriver to listen", SOON, async || {
            if let Some(status) = process.ended()? {
                bail!("it ended with {status}");
            }
            Ok(tokio::net::TcpStream::connect(("127.0.0.1", port))
                .await
                .is_ok()
                .then_some(()))
        })
        .await?;

        let mut wanted = Capabilities::new();
        wanted.set(
            "webkitgtk:browserOptions",
            json!({ "binary": binary, "args": arguments }),
        )?;
        let driver = WebDriver::builder(format!("http://127.0.0.1:{port}"), wanted)
            .request_timeout(READY)
            .await
            .with_context(|| format!("no session with {}", binary.display()))?;
        Ok(Self {
            driver: Some(driver),
            process,
            binary: binary.to_owned(),
        })
    }

    pub(crate) fn binary(&self) -> &Path {
        &self.binary
    }

    pub(crate) fn driver(&self) -> Result<&WebDriver> {
        self.driver.as_ref().context("the session has ended")
    }

    /// Waits until the application, which was asked to, has ended by itself.
    pub(crate) async fn wait_for_end(mut self, home: &Home) -> Result<()> {
        self.leave();
        home.wait_until_gone(&self.binary).await
    }

    /// Ends the application without asking it, and waits until it is gone.
    pub(crate) async fn kill(mut self, home: &Home) -> Result<()> {
        self.leave();
        self.process.kill();
        home.wait_until_gone(&self.binary).await
    }

    /// Lets go of the session without a word to the driver, which may be gone or busy.
    fn leave(&mut self) {
        if let Some(driver) = self.driver.take() {
            // An error means that the session has ended already.
            driver.leak().ok();
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.leave();
        self.process.kill();
    }
}
