//! Files that somebody is given and takes in.

use std::fs;
use std::path::Path;

use skilldock_engine::library::{self, Limits};

use super::texts;
use crate::Target;

/// Small, so that a bomb is one before it costs anything.
const LIMITS: Limits = Limits {
    file: 64 << 10,
    total: 256 << 10,
    entries: 200,
    skills: 50,
    ratio: 20,
};

pub const IMPORTS: Target = Target {
    name: "imports",
    what: "a file to import: the first byte says .json, .zip or SKILL.md",
    run: |bytes| {
        let Some((kind, bytes)) = bytes.split_first() else {
            return;
        };
        let name = ["skills.json", "skills.zip", "SKILL.md"][usize::from(*kind) % 3];
        in_a_folder(name, bytes, |folder, file| {
            let Ok(read) = library::import(file, &LIMITS) else {
                return;
            };
            assert!(read.skills.len() <= LIMITS.skills, "no more than the limit");
            for refused in &read.refused {
                assert!(
                    !refused.name.contains(char::is_control),
                    "a name that is shown is one line"
                );
                assert!(!refused.why.to_string().is_empty(), "a refusal has a reason");
            }
            for skill in &read.skills {
                let name = skill.get("name").and_then(|name| name.as_str()).unwrap_or_default();
                assert!(!name.trim().is_empty(), "a skill has a name");
            }
            // What was taken in can be handed on, and is the same there.
            let out = folder.join("out.json");
            assert!(
                library::export(&read.skills, &out).is_ok(),
                "what was read can be written"
            );
            let roomy = Limits::default();
            assert!(
                library::import(&out, &roomy).is_ok_and(|again| again.skills == read.skills),
                "and read again without a loss"
            );
        });
    },
    seeds: || {
        let mut seeds = texts(&[
            "\0{\"skills\":[{\"skill_id\":\"3f1c1c4e-8f0a-4b7e-9c55-0d6f5f1f7a10\",\"name\":\"PDF\",\"code\":\"print(1)\\n\",\"tags\":[\"a\"]}]}",
            "\0{\"skills\":[{\"name\":\"one\"},{\"name\":\"two\",\"python_packages\":[\"x==1\"]}]}",
            "\u{2}---\nname: pdf\ndescription: Reads forms\nmetadata:\n  author: Ada\n  tags: [a, b]\n---\n# PDF\n\nText\n",
            "\u{2}# Only a heading\n",
        ]);
        seeds.push([b"\x01".as_slice(), &packed()].concat());
        seeds
    },
    words: &[
        "---\n",
        "&a",
        "*a",
        "<<: ",
        "!!python/object",
        "name: ",
        "\"skills\":",
        "../",
        "..\\",
        "/etc/",
        "C:\\",
        "PK\x03\x04",
        "PK\x01\x02",
        "PK\x05\x06",
        "SKILL.md",
        "\u{202e}",
        "null",
        "? ",
        "|2\n",
        ">-\n",
    ],
};

pub const NEW_SKILLS: Target = Target {
    name: "new-skills",
    what: "a file to make a skill of: the first byte says .py, .js, .md or .json",
    run: |bytes| {
        let Some((kind, bytes)) = bytes.split_first() else {
            return;
        };
        let name = ["tool.py", "tool.js", "tool.md", "tool.json"][usize::from(*kind) % 4];
        in_a_folder(name, bytes, |_, file| {
            if let Ok(skill) = library::new_skill(file, &LIMITS) {
                let name = skill.get("name").and_then(|name| name.as_str()).unwrap_or_default();
                assert!(!name.trim().is_empty(), "a skill has a name");
            }
        });
    },
    seeds: || {
        texts(&[
            "\0\"\"\"Counts words.\"\"\"\nimport sys\nprint(len(sys.stdin.read().split()))\n",
            "\u{1}// Counts words\nconst fs = require('fs');\n",
            "\u{2}---\nname: words\n---\n# Words\n\n```python\nprint(1)\n```\n",
            "\u{3}{\"name\":\"words\",\"code\":\"print(1)\"}",
        ])
    },
    words: &[
        "---\n",
        "# ",
        "\u{feff}",
        "\r\n",
        "```",
        "name: ",
        "{",
        "\0",
        "\"name\":",
    ],
};

/// Lets `run` work on a file of these bytes, in a folder of its own; nothing may appear beside that folder's files.
fn in_a_folder(name: &str, bytes: &[u8], run: fn(&Path, &Path)) {
    let Ok(around) = tempfile::tempdir() else { return };
    let folder = around.path().join("in");
    let file = folder.join(name);
    if fs::create_dir(&folder).and_then(|()| fs::write(&file, bytes)).is_err() {
        return;
    }
    run(&folder, &file);
    let beside = fs::read_dir(around.path()).map_or(1, Iterator::count);
    assert_eq!(beside, 1, "nothing is written outside of the folder");
    assert!(
        fs::read(&file).is_ok_and(|after| after == bytes),
        "what is read is left as it is"
    );
}

/// An archive as Skilldock writes it.
fn packed() -> Vec<u8> {
    let skill = serde_json::json!({"name": "PDF", "description": "Reads forms", "code": "print(1)\n", "skill_type": "python_code"});
    let written = tempfile::tempdir().ok().and_then(|folder| {
        let file = folder.path().join("a.zip");
        library::export(&[skill.as_object()?.clone()], &file).ok()?;
        fs::read(file).ok()
    });
    written.unwrap_or_default()
}
