//! Remembers the pages that say where the tables of `user.db` are.
//!
//! SQLite keeps the schema in a tree of its own whose root is the first page; once the
//! schema is longer than a page, the rest is wherever there was room. A file that lost
//! one of them gives no row at all, so [`super::salvage`] puts the remembered ones in
//! their places on its copy. Numbers in brackets are sections of SQLite's description of
//! its file format. Of an encrypted file they are kept as they stand in it, encrypted; what
//! they say is read by [`super::page_cipher`].

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use super::backup::with_ending;
use super::page_cipher::{MAGIC, PageCipher};
use crate::vault::DataKey;

/// The ending of the file they are kept in, after `user.db`.
pub(super) const ENDING: &str = ".schema-pages";
/// The header of a database file, in bytes [1.3].
pub(super) const HEADER: usize = 100;

/// SQLite's size of a page in bytes where nobody asks for another, as nobody does here.
pub(super) const PAGE: usize = 4096;
/// The schema has a few thousand bytes: a tree with more pages is a damaged one.
const MOST: usize = 64;
/// Pages of the longest file that is believed to be a `user.db`: 16 GiB.
const LONGEST: u32 = 1 << 22;
/// Kinds of pages of a table's tree [1.6].
const INTERIOR: u8 = 5;
const LEAF: u8 = 13;

/// Pages, or the header of the first alone, with their numbers, which begin at 1.
/// Opened, where the file is encrypted, with what seals them again.
pub(super) struct Pages {
    pages: Vec<(u32, Vec<u8>)>,
    cipher: Option<PageCipher>,
}

impl Pages {
    /// The header of a good file, for one that lost only its own.
    pub(super) fn header(bytes: &[u8]) -> Self {
        Self {
            pages: vec![(1, bytes.to_owned())],
            cipher: None,
        }
    }

    /// Those kept beside `user`, if any are.
    pub(super) fn remembered(user: &Path, key: Option<&DataKey>) -> Option<Self> {
        let bytes = std::fs::read(with_ending(user, ENDING)).ok()?;
        let cipher = cipher_of(bytes.get(4..)?, key);
        let mut pages = Vec::new();
        for record in bytes.chunks_exact(4 + PAGE) {
            let (number, page) = record.split_at_checked(4)?;
            let number = u32::from_be_bytes(number.try_into().ok()?);
            pages.push((number, opened(cipher.as_ref(), number, page)?));
        }
        // What was kept may be damaged too: then it is as good as none.
        let last = u32::from_be_bytes(pages.first()?.1.get(28..32)?.try_into().ok()?);
        let whole =
            pages.first()?.0 == 1 && last <= LONGEST && pages.iter().all(|(number, _)| (1..=LONGEST).contains(number));
        whole.then_some(Self { pages, cipher })
    }

    /// The pages of the schema as `file` has them; none where it is not whole.
    fn of(file: &mut File, key: Option<&DataKey>) -> io::Result<Option<Self>> {
        let mut first = vec![0; MAGIC.len()];
        file.read_exact(&mut first)?;
        let cipher = cipher_of(&first, key);
        let mut pages: Vec<(u32, Vec<u8>)> = Vec::new();
        let mut wanted = vec![1];
        while let Some(number) = wanted.pop() {
            let mut page = vec![0; PAGE];
            file.seek(SeekFrom::Start(place(number)))?;
            file.read_exact(&mut page)?;
            let Some(page) = opened(cipher.as_ref(), number, &page) else {
                return Ok(None);
            };
            let Some(children) = children(number, &page) else {
                return Ok(None);
            };
            pages.push((number, page));
            wanted.extend(children);
            if pages.len() + wanted.len() > MOST {
                return Ok(None);
            }
        }
        Ok(Some(Self { pages, cipher }))
    }

    /// As they are kept; none where they cannot be sealed.
    fn bytes(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        for (number, page) in &self.pages {
            bytes.extend(number.to_be_bytes());
            bytes.extend(self.sealed(*number, page)?);
        }
        Some(bytes)
    }

    fn sealed(&self, number: u32, page: &[u8]) -> Option<Vec<u8>> {
        match &self.cipher {
            Some(cipher) => cipher.seal(number, page),
            None => Some(page.to_owned()),
        }
    }

    /// The schema's number [1.3.9] and the program's version of it [1.3.15].
    fn version(&self) -> Option<(&[u8], &[u8])> {
        let (_, first) = self.pages.first()?;
        Some((first.get(40..44)?, first.get(60..64)?))
    }

    /// Whether it is more than a header.
    fn is_whole(&self) -> bool {
        self.pages.first().is_some_and(|(_, first)| first.len() == PAGE)
    }

