//! The keychain, and the session where the keychain does not take a token.

use std::sync::Arc;

use super::{Account, Keychain, MemoryVault, TokenStore, VaultError};
use crate::config::ApiToken;
use crate::status::TokenSource;

/// Where tokens are kept: the keychain, or this session where it fails.
#[derive(Clone)]
pub struct Vault {
    keychain: Arc<dyn TokenStore>,
    session: Arc<MemoryVault>,
}

/// Where a token went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// Into the keychain.
    Keychain,
    /// Into memory until the program ends, because the keychain failed like this.
    ForThisSession(VaultError),
}

impl Vault {
    /// Over this keychain.
    #[must_use]
    pub fn over(keychain: Arc<dyn TokenStore>) -> Self {
        Self {
            keychain,
            session: Arc::default(),
        }
    }

    /// The token of this marketplace and where it was. One kept for the session comes
    /// first: it is the newer one, which the keychain did not take.
    ///
    /// # Errors
    /// Where the keychain cannot say whether it holds one.
    pub async fn read(&self, account: &Account) -> Result<Option<(ApiToken, TokenSource)>, VaultError> {
        if let Some(token) = self.session.read(account).await? {
            return Ok(Some((token, TokenSource::Session)));
        }
        Ok(self
            .keychain
            .read(account)
            .await?
            .map(|token| (token, TokenSource::Keychain)))
    }

    /// The same, without a dialog.
    ///
    /// # Errors
    /// Where the keychain cannot say whether it holds one without asking somebody.
    pub async fn read_quietly(&self, account: &Account) -> Result<Option<(ApiToken, TokenSource)>, VaultError> {
        if let Some(token) = self.session.read(account).await? {
            return Ok(Some((token, TokenSource::Session)));
        }
        Ok(self
            .keychain
            .read_quietly(account)
            .await?
            .map(|token| (token, TokenSource::Keychain)))
    }

    /// The one place that a token from there is kept in.
    #[must_use]
    pub fn place(&self, source: TokenSource) -> Option<Arc<dyn TokenStore>> {
        match source {
            TokenSource::Keychain => Some(Arc::clone(&self.keychain)),
            TokenSource::Session => Some(Arc::clone(&self.session) as Arc<dyn TokenStore>),
            TokenSource::Environment | TokenSource::EnvFile => None,
        }
    }

    /// Keeps the token in the keychain, or for this session where that fails.
    pub async fn keep(&self, account: &Account, token: &ApiToken) -> Kept {
        match self.keychain.write(account, token).await {
            Ok(()) => {
                // The session's is an older one now. Memory does not fail, here and below.
                drop(self.session.forget(account).await);
                Kept::Keychain
            }
            Err(error) => {
                drop(self.session.write(account, token).await);
                Kept::ForThisSession(error)
            }
        }
    }

    /// Forgets the token, in the session and in the keychain.
    ///
    /// # Errors
    /// Where the keychain may still hold it. The session does not.
    pub async fn forget(&self, account: &Account) -> Result<(), VaultError> {
        self.session.forget(account).await?;
        self.keychain.forget(account).await
    }

    /// Tests the keychain, for `doctor`.
    ///
    /// # Errors
    /// How it fails.
    pub async fn probe(&self) -> Result<(), VaultError> {
        self.keychain.probe().await
    }

    /// Waits until the keychain has answered the call it was slow with.
    pub async fn settled(&self) {
        self.keychain.settled().await;
    }
}

impl Default for Vault {
    fn default() -> Self {
        Self::over(Arc::new(Keychain::new()))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use keyring_core::api::CredentialStoreApi as _;
    use keyring_core::{Error as KeyringError, mock};
    use parking_lot::Mutex;

    use super::*;

    /// A vault whose keychain is there while the switch is on.
    fn vault() -> (Vault, Arc<Mutex<bool>>) {
        let there = Arc::new(Mutex::new(true));
        let (store, switch) = (mock::Store::new().unwrap(), Arc::clone(&there));
        let open = move |account: &str| match *switch.lock() {
            true => store.build("Skilldock", account, None),
            false => Err(KeyringError::PlatformFailure("gone".into())),
        };
        (
            Vault::over(Arc::new(Keychain::over(open, Duration::from_secs(20)))),
            there,
        )
    }

    fn token(text: &str) -> ApiToken {
        ApiToken::parse(text).unwrap()
    }

    async fn read(vault: &Vault, account: &Account) -> Result<Option<(String, TokenSource)>, VaultError> {
        Ok(vault
            .read(account)
            .await?
            .map(|(token, source)| (token.expose().to_owned(), source)))
    }

    #[tokio::test]
    async fn what_the_keychain_does_not_take_is_kept_for_the_session() {
        let (vault, there) = vault();
        let account = Account::of(&"https://a.example".parse().unwrap());
        assert_eq!(vault.keep(&account, &token("first-token")).await, Kept::Keychain);

        *there.lock() = false;
        let kept = vault.keep(&account, &token("second-token")).await;
        assert_eq!(kept, Kept::ForThisSession(VaultError::NoKeychain));
        let second = Some(("second-token".to_owned(), TokenSource::Session));
        assert_eq!(read(&vault, &account).await.unwrap(), second);

        *there.lock() = true;
        assert_eq!(read(&vault, &account).await.unwrap(), second, "the newer one counts");
        assert_eq!(vault.keep(&account, &token("third-token")).await, Kept::Keychain);
        let third = Some(("third-token".to_owned(), TokenSource::Keychain));
        assert_eq!(read(&vault, &account).await.unwrap(), third);
    }

    #[tokio::test]
    async fn a_keychain_that_fails_is_not_an_empty_one() {
        let (vault, there) = vault();
        let account = Account::of(&"https://a.example".parse().unwrap());
        *there.lock() = false;
        assert_eq!(read(&vault, &account).await, Err(VaultError::NoKeychain));
        assert_eq!(vault.forget(&account).await, Err(VaultError::NoKeychain));
        assert_eq!(vault.probe().await, Err(VaultError::NoKeychain));
    }

    #[tokio::test]
    async fn forgetting_reaches_both_places() {
        let (vault, there) = vault();
        let account = Account::of(&"https://a.example".parse().unwrap());
        vault.keep(&account, &token("first-token")).await;
        *there.lock() = false;
        vault.keep(&account, &token("second-token")).await;
        *there.lock() = true;
        vault.forget(&account).await.unwrap();
        assert_eq!(read(&vault, &account).await.unwrap(), None);
    }
}
