//! A keychain that does as the story says: it outlives Skilldock's restarts, can be locked,
//! slow or unwilling, and counts the dialogs it put up.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use skilldock_engine::config::ApiToken;
use skilldock_engine::vault::{Account, TokenStore, VaultError};

type Later<'a, T> = Pin<Box<dyn Future<Output = Result<T, VaultError>> + Send + 'a>>;

/// What refuses a write: by the account's text.
type Refuses = Box<dyn Fn(&str) -> Option<VaultError> + Send>;

#[derive(Default)]
struct State {
    held: BTreeMap<String, ApiToken>,
    refuses: Option<Refuses>,
    shut: Option<VaultError>,
    dialogs: u32,
    asked: u32,
}

/// A keychain of a story.
#[derive(Clone, Default)]
pub struct Safe(Arc<Mutex<State>>);

impl Safe {
    /// One that holds this token for the marketplace at this address.
    pub fn with(url: &str, token: &str) -> Self {
        let safe = Self::default();
        safe.put(url, token);
        safe
    }

    /// Puts a token in.
    pub fn put(&self, url: &str, token: &str) {
        let account = Account::of(&url.parse().unwrap());
        let token = ApiToken::parse(token).unwrap();
        self.0.lock().unwrap().held.insert(account.as_str().to_owned(), token);
    }

    /// What it holds, by account.
    pub fn held(&self) -> BTreeMap<String, String> {
        let state = self.0.lock().unwrap();
        let held = state.held.iter();
        held.map(|(account, token)| (account.clone(), token.expose().to_owned()))
            .collect()
    }

    /// The token of the marketplace at this address.
    pub fn token(&self, url: &str) -> Option<String> {
        let account = Account::of(&url.parse().unwrap());
        self.held().get(account.as_str()).cloned()
    }

    /// From now on it fails like this.
    pub fn shut(&self, how: VaultError) {
        self.0.lock().unwrap().shut = Some(how);
    }

    /// It works again.
    pub fn open(&self) {
        let mut state = self.0.lock().unwrap();
        (state.shut, state.refuses) = (None, None);
    }

    /// Writes to these accounts fail.
    pub fn refuse(&self, which: impl Fn(&str) -> Option<VaultError> + Send + 'static) {
        self.0.lock().unwrap().refuses = Some(Box::new(which));
    }

    /// How many dialogs it put up.
    pub fn dialogs(&self) -> u32 {
        self.0.lock().unwrap().dialogs
    }

    /// How often it was asked for anything.
    pub fn asked(&self) -> u32 {
        self.0.lock().unwrap().asked
    }

    fn call<T>(&self, aloud: bool, work: impl FnOnce(&mut State) -> Result<T, VaultError>) -> Result<T, VaultError> {
        let mut state = self.0.lock().unwrap();
        state.asked += 1;
        if let Some(error) = state.shut.clone() {
            // A locked one asks for its password, and nobody answers.
            state.dialogs += u32::from(aloud && error == VaultError::Locked);
            return Err(error);
        }
        work(&mut state)
    }
}

impl TokenStore for Safe {
    fn read<'a>(&'a self, account: &'a Account) -> Later<'a, Option<ApiToken>> {
        Box::pin(async move { self.call(true, |state| Ok(state.held.get(account.as_str()).cloned())) })
    }

    fn read_quietly<'a>(&'a self, account: &'a Account) -> Later<'a, Option<ApiToken>> {
        Box::pin(async move { self.call(false, |state| Ok(state.held.get(account.as_str()).cloned())) })
    }

    fn write<'a>(&'a self, account: &'a Account, token: &'a ApiToken) -> Later<'a, ()> {
        Box::pin(async move {
            self.call(true, |state| {
                if let Some(error) = state.refuses.as_ref().and_then(|refuses| refuses(account.as_str())) {
                    return Err(error);
                }
                state.held.insert(account.as_str().to_owned(), token.clone());
                Ok(())
            })
        })
    }

    fn forget<'a>(&'a self, account: &'a Account) -> Later<'a, ()> {
        Box::pin(async move {
            self.call(true, |state| {
                state.held.remove(account.as_str());
                Ok(())
            })
        })
    }

    fn probe(&self) -> Later<'_, ()> {
        Box::pin(async move { self.call(true, |_| Ok(())) })
    }

    fn settled(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}

/// A log that is kept in memory, to be searched.
#[derive(Clone, Default)]
pub struct Page(Arc<Mutex<Vec<u8>>>);

impl Page {
    /// All that was written.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl std::io::Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
