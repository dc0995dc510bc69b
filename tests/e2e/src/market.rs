//! The reference marketplace as a process of its own: it can be killed, which is what "offline" is.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;
use xtask::service::Service;

use crate::place;

/// What a marketplace has on offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stock {
    /// The bundled demo catalogue.
    Demo,
    /// The catalogue in this file, one skill a line, perhaps packed.
    File(PathBuf),
}

impl Stock {
    /// The 1,508 skills of the real catalogue.
    ///
    /// # Errors
    /// When the shared test data is not there.
    pub fn real() -> Result<Self> {
        place::shared("data/skills.jsonl.gz").map(Self::File)
    }
}

/// A marketplace that runs until it is dropped or [taken away](Self::go_offline).
#[derive(Debug)]
pub struct Market {
    stock: Stock,
    url: String,
    token: String,
    port: u16,
    process: Option<Service>,
}

impl Market {
    /// Opens a marketplace on a free port of this machine.
    ///
    /// # Errors
    /// When its program is missing or does not start.
    pub fn open(stock: Stock) -> Result<Self> {
        // The port is chosen here so that it can be opened again at the same address.
        let port = free_port()?;
        let token = "7d9f4c1e-52aa-4b0e-9a35-6f1f0e2d8c47".to_owned();
        let mut market = Self {
            stock,
            url: String::new(),
            token,
            port,
            process: None,
        };
        market.come_back()?;
        Ok(market)
    }

    /// The URL of its API.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A token that it accepts.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// It is gone, at once and without a word, as after a power cut.
    pub fn go_offline(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
        }
    }

    /// It has something else on offer from now on, at the same address.
    ///
    /// # Errors
    /// When its program does not start.
    pub fn restock(&mut self, stock: Stock) -> Result<()> {
        self.go_offline();
        self.stock = stock;
        self.come_back()
    }

    /// It is there again, at the same address.
    ///
    /// # Errors
    /// When its program does not start.
    pub fn come_back(&mut self) -> Result<()> {
        let mut command = Command::new(place::marketplace()?);
        command
            .args([
                "--port",
                &self.port.to_string(),
                "--token",
                &self.token,
                "--no-rate-limit",
            ])
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        match &self.stock {
            Stock::Demo => command.arg("--demo"),
            Stock::File(file) => command.arg("--catalogue").arg(file),
        };
        let limit = Duration::from_secs(20);
        let (process, line) = Service::start_and_hear("skilldock-marketplace", &mut command, limit)?;
        let said: Value = serde_json::from_str(&line).with_context(|| format!("the marketplace says {line:?}"))?;
        let text = |name: &str| said.get(name).and_then(Value::as_str).map(str::to_owned);
        self.url = text("url").with_context(|| format!("no url in {line:?}"))?;
        self.token = text("token").with_context(|| format!("no token in {line:?}"))?;
        self.process = Some(process);
        Ok(())
    }
}

/// A port that nobody listens on at the moment.
pub(crate) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free port")?;
    Ok(listener.local_addr()?.port())
}
