//! The words that the shell itself says, in the tray and in notifications: from the
//! window's own catalogues, so that there is one place for words.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

type Catalogue = serde_json::Map<String, Value>;

static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| read(include_str!("../../../ui/messages/en.json")));
static GERMAN: LazyLock<Catalogue> = LazyLock::new(|| read(include_str!("../../../ui/messages/de.json")));

/// Every message that the shell says; a test looks for each in each language.
#[cfg(test)]
const SAID: [&str; 25] = [
    "status_live",
    "status_polling",
    "status_reconnecting",
    "status_paused",
    "status_offline",
    "status_local_only",
    "status_token_rejected",
    "status_needs_you",
    "status_syncing_plain",
    "status_waiting",
    "status_token_missing",
    "status_partial",
    "status_failed",
    "status_never",
    "sync_now",
    "tray_open",
    "tray_pause",
    "tray_resume",
    "tray_quit",
    "notice_conflicts",
    "notice_ratings",
    "notice_token",
    "notice_held",
    "notice_updates",
    "notice_times",
];

fn read(text: &str) -> Catalogue {
    // They are part of the program, and a test reads them.
    serde_json::from_str(text).unwrap_or_default()
}

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// German.
    German,
}

impl Language {
    /// The window's language as it remembers it; before it ever did, the session's.
    #[must_use]
    pub fn of(remembered: &BTreeMap<String, String>) -> Self {
        match remembered.get("language") {
            Some(tag) => Self::tagged(tag),
            None => ["LC_ALL", "LC_MESSAGES", "LANG"]
                .into_iter()
                .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
                .map_or(Self::English, |tag| Self::tagged(&tag)),
        }
    }

    fn tagged(tag: &str) -> Self {
        if tag.starts_with("de") {
            Self::German
        } else {
            Self::English
        }
    }

    fn catalogue(self) -> &'static Catalogue {
        match self {
            Self::English => &ENGLISH,
            Self::German => &GERMAN,
        }
    }

    /// A message.
    #[must_use]
    pub fn text(self, key: &str) -> String {
        self.count(key, 1)
    }

    /// A message about so many of something. Both languages have a form for one and one for the rest.
    #[must_use]
    pub fn count(self, key: &str, count: u32) -> String {
        let message = match self.catalogue().get(key) {
            Some(Value::Object(forms)) => forms.get(if count == 1 { "one" } else { "other" }),
            other => other,
        };
        let text = message.and_then(Value::as_str).unwrap_or(key);
        text.replace("{n}", &count.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_shell_is_there_in_every_language() {
        for language in [Language::English, Language::German] {
            for key in SAID {
                for count in [1, 2] {
                    let text = language.count(key, count);
                    assert!(text != key && !text.contains('{'), "{language:?} {key}: {text}");
                }
            }
        }
    }

    #[test]
    fn one_and_many_are_said_differently() {
        assert_ne!(
            Language::German.count("notice_conflicts", 1),
            Language::German.count("notice_conflicts", 3)
        );
        assert!(Language::English.count("notice_conflicts", 3).contains('3'));
    }

    #[test]
    fn the_language_is_the_windows() {
        let remembered = BTreeMap::from([("language".to_owned(), "de".to_owned())]);
        assert_eq!(Language::of(&remembered), Language::German);
        assert_eq!(Language::tagged("de_AT.UTF-8"), Language::German);
        assert_eq!(Language::tagged("C.UTF-8"), Language::English);
    }
}
