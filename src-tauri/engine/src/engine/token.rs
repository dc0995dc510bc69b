//! Which token is used, from where, and the ways to change it. The environment and
//! `.env` come first (contract, section 7), then one given for this session only,
//! then the keychain's.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::sync::Notify;

use super::Engine;
use crate::api::retry::Policy;
use crate::api::{ApiError, Client, ClientOptions, Fetched, Meter};
use crate::config::{ApiToken, ApiUrl};
use crate::model::{Code, Problem, UnixMillis};
use crate::status::{ConnectionTest, TokenSource, TokenStatus};
use crate::store::settings;
use crate::vault::{Account, Kept, VaultError};

use super::lease::{Lease, Leases};

/// What the keychain, or the session in its place, said when it was last asked,
/// with the marketplace it was asked about.
#[derive(Default)]
pub(super) struct Tokens {
    known: Mutex<Option<(Account, Found)>>,
    /// Held while the keychain is changed or asked, until what it has is known and told:
    /// nobody finds a new token there that is announced only later, is refused with it,
    /// and takes the announcement for another one.
    pub(super) keychain: tokio::sync::Mutex<()>,
    /// Why the keychain gave no token when it was last asked, and of which marketplace. While
    /// that stands only a user's action asks it aloud: a dialog that was put up once and
    /// dismissed does not come back by itself.
    pub(super) trouble: Mutex<Option<(Account, VaultError)>>,
    /// Whether the user has just done something that may put up the keychain's dialog, once.
    pub(super) aloud: AtomicBool,
    /// Something of the above changed.
    pub(super) troubled: Notify,
    /// Held while the token is rotated.
    pub(super) rotating: tokio::sync::Mutex<()>,
    /// Whether its steps are being made now.
    pub(super) under_way: AtomicBool,
    /// Those who use the token as it is now.
    pub(super) leases: Leases,
    /// The token that was last noted as seen, by marketplace and mark.
    pub(super) marked: Mutex<Option<(Account, u16)>>,
}

impl Tokens {
    /// Forgets what was said.
    pub(super) fn forget(&self) {
        self.known.lock().take();
    }
}

/// The token in use and where it comes from.
pub(super) type Found = Option<(ApiToken, TokenSource)>;

impl Engine {
    /// The token in use, as far as it is known without asking the keychain.
    pub(super) fn token_known(&self) -> Found {
        let resolved = self.resolved();
        if resolved.config.token.is_some() {
            return resolved.config.token.clone();
        }
        let account = Account::of(resolved.config.api_url.as_ref()?);
        match &*self.inner.tokens.known.lock() {
            Some((of, found)) if *of == account => found.clone(),
            _ => None,
        }
    }

    /// The token in use. Asks the keychain where nothing stronger names one and it
    /// has not answered yet; that takes at most 5 s.
    ///
    /// # Errors
    /// What is wrong with the keychain, where only it could have one.
    pub(super) async fn token(&self) -> Result<Found, VaultError> {
        if let Some(found) = self.token_known() {
            self.inner.tokens.aloud.store(false, Ordering::SeqCst);
            self.note_seen(&found.0);
            return Ok(Some(found));
        }
        let Some(url) = self.resolved().config.api_url.clone() else {
            return Ok(None);
        };
        let account = Account::of(&url);
        let _asking = self.inner.tokens.keychain.lock().await;
        if let Some((of, found)) = &*self.inner.tokens.known.lock()
            && *of == account
        {
            return Ok(found.clone());
        }
        let aloud = self.inner.tokens.aloud.swap(false, Ordering::SeqCst);
        if let Some(error) = self.trouble_of(&account).filter(|_| !aloud) {
            return Err(error);
        }
        let found = self.inner.vault.read(&account).await;
        self.heard_of_keychain(&account, &found);
        if let Ok(Some((token, _))) = &found {
            self.note_seen(token);
        }
        found
    }

