//! `docs/live.md` shows the states and transitions as the code has them: made here
//! from the transition function itself, and compared.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::LivePolicy;
use super::machine::{Effect, Now, step};
use super::machine_tests::{events, states};
use super::state::Connection;
use crate::model::UnixMillis;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/live.md");
const BEGIN: &str = "<!-- made from the code: begin -->\n";
const END: &str = "<!-- made from the code: end -->\n";

fn name(connection: Connection) -> &'static str {
    match connection {
        Connection::Off(_) => "Off",
        Connection::Rejected => "Rejected",
        Connection::Connecting => "Connecting",
        Connection::Live(_) => "Live",
        Connection::Waiting { .. } => "Waiting",
        Connection::Resting { .. } => "Resting",
    }
}

fn done(effect: &Effect) -> &'static str {
    match effect {
        Effect::Dial { .. } => "dial",
        Effect::HangUp => "hang up",
        Effect::Ping => "ping",
        Effect::CatchUp => "catch up",
        Effect::TellGap => "say gap",
        Effect::TellConnected => "say connected",
        Effect::TellDisconnected => "say disconnected",
        Effect::RefuseToken => "stop using the token",
    }
}

/// A row of the table.
#[derive(Default)]
struct Row {
    event: &'static str,
    to: BTreeSet<&'static str>,
    done: BTreeSet<&'static str>,
}

/// The diagram and the table, from what the transition function does.
fn made() -> String {
    let policy = LivePolicy::default();
    let now = Now {
        since: std::time::Duration::from_secs(1000),
        wall: UnixMillis(0),
        jitter: 0.0,
    };
    let mut arrows: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    let mut rows: BTreeMap<(&str, usize), Row> = BTreeMap::new();
    for before in states() {
        for (number, (event, what)) in events().into_iter().enumerate() {
            let (after, effects) = step(before.clone(), what, now, &policy);
            let (from, to) = (name(before.connection), name(after.connection));
            if from == to && effects.is_empty() {
                continue;
            }
            if from != to {
                let words = arrows.entry((from, to)).or_default();
                if !words.contains(&event) {
                    words.push(event);
                }
            }
            let row = rows.entry((from, number)).or_default();
            row.event = event;
            row.to.insert(to);
            row.done.extend(effects.iter().map(done));
        }
    }
    let mut text = String::from("```mermaid\nstateDiagram-v2\n    [*] --> Off\n");
    for ((from, to), words) in arrows {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "    {from} --> {to}: {}", words.join(", "));
    }
    text.push_str("```\n\n| in | on | then | and |\n|---|---|---|---|\n");
    for ((from, _), row) in rows {
        let words = |all: BTreeSet<&str>, or: &str| all.into_iter().collect::<Vec<_>>().join(or);
        let _ = writeln!(
            text,
            "| {from} | {} | {} | {} |",
            row.event,
            words(row.to, " or "),
            words(row.done, ", ")
        );
    }
    text
}

#[test]
fn the_page_shows_the_states_and_transitions_as_the_code_has_them() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let begin = page.find(BEGIN).expect("where the code's part begins") + BEGIN.len();
    let end = page.find(END).expect("where the code's part ends");
    let made = made();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(PAGE, format!("{}{made}{}", &page[..begin], &page[end..])).unwrap();
        return;
    }
    assert!(
        page[begin..end] == made,
        "docs/live.md is out of date: run this test with UPDATE_DOCS=1"
    );
}
