//! How long searches take. Figures, not a judgement: run it in release mode with
//! `cargo test --release -p skilldock-engine --test search_speed -- --ignored --nocapture`;
//! `SKILLS` says how many (100,000).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measurement says what it found"
)]

mod search_support;

use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use search_support::{Catalogue, real};
use serde_json::Value;
use skilldock_engine::search::{Choice, Filters, SearchRequest, Sort};

/// The real skills and as many variations of them as are wanted: a third of the
/// words of names and descriptions replaced by words of others, no code.
fn vary(lines: &[String], count: usize, random: &mut StdRng) -> Vec<String> {
    let skills: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let words = |field: &str| -> Vec<String> {
        skills
            .iter()
            .flat_map(|skill| skill[field].as_str().unwrap_or("").split(' ').map(str::to_owned))
            .collect()
    };
    let (names, descriptions) = (words("name"), words("description"));
    let mut varied = Vec::with_capacity(count);
    for n in 0..count {
        let mut skill = skills[n % skills.len()].clone();
        skill["code"] = Value::from("print()");
        if n >= skills.len() {
            for (field, pool) in [("name", &names), ("description", &descriptions)] {
                let text: Vec<String> = skill[field]
                    .as_str()
                    .unwrap_or("x")
                    .split(' ')
                    .map(|word| {
                        if random.random_bool(0.33) {
                            pool.choose(random).unwrap().clone()
                        } else {
                            word.to_owned()
                        }
                    })
                    .collect();
                skill[field] = Value::from(if text.concat().trim().is_empty() {
                    "Nameless".to_owned()
                } else {
                    text.join(" ")
                });
            }
            skill["skill_id"] = Value::from(format!("00000000-0000-4000-8000-{n:012x}"));
            skill["average_rating"] = Value::from(f64::from(random.random_range(0..51)) / 10.0);
            skill["rating_count"] = Value::from(random.random_range(0..500));
            let (month, day) = (random.random_range(1..13), random.random_range(1..29));
            skill["updated_at"] = Value::from(format!("2025-{month:02}-{day:02}T10:00:00Z"));
        }
        varied.push(skill.to_string());
    }
    varied
}

/// Each request on its own: what the one before had looked up is forgotten, by
/// asking for more words than are kept.
fn measure(catalogue: &Catalogue, what: &str, requests: &[SearchRequest]) {
    let mut times: Vec<(Duration, &SearchRequest, u32)> = requests
        .iter()
        .map(|request| {
            // The quickest of three: what else the machine does is not the search.
            (0..3)
                .map(|round| {
                    forget(catalogue, round);
                    let begin = Instant::now();
                    let page = catalogue.search(request);
                    (begin.elapsed(), request, page.total)
                })
                .min_by_key(|(time, ..)| *time)
                .unwrap()
        })
        .collect();
    times.sort_by_key(|(time, ..)| *time);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].0.as_secs_f64() * 1000.0;
    let (_, slowest, total) = times.last().unwrap();
    println!(
        "{what:34} {:4} × p50 {:7.2} ms  p95 {:7.2} ms  max {:7.2} ms  (slowest: {:?}, {total} hits)",
        times.len(),
        at(0.5),
        at(0.95),
        at(1.0),
        slowest.text
    );
}

/// Fills what is kept of searches with words that nobody has.
fn forget(catalogue: &Catalogue, round: usize) {
    for batch in 0..5 {
        let words: Vec<String> = (0..14).map(|word| format!("qx{round}qx{batch}qx{word}")).collect();
        catalogue.search(&SearchRequest {
            text: words.join(" "),
            literal: true,
            ..SearchRequest::default()
        });
    }
}