    /// Notes what the keychain said.
    pub(super) fn heard_of_keychain(&self, account: &Account, said: &Result<Found, VaultError>) {
        let tokens = &self.inner.tokens;
        match said {
            Ok(found) => {
                tokens.trouble.lock().take();
                *tokens.known.lock() = Some((account.clone(), found.clone()));
            }
            Err(error) => *tokens.trouble.lock() = Some((account.clone(), error.clone())),
        }
        tokens.troubled.notify_one();
    }

    /// Why the keychain gave no token of this marketplace.
    pub(super) fn trouble_of(&self, account: &Account) -> Option<VaultError> {
        let trouble = self.inner.tokens.trouble.lock();
        trouble
            .as_ref()
            .filter(|(of, _)| of == account)
            .map(|(_, error)| error.clone())
    }

    /// The user does something that needs the token: the keychain may be asked aloud again, once.
    pub(super) fn ask_keychain_again(&self) {
        self.inner.tokens.aloud.store(true, Ordering::SeqCst);
    }

    /// The token's state, without a character of it. Asks the keychain if need be.
    pub async fn token_status(&self) -> TokenStatus {
        if let Err(error) = self.token().await {
            tracing::info!(%error, "the keychain gave no token");
        }
        self.token_status_known()
    }

    /// The token's state as far as it is known without asking the keychain.
    pub(super) fn token_status_known(&self) -> TokenStatus {
        let found = self.token_known();
        let mut status = self.token_notes(found.as_ref().map(|(token, _)| token));
        if let Some((token, source)) = found {
            status.present = true;
            status.source = Some(source);
            status.expires_at = token.expires_at();
        }
        status
    }

    /// Keeps a token for the configured marketplace in the keychain.
    ///
    /// # Errors
    /// An address that is missing, a token of no possible form, a keychain that is
    /// missing, locked or refuses: then nothing was kept.
    pub async fn set_token(&self, text: &str) -> Result<TokenStatus, Problem> {
        let account = Account::of(&self.url_for_token()?);
        let token = read_token(text)?;
        let _alone = self.not_rotating()?;
        self.overtake_rotation(&account);
        let _changing = self.inner.tokens.keychain.lock().await;
        self.inner.keychain.write(&account, &token).await?;
        self.token_changed(Some((account, Some((token, TokenSource::Keychain)))));
        Ok(self.token_status_known())
    }

    /// Keeps a token for the configured marketplace in the keychain, or until the
    /// program ends where the keychain cannot: the status says which.
    ///
    /// # Errors
    /// An address that is missing, a token of no possible form.
    pub async fn keep_token(&self, text: &str) -> Result<TokenStatus, Problem> {
        let account = Account::of(&self.url_for_token()?);
        let token = read_token(text)?;
        let _alone = self.not_rotating()?;
        self.overtake_rotation(&account);
        let _changing = self.inner.tokens.keychain.lock().await;
        let source = match self.inner.vault.keep(&account, &token).await {
            Kept::Keychain => TokenSource::Keychain,
            Kept::ForThisSession(error) => {
                tracing::warn!(%error, "the token is kept for this session only");
                TokenSource::Session
            }
        };
        self.token_changed(Some((account, Some((token, source)))));
        Ok(self.token_status_known())
    }

    /// Takes the token of the configured marketplace out of the keychain and out of
    /// this session. One that the environment names stays.
    ///
    /// # Errors
    /// An address that is missing, a keychain that is locked or refuses.
    pub async fn forget_token(&self) -> Result<TokenStatus, Problem> {
        let account = Account::of(&self.url_for_token()?);
        let _alone = self.not_rotating()?;
        let _changing = self.inner.tokens.keychain.lock().await;
        self.inner.tokens.known.lock().take();
        let mut forgotten = self.inner.vault.forget(&account).await;
        if forgotten.is_ok() {
            forgotten = self.forget_rotation(&account).await;
        }
        self.token_changed(forgotten.is_ok().then_some((account, None)));
        forgotten?;
        Ok(self.token_status_known())
    }

