//! Files and names that are not quite right.

use super::*;

#[test]
fn a_broken_line_counts_as_a_bad_value_of_the_variable_it_sets() {
    let dir = tempfile::tempdir().unwrap();
    let mut sources = env_file(&dir, "\nATOM_SAAS_ENABLED=false x\n");
    let alone = resolve(&sources);
    assert_eq!(problems(&alone), [("ATOM_SAAS_ENABLED", Source::EnvFile, false)]);
    assert!(alone.problems[0].message.contains("Line 2"), "{}", alone.problems[0]);
    assert!(!alone.is_valid());
    sources
        .environment
        .insert("ATOM_SAAS_ENABLED".to_owned(), "true".to_owned());
    let overridden = resolve(&sources);
    assert_eq!(problems(&overridden), [("ATOM_SAAS_ENABLED", Source::EnvFile, true)]);
    assert!(overridden.is_valid());
}

#[test]
fn a_broken_line_of_another_program_stops_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let resolved = resolve(&env_file(
        &dir,
        "GREETING=hello big world\nATOM_SAAS_SYNC_INTERVAL_MINUTES=20\n",
    ));
    assert!(resolved.is_valid());
    assert_eq!(resolved.problems[0].severity, ProblemSeverity::Warning);
    assert_eq!(resolved.config.sync_interval.as_secs(), 1200);
}

#[test]
fn a_file_that_cannot_be_read_stops_start_up() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(".env");
    std::fs::write(&path, [0xff, 0xfe, b'A']).unwrap();
    let sources = Sources::read(
        std::iter::empty(),
        EnvFileChoice::Default(path.clone()),
        BTreeMap::new(),
    )
    .unwrap();
    let resolved = resolve(&sources);
    assert!(!resolved.is_valid());
    assert_eq!(resolved.problems[0].variable, path.display().to_string());
}

#[test]
fn an_unknown_name_is_a_warning_with_the_name_that_was_meant() {
    let resolved = resolved(&[
        (Source::Environment, "ATOM_SAAS_SYNC_INTERVALL_MINUTES", "20"),
        (Source::EnvFile, "ATOM_SAAS_ENABLE", "false"),
        (Source::Environment, "SKILLDOCK_SOMETHING", "x"),
    ]);
    assert!(resolved.is_valid());
    let messages: Vec<_> = resolved
        .problems
        .iter()
        .map(|problem| problem.message.as_str())
        .collect();
    assert_eq!(messages.len(), 2);
    assert!(messages[0].contains("ATOM_SAAS_SYNC_INTERVAL_MINUTES"), "{messages:?}");
    assert!(messages[1].contains("ATOM_SAAS_ENABLED"), "{messages:?}");
    assert!(resolved.problems.iter().all(|problem| !problem.is_error()));
}

#[cfg(unix)]
#[test]
fn bytes_that_are_no_text_are_a_bad_value_not_an_absent_one() {
    use std::os::unix::ffi::OsStringExt as _;
    let value = std::ffi::OsString::from_vec(b"https://a.example/\xff".to_vec());
    let environment = std::iter::once(("ATOM_SAAS_API_URL".into(), value));
    let absent = EnvFileChoice::Default(PathBuf::from("/nowhere/.env"));
    let resolved = resolve(&Sources::read(environment, absent, BTreeMap::new()).unwrap());
    assert_eq!(problems(&resolved), [("ATOM_SAAS_API_URL", Source::Environment, false)]);
}
