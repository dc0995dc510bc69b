//! The hunt for secrets: everything a program left or showed, searched byte by byte for words that must be nowhere, in
//! every form in which they may have been written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use aho_corasick::AhoCorasick;
use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

/// Between two looks at what processes were started with. A process lives longer than that.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Words that must be nowhere.
#[derive(Debug)]
pub struct Hunt {
    forms: Vec<(&'static str, &'static str)>,
    finder: AhoCorasick,
}

/// What was searched, and what was found.
#[derive(Debug, Default)]
pub struct Catch {
    /// Places where a secret is: what, in which form, where.
    pub found: BTreeSet<String>,
    /// How many things of each kind were searched, and their bytes.
    pub searched: BTreeMap<&'static str, (u64, u64)>,
}

impl Hunt {
    /// For these secrets, each with a name that may be said.
    ///
    /// # Errors
    /// When there are too many.
    pub fn new(secrets: &[(&'static str, &str)]) -> Result<Self> {
        let mut forms = Vec::new();
        let mut patterns = Vec::new();
        for (name, secret) in secrets {
            for (form, pattern) in forms_of(secret) {
                forms.push((*name, form));
                patterns.push(pattern);
            }
        }
        Ok(Self {
            forms,
            finder: AhoCorasick::new(patterns)?,
        })
    }

    /// Searches some bytes that are of this kind and were found there.
    pub fn search(&self, kind: &'static str, place: &str, bytes: &[u8], into: &mut Catch) {
        let searched = into.searched.entry(kind).or_default();
        searched.0 += 1;
        searched.1 += bytes.len() as u64;
        for hit in self.finder.find_overlapping_iter(bytes) {
            let (name, form) = self.forms[hit.pattern().as_usize()];
            into.found.insert(format!("{name} {form} in {kind} {place}"));
        }
    }

    /// Searches every file below `folder`, and every file's name, but for what is below `without`.
    ///
    /// # Errors
    /// When a folder cannot be listed. A file that is gone meanwhile is no secret's place any more.
    pub fn search_files(&self, folder: &Path, without: &Path, into: &mut Catch) -> Result<()> {
        for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let entry = entry?;
            let path = entry.path();
            if path == without {
                continue;
            }
            let shown = path.display().to_string();
            self.search("file name", &shown, shown.as_bytes(), into);
            let kind = entry.file_type()?;
            if kind.is_dir() {
                self.search_files(&path, without, into)?;
            } else if kind.is_file()
                && let Ok(bytes) = fs::read(&path)
            {
                self.search("file", &shown, &bytes, into);
            }
        }
        Ok(())
    }
}

/// The forms in which a secret may have been written, each with its name.
fn forms_of(secret: &str) -> Vec<(&'static str, Vec<u8>)> {
    let mut forms = vec![
        ("as it is", secret.as_bytes().to_vec()),
        ("in capitals", secret.to_uppercase().into_bytes()),
        ("without hyphens", secret.replace('-', "").into_bytes()),
        ("percent-encoded", secret.replace('@', "%40").into_bytes()),
        ("in UTF-16", secret.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("backwards", secret.bytes().rev().collect()),
        (
            "in hex",
            secret
                .bytes()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
                .into_bytes(),
        ),
    ];
    // Base64 of a text that has the secret in it: it may begin at any of three places of a group, and what its first and
    // last group become depends on what stands beside it.
    for (form, before) in [
        ("in base64", ""),
        ("in base64, shifted", "x"),
        ("in base64, shifted twice", "xx"),
    ] {
        let text = format!("{before}{secret}");
        let from = if before.is_empty() { 0 } else { 4 };
        let whole = text.len() / 3 * 4;
        for engine in [&STANDARD, &URL_SAFE] {
            let encoded = engine.encode(&text);
            forms.push((form, encoded.as_bytes()[from..whole].to_vec()));
        }
    }
    let mut once = BTreeSet::new();
    forms.retain(|(_, pattern)| once.insert(pattern.clone()));
    forms
}

/// Watches what every process of the machine is started with, until it is [stopped](Self::stop).
#[derive(Debug)]
pub struct Arguments {
    stop: Arc<AtomicBool>,
    watcher: Option<JoinHandle<BTreeSet<Vec<u8>>>>,
}

impl Arguments {
    /// Begins to watch.
    #[must_use]
    pub fn watch() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let watcher = std::thread::spawn(move || {
            let mut seen = BTreeSet::new();
            while !stopped.load(Ordering::Relaxed) {
                let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
                for process in processes.filter(|entry| entry.file_name().to_string_lossy().parse::<u32>().is_ok()) {
                    if let Ok(arguments) = fs::read(process.path().join("cmdline"))
                        && !arguments.is_empty()
                    {
                        seen.insert(arguments);
                    }
                }
                std::thread::sleep(LOOK_EVERY);
            }
            seen
        });
        Self {
            stop,
            watcher: Some(watcher),
        }
    }

    /// Every list of arguments that was seen.
    #[must_use]
    pub fn stop(mut self) -> BTreeSet<Vec<u8>> {
        self.stop.store(true, Ordering::Relaxed);
        let watcher = self.watcher.take();
        watcher.and_then(|watcher| watcher.join().ok()).unwrap_or_default()
    }
}

impl Drop for Arguments {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "ada.canary@mail.example";

