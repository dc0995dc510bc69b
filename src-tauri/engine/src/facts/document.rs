//! A document for a person or an agent: its text, and the programs and commands that stand
//! in its fences. What an agent is told to run is as good as code.

use super::found::{Found, Text};
use super::known::{Language, is_secret_variable};
use super::types::{Kind, Level};
use super::{blob, orders, shell, uses};

/// Programs whose use is talking to the network.
const TALKERS: [&str; 14] = [
    "curl",
    "wget",
    "ssh",
    "scp",
    "sftp",
    "rsync",
    "nc",
    "ncat",
    "telnet",
    "ftp",
    "iwr",
    "irm",
    "invoke-webrequest",
    "invoke-restmethod",
];

/// What a fence says its text is.
enum Fenced {
    Program(Language),
    Commands,
    Other,
}

fn fenced(word: &str) -> Fenced {
    match word
        .trim()
        .split([' ', '{', ','])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase()
        .as_str()
    {
        "python" | "py" | "python3" => Fenced::Program(Language::Python),
        "javascript" | "js" | "typescript" | "ts" | "node" | "jsx" | "tsx" | "mjs" => {
            Fenced::Program(Language::JavaScript)
        }
        "" | "sh" | "bash" | "shell" | "zsh" | "console" | "powershell" | "ps1" | "terminal" => Fenced::Commands,
        _ => Fenced::Other,
    }
}

/// Looks through a document.
pub(super) fn document(text: &Text<'_>, found: &mut Found) {
    shell::shell(text.text, text, 0, found);
    orders::orders(text.text, text, found);
    blob::blobs(text.text, text, 0, Level::Note, found);
    for (kind, start, end) in fences(text.text) {
        let Some(inner) = text.text.get(start..end) else {
            continue;
        };
        match kind {
            Fenced::Program(language) => uses::uses(language, inner, text, start, found),
            Fenced::Commands => commands(inner, text, start, found),
            Fenced::Other => {}
        }
    }
    numbered_hosts(text, found);
}

fn is_fence(line: &str) -> Option<&str> {
    let trimmed = line.trim_start_matches(' ');
    trimmed
        .strip_prefix("```")
        .or_else(|| trimmed.strip_prefix("~~~"))
        .map(|rest| rest.trim_start_matches(['`', '~']))
}

/// What stands in fences: of which kind, from where to where.
fn fences(text: &str) -> Vec<(Fenced, usize, usize)> {
    let mut fences = Vec::new();
    let mut open: Option<(Fenced, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some(word) = is_fence(line) {
            open = match open {
                Some((kind, start)) => {
                    fences.push((kind, start, at));
                    None
                }
                None => Some((fenced(word), at + line.len())),
            };
        }
        at += line.len();
    }
    if let Some((kind, start)) = open {
        fences.push((kind, start, at));
    }
    fences
}

/// Whether a code field is a document and nothing else, with no line of a program in it.
pub(super) fn is_document(code: &str) -> bool {
    let first = code
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    if !(first.starts_with('#') || first.starts_with("---") || first.chars().next().is_some_and(char::is_uppercase)) {
        return false;
    }
    if code.contains("__import__(") {
        return false;
    }
    let mut marked = false;
    for line in code.lines() {
        marked |=
            is_fence(line).is_some() || line.starts_with("## ") || line.starts_with("- ") || line.starts_with("* ");
        // Also in a fence: to a program that looks like a document a fence is part of a string.
        if begins_like_a_program(line) {
            return false;
        }
    }
    marked
}

/// Whether a line is one of a program: prose begins with such words too, but does not go on so.
fn begins_like_a_program(line: &str) -> bool {
    const BEGINNINGS: [&str; 16] = [
        "import ",
        "from ",
        "def ",
        "class ",
        "const ",
        "let ",
        "var ",
        "function ",
        "async ",
        "exec(",
        "eval(",
        "module.exports",
        "exports.",
        "try:",
        "if __name__",
        "require(",
    ];
    let begins = BEGINNINGS.iter().any(|word| line.starts_with(word));
    let goes_on =
        || line.contains(['(', '=', '{', '*']) || line.trim_end().ends_with(':') || line.split(' ').count() <= 4;
    begins && goes_on()
}

