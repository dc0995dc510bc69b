use serde_json::json;

use super::super::{ImportError, new_skill};
use super::*;

#[test]
fn a_folder_that_another_program_laid_down_is_taken() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("repository/skills/gif-grep");
    std::fs::create_dir_all(folder.join("scripts")).unwrap();
    std::fs::write(
        folder.join("SKILL.md"),
        "---\r\nname: gif-grep\r\ndescription: Use when: a GIF is wanted\r\nversion: 1.10\r\nlicense: MIT\r\ntags: a, b\r\n---\r\n\r\n# GIF\r\nFind.\r\n",
    )
    .unwrap();
    std::fs::write(folder.join("scripts/run.sh"), "#!/bin/sh").unwrap();
    std::fs::create_dir_all(home.path().join("repository/.git/x")).unwrap();
    std::fs::write(home.path().join("repository/.git/x/SKILL.md"), "not one").unwrap();
    let read = read(home.path());
    assert_eq!((read.skills.len(), read.left_out), (1, 1));
    assert_eq!(
        json!(read.skills[0]),
        json!({
            "name": "gif-grep", "description": "Use when: a GIF is wanted", "version": "1.10",
            "code": "# GIF\r\nFind.\r\n", "command": "prompt", "skill_type": "prompt_only",
            "python_packages": [], "npm_packages": [], "tags": ["a", "b"], "metadata": {"license": "MIT"}
        })
    );
    assert_eq!(one(&folder), read.skills[0], "the skill's own folder");
    assert_eq!(one(&folder.join("SKILL.md")), read.skills[0], "its SKILL.md");
}

#[test]
fn code_and_packages_beside_a_skill_md_make_a_program() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("skill.md"), "# Ports\n\nLooks at ports.\n").unwrap();
    std::fs::write(home.path().join("index.js"), "\u{feff}console.log(1)\n").unwrap();
    std::fs::write(home.path().join("package.json"), r#"{"dependencies": {"ws": "^8"}}"#).unwrap();
    let skill = one(home.path());
    assert_eq!(
        json!([
            skill["name"],
            skill["code"],
            skill["command"],
            skill["npm_packages"],
            skill["metadata"]
        ]),
        json!(["Ports", "console.log(1)\n", "node", ["ws@^8"], {"readme": "# Ports\n\nLooks at ports.\n"}])
    );
}

#[test]
fn a_new_skill_is_made_of_one_file() {
    let home = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = home.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        new_skill(&path, &Limits::default())
    };
    let python = write("csv_doctor.py", "\u{feff}print(1)\r\n").unwrap();
    assert_eq!(
        json!([
            python["name"],
            python["code"],
            python["command"],
            python["skill_type"],
            python["version"]
        ]),
        json!(["csv_doctor", "print(1)\r\n", "python", "python_code", "1.0.0"])
    );
    assert!(!python.contains_key("skill_id"), "it was in no marketplace yet");
    assert_eq!(write("a.js", "1").unwrap()["command"], "node");
    assert_eq!(
        write("deep/SKILL.md", "---\nname: By Front\n---\n# H\n").unwrap()["name"],
        "By Front"
    );
    assert_eq!(
        write("deep/SKILL.md", "Text.\n# By Heading\n").unwrap()["name"],
        "By Heading"
    );
    assert_eq!(write("deep/SKILL.md", "Text.\n").unwrap()["name"], "deep");
    assert_eq!(write("notes.md", "Text.\n").unwrap()["name"], "notes");
    let whole = skill(4, "Whole");
    assert_eq!(write("a.json", &json!(whole).to_string()).unwrap(), whole);
    assert_eq!(write("a.json", &json!({"skills": [whole]}).to_string()).unwrap(), whole);
    assert_eq!(
        write("a.json", &json!([whole, skill(5, "Two")]).to_string()).unwrap_err(),
        ImportError::Several { count: 2 }
    );
    assert_eq!(write("a.json", "{}").unwrap_err(), ImportError::NoName);
    assert_eq!(write("a.json", "[]").unwrap_err(), ImportError::NoSkills);
    assert!(matches!(write("a.json", "{").unwrap_err(), ImportError::NotJson { .. }));
    assert!(matches!(
        write("a.exe", "").unwrap_err(),
        ImportError::WrongKindForNew { .. }
    ));
    assert!(matches!(
        new_skill(&home.path().join("none.py"), &Limits::default()).unwrap_err(),
        ImportError::Unreadable { .. }
    ));
}