    /// Another process on this data folder changed the token: what the keychain said
    /// before counts no longer.
    pub(super) fn token_changed_elsewhere(&self) {
        self.inner.tokens.known.lock().take();
        self.inner.tokens.trouble.lock().take();
        self.inner.schedule.token_changed();
        self.emit_status();
    }

    pub(super) fn url_for_token(&self) -> Result<ApiUrl, Problem> {
        self.resolved().config.api_url.clone().ok_or_else(url_missing)
    }

    /// Notes that the token is another, makes known what there is now (`None`: nobody
    /// knows), and tells everybody who uses it.
    pub(super) fn token_changed(&self, known: Option<(Account, Found)>) {
        let noted = self
            .inner
            .store
            .write(|connection| settings::set_token_changed_at(connection, UnixMillis::now()));
        if let Err(error) = noted {
            tracing::warn!(%error, "the change of the token could not be noted");
        }
        self.note_setting("ATOM_SAAS_API_TOKEN");
        *self.inner.tokens.known.lock() = known;
        self.inner.tokens.trouble.lock().take();
        if let Some((token, _)) = self.token_known() {
            self.note_seen(&token);
        }
        self.inner.schedule.token_changed();
        self.emit_status();
    }

    /// A client for the configured marketplace, for what happens by itself or beside what the
    /// user does: after a 401 there is none (contract, section 2).
    ///
    /// # Errors
    /// Local-only mode, an invalid configuration, a missing address or token, a token that
    /// was refused.
    pub(super) async fn client(&self) -> Result<Client, Problem> {
        self.not_refused()?;
        self.client_with(self.inner.policy.clone()).await
    }

    /// The same where the user asks for the marketplace: a refused token is tried once more,
    /// and the keychain may ask for its password.
    ///
    /// # Errors
    /// As [`Engine::client`], but for the refusal.
    pub(super) async fn client_anyway(&self) -> Result<Client, Problem> {
        self.ask_keychain_again();
        self.client_with(self.inner.policy.clone()).await
    }

    fn not_refused(&self) -> Result<(), Problem> {
        if self.inner.schedule.is_rejected() {
            return Err(ApiError::TokenRejected.into());
        }
        Ok(())
    }

    async fn client_with(&self, policy: Policy) -> Result<Client, Problem> {
        let resolved = self.resolved();
        self.usable(&resolved)?;
        if !resolved.config.enabled {
            return Err(local_only());
        }
        let url = resolved.config.api_url.clone().ok_or_else(url_missing)?;
        // Before the token is read: of two tokens it is the lease of the older one.
        let lease = self.inner.tokens.leases.take();
        let (token, _) = self.token().await?.ok_or_else(token_missing)?;
        self.client_for(url, token, policy, Some(lease)).map_err(Problem::from)
    }

    /// A client for what the user waits for: it tries once more and no oftener, so that
    /// a machine without a network says so soon.
    ///
    /// # Errors
    /// As [`Engine::client`].
    pub(super) async fn hasty_client(&self) -> Result<Client, Problem> {
        self.not_refused()?;
        let mut policy = self.inner.policy.clone();
        policy.pauses.truncate(1);
        self.client_with(policy).await
    }

    pub(super) fn client_for(
        &self,
        url: ApiUrl,
        token: ApiToken,
        policy: Policy,
        lease: Option<Lease>,
    ) -> Result<Client, ApiError> {
        let resolved = self.resolved();
        Client::new(ClientOptions {
            url,
            token,
            trust: resolved.config.trust.clone(),
            timeout: resolved.config.api_timeout,
            policy,
            budget: Arc::clone(&self.inner.budget),
            lease,
        })
    }

    /// Tries the marketplace with the token in use: one small request with it.
    ///
    /// # Errors
    /// What stands in the way of trying: local-only mode, a missing address or token.
    pub async fn test_token(&self) -> Result<ConnectionTest, Problem> {
        let client = self.client_anyway().await?;
        let warning = self
            .token_known()
            .and_then(|(token, _)| token.form().warning().map(str::to_owned));
        let test = probe(&client, warning).await;
        if test.ok {
            self.inner.schedule.token_changed();
            self.emit_status();
        }
        Ok(test)
    }

