//! No secret is in anything that can be printed, sent to the window or logged.

use super::*;

const CANARY: &str = "canary";

/// Everything that comes out of resolving, in every form it can take.
fn everything(sources: &Sources) -> String {
    let resolved = resolve(sources);
    let view = resolved.view(std::path::Path::new("/data"), true);
    let lines: Vec<_> = resolved.problems.iter().map(ToString::to_string).collect();
    let json = serde_json::to_string(&view).unwrap();
    format!("{sources:?}{resolved:?}{view:?}{json}{lines:?}{:?}", resolved.problem())
}

#[test]
fn a_token_is_in_nothing_that_comes_out() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("token");
    let long = "canary".repeat(2000);
    let texts = [
        "canary-good-token",
        "can",
        "canary with spaces",
        "canary\u{1}control",
        "canär-canary",
        long.as_str(),
    ];
    for text in texts {
        std::fs::write(&path, text).unwrap();
        for written in [
            (Source::Environment, "ATOM_SAAS_API_TOKEN", text),
            (Source::EnvFile, "ATOM_SAAS_API_TOKEN", text),
            (Source::Settings, "ATOM_SAAS_API_TOKEN", text),
            (Source::Environment, "ATOM_SAAS_API_TOKEN_FILE", path.to_str().unwrap()),
            (Source::Environment, "ATOM_SAAS_API_TOKN", text),
            (Source::EnvFile, "ATOM_SAAS_TOKEN", text),
        ] {
            let out = everything(&sources(&[written]));
            assert!(!out.contains(CANARY) && !out.contains("canär"), "{written:?}: {out}");
        }
    }
    let bad = resolved(&[(Source::Environment, "ATOM_SAAS_API_TOKEN", "canary x")]);
    assert_eq!(bad.problems[0].value, "(redacted)");
}

#[test]
fn a_secret_inside_an_address_is_not_shown() {
    for name in ["ATOM_SAAS_API_URL", "ATOM_SAAS_WS_URL"] {
        for text in [
            "https://canary:canary@a.example",
            "https://a.example?token=canary",
            "https://a.example/#canary",
            "canary:canary@a.example",
            "wss://a.example/ws?token=canary",
            "https://can:canary/../x@a.example:0",
        ] {
            let out = everything(&sources(&[(Source::Environment, name, text)]));
            assert!(!out.contains(CANARY), "{name}={text}: {out}");
        }
    }
}

#[test]
fn a_token_in_the_wrong_variable_is_not_shown() {
    for Sample { name, .. } in SAMPLES {
        let out = everything(&sources(&[(Source::EnvFile, name, UUID)]));
        assert!(!out.contains(UUID), "{name}: {out}");
    }
    let out = everything(&sources(&[(Source::Environment, "ATOM_SAAS_API_TOKEN_FILE", UUID)]));
    assert!(!out.contains(UUID), "{out}");
}

#[test]
fn a_broken_line_of_a_file_is_not_shown() {
    let dir = tempfile::tempdir().unwrap();
    for text in [
        "ATOM_SAAS_API_TOKEN='canary",
        "ATOM_SAAS_API_TOKEN=canary x",
        "canary",
        "OTHER=canary canary",
    ] {
        let out = everything(&env_file(&dir, text));
        assert!(!out.contains(CANARY), "{text}: {out}");
    }
}

#[test]
fn an_identity_is_shown_hashed_as_it_is_sent() {
    for text in ["canary@example.com", "canary\n@example.com", &"canary".repeat(99)] {
        let out = everything(&sources(&[(Source::Settings, "SKILLDOCK_IDENTITY", text)]));
        assert!(!out.contains(CANARY), "{out}");
    }
    let resolved = resolved(&[(Source::Settings, "SKILLDOCK_IDENTITY", "canary@example.com")]);
    assert_eq!(
        shown(&resolved, "SKILLDOCK_IDENTITY").value,
        Some(crate::model::hashed("canary@example.com"))
    );
}
