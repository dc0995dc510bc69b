//! The token and the file that may hold it: one thing in two variables.

use super::*;
use crate::status::TokenSource;

const TOKEN: &str = "ATOM_SAAS_API_TOKEN";
const FILE: &str = "ATOM_SAAS_API_TOKEN_FILE";

fn token(resolved: &Resolved) -> Option<(&str, TokenSource)> {
    resolved
        .config
        .token
        .as_ref()
        .map(|(token, source)| (token.expose(), *source))
}

/// A file with a token in it, by a name that says which.
fn file(dir: &tempfile::TempDir, token: &str) -> String {
    let path = dir.path().join(format!("holds-{token}"));
    std::fs::write(&path, format!("{token}\n")).unwrap();
    path.display().to_string()
}

#[test]
fn the_environment_comes_before_the_env_file_and_the_token_before_its_file() {
    let dir = tempfile::tempdir().unwrap();
    let (in_env, in_dotenv) = (file(&dir, "env-by-file"), file(&dir, "dotenv-by-file"));
    let all = [
        (Source::Environment, TOKEN, "env-direct"),
        (Source::Environment, FILE, in_env.as_str()),
        (Source::EnvFile, TOKEN, "dotenv-direct"),
        (Source::EnvFile, FILE, in_dotenv.as_str()),
    ];
    let expected = [
        ("env-direct", TokenSource::Environment),
        ("env-by-file", TokenSource::Environment),
        ("dotenv-direct", TokenSource::EnvFile),
        ("dotenv-by-file", TokenSource::EnvFile),
    ];
    for bits in 0u32..16 {
        let written: Vec<_> = all
            .iter()
            .enumerate()
            .filter(|(at, _)| bits >> at & 1 == 1)
            .map(|(_, w)| *w)
            .collect();
        let strongest = (0..4).find(|at| bits >> at & 1 == 1);
        let resolved = resolved(&written);
        assert_eq!(token(&resolved), strongest.map(|at| expected[at]), "{bits:04b}");
        assert!(resolved.is_valid());
        let view = shown(&resolved, TOKEN);
        assert_eq!(view.value.as_deref(), strongest.map(|_| "present"));
        assert_eq!(view.source, strongest.map_or(Source::Default, |at| all[at].0));
    }
}

#[test]
fn a_token_and_a_file_in_one_place_are_pointed_out_and_the_file_is_not_read() {
    let written = [
        (Source::Environment, TOKEN, UUID),
        (Source::Environment, FILE, "/nowhere/token"),
    ];
    let resolved = resolved(&written);
    assert!(resolved.is_valid());
    assert_eq!(problems(&resolved), [(FILE, Source::Environment, true)]);
    assert!(resolved.problems[0].message.contains("is not read"));
}

#[test]
fn a_token_that_cannot_be_used_is_an_error_unless_a_stronger_one_makes_up_for_it() {
    let bad = resolved(&[(Source::Environment, TOKEN, "short"), (Source::EnvFile, TOKEN, UUID)]);
    assert_eq!(problems(&bad), [(TOKEN, Source::Environment, false)]);
    assert_eq!(token(&bad), None, "no step back to the weaker one");
    assert_eq!(shown(&bad, TOKEN).value, None);
    let good = resolved(&[
        (Source::Environment, TOKEN, UUID),
        (Source::EnvFile, FILE, "/nowhere/token"),
    ]);
    assert_eq!(problems(&good), [(FILE, Source::EnvFile, true)]);
    assert!(good.is_valid());
}

#[test]
fn a_file_that_holds_no_token_is_an_error_that_names_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("empty");
    std::fs::write(&path, "\n").unwrap();
    for path in [
        path.display().to_string(),
        dir.path().display().to_string(),
        "/nowhere/token".to_owned(),
    ] {
        let resolved = resolved(&[(Source::Environment, FILE, &path)]);
        assert_eq!(problems(&resolved), [(FILE, Source::Environment, false)]);
        assert!(
            resolved.problems[0].message.contains(&path),
            "{}",
            resolved.problems[0].message
        );
        assert_eq!(resolved.problems[0].value, path);
    }
}

#[test]
fn an_unusual_token_is_used_with_a_warning() {
    let unusual = resolved(&[(Source::Environment, TOKEN, "sk_live_12345678")]);
    assert!(unusual.is_valid());
    assert_eq!(problems(&unusual), [(TOKEN, Source::Environment, false)]);
    assert_eq!(unusual.problems[0].severity, ProblemSeverity::Warning);
    assert!(unusual.config.token.is_some());
    assert!(resolved(&[(Source::Environment, TOKEN, UUID)]).problems.is_empty());
}

#[test]
fn a_path_in_an_env_file_is_meant_from_where_that_file_is() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("secret"), UUID).unwrap();
    let resolved = resolve(&env_file(&dir, "ATOM_SAAS_API_TOKEN_FILE=secret\n"));
    assert_eq!(token(&resolved), Some((UUID, TokenSource::EnvFile)));
    assert_eq!(shown(&resolved, FILE).value.as_deref(), Some("secret"));
}

#[test]
fn a_token_in_the_settings_is_not_used() {
    let resolved = resolved(&[(Source::Settings, TOKEN, UUID), (Source::Settings, FILE, "/x")]);
    assert_eq!(token(&resolved), None);
    assert!(resolved.is_valid());
    assert_eq!(
        problems(&resolved),
        [(TOKEN, Source::Settings, false), (FILE, Source::Settings, false)]
    );
}
