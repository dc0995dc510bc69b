//! The operating system's keychain.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use keyring_core::{Entry, Error as KeyringError};
use secrecy::zeroize::Zeroizing;

use super::calls::Calls;
use super::{Account, DataKey, KeyStore, TokenStore, VaultError, platform};
use crate::config::ApiToken;

/// Longest wait for one operation. A keychain that is open answers in a tenth of a
/// second; one that takes longer is asking somebody.
const LIMIT: Duration = Duration::from_secs(5);

/// The account of the entry that [`TokenStore::probe`] writes and deletes. No
/// marketplace has it: an origin has `://`.
const PROBE: &str = "keychain test";

/// How the entry of an account is opened.
type Open = dyn Fn(&str) -> keyring_core::Result<Entry> + Send + Sync;
/// Whether reading the entry of an account would ask somebody for a password.
type Asks = dyn Fn(&str) -> Result<bool, VaultError> + Send + Sync;

/// The operating system's keychain. Clones share the limit of one call at a time.
#[derive(Clone)]
pub struct Keychain {
    open: Arc<Open>,
    asks: Arc<Asks>,
    calls: Calls,
}

impl Keychain {
    /// The keychain of this user on this machine. Nothing is opened yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            asks: Arc::new(platform::asks),
            ..Self::over(platform::entry, LIMIT)
        }
    }

    /// A keychain whose entries are opened by `open`, with another limit: for tests.
    #[must_use]
    pub fn over(open: impl Fn(&str) -> keyring_core::Result<Entry> + Send + Sync + 'static, limit: Duration) -> Self {
        Self {
            open: Arc::new(open),
            asks: Arc::new(|_| Ok(false)),
            calls: Calls::new(limit),
        }
    }

    /// Opens the entry and works on it, on the thread that may block.
    async fn with_entry<T: Send + 'static>(
        &self,
        account: &str,
        work: impl FnOnce(&Entry) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let (open, account) = (Arc::clone(&self.open), account.to_owned());
        self.calls
            .run(move || work(&open(&account).map_err(|error| VaultError::opening(&error))?))
            .await
    }
}

impl Default for Keychain {
    fn default() -> Self {
        Self::new()
    }
}

impl TokenStore for Keychain {
    fn read<'a>(&'a self, account: &'a Account) -> BoxFuture<'a, Result<Option<ApiToken>, VaultError>> {
        Box::pin(self.with_entry(account.as_str(), read))
    }

    fn read_quietly<'a>(&'a self, account: &'a Account) -> BoxFuture<'a, Result<Option<ApiToken>, VaultError>> {
        let (open, asks, account) = (
            Arc::clone(&self.open),
            Arc::clone(&self.asks),
            account.as_str().to_owned(),
        );
        Box::pin(self.calls.run(move || {
            if asks(&account)? {
                return Err(VaultError::Locked);
            }
            read(&open(&account).map_err(|error| VaultError::opening(&error))?)
        }))
    }

    fn write<'a>(&'a self, account: &'a Account, token: &'a ApiToken) -> BoxFuture<'a, Result<(), VaultError>> {
        let token = token.clone();
        Box::pin(self.with_entry(account.as_str(), move |entry| write(entry, &token)))
    }

    fn forget<'a>(&'a self, account: &'a Account) -> BoxFuture<'a, Result<(), VaultError>> {
        Box::pin(self.with_entry(account.as_str(), forget))
    }

    fn probe(&self) -> BoxFuture<'_, Result<(), VaultError>> {
        Box::pin(self.with_entry(PROBE, probe))
    }

    fn settled(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.calls.settled())
    }

    fn keys(&self) -> Option<&dyn KeyStore> {
        Some(self)
    }
}

impl KeyStore for Keychain {
    fn read_key<'a>(&'a self, folder: &'a str) -> BoxFuture<'a, Result<Option<DataKey>, VaultError>> {
        Box::pin(async move { self.with_entry(&account_of(folder), read_key).await })
    }

