//! The token in the keychain of the operating system.
//!
//! A keychain is somebody else's program, and may do anything: be absent, be locked,
//! put up a dialog and block for as long as it stays open. So every call has a limit
//! (`calls`), every failure has words ([`VaultError`]) and can be tried again, and no
//! failure deletes anything. Where the keychain does not take a token it is kept for
//! the session ([`Vault`]).
//!
//! A token belongs to a marketplace: it is kept under the origin of its address
//! ([`Account`]) and read back under that one alone, so that a changed address never
//! sends the old token to a new host.

mod account;
mod calls;
mod data_key;
mod error;
mod kept;
mod keychain;
mod memory;
mod outcome;
mod platform;

use futures_util::future::BoxFuture;

pub use account::{Account, Beside};
pub use data_key::{DataKey, KeyStore, wait_for};
pub use error::VaultError;
pub use kept::{Kept, Vault};
pub use keychain::Keychain;
pub use memory::MemoryVault;
pub use outcome::KeychainOutcome;

use crate::config::ApiToken;

/// A place that keeps tokens.
pub trait TokenStore: Send + Sync {
    /// The token of this marketplace; `None` where there is none. A failure is not
    /// "none": the token may still be there.
    fn read<'a>(&'a self, account: &'a Account) -> BoxFuture<'a, Result<Option<ApiToken>, VaultError>>;

    /// The same without asking anybody: where the keychain would put up a dialog that is
    /// [`VaultError::Locked`].
    fn read_quietly<'a>(&'a self, account: &'a Account) -> BoxFuture<'a, Result<Option<ApiToken>, VaultError>>;

    /// Keeps the token in place of an earlier one. `Ok` means that it was read back.
    fn write<'a>(&'a self, account: &'a Account, token: &'a ApiToken) -> BoxFuture<'a, Result<(), VaultError>>;

    /// Forgets the token. `Ok` means that there is none any more, also where there was none.
    fn forget<'a>(&'a self, account: &'a Account) -> BoxFuture<'a, Result<(), VaultError>>;

    /// Writes, reads and deletes an entry of its own, to see whether that works.
    fn probe(&self) -> BoxFuture<'_, Result<(), VaultError>>;

    /// Waits until no call is under way. After [`VaultError::Slow`] that is when
    /// the dialog has been answered, and the time to ask again.
    fn settled(&self) -> BoxFuture<'_, ()>;

    /// Where it keeps keys of data folders too; `None` where what it keeps ends with the
    /// program, since such a key would take the data with it.
    fn keys(&self) -> Option<&dyn KeyStore> {
        None
    }
}
