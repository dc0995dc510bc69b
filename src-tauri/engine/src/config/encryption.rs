//! Whether the data on the disk are to be encrypted.

/// What is wanted of the databases (`SKILLDOCK_ENCRYPTION`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encryption {
    /// Encrypted where there is a keychain to keep the key in.
    #[default]
    Auto,
    /// Encrypted. Where there is no keychain, nothing is written in the clear instead.
    On,
    /// Not encrypted.
    Off,
}

impl Encryption {
    /// Every one of them.
    pub const ALL: [Self; 3] = [Self::Auto, Self::On, Self::Off];

    /// Its name in the configuration.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::On => "on",
            Self::Off => "off",
        }
    }

    /// The one of that name, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name().eq_ignore_ascii_case(name))
    }
}
