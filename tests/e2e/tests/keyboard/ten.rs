//! An admin resolves ten realistic conflicts without the mouse: one of each kind there is, by the keys that the resolver
//! offers. How many keys that takes is bounded: who presses one a second is done within five minutes.
#![allow(clippy::print_stdout, reason = "how long it took is worth reading")]

use std::time::Instant;

use serde_json::{Value, json};
use skilldock_e2e::wait::{LONG, until};
use skilldock_e2e::{Key, Keyboard};
use skilldock_marketplace::Marketplace;

use crate::clean;
use crate::conflicts::{Story, publish};

/// As many as somebody presses in five minutes, one a second.
const MOST: usize = 300;
/// As many of them as one conflict may take, a value written by hand included.
const MOST_OF_ONE: usize = MOST / 10;

/// A conflict, how it is decided, and what becomes of it.
struct Case {
    name: &'static str,
    /// How the queue shows it: kind and severity.
    shown: (&'static str, &'static str),
    base: Value,
    mine: Value,
    theirs: Value,
    /// Whether it comes in from a file, so that nobody knows what both started from.
    imported: bool,
    /// Where, and the key.
    keys: Vec<(&'static str, &'static str)>,
    /// A value of one's own, written after the last key.
    own: &'static str,
    becomes: Value,
}

fn case(name: &'static str, shown: (&'static str, &'static str), fields: [Value; 3]) -> Case {
    let [base, mine, theirs] = fields;
    Case {
        name,
        shown,
        base,
        mine,
        theirs,
        imported: false,
        keys: Vec::new(),
        own: "",
        becomes: json!({}),
    }
}

const CODE: &str = "import csv\n\ndef read(path):\n    with open(path) as file:\n        return list(csv.reader(file))\n\ndef count(rows):\n    return len(rows)\n";

#[rustfmt::skip]
fn cases() -> Vec<Case> {
    let with = |case: Case, keys: &[(&'static str, &'static str)], becomes: Value| Case { keys: keys.to_vec(), becomes, ..case };
    let code = |from: &str, to: &str| CODE.replace(from, to);
    let both = |open: &str, len: &str| CODE.replace("open(path)", open).replace("len(rows)", len);
    vec![
        with(case("Mail Digest", ("OTHER", "LOW"), [
            json!({ "description": "Reads the mail." }),
            json!({ "description": "Reads the mail of a day and sums it up." }),
            json!({ "description": "Reads mail, newsletters left out." }),
        ]), &[("description", "l")], json!({ "description": "Reads the mail of a day and sums it up." })),
        with(case("Tag Tidy", ("OTHER", "LOW"), [
            json!({ "tags": ["notes"] }),
            json!({ "tags": ["notes", "team"] }),
            json!({ "tags": ["notes", "markdown"] }),
        ]), &[("tags", "b")], json!({ "tags": ["notes", "team", "markdown"] })),
        with(case("Version Keeper", ("VERSION_MISMATCH", "HIGH"), [
            json!({ "version": "1.0.0" }), json!({ "version": "1.0.1" }), json!({ "version": "1.1.0" }),
        ]), &[("version", "r")], json!({ "version": "1.1.0" })),
        with(case("Package Pinner", ("DEPENDENCY_CONFLICT", "HIGH"), [
            json!({ "python_packages": ["httpx"] }),
            json!({ "python_packages": ["httpx", "rich"] }),
            json!({ "python_packages": ["httpx", "polars"] }),
        ]), &[("python_packages", "b")], json!({ "python_packages": ["httpx", "rich", "polars"] })),
        with(case("Sheet Reader", ("CONTENT_MISMATCH", "CRITICAL"), [
            json!({ "code": CODE }),
            json!({ "code": both("open(path, newline='')", "len(rows) - 1") }),
            json!({ "code": both("open(path, encoding='utf-8')", "sum(1 for _ in rows)") }),
        ]), &[("hunk-1", "r"), ("hunk-2", "l")], json!({ "code": both("open(path, encoding='utf-8')", "len(rows) - 1") })),
        with(case("Job Runner", ("OTHER", "CRITICAL"), [
            json!({ "command": "python" }), json!({ "command": "python3 -X utf8" }), json!({ "command": "uv run" }),
        ]), &[("command", "r")], json!({ "command": "uv run" })),
        with(case("Mail Sender", ("OTHER", "MEDIUM"), [
            json!({ "env_vars": { "SMTP_HOST": "localhost" } }),
            json!({ "env_vars": { "SMTP_HOST": "mail.example.org" } }),
            json!({ "env_vars": { "SMTP_HOST": "smtp.example.org" } }),
        ]), &[("env_vars", "o")], json!({ "env_vars": { "SMTP_HOST": "localhost" } })),
        with(Case { own: "Plans a trip by train.", ..case("Trip Planner", ("VERSION_MISMATCH", "CRITICAL"), [
            json!({ "version": "2.0.0", "description": "Plans a trip.", "tags": ["travel"], "code": CODE }),
            json!({ "version": "2.0.0", "description": "Plans a trip by rail.", "tags": ["travel", "rail"], "code": code("open(path)", "open(path, 'rt')") }),
            json!({ "version": "2.1.0", "description": "Plans a trip by bus.", "tags": ["travel", "bus"], "code": code("len(rows)", "len(rows) - 1") }),
        ]) }, &[("tags", "b"), ("description", "e")], json!({
            "version": "2.1.0", "description": "Plans a trip by train.", "tags": ["travel", "rail", "bus"],
            "code": both("open(path, 'rt')", "len(rows) - 1"),
        })),
        with(Case { imported: true, ..case("Brought Along", ("CONTENT_MISMATCH", "CRITICAL"), [
            json!({ "description": "From the marketplace.", "code": CODE, "npm_packages": ["lodash"] }),
            json!({ "description": "From a colleague.", "code": code("len(rows)", "len(rows) or 1"), "npm_packages": ["lodash", "zod"] }),
            json!({}),
        ]) }, &[("npm_packages", "b"), ("description", "r"), ("hunk-1", "l")], json!({
            "description": "From the marketplace.", "code": code("len(rows)", "len(rows) or 1"), "npm_packages": ["lodash", "zod"],
        })),
        vector(),
    ]
}

