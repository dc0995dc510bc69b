//! Single lines: links, queries, values of the configuration.

use skilldock_engine::config::{ApiToken, ApiUrl, TokenForm, WsUrl};
use skilldock_engine::links::{self, Place};
use skilldock_engine::search::{self, SearchRequest};

use super::texts;
use crate::Target;

pub const LINKS: Target = Target {
    name: "links",
    what: "a link into the window",
    run: |bytes| {
        let Ok(text) = std::str::from_utf8(bytes) else { return };
        match links::parse(text) {
            Ok(Place::Search { query }) => {
                assert!(!query.contains(char::is_control), "a query has no control characters");
                assert!(query.chars().count() <= 256, "a query is no longer than anybody types");
            }
            Ok(Place::Skill { version, .. }) => assert!(
                version.is_none_or(|version| !version.is_empty() && version.is_ascii()),
                "a version is plain"
            ),
            Ok(Place::Conflict { id }) => assert!(id > 0, "conflicts are counted from 1"),
            Err(error) => assert!(error.to_string().len() < 80, "a reason quotes nothing"),
        }
        assert!(
            links::parse(text).is_err() || links::is_link(text),
            "what is read is a link"
        );
    },
    seeds: || {
        texts(&[
            "skilldock://skill/3f1c1c4e-8f0a-4b7e-9c55-0d6f5f1f7a10",
            "skilldock://skill/3f1c1c4e-8f0a-4b7e-9c55-0d6f5f1f7a10@1.4.0-rc.1+b_7",
            "skilldock://search?q=pdf+forms%20tag%3Apdf",
            "skilldock://conflict/12",
        ])
    },
    words: &[
        "skilldock:",
        "//",
        "?q=",
        "%00",
        "%E2%80%AE",
        "%",
        "@",
        "#",
        "SKILLDOCK://",
        "conflict/",
        "search/",
    ],
};

pub const QUERIES: Target = Target {
    name: "queries",
    what: "the text of the search field",
    run: |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let request = SearchRequest {
            text: text.into_owned(),
            ..SearchRequest::default()
        };
        let understood = search::understand(&request);
        let line = search::render(&understood);
        let again = search::understand(&SearchRequest {
            text: line.clone(),
            ..SearchRequest::default()
        });
        assert_eq!(again.filters, understood.filters, "{line:?} says the same conditions");
        assert_eq!(again.sort, understood.sort, "{line:?} says the same order");
        assert_eq!(search::render(&again), line, "and is written the same way");
    },
    seeds: || {
        texts(&[
            "pdf tag:forms -is:installed rating:>=4 sort:rating",
            "\"exact words\" category:\"Data & more\" author:Ada",
            "type:python_code updated:>2025-01-01 has:packages in:mine",
            "C# .NET c++ 日本語 rating:<2.5 updated:<2026-01-01T00:00:00Z",
        ])
    },
    words: &[
        "tag:",
        "-tag:",
        "category:",
        "author:",
        "rating:>=",
        "rating:<",
        "updated:>",
        "sort:",
        "is:",
        "in:",
        "has:packages",
        "type:",
        "\"",
        "-",
        "NaN",
        "inf",
        "1e309",
        "\u{a0}",
        "\u{3000}",
        "İ",
        "ß",
        "\u{301}",
    ],
};

pub const CONFIGURATION: Target = Target {
    name: "configuration",
    what: "an address or a token, as typed",
    run: |bytes| {
        let Ok(text) = std::str::from_utf8(bytes) else { return };
        if let Ok(url) = text.parse::<ApiUrl>() {
            assert!(url.is_secure() || url.is_loopback(), "without TLS only this machine");
            let shown = url.display();
            let host = shown.split('/').nth(2).unwrap_or_default();
            assert!(
                !shown.contains(['?', '#']) && !host.contains('@'),
                "an address that is shown holds no secret"
            );
            assert_eq!(
                shown.parse::<ApiUrl>().map(|url| url.display()),
                Ok(shown),
                "what is saved is read again"
            );
            let joined = url.join("/api/v1/skills");
            assert_eq!(
                joined.origin().ascii_serialization(),
                url.origin(),
                "a path does not leave the host"
            );
            if let Some(socket) = WsUrl::derived_from(&url) {
                assert_eq!((socket.is_secure(), socket.host()), (url.is_secure(), url.host()));
            }
        }
        if let Ok(url) = text.parse::<WsUrl>() {
            assert!(url.is_secure() || url.is_loopback(), "without TLS only this machine");
        }
        match ApiToken::parse(text) {
            Ok(token) => {
                let shown = format!("{token:?}");
                match token.form() {
                    TokenForm::Jwt { .. } => {
                        assert!(!shown.contains(token.expose()), "a token prints nothing of itself")
                    }
                    // Every one of a form prints the same.
                    TokenForm::UuidV4 => assert_eq!(shown, "ApiToken(UuidV4, redacted)"),
                    TokenForm::Other => assert_eq!(shown, "ApiToken(Other, redacted)"),
                }
                assert!(
                    token.expose().bytes().all(|byte| byte.is_ascii_graphic()),
                    "it fits a header"
                );
            }
            Err(error) => assert!(error.to_string().len() < 120, "a reason quotes nothing"),
        }
    },
    seeds: || {
        texts(&[
            "https://marketplace.example.com",
            "http://127.0.0.1:8080/base",
            "wss://marketplace.example.com:8443/ws",
            "http://[::1]:9",
            "3f1c1c4e-8f0a-4b7e-9c55-0d6f5f1f7a10",
            "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE4OTM0NTYwMDB9.c2ln",
        ])
    },
    words: &[
        "https://",
        "http://",
        "ws://",
        "localhost",
        "127.0.0.1",
        "[::ffff:127.0.0.1]",
        "0x7f.1",
        "@",
        "?",
        "#",
        "\\",
        ":0",
        "..",
        "%2e%2e",
        "。",
        "eyJleHAiOi",
    ],
};
