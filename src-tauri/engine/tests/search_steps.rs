//! What searches may cost, in steps of SQLite's machine rather than by a clock: the same on
//! every machine, however busy. Who makes a search read more than it did finds out here.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where its ground is missing"
)]

mod search_support;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{Connection, StatementStatus};
use search_support::{Catalogue, NOW, skill};
use serde_json::json;
use skilldock_engine::ratings::Figures;
use skilldock_engine::search::{SearchContext, SearchRequest, Searcher, Sort};
use skilldock_engine::store::skills::set_figures;

const WORDS: [&str; 12] = [
    "note", "music", "calendar", "report", "search", "agent", "video", "invoice", "weather", "deploy", "photo", "mail",
];

/// Skills whose words are as unevenly spread as those of real ones: the first word in half
/// of them, each further one in fewer.
fn skills(count: usize) -> Catalogue {
    let word = |number: usize| WORDS[(number.trailing_ones() as usize).min(WORDS.len() - 1)];
    Catalogue::of((0..count).map(|n| {
        skill(
            n,
            &format!("{} {} {n}", word(n), word(n / 7)),
            &json!({
                "description": format!("A {} for each {} of the {}.", word(n / 3), word(n / 5), word(n / 2)),
                "category": word(n / 11), "tags": [word(n / 13)], "metadata": {"author": format!("somebody {}", n % 40)},
                "average_rating": (n % 50) as f64 / 10.0, "rating_count": n % 90,
            }),
        )
    }))
}

static FEW: LazyLock<Catalogue> = LazyLock::new(|| skills(300));
static MANY: LazyLock<Catalogue> = LazyLock::new(|| skills(3_000));

/// What the statements of one search did.
#[derive(Debug, Default, Clone)]
struct Done {
    steps: i64,
    sorts: i64,
    /// Rows stepped over in scans of whole tables and indexes.
    scanned: i64,
    statements: Vec<String>,
}

/// A connection that counts, and a searcher of its own.
struct Counting {
    connection: Connection,
    searcher: Searcher,
    done: Arc<Mutex<Done>>,
}

impl Counting {
    fn over(catalogue: &Catalogue) -> Self {
        let folder = catalogue.store.folder();
        let mut connection = Connection::open(folder.join("catalogue.db")).unwrap();
        connection
            .execute("ATTACH ?1 AS user", [folder.join("user.db").to_str().unwrap()])
            .unwrap();
        let done = Arc::new(Mutex::new(Done::default()));
        let kept = Arc::clone(&done);
        // A statement that is used again goes on counting where it was.
        let mut before: HashMap<String, [i32; 3]> = HashMap::new();
        let count = move |event: TraceEvent<'_>| {
            let TraceEvent::Profile(statement, _) = event else {
                return;
            };
            let sql = statement.sql().into_owned();
            let now = [
                StatementStatus::VmStep,
                StatementStatus::Sort,
                StatementStatus::FullscanStep,
            ]
            .map(|what| statement.get_status(what));
            let last = before.insert(sql.clone(), now).unwrap_or_default();
            let more = |at: usize| {
                i64::from(if now[at] < last[at] {
                    now[at]
                } else {
                    now[at] - last[at]
                })
            };
            let mut done = kept.lock().unwrap();
            done.steps += more(0);
            done.sorts += more(1);
            done.scanned += more(2);
            done.statements.push(sql);
        };
        connection
            .trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, Some(count))
            .unwrap();
        Self {
            connection,
            searcher: Searcher::default(),
            done,
        }
    }

    /// With everything read that can be.
    fn warm(catalogue: &Catalogue) -> Self {
        let counting = Self::over(catalogue);
        catalogue
            .store
            .read(|connection| counting.searcher.warm(connection))
            .unwrap();
        counting
    }

    fn search(&self, request: &SearchRequest) -> Done {
        *self.done.lock().unwrap() = Done::default();
        let page = self
            .searcher
            .search(&self.connection, request, &SearchContext { now: NOW })
            .unwrap();
        assert!(!page.skills.is_empty(), "{} finds nothing", request.text);
        self.done.lock().unwrap().clone()
    }
}