/// The fields of a conformance vector that differ, as a copy brought along and as the marketplace has it.
fn vector() -> Case {
    let file = std::fs::read_to_string(skilldock_e2e::shared("conformance/conflict_vectors.jsonl").unwrap()).unwrap();
    let mut vectors = file.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let found = vectors.find(|vector| vector["id"] == "cv-0300").unwrap();
    let of = |side: &str| {
        let fields = ["description", "metadata", "command", "content_hash"];
        fields
            .into_iter()
            .map(|field| (field.to_owned(), found[side][field].clone()))
            .collect::<Value>()
    };
    let (mine, theirs) = (of("local"), of("remote"));
    let becomes =
        json!({ "description": theirs["description"], "metadata": theirs["metadata"], "command": mine["command"] });
    Case {
        imported: true,
        keys: vec![("description", "r"), ("metadata", "r"), ("command", "l")],
        becomes,
        ..case(
            "Send Email",
            ("CONTENT_MISMATCH", "CRITICAL"),
            [theirs, mine, json!({})],
        )
    }
}

/// Every case, until it waits in the window as a conflict, in the midst of the real catalogue.
async fn begin(cases: &[Case]) -> (Story, Vec<String>) {
    let real = skilldock_e2e::shared("data/skills.jsonl.gz").unwrap();
    let market = Marketplace::builder().catalogue_file(real).no_limits();
    let market = market.start().await.unwrap();
    let skills = market.catalogue().snapshot();
    let plain =
        json!({ "version": "1.0.0", "tags": [], "python_packages": [], "npm_packages": [], "content_hash": null });
    for (case, skill) in cases.iter().zip(&skills) {
        let mut base = plain.clone();
        base["name"] = json!(case.name);
        base.as_object_mut()
            .unwrap()
            .extend(case.base.as_object().unwrap().clone());
        publish(&market, skill, 1, &base);
    }
    let known = market.catalogue().snapshot();
    let story = Story::begin(market, &[], "live").await;
    let mut ids = Vec::new();
    for (case, skill) in cases.iter().zip(&known) {
        let id = skill["skill_id"].as_str().unwrap();
        ids.push(id.to_owned());
        if case.imported {
            let mut theirs = skill.clone();
            theirs["updated_at"] = json!("2029-06-01T00:00:00Z");
            theirs
                .as_object_mut()
                .unwrap()
                .extend(case.mine.as_object().unwrap().clone());
            let file = story.keys.home().folder().join("brought.json");
            std::fs::write(&file, json!({ "skills": [theirs] }).to_string()).unwrap();
            story.says(&["import", file.to_str().unwrap(), "--json"]).await;
            continue;
        }
        let mut words = vec!["edit".to_owned(), id.to_owned(), "--json".to_owned()];
        for (field, value) in case.mine.as_object().unwrap() {
            words.extend(["--set".to_owned(), format!("{field}={value}")]);
        }
        story.says(&words.iter().map(String::as_str).collect::<Vec<_>>()).await;
    }
    for (case, skill) in cases.iter().zip(&known).filter(|(case, _)| !case.imported) {
        publish(&story.market, skill, 2, &case.theirs);
    }
    (story, ids)
}