#[test]
#[ignore = "a measurement: minutes in debug mode"]
fn how_long_searches_take() {
    let count = std::env::var("SKILLS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(100_000);
    let mut random = StdRng::seed_from_u64(1);
    let lines = real();
    let names: Vec<String> = lines
        .iter()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["name"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    let descriptions: Vec<String> = lines
        .iter()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["description"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    let varied = vary(&lines, count, &mut random);
    let begin = Instant::now();
    let catalogue = Catalogue::of(varied);
    println!(
        "{count} skills; staged and made current in {:.2} s",
        begin.elapsed().as_secs_f64()
    );

    let of = |texts: Vec<String>| -> Vec<SearchRequest> {
        texts
            .into_iter()
            .map(|text| SearchRequest {
                text,
                limit: 50,
                ..SearchRequest::default()
            })
            .collect()
    };
    let faceted = |requests: &[SearchRequest]| -> Vec<SearchRequest> {
        requests
            .iter()
            .map(|request| SearchRequest {
                facets: true,
                ..request.clone()
            })
            .collect()
    };
    let begin = Instant::now();
    catalogue.find("", 20);
    println!(
        "{:34} {:.1} ms",
        "first page, nothing loaded",
        begin.elapsed().as_secs_f64() * 1000.0
    );
    for (what, text) in [
        ("first search: loads the columns", "spotify"),
        ("first typo: loads the vocabulary", "spotfyy qqqq"),
    ] {
        let begin = Instant::now();
        catalogue.find(text, 20);
        println!("{what:34} {:.1} ms", begin.elapsed().as_secs_f64() * 1000.0);
    }
    measure(&catalogue, "first page", &of(vec![String::new(); 50]));
    measure(
        &catalogue,
        "plain page at 50,000",
        &[SearchRequest {
            offset: 50_000,
            ..SearchRequest::default()
        }],
    );
    measure(&catalogue, "everything, facets", &faceted(&of(vec![String::new(); 20])));
    let short: Vec<String> = ('a'..='z')
        .flat_map(|a| [a.to_string(), format!("{a}o"), format!("{a}e")])
        .collect();
    measure(&catalogue, "1-2 letters", &of(short.clone()));
    measure(&catalogue, "1-2 letters, facets", &faceted(&of(short)));
    let beginnings: Vec<String> = (0..300)
        .map(|_| {
            names
                .choose(&mut random)
                .unwrap()
                .chars()
                .take(random.random_range(3..9))
                .collect()
        })
        .collect();
    measure(&catalogue, "beginnings of names", &of(beginnings.clone()));
    measure(&catalogue, "beginnings of names, facets", &faceted(&of(beginnings)));
    measure(
        &catalogue,
        "names",
        &of(names.choose_multiple(&mut random, 300).cloned().collect()),
    );
    let words: Vec<String> = (0..300)
        .map(|_| {
            let words: Vec<&str> = descriptions
                .choose(&mut random)
                .unwrap()
                .split(' ')
                .filter(|word| word.len() > 3)
                .collect();
            words
                .choose_multiple(&mut random, 2)
                .copied()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    measure(&catalogue, "two words of descriptions", &of(words.clone()));
    measure(&catalogue, "two words of descriptions, facets", &faceted(&of(words)));
    measure(
        &catalogue,
        "the commonest words",
        &of(["use", "the", "and", "for", "use the", "use when the user"]
            .map(str::to_owned)
            .to_vec()),
    );
    let typos: Vec<String> = (0..100)
        .map(|_| {
            let mut name: Vec<char> = names.choose(&mut random).unwrap().chars().collect();
            let at = random.random_range(0..name.len());
            name[at] = 'q';
            name.into_iter().collect()
        })
        .collect();
    measure(&catalogue, "names with a typo", &of(typos));
    let filtered = SearchRequest {
        filters: Filters {
            category: Choice {
                include: vec!["media".into(), "finance".into()],
                exclude: vec![],
            },
            tag: Choice {
                include: vec![],
                exclude: vec!["cli".into()],
            },
            min_rating: Some(3.0),
            ..Filters::default()
        },
        sort: Some(Sort::Updated),
        facets: true,
        ..SearchRequest::default()
    };
    measure(&catalogue, "filters, facets, by date", &vec![filtered; 20]);
}
