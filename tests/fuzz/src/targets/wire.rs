//! What the marketplace sends: frames of the socket, pages of the listing.

use skilldock_engine::api::SkillsPage;
use skilldock_engine::live::Update;
use skilldock_engine::live::frame::{self, Message};
use skilldock_engine::model::SkillRecord;
use skilldock_engine::search;

use super::texts;
use crate::Target;

pub const FRAMES: Target = Target {
    name: "frames",
    what: "a frame of the socket",
    run: frames,
    seeds: || {
        texts(&[
            r#"{"type":"ping","data":{},"timestamp":"2026-01-01T00:00:00Z"}"#,
            r#"{"type":"skill_update","data":{"skill_id":"3f1c1c4e-8f0a-4b7e-9c55-0d6f5f1f7a10","name":"PDF forms","tags":["pdf"],"average_rating":4.5,"updated_at":"2026-01-01T00:00:00.123456Z"}}"#,
            r#"{"type":"rating_update","data":{"skill_id":"3f1c1c4e-8f0a-4b7e-9c55-0d6f5f1f7a10","average_rating":4.5,"rating_count":12}}"#,
            r#"{"type":"skill_delete","data":{"skill_id":"3f1c1c4e-8f0a-4b7e-9c55-0d6f5f1f7a10","deleted_at":"2026-01-01T00:00:00Z"}}"#,
            r#"{"type":"category_update","data":{"name":"Data","display_name":"Data","description":"","icon":"x"}}"#,
        ])
    },
    words: &[
        "skill_update",
        "rating_update",
        "skill_delete",
        "category_update",
        "\"type\"",
        "\"data\"",
        "\"skill_id\"",
        "null",
        "1e999",
        "-0",
        "\\ud800",
        "\\u0000",
        "18446744073709551616",
        "[[[[",
        "{\"a\":",
        "4.5",
    ],
};

fn frames(bytes: &[u8]) {
    let first = frame::read(bytes);
    match &first {
        Ok(Message::Update(update)) => {
            assert!(bytes.len() <= frame::LARGEST_MESSAGE, "what is too large is refused");
            let kind = update.kind();
            match update {
                Update::Skill { id, data } => {
                    let record = SkillRecord::parse(data.clone());
                    assert!(
                        record.is_ok_and(|record| record.id == *id && !record.name.is_empty()),
                        "a {kind} that is taken is a skill that can be stored"
                    );
                }
                Update::Category { name, .. } => assert!(!name.is_empty(), "a category has a name"),
                Update::Rating { average, .. } => assert!(
                    average.is_none_or(|average| (0.0..=5.0).contains(&average)),
                    "a mean lies between 0 and 5"
                ),
                Update::Delete { .. } => {}
            }
        }
        Ok(Message::Ping | Message::Pong) => {}
        Err(rejected) => {
            let reason = rejected.to_string();
            assert!(reason.len() < 100, "a reason quotes nothing: {reason}");
            assert!(!rejected.kind().as_str().is_empty(), "it is counted under a name");
        }
    }
    assert_eq!(
        first.is_ok(),
        frame::read(bytes).is_ok(),
        "the same frame is read the same way"
    );
}

pub const PAGES: Target = Target {
    name: "pages",
    what: "a page of the listing",
    run: pages,
    seeds: || {
        texts(&[
            r##"{"skills":[{"skill_id":"3f1c1c4e-8f0a-4b7e-9c55-0d6f5f1f7a10","name":"Résumé C#","description":"Reads PDF forms","version":"1.2.3","command":"python","skill_type":"python_code","python_packages":["pypdf>=3"],"npm_packages":[],"tags":["pdf","forms"],"metadata":{"author":"Ada"},"category":"Data","average_rating":4.5,"rating_count":3,"created_at":"2025-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z","code":"import os\n"}],"page":1,"page_size":100,"total":1,"total_pages":1}"##,
            r#"{"skills":[],"page":1,"page_size":100,"total":0,"total_pages":0}"#,
            r#"{"skills":[null,7,"x",[],{"name":"no id"},{"skill_id":"x"}],"page":1,"page_size":6,"total":6,"total_pages":1}"#,
        ])
    },
    words: &[
        "\"skills\"",
        "\"metadata\"",
        "\"tags\"",
        "\"average_rating\"",
        "\"rating_count\"",
        "null",
        "1e999",
        "-1",
        "4294967296",
        "\\ud800",
        "\u{202e}",
        "\u{200b}",
        "\u{fdfa}",
        "日本語",
        "0000-00-00T00:00:00Z",
        "+262143-12-31T23:59:60Z",
    ],
};

fn pages(bytes: &[u8]) {
    let Ok(page) = serde_json::from_slice::<SkillsPage>(bytes) else {
        return;
    };
    for raw in page.skills {
        let text = raw.get().to_owned();
        let Ok(record) = SkillRecord::parse(raw) else {
            continue;
        };
        assert!(!record.name.trim().is_empty(), "a skill without a name is put aside");
        assert!(record.average_rating.is_finite(), "what is sorted by is a number");
        assert_eq!(record.raw.get(), text, "every byte of the object is kept");
        for text in [&record.name, &record.description, &record.author] {
            let folded = search::text::fold(text);
            assert_eq!(search::text::fold(&folded), folded, "folding twice changes nothing");
        }
    }
}
