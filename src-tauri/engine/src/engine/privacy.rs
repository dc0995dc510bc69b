//! What is held about the user: written out, and erased.
//!
//! Erasing is done in an order that can be begun again at any point: a mark first, then the
//! rows, then both databases written anew (a deleted row stays readable in a file until
//! then), then the files beside them, then the keychain; the proof; and the mark last. A
//! start that finds the mark goes on with it.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::json;
use ts_rs::TS;

use super::Engine;
use crate::config::Encryption;
use crate::event::EngineEvent;
use crate::model::{Code, Problem};
use crate::store::{StoreError, leftovers, personal, settings};
use crate::vault::{Account, VaultError, wait_for};

/// The mark of an erasing that is under way.
const MARK: &str = "erase-unfinished";
/// Where the logs are, in the data folder.
const LOGS: &str = "logs";

/// What was written out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PrivacyExport {
    /// How many entries of each section.
    pub counts: BTreeMap<String, u64>,
    /// The file, as it was named.
    pub path: String,
}

/// What was erased, and the proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Erased {
    /// How many entries of each section were removed.
    pub counts: BTreeMap<String, u64>,
    /// How many files of the data folder were searched afterwards, byte by byte.
    pub files_searched: u32,
    /// In how many of them something of the user's was found: nought is the proof.
    pub found: u32,
    /// What the marketplace still has, where ratings were sent to it.
    pub marketplace: Option<StillThere>,
    /// Why the keychain may still hold the token or the key, where it may.
    pub keychain: Option<Problem>,
}

/// What the marketplace still has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct StillThere {
    /// The id that the ratings were sent under: a hash, to be named to whoever runs the
    /// marketplace when asking for their deletion.
    pub user_id: String,
    /// How many ratings.
    pub ratings: u32,
    /// The marketplace, where one is set.
    pub marketplace: Option<String>,
}

impl Engine {
    /// Writes everything held about the user into a file, as JSON that a person can read.
    /// Never the token.
    ///
    /// # Errors
    /// A place that cannot be written: then what stood there stays. A database that fails.
    pub fn privacy_export(&self, to: &Path) -> Result<PrivacyExport, Problem> {
        if to.is_dir() {
            return Err(Problem::new(
                Code::BadInput,
                "There is a folder of that name.",
                "Name the file to write.",
            ));
        }
        self.write_notes();
        let mut bytes = Vec::new();
        let counts = self
            .inner
            .store
            .read(|connection| self.write_out(connection, &mut bytes))?;
        crate::private::replace(to, &bytes).map_err(|cause| Problem::from(StoreError::file(to, cause)))?;
        Ok(PrivacyExport {
            counts,
            path: to.display().to_string(),
        })
    }

    fn write_out(
        &self,
        connection: &rusqlite::Connection,
        out: &mut Vec<u8>,
    ) -> Result<BTreeMap<String, u64>, StoreError> {
        let failed = |error: serde_json::Error| StoreError::Content(format!("the export: {error}"));
        let io = |error: std::io::Error| StoreError::Content(format!("the export: {error}"));
        let mut keys = serde_json::Map::new();
        keys.insert(
            "identity".into(),
            "Whom ratings are sent under: a hash, and never the address it was made from.".into(),
        );
        for section in personal::SECTIONS {
            keys.insert(section.name.into(), section.words.into());
        }
        keys.insert(
            "logs".into(),
            "The program's own log of the last seven days, line by line.".into(),
        );
        keys.insert(
            "copies".into(),
            "Other files of the data folder with earlier states of the same: copies made before an update, damaged files.".into(),
        );
        let about = json!({
            "program": "Skilldock",
            "format": 1,
            "written_at": jiff::Timestamp::now().to_string(),
            "keys": keys,
        });
        let identity = json!({ "user_id": self.known_user_id()? });
        write!(out, "{{\n\"about\": ").map_err(io)?;
        serde_json::to_writer_pretty(&mut *out, &about).map_err(failed)?;
        write!(out, ",\n\"identity\": ").map_err(io)?;
        serde_json::to_writer_pretty(&mut *out, &identity).map_err(failed)?;
        let mut counts = BTreeMap::new();
        for section in personal::SECTIONS {
            write!(out, ",\n\"{}\": [", section.name).map_err(io)?;
            let mut count = 0;
            personal::rows(connection, section, |row| {
                writeln!(out, "{}", if count == 0 { "" } else { "," }).map_err(io)?;
                count += 1;
                serde_json::to_writer_pretty(&mut *out, &row).map_err(failed)
            })?;
            write!(out, "]").map_err(io)?;
            counts.insert(section.name.to_owned(), count);
        }
        let logs: BTreeMap<String, Vec<String>> = files_in(&self.data_dir().join(LOGS))
            .into_iter()
            .filter_map(|path| {
                let lines = String::from_utf8_lossy(&std::fs::read(&path).ok()?)
                    .lines()
                    .map(str::to_owned)
                    .collect();
                Some((path.file_name()?.to_string_lossy().into_owned(), lines))
            })
            .collect();
        let copies: Vec<String> = leftovers(self.data_dir())
            .iter()
            .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
            .collect();
        for (name, value) in [("logs", json!(logs)), ("copies", json!(copies))] {
            write!(out, ",\n\"{name}\": ").map_err(io)?;
            serde_json::to_writer_pretty(&mut *out, &value).map_err(failed)?;
        }
        writeln!(out, "\n}}").map_err(io)?;
        Ok(counts)
    }

