use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::{Object, export, import};
use super::*;

const FORMATS: [&str; 3] = ["out.json", "out", "out.zip"];

#[test]
fn an_exported_skill_comes_back_as_it_was() {
    for to in FORMATS {
        let home = tempfile::tempdir().unwrap();
        let skills = [skill(1, "CSV Doctor"), skill(2, "CSV doctor!"), skill(3, "図表")];
        let written = export(&skills, &home.path().join(to)).unwrap();
        assert_eq!(written.skills, 3);
        let mut back = read(&home.path().join(to));
        back.skills.sort_by_key(|skill| skill["skill_id"].to_string());
        assert_eq!(back.skills, skills, "{to}");
        assert_eq!((back.refused.len(), back.left_out), (0, 0));
        let texts: Vec<String> = back.skills.iter().map(|skill| json!(skill).to_string()).collect();
        let before: Vec<String> = skills.iter().map(|skill| json!(skill).to_string()).collect();
        assert_eq!(texts, before, "the order of the fields too");
        let left: Vec<_> = std::fs::read_dir(home.path()).unwrap().collect();
        assert_eq!(left.len(), 1, "nothing half-written is left");
    }
}

/// What an export shows is compared with on the way back, so it stays as it is.
#[test]
fn the_layout_is_the_one_that_earlier_exports_have() {
    let home = tempfile::tempdir().unwrap();
    export(&[skill(1, "CSV Doctor")], home.path()).unwrap();
    let found = files(home.path());
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "csv-doctor/SKILL.md",
            "csv-doctor/main.py",
            "csv-doctor/requirements.txt",
            "csv-doctor/skill.json"
        ]
    );
    assert_eq!(
        String::from_utf8_lossy(&found[0].1),
        "---\nname: csv-doctor\ndescription: \"Checks a CSV file: rows, types and \\\"quotes\\\".\"\nmetadata:\n  \
         display-name: CSV Doctor\n  version: \"1.4.2\"\n  author: mira-holt\n---\n\n# CSV Doctor\n\nChecks a CSV file: \
         rows, types and \"quotes\".\n\nRun it with `python main.py`; the packages it needs are in `requirements.txt`, \
         where it needs any.\n"
    );
    assert_eq!(found[1].1, "import sys\r\nprint('ö')".as_bytes());
    assert_eq!(found[2].1, b"charset-normalizer>=3\nnumpy\n");

    let mut node = skill(2, "Port Check");
    node.extend(object(json!({
        "command": "node", "skill_type": "nodejs_code", "npm_packages": ["ws@^8"], "python_packages": [],
        "metadata": {"readme": "# Port Check\n\nLooks."}
    })));
    let home = tempfile::tempdir().unwrap();
    export(&[node], home.path()).unwrap();
    let found = files(home.path());
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "port-check/SKILL.md",
            "port-check/main.js",
            "port-check/package.json",
            "port-check/skill.json"
        ]
    );
    assert!(String::from_utf8_lossy(&found[0].1).ends_with("---\n\n# Port Check\n\nLooks.\n"));
    assert_eq!(
        String::from_utf8_lossy(&found[2].1),
        "{\n  \"name\": \"port-check\",\n  \"private\": true,\n  \"dependencies\": {\n    \"ws\": \"^8\"\n  }\n}\n"
    );
}

#[test]
fn what_was_edited_by_hand_goes_before_what_was_stored() {
    let home = tempfile::tempdir().unwrap();
    let exported = skill(1, "CSV Doctor");
    export(std::slice::from_ref(&exported), home.path()).unwrap();
    let folder = home.path().join("csv-doctor");
    let edit = |file: &str, from: &str, to: &str| {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        assert!(text.contains(from));
        std::fs::write(folder.join(file), text.replace(from, to)).unwrap();
        one(home.path())
    };
    let mut wanted = exported;
    wanted["code"] = json!("import sys\r\nprint('edited')");
    wanted.shift_remove("content_hash");
    assert_eq!(
        edit("main.py", "'ö'", "'edited'"),
        wanted,
        "and its digest is no longer one of it"
    );
    wanted["description"] = json!("Better.");
    let old = "description: \"Checks a CSV file: rows, types and \\\"quotes\\\".\"";
    assert_eq!(edit("SKILL.md", old, "description: Better."), wanted);
    wanted["version"] = json!("1.10");
    assert_eq!(edit("SKILL.md", "\"1.4.2\"", "1.10"), wanted);
    wanted["name"] = json!("CSV Surgeon");
    assert_eq!(
        edit("SKILL.md", "display-name: CSV Doctor", "display-name: CSV Surgeon"),
        wanted
    );
    wanted["python_packages"] = json!(["charset-normalizer>=3"]);
    assert_eq!(edit("requirements.txt", "numpy\n", ""), wanted);
    wanted["tags"] = json!(["csv", "new"]);
    assert_eq!(edit("skill.json", "\"csv\"\n", "\"csv\", \"new\"\n"), wanted);
    wanted["metadata"]["readme"] = json!("By hand.\n");
    let text = std::fs::read_to_string(folder.join("SKILL.md")).unwrap();
    let (front, _) = text.split_once("---\n\n").unwrap();
    std::fs::write(folder.join("SKILL.md"), format!("{front}---\n\nBy hand.\n")).unwrap();
    assert_eq!(one(home.path()), wanted);
    wanted["name"] = json!("Tabula");
    assert_eq!(
        edit("SKILL.md", "name: csv-doctor", "name: Tabula")["name"],
        "CSV Surgeon",
        "the shown name goes first"
    );
}

