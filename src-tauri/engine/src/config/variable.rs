//! The table of variables: names, ranges, defaults and parsers, in one place.

use std::path::PathBuf;
use std::time::Duration;

use rapidfuzz::distance::damerau_levenshtein;

use super::{ApiToken, ApiUrl, CaFile, ConflictStrategy, Encryption, Pins, WsUrl, redact, value};

/// How the names of our variables begin.
pub(super) const PREFIXES: [&str; 2] = [MARKETPLACE_PREFIX, "SKILLDOCK_"];

/// How the names begin that the contract defines: an unknown one of these is a typing
/// error, while `SKILLDOCK_…` is also used for other things than configuration.
pub(super) const MARKETPLACE_PREFIX: &str = "ATOM_SAAS_";

/// Most single-letter slips between a name and the one that was probably meant.
const TYPO_SLIPS: usize = 2;

/// One variable whose value is a `T`.
pub(super) struct Variable<T: 'static> {
    pub name: &'static str,
    pub range: &'static str,
    /// What holds where nobody sets it.
    pub default: T,
    /// The default in words, where it has no value to show.
    pub default_words: Option<&'static str>,
    /// Whether it may be a setting of the app. A token may not: settings are a plain file.
    pub saved: bool,
    /// What may be shown of a text that does not parse.
    pub hide: fn(&str) -> String,
    /// From the trimmed text, which is not empty. An error is a sentence.
    pub parse: fn(&str) -> Result<T, String>,
    /// The value as text that parses to the same value; `None` where there is none.
    pub show: fn(&T) -> Option<String>,
}

pub(super) static ENABLED: Variable<bool> = Variable {
    name: "ATOM_SAAS_ENABLED",
    range: "true, false",
    default: true,
    default_words: None,
    saved: true,
    hide: redact::shown,
    parse: value::switch,
    show: text,
};

pub(super) static API_URL: Variable<Option<ApiUrl>> = Variable {
    name: "ATOM_SAAS_API_URL",
    range: "https://HOST[:PORT][/PATH], or http:// to localhost, 127.0.0.0/8 or [::1]",
    default: None,
    default_words: None,
    saved: true,
    hide: redact::shown_url,
    parse: |text| text.parse().map(Some).map_err(sentence),
    show: |url| url.as_ref().map(ApiUrl::display),
};

pub(super) static API_TOKEN: Variable<Option<ApiToken>> = Variable {
    name: "ATOM_SAAS_API_TOKEN",
    range: "a UUID (version 4), a JWT, or 8-4096 printable characters",
    default: None,
    default_words: None,
    saved: false,
    hide: redact::whole,
    parse: |text| ApiToken::parse(text).map(Some).map_err(sentence),
    show: |token| token.as_ref().map(|_| "present".to_owned()),
};

pub(super) static API_TOKEN_FILE: Variable<Option<PathBuf>> = Variable {
    name: "ATOM_SAAS_API_TOKEN_FILE",
    range: "the path of a file that holds the token",
    default: None,
    default_words: None,
    saved: false,
    hide: redact::shown_path,
    parse: value::path,
    show: |path| {
        path.as_ref()
            .map(|path| redact::shown_path(&path.display().to_string()))
    },
};

pub(super) static WS_URL: Variable<Option<WsUrl>> = Variable {
    name: "ATOM_SAAS_WS_URL",
    range: "wss://HOST[:PORT][/PATH], or ws:// to localhost, 127.0.0.0/8 or [::1]",
    default: None,
    default_words: Some("derived from ATOM_SAAS_API_URL"),
    saved: true,
    hide: redact::shown_url,
    parse: |text| text.parse().map(Some).map_err(sentence),
    show: |url| url.as_ref().map(WsUrl::display),
};

pub(super) static WS_ENABLED: Variable<bool> = Variable {
    name: "ATOM_SAAS_WS_ENABLED",
    range: "true, false",
    default: true,
    default_words: None,
    saved: true,
    hide: redact::shown,
    parse: value::switch,
    show: text,
};

pub(super) static WS_RECONNECT_ATTEMPTS: Variable<u32> = Variable {
    name: "ATOM_SAAS_WS_RECONNECT_ATTEMPTS",
    range: "1-100",
    default: 10,
    default_words: None,
    saved: true,
    hide: redact::shown,
    parse: |text| value::whole(text, "a whole number of attempts", 1, 100),
    show: text,
};