    fn write_key<'a>(&'a self, folder: &'a str, key: &'a DataKey) -> BoxFuture<'a, Result<(), VaultError>> {
        let key = key.clone();
        Box::pin(async move {
            self.with_entry(&account_of(folder), move |entry| write_key(entry, &key))
                .await
        })
    }

    fn forget_key<'a>(&'a self, folder: &'a str) -> BoxFuture<'a, Result<(), VaultError>> {
        Box::pin(async move { self.with_entry(&account_of(folder), forget).await })
    }
}

/// The account of a data folder's key. No marketplace has it: an origin has `://`.
fn account_of(folder: &str) -> String {
    format!("key of the data {folder}")
}

fn read_key(entry: &Entry) -> Result<Option<DataKey>, VaultError> {
    let held = match entry.get_secret() {
        Ok(held) => Zeroizing::new(held),
        Err(KeyringError::NoEntry) => return Ok(None),
        Err(error) => return Err(VaultError::from(&error)),
    };
    let key = DataKey::from_hex(&held);
    key.map(Some)
        .ok_or_else(|| VaultError::Other("what it holds is no key of the data.".to_owned()))
}

/// As for a token: "saved" is read back.
fn write_key(entry: &Entry, key: &DataKey) -> Result<(), VaultError> {
    entry
        .set_secret(key.hex().as_bytes())
        .map_err(|error| VaultError::from(&error))?;
    match read_key(entry)? {
        Some(kept) if kept.bytes() == key.bytes() => Ok(()),
        _ => Err(VaultError::Other("it did not keep what was written.".to_owned())),
    }
}

fn read(entry: &Entry) -> Result<Option<ApiToken>, VaultError> {
    let held = match entry.get_secret() {
        Ok(held) => Zeroizing::new(held),
        Err(KeyringError::NoEntry) => return Ok(None),
        Err(error) => return Err(VaultError::from(&error)),
    };
    let token = std::str::from_utf8(&held)
        .ok()
        .and_then(|text| ApiToken::parse(text).ok());
    token
        .map(Some)
        .ok_or_else(|| VaultError::Other("what it holds is no token. Set the token again.".to_owned()))
}

/// A yes is not taken for a token that is there: "saved" is read back.
fn write(entry: &Entry, token: &ApiToken) -> Result<(), VaultError> {
    entry
        .set_secret(token.expose().as_bytes())
        .map_err(|error| VaultError::from(&error))?;
    match read(entry)? {
        Some(kept) if kept.is_same(token) => Ok(()),
        _ => Err(VaultError::Other("it did not keep what was written.".to_owned())),
    }
}

fn forget(entry: &Entry) -> Result<(), VaultError> {
    let gone = match entry.delete_credential() {
        // Several entries of one name: all of them are the token.
        Err(KeyringError::Ambiguous(entries)) => entries.iter().try_for_each(Entry::delete_credential),
        other => other,
    };
    match gone {
        Ok(()) | Err(KeyringError::NoEntry) => {}
        Err(error) => return Err(VaultError::from(&error)),
    }
    match entry.get_secret().map(Zeroizing::new) {
        Err(KeyringError::NoEntry) => Ok(()),
        Err(error) => Err(VaultError::from(&error)),
        Ok(_) => Err(VaultError::Other("it still holds the token.".to_owned())),
    }
}

fn probe(entry: &Entry) -> Result<(), VaultError> {
    let token = ApiToken::parse(&uuid::Uuid::new_v4().to_string()).map_err(|why| VaultError::Other(why.to_string()))?;
    let written = write(entry, &token);
    if let Err(VaultError::Locked | VaultError::Denied | VaultError::NoKeychain) = written {
        // Nothing was written, and a second call could put up a second dialog.
        return written;
    }
    // Cleaned up also where it did not read back; the first failure is the one to tell.
    let forgotten = forget(entry);
    written.and(forgotten)
}