/// The commands of a shell, line by line.
fn commands(text: &str, whole: &Text<'_>, base: usize, found: &mut Found) {
    let mut at = base;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        if !trimmed.starts_with('#') {
            command_line(line, whole, at, found);
        }
        at += line.len();
    }
}

fn command_line(line: &str, whole: &Text<'_>, base: usize, found: &mut Found) {
    let mut at = 0;
    for part in line.split_inclusive(['|', ';', '&', '(', '`']) {
        let mut words = part
            .split_whitespace()
            .skip_while(|word| matches!(*word, "$" | ">" | "sudo") || word.contains('='));
        let word = words.next().unwrap_or_default();
        let place = base + at + part.find(word).unwrap_or(0);
        let lower = word.to_ascii_lowercase();
        if TALKERS.contains(&lower.as_str()) {
            found.add(Kind::Network, &lower, whole, place, word.len());
        } else if lower == "rm"
            && words
                .next()
                .is_some_and(|flag| flag.starts_with('-') && flag.contains(['r', 'R']))
        {
            found.add(Kind::FileDelete, "rm -r", whole, place, word.len());
        }
        if part.split_whitespace().any(|word| word == "sudo") {
            found.add(
                Kind::Process,
                "sudo",
                whole,
                base + at + part.find("sudo").unwrap_or(0),
                4,
            );
        }
        at += part.len();
    }
    hosts(line, whole, base, found);
    for (at, _) in line.match_indices('$') {
        let rest = line.get(at + 1..).unwrap_or_default();
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let end = rest
            .find(|c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit() && c != '_')
            .unwrap_or(rest.len());
        let name = &rest[..end];
        if name.len() >= 3 && name.contains('_') {
            let kind = if is_secret_variable(name) {
                Kind::Secret
            } else {
                Kind::Environment
            };
            found.add(kind, name, whole, base + at, name.len() + 1);
        }
    }
}

/// The hosts of the addresses in a string: those by number ask for a look.
pub(super) fn hosts(string: &str, text: &Text<'_>, base: usize, found: &mut Found) {
    for_each_host(string, |at, host| {
        let level = if is_public_number(host) {
            Level::Look
        } else {
            Level::Note
        };
        found.add_at(
            Kind::Network,
            level,
            &host.to_ascii_lowercase(),
            text,
            base + at,
            host.len(),
        );
    });
}

/// Hosts by number anywhere in a document: a name is only a link, a number hides who it is.
fn numbered_hosts(text: &Text<'_>, found: &mut Found) {
    for_each_host(text.text, |at, host| {
        if is_public_number(host) {
            found.add_at(Kind::Network, Level::Look, host, text, at, host.len());
        }
    });
}

fn for_each_host(string: &str, mut each: impl FnMut(usize, &str)) {
    let colons = memchr::memchr_iter(b':', string.as_bytes());
    for at in colons.filter(|at| string.as_bytes()[*at..].starts_with(b"://")) {
        let head = string
            .get(at.saturating_sub(5)..at)
            .unwrap_or_default()
            .to_ascii_lowercase();
        if !["http", "https", "ws", "wss", "ftp"]
            .iter()
            .any(|scheme| head.ends_with(scheme))
        {
            continue;
        }
        let rest = &string[at + 3..];
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || "-._@".contains(c)))
            .unwrap_or(rest.len());
        let user = rest[..end].rfind('@').map_or(0, |user| user + 1);
        let host = rest[user..end].trim_end_matches('.');
        let here = host.is_empty() || !host.contains('.') || host.starts_with("127.") || host.starts_with("0.0.0.0");
        if !here && host.len() <= 253 {
            each(at + 3 + user, host);
        }
    }
}

fn is_public_number(host: &str) -> bool {
    host.parse::<std::net::Ipv4Addr>().is_ok_and(|ip| {
        !(ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_documentation() || ip.is_unspecified())
    })
}
