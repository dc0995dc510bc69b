//! What a skill's code names: environment variables it reads, hosts it addresses, programs
//! it starts. Facts with a line each, never a verdict.
//!
//! The code is looked through for words, not understood. What is put together while it
//! runs is not found, and a name in an example counts like any other: the window says so.

use std::collections::HashSet;

use serde::Serialize;
use ts_rs::TS;

use crate::model::SkillType;

/// Mentions shown at most, of each kind.
const MOST: usize = 20;
/// Bytes of code looked through at most; far beyond what is written by hand.
const LOOKED_THROUGH: usize = 4 << 20;
/// Characters of a name shown at most.
const NAME: usize = 120;

/// What kind of thing is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MentionKind {
    /// An environment variable that is read.
    Variable,
    /// A host in an address.
    Host,
    /// A way to start programs.
    Process,
}

/// Something the code names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Mention {
    /// What kind of thing.
    pub kind: MentionKind,
    /// Its name.
    pub name: String,
    /// The line of the code where it stands first, from 1.
    pub line: u32,
}

/// Ways to start programs, as they are written.
const PYTHON_PROCESS: [&str; 8] = [
    "subprocess.",
    "import subprocess",
    "os.system(",
    "os.popen(",
    "os.exec",
    "os.spawn",
    "asyncio.create_subprocess_",
    "pty.spawn(",
];
const NODE_PROCESS: [&str; 5] = ["child_process", "execSync(", "spawnSync(", "Bun.spawn", "Deno.Command"];
/// What stands before the name of an environment variable, in quotes or not.
const PYTHON_VARIABLE: [&str; 5] = [
    "os.environ[",
    "environ.get(",
    "os.getenv(",
    "environ.setdefault(",
    "environ.pop(",
];
const NODE_VARIABLE: [&str; 3] = ["process.env[", "Deno.env.get(", "Bun.env["];
const NODE_VARIABLE_BARE: [&str; 3] = ["process.env.", "Bun.env.", "import.meta.env."];

/// What the code of a skill of this type names, in the order of its lines, each thing once.
#[must_use]
pub fn mentions(code: &str, kind: SkillType) -> Vec<Mention> {
    let (python, node) = match kind {
        SkillType::PromptOnly => (false, false),
        SkillType::PythonCode => (true, false),
        SkillType::NodejsCode => (false, true),
        // Nobody said which language: either may be.
        SkillType::Other => (true, true),
    };
    let mut found = Found::default();
    let mut looked = 0;
    for (number, line) in (1_u32..).zip(code.lines()) {
        looked += line.len();
        if looked > LOOKED_THROUGH {
            break;
        }
        let trimmed = line.trim_start();
        if (python && trimmed.starts_with('#')) || (node && trimmed.starts_with("//")) {
            continue;
        }
        hosts(line, |host| found.add(MentionKind::Host, host, number));
        if python {
            quoted_after(line, &PYTHON_VARIABLE, |name| {
                found.add(MentionKind::Variable, name, number)
            });
            if let Some(way) = process(line, &PYTHON_PROCESS) {
                found.add(MentionKind::Process, way, number);
            }
        }
        if node {
            quoted_after(line, &NODE_VARIABLE, |name| {
                found.add(MentionKind::Variable, name, number)
            });
            for bare in NODE_VARIABLE_BARE {
                for (at, _) in line.match_indices(bare) {
                    let rest = &line[at + bare.len()..];
                    let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
                    found.add(MentionKind::Variable, &rest[..end], number);
                }
            }
            if let Some(way) = process(line, &NODE_PROCESS) {
                found.add(MentionKind::Process, way, number);
            }
        }
    }
    found.mentions
}

#[derive(Default)]
struct Found {
    mentions: Vec<Mention>,
    seen: HashSet<(MentionKind, String)>,
}

impl Found {
    fn add(&mut self, kind: MentionKind, name: &str, line: u32) {
        if name.is_empty()
            || name.len() > NAME
            || self.mentions.iter().filter(|known| known.kind == kind).count() >= MOST
            || !self.seen.insert((kind, name.to_owned()))
        {
            return;
        }
        self.mentions.push(Mention {
            kind,
            name: name.to_owned(),
            line,
        });
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Calls `found` with each name that stands in quotes right after one of these beginnings.
fn quoted_after(line: &str, beginnings: &[&str], mut found: impl FnMut(&str)) {
    for beginning in beginnings {
        for (at, _) in line.match_indices(beginning) {
            let rest = line[at + beginning.len()..].trim_start();
            let Some(quote) = rest.chars().next().filter(|c| "\"'`".contains(*c)) else {
                continue;
            };
            if let Some(name) = rest[1..].split(quote).next()
                && name.chars().all(is_name)
                && rest[1..].len() > name.len()
            {
                found(name);
            }
        }
    }
}

/// How the line starts a program, without what the word goes on with.
fn process<'a>(line: &str, ways: &[&'a str]) -> Option<&'a str> {
    let way = ways.iter().find(|way| {
        line.match_indices(**way).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            before.is_none_or(|c| !is_name(c))
        })
    })?;
    Some(
        way.strip_prefix("import ")
            .unwrap_or(way)
            .trim_end_matches(['.', '(', '_']),
    )
}

