//! The file that `SKILLDOCK_CA_FILE` names: authorities that are trusted besides the
//! platform's, such as a company's own.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use super::{redact, value};

/// Largest file read: five times the store of a Linux distribution.
const MAX_BYTES: u64 = 1 << 20;

/// What the named files held, by the path they were named with. An error is a sentence.
pub(super) type CaFiles = BTreeMap<PathBuf, Result<CaFile, String>>;

/// Certificates of authorities, read from a file. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaFile {
    /// The path as it was written.
    written: String,
    certificates: Arc<[CertificateDer<'static>]>,
}

impl CaFile {
    /// The certificates.
    pub fn certificates(&self) -> impl Iterator<Item = CertificateDer<'static>> {
        self.certificates.iter().cloned()
    }

    /// The path as it was written.
    pub(super) fn written(&self) -> String {
        self.written.clone()
    }

    /// The same, named by what somebody wrote rather than by where it was found.
    pub(super) fn named(&self, written: &str) -> Self {
        Self {
            written: written.to_owned(),
            certificates: Arc::clone(&self.certificates),
        }
    }

    /// Reads what a setting names. The app is started in any folder, so that only a
    /// whole path means the same tomorrow.
    pub(super) fn saved(text: &str) -> Result<Self, String> {
        let path = value::path(text)?.unwrap_or_default();
        if !path.is_absolute() {
            return Err("It must be the whole path of a file, from the root on.".to_owned());
        }
        read(&path)
    }
}

/// Reads certificates from a file: PEM, any number of them, or a single one in DER.
pub(super) fn read(path: &Path) -> Result<CaFile, String> {
    let written = path.display().to_string();
    let name = redact::shown_path(&written);
    let unreadable = |cause: std::io::Error| format!("The file {name} cannot be read: {}.", cause.kind());
    // A pipe would give its certificates once and then wait for ever.
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(format!("{name} is not a file."));
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("The file {name} is larger than 1 MiB."));
    }
    let certificates = certificates(bytes).map_err(|why| format!("The file {name} {why}"))?;
    Ok(CaFile { written, certificates })
}

fn certificates(bytes: Vec<u8>) -> Result<Arc<[CertificateDer<'static>]>, String> {
    let found: Vec<_> = if bytes.starts_with(&[0x30]) {
        vec![CertificateDer::from(bytes)]
    } else {
        CertificateDer::pem_slice_iter(&bytes)
            .collect::<Result<_, _>>()
            .map_err(|_| "is no whole PEM file.")?
    };
    if found.is_empty() {
        return Err("holds no certificate (BEGIN CERTIFICATE).".to_owned());
    }
    let mut store = RootCertStore::empty();
    for (number, certificate) in found.iter().enumerate() {
        store
            .add(certificate.clone())
            .map_err(|_| format!("holds a certificate that cannot be read (number {}).", number + 1))?;
    }
    Ok(found.into())
}
