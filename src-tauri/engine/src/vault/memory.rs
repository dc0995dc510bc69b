//! Tokens for as long as the program runs.

use std::collections::BTreeMap;

use futures_util::future::{BoxFuture, ready};
use parking_lot::Mutex;

use super::{Account, TokenStore, VaultError};
use crate::config::ApiToken;

/// Keeps tokens in memory until the program ends. Never fails.
#[derive(Debug, Default)]
pub struct MemoryVault {
    tokens: Mutex<BTreeMap<Account, ApiToken>>,
}

impl TokenStore for MemoryVault {
    fn read<'a>(&'a self, account: &'a Account) -> BoxFuture<'a, Result<Option<ApiToken>, VaultError>> {
        Box::pin(ready(Ok(self.tokens.lock().get(account).cloned())))
    }

    fn read_quietly<'a>(&'a self, account: &'a Account) -> BoxFuture<'a, Result<Option<ApiToken>, VaultError>> {
        self.read(account)
    }

    fn write<'a>(&'a self, account: &'a Account, token: &'a ApiToken) -> BoxFuture<'a, Result<(), VaultError>> {
        self.tokens.lock().insert(account.clone(), token.clone());
        Box::pin(ready(Ok(())))
    }

    fn forget<'a>(&'a self, account: &'a Account) -> BoxFuture<'a, Result<(), VaultError>> {
        self.tokens.lock().remove(account);
        Box::pin(ready(Ok(())))
    }

    fn probe(&self) -> BoxFuture<'_, Result<(), VaultError>> {
        Box::pin(ready(Ok(())))
    }

    fn settled(&self) -> BoxFuture<'_, ()> {
        Box::pin(ready(()))
    }
}