/// Calls `found` with the host of each `http`, `https`, `ws` and `wss` address. The machine
/// itself and the hosts reserved for examples are none.
fn hosts(line: &str, mut found: impl FnMut(&str)) {
    for (at, _) in line.match_indices("://") {
        let before = &line[..at];
        let scheme = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        let scheme = &before[scheme.len()..];
        if !["http", "https", "ws", "wss"]
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known))
        {
            continue;
        }
        let rest = &line[at + 3..];
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || ".-_@:%[]".contains(c)))
            .unwrap_or(rest.len());
        let place = rest[..end].rsplit('@').next().unwrap_or_default();
        let host = place
            .split(':')
            .next()
            .unwrap_or_default()
            .trim_matches('.')
            .to_ascii_lowercase();
        let plain = !host.is_empty()
            && host.contains('.')
            && host.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
        if plain && !is_reserved(&host) {
            found(&host);
        }
    }
}

/// Hosts that address nobody: this machine, and those of examples (RFC 2606).
fn is_reserved(host: &str) -> bool {
    let ends = |with: &str| host == with || host.strip_suffix(with).is_some_and(|rest| rest.ends_with('.'));
    host.starts_with("127.")
        || host == "0.0.0.0"
        || [
            "example.com",
            "example.org",
            "example.net",
            "example",
            "test",
            "invalid",
            "localhost",
        ]
        .into_iter()
        .any(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: &str, kind: SkillType) -> Vec<(MentionKind, String, u32)> {
        mentions(code, kind)
            .into_iter()
            .map(|one| (one.kind, one.name, one.line))
            .collect()
    }

    #[test]
    fn python_names_variables_hosts_and_programs_with_their_lines() {
        let code = "import os, subprocess\n\
                    KEY = os.environ[\"API_KEY\"]\n\
                    PLACE = os.getenv('HOME_DIR', '/tmp')\n\
                    r = get(\"https://api.weather.gov/v1?q=1\")\n\
                    subprocess.run([\"git\"])\n\
                    subprocess.run([\"ls\"])\n";
        use MentionKind::{Host, Process, Variable};
        assert_eq!(
            found(code, SkillType::PythonCode),
            [
                (Variable, "API_KEY".to_owned(), 2),
                (Variable, "HOME_DIR".to_owned(), 3),
                (Host, "api.weather.gov".to_owned(), 4),
                (Process, "subprocess".to_owned(), 5),
            ]
        );
    }

    #[test]
    fn node_names_them_in_its_own_way() {
        let code = "const { exec } = require('child_process');\n\
                    const a = process.env.TOKEN_A ?? process.env['TOKEN_B'];\n\
                    fetch(`wss://stream.example-exchange.io:443/x`)\n";
        use MentionKind::{Host, Process, Variable};
        assert_eq!(
            found(code, SkillType::NodejsCode),
            [
                (Process, "child_process".to_owned(), 1),
                (Variable, "TOKEN_B".to_owned(), 2),
                (Variable, "TOKEN_A".to_owned(), 2),
                (Host, "stream.example-exchange.io".to_owned(), 3),
            ]
        );
    }

    #[test]
    fn a_prompt_names_only_hosts() {
        let text = "Use os.getenv('KEY'), then look at https://docs.rs/serde.";
        assert_eq!(
            found(text, SkillType::PromptOnly),
            [(MentionKind::Host, "docs.rs".to_owned(), 1)]
        );
    }

    #[test]
    fn what_addresses_nobody_is_no_host() {
        for text in [
            "http://localhost:8080/x",
            "https://127.0.0.1/",
            "https://api.example.com/v1",
            "file:///etc/hosts",
            "https://{host}/x",
            "https://",
            "https://nodots/",
            "# https://commented.out.io/",
        ] {
            assert_eq!(found(text, SkillType::PythonCode), [], "{text}");
        }
    }

    #[test]
    fn a_user_and_a_password_in_an_address_are_not_shown() {
        let code = "u = 'https://me:secret@db.host.io/x'";
        assert_eq!(
            found(code, SkillType::PythonCode),
            [(MentionKind::Host, "db.host.io".to_owned(), 1)]
        );
    }

    #[test]
    fn each_thing_stands_once_and_of_each_kind_only_so_many() {
        let code: String = (0..60)
            .map(|n| format!("https://host-{n}.io https://host-{n}.io\n"))
            .collect();
        let list = found(&code, SkillType::Other);
        assert_eq!(list.len(), MOST);
        assert_eq!(list[MOST - 1].2, u32::try_from(MOST).unwrap());
    }

    #[test]
    fn a_word_that_only_ends_alike_starts_nothing() {
        assert_eq!(found("mysubprocess.run(x); cos.system(1)", SkillType::PythonCode), []);
    }

    proptest::proptest! {
        #[test]
        fn anything_can_be_looked_through(code in ".{0,200}", kind in 0..4_usize) {
            let lines = u32::try_from(code.lines().count()).unwrap();
            for one in mentions(&code, SkillType::ALL[kind]) {
                proptest::prop_assert!(one.line >= 1 && one.line <= lines && !one.name.is_empty());
            }
        }
    }
}
