//! The bundled demo: that it starts, and that every skill in it is true to its word.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use skilldock_marketplace::{Marketplace, demo_catalogue};

use crate::client::Client;

/// A program that takes longer with its own example is no example.
const LONGEST_RUN: Duration = Duration::from_secs(5);

fn skills() -> Vec<Value> {
    demo_catalogue()
        .unwrap()
        .skills
        .iter()
        .map(|text| serde_json::from_str(text).unwrap())
        .collect()
}

#[tokio::test]
async fn the_demo_starts_and_lets_in_who_has_its_token() {
    let demo = Marketplace::demo().start().await.unwrap();
    assert_eq!(uuid::Uuid::parse_str(demo.token()).unwrap().get_version_num(), 4);
    let client = Client::at(&demo.url(), &demo.ws_url(), demo.token());
    assert_eq!(client.get_json("/api/v1/skills").await["total"], demo.skills());
    client.socket().await;
    demo.shutdown().await;
}

#[tokio::test]
async fn the_demo_can_offer_something_else() {
    let demo = Marketplace::demo()
        .generated(7)
        .token("my-own-token")
        .start()
        .await
        .unwrap();
    assert_eq!((demo.skills(), demo.token()), (7, "my-own-token"));
}

#[test]
fn there_are_enough_skills_in_every_category_and_each_is_itself() {
    let skills = skills();
    assert!(skills.len() >= 60, "{} skills", skills.len());
    let mut ids = BTreeSet::new();
    let mut in_category: BTreeMap<&str, usize> = BTreeMap::new();
    for skill in &skills {
        let id = skill["skill_id"].as_str().unwrap();
        assert_eq!(
            uuid::Uuid::parse_str(id).unwrap().get_version_num(),
            4,
            "{}",
            skill["name"]
        );
        assert!(ids.insert(id), "{id} twice");
        *in_category.entry(skill["category"].as_str().unwrap()).or_default() += 1;
    }
    assert_eq!(in_category.len(), 13, "{in_category:?}");
    assert!(in_category.values().all(|count| *count >= 4), "{in_category:?}");
    let categories = demo_catalogue().unwrap().categories;
    let named: BTreeSet<&str> = categories
        .iter()
        .map(|category| category["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        named,
        in_category.keys().copied().collect(),
        "categories.toml has those that have skills"
    );
}

#[test]
fn every_field_is_filled_and_every_time_is_a_time() {
    for skill in skills() {
        let name = &skill["name"];
        for field in ["name", "description", "version", "code"] {
            assert!(
                skill[field].as_str().is_some_and(|text| !text.trim().is_empty()),
                "{name}: {field}"
            );
        }
        for field in ["author", "readme"] {
            assert!(
                skill["metadata"][field]
                    .as_str()
                    .is_some_and(|text| !text.trim().is_empty()),
                "{name}: {field}"
            );
        }
        let time = |value: &Value| value.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        assert!(time(&skill["created_at"]) <= time(&skill["updated_at"]), "{name}");
        for rating in skill["ratings"].as_array().unwrap() {
            time(&rating["created_at"]);
            assert!((1..=5).contains(&rating["rating"].as_u64().unwrap()), "{name}");
            assert!(rating["user_id"].as_str().unwrap().starts_with("sha256:"), "{name}");
        }
    }
}

#[test]
fn nothing_in_the_demo_looks_like_an_e_mail_address() {
    for skill in skills() {
        let text = skill.to_string();
        for (at, _) in text.match_indices('@') {
            assert!(!is_address(&text, at), "{}: …{}…", skill["name"], around(&text, at));
        }
    }
}

/// Letters before an `@`, and a host with a dot after it. (`lodash@^4.1` and `@scope/name` are none.)
fn is_address(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    let host: String = text[at + 1..]
        .chars()
        .take_while(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-'))
        .collect();
    let top = host.rsplit('.').next().unwrap_or_default();
    before && host.contains('.') && top.len() >= 2 && top.chars().all(|letter| letter.is_ascii_alphabetic())
}

fn around(text: &str, at: usize) -> String {
    text.chars()
        .skip(text[..at].chars().count().saturating_sub(20))
        .take(50)
        .collect()
}

#[test]
fn every_program_gives_what_its_examples_promise() {
    let runs: Vec<_> = skills().into_iter().flat_map(runs_of).collect();
    let failures = std::sync::Mutex::new(Vec::new());
    // Starting an interpreter is most of the work, and there are many to start.
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for worker in 0..workers {
            let (runs, failures) = (&runs, &failures);
            scope.spawn(move || {
                for (interpreter, skill, example) in runs.iter().skip(worker).step_by(workers) {
                    if let Err(problem) = check(interpreter, skill, example) {
                        let name = format!("{} / {}", skill["name"], example["title"]);
                        failures.lock().unwrap().push(format!("{name}: {problem}"));
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(
        failures.is_empty(),
        "{} of {} examples fail:\n{}",
        failures.len(),
        runs.len(),
        failures.join("\n")
    );
}

/// A skill's program with each of its examples; a prompt has no program.
fn runs_of(skill: Value) -> Vec<(&'static str, Value, Value)> {
    let interpreter = match skill["command"].as_str().unwrap() {
        "python" => "python3",
        "node" => "node",
        _ => return Vec::new(),
    };
    let examples = skill["examples"].as_array().unwrap().clone();
    assert!(!examples.is_empty(), "{} has no example", skill["name"]);
    examples
        .into_iter()
        .map(|example| (interpreter, skill.clone(), example))
        .collect()
}

fn check(interpreter: &str, skill: &Value, example: &Value) -> Result<(), String> {
    let extension = if interpreter == "node" { "js" } else { "py" };
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join(format!("main.{extension}"));
    std::fs::write(&program, skill["code"].as_str().unwrap()).unwrap();
    let start = Instant::now();
    let mut child = Command::new(interpreter)
        .arg(&program)
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{interpreter} is needed to run the demo's programs: {error}"));
    let mut input = child.stdin.take().unwrap();
    // A program that does not read its input closes the pipe; what it prints tells.
    input.write_all(example["input"].as_str().unwrap().as_bytes()).ok();
    drop(input);
    let killer = Killer::after(LONGEST_RUN, child.id());
    let output = child.wait_with_output().unwrap();
    drop(killer);
    if start.elapsed() >= LONGEST_RUN {
        return Err("took longer than five seconds".to_owned());
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    let promised = example["output"].as_str().unwrap();
    if same(printed.trim(), promised.trim()) {
        Ok(())
    } else {
        Err(format!(
            "promised {promised}\n  printed {printed}\n  {}",
            String::from_utf8_lossy(&output.stderr)
        ))
    }
}

/// The same JSON, or the same text where either is none.
fn same(printed: &str, promised: &str) -> bool {
    let json = |text: &str| serde_json::from_str::<Value>(text).ok();
    match (json(printed), json(promised)) {
        (Some(printed), Some(promised)) => printed == promised,
        _ => printed == promised,
    }
}

/// Ends a process that takes too long, unless it is dropped before.
struct Killer {
    _done: std::sync::mpsc::Sender<()>,
}

impl Killer {
    fn after(time: Duration, pid: u32) -> Self {
        let (done, waiting) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            if waiting.recv_timeout(time) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                Command::new("kill").arg(pid.to_string()).status().ok();
            }
        });
        Self { _done: done }
    }
}
