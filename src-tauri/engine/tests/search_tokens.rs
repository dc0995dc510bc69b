//! The language of the search field, as the window reads it too: the window's tests hold
//! themselves to the same file.
#![allow(clippy::unwrap_used, reason = "a test stops where its ground is missing")]

use serde::Deserialize;
use skilldock_engine::search::{Filters, SearchRequest, Sort, render, understand};

#[derive(Deserialize)]
struct Case {
    text: String,
    words: String,
    filters: Filters,
    sort: Sort,
    written: String,
}

#[test]
fn every_text_is_understood_and_written_as_both_sides_agreed() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("golden/tokens.json")).unwrap();
    assert!(cases.len() > 30);
    for case in cases {
        let read = understand(&SearchRequest {
            text: case.text.clone(),
            ..SearchRequest::default()
        });
        assert_eq!(read.words, case.words, "{}", case.text);
        assert_eq!(read.filters, case.filters, "{}", case.text);
        assert_eq!(read.sort, case.sort, "{}", case.text);
        assert_eq!(render(&read), case.written, "{}", case.text);
    }
}
