//! Pages of an encrypted database, outside of SQLite: for a file that SQLite reads no more.
//!
//! SQLCipher 4 encrypts each page by itself (its "Design" page): AES-256-CBC over all but
//! the last 80 bytes, then 16 bytes of the vector it began with and 64 bytes of HMAC-SHA512
//! over both and the page's number. The first page begins with 16 bytes of salt in place of
//! SQLite's sixteen, which are the same in every file. With a key that is used as it is, the
//! salt only leads to the key of the HMAC.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use aes::Aes256;
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::TryRngCore as _;
use secrecy::zeroize::Zeroizing;
use sha2::Sha512;

use super::schema_pages::PAGE;
use crate::vault::DataKey;

/// Bytes of salt at the beginning of the file.
const SALT: usize = 16;
/// Bytes of the vector, and of the HMAC behind it.
const VECTOR: usize = 16;
const MAC: usize = 64;
/// Where the vector begins: all before it is encrypted.
const END: usize = PAGE - VECTOR - MAC;
/// What every byte of the salt is changed by for the HMAC's key.
const MASK: u8 = 0x3a;
/// How a file of SQLite begins.
pub(super) const MAGIC: &[u8; SALT] = b"SQLite format 3\0";

/// Opens and seals pages of one file.
pub(super) struct PageCipher {
    key: DataKey,
    mac: Zeroizing<[u8; 32]>,
    salt: [u8; SALT],
}

impl PageCipher {
    /// For a file that begins with this salt.
    pub(super) fn new(key: &DataKey, salt: [u8; SALT]) -> Option<Self> {
        // PBKDF2 of two rounds and one block, which is what SQLCipher derives this key by.
        let mut masked = salt.map(|byte| byte ^ MASK).to_vec();
        masked.extend(1_u32.to_be_bytes());
        let round = |text: &[u8]| -> Option<[u8; MAC]> {
            let mut mac = Hmac::<Sha512>::new_from_slice(key.bytes()).ok()?;
            mac.update(text);
            Some(mac.finalize().into_bytes().into())
        };
        let first = Zeroizing::new(round(&masked)?);
        let second = Zeroizing::new(round(first.as_slice())?);
        let mut mac = Zeroizing::new([0; 32]);
        for ((byte, one), two) in mac.iter_mut().zip(first.iter()).zip(second.iter()) {
            *byte = one ^ two;
        }
        Some(Self {
            key: key.clone(),
            mac,
            salt,
        })
    }

