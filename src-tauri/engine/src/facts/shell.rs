//! Commands that run what they download or decode, wherever they stand: in a string of a
//! program, a readme, a prompt. The most frequent pattern of published attacks.

use std::sync::LazyLock;

use super::found::{Found, Text};
use super::types::Kind;
use super::words::Words;

const DOWNLOADERS: [&str; 8] = [
    "curl",
    "wget",
    "iwr",
    "irm",
    "invoke-webrequest",
    "invoke-restmethod",
    "downloadstring",
    "aria2c",
];
const SHELLS: [&str; 12] = [
    "sh",
    "bash",
    "zsh",
    "dash",
    "ksh",
    "fish",
    "ash",
    "iex",
    "invoke-expression",
    "cmd",
    "powershell",
    "pwsh",
];
const INTERPRETERS: [&str; 8] = ["python", "python3", "python2", "node", "perl", "ruby", "php", "deno"];
/// Lines joined by a backslash at their end.
const JOINED: usize = 8;
/// Downloaders looked at on one line.
const ON_A_LINE: usize = 20;

/// One of these stands in every command that is looked for.
const NEEDED: [&str; 11] = [
    "curl",
    "wget",
    "iwr",
    "irm",
    "invoke-",
    "downloadstring",
    "base64",
    "powershell",
    "pwsh",
    "aria2c",
    "xxd",
];

static BEGINNINGS: LazyLock<Words> = LazyLock::new(|| Words::new(&NEEDED, true));

/// Looks through a text: at the lines that have a word of such a command.
pub(super) fn shell(string: &str, text: &Text<'_>, base: usize, found: &mut Found) {
    if string.len() < 8 {
        return;
    }
    let mut places = BEGINNINGS.places(string).map(|(at, _)| at).peekable();
    if places.peek().is_none() {
        return;
    }
    let lower = string.to_ascii_lowercase();
    let mut done = 0;
    for place in places {
        if place < done {
            continue;
        }
        let (start, end) = joined_line(&lower, place);
        done = end.max(place + 1);
        if let Some(line) = lower.get(start..end) {
            command(line, text, base + start, found);
        }
    }
}

/// The line about this place, with those that a backslash at their end joins to it.
fn joined_line(text: &str, place: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let start = bytes[..place]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let mut end = place;
    for _ in 0..=JOINED {
        end += bytes[end..]
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(bytes.len() - end, |at| at + 1);
        if end == bytes.len() || !text[..end].trim_end().ends_with('\\') {
            break;
        }
    }
    (start, end)
}

/// Looks at a line in small letters: ASCII alone, so that places stay the same.
fn command(lower: &str, text: &Text<'_>, base: usize, found: &mut Found) {
    let mut seen = 0;
    for downloader in DOWNLOADERS {
        for (at, _) in lower.match_indices(downloader) {
            if !is_word(lower, at, downloader.len()) {
                continue;
            }
            seen += 1;
            if seen > ON_A_LINE {
                return;
            }
            if runs_download(lower, at, downloader) {
                let whole = lower.trim().trim_matches('`');
                let name: String = whole.chars().take(80).collect();
                found.add(Kind::RemoteCode, &name, text, base + at, downloader.len());
                return;
            }
        }
    }
    if let Some(at) = runs_decoded(lower) {
        found.add(Kind::DecodedCode, "base64", text, base + at, 6);
    }
}

fn is_word(text: &str, at: usize, length: usize) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| !(c.is_alphanumeric() || c == '_' || c == '-'));
    edge(text[..at].chars().next_back()) && edge(text[at + length..].chars().next().filter(|c| *c != '('))
}

/// Whether what is downloaded there is run.
fn runs_download(line: &str, at: usize, downloader: &str) -> bool {
    let (before, rest) = line.split_at(at);
    let rest = one_command(rest);
    let first = rest.split('|').next().unwrap_or_default();
    // Without an address it is only spoken of.
    let address = first.get(downloader.len()..).unwrap_or_default();
    if !(address.contains("://") || address.contains('$') || address.split_whitespace().any(is_address)) {
        return false;
    }
    piped_to_shell(rest) || is_substituted(before) || powershell(line, downloader) || saved_and_run(line, at)
}

fn is_address(word: &str) -> bool {
    let word = word.trim_matches(|c: char| "\"'`()<>".contains(c));
    word.split_once('.').is_some_and(|(head, tail)| {
        !head.is_empty() && !head.starts_with('-') && tail.contains('/') && tail.starts_with(char::is_alphabetic)
    })
}

/// The text up to where the next command begins that has nothing to do with it.
fn one_command(rest: &str) -> &str {
    let mut end = rest.len();
    for stop in ["&& ", "; ", "|| ", "\n\n"] {
        end = end.min(rest.find(stop).unwrap_or(end));
    }
    &rest[..end]
}

/// Whether a later part of the pipe is a shell that reads its program from it.
fn piped_to_shell(rest: &str) -> bool {
    rest.split('|').skip(1).any(reads_program)
}

