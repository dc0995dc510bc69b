//! The words that a scan answers in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How much a fact asks to be looked at. Three, so that the highest still says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// What many honest skills do.
    Note,
    /// Worth a look before it is run.
    Look,
    /// A pattern of published attacks.
    Danger,
}

impl Level {
    /// As the column keeps it; 0 is left for "nothing found".
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Self::Note => 1,
            Self::Look => 2,
            Self::Danger => 3,
        }
    }
}

/// What kind of thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Runs what it downloads: `curl … | sh`, `exec(requests.get(…).text)`.
    RemoteCode,
    /// Runs what it decodes: `exec(base64.b64decode(…))`, `base64 -d | sh`.
    DecodedCode,
    /// Text that is not seen: tag characters, zero-width characters, changes of direction.
    HiddenText,
    /// Sends the user to an archive with its password, which no scanner can look into.
    LockedArchive,
    /// Its name is nearly that of a much better known skill by another author.
    LookAlike,
    /// Words to an agent that are kept from its user.
    AgentOrder,
    /// A word of letters of several scripts that look the same.
    MixedScript,
    /// Starts programs.
    Process,
    /// Runs text as code, or loads code by a name made while it runs.
    Eval,
    /// Makes objects of data in a way that can run code.
    Deserialise,
    /// Reads credentials: variables and files that hold them.
    Secret,
    /// Deletes files.
    FileDelete,
    /// Runs something when it is installed.
    InstallHook,
    /// A package from an address instead of the registry.
    PackageSource,
    /// Long encoded data.
    Blob,
    /// Talks to the network.
    Network,
    /// Reads files.
    FileRead,
    /// Writes files.
    FileWrite,
    /// Reads environment variables.
    Environment,
}

impl Kind {
    /// Every kind, those that ask most to be looked at first.
    pub const ALL: [Self; 19] = [
        Self::RemoteCode,
        Self::DecodedCode,
        Self::HiddenText,
        Self::LockedArchive,
        Self::LookAlike,
        Self::AgentOrder,
        Self::MixedScript,
        Self::Process,
        Self::Eval,
        Self::Deserialise,
        Self::Secret,
        Self::FileDelete,
        Self::InstallHook,
        Self::PackageSource,
        Self::Blob,
        Self::Network,
        Self::FileRead,
        Self::FileWrite,
        Self::Environment,
    ];

    /// The level of a fact of this kind, unless what was found is worse.
    #[must_use]
    pub const fn level(self) -> Level {
        match self {
            Self::RemoteCode | Self::DecodedCode | Self::LockedArchive | Self::LookAlike => Level::Danger,
            Self::HiddenText
            | Self::AgentOrder
            | Self::MixedScript
            | Self::Process
            | Self::Eval
            | Self::Deserialise
            | Self::Secret
            | Self::FileDelete
            | Self::InstallHook
            | Self::PackageSource => Level::Look,
            Self::Blob | Self::Network | Self::FileRead | Self::FileWrite | Self::Environment => Level::Note,
        }
    }

    /// Its place in a column of bits.
    #[must_use]
    pub const fn bit(self) -> i64 {
        1 << (self as u32)
    }
}

/// Something found, with where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Fact {
    /// What kind of thing.
    pub kind: Kind,
    /// How much it asks to be looked at.
    pub level: Level,
    /// What exactly: a call, a host, a variable, a package.
    pub name: String,
    /// The field it stands in, as a path: `code`, `metadata.readme`, `npm_packages[2]`.
    pub field: String,
    /// The line of that field where it stands first, from 1.
    pub line: u32,
    /// Where on the line it begins, in UTF-16 code units from 0.
    pub start: u32,
    /// Where on the line it ends. Both are 0 on a line too long to count.
    pub end: u32,
    /// How often it stands there.
    pub times: u32,
    /// The line about it, at most 160 characters.
    pub excerpt: String,
}

/// What a scan found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scan {
    /// The facts, the highest level first, then by kind and line. At most 12 of a kind.
    pub facts: Vec<Fact>,
    /// How many different things of each kind there are, beyond those listed too.
    pub counts: BTreeMap<Kind, u32>,
    /// The highest level; `None` where nothing was found.
    pub level: Option<Level>,
    /// Whether all of it was looked at: false where it is larger than a scan goes.
    pub whole: bool,
}

impl Scan {
    /// The kinds found, as a column of bits.
    #[must_use]
    pub fn bits(&self) -> i64 {
        self.counts.keys().fold(0, |bits, kind| bits | kind.bit())
    }

    /// How many different things were found.
    #[must_use]
    pub fn found(&self) -> u32 {
        self.counts.values().fold(0, |sum, count| sum.saturating_add(*count))
    }
}
