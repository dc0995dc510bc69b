use std::io::{Cursor, Write as _};

use serde_json::json;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::super::names::NameProblem;
use super::super::{ImportError, import};
use super::*;

const SMALL: Limits = Limits {
    file: 1000,
    total: 100_000,
    entries: 20,
    skills: 3,
    ratio: 200,
};

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Stored)
}

/// An archive with a good skill and these files; names of the same length can be
/// changed afterwards to what no writer lets through.
fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("good/SKILL.md", b"# Good".as_slice())].iter().chain(entries) {
        zip.start_file(*name, options()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = bytes.to_vec();
    let places: Vec<usize> = (0..=bytes.len() - from.len())
        .filter(|at| &bytes[*at..at + from.len()] == from.as_bytes())
        .collect();
    assert!(places.len() >= 2, "the name stands in both headers");
    for at in places {
        bytes[at..at + from.len()].copy_from_slice(to.as_bytes());
    }
    bytes
}

fn import_bytes(bytes: &[u8], limits: &Limits) -> Result<Read, ImportError> {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("inner/a.zip");
    std::fs::create_dir(path.parent().unwrap()).unwrap();
    std::fs::write(&path, bytes).unwrap();
    let result = import(&path, limits);
    assert_eq!(
        files(home.path()),
        [("inner/a.zip".to_owned(), bytes.to_vec())],
        "nothing was written"
    );
    result
}

#[test]
fn an_archive_with_a_hostile_name_is_refused_whole() {
    assert_eq!(import_bytes(&packed(&[]), &SMALL).unwrap().skills.len(), 1);
    for (name, problem) in [
        ("../SKILL.md", NameProblem::LeadsOut),
        ("a/../../x.md", NameProblem::LeadsOut),
        ("/etc/SKILL.md", NameProblem::Absolute),
        ("C:/a/SKILL.md", NameProblem::Absolute),
        ("..\\..\\SKILL.md", NameProblem::Backslash),
        ("a\\SKILL.md", NameProblem::Backslash),
        ("aux/SKILL.md", NameProblem::Device),
        ("a/NUL.md", NameProblem::Device),
        ("a/x\u{1}.md", NameProblem::Control),
        ("a/x\0.md", NameProblem::Control),
        ("good./SKILL.md", NameProblem::TrailingDot),
        ("GOOD/skill.MD", NameProblem::Twice),
        ("good/SKILL.md", NameProblem::Twice),
    ] {
        let plain = "q".repeat(name.len());
        let bytes = replaced(&packed(&[(&plain, b"# Evil")]), &plain, name);
        match import_bytes(&bytes, &SMALL) {
            Err(ImportError::HostileName { why, name: shown }) => {
                assert_eq!(why, problem, "{name:?}");
                assert!(!shown.contains(char::is_control));
            }
            other => panic!("{name:?}: {other:?}"),
        }
    }
}

#[test]
fn a_link_in_an_archive_is_refused() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("good/SKILL.md", "/etc/passwd", options()).unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    assert!(matches!(import_bytes(&bytes, &SMALL), Err(ImportError::Link { .. })));
}

#[test]
fn a_bomb_is_stopped_while_it_is_unpacked() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("a/SKILL.md", options().compression_method(CompressionMethod::Deflated))
        .unwrap();
    zip.write_all(&vec![b' '; 4 << 20]).unwrap();
    let bomb = zip.finish().unwrap().into_inner();
    assert!(bomb.len() < 10_000);
    let limits = Limits::default();
    assert!(matches!(import_bytes(&bomb, &limits), Err(ImportError::Bomb { .. })));
    // Its headers say that it is tiny: the bytes count, not what is said of them.
    let mut lying = bomb;
    let size = (4_u32 << 20).to_le_bytes();
    let places: Vec<usize> = (0..lying.len() - 4).filter(|at| lying[*at..at + 4] == size).collect();
    assert!(!places.is_empty());
    for at in places {
        lying[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
    }
    let refused = import_bytes(&lying, &limits);
    assert!(
        refused.as_ref().is_err() || refused.as_ref().unwrap().skills.is_empty(),
        "{refused:?}"
    );
    // Many files that are each small enough.
    let names: Vec<String> = (0..3).map(|number| format!("s{number}/SKILL.md")).collect();
    let entries: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), [b'x'; 900].as_slice()))
        .collect();
    let total = Limits { total: 2000, ..SMALL };
    let refused = import_bytes(&packed(&entries), &total).unwrap_err();
    assert_eq!(refused, ImportError::TotalTooLarge { limit: 2000 });
}