/// Whether this command runs what comes to it through a pipe.
fn reads_program(command: &str) -> bool {
    let mut words = command
        .split(|c: char| c.is_whitespace() || "\"'`()\\".contains(c))
        .filter(|word| !word.is_empty())
        .skip_while(|word| {
            matches!(*word, "sudo" | "env" | "-e" | "-h" | "nohup" | "exec" | "command") || word.contains('=')
        });
    let Some(word) = words.next() else { return false };
    let name = word
        .rsplit('/')
        .next()
        .unwrap_or(word)
        .trim_end_matches(".exe")
        .trim_end_matches([',', '.', ';']);
    let next = words.next();
    if SHELLS.contains(&name) {
        // `| bash script.sh` reads data, `| bash -s -- x` and `| bash` a program.
        return next.is_none_or(|next| !(next.ends_with(".sh") || next == "-c"));
    }
    let interpreter = INTERPRETERS.contains(&name) || name.starts_with("python3.");
    interpreter
        && next.is_none_or(|next| next == "-" || !(next.starts_with('-') || next.contains('.') || next == "run"))
}

/// `bash <(curl …)`, `sh -c "$(curl …)"`, `eval "$(curl …)"`.
fn is_substituted(before: &str) -> bool {
    let before = before.trim_end();
    let Some(head) = before
        .strip_suffix("<(")
        .or_else(|| before.strip_suffix("$("))
        .or_else(|| before.strip_suffix("-c \"`"))
    else {
        return false;
    };
    let is_file = before.ends_with("<(");
    let head = head.trim_end_matches(|c: char| c.is_whitespace() || "\"'\\".contains(c));
    let word = head
        .rsplit(|c: char| c.is_whitespace() || "`\"'(;&|/".contains(c))
        .next()
        .unwrap_or_default();
    let shell = SHELLS.contains(&word) || INTERPRETERS.contains(&word);
    if is_file {
        shell || matches!(word, "source" | ".")
    } else {
        matches!(word, "-c" | "eval" | "exec" | "-command") || before.ends_with("-c \"`")
    }
}

/// `iwr … | iex`, `iex ((New-Object Net.WebClient).DownloadString('…'))`.
fn powershell(line: &str, downloader: &str) -> bool {
    let here = matches!(
        downloader,
        "iwr" | "irm" | "invoke-webrequest" | "invoke-restmethod" | "downloadstring" | "curl" | "wget"
    );
    here && ["iex", "invoke-expression"]
        .iter()
        .any(|run| line.match_indices(run).any(|(at, _)| is_word(line, at, run.len())))
}

/// `curl -o x … && bash x`, `wget … -O x; chmod +x x; ./x`.
fn saved_and_run(line: &str, at: usize) -> bool {
    let rest = &line[at..];
    let mut commands = rest
        .split(['&', ';', '\n'])
        .map(str::trim)
        .filter(|command| !command.is_empty());
    let first: Vec<&str> = commands.next().unwrap_or_default().split_whitespace().collect();
    let saved = first.windows(2).find_map(|pair| {
        let option = pair[0];
        let short = option.starts_with('-') && !option.starts_with("--") && option.ends_with('o') || option == ">";
        (short || option == "--output" || option == "--output-document").then_some(pair[1])
    });
    let by_name = first.iter().any(|word| *word == "-o" || *word == "-lo").then_some(());
    let file = match saved {
        Some(file) if !file.contains("://") => file,
        _ if by_name.is_some() || first.first() == Some(&"wget") => {
            let address = first
                .iter()
                .find(|word| word.contains("://"))
                .copied()
                .unwrap_or_default();
            address.rsplit('/').next().unwrap_or_default()
        }
        _ => return false,
    };
    let file = base_name(file);
    !file.is_empty()
        && commands.take(6).any(|command| {
            let words: Vec<&str> = command.split_whitespace().filter(|word| *word != "sudo").collect();
            let Some(word) = words.first() else { return false };
            let name = word.rsplit('/').next().unwrap_or(word);
            let runs = SHELLS.contains(&name) || INTERPRETERS.contains(&name) || matches!(*word, "source" | ".");
            (runs && words.get(1).is_some_and(|next| base_name(next) == file))
                || (word.contains('/') && !word.contains("://") && base_name(word) == file)
        })
}

fn base_name(path: &str) -> &str {
    let path = path.trim_matches(|c: char| "\"'`".contains(c));
    path.rsplit('/').next().unwrap_or(path)
}

/// `echo … | base64 -d | sh`, `powershell -enc …`: where it begins.
fn runs_decoded(line: &str) -> Option<usize> {
    for decoder in [
        "base64 -d",
        "base64 --decode",
        "base64 -di",
        "openssl base64 -d",
        "openssl enc -d",
        "xxd -r",
    ] {
        for (at, _) in line.match_indices(decoder).take(ON_A_LINE) {
            let before = line[..at].trim_end();
            let substituted = ["eval \"$(", "eval $(", "-c \"$(", "-c $(", "<("]
                .iter()
                .any(|open| before.contains(open));
            if piped_to_shell(one_command(&line[at..])) || substituted {
                return Some(at);
            }
        }
    }
    let at = line.find("powershell").or_else(|| line.find("pwsh"))?;
    let words: Vec<&str> = line[at..].split_whitespace().take(40).collect();
    let encoded = words.windows(2).any(|pair| {
        let option = pair[0].trim_start_matches(['-', '/']);
        pair[0].starts_with(['-', '/'])
            && matches!(option, "e" | "en" | "enc" | "encodedcommand" | "ec")
            && pair[1].len() >= 24
    });
    encoded.then_some(at)
}
