//! The binary's options.

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use skilldock_marketplace::{Builder, EtagMode, Marketplace, Speed};

/// The reference marketplace. Prints `{"url", "ws_url", "token"}` on one line and serves until it is stopped.
#[derive(Debug, Parser)]
#[command(version)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
pub struct Cli {
    /// Port on the loopback address; a free one if not given.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The token that is good; a random UUID v4 if not given.
    #[arg(long)]
    token: Option<String>,
    /// Serve this catalogue: JSON Lines, plain or gzipped, with a `categories.json` beside it.
    #[arg(long, value_name = "FILE")]
    catalogue: Option<PathBuf>,
    /// Serve so many made-up skills.
    #[arg(long, value_name = "N")]
    skills: Option<usize>,
    /// Which made-up skills: the same seed gives the same ones.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Serve the bundled demo catalogue.
    #[arg(long)]
    demo: bool,
    /// Play this history as live updates: JSON Lines of `{type, data, timestamp}`, plain or gzipped.
    #[arg(long, value_name = "FILE")]
    pub history: Option<PathBuf>,
    /// How fast: `all`, a rate such as `50/s`, or a factor of real time such as `3600x`.
    #[arg(long, default_value = "1/s", requires = "history")]
    pub speed: Speed,
    /// Offer the control API under `/__control`, which needs no token. For tests only.
    #[arg(long)]
    control: bool,
    /// Do not limit requests a minute.
    #[arg(long)]
    no_rate_limit: bool,
    /// Do not limit connections at a time.
    #[arg(long)]
    no_connection_limit: bool,
    /// Lists carry no ETag.
    #[arg(long)]
    no_etag: bool,
    /// Every page has an ETag of its own, in place of the whole listing's revision.
    #[arg(long, conflicts_with = "no_etag")]
    page_etag: bool,
    /// Answers are never compressed.
    #[arg(long)]
    no_compression: bool,
    /// Ratings cannot be changed (405).
    #[arg(long)]
    no_put: bool,
    /// Remote install works; this is so unless `--no-install` is given.
    #[arg(long, conflicts_with = "no_install")]
    install: bool,
    /// There is no remote install (501).
    #[arg(long)]
    no_install: bool,
    /// Seconds between pings on a WebSocket.
    #[arg(long, value_name = "SECONDS", default_value_t = 30.0, value_parser = positive)]
    ping_every: f64,
    /// Seconds a client has to answer one.
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0, value_parser = positive)]
    pong_within: f64,
}

impl Cli {
    /// The marketplace that is asked for.
    pub fn builder(&self) -> Builder {
        let mut builder = Marketplace::builder()
            .port(self.port)
            .control(self.control)
            // Without the control API nobody could ask for the record.
            .records(self.control)
            .heartbeat(
                Duration::from_secs_f64(self.ping_every),
                Duration::from_secs_f64(self.pong_within),
            );
        if let Some(token) = &self.token {
            builder = builder.token(token);
        }
        if let Some(file) = &self.catalogue {
            builder = builder.catalogue_file(file);
        }
        if let Some(skills) = self.skills {
            builder = builder.generated(skills, self.seed);
        }
        if self.demo {
            builder = builder.demo_catalogue();
        }
        builder.settings(|settings| {
            if self.no_rate_limit {
                settings.rate_limit = None;
            }
            if self.no_connection_limit {
                settings.connection_limit = None;
            }
            settings.etag = match (self.no_etag, self.page_etag) {
                (true, _) => EtagMode::None,
                (false, true) => EtagMode::Page,
                (false, false) => EtagMode::Listing,
            };
            settings.compression = !self.no_compression;
            settings.put_ratings = !self.no_put;
            settings.install = self.install || !self.no_install;
        })
    }
}

/// A time that a clock can count: more than nothing, at most a day.
fn positive(text: &str) -> Result<f64, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if seconds > 0.0 && seconds <= 86_400.0 {
        Ok(seconds)
    } else {
        Err("must be more than 0 and at most 86400".to_owned())
    }
}
