//! What a person finds by what they type.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where its ground is missing"
)]

mod search_support;

use search_support::{Catalogue, NOW, skill};
use serde_json::json;
use skilldock_engine::model::SkillRecord;
use skilldock_engine::search::{SearchRequest, Sort};
use skilldock_engine::store::listing;

fn named(names: &[&str]) -> Catalogue {
    Catalogue::of(names.iter().enumerate().map(|(n, name)| skill(n, name, &json!({}))))
}

#[test]
fn the_exact_name_is_first_and_then_each_weaker_match() {
    let catalogue = Catalogue::of([
        skill(
            1,
            "Notes",
            &json!({"description": "Exports a pdf.", "average_rating": 5, "rating_count": 900}),
        ),
        skill(
            2,
            "Papers",
            &json!({"tags": ["pdf"], "average_rating": 5, "rating_count": 800}),
        ),
        skill(3, "Merge PDF", &json!({"average_rating": 5, "rating_count": 700})),
        skill(4, "PDF Tools", &json!({"average_rating": 5, "rating_count": 600})),
        skill(5, "pdf", &json!({"average_rating": 1, "rating_count": 600})),
        skill(6, "Unrelated", &json!({})),
    ]);
    assert_eq!(
        catalogue.names("PDF"),
        ["pdf", "PDF Tools", "Merge PDF", "Papers", "Notes"]
    );
}

#[test]
fn names_with_signs_find_exactly_those() {
    let catalogue = named(&[
        "C",
        "C#",
        "C++",
        ".NET",
        "Network",
        "Node.js",
        "Node",
        "F#",
        "Objective-C",
    ]);
    assert_eq!(catalogue.names("C#"), ["C#"]);
    assert_eq!(catalogue.names("c++"), ["C++"]);
    assert_eq!(catalogue.names("F#"), ["F#"]);
    assert_eq!(catalogue.names(".net"), [".NET"]);
    for typed in ["Node.js", "nodejs", "node js", "NODE.JS"] {
        assert_eq!(catalogue.names(typed), ["Node.js"], "{typed}");
    }
    assert_eq!(catalogue.names("node"), ["Node", "Node.js"]);
    assert_eq!(catalogue.names("C")[0], "C");
}

#[test]
fn compounds_are_found_by_their_parts_and_joined() {
    let catalogue = named(&["smart-home", "GitHub", "snake_case tool"]);
    for typed in ["smart-home", "smarthome", "smart home", "home smart", "smart_home"] {
        assert_eq!(catalogue.names(typed), ["smart-home"], "{typed}");
    }
    for typed in ["github", "git hub", "GitHub", "hub"] {
        assert_eq!(catalogue.names(typed), ["GitHub"], "{typed}");
    }
    assert_eq!(catalogue.names("snakecase"), ["snake_case tool"]);
}

#[test]
fn accents_case_and_width_do_not_matter() {
    let catalogue = named(&["Résumé Builder", "Straße", "Zürich Öffis"]);
    for typed in ["resume", "RESUME", "ｒｅｓｕｍｅ", "re\u{301}sume\u{301}"] {
        assert_eq!(catalogue.names(typed), ["Résumé Builder"], "{typed}");
    }
    assert_eq!(catalogue.names("strasse"), ["Straße"]);
    for typed in ["zurich", "zuerich", "ZÜRICH", "öffis", "offis", "oeffis"] {
        assert_eq!(catalogue.names(typed), ["Zürich Öffis"], "{typed}");
    }
}

#[test]
fn a_few_characters_find_their_place_within_a_sentence() {
    let catalogue = Catalogue::of([
        skill(1, "交易", &json!({"description": "自动设置止损单"})),
        skill(2, "메모", &json!({"description": "한국어메모장"})),
        skill(3, "メモ", &json!({"description": "これはメモです"})),
    ]);
    for (typed, name) in [
        ("止损", "交易"),
        ("损", "交易"),
        ("止损单", "交易"),
        ("한국", "메모"),
        ("메", "메모"),
        ("メモ", "メモ"),
        ("です", "メモ"),
    ] {
        assert_eq!(catalogue.names(typed), [name], "{typed}");
    }
    let row = catalogue.find("止损", 1).skills.remove(0);
    assert_eq!(row.description_marks, [(4, 6)]);
}

