//! The keychain as the user meets it: tested when they ask, asked again by itself when it
//! gave no token, and what is remembered about the token it gives.

use std::sync::atomic::Ordering;
use std::time::Duration;

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use ts_rs::TS;

use super::Engine;
use crate::config::ApiToken;
use crate::model::{Problem, UnixMillis};
use crate::rotation::Stage;
use crate::status::{Age, OpenRotation, SILENCE, Status, TokenStatus, reminder};
use crate::store::token::{self, Seen};
pub use crate::vault::KeychainOutcome;
use crate::vault::{Account, VaultError};

/// How patient what concerns the token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenPolicy {
    /// The pause before a keychain that gave no token is asked again; each further one doubles.
    pub first_pause: Duration,
    /// The longest of them.
    pub longest_pause: Duration,
    /// How often a rotation that was left open is gone on with.
    pub rotation: Duration,
}

impl Default for TokenPolicy {
    fn default() -> Self {
        Self {
            first_pause: Duration::from_secs(2),
            longest_pause: Duration::from_secs(60),
            rotation: Duration::from_secs(15 * 60),
        }
    }
}

impl TokenPolicy {
    /// The pause after `before` others: 2, 4, 8 … 60 s.
    fn pause(&self, before: u32) -> Duration {
        let doubled = self.first_pause.saturating_mul(1 << before.min(16));
        doubled.min(self.longest_pause)
    }
}

/// What a desktop offers to get a keychain with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Tools {
    /// GNOME and those that use its keyring.
    Gnome,
    /// KDE Plasma.
    Kde,
    /// Another desktop of Linux.
    Desktop,
    /// No desktop: a server, a container.
    Headless,
    /// Windows.
    Windows,
    /// macOS.
    Mac,
}

/// What a test of the keychain came to.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct KeychainReport {
    /// In one word.
    pub outcome: KeychainOutcome,
    /// In a sentence.
    pub message: String,
    /// What to do about it; empty where it works.
    pub hint: String,
    /// What there is to do it with.
    pub tools: Tools,
}

impl Engine {
    /// Tests the keychain: writes an entry of its own, reads it back and deletes it. Takes at
    /// most 5 s, and never touches the token's entry.
    pub async fn test_keychain(&self) -> KeychainReport {
        let tested = self.inner.vault.probe().await;
        let (outcome, message, hint) = match &tested {
            Ok(()) => (
                KeychainOutcome::Works,
                "The keychain works: an entry was written, read and deleted.".to_owned(),
                String::new(),
            ),
            Err(error) => (error.into(), error.message(), error.hint().to_owned()),
        };
        tracing::info!(?outcome, "the keychain was tested");
        if tested.is_ok() && self.inner.tokens.trouble.lock().is_some() {
            // It works now: what it did not give before can be had at once.
            self.inner.tokens.troubled.notify_one();
        }
        KeychainReport {
            outcome,
            message,
            hint,
            tools: self.inner.tools,
        }
    }

    /// Says nothing of the token's age for a week, nor of a token that may have been made and
    /// is not known, which has been read then.
    ///
    /// # Errors
    /// A disk that cannot be written.
    pub fn silence_token_reminder(&self) -> Result<Status, Problem> {
        let until = UnixMillis::now().plus(SILENCE);
        let account = self.resolved().config.api_url.as_ref().map(Account::of);
        self.inner.store.write(|connection| {
            token::set_silent_until(connection, Some(until))?;
            match account {
                Some(account) if token::rotation(connection, account.as_str())? == Some(Stage::Lost) => {
                    token::set_rotation(connection, account.as_str(), None)
                }
                _ => Ok(()),
            }
        })?;
        self.emit_status();
        self.status()
    }

    /// What is remembered about the token of the configured marketplace.
    pub(super) fn token_notes(&self, held: Option<&ApiToken>) -> TokenStatus {
        let Some(account) = self.resolved().config.api_url.as_ref().map(Account::of) else {
            return TokenStatus::default();
        };
        let read = self.inner.store.read(|connection| {
            Ok((
                token::seen(connection, account.as_str())?,
                token::silent_until(connection)?,
                token::rotation(connection, account.as_str())?,
            ))
        });
        let (seen, silent_until, open) = read.unwrap_or_else(|error| {
            tracing::warn!(%error, "what is remembered about the token could not be read");
            (None, None, None)
        });
        let mark = held.map(mark);
        let since = seen.filter(|seen| mark == Some(seen.mark)).map(|seen| seen.since);
        let age = Age {
            expires_at: held.and_then(ApiToken::expires_at),
            since,
            silent_until,
        };
        TokenStatus {
            since,
            reminder: reminder(age, UnixMillis::now()),
            rotation: open.filter(|_| !self.is_rotating()).map(|stage| match stage {
                Stage::Revoking => OpenRotation::OldStillGood,
                Stage::Undoing => OpenRotation::NewStillGood,
                Stage::Asked | Stage::Kept | Stage::Storing => OpenRotation::Unfinished,
                Stage::Lost => OpenRotation::MaybeMade,
            }),
            keychain: self
                .trouble_of(&account)
                .filter(|_| held.is_none())
                .map(|error| (&error).into()),
            ..TokenStatus::default()
        }
    }

    fn is_rotating(&self) -> bool {
        self.inner.tokens.under_way.load(Ordering::SeqCst)
    }