    /// Tries an address and a token before they are saved. Without a token the one
    /// in use is tried, but only if it belongs to that address.
    ///
    /// # Errors
    /// An address or a token that cannot be one.
    pub async fn test_connection(&self, url: &str, token: Option<&str>) -> Result<ConnectionTest, Problem> {
        let (client, warning) = self.client_asked_for(Some(url), token).await?;
        Ok(probe(&client, warning).await)
    }

    /// A client for what the user asks for by hand, in local-only mode too: this address
    /// or the configured one, this token or the one in use if it belongs to that address.
    /// With it, what is unusual about the token.
    ///
    /// # Errors
    /// Local-only mode set by the environment or `.env`, an address or a token that is
    /// missing or cannot be one.
    pub(super) async fn client_asked_for(
        &self,
        url: Option<&str>,
        token: Option<&str>,
    ) -> Result<(Client, Option<String>), Problem> {
        if !self.resolved().config.enabled {
            // Asked for by the first-run page before anything is set, or to leave local-only mode: the
            // user asks for this one connection. The environment's word stands.
            self.may_connect()?;
        }
        let url = match url {
            Some(text) => read_url(text)?,
            None => self.url_for_token()?,
        };
        let token = match token {
            Some(text) => read_token(text)?,
            None => {
                let same = self
                    .resolved()
                    .config
                    .api_url
                    .as_ref()
                    .is_some_and(|known| known.origin() == url.origin());
                self.ask_keychain_again();
                let found = if same { self.token().await? } else { None };
                found.ok_or_else(token_missing)?.0
            }
        };
        let warning = token.form().warning().map(str::to_owned);
        let lease = Some(self.inner.tokens.leases.take());
        let client = self.client_for(url, token, self.inner.policy.clone(), lease)?;
        Ok((client, warning))
    }
}

/// One small request with the token, and what the marketplace says of itself.
async fn probe(client: &Client, warning: Option<String>) -> ConnectionTest {
    let meter = Meter::default();
    let began = Instant::now();
    let answer = client.once_skills_total(&meter).await;
    let latency = began.elapsed();
    let mut test = ConnectionTest {
        ok: answer.is_ok(),
        latency_ms: millis(latency),
        skills: None,
        health: None,
        problem: None,
        warning,
    };
    match answer {
        Ok(Fetched::New(page, _)) => test.skills = Some(page.total),
        Ok(Fetched::NotModified) => {}
        Err(error) => test.problem = Some(error.into()),
    }
    if test.ok {
        test.health = client.health(&meter).await.ok().map(|answer| answer.status);
    }
    test
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn read_token(text: &str) -> Result<ApiToken, Problem> {
    ApiToken::parse(text).map_err(|error| {
        Problem::new(
            Code::BadInput,
            error.to_string(),
            "Copy the token again from the marketplace; it was not kept.",
        )
    })
}

pub(super) fn read_url(text: &str) -> Result<ApiUrl, Problem> {
    text.parse::<ApiUrl>()
        .map_err(|error| Problem::new(Code::BadInput, format!("This is no marketplace's address. {error}"), ""))
}

pub(super) fn url_missing() -> Problem {
    Problem::new(
        Code::UrlMissing,
        "No marketplace is set: ATOM_SAAS_API_URL is missing.",
        "Set ATOM_SAAS_API_URL, or connect in the window's Settings; what is here stays usable.",
    )
}

pub(super) fn token_missing() -> Problem {
    Problem::new(
        Code::TokenMissing,
        "There is no token for the marketplace.",
        "Set one in Settings, with `skilldock token set`, or in ATOM_SAAS_API_TOKEN; what is here stays usable.",
    )
}

pub(super) fn local_only() -> Problem {
    Problem::new(
        Code::LocalOnly,
        "Skilldock is in local-only mode (ATOM_SAAS_ENABLED is false): nothing is sent or fetched.",
        "Turn it on in Settings or by ATOM_SAAS_ENABLED=true.",
    )
}