#[test]
fn a_typo_is_mended_only_where_nothing_is_found_as_typed() {
    let catalogue = named(&["Calendar", "Slack", "Black Jack"]);
    let mended = catalogue.find("calender", 5);
    assert_eq!(
        (mended.corrected.as_deref(), mended.skills[0].name.as_str()),
        (Some("calendar"), "Calendar")
    );
    assert_eq!(mended.skills[0].name_marks, [(0, 8)]);
    let literal = SearchRequest {
        text: "calender".into(),
        literal: true,
        ..SearchRequest::default()
    };
    assert_eq!(catalogue.search(&literal).total, 0);
    let exact = catalogue.find("slack", 5);
    assert_eq!((exact.corrected, exact.total), (None, 1));
}

#[test]
fn near_words_follow_where_the_word_typed_is_in_no_name() {
    let catalogue = Catalogue::of([
        skill(1, "Notion", &json!({})),
        skill(2, "Video", &json!({"description": "Slow motion."})),
    ]);
    let found = catalogue.find("motion", 5);
    assert_eq!(
        found.skills.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(),
        ["Video", "Notion"]
    );
    assert_eq!(found.corrected, None);
}

#[test]
fn a_phrase_must_stand_there_word_by_word() {
    let catalogue = Catalogue::of([
        skill(1, "One", &json!({"description": "For the smart-home owner."})),
        skill(2, "Two", &json!({"description": "A smart way to go home."})),
    ]);
    assert_eq!(catalogue.names("\"smart home\""), ["One"]);
    assert_eq!(catalogue.total("smart home"), 2);
}

#[test]
fn an_order_is_kept_with_words_too() {
    let catalogue = Catalogue::of([
        skill(1, "PDF", &json!({"average_rating": 5, "rating_count": 1})),
        skill(
            2,
            "Other",
            &json!({"description": "pdf", "average_rating": 4.8, "rating_count": 200}),
        ),
    ]);
    let sorted = SearchRequest {
        text: "pdf".into(),
        sort: Some(Sort::Rating),
        ..SearchRequest::default()
    };
    assert_eq!(catalogue.search(&sorted).skills[0].name, "Other");
}

#[test]
fn an_author_is_a_condition() {
    let catalogue = Catalogue::of([
        skill(1, "One", &json!({"metadata": {"author": "Ann Lee"}})),
        skill(2, "Two", &json!({"metadata": {"author": "Ann"}})),
    ]);
    assert_eq!(catalogue.names("author:ann"), ["Two"]);
    assert_eq!(catalogue.names("author:\"ann lee\""), ["One"]);
}

#[test]
fn what_a_sync_has_staged_is_not_found_before_it_is_current() {
    let catalogue = named(&["Visible"]);
    catalogue.find("visible", 1);
    let staged = serde_json::value::RawValue::from_string(skill(9, "Visible soon", &json!({}))).unwrap();
    let staged = SkillRecord::parse(staged).unwrap();
    catalogue
        .store
        .write(|connection| listing::stage(connection, &staged, None, NOW, NOW))
        .unwrap();
    assert_eq!(catalogue.names("visible"), ["Visible"]);
    let visible: Vec<_> = catalogue.store.read(skilldock_engine::store::skills::ids).unwrap();
    let seen = visible.into_iter().chain([staged.id]).collect();
    let all = listing::Listing {
        kept: &std::collections::HashSet::new(),
        seen: &seen,
        began: NOW,
        deletions_confirmed: true,
        wishes: skilldock_engine::store::settle::Wishes {
            strategy: skilldock_engine::config::ConflictStrategy::default(),
            review: false,
        },
    };
    catalogue
        .store
        .write(|connection| listing::apply(connection, &all, NOW.plus(1)))
        .unwrap();
    assert_eq!(catalogue.names("visible").len(), 2);
}