    /// Notes that this token is in use, from now where it is another than before.
    pub(super) fn note_seen(&self, held: &ApiToken) {
        let Some(account) = self.resolved().config.api_url.as_ref().map(Account::of) else {
            return;
        };
        let mark = mark(held);
        let marked = Some((account.clone(), mark));
        if *self.inner.tokens.marked.lock() == marked {
            return;
        }
        let noted = self.inner.store.write(|connection| {
            if token::seen(connection, account.as_str())?.is_none_or(|seen| seen.mark != mark) {
                let since = UnixMillis::now();
                token::set_seen(connection, account.as_str(), Seen { mark, since })?;
                // Another token starts with no silence.
                token::set_silent_until(connection, None)?;
            }
            Ok(())
        });
        match noted {
            Ok(()) => *self.inner.tokens.marked.lock() = marked,
            Err(error) => tracing::warn!(%error, "since when the token is in use could not be noted"),
        }
    }

    /// Whether the keychain gave no token, and only it could.
    pub(super) fn waits_for_keychain(&self) -> bool {
        let resolved = self.resolved();
        let url = resolved
            .config
            .api_url
            .as_ref()
            .filter(|_| resolved.config.token.is_none());
        url.is_some_and(|url| self.trouble_of(&Account::of(url)).is_some())
    }

    /// Asks a keychain that gave no token again after 2, 4, 8 … 60 s, without a dialog, and at
    /// once when it has answered a call that took too long. With the token all connects by itself.
    pub(super) async fn keep_asking_the_keychain(&self) {
        let (tokens, policy) = (&self.inner.tokens, &self.inner.token_policy);
        let mut asked = 0;
        loop {
            let trouble = tokens.trouble.lock().clone();
            let Some((account, error)) = trouble else {
                asked = 0;
                tokens.troubled.notified().await;
                continue;
            };
            if asked == 0 {
                self.emit_status();
            }
            tokio::select! {
                () = tokio::time::sleep(policy.pause(asked)) => {}
                () = self.inner.vault.settled(), if error == VaultError::Slow => {}
            }
            asked += 1;
            let _asking = tokens.keychain.lock().await;
            if self.trouble_of(&account).is_none() {
                continue;
            }
            let said = self.inner.vault.read_quietly(&account).await;
            self.heard_of_keychain(&account, &said);
            if let Ok(found) = said {
                tracing::info!(found = found.is_some(), "the keychain answers again");
                if let Some((token, _)) = found {
                    self.note_seen(&token);
                }
                self.inner.schedule.token_changed();
                self.emit_status();
            }
        }
    }

    /// Goes on with a rotation that was left open, from the start of the program on.
    pub(super) async fn keep_rotations_short(&self) {
        loop {
            let policy = &self.inner.token_policy;
            let mut pause = policy.rotation;
            if self.open_rotation().is_some() {
                if self.token_known().is_none() {
                    // The keychain has not been asked yet, as at the start of the program.
                    pause = pause.min(policy.first_pause);
                }
                self.go_on_rotating().await;
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.inner.schedule.token_news() => {}
            }
        }
    }
}

/// 16 bits of a hash of the token.
fn mark(token: &ApiToken) -> u16 {
    let hash = Sha256::digest(token.expose().as_bytes());
    u16::from_be_bytes([hash[0], hash[1]])
}

/// What this desktop offers.
pub(super) fn tools(variable: impl Fn(&str) -> Option<std::ffi::OsString>) -> Tools {
    if cfg!(target_os = "windows") {
        return Tools::Windows;
    }
    if cfg!(target_os = "macos") {
        return Tools::Mac;
    }
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let desktop = set("XDG_CURRENT_DESKTOP").map(|name| name.to_string_lossy().to_lowercase());
    let is = |names: &[&str]| {
        desktop
            .as_deref()
            .is_some_and(|desktop| desktop.split(':').any(|name| names.contains(&name)))
    };
    if is(&["kde", "lxqt"]) {
        Tools::Kde
    } else if is(&["gnome", "unity", "x-cinnamon", "mate", "budgie", "pantheon", "xfce"]) {
        Tools::Gnome
    } else if set("DISPLAY").is_some() || set("WAYLAND_DISPLAY").is_some() {
        Tools::Desktop
    } else {
        Tools::Headless
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;

    #[test]
    fn the_pauses_double_up_to_a_minute() {
        let policy = TokenPolicy::default();
        let pauses: Vec<_> = (0..8).map(|before| policy.pause(before).as_secs()).collect();
        assert_eq!(pauses, [2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(policy.pause(u32::MAX).as_secs(), 60);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_desktop_is_told_by_its_variables() {
        let of = |set: &'static [(&str, &str)]| {
            tools(move |name| {
                let found = set.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| OsStr::new(value).to_owned())
            })
        };
        assert_eq!(
            of(&[("XDG_CURRENT_DESKTOP", "ubuntu:GNOME"), ("DISPLAY", ":0")]),
            Tools::Gnome
        );
        assert_eq!(of(&[("XDG_CURRENT_DESKTOP", "KDE")]), Tools::Kde);
        assert_eq!(
            of(&[("XDG_CURRENT_DESKTOP", "sway"), ("WAYLAND_DISPLAY", "w")]),
            Tools::Desktop
        );
        assert_eq!(of(&[("DISPLAY", "")]), Tools::Headless);
        assert_eq!(of(&[]), Tools::Headless);
    }

    #[test]
    fn the_mark_tells_two_tokens_apart() {
        let of = |text: &str| mark(&ApiToken::parse(text).unwrap());
        assert_eq!(of("first-token"), of("first-token"));
        assert_ne!(of("first-token"), of("second-token"));
    }
}
