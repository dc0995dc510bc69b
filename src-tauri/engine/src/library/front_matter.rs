//! The YAML between two lines of `---` at the start of a `SKILL.md`.
//!
//! Reading is lenient where people are: a great many files in the world say
//! `description: Use this when: …`, which is no YAML, so lines of `key: text` are read
//! as such where the parser gives up. Writing quotes everything that could be read as
//! anything but text.

use std::fmt::Write as _;

use serde_json::Value;

use super::Object;

/// The longest front matter that is read.
const LONGEST: usize = 256 << 10;

/// The front matter without its fences, where there is one, and the text after it
/// without the blank lines in between.
pub(super) fn split(text: &str) -> (Option<&str>, &str) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Some(rest) = after_line(text, |line| line == "---") else {
        return (None, text);
    };
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            let body = rest.get(at + line.len()..).unwrap_or_default();
            return (rest.get(..at), skip_blank_lines(body));
        }
        at += line.len();
    }
    (None, text)
}

fn after_line(text: &str, is: impl Fn(&str) -> bool) -> Option<&str> {
    let (line, rest) = text.split_once('\n')?;
    is(line.trim_end()).then_some(rest)
}

fn skip_blank_lines(mut text: &str) -> &str {
    while let Some(rest) = after_line(text, str::is_empty) {
        text = rest;
    }
    text
}

/// The fields of a front matter. `None` where it can be read in no way.
pub(super) fn parse(yaml: &str) -> Option<Object> {
    if yaml.len() > LONGEST {
        return None;
    }
    if yaml.trim().is_empty() {
        return Some(Object::new());
    }
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: 32, max_nodes: 50_000, max_aliases: 100, max_documents: 1 },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 10_000, max_replay_stack_depth: 8, max_alias_expansions_per_anchor: 100,
        },
        duplicate_keys: serde_saphyr::options::DuplicateKeyPolicy::LastWins,
        with_snippet: false,
    };
    match serde_saphyr::from_str_with_options::<Value>(yaml, options) {
        Ok(Value::Object(mut fields)) => {
            keep_versions_as_written(&mut fields, yaml);
            Some(fields)
        }
        Ok(Value::Null) => Some(Object::new()),
        _ => lines(yaml),
    }
}

/// `version: 1.10` is a number to YAML, and 1.1 it is not.
fn keep_versions_as_written(fields: &mut Object, yaml: &str) {
    let written = |indented: bool| {
        yaml.lines()
            .filter(|line| line.starts_with([' ', '\t']) == indented)
            .find_map(|line| line.trim().strip_prefix("version:"))
            .map(|rest| rest.split(" #").next().unwrap_or_default().trim().to_owned())
    };
    if let Some(version @ Value::Number(_)) = fields.get_mut("version")
        && let Some(text) = written(false)
    {
        *version = Value::String(text);
    }
    if let Some(Value::Object(metadata)) = fields.get_mut("metadata")
        && let Some(version @ Value::Number(_)) = metadata.get_mut("version")
        && let Some(text) = written(true)
    {
        *version = Value::String(text);
    }
}

/// `key: text` at the start of a line, and indented lines that go on with it. `None`
/// where another kind of line stands at the margin: then it is no front matter at all.
fn lines(yaml: &str) -> Option<Object> {
    let mut fields = Object::new();
    let mut open: Option<(String, String)> = None;
    let close = |fields: &mut Object, open: &mut Option<(String, String)>| {
        if let Some((key, text)) = open.take() {
            fields.insert(key, Value::String(text));
        }
    };
    for line in yaml.lines() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        if line.starts_with([' ', '\t']) || line.starts_with("- ") {
            let (_, text) = open.as_mut()?;
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(line.trim());
            continue;
        }
        close(&mut fields, &mut open);
        let (key, text) = line.split_once(':')?;
        let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
        if !is_key {
            return None;
        }
        let text = match text.trim() {
            ">" | "|" | ">-" | "|-" => "",
            text => unquoted(text),
        };
        open = Some((key.to_owned(), text.to_owned()));
    }
    close(&mut fields, &mut open);
    (!fields.is_empty()).then_some(fields)
}

