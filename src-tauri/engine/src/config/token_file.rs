//! The file that `ATOM_SAAS_API_TOKEN_FILE` names: a secret mounted into a container.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::ApiToken;

/// Largest file read: twice the longest token, with room for white space.
const MAX_BYTES: u64 = 16 * 1024;

/// What the named files held, by the path they were named with. An error is a
/// sentence without a character of the file.
pub(super) type TokenFiles = BTreeMap<PathBuf, Result<ApiToken, String>>;

/// Reads a token from a file. White space around it does not count, nor does a byte
/// order mark.
pub(super) fn read(path: &Path) -> Result<ApiToken, String> {
    let name = super::redact::shown_path(&path.display().to_string());
    let unreadable = |cause: std::io::Error| format!("The file {name} cannot be read: {}.", cause.kind());
    // A pipe would give its token once and then wait for ever.
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(format!("{name} is not a file."));
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("The file {name} is too large to hold a token."));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| format!("The file {name} is not text."))?;
    ApiToken::parse(text.trim_start_matches('\u{feff}')).map_err(|why| format!("The file {name} holds no token. {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_file_is_read_trimmed_and_its_faults_name_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        let at = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            read(&path)
        };
        assert_eq!(at(b"\xef\xbb\xbf  canary-token\r\n").unwrap().expose(), "canary-token");
        for (bytes, part) in [
            (&b""[..], "holds no token"),
            (b" \n", "holds no token"),
            (b"canary one", "white space"),
            (b"\xff\xfecanary", "not text"),
            (&[b'c'; 20_000], "too large"),
        ] {
            let message = at(bytes).unwrap_err();
            assert!(
                message.contains(part) && message.contains(&path.display().to_string()),
                "{message}"
            );
            assert!(!message.contains("canary"), "{message}");
        }
        assert!(read(dir.path()).unwrap_err().contains("is not a file"));
        assert!(read(&dir.path().join("absent")).unwrap_err().contains("cannot be read"));
    }
}
