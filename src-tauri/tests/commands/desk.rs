//! A data folder, a marketplace, and the real program at its command line.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value, json};
use skilldock_marketplace::Marketplace;
use tempfile::TempDir;

/// Exit statuses of the command line (`skilldock --help`).
pub const DONE: i32 = 0;
pub const CONFIGURATION: i32 = 1;
pub const USAGE: i32 = 2;
pub const WAITS: i32 = 3;
pub const TOKEN: i32 = 5;
pub const PARTLY: i32 = 6;
pub const NOT_FOUND: i32 = 8;
pub const BAD_INPUT: i32 = 9;

/// An id of the right form that nobody has.
pub const UNKNOWN: &str = "00000000-0000-4000-8000-999999999999";

/// The id of skill number so.
pub fn id(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// A skill with these fields beside the usual ones.
pub fn skill(number: u32, fields: &Value) -> Value {
    let mut skill = json!({
        "skill_id": id(number),
        "name": format!("Skill {number}"),
        "description": "What it does.",
        "version": "1.0.0",
        "code": "print('as it was')\n",
        "command": "python",
        "python_packages": [],
        "npm_packages": [],
        "tags": ["test"],
        "metadata": { "author": "somebody" },
        "category": "data",
        "average_rating": 4.0,
        "rating_count": 3,
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-02T00:00:00Z",
    });
    for (field, value) in fields.as_object().unwrap() {
        skill[field] = value.clone();
    }
    skill
}

/// A place where the program is run.
pub struct Desk {
    pub market: Marketplace,
    folder: TempDir,
    variables: Vec<(String, String)>,
}

/// What the program said.
#[derive(Debug)]
pub struct Said {
    pub status: i32,
    pub out: String,
}

impl Said {
    /// The one JSON object on standard output, after checking how it ended.
    #[track_caller]
    pub fn object(&self, status: i32) -> Map<String, Value> {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.out.lines().count(), 1, "one object on one line: {self:?}");
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// That it ended so and said why: the code of the error.
    #[track_caller]
    pub fn error(&self, status: i32) -> String {
        let object = self.object(status);
        let error = &object["error"];
        has(error, &["code", "message", "hint"]);
        assert_ne!(error["message"], "", "{self:?}");
        error["code"].as_str().unwrap().to_owned()
    }
}

/// That an object has these fields.
#[track_caller]
pub fn has(object: &Value, fields: &[&str]) {
    for field in fields {
        assert!(object.get(field).is_some(), "{field} is missing in {object}");
    }
}

impl Desk {
    /// A marketplace of three skills, and an empty data folder that knows it.
    pub async fn new() -> Self {
        let skills = (1..=3).map(|number| skill(number, &json!({})));
        let market = Marketplace::builder().skills(skills).no_limits().start().await.unwrap();
        let variables = vec![
            ("ATOM_SAAS_API_URL".to_owned(), market.url()),
            ("ATOM_SAAS_API_TOKEN".to_owned(), market.token().to_owned()),
        ];
        Self {
            market,
            folder: tempfile::tempdir().unwrap(),
            variables,
        }
    }

    /// The same, synced.
    pub async fn synced() -> Self {
        let desk = Self::new().await;
        desk.run(&["sync"]).object(DONE);
        desk
    }

    /// The same, where conflicts wait for a person.
    pub async fn manual() -> Self {
        let desk = Self::synced().await;
        desk.with("ATOM_SAAS_CONFLICT_STRATEGY", "manual")
    }

    /// With another variable in the environment.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A file of this desk's.
    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Where a file of this desk's would be.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The marketplace publishes a skill again, later than before.
    pub fn publish(&self, number: u32, mut fields: Value) {
        fields["updated_at"] = json!("2026-02-01T00:00:00Z");
        self.market.catalogue().upsert(skill(number, &fields)).unwrap();
    }

    /// Runs the program with `--json` on the data folder of this desk.
    pub fn run(&self, words: &[&str]) -> Said {
        self.run_in("data", words)
    }

    /// Runs it on another data folder of this desk's.
    pub fn run_in(&self, data: &str, words: &[&str]) -> Said {
        self.finish(Command::new(env!("CARGO_BIN_EXE_skilldock")), data, words)
    }

    /// Runs it by another program, whose command ends where ours begins.
    pub fn run_by(&self, mut other: Command, words: &[&str]) -> Said {
        other.arg(env!("CARGO_BIN_EXE_skilldock"));
        self.finish(other, "data", words)
    }

    fn finish(&self, mut command: Command, data: &str, words: &[&str]) -> Said {
        let home = self.folder.path();
        let output = command
            .env_clear()
            .envs(std::env::vars_os().filter(|(name, _)| name == "PATH"))
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", home)
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(home)
            .args(["--json", "--data-dir"])
            .arg(home.join(data))
            .args(words)
            .output()
            .unwrap();
        Said {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
        }
    }
}

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