pub(super) static SYNC_INTERVAL_MINUTES: Variable<Duration> = Variable {
    name: "ATOM_SAAS_SYNC_INTERVAL_MINUTES",
    range: "5-60",
    default: Duration::from_secs(15 * 60),
    default_words: None,
    saved: true,
    hide: redact::shown,
    parse: |text| value::minutes(text, 5, 60),
    show: |interval| text(&(interval.as_secs() / 60)),
};

pub(super) static RATING_SYNC_INTERVAL_MINUTES: Variable<Duration> = Variable {
    name: "ATOM_SAAS_RATING_SYNC_INTERVAL_MINUTES",
    range: "10-120",
    default: Duration::from_secs(30 * 60),
    default_words: None,
    saved: true,
    hide: redact::shown,
    parse: |text| value::minutes(text, 10, 120),
    show: |interval| text(&(interval.as_secs() / 60)),
};

pub(super) static CONFLICT_STRATEGY: Variable<ConflictStrategy> = Variable {
    name: "ATOM_SAAS_CONFLICT_STRATEGY",
    range: "remote_wins, local_wins, merge, manual",
    default: ConflictStrategy::RemoteWins,
    default_words: None,
    saved: true,
    hide: redact::shown,
    parse: value::strategy,
    show: |strategy| Some(strategy.name().to_owned()),
};

pub(super) static API_TIMEOUT_SECONDS: Variable<Duration> = Variable {
    name: "ATOM_SAAS_API_TIMEOUT_SECONDS",
    range: "10-120",
    default: Duration::from_secs(30),
    default_words: None,
    saved: true,
    hide: redact::shown,
    parse: |text| value::seconds(text, 10, 120),
    show: |timeout| text(&timeout.as_secs()),
};

pub(super) static IDENTITY: Variable<Option<String>> = Variable {
    name: "SKILLDOCK_IDENTITY",
    range: "one line of 1-320 characters, such as an e-mail address; kept and shown hashed",
    default: None,
    default_words: Some("an identity of this installation"),
    saved: true,
    hide: redact::whole,
    parse: value::identity,
    show: Clone::clone,
};

pub(super) static REVIEW_UPDATES: Variable<bool> = Variable {
    name: "SKILLDOCK_REVIEW_UPDATES",
    range: "true, false",
    default: false,
    default_words: None,
    saved: true,
    hide: redact::shown,
    parse: value::switch,
    show: text,
};

pub(super) static METRICS_PORT: Variable<Option<u16>> = Variable {
    name: "SKILLDOCK_METRICS_PORT",
    range: "1024-65535",
    default: None,
    default_words: Some("off"),
    saved: true,
    hide: redact::shown,
    parse: value::port,
    show: |port| port.as_ref().and_then(text),
};

pub(super) static CA_FILE: Variable<Option<CaFile>> = Variable {
    name: "SKILLDOCK_CA_FILE",
    range: "the path of a file of certificates (PEM)",
    default: None,
    default_words: Some("the system's authorities alone"),
    saved: true,
    hide: redact::shown_path,
    parse: |text| CaFile::saved(text).map(Some),
    show: |file| file.as_ref().map(CaFile::written),
};

pub(super) static TLS_PINS: Variable<Option<Pins>> = Variable {
    name: "SKILLDOCK_TLS_PINS",
    range: "2-16 SHA-256 digests of public keys in base64, with commas between them",
    default: None,
    default_words: Some("any key that an authority vouches for"),
    saved: true,
    hide: redact::shown,
    parse: |text| Pins::parse(text).map(Some),
    show: |pins| pins.as_ref().map(Pins::show),
};

pub(super) static ENCRYPTION: Variable<Encryption> = Variable {
    name: "SKILLDOCK_ENCRYPTION",
    range: "auto, on, off",
    default: Encryption::Auto,
    default_words: None,
    saved: true,
    hide: redact::shown,
    parse: |text| Encryption::from_name(text).ok_or_else(|| "It must be auto, on or off.".to_owned()),
    show: |encryption| Some(encryption.name().to_owned()),
};

