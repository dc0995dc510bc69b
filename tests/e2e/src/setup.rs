//! How a window is to be opened: its size and theme, its keychain, its environment.

use std::path::PathBuf;

use crate::keychain::Keychain;
use crate::market::Market;

/// The size that most people have it in.
pub const WIDE: (u32, u32) = (1280, 800);

/// The smallest size that it allows.
pub const NARROW: (u32, u32) = (900, 600);

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark text on light.
    Light,
    /// Light text on dark.
    Dark,
}

impl Theme {
    /// As the settings call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// How a window is to be opened.
#[derive(Debug, Clone)]
pub struct Setup {
    pub(crate) keychain: Keychain,
    pub(crate) size: (u32, u32),
    pub(crate) theme: Option<Theme>,
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) arguments: Vec<String>,
    pub(crate) program: Option<PathBuf>,
    pub(crate) pictures: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            keychain: Keychain::Unlocked,
            size: WIDE,
            theme: None,
            environment: Vec::new(),
            arguments: Vec::new(),
            program: None,
            pictures: true,
        }
    }
}

impl Setup {
    /// As on the first day: an open keychain, nothing configured.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With this keychain.
    #[must_use]
    pub fn keychain(mut self, keychain: Keychain) -> Self {
        self.keychain = keychain;
        self
    }

    /// In this size.
    #[must_use]
    pub fn size(mut self, size: (u32, u32)) -> Self {
        self.size = size;
        self
    }

    /// In this theme.
    #[must_use]
    pub fn theme(mut self, theme: Theme) -> Self {
        self.theme = Some(theme);
        self
    }

    /// With this variable in its environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Configured by the environment for this marketplace.
    #[must_use]
    pub fn market(self, market: &Market) -> Self {
        self.env("ATOM_SAAS_API_URL", market.url())
            .env("ATOM_SAAS_API_TOKEN", market.token())
    }

    /// Of this program, instead of the one that was built with the tests.
    #[must_use]
    pub fn program(mut self, file: impl Into<PathBuf>) -> Self {
        self.program = Some(file.into());
        self
    }

    /// Without a picture of its end, for what is no journey.
    #[must_use]
    pub fn no_picture(mut self) -> Self {
        self.pictures = false;
        self
    }

    /// With this argument after the data folder.
    #[must_use]
    pub fn arg(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }
}
