//! Every frame of the shared conformance vectors gets the answer that was agreed on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should say so"
)]

use std::io::BufRead as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use serde_json::Value;
use skilldock_engine::live::frame::{Message, read};

fn shared() -> PathBuf {
    std::env::var_os("SKILLDOCK_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    )
}

/// The frame's bytes, made as the vectors' README says.
fn frame(vector: &Value) -> Vec<u8> {
    if let Some(made) = vector.get("raw_gen") {
        let text = |key: &str| made.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let times = |key: &str| {
            made.get(key)
                .and_then(Value::as_u64)
                .map_or(0, |n| usize::try_from(n).unwrap())
        };
        let parts = [
            text("prefix"),
            text("repeat").repeat(times("count")),
            text("suffix"),
            text("repeat2").repeat(times("count2")),
            text("suffix2"),
        ];
        return parts.concat().into_bytes();
    }
    if let Some(encoded) = vector["raw_b64"].as_str() {
        return base64::engine::general_purpose::STANDARD.decode(encoded).unwrap();
    }
    vector["raw"].as_str().unwrap().as_bytes().to_vec()
}

fn lines(packed: &str) -> impl Iterator<Item = String> {
    let file = std::fs::File::open(shared().join(packed)).unwrap();
    std::io::BufReader::new(flate2::read::GzDecoder::new(file))
        .lines()
        .map(Result::unwrap)
}

#[test]
fn every_vector_gets_its_answer() {
    let path = shared().join("conformance/message_vectors.jsonl");
    let vectors = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; set SKILLDOCK_SHARED", path.display()));
    let mut wrong = Vec::new();
    let mut seen = 0;
    for line in vectors.lines() {
        let vector: Value = serde_json::from_str(line).unwrap();
        let bytes = frame(&vector);
        if let Some(length) = vector["bytes"].as_u64() {
            assert_eq!(
                bytes.len() as u64,
                length,
                "{} is not made as it should be",
                vector["id"]
            );
        }
        let answer = read(&bytes);
        let action = match &answer {
            Ok(Message::Ping) => "pong".to_owned(),
            Ok(Message::Pong) => "ignore".to_owned(),
            Ok(Message::Update(update)) => format!("deliver:{}", update.kind()),
            Err(_) => "drop".to_owned(),
        };
        let wanted = vector["action"].as_str().unwrap();
        let good = match vector["suggested"].as_str().filter(|_| vector["disputed"] == true) {
            Some("either") => true,
            Some("accept") => answer.is_ok(),
            Some("reject") => answer.is_err(),
            Some(other) => panic!("an answer this test does not know: {other}"),
            None => action == wanted,
        };
        if !good {
            wrong.push(format!("{} ({}): {action}, not {wanted}", vector["id"], vector["note"]));
        }
        seen += 1;
    }
    assert!(seen >= 139, "only {seen} vectors were there");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_event_of_the_real_history_can_be_used() {
    let mut seen = 0;
    for line in lines("data/history.jsonl.gz") {
        if let Err(rejected) = read(line.as_bytes()) {
            panic!("event {seen}: {rejected}");
        }
        seen += 1;
    }
    assert!(seen > 0, "the history is empty");
}

#[test]
fn every_skill_of_the_real_catalogue_can_be_pushed() {
    for (number, line) in lines("data/skills.jsonl.gz").enumerate() {
        let frame = format!(r#"{{"type":"skill_update","data":{line}}}"#);
        if let Err(rejected) = read(frame.as_bytes()) {
            panic!("skill {number}: {rejected}");
        }
    }
}