/// Decides and resolves what is on the desk.
async fn resolve(keys: &Keyboard, case: &Case) {
    let stops = keys.css("[data-stop]").attributes("data-stop").await.unwrap();
    let mut decisions = case.keys.clone();
    decisions.sort_by_key(|(place, _)| stops.iter().position(|stop| stop == place).unwrap_or(stops.len()));
    for (at, (place, key)) in decisions.iter().enumerate() {
        let stop = match place.strip_prefix("hunk-") {
            Some(number) => format!("[data-stop=hunk]:has([data-testid=pick-local-hunk-{number}])"),
            None => format!("[data-stop={place}]"),
        };
        // One is put before the first that is open; the others are a key further each.
        for _ in 0..12 {
            if keys.css(&format!("{stop}:focus")).count().await.unwrap() > 0 {
                break;
            }
            keys.press("j").await.unwrap();
        }
        keys.css(&format!("{stop}:focus")).seen().await.unwrap();
        keys.press(*key).await.unwrap();
        if *key == "e" {
            keys.focused(&format!("conflict-edit-{place}")).await.unwrap();
            keys.replace(case.own).await.unwrap();
            if at + 1 < decisions.len() {
                keys.press(Key::Escape).await.unwrap();
            }
        }
    }
    let ready = keys.see("conflict-resolve").and("[aria-disabled=false]");
    ready.seen().await.unwrap();
    keys.press(Key::Control + Key::Enter).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_conflicts_of_every_kind_are_resolved_within_five_minutes_of_keys() {
    let cases = cases();
    let (story, ids) = begin(&cases).await;
    let keys = &story.keys;
    let all = keys.see("nav-conflicts");
    until("ten conflicts", LONG, async || {
        let text = all.text().await?;
        anyhow::ensure!(text.contains("10"), "it says {text:?}");
        Ok(Some(()))
    })
    .await
    .unwrap();
    let before = keys.presses();
    let begun = Instant::now();
    keys.press(Key::Control + "4").await.unwrap();
    keys.see("conflict-progress").seen().await.unwrap();
    // Into the first one; from there each leads to the next.
    keys.press("j").await.unwrap();
    let mut left: Vec<&Case> = cases.iter().collect();
    while !left.is_empty() {
        let waiting = keys
            .see("conflict-waiting")
            .and(&format!("[data-count='{}']", left.len()));
        waiting.seen().await.unwrap();
        let on_desk = async || {
            let title = keys.see("conflict-title").text().await?;
            Ok(left.iter().position(|case| title == case.name))
        };
        let case = left.remove(until("one of those that are left", LONG, on_desk).await.unwrap());
        let (kind, severity) = case.shown;
        let row = keys.css(&format!("li.here[data-type={kind}][data-severity={severity}]"));
        row.says(case.name).await.unwrap();
        if !case.keys.is_empty() {
            keys.css("[data-stop]:focus").seen().await.unwrap();
        }
        let so_far = keys.presses();
        resolve(keys, case).await;
        let took = keys.presses() - so_far;
        println!("{}: {took} keys", case.name);
        assert!(took <= MOST_OF_ONE, "{} took {took} keys", case.name);
    }
    keys.see("conflict-waiting")
        .and("[data-count='0']")
        .seen()
        .await
        .unwrap();
    let pressed = keys.presses() - before;
    let seconds = begun.elapsed().as_secs_f32();
    println!("ten conflicts: {pressed} keys; the driver needed {seconds:.1} s");
    assert!(pressed <= MOST, "ten conflicts took {pressed} keys");
    keys.moment().await.unwrap();

    for (case, id) in cases.iter().zip(&ids) {
        let mine = story.mine(id).await;
        for (field, value) in case.becomes.as_object().unwrap() {
            assert_eq!(&mine[field], value, "{}: {field}", case.name);
        }
    }
    clean(keys).await;
}
