//! The key that the databases of a data folder are encrypted with.
//!
//! Random bytes, made once for a folder and kept in the keychain alone. No password leads
//! to them and nothing else opens the files, so that losing the entry is losing the data:
//! a failure to read it is therefore never "there is none".

use std::fmt;
use std::fmt::Write as _;

use futures_util::future::BoxFuture;
use rand::TryRngCore as _;
use secrecy::zeroize::Zeroizing;
use sha2::{Digest as _, Sha256};

use super::VaultError;

/// Bytes of a key: AES-256.
const LENGTH: usize = 32;

/// A key of a data folder. Its bytes are wiped when it is dropped, and it prints nothing of them.
#[derive(Clone)]
pub struct DataKey(Zeroizing<[u8; LENGTH]>);

impl DataKey {
    /// A new one, from the system's source of randomness.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub fn random() -> Result<Self, VaultError> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        rand::rngs::OsRng
            .try_fill_bytes(bytes.as_mut_slice())
            .map_err(|_| VaultError::Other("the system gives no random numbers.".to_owned()))?;
        Ok(Self(bytes))
    }

    /// The bytes.
    pub(crate) fn bytes(&self) -> &[u8; LENGTH] {
        &self.0
    }

    /// As SQLCipher takes a key that is used as it is, without being derived from a password.
    pub(crate) fn literal(&self) -> Zeroizing<String> {
        let hex = self.hex();
        // The room is known, so that no half of it is left behind in memory by growing.
        let mut literal = Zeroizing::new(String::with_capacity(hex.len() + 3));
        literal.push_str("x'");
        literal.push_str(&hex);
        literal.push('\'');
        literal
    }

    /// Tells this key from another, and nothing about either: a hash of 256 random bits.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::new()
            .chain_update(b"skilldock data key\0")
            .chain_update(self.0.as_slice())
            .finalize();
        hex(digest.get(..16).unwrap_or_default())
    }

    /// As it stands in the keychain.
    pub(super) fn hex(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(2 * LENGTH));
        for byte in self.0.iter() {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }

    /// From what stands in the keychain; `None` where that is no key.
    #[must_use]
    pub fn from_hex(text: &[u8]) -> Option<Self> {
        if text.len() != 2 * LENGTH {
            return None;
        }
        let mut bytes = Zeroizing::new([0; LENGTH]);
        for (byte, digits) in bytes.iter_mut().zip(text.chunks_exact(2)) {
            let digit = |at: usize| char::from(*digits.get(at)?).to_digit(16);
            *byte = u8::try_from(digit(0)? << 4 | digit(1)?).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(..)")
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A place that keeps keys of data folders for longer than the program runs.
pub trait KeyStore: Send + Sync {
    /// The key of the folder with this id; `None` where there is none. A failure is not "none".
    fn read_key<'a>(&'a self, folder: &'a str) -> BoxFuture<'a, Result<Option<DataKey>, VaultError>>;

    /// Keeps a key. `Ok` means that it was read back.
    fn write_key<'a>(&'a self, folder: &'a str, key: &'a DataKey) -> BoxFuture<'a, Result<(), VaultError>>;

    /// Forgets a key. `Ok` means that there is none any more.
    fn forget_key<'a>(&'a self, folder: &'a str) -> BoxFuture<'a, Result<(), VaultError>>;
}

/// Does what a keychain is asked to from where nothing can be awaited, such as the opening
/// of the databases. The keychain's own limits hold.
///
/// # Errors
/// What the keychain says.
pub fn wait_for<T: Send>(work: impl Future<Output = Result<T, VaultError>> + Send) -> Result<T, VaultError> {
    let stopped = || VaultError::Other("the call stopped half-way.".to_owned());
    // A thread of its own: the caller may already be inside of a runtime, which refuses to wait twice.
    std::thread::scope(|scope| {
        let asked = std::thread::Builder::new()
            .name("data key".to_owned())
            .spawn_scoped(scope, || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
                runtime.map_err(|_| stopped())?.block_on(work)
            });
        asked.map_err(|_| stopped())?.join().map_err(|_| stopped())?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_the_keychain_and_prints_nothing_of_itself() {
        let key = DataKey::random().unwrap();
        let again = DataKey::from_hex(key.hex().as_bytes()).unwrap();
        assert_eq!(key.bytes(), again.bytes());
        assert_eq!(key.fingerprint(), again.fingerprint());
        let shown = format!("{key:?}{}", key.fingerprint());
        assert!(!shown.contains(&key.hex()[..16]), "{shown}");
        assert_ne!(key.bytes(), DataKey::random().unwrap().bytes());
    }

    #[test]
    fn what_is_no_key_is_none() {
        for text in ["", "00", &"g".repeat(64), &"0".repeat(63), &"0".repeat(65)] {
            assert!(DataKey::from_hex(text.as_bytes()).is_none(), "{text}");
        }
    }

    #[tokio::test]
    async fn a_keychain_is_waited_for_inside_of_a_runtime_too() {
        assert_eq!(wait_for(async { Ok(7) }), Ok(7));
    }
}