#[test]
fn the_text_of_a_prompt_is_edited_in_its_skill_md() {
    let home = tempfile::tempdir().unwrap();
    let mut prompt = skill(1, "Regex Tutor");
    let text = "---\nold: front\n---\n\nExplain.";
    prompt.extend(object(
        json!({"command": "prompt", "skill_type": "prompt_only", "code": text}),
    ));
    prompt.shift_remove("content_hash");
    export(std::slice::from_ref(&prompt), home.path()).unwrap();
    assert_eq!(one(home.path()), prompt);
    let file = home.path().join("regex-tutor/SKILL.md");
    let shown = std::fs::read_to_string(&file).unwrap();
    assert!(shown.ends_with("---\n\n---\nold: front\n---\n\nExplain.\n"), "{shown}");
    std::fs::write(&file, shown.replace("name: regex-tutor", "name: Regex Teacher")).unwrap();
    prompt["name"] = json!("Regex Teacher");
    assert_eq!(one(home.path()), prompt);
    std::fs::write(&file, shown.replace("Explain.", "Explain it.")).unwrap();
    prompt["name"] = json!("Regex Tutor");
    prompt["code"] = json!("---\nold: front\n---\n\nExplain it.\n");
    assert_eq!(one(home.path()), prompt);
}

#[test]
fn another_export_replaces_only_what_the_first_one_wrote() {
    let home = tempfile::tempdir().unwrap();
    let to = home.path().join("skills");
    let foreign = to.join("port-check");
    std::fs::create_dir_all(&foreign).unwrap();
    std::fs::write(foreign.join("SKILL.md"), "mine").unwrap();
    export(&[skill(1, "CSV Doctor"), skill(2, "Port Check")], &to).unwrap();
    assert_eq!(std::fs::read(foreign.join("SKILL.md")).unwrap(), b"mine");
    assert!(to.join("port-check-00000000/skill.json").exists());
    let ours = to.join("csv-doctor");
    std::fs::write(ours.join("notes.txt"), "mine too").unwrap();
    std::fs::create_dir(ours.join("pictures")).unwrap();
    std::fs::write(ours.join("pictures/a.svg"), "<svg/>").unwrap();
    let mut changed = skill(1, "CSV Doctor");
    changed.extend(object(
        json!({"command": "node", "skill_type": "nodejs_code", "python_packages": []}),
    ));
    let written = export(std::slice::from_ref(&changed), &to).unwrap();
    assert_eq!((written.skills, written.files), (1, 3));
    let names: Vec<String> = files(&ours).into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        ["SKILL.md", "main.js", "notes.txt", "pictures/a.svg", "skill.json"]
    );
    assert_eq!(std::fs::read(ours.join("notes.txt")).unwrap(), b"mine too");
    let back = read(&to);
    assert_eq!((back.skills.len(), back.left_out), (3, 2));
    assert!(back.skills.contains(&changed));
    assert_eq!(
        std::fs::read_dir(&to).unwrap().count(),
        3,
        "nothing half-written is left"
    );
}

#[test]
fn an_export_that_fails_leaves_what_was_there() {
    let home = tempfile::tempdir().unwrap();
    let skills = [skill(1, "CSV Doctor")];
    std::fs::create_dir(home.path().join("a.json")).unwrap();
    std::fs::write(home.path().join("file"), "mine").unwrap();
    for to in ["a.json", "file", "file/deeper", "file/x.zip"] {
        let failed = export(&skills, &home.path().join(to)).unwrap_err();
        assert!(
            matches!(failed, super::super::ExportError::InTheWay { .. }),
            "{to}: {failed}"
        );
    }
    assert_eq!(files(home.path()), [("file".to_owned(), b"mine".to_vec())]);
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 2);
}

#[test]
fn a_lone_surrogate_or_a_record_without_a_name_is_refused_alone() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.json");
    let good = json!(skill(1, "Good"));
    let again = json!(skill(1, "Again"));
    let text = format!(
        "\u{feff}{{\"page\": 1, \"skills\": [{{\"name\": \"\\ud800\"}}, 5, {{\"name\": \" \"}}, {{\"name\": \"x\", \
         \"skill_id\": \"7\"}}, {good}, {again}, {{\"name\": \"no id\", \"skill_id\": null}}]}}"
    );
    std::fs::write(&path, text).unwrap();
    let read = read(&path);
    assert_eq!(read.skills, [skill(1, "Good"), object(json!({"name": "no id"}))]);
    let refused: Vec<String> = read
        .refused
        .iter()
        .map(|one| format!("{}: {}", one.name, one.why))
        .collect();
    assert_eq!(refused.len(), 5, "{refused:?}");
    assert!(
        refused[0].starts_with("record 1: record 1 is not valid JSON"),
        "{refused:?}"
    );
    assert_eq!(
        refused[1..],
        [
            "record 2: it is not a JSON object",
            "record 3: it has no name",
            "record 4, x: its skill_id is not a UUID",
            "Again: another skill in it has the same skill_id"
        ]
    );
}