    fn found(bytes: &[u8]) -> bool {
        let hunt = Hunt::new(&[("an e-mail", SECRET)]).unwrap();
        let mut caught = Catch::default();
        hunt.search("text", "here", bytes, &mut caught);
        assert_eq!(caught.searched["text"], (1, bytes.len() as u64));
        !caught.found.is_empty()
    }

    #[test]
    fn a_secret_is_found_in_every_form_and_nothing_else_is() {
        assert!(found(format!("..{SECRET}..").as_bytes()));
        assert!(found(b"\"ADA.CANARY@MAIL.EXAMPLE\""));
        assert!(found(b"?user=ada.canary%40mail.example&x"));
        assert!(found(
            &SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()
        ));
        for before in ["", "a", "ab", "Bearer "] {
            let encoded = STANDARD.encode(format!("{before}{SECRET} and more"));
            assert!(found(encoded.as_bytes()), "{encoded}");
        }
        assert!(!found(b"ada@mail.example, a canary"));
    }

    #[test]
    fn a_file_is_searched_wherever_it_lies_and_so_is_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        fs::create_dir_all(&deep).unwrap();
        fs::write(
            deep.join("database"),
            [b"\0\xff".as_slice(), SECRET.as_bytes()].concat(),
        )
        .unwrap();
        fs::write(folder.path().join(format!("{SECRET}.log")), "").unwrap();
        let hunt = Hunt::new(&[("an e-mail", SECRET)]).unwrap();
        let mut caught = Catch::default();
        hunt.search_files(folder.path(), Path::new("nowhere"), &mut caught)
            .unwrap();
        assert_eq!(caught.found.len(), 2, "{:?}", caught.found);
        let mut spared = Catch::default();
        hunt.search_files(folder.path(), &folder.path().join("a"), &mut spared)
            .unwrap();
        assert_eq!(spared.found.len(), 1, "{:?}", spared.found);
    }

    #[test]
    fn what_a_process_is_started_with_is_seen() {
        let watching = Arguments::watch();
        let mut process = std::process::Command::new("sh")
            .args(["-c", "read line", SECRET])
            .stdin(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(200));
        drop(process.stdin.take());
        process.wait().unwrap();
        let hunt = Hunt::new(&[("an e-mail", SECRET)]).unwrap();
        let mut caught = Catch::default();
        for arguments in watching.stop() {
            hunt.search("arguments", "a process", &arguments, &mut caught);
        }
        assert_eq!(caught.found.len(), 1, "{:?}", caught.found);
    }
}