    /// For the file at `path`; `None` where it is shorter than its salt.
    pub(super) fn of(path: &Path, key: &DataKey) -> io::Result<Option<Self>> {
        let mut salt = [0; SALT];
        match File::open(path)?.read_exact(&mut salt) {
            Ok(()) => Ok(Self::new(key, salt)),
            Err(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
            Err(cause) => Err(cause),
        }
    }

    /// The page as SQLite would see it; `None` where it is not one that this key sealed.
    pub(super) fn open(&self, number: u32, page: &[u8]) -> Option<Vec<u8>> {
        let begin = Self::begin(number);
        let told = page.get(END + VECTOR..PAGE)?;
        self.mac_of(number, page.get(begin..END + VECTOR)?)?
            .verify_slice(told)
            .ok()?;
        let mut plain = page.to_owned();
        let vector: [u8; VECTOR] = page.get(END..END + VECTOR)?.try_into().ok()?;
        cbc::Decryptor::<Aes256>::new(self.key.bytes().into(), &vector.into())
            .decrypt_padded::<NoPadding>(plain.get_mut(begin..END)?)
            .ok()?;
        if number == 1 {
            plain.get_mut(..SALT)?.copy_from_slice(MAGIC);
        }
        Some(plain)
    }

    /// The page as it stands in the file, with a new vector.
    pub(super) fn seal(&self, number: u32, plain: &[u8]) -> Option<Vec<u8>> {
        let begin = Self::begin(number);
        let mut page = plain.to_owned();
        let mut vector = [0; VECTOR];
        rand::rngs::OsRng.try_fill_bytes(&mut vector).ok()?;
        let part = page.get_mut(begin..END)?;
        let length = part.len();
        cbc::Encryptor::<Aes256>::new(self.key.bytes().into(), &vector.into())
            .encrypt_padded::<NoPadding>(part, length)
            .ok()?;
        page.get_mut(END..END + VECTOR)?.copy_from_slice(&vector);
        let mac = self
            .mac_of(number, page.get(begin..END + VECTOR)?)?
            .finalize()
            .into_bytes();
        page.get_mut(END + VECTOR..PAGE)?.copy_from_slice(&mac);
        if number == 1 {
            page.get_mut(..SALT)?.copy_from_slice(&self.salt);
        }
        Some(page)
    }

    fn mac_of(&self, number: u32, text: &[u8]) -> Option<Hmac<Sha512>> {
        let mut mac = Hmac::<Sha512>::new_from_slice(self.mac.as_slice()).ok()?;
        mac.update(text);
        mac.update(&number.to_le_bytes());
        Some(mac)
    }

    fn begin(number: u32) -> usize {
        if number == 1 { SALT } else { 0 }
    }
}

/// Whether `key` sealed any page of the file: where it did not, the file is no damaged one
/// but another's. `remembered` is a salt for a file that lost its own.
///
/// # Errors
/// The file cannot be read.
pub(super) fn knows(path: &Path, key: &DataKey, remembered: Option<[u8; SALT]>) -> io::Result<bool> {
    let own = PageCipher::of(path, key)?;
    let other = remembered.and_then(|salt| PageCipher::new(key, salt));
    let ciphers: Vec<_> = own.into_iter().chain(other).collect();
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(0))?;
    let mut page = vec![0; PAGE];
    for number in 1.. {
        match file.read_exact(&mut page) {
            Ok(()) if ciphers.iter().any(|cipher| cipher.open(number, &page).is_some()) => return Ok(true),
            Ok(()) => {}
            Err(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => break,
            Err(cause) => return Err(cause),
        }
    }
    Ok(false)
}

/// Puts an empty page in the place of each that the key does not open. SQLCipher gives a
/// connection up for good at the first such page; an empty one is only a damaged one, around
/// which the others can be read.
///
/// # Errors
/// The file cannot be read or written.
pub(super) fn blank_unreadable(path: &Path, key: &DataKey, remembered: Option<[u8; SALT]>) -> io::Result<()> {
    let mut file = File::options().read(true).write(true).open(path)?;
    let mut page = vec![0; PAGE];
    let own = PageCipher::of(path, key)?;
    let first = file.read_exact(&mut page).is_ok();
    let whole = |cipher: &PageCipher| first && cipher.open(1, &page).is_some();
    // A file that lost its salt, with the rest of its first page.
    let cipher = match (own, remembered.and_then(|salt| PageCipher::new(key, salt))) {
        (Some(own), _) if whole(&own) => own,
        (_, Some(remembered)) => remembered,
        (Some(own), None) => own,
        (None, None) => return Ok(()),
    };
    file.seek(SeekFrom::Start(0))?;
    for number in 1.. {
        match file.read_exact(&mut page) {
            Ok(()) if cipher.open(number, &page).is_some() => {}
            Ok(()) => {
                let empty = cipher.seal(number, &vec![0; PAGE]).ok_or(io::ErrorKind::InvalidData)?;
                file.seek_relative(-i64::try_from(PAGE).unwrap_or(i64::MAX))?;
                file.write_all(&empty)?;
            }
            Err(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => break,
            Err(cause) => return Err(cause),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::cipher;
    use super::*;

    /// A file of SQLCipher itself, closed.
    fn made(key: &DataKey) -> (tempfile::TempDir, std::path::PathBuf, Vec<u8>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let db = cipher::open(&path, Some(key)).unwrap();
        db.execute_batch("CREATE TABLE a (x); INSERT INTO a VALUES ('words to be read'); PRAGMA user_version = 7")
            .unwrap();
        drop(db);
        let bytes = std::fs::read(&path).unwrap();
        (folder, path, bytes)
    }

    #[test]
    fn pages_that_sqlcipher_sealed_are_opened_and_the_other_way_round() {
        let key = DataKey::random().unwrap();
        let (_folder, path, bytes) = made(&key);
        let pages = PageCipher::of(&path, &key).unwrap().unwrap();
        let first = pages.open(1, &bytes[..PAGE]).unwrap();
        assert!(first.starts_with(MAGIC));
        assert_eq!(first[60..64], 7_u32.to_be_bytes());
        let second = pages.open(2, &bytes[PAGE..2 * PAGE]).unwrap();
        assert!(second.windows(16).any(|part| part == b"words to be read"));

        let mut changed = first.clone();
        changed[60..64].copy_from_slice(&8_u32.to_be_bytes());
        let mut again = bytes.clone();
        again[..PAGE].copy_from_slice(&pages.seal(1, &changed).unwrap());
        std::fs::write(&path, &again).unwrap();
        let db = cipher::open(&path, Some(&key)).unwrap();
        let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(version, 8, "SQLCipher reads what was sealed here");
    }

    #[test]
    fn a_page_that_was_changed_moved_or_is_anothers_is_refused() {
        let key = DataKey::random().unwrap();
        let (_folder, path, bytes) = made(&key);
        let cipher = PageCipher::of(&path, &key).unwrap().unwrap();
        let second = &bytes[PAGE..2 * PAGE];
        for at in [0, 100, END, PAGE - 1] {
            let mut changed = second.to_owned();
            changed[at] ^= 1;
            assert!(cipher.open(2, &changed).is_none(), "byte {at}");
        }
        assert!(cipher.open(3, second).is_none(), "a page counts in its own place alone");
        let other = DataKey::random().unwrap();
        assert!(
            PageCipher::of(&path, &other)
                .unwrap()
                .unwrap()
                .open(2, second)
                .is_none()
        );
        assert!(knows(&path, &key, None).unwrap() && !knows(&path, &other, None).unwrap());
    }
}