fn asked(text: &str) -> SearchRequest {
    SearchRequest {
        text: text.to_owned(),
        ..SearchRequest::default()
    }
}

#[test]
fn with_the_words_in_memory_a_search_reads_its_page_and_nothing_that_grows() {
    let (few, many) = (Counting::warm(&FEW), Counting::warm(&MANY));
    for text in [
        "n",
        "no",
        "not",
        "note",
        "note music",
        "for each",
        "calender",
        "a note for each",
    ] {
        for facets in [false, true] {
            let request = SearchRequest { facets, ..asked(text) };
            let (small, large) = (few.search(&request), many.search(&request));
            let looked_up = |sql: &&String| sql.contains("MATCH");
            assert_eq!(
                large.statements.iter().find(looked_up),
                None,
                "{text}: the index was asked"
            );
            assert!(
                large.steps <= small.steps + small.steps / 10 + 100,
                "{text}: {} steps at 300 skills, {} at 3,000",
                small.steps,
                large.steps
            );
            // 20 rows, each with its marks.
            assert!(large.steps <= 8_000, "{text}: {} steps", large.steps);
            assert_eq!(large.sorts, 0, "{text}");
        }
    }
}

#[test]
fn the_first_list_reads_its_page_in_every_order() {
    let counting = Counting::over(&MANY);
    for sort in Sort::ALL {
        let done = counting.search(&SearchRequest {
            sort: Some(sort),
            ..SearchRequest::default()
        });
        assert_eq!(done.sorts, 0, "{sort:?} is sorted, not read in the order of an index");
        assert!(done.steps <= 8_000, "{sort:?}: {} steps", done.steps);
        assert!(done.scanned <= 100, "{sort:?}: {} rows scanned", done.scanned);
    }
}

#[test]
fn without_the_words_in_memory_each_skill_found_costs_a_few_steps() {
    let counting = Counting::over(&MANY);
    // The columns are read with the first search.
    counting.search(&asked("invoice"));
    for text in ["n", "not", "music", "note music", "a note for each"] {
        let done = counting.search(&asked(text));
        // Four fields, each read for the word and for its beginning, five steps a row.
        assert!(
            done.steps <= 8_000 + 3_000 * 4 * 2 * 5,
            "{text}: {} steps for 3,000 skills",
            done.steps
        );
        assert_eq!(done.sorts, 0, "{text}");
    }
}

#[test]
fn the_words_are_read_once_and_only_for_who_asks_again() {
    let counting = Counting::over(&FEW);
    counting.search(&asked("note"));
    counting.search(&asked("note"));
    assert!(
        !counting.searcher.is_due(),
        "the next page of one search is no second one"
    );
    counting.search(&asked("music"));
    assert!(counting.searcher.is_due());
    counting.search(&asked("report"));
    assert!(!counting.searcher.is_due(), "it is said once");
    FEW.store.read(|connection| counting.searcher.warm(connection)).unwrap();
    counting.search(&asked("video"));
    counting.search(&asked("agent"));
    assert!(!counting.searcher.is_due(), "they are here");
}

#[test]
fn after_a_live_update_the_next_search_reads_that_skill_and_no_other() {
    let catalogue = skills(1_000);
    let counting = Counting::warm(&catalogue);
    let id = catalogue.find("note", 1).skills[0].skill_id;
    let before = counting.search(&asked("note music"));
    for count in 1_000..1_003 {
        let figures = Figures { average: 4.5, count };
        catalogue
            .store
            .write(|connection| set_figures(connection, id, figures, None))
            .unwrap();
        let done = counting.search(&asked("note music"));
        assert!(
            done.steps <= before.steps + 1_000,
            "{} steps, {} before the update",
            done.steps,
            before.steps
        );
        assert!(!done.statements.iter().any(|sql| sql.contains("MATCH")));
    }
}
