//! The log as a file that other programs read: JSON, or CSV as RFC 4180 has it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ActivityEntry;

/// How the log is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ActivityFormat {
    /// An array of objects.
    Json,
    /// A table with a line of names.
    Csv,
}

/// The entries as JSON.
///
/// # Errors
/// None in practice: every entry can be written.
pub fn json(entries: &[ActivityEntry]) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(entries)?;
    text.push('\n');
    Ok(text)
}

const COLUMNS: &str =
    "id,at,level,kind,what,skill_id,name,conflict,trigger,count,duration_ms,code,reason,until,stars,variable";

/// The entries as CSV.
#[must_use]
pub fn csv(entries: &[ActivityEntry]) -> String {
    let mut text = format!("{COLUMNS}\r\n");
    for entry in entries {
        let facts = &entry.facts;
        let cells = [
            entry.id.to_string(),
            entry.at.to_string(),
            word(&entry.level),
            word(&entry.kind),
            word(&entry.what),
            shown(entry.skill_id.as_ref()),
            shown(facts.name.as_ref()),
            shown(facts.conflict.as_ref()),
            shown(facts.trigger.as_ref()),
            shown(facts.count.as_ref()),
            shown(facts.duration_ms.as_ref()),
            facts.code.as_ref().map(word).unwrap_or_default(),
            shown(facts.reason.as_ref()),
            shown(facts.until.as_ref()),
            shown(facts.stars.as_ref()),
            shown(facts.variable.as_ref()),
        ];
        let line: Vec<String> = cells.iter().map(|value| cell(value)).collect();
        text.push_str(&line.join(","));
        text.push_str("\r\n");
    }
    text
}

fn shown(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

/// The name that an enumeration has on the wire.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// A cell. Names come from a marketplace: what a spreadsheet would take for a formula
/// gets an apostrophe before it, which makes it a text there.
fn cell(value: &str) -> String {
    let formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let quoted = value.contains(['"', ',', '\r', '\n']);
    let text = if formula { format!("'{value}") } else { value.to_owned() };
    if quoted {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ActivityFacts, Happened};
    use super::*;
    use crate::model::{SkillId, UnixMillis};

    fn entry(name: &str) -> ActivityEntry {
        ActivityEntry {
            id: 7,
            at: UnixMillis(1_800_000_000_000),
            kind: Happened::Rated.kind(),
            level: Happened::Rated.level(),
            what: Happened::Rated,
            skill_id: Some(SkillId::from_bytes([1; 16])),
            skill_here: true,
            facts: ActivityFacts {
                name: Some(name.to_owned()),
                stars: Some(4),
                ..ActivityFacts::default()
            },
        }
    }

    #[test]
    fn a_table_has_one_line_for_each_entry_whatever_stands_in_it() {
        let text = csv(&[
            entry("Notes, \"the\" tool"),
            entry("=HYPERLINK(\"http://a\")"),
            entry("plain"),
        ]);
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(lines.len(), 5, "{text}");
        assert_eq!(lines[0].split(',').count(), 16);
        assert!(lines[1].contains(r#","Notes, ""the"" tool","#), "{}", lines[1]);
        assert!(lines[2].contains(r#","'=HYPERLINK(""http://a"")","#), "{}", lines[2]);
        assert_eq!(
            lines[3],
            "7,2027-01-15T08:00:00Z,info,rating,rated,01010101-0101-0101-0101-010101010101,plain,,,,,,,,4,"
        );
    }

    #[test]
    fn json_is_read_back_as_it_was() {
        let text = json(&[entry("a"), entry("b")]).unwrap();
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read[1]["facts"]["name"], "b");
        assert_eq!(read[0]["what"], "rated");
        assert_eq!(
            read[0]["facts"].as_object().unwrap().len(),
            2,
            "what there is not is not written"
        );
    }
}