/// Every variable, in the order of the contract.
static TABLE: [&dyn AnyVariable; 17] = [
    &ENABLED,
    &API_URL,
    &API_TOKEN,
    &API_TOKEN_FILE,
    &WS_URL,
    &WS_ENABLED,
    &WS_RECONNECT_ATTEMPTS,
    &SYNC_INTERVAL_MINUTES,
    &RATING_SYNC_INTERVAL_MINUTES,
    &CONFLICT_STRATEGY,
    &API_TIMEOUT_SECONDS,
    &IDENTITY,
    &REVIEW_UPDATES,
    &METRICS_PORT,
    &CA_FILE,
    &TLS_PINS,
    &ENCRYPTION,
];

/// A variable whatever its type.
pub(super) trait AnyVariable: Sync {
    /// Its name.
    fn name(&self) -> &'static str;
    /// What it may be, in words.
    fn range(&self) -> &'static str;
    /// Whether it may be a setting of the app.
    fn saved(&self) -> bool;
    /// What may be shown of a text that does not parse.
    fn hide(&self, text: &str) -> String;
    /// The text in the one form it is saved and shown in.
    fn normalised(&self, text: &str) -> Result<String, String>;
}

impl<T: Sync + 'static> AnyVariable for Variable<T> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn range(&self) -> &'static str {
        self.range
    }

    fn saved(&self) -> bool {
        self.saved
    }

    fn hide(&self, text: &str) -> String {
        (self.hide)(text)
    }

    fn normalised(&self, text: &str) -> Result<String, String> {
        (self.parse)(text).map(|value| (self.show)(&value).unwrap_or_default())
    }
}

impl<T> Variable<T> {
    /// The default as a value, where it has one.
    pub fn show_default(&self) -> Option<String> {
        (self.show)(&self.default)
    }

    /// The default as it is shown.
    pub fn default_text(&self) -> Option<String> {
        self.show_default()
            .or_else(|| self.default_words.map(ToOwned::to_owned))
    }
}

/// Every variable, in the order of the contract.
pub(super) fn all() -> impl Iterator<Item = &'static dyn AnyVariable> {
    TABLE.iter().copied()
}

/// The variable of that name.
pub(super) fn named(name: &str) -> Option<&'static dyn AnyVariable> {
    all().find(|variable| variable.name() == name)
}

/// Whether a name is one that Skilldock looks at.
pub(super) fn is_ours(name: &str) -> bool {
    PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// The name that was probably meant: one a slip or two away, or the first one that
/// the name is a part of (`ATOM_SAAS_URL`).
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    // A name nobody could have meant costs no comparison.
    if name.chars().count() > 100 {
        return None;
    }
    let slip = all()
        .map(|variable| {
            (
                damerau_levenshtein::distance(name.chars(), variable.name().chars()),
                variable.name(),
            )
        })
        .min()
        .filter(|(slips, _)| *slips <= TYPO_SLIPS)
        .map(|(_, near)| near);
    let part = name.trim_start_matches(MARKETPLACE_PREFIX);
    slip.or_else(|| {
        all()
            .map(AnyVariable::name)
            .find(|known| part.len() >= 3 && known.contains(part))
    })
}

fn text<T: ToString>(value: &T) -> Option<String> {
    Some(value.to_string())
}

fn sentence(error: impl std::error::Error) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_the_name_that_was_meant_and_nonsense_finds_none() {
        for (slip, meant) in [
            ("ATOM_SAAS_API_TOKN", "ATOM_SAAS_API_TOKEN"),
            ("ATOM_SAAS_ENABLE", "ATOM_SAAS_ENABLED"),
            ("ATOM_SAAS_URL", "ATOM_SAAS_API_URL"),
            ("ATOM_SAAS_TOKEN", "ATOM_SAAS_API_TOKEN"),
            ("ATOM_SAAS_SYNC_INTERVAL", "ATOM_SAAS_SYNC_INTERVAL_MINUTES"),
            ("ATOM_SAAS_SYNC_INTERVAL_MINUTE", "ATOM_SAAS_SYNC_INTERVAL_MINUTES"),
        ] {
            assert_eq!(nearest(slip), Some(meant), "{slip}");
        }
        assert_eq!(nearest("ATOM_SAAS_COFFEE_TEMPERATURE"), None);
        assert_eq!(nearest(&"ATOM_SAAS_".repeat(100)), None);
    }
}