fn unquoted(text: &str) -> &str {
    for quote in ['"', '\''] {
        if text.len() >= 2
            && let Some(inner) = text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote))
        {
            return inner;
        }
    }
    text
}

/// Writes one line: a key and its text.
pub(super) fn write(into: &mut String, indent: &str, key: &str, text: &str) {
    into.push_str(indent);
    into.push_str(key);
    into.push_str(": ");
    quote(into, text);
    into.push('\n');
}

/// Text as YAML: plain where it can be nothing else, else in double quotes.
fn quote(into: &mut String, text: &str) {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ')'))
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '_' | '.' | ',' | '/' | '-' | '(' | ')'))
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "yes" | "no" | "on" | "off" | "null" | "y" | "n"
        );
    if plain {
        into.push_str(text);
        return;
    }
    into.push('"');
    for c in text.chars() {
        match c {
            '"' => into.push_str("\\\""),
            '\\' => into.push_str("\\\\"),
            '\n' => into.push_str("\\n"),
            '\r' => into.push_str("\\r"),
            '\t' => into.push_str("\\t"),
            // What YAML does not allow, and what ends a line for it.
            '\u{0}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{ffff}' => {
                // Writing into a text cannot fail.
                let _ = write!(into, "\\u{:04x}", u32::from(c));
            }
            c => into.push(c),
        }
    }
    into.push('"');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn front_matter_ends_at_its_second_fence() {
        assert_eq!(split("---\nname: a\n---\n\nBody\n"), (Some("name: a\n"), "Body\n"));
        assert_eq!(
            split("\u{feff}---\r\nname: a\r\n---\r\nBody\r\n"),
            (Some("name: a\r\n"), "Body\r\n")
        );
        assert_eq!(
            split("---\nname: a\n---\n---\nx: y\n---\n"),
            (Some("name: a\n"), "---\nx: y\n---\n")
        );
        assert_eq!(split("---\nname: a\nno end\n"), (None, "---\nname: a\nno end\n"));
        assert_eq!(split("# Title\n---\n"), (None, "# Title\n---\n"));
        assert_eq!(split("---\n---"), (Some(""), ""));
    }

    #[test]
    fn yaml_is_read_as_people_write_it() {
        let read = |yaml: &str| Value::Object(parse(yaml).unwrap());
        assert_eq!(
            read("name: a\nversion: 1.10\n"),
            json!({"name": "a", "version": "1.10"})
        );
        assert_eq!(
            read("metadata:\n  version: 2.0 # new\n  n: 1\n"),
            json!({"metadata": {"version": "2.0", "n": 1}})
        );
        assert_eq!(
            read("name: a\ndescription: Use this when: the user asks\n"),
            json!({"name": "a", "description": "Use this when: the user asks"})
        );
        assert_eq!(
            read("description: >\n  two\n  lines\n"),
            json!({"description": "two lines\n"})
        );
        assert_eq!(read("name: a\nname: b\n"), json!({"name": "b"}));
        assert_eq!(read(""), json!({}));
    }

    #[test]
    fn a_bomb_of_aliases_and_endless_nesting_are_no_front_matter() {
        let mut bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
        for (letter, before) in ('b'..='j').zip('a'..) {
            let list = vec![format!("*{before}"); 10].join(",");
            bomb.push_str(&format!("{letter}: &{letter} [{list}]\n"));
        }
        // The lenient reading takes its lines as text, which is harmless.
        let read = parse(&bomb).unwrap();
        assert!(read.values().all(Value::is_string), "{read:?}");
        assert_eq!(parse(&"[".repeat(100_000)), None);
        assert_eq!(parse(&"a: ".repeat(200_000)), None);
    }

    #[test]
    fn any_text_is_read_back_as_it_was_written() {
        for text in [
            "plain words",
            "Use when: asked",
            "true",
            "1.0",
            "# no comment",
            "- x",
            "'",
            "\"",
            "a\\b",
            "two\nlines",
            "\u{7f}\u{85}\u{feff}\u{2028}",
            "trailing ",
            " leading",
            "",
            "🙂 図",
            "&a *b !c %d @e `f",
        ] {
            let mut yaml = String::new();
            write(&mut yaml, "", "name", text);
            assert_eq!(parse(&yaml).unwrap().get("name"), Some(&json!(text)), "{yaml}");
        }
    }
}