#[cfg(test)]
mod tests {
    use keyring_core::api::CredentialStoreApi as _;
    use keyring_core::mock;
    use parking_lot::Mutex;

    use super::*;

    const LONG: Duration = Duration::from_secs(20);

    /// A keychain over the mock store, and a way to make its next call fail.
    fn mocked() -> (Keychain, impl Fn(&Account, KeyringError)) {
        let store = mock::Store::new().unwrap();
        let opened = Arc::clone(&store);
        let fail = move |account: &Account, error| {
            let entry = store.build("Skilldock", account.as_str(), None).unwrap();
            entry.as_any().downcast_ref::<mock::Cred>().unwrap().set_error(error);
        };
        (
            Keychain::over(move |account| opened.build("Skilldock", account, None), LONG),
            fail,
        )
    }

    fn account(url: &str) -> Account {
        Account::of(&url.parse().unwrap())
    }

    fn token(text: &str) -> ApiToken {
        ApiToken::parse(text).unwrap()
    }

    #[tokio::test]
    async fn a_token_is_read_back_by_its_own_marketplace_alone() {
        let (keychain, _) = mocked();
        let (ours, theirs) = (account("https://a.example"), account("https://b.example"));
        assert!(keychain.read(&ours).await.unwrap().is_none());
        keychain.write(&ours, &token("first-token")).await.unwrap();
        keychain.write(&ours, &token("second-token")).await.unwrap();
        assert!(
            keychain
                .read(&ours)
                .await
                .unwrap()
                .unwrap()
                .is_same(&token("second-token"))
        );
        assert!(keychain.read(&theirs).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_token_is_forgotten_and_forgetting_nothing_is_fine() {
        let (keychain, _) = mocked();
        let ours = account("https://a.example");
        keychain.forget(&ours).await.unwrap();
        keychain.write(&ours, &token("first-token")).await.unwrap();
        keychain.forget(&ours).await.unwrap();
        assert!(keychain.read(&ours).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_failed_read_deletes_nothing_and_can_be_repeated() {
        let (keychain, fail) = mocked();
        let ours = account("https://a.example");
        keychain.write(&ours, &token("first-token")).await.unwrap();
        fail(&ours, KeyringError::NoStorageAccess("refused".into()));
        assert_eq!(keychain.read(&ours).await.unwrap_err(), VaultError::Denied);
        assert!(
            keychain
                .read(&ours)
                .await
                .unwrap()
                .unwrap()
                .is_same(&token("first-token"))
        );
    }

    #[tokio::test]
    async fn a_failed_write_says_so_and_keeps_what_was_there() {
        let (keychain, fail) = mocked();
        let ours = account("https://a.example");
        keychain.write(&ours, &token("first-token")).await.unwrap();
        fail(&ours, KeyringError::TooLong("secret".to_owned(), 2560));
        assert_eq!(
            keychain.write(&ours, &token("second-token")).await,
            Err(VaultError::TooLarge)
        );
        assert!(
            keychain
                .read(&ours)
                .await
                .unwrap()
                .unwrap()
                .is_same(&token("first-token"))
        );
    }

    #[tokio::test]
    async fn what_is_no_token_is_an_error_and_stays() {
        let store = mock::Store::new().unwrap();
        let entry = store.build("Skilldock", "https://a.example", None).unwrap();
        entry.set_secret(b"\xff canary").unwrap();
        let keychain = Keychain::over(move |account| store.build("Skilldock", account, None), LONG);
        let error = keychain.read(&account("https://a.example")).await.unwrap_err();
        assert!(!format!("{error:?}{error}").contains("canary"));
        assert_eq!(entry.get_secret().unwrap(), b"\xff canary");
    }

    #[tokio::test]
    async fn a_keychain_that_keeps_nothing_is_caught() {
        // A new mock store for each call: it takes everything and remembers nothing.
        let forgetful = Keychain::over(
            |account| {
                let entry = mock::Store::new()?.build("Skilldock", account, None)?;
                Ok(Entry::new_with_credential(Arc::new(Forgetful(entry))))
            },
            LONG,
        );
        let written = forgetful
            .write(&account("https://a.example"), &token("first-token"))
            .await;
        assert!(matches!(written, Err(VaultError::Other(_))), "{written:?}");
        assert!(forgetful.probe().await.is_err());
    }

    #[tokio::test]
    async fn a_key_of_the_data_is_read_back_by_its_own_folder_alone_and_forgotten() {
        let (keychain, _) = mocked();
        let key = DataKey::random().unwrap();
        assert!(keychain.read_key("one").await.unwrap().is_none());
        keychain.write_key("one", &key).await.unwrap();
        assert_eq!(keychain.read_key("one").await.unwrap().unwrap().bytes(), key.bytes());
        assert!(keychain.read_key("two").await.unwrap().is_none());
        keychain.forget_key("one").await.unwrap();
        assert!(keychain.read_key("one").await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_probe_leaves_nothing_behind() {
        let store = mock::Store::new().unwrap();
        let opened = Arc::clone(&store);
        Keychain::over(move |account| opened.build("Skilldock", account, None), LONG)
            .probe()
            .await
            .unwrap();
        let entry = store.build("Skilldock", PROBE, None).unwrap();
        assert!(matches!(entry.get_secret(), Err(KeyringError::NoEntry)));
    }

    #[tokio::test]
    async fn a_keychain_that_was_absent_is_used_once_it_is_there() {
        let store = Arc::new(Mutex::new(None::<Arc<mock::Store>>));
        let later = Arc::clone(&store);
        let keychain = Keychain::over(
            move |account| match later.lock().as_ref() {
                Some(store) => store.build("Skilldock", account, None),
                None => Err(KeyringError::PlatformFailure("not started".into())),
            },
            LONG,
        );
        let ours = account("https://a.example");
        assert_eq!(
            keychain.write(&ours, &token("first-token")).await,
            Err(VaultError::NoKeychain)
        );
        *store.lock() = Some(mock::Store::new().unwrap());
        keychain.write(&ours, &token("first-token")).await.unwrap();
    }

    #[tokio::test]
    async fn a_dialog_that_stays_open_is_slow_and_its_end_is_noticed() {
        let (answer, dialog) = std::sync::mpsc::channel::<()>();
        let (dialog, store) = (Mutex::new(Some(dialog)), mock::Store::new().unwrap());
        let keychain = Keychain::over(
            move |account| {
                if let Some(dialog) = dialog.lock().take() {
                    dialog.recv().unwrap();
                }
                store.build("Skilldock", account, None)
            },
            Duration::from_millis(50),
        );
        let ours = account("https://a.example");
        for _ in 0..3 {
            assert_eq!(keychain.read(&ours).await.unwrap_err(), VaultError::Slow);
        }
        answer.send(()).unwrap();
        tokio::time::timeout(LONG, keychain.settled()).await.unwrap();
        assert!(keychain.read(&ours).await.unwrap().is_none());
    }

    /// Says yes to everything.
    #[derive(Debug)]
    struct Forgetful(Entry);

    impl keyring_core::api::CredentialApi for Forgetful {
        fn set_secret(&self, _: &[u8]) -> keyring_core::Result<()> {
            Ok(())
        }

        fn get_secret(&self) -> keyring_core::Result<Vec<u8>> {
            self.0.get_secret()
        }

        fn delete_credential(&self) -> keyring_core::Result<()> {
            Ok(())
        }

        fn get_credential(&self) -> keyring_core::Result<Option<Arc<keyring_core::Credential>>> {
            Ok(None)
        }

        fn get_specifiers(&self) -> Option<(String, String)> {
            None
        }

        fn as_any(&self) -> &dyn std::any::Any {
            self
        }

        fn debug_fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("Forgetful")
        }
    }
}