    /// Writes them in their places in a copy of the database.
    pub(super) fn put(&self, work: &Path) -> io::Result<()> {
        let mut file = File::options().write(true).open(work)?;
        // Of a file that was cut off: SQLite reads no table where one begins behind the
        // end, and every table began before what was the end when this was remembered.
        if let Some((1, first)) = self.pages.first()
            && let Some(Ok(pages)) = first.get(28..32).map(<[u8; 4]>::try_from)
            && self.is_whole()
        {
            let least = place(u32::from_be_bytes(pages)) + PAGE as u64;
            file.set_len(file.metadata()?.len().max(least))?;
        }
        // The first at last: it says how long the file is, which the others may make longer.
        for (number, page) in self.pages.iter().rev() {
            let (number, mut page) = (*number, page.clone());
            if number == 1 {
                renew_header(&mut page, file.metadata()?.len());
            }
            let sealed = self.sealed(number, &page).ok_or(io::ErrorKind::InvalidData)?;
            file.seek(SeekFrom::Start(place(number)))?;
            file.write_all(&sealed)?;
        }
        Ok(())
    }
}

/// Keeps the pages of the schema, where none are kept or those of another schema.
/// Nothing depends on it but a salvage, so that a failure is only logged.
pub(super) fn remember(user: &Path, key: Option<&DataKey>) {
    let now = match File::open(user).and_then(|mut file| Pages::of(&mut file, key)) {
        Ok(Some(now)) => now,
        // Before the first checkpoint the file is shorter: then the next start keeps them.
        Ok(None) => return,
        Err(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => return,
        Err(cause) => {
            tracing::debug!(%cause, "the schema's pages of user.db could not be read");
            return;
        }
    };
    // Once for a schema and a version, and not again: a page that was damaged since must
    // not take the place of the good one.
    if Pages::remembered(user, key).is_some_and(|kept| kept.version() == now.version()) {
        return;
    }
    let Some(bytes) = now.bytes() else { return };
    if let Err(cause) = crate::private::replace(&with_ending(user, ENDING), &bytes) {
        tracing::debug!(%cause, "the schema's pages of user.db could not be remembered");
    }
}

/// The salt of the file as it was remembered, for one that lost it.
pub(super) fn salt(user: &Path) -> Option<[u8; MAGIC.len()]> {
    let bytes = std::fs::read(with_ending(user, ENDING)).ok()?;
    bytes.get(4..4 + MAGIC.len())?.try_into().ok()
}

/// The header of a file; none where it is none of ours, or another key's.
///
/// # Errors
/// The file is not there, too short, or cannot be read.
pub(super) fn first(path: &Path, key: Option<&DataKey>) -> io::Result<Option<Vec<u8>>> {
    let mut file = File::open(path)?;
    let mut first = vec![0; HEADER];
    file.read_exact(&mut first)?;
    if first.starts_with(MAGIC) {
        return Ok(Some(first));
    }
    let Some(cipher) = cipher_of(&first, key) else {
        return Ok(None);
    };
    first.resize(PAGE, 0);
    file.read_exact(first.get_mut(HEADER..).unwrap_or_default())?;
    Ok(cipher.open(1, &first))
}

/// What opens the pages of a file that begins like this: nothing does where it is plain.
fn cipher_of(first: &[u8], key: Option<&DataKey>) -> Option<PageCipher> {
    let salt: [u8; MAGIC.len()] = first.get(..MAGIC.len())?.try_into().ok()?;
    key.filter(|_| salt != *MAGIC)
        .and_then(|key| PageCipher::new(key, salt))
}

fn opened(cipher: Option<&PageCipher>, number: u32, page: &[u8]) -> Option<Vec<u8>> {
    match cipher {
        Some(cipher) => cipher.open(number, page),
        None => Some(page.to_owned()),
    }
}

fn place(number: u32) -> u64 {
    u64::from(number.saturating_sub(1)) * PAGE as u64
}

/// The pages below one of a table's tree; none where it is no such page.
fn children(number: u32, page: &[u8]) -> Option<Vec<u32>> {
    let start = if number == 1 { HEADER } else { 0 };
    match *page.get(start)? {
        LEAF => Some(Vec::new()),
        INTERIOR => {
            let cells = usize::from(u16::from_be_bytes(page.get(start + 3..start + 5)?.try_into().ok()?));
            let at = |place: usize| Some(u32::from_be_bytes(page.get(place..place + 4)?.try_into().ok()?));
            let mut children = vec![at(start + 8)?];
            for cell in 0..cells {
                let pointer = start + 12 + 2 * cell;
                let cell = u16::from_be_bytes(page.get(pointer..pointer + 2)?.try_into().ok()?);
                children.push(at(usize::from(cell))?);
            }
            // Nought is no page, and the root is below none.
            children.iter().all(|child| *child > 1).then_some(children)
        }
        _ => None,
    }
}

/// Makes a first page, or its header, fit the file it is written into.
fn renew_header(page: &mut [u8], length: u64) {
    // Pages in the file, and the free list after it, which nobody needs for reading.
    let pages = u32::try_from(length / PAGE as u64).unwrap_or(u32::MAX);
    if let Some(fields) = page.get_mut(28..40) {
        fields.fill(0);
        fields[..4].copy_from_slice(&pages.to_be_bytes());
    }
    // Read with its log, where there is one.
    if let Some(versions) = page.get_mut(18..20) {
        versions.fill(2);
    }
    // The size counts only where these two agree.
    let counter = page.get(24..28).map(<[u8]>::to_vec).unwrap_or_default();
    if let Some(valid_for) = page.get_mut(92..96) {
        valid_for.copy_from_slice(&counter);
    }
}