#[test]
fn too_many_files_or_skills_are_refused() {
    let names: Vec<String> = (0..20).map(|number| format!("x/{number}.md")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    assert_eq!(
        import_bytes(&packed(&entries), &SMALL),
        Err(ImportError::TooManyFiles { limit: 20 })
    );
    let names: Vec<String> = (0..3).map(|number| format!("s{number}/SKILL.md")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"# S".as_slice())).collect();
    assert_eq!(
        import_bytes(&packed(&entries), &SMALL),
        Err(ImportError::TooManySkills { limit: 3 })
    );
    let home = tempfile::tempdir().unwrap();
    for number in 0..21 {
        std::fs::write(home.path().join(number.to_string()), "").unwrap();
    }
    assert_eq!(
        import(home.path(), &SMALL),
        Err(ImportError::TooManyFiles { limit: 20 })
    );
    let path = home.path().join("a.json");
    std::fs::write(&path, json!([{}, {}, {}, {}]).to_string()).unwrap();
    assert_eq!(import(&path, &SMALL), Err(ImportError::TooManySkills { limit: 3 }));
}

#[test]
fn a_skill_that_is_too_large_or_no_text_is_refused_alone() {
    let large = "x".repeat(1001);
    let entries: &[(&str, &[u8])] = &[
        ("large/SKILL.md", large.as_bytes()),
        ("latin/SKILL.md", b"# \xfcber"),
        ("utf16/SKILL.md", b"\xff\xfe#\0"),
    ];
    let read = import_bytes(&packed(entries), &Limits { skills: 9, ..SMALL }).unwrap();
    assert_eq!(read.skills.len(), 1);
    let refused: Vec<String> = read
        .refused
        .iter()
        .map(|one| format!("{}: {}", one.name, one.why))
        .collect();
    assert_eq!(
        refused,
        [
            "large: large/SKILL.md is larger than 1000 bytes",
            "latin: latin/SKILL.md is not UTF-8 text",
            "utf16: utf16/SKILL.md is not UTF-8 text",
        ]
    );
}

#[test]
fn what_is_no_archive_at_all_is_refused() {
    let good = packed(&[]);
    for bytes in [
        b"".as_slice(),
        b"PK",
        b"not a zip at all, only words",
        &good[..good.len() / 2],
    ] {
        assert!(matches!(import_bytes(bytes, &SMALL), Err(ImportError::BadArchive(_))));
    }
}

#[cfg(unix)]
#[test]
fn links_on_the_disk_are_not_followed() {
    use std::os::unix::fs::symlink;
    let home = tempfile::tempdir().unwrap();
    let outside = home.path().join("outside");
    std::fs::create_dir(&outside).unwrap();
    std::fs::write(outside.join("SKILL.md"), "# Secret").unwrap();
    let inside = home.path().join("inside");
    for folder in ["good", "evil"] {
        std::fs::create_dir_all(inside.join(folder)).unwrap();
    }
    std::fs::write(inside.join("good/SKILL.md"), "# Good").unwrap();
    symlink(outside.join("SKILL.md"), inside.join("evil/SKILL.md")).unwrap();
    symlink(&outside, inside.join("linked")).unwrap();
    let read = read(&inside);
    assert_eq!(read.skills.len(), 1);
    let refused: Vec<&str> = read.refused.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(refused, ["evil", "linked"]);
    assert!(
        read.refused
            .iter()
            .all(|one| matches!(one.why, ImportError::Link { .. }))
    );
    // An export does not write through a link either.
    std::fs::remove_dir_all(inside.join("good")).unwrap();
    symlink(&outside, inside.join("good")).unwrap();
    super::super::export(&[skill(1, "Good")], &inside).unwrap();
    assert_eq!(files(&outside).len(), 1);
    assert!(inside.join("good-00000000/SKILL.md").exists());
}

#[test]
fn what_is_none_of_the_shapes_is_refused_with_what_would_be() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.py");
    std::fs::write(&path, "1").unwrap();
    let refused = import(&path, &SMALL).unwrap_err();
    assert!(matches!(refused, ImportError::WrongKind { .. }));
    let problem = crate::model::Problem::from(refused);
    assert_eq!(problem.code, crate::model::Code::BadInput);
    assert!(problem.hint.contains("skilldock new"), "{problem}");
    assert_eq!(import(home.path(), &SMALL), Err(ImportError::NoSkills));
    assert!(matches!(
        import(&home.path().join("none"), &SMALL),
        Err(ImportError::Unreadable { .. })
    ));
}
