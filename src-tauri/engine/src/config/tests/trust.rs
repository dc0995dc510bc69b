//! Whom a connection believes: files of authorities, read where they are named.

use std::path::Path;

use super::*;

/// Two certificates of authorities that nobody has the keys of any more.
const TWO: &str = include_str!("two_authorities.pem");
const CA: &str = "SKILLDOCK_CA_FILE";

fn file(dir: &Path, name: &str, bytes: &[u8]) -> String {
    let path = dir.join(name);
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

fn first() -> String {
    let end = TWO.find("-----END CERTIFICATE-----").unwrap() + "-----END CERTIFICATE-----\n".len();
    TWO[..end].to_owned()
}

fn count(resolved: &Resolved) -> Option<usize> {
    let authorities = resolved.config.trust.authorities.as_ref()?;
    Some(authorities.certificates().count())
}

#[test]
fn a_file_counts_from_every_place_and_shows_as_it_was_written() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), "ca.pem", TWO.as_bytes());
    for place in PLACES {
        let resolved = resolved(&[(place, CA, &format!(" {path} "))]);
        assert!(resolved.is_valid(), "{:?}", resolved.problems);
        assert_eq!((count(&resolved), shown(&resolved, CA).source), (Some(2), place));
        assert_eq!(shown(&resolved, CA).value.as_ref(), Some(&path));
    }
    assert_eq!(validate_setting(CA, &path), Ok(path), "what is saved is what is shown");
    assert_eq!(count(&resolved(&[])), None);
}

#[test]
fn in_an_env_file_a_path_is_meant_from_where_the_file_is() {
    let dir = tempfile::tempdir().unwrap();
    file(dir.path(), "ca.pem", TWO.as_bytes());
    let resolved = resolve(&env_file(&dir, "SKILLDOCK_CA_FILE=ca.pem\n"));
    assert_eq!(count(&resolved), Some(2), "{:?}", resolved.problems);
    assert_eq!(shown(&resolved, CA).value.as_deref(), Some("ca.pem"));
    assert!(
        validate_setting(CA, "ca.pem")
            .unwrap_err()
            .message
            .contains("whole path"),
        "the app is started anywhere"
    );
}

#[test]
fn a_stronger_place_makes_up_for_a_bad_file_and_a_weaker_one_does_not() {
    let dir = tempfile::tempdir().unwrap();
    let (good, bad) = (
        file(dir.path(), "ca.pem", TWO.as_bytes()),
        file(dir.path(), "bad.pem", b"nothing"),
    );
    let made_up_for = resolved(&[(Source::Environment, CA, &good), (Source::Settings, CA, &bad)]);
    assert_eq!(problems(&made_up_for), [(CA, Source::Settings, true)]);
    assert_eq!(count(&made_up_for), Some(2));
    let not = resolved(&[(Source::Environment, CA, &bad), (Source::Settings, CA, &good)]);
    assert_eq!(problems(&not), [(CA, Source::Environment, false)]);
    assert_eq!((count(&not), not.config.enabled), (None, false));
}

#[test]
fn a_single_certificate_may_be_in_der_and_what_stands_around_does_not_count() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(
        dir.path(),
        "ca.pem",
        format!("# Ours\r\nsubject=CN\n{}", first()).as_bytes(),
    );
    assert_eq!(count(&resolved(&[(Source::Environment, CA, &path)])), Some(1));
    let inner: String = first().lines().filter(|line| !line.starts_with("-----")).collect();
    let der = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, inner).unwrap();
    let path = file(dir.path(), "ca.cer", &der);
    assert_eq!(count(&resolved(&[(Source::Environment, CA, &path)])), Some(1));
}

#[test]
fn a_file_that_cannot_serve_says_why_and_shows_nothing_of_itself() {
    let dir = tempfile::tempdir().unwrap();
    let broken = first().replacen("MII", "canary00MII", 1);
    let key = "-----BEGIN PRIVATE KEY-----\nY2FuYXJ5\n-----END PRIVATE KEY-----\n";
    for (bytes, part) in [
        (&b""[..], "holds no certificate"),
        (b"canary", "holds no certificate"),
        (key.as_bytes(), "holds no certificate"),
        (broken.as_bytes(), "cannot be read"),
        (&first().as_bytes()[..200], "no whole PEM"),
        (b"\x30\x03canary", "cannot be read"),
        (&vec![b'c'; (1 << 20) + 1], "larger than 1 MiB"),
    ] {
        let path = file(dir.path(), "ca.pem", bytes);
        let resolved = resolved(&[(Source::Environment, CA, &path)]);
        assert_eq!(problems(&resolved), [(CA, Source::Environment, false)]);
        let said = resolved.problems[0].to_string();
        assert!(said.contains(part) && said.contains(&path), "{part}: {said}");
        assert!(!said.contains("canary") && !said.contains("Y2Fu"), "{said}");
    }
    for (path, part) in [
        (dir.path().display().to_string(), "is not a file"),
        ("/nowhere".to_owned(), "cannot be read"),
    ] {
        let resolved = resolved(&[(Source::Environment, CA, &path)]);
        assert!(resolved.problems[0].message.contains(part), "{}", resolved.problems[0]);
    }
}
