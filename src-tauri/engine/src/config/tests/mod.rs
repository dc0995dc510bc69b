//! The rules of the module as a whole, told through [`resolve`](super::resolve).

mod bounds;
mod files;
mod precedence;
mod secrets;
mod token;
mod trust;
mod view;

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::*;

/// A variable, three values it may have, as they are shown, and one it may not.
pub(super) struct Sample {
    pub name: &'static str,
    pub good: [&'static str; 3],
    pub bad: &'static str,
    pub default: Option<&'static str>,
}

pub(super) const SAMPLES: [Sample; 14] = [
    Sample {
        name: "ATOM_SAAS_ENABLED",
        good: ["false", "true", "false"],
        bad: "maybe",
        default: Some("true"),
    },
    Sample {
        name: "ATOM_SAAS_API_URL",
        good: ["https://a.example", "https://b.example:1/x", "http://localhost:8080"],
        bad: "http://a.example",
        default: None,
    },
    Sample {
        name: "ATOM_SAAS_WS_URL",
        good: ["wss://a.example/ws", "wss://b.example:1/x", "ws://[::1]:8080/ws"],
        bad: "ws://a.example",
        default: None,
    },
    Sample {
        name: "ATOM_SAAS_WS_ENABLED",
        good: ["false", "true", "false"],
        bad: "2",
        default: Some("true"),
    },
    Sample {
        name: "ATOM_SAAS_WS_RECONNECT_ATTEMPTS",
        good: ["1", "50", "100"],
        bad: "0",
        default: Some("10"),
    },
    Sample {
        name: "ATOM_SAAS_SYNC_INTERVAL_MINUTES",
        good: ["5", "20", "60"],
        bad: "61",
        default: Some("15"),
    },
    Sample {
        name: "ATOM_SAAS_RATING_SYNC_INTERVAL_MINUTES",
        good: ["10", "20", "120"],
        bad: "9",
        default: Some("30"),
    },
    Sample {
        name: "ATOM_SAAS_CONFLICT_STRATEGY",
        good: ["manual", "merge", "local_wins"],
        bad: "newest_wins",
        default: Some("remote_wins"),
    },
    Sample {
        name: "ATOM_SAAS_API_TIMEOUT_SECONDS",
        good: ["10", "45", "120"],
        bad: "1.5",
        default: Some("30"),
    },
    Sample {
        name: "SKILLDOCK_IDENTITY",
        // What is typed is hashed; what is hashed already is not.
        good: [
            "sha256:0000000000000000000000000000000000000000000000000000000000000000",
            "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        ],
        bad: "a\nb",
        default: None,
    },
    Sample {
        name: "SKILLDOCK_REVIEW_UPDATES",
        good: ["false", "true", "false"],
        bad: "maybe",
        default: Some("false"),
    },
    Sample {
        name: "SKILLDOCK_METRICS_PORT",
        good: ["1024", "9464", "65535"],
        bad: "80",
        default: None,
    },
    Sample {
        name: "SKILLDOCK_ENCRYPTION",
        good: ["auto", "on", "off"],
        bad: "yes",
        default: Some("auto"),
    },
    Sample {
        name: "SKILLDOCK_TLS_PINS",
        good: [
            "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=,PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0=",
            "PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0=,Ln0sA6lQeuJl7PW1NWiFpTOTogKdJBOUmXJloaJa78Y=",
            "Ln0sA6lQeuJl7PW1NWiFpTOTogKdJBOUmXJloaJa78Y=,ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
        ],
        bad: "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
        default: None,
    },
];

/// The places somebody can write to, strongest first.
pub(super) const PLACES: [Source; 3] = [Source::Environment, Source::EnvFile, Source::Settings];

pub(super) const UUID: &str = "5b1c0a52-8d4e-4c6f-9a3b-2f1e0d9c8b7a";

/// What is written where.
pub(super) fn sources(written: &[(Source, &str, &str)]) -> Sources {
    let mut sources = Sources::default();
    for (source, name, value) in written {
        let values = match source {
            Source::Environment => &mut sources.environment,
            Source::EnvFile => &mut sources.env_file.get_or_insert_with(EnvFile::default).values,
            Source::Settings => &mut sources.settings,
            Source::Default => panic!("nobody writes the default"),
        };
        values.insert((*name).to_owned(), (*value).to_owned());
    }
    sources
}

pub(super) fn resolved(written: &[(Source, &str, &str)]) -> Resolved {
    resolve(&sources(written))
}

pub(super) fn shown<'a>(resolved: &'a Resolved, name: &str) -> &'a VariableView {
    resolved.variables.iter().find(|view| view.variable == name).unwrap()
}

/// Variable, place and whether it is overridden, of every problem.
pub(super) fn problems(resolved: &Resolved) -> Vec<(&str, Source, bool)> {
    resolved
        .problems
        .iter()
        .map(|problem| (problem.variable.as_str(), problem.source, problem.overridden))
        .collect()
}

/// A `.env` file in a folder of its own, read.
pub(super) fn env_file(dir: &tempfile::TempDir, text: &str) -> Sources {
    let path: PathBuf = dir.path().join(".env");
    std::fs::write(&path, text).unwrap();
    Sources::read(std::iter::empty(), EnvFileChoice::Given(path), BTreeMap::new()).unwrap()
}