#[test]
fn a_list_and_a_single_skill_are_taken_too() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.JSON");
    let a = skill(1, "A");
    for text in [
        json!([a]).to_string(),
        json!(a).to_string(),
        json!({"skills": [a]}).to_string(),
    ] {
        std::fs::write(&path, text).unwrap();
        assert_eq!(one(&path), a);
    }
    std::fs::write(&path, "{\"skills\": []}").unwrap();
    assert_eq!(read(&path).skills, [] as [Object; 0]);
}

#[test]
fn the_real_catalogue_comes_back_as_it_was() {
    use std::io::BufRead as _;
    let shared = std::env::var_os("SKILLDOCK_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        std::path::PathBuf::from,
    );
    let packed = std::fs::File::open(shared.join("data/skills.jsonl.gz")).expect("set SKILLDOCK_SHARED");
    let skills: Vec<Object> = std::io::BufReader::new(flate2::read::GzDecoder::new(packed))
        .lines()
        .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
        .collect();
    assert!(skills.len() > 1000);
    let key = |skill: &Object| skill["skill_id"].to_string();
    let mut wanted = skills.clone();
    wanted.sort_by_key(key);
    for to in FORMATS {
        let home = tempfile::tempdir().unwrap();
        let to = home.path().join(to);
        export(&skills, &to).unwrap();
        let mut back = read(&to);
        back.skills.sort_by_key(key);
        assert!(back.skills == wanted, "{}", to.display());
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~]{0,40}",
        "(\u{feff}|\r\n|\n|---|- |: |#|\"|'|\0|\u{85}|a| ){0,12}",
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((text(), inner), 0..5).prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn packages() -> impl Strategy<Value = Value> {
    prop_oneof![
        prop::collection::vec("@?[a-z]{1,5}([@/=><]{1,2}[0-9.]{1,4})?( #x)?", 0..4).prop_map(Value::from),
        value(),
    ]
}

prop_compose! {
    fn any_skill()(
        name in text().prop_filter("a name", |name| !name.trim().is_empty()),
        id in any::<[u8; 16]>(),
        command in prop_oneof![Just(json!("python")), Just(json!("node")), Just(json!("prompt")), Just(json!("bash")), value()],
        code in prop_oneof![text().prop_map(Value::from), value()],
        description in prop_oneof![text().prop_map(Value::from), value()],
        version in prop_oneof![Just(json!("1.10")), value()],
        python in packages(),
        npm in packages(),
        metadata in prop_oneof![text().prop_map(|author| json!({"author": author, "readme": author})), value()],
        others in prop::collection::vec((text(), value()), 0..4),
    ) -> Object {
        let mut skill: Object = others.into_iter().collect();
        skill.extend(object(json!({
            "skill_id": uuid::Uuid::from_bytes(id).to_string(), "name": name, "command": command, "code": code,
            "description": description, "version": version, "python_packages": python, "npm_packages": npm,
            "metadata": metadata,
        })));
        skill.shift_remove("skill_type");
        skill
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_skill_comes_back_exactly(skills in prop::collection::vec(any_skill(), 1..4)) {
        for to in FORMATS {
            let home = tempfile::tempdir().unwrap();
            let to = home.path().join(to);
            export(&skills, &to).unwrap();
            let mut back = import(&to, &Limits::default()).unwrap();
            prop_assert_eq!(&back.refused, &[]);
            let key = |skill: &Object| skill["skill_id"].to_string();
            back.skills.sort_by_key(key);
            let mut wanted = skills.clone();
            wanted.sort_by_key(key);
            prop_assert_eq!(back.skills, wanted, "{:?}", to);
        }
    }

    #[test]
    fn no_name_of_a_skill_writes_outside_its_folder(names in prop::collection::vec("(\\.\\.|/|\\\\|CON|nul|:|a|\0| |é|\\PC){1,8}", 1..5)) {
        let home = tempfile::tempdir().unwrap();
        let skills: Vec<Object> = (0_u32..).zip(&names).map(|(number, name)| skill(number, name)).collect();
        export(&skills, &home.path().join("deep/in/here")).unwrap();
        let mut seen = std::collections::HashSet::new();
        for (name, _) in files(home.path()) {
            let parts: Vec<&str> = name.split('/').collect();
            prop_assert_eq!(parts.len(), 5, "{}", name);
            prop_assert_eq!(&parts[..3], &["deep", "in", "here"]);
            prop_assert!(super::super::names::parts(&name).is_ok(), "{}", name);
            seen.insert(parts[3].to_lowercase());
        }
        prop_assert_eq!(seen.len(), names.len());
    }
}