    /// Erases everything held about the user here, and proves it. The catalogue stays, and
    /// what the marketplace has is told.
    ///
    /// # Errors
    /// [`Code::Busy`] where another Skilldock has the data open: then nothing is erased. A
    /// disk that fails: then the next start goes on.
    pub async fn privacy_erase(&self) -> Result<Erased, Problem> {
        self.stop_sync().await;
        let engine = self.clone();
        tokio::task::spawn_blocking(move || engine.erase_here())
            .await
            .map_err(|_| Problem::new(Code::Stopped, "Erasing was stopped: the next start goes on.", ""))?
    }

    /// Ends an erasing that was killed half-way.
    pub(super) fn finish_erasing(&self) -> Result<(), Problem> {
        if self.data_dir().join(MARK).exists() {
            tracing::info!("an erasing that was stopped half-way goes on");
            self.erase_here()?;
        }
        Ok(())
    }

    fn erase_here(&self) -> Result<Erased, Problem> {
        let store = &self.inner.store;
        self.write_notes();
        let user_id = self.known_user_id()?;
        let sent = store.read(personal::ratings_sent)?;
        // Of what is erased only this is told, so it is read before.
        let marketplace = user_id.clone().filter(|_| sent > 0).map(|user_id| StillThere {
            user_id,
            ratings: sent,
            marketplace: self.marketplace().ok(),
        });
        let canary = format!("canary{}", uuid::Uuid::new_v4().simple());
        // Before anything is touched: is anybody else here?
        store.alone(|| {
            let mark = self.data_dir().join(MARK);
            crate::private::replace(&mark, b"").map_err(|cause| StoreError::file(&mark, cause))
        })?;
        let needles = self.needles(&canary, user_id.as_deref())?;
        store.write(|connection| personal::plant(connection, &canary))?;
        let counts = store.write(|connection| personal::delete(connection, user_id.as_deref()))?;
        // Nothing of the user's is in them any more: they may be plain for as long as it takes to look.
        let key_kept = if store.is_all(false) {
            store.write_anew()?;
            None
        } else {
            self.decrypt()?
        };
        self.empty_logs();
        for path in leftovers(self.data_dir()) {
            std::fs::remove_file(&path).map_err(|cause| Problem::from(StoreError::file(&path, cause)))?;
        }
        let keychain = self.forget_everywhere().err().or(key_kept);
        let (files_searched, found) = search(self.data_dir(), &needles);
        let left = store.read(personal::left)?;
        self.begin_again()?;
        let mark = self.data_dir().join(MARK);
        std::fs::remove_file(&mark).map_err(|cause| Problem::from(StoreError::file(&mark, cause)))?;
        Ok(Erased {
            counts: counts
                .into_iter()
                .map(|(name, count)| (name.to_owned(), count))
                .collect(),
            files_searched,
            found: found + u32::from(left > 0),
            marketplace,
            keychain: keychain.map(Into::into),
        })
    }

