//! The real window over a catalogue of any size: what a person sees of it, measured from inside the page or from outside
//! its processes.
//!
//! The catalogue is made once, without a network, and copied into a home of its own for each window. Each figure is one
//! function `measure` in a file of its own, called from here.

pub mod idle;
mod live;
pub mod memory;
mod processes;
mod scrolling;
pub mod start;
mod typing;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::Value;
use skilldock_e2e::wait::{LONG, until};
use skilldock_e2e::{Home, Keychain, Setup, Window};
use skilldock_engine::store::Store;
use skilldock_marketplace::Marketplace;
use tempfile::TempDir;

use crate::report::Report;
use crate::search;
use crate::search::made::Source;

/// How long a list over a whole catalogue may be in coming: longer than any that is worth a figure.
const PATIENCE: Duration = LONG;

/// Everything that is the same for all windows: the catalogue as a data folder has it, and the program.
pub struct Ground {
    /// How many skills there are.
    pub skills: usize,
    program: PathBuf,
    /// The skills that the others are variations of, one JSON text each.
    lines: Vec<String>,
    store: PathBuf,
    _folder: TempDir,
}

impl Ground {
    /// Makes the catalogue. `kept` is a folder where it stays for the next time, made where it is not there.
    ///
    /// # Errors
    /// A folder that cannot be made, or holds something else.
    pub fn make(lines: Vec<String>, skills: usize, program: &Path, kept: Option<&Path>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let store = kept.map_or_else(|| folder.path().join("store"), Path::to_owned);
        fs::create_dir_all(&store)?;
        search::fill(&Store::open(&store)?, &lines, skills)?;
        Ok(Self {
            skills,
            program: program.to_owned(),
            lines,
            store,
            _folder: folder,
        })
    }

    /// A home with a display and no keychain, and a copy of the catalogue in its data folder.
    ///
    /// # Errors
    /// A service that does not start, or a copy that cannot be made.
    pub async fn home(&self) -> Result<Home> {
        self.home_with(Keychain::None).await
    }

    /// The same with a keychain.
    ///
    /// # Errors
    /// A service that does not start, or a copy that cannot be made.
    pub async fn home_with(&self, keychain: Keychain) -> Result<Home> {
        let home = Home::new(keychain, true).await?;
        let data = home.data_dir();
        fs::create_dir_all(&data)?;
        for entry in fs::read_dir(&self.store)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                fs::copy(entry.path(), data.join(entry.file_name()))?;
            }
        }
        Ok(home)
    }

    /// How a window of the program is opened: connected to this marketplace, or to none, and without encryption, which
    /// is a figure of its own.
    pub fn setup(&self, market: Option<&Marketplace>) -> Setup {
        let setup = Setup::new()
            .keychain(Keychain::None)
            .program(self.program())
            .no_picture();
        environment(market)
            .iter()
            .fold(setup, |setup, (name, value)| setup.env(name, value))
    }

    /// A marketplace that has the very same skills.
    ///
    /// # Errors
    /// A marketplace that does not start.
    pub async fn market(&self) -> Result<Marketplace> {
        let mut source = Source::of(&self.lines)?;
        let skills: Vec<Value> = (0..self.skills)
            .map(|number| serde_json::from_str(&source.skill(number)))
            .collect::<Result<_, _>>()?;
        let builder = Marketplace::builder().skills(skills).no_limits().records(false);
        Ok(builder.start().await?)
    }

    /// A window over the whole catalogue, whose list has been seen.
    ///
    /// # Errors
    /// A window that does not come up or does not show all skills.
    pub async fn open(&self, market: Option<&Marketplace>) -> Result<Window> {
        let window = Window::open_in(self.home().await?, self.setup(market)).await?;
        self.listed(&window).await?;
        if market.is_some() {
            // Whatever the first sync does is over before anything is measured.
            let live = window.hook("status-chip").and("[data-mode=live]");
            until("a live window at rest", PATIENCE, async || {
                let status = window.invoke("status", Value::Object(serde_json::Map::new())).await?;
                Ok((live.count().await? == 1 && status["sync"].is_null()).then_some(()))
            })
            .await?;
        }
        Ok(window)
    }

    /// Waits until the window shows the list of all skills. Their number alone is known before the list is.
    ///
    /// # Errors
    /// A list that does not come.
    pub async fn listed(&self, window: &Window) -> Result<()> {
        window.hook("result-count").counts(self.skills, PATIENCE).await?;
        window.css("#row-0").seen().await
    }

    /// The program that is measured.
    pub fn program(&self) -> &Path {
        &self.program
    }
}

/// What the program is told by its environment. Without a marketplace it works locally, and opens no connection.
pub fn environment(market: Option<&Marketplace>) -> Vec<(&'static str, String)> {
    let mut variables = vec![
        ("SKILLDOCK_ENCRYPTION", "off".to_owned()),
        ("ATOM_SAAS_CONFLICT_STRATEGY", "manual".to_owned()),
    ];
    match market {
        Some(market) => variables.extend([
            ("ATOM_SAAS_API_URL", market.url()),
            ("ATOM_SAAS_API_TOKEN", market.token().to_owned()),
        ]),
        None => variables.push(("ATOM_SAAS_ENABLED", "false".to_owned())),
    }
    variables
}

/// Measures everything.
///
/// # Errors
/// A window that does not do what it should.
pub async fn measure(ground: &Ground, quick: bool, report: &mut Report) -> Result<()> {
    typing::measure(ground, quick, report).await.context("typing")?;
    scrolling::measure(ground, quick, report).await.context("scrolling")?;
    live::measure(ground, quick, report).await.context("live updates")?;
    Ok(())
}