    /// What is looked for afterwards: the planted word, who the user is, and what the user wrote.
    fn needles(&self, canary: &str, user_id: Option<&str>) -> Result<Vec<Vec<u8>>, StoreError> {
        /// Shorter words may well stand in somebody else's text.
        const SHORTEST: usize = 24;
        let mut needles: Vec<Vec<u8>> = vec![canary.as_bytes().to_vec()];
        needles.extend(user_id.map(|id| id.as_bytes().to_vec()));
        let texts = self.inner.store.read(personal::texts)?;
        needles.extend(
            texts
                .into_iter()
                .map(String::into_bytes)
                .filter(|text| text.len() >= SHORTEST),
        );
        Ok(needles)
    }

    fn empty_logs(&self) {
        for path in files_in(&self.data_dir().join(LOGS)) {
            // Emptied, and not only removed: this process may be writing to the one of today.
            let emptied = std::fs::File::options()
                .write(true)
                .truncate(true)
                .open(&path)
                .and_then(|file| file.sync_all());
            if let Err(cause) = emptied {
                tracing::warn!(%cause, "a log could not be emptied");
            }
        }
    }

    /// The token out of the keychain and of this session. The key of the data went with their
    /// encryption.
    fn forget_everywhere(&self) -> Result<(), VaultError> {
        self.inner.tokens.forget();
        let Some(url) = self.resolved().config.api_url.clone() else {
            return Ok(());
        };
        let account = Account::of(&url);
        wait_for(self.inner.vault.forget(&account))
    }

    /// Everybody who shows something looks again; and the data are what the settings want.
    fn begin_again(&self) -> Result<(), Problem> {
        self.inner.sources.lock().settings = self.inner.store.read(settings::settings)?;
        self.reconfigure();
        if self.resolved().config.encryption != Encryption::Off
            && let Err(problem) = self.settle_encryption()
        {
            tracing::warn!(%problem, "after erasing, the data stay unencrypted");
        }
        self.emit_catalogue();
        self.emit(EngineEvent::ActivityChanged {});
        self.emit_status();
        Ok(())
    }
}

/// How many files there are below the folder, and in how many of them one of the needles is.
fn search(folder: &Path, needles: &[Vec<u8>]) -> (u32, u32) {
    let (mut searched, mut found) = (0, 0);
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => {
                    searched += 1;
                    // One that cannot be read may hold anything.
                    let holds = holds_any(&entry.path(), needles).unwrap_or(true);
                    if holds {
                        tracing::warn!(file = %entry.file_name().to_string_lossy(), "something of the user's is left");
                        found += 1;
                    }
                }
                _ => {}
            }
        }
    }
    (searched, found)
}

fn holds_any(path: &Path, needles: &[Vec<u8>]) -> std::io::Result<bool> {
    let bytes = std::fs::read(path)?;
    Ok(needles.iter().any(|needle| contains(&bytes, needle)))
}

/// Whether the bytes hold the needle. By its first byte first: a catalogue has hundreds of megabytes.
fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    let Some(first) = needle.first() else { return false };
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        let Some(from) = rest.get(at..) else { return false };
        if from.starts_with(needle) {
            return true;
        }
        rest = from.get(1..).unwrap_or_default();
    }
    false
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .map(|entry| entry.path())
        .collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_for_is_found_wherever_it_stands() {
        for text in [
            "needle",
            "nneedle",
            "neneedle",
            "a needle at the end: needle",
            "xxneedlexx",
        ] {
            assert!(contains(text.as_bytes(), b"needle"), "{text}");
        }
        assert!(!contains(b"needl eneedl", b"needle") && !contains(b"", b"needle"));
    }

    #[test]
    fn files_in_folders_below_are_searched_too() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("logs")).unwrap();
        std::fs::write(folder.path().join("a"), b"nothing").unwrap();
        std::fs::write(folder.path().join("logs/b"), b"it says canary here").unwrap();
        assert_eq!(search(folder.path(), &[b"canary".to_vec()]), (2, 1));
        assert_eq!(search(folder.path(), &[b"other".to_vec()]), (2, 0));
    }
}
