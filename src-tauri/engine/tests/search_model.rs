//! The search against a naive one over the same skills, and against anything
//! that can be typed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where its ground is missing"
)]

mod search_support;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

use proptest::prelude::*;
use search_support::{Catalogue, NOW, skill};
use serde_json::json;
use skilldock_engine::model::{SkillId, SkillType};
use skilldock_engine::search::SearchContext;
use skilldock_engine::search::{Badge, Choice, Filters, SearchRequest, Sort, render, row};
use skilldock_engine::store::{collections, settings};

const WORDS: [&str; 6] = ["alpha", "alpine", "beta", "gamma", "delta", "omega"];
const TAGS: [&str; 4] = ["pdf", "Web", "smart home", "c#"];
const COLLECTIONS: [&str; 3] = ["To read", "work", "Empty"];
const CATEGORIES: [&str; 3] = ["media", "Data", ""];

#[derive(Debug, Clone)]
struct Model {
    id: String,
    name: String,
    description: String,
    category: &'static str,
    kind: SkillType,
    tags: Vec<&'static str>,
    rating: f64,
    count: u32,
    updated: Option<u32>,
    packages: bool,
    favourite: bool,
    collections: Vec<&'static str>,
}

static MODEL: LazyLock<(Catalogue, Vec<Model>)> = LazyLock::new(|| {
    let models: Vec<Model> = (0..300_usize)
        .map(|n| {
            let pick = |salt: usize, of: usize| (n * 7 + n / 3 * salt + n / 11) % of;
            Model {
                id: format!("00000000-0000-4000-8000-{n:012x}"),
                name: format!("{} {}", WORDS[pick(1, 6)], WORDS[pick(5, 6)]),
                description: format!("does {}", WORDS[pick(3, 6)]),
                category: CATEGORIES[pick(2, 3)],
                kind: SkillType::ALL[pick(3, 4)],
                tags: (0..4)
                    .filter(|tag| pick(*tag + 1, 3) == 0)
                    .map(|tag| TAGS[tag])
                    .collect(),
                rating: f64::from(u32::try_from(pick(1, 11)).unwrap()) / 2.0,
                count: u32::try_from(pick(4, 5)).unwrap(),
                updated: (pick(2, 5) > 0).then(|| 1 + u32::try_from(pick(9, 28)).unwrap()),
                packages: pick(1, 2) == 0,
                favourite: pick(6, 4) == 0,
                collections: (0..2)
                    .filter(|one| pick(one + 2, 5) == 0)
                    .map(|one| COLLECTIONS[one])
                    .collect(),
            }
        })
        .collect();
    let catalogue = Catalogue::of(models.iter().enumerate().map(|(n, model)| {
        skill(
            n,
            &model.name,
            &json!({
                "description": model.description, "category": model.category, "skill_type": model.kind.as_str(),
                "tags": model.tags, "average_rating": model.rating, "rating_count": model.count,
                "python_packages": if model.packages { vec!["requests"] } else { vec![] },
                "updated_at": model.updated.map(|day| format!("2026-01-{day:02}T00:00:00Z")),
            }),
        )
    }));
    catalogue
        .store
        .write(|connection| {
            for model in models.iter().filter(|model| model.favourite) {
                settings::set_favourite(connection, model.id.parse().unwrap(), true, false, NOW)?;
            }
            for name in COLLECTIONS {
                let id = collections::create(connection, name, NOW)?;
                for model in models.iter().filter(|model| model.collections.contains(&name)) {
                    collections::set_member(connection, id, model.id.parse().unwrap(), true, NOW)?;
                }
            }
            Ok(())
        })
        .unwrap();
    (catalogue, models)
});

const CATEGORY: usize = 0;
const TYPE: usize = 1;
const TAG: usize = 2;
const IS: usize = 3;
const RATING: usize = 4;
const PACKAGES: usize = 5;
const UPDATED: usize = 6;
const COLLECTION: usize = 7;

fn meets(model: &Model, filters: &Filters, left_out: usize) -> bool {
    let same = |left: &str, right: &str| left.to_lowercase() == right.to_lowercase();
    let has = |badge: Badge| badge == Badge::Favourite && model.favourite;
    let conditions = [
        (filters.category.include.is_empty() || filters.category.include.iter().any(|name| same(name, model.category)))
            && !filters.category.exclude.iter().any(|name| same(name, model.category)),
        (filters.skill_type.include.is_empty() || filters.skill_type.include.contains(&model.kind))
            && !filters.skill_type.exclude.contains(&model.kind),
        filters
            .tag
            .include
            .iter()
            .all(|tag| model.tags.iter().any(|own| same(tag, own)))
            && !filters
                .tag
                .exclude
                .iter()
                .any(|tag| model.tags.iter().any(|own| same(tag, own))),
        filters.is.include.iter().all(|badge| has(*badge)) && !filters.is.exclude.iter().any(|badge| has(*badge)),
        filters.min_rating.is_none_or(|least| model.rating >= least)
            && filters.below_rating.is_none_or(|below| model.rating < below),
        filters.has_packages.is_none_or(|wanted| model.packages == wanted),
        filters.updated_since.as_deref().is_none_or(|since| {
            model
                .updated
                .is_some_and(|day| format!("2026-01-{day:02}").as_str() >= since)
        }) && filters.updated_before.as_deref().is_none_or(|before| {
            model
                .updated
                .is_none_or(|day| format!("2026-01-{day:02}").as_str() < before)
        }),
        filters
            .collection
            .include
            .iter()
            .all(|name| model.collections.iter().any(|own| same(name, own)))
            && !filters
                .collection
                .exclude
                .iter()
                .any(|name| model.collections.iter().any(|own| same(name, own))),
    ];
    conditions
        .iter()
        .enumerate()
        .all(|(property, met)| *met || property == left_out)
}

fn has_words(model: &Model, words: &[String]) -> bool {
    let text = format!(
        "{} {} {} {}",
        model.name,
        model.description,
        model.tags.join(" "),
        model.category
    )
    .to_lowercase();
    // Short words before the last are not beginnings.
    let fits = |at: usize, word: &str, own: &str| match word.len() {
        0..4 if at + 1 < words.len() => own == word,
        _ => own.starts_with(word),
    };
    words
        .iter()
        .enumerate()
        .all(|(at, word)| text.split(' ').any(|own| fits(at, word, own)))
}

fn choice<T: ts_rs::TS + Clone + std::fmt::Debug + 'static>(values: Vec<T>) -> impl Strategy<Value = Choice<T>> {
    let some = || proptest::collection::vec(proptest::sample::select(values.clone()), 0..3);
    let none = proptest::collection::vec(proptest::sample::select(values.clone()), 0..2);
    (
        prop_oneof![2 => Just(vec![]), 1 => some()],
        prop_oneof![2 => Just(vec![]), 1 => none],
    )
        .prop_map(|(include, exclude)| Choice { include, exclude })
}

prop_compose! {
    fn filters()(
        category in choice(vec!["MEDIA".to_owned(), "data".to_owned()]),
        skill_type in choice(SkillType::ALL.to_vec()),
        tag in choice(vec!["PDF".to_owned(), "web".to_owned(), "smart HOME".to_owned(), "none such".to_owned()]),
        is in choice(vec![Badge::Favourite, Badge::Installed, Badge::Stale]),
        min_rating in proptest::option::of(proptest::sample::select(vec![1.0, 2.5, 4.0])),
        updated_since in proptest::option::of(proptest::sample::select(vec!["2026-01-05".to_owned(), "2026-01-20".to_owned()])),
        has_packages in proptest::option::of(any::<bool>()),
        below_rating in proptest::option::weighted(0.2, proptest::sample::select(vec![2.0, 4.5])),
        updated_before in proptest::option::weighted(0.2, Just("2026-01-20".to_owned())),
        collection in choice(vec!["TO READ".to_owned(), "work".to_owned(), "none such".to_owned()]),
    ) -> Filters {
        Filters {
            category, skill_type, tag, is, collection, min_rating, below_rating, updated_since, updated_before, has_packages,
            author: None,
        }
    }
}

fn words() -> impl Strategy<Value = Vec<String>> {
    let word = (proptest::sample::select(WORDS.to_vec()), 3..9_usize)
        .prop_map(|(word, length)| word.chars().take(length).collect());
    proptest::collection::vec(word, 0..3)
}

fn count<'a>(models: impl Iterator<Item = &'a Model>, of: impl Fn(&Model) -> Vec<String>) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for name in models.flat_map(of).filter(|name| !name.is_empty()) {
        *counts.entry(name).or_insert(0) += 1;
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn matches_and_facets_are_those_of_a_naive_search(filters in filters(), words in words(), sort in 0..6_usize) {
        let (catalogue, models) = &*MODEL;
        let request = SearchRequest {
            text: words.join(" "), filters: filters.clone(), sort: Some(Sort::ALL[sort]), limit: 200, facets: true, literal: true, offset: 0,
        };
        let page = catalogue.search(&request);
        let left_out = |property: usize| {
            let (words, filters) = (words.clone(), filters.clone());
            models.iter().filter(move |model| has_words(model, &words) && meets(model, &filters, property))
        };
        let naive: BTreeSet<&str> = left_out(usize::MAX).map(|model| model.id.as_str()).collect();
        prop_assert_eq!(page.total as usize, naive.len());
        let rest = catalogue.search(&SearchRequest { offset: 200, ..request.clone() });
        let ids: Vec<String> = page.skills.iter().chain(&rest.skills).map(|row| row.skill_id.to_string()).collect();
        prop_assert_eq!(ids.iter().map(String::as_str).collect::<BTreeSet<_>>(), naive);

        let facets = page.facets.unwrap();
        prop_assert_eq!(facets.category, count(left_out(CATEGORY), |model| vec![model.category.to_owned()]));
        prop_assert_eq!(facets.skill_type, count(left_out(TYPE), |model| vec![model.kind.as_str().to_owned()]));
        prop_assert_eq!(facets.tag, count(left_out(TAG), |model| model.tags.iter().map(|tag| (*tag).to_owned()).collect()));
        prop_assert_eq!(facets.is.len(), Badge::ALL.len());
        prop_assert_eq!(facets.is["favourite"] as usize, left_out(IS).filter(|model| model.favourite).count());
        for (least, found) in &facets.min_rating {
            let least: f64 = least.parse().unwrap();
            prop_assert_eq!(*found as usize, left_out(RATING).filter(|model| model.rating >= least).count());
        }
        prop_assert_eq!(facets.has_packages as usize, left_out(PACKAGES).filter(|model| model.packages).count());
        for name in COLLECTIONS {
            let members = left_out(COLLECTION).filter(|model| model.collections.contains(&name)).count();
            prop_assert_eq!(facets.collection[name] as usize, members);
        }
        // It is 30 January: a week ago was the 23rd, and everything with a date is of this month.
        for (days, first) in [("7", 23), ("30", 1), ("365", 1)] {
            let since = left_out(UPDATED).filter(|model| model.updated.is_some_and(|day| day >= first)).count();
            prop_assert_eq!(facets.updated[days] as usize, since);
        }
    }

    #[test]
    fn pages_neither_skip_nor_repeat_in_any_order(filters in filters(), words in words(), sort in 0..6_usize, limit in 1..40_u32) {
        let (catalogue, models) = &*MODEL;
        let request = SearchRequest { text: words.join(" "), filters, sort: Some(Sort::ALL[sort]), limit: 200, ..SearchRequest::default() };
        let ids = |request: &SearchRequest| catalogue.search(request).skills.into_iter().map(|row| row.skill_id).collect::<Vec<_>>();
        let mut whole = ids(&request);
        whole.extend(ids(&SearchRequest { offset: 200, ..request.clone() }));
        let mut paged: Vec<SkillId> = Vec::new();
        for offset in (0..u32::try_from(models.len()).unwrap()).step_by(limit as usize) {
            paged.extend(ids(&SearchRequest { offset, limit, ..request.clone() }));
        }
        prop_assert_eq!(paged.iter().collect::<HashSet<_>>().len(), paged.len());
        prop_assert_eq!(paged, whole);
    }

    #[test]
    fn anything_can_be_typed(
        text in prop_oneof![
            "\\PC{0,40}", ".{0,40}",
            "([a-z]{0,6}|\"|\\*|NEAR\\(|AND|OR|NOT|\\^|-|\\+|:|\\{name\\}|alpha|tag:|#| |\u{0}|\u{202e}|\u{1f41d}|止损|\u{301}|'){0,12}",
        ],
        literal in any::<bool>(), sort in 0..6_usize, offset in 0..400_u32, limit in 0..400_u32,
    ) {
        let (catalogue, _) = &*MODEL;
        let page = catalogue.search(&SearchRequest {
            text, literal, sort: Some(Sort::ALL[sort]), offset, limit, facets: true, ..SearchRequest::default()
        });
        prop_assert!(page.skills.len() <= 200 && page.skills.len() as u32 <= page.total.saturating_sub(offset));
        prop_assert!(!(literal && page.corrected.is_some()));
        for row in &page.skills {
            let units = u32::try_from(row.name.encode_utf16().count()).unwrap();
            prop_assert!(row.name_marks.iter().all(|(start, end)| start < end && *end <= units));
        }
        prop_assert_eq!(render(&page.understood).is_empty(), page.understood.words.is_empty() && page.understood.filters.is_empty() && page.understood.sort == Sort::Relevance);
    }
}

#[test]
fn ten_thousand_characters_are_a_search() {
    let (catalogue, _) = &*MODEL;
    for text in [
        "x".repeat(10_000),
        "alpha ".repeat(2_000),
        "\"".repeat(10_000),
        "tag:".repeat(3_000),
        "é\0".repeat(5_000),
    ] {
        catalogue.find(&text, 20);
    }
}

#[test]
fn the_first_page_is_the_same_from_the_tables_and_from_memory() {
    let (catalogue, models) = &*MODEL;
    for sort in Sort::ALL {
        let plain = SearchRequest {
            sort: Some(sort),
            limit: 150,
            offset: 20,
            ..SearchRequest::default()
        };
        let counted = SearchRequest {
            facets: true,
            ..plain.clone()
        };
        let (plain, counted) = (catalogue.search(&plain), catalogue.search(&counted));
        assert_eq!(plain.skills, counted.skills, "{sort:?}");
        assert_eq!(
            (plain.total as usize, counted.total as usize),
            (models.len(), models.len())
        );
    }
}

#[test]
fn one_row_is_the_row_of_the_list() {
    let (catalogue, models) = &*MODEL;
    let context = SearchContext { now: NOW };
    let listed = catalogue
        .search(&SearchRequest {
            limit: 1,
            ..SearchRequest::default()
        })
        .skills
        .remove(0);
    let read = |id: SkillId, context| {
        catalogue
            .store
            .read(|connection| row(connection, id, &context))
            .unwrap()
    };
    assert_eq!(read(listed.skill_id, context), Some(listed));
    assert_eq!(
        read("ffffffff-0000-4000-8000-000000000000".parse().unwrap(), context),
        None
    );
    let late = SearchContext {
        now: NOW.plus(25 * 60 * 60 * 1000),
    };
    let favourite = models.iter().find(|model| model.favourite).unwrap();
    assert_eq!(
        read(favourite.id.parse().unwrap(), late).unwrap().badges,
        [Badge::Favourite, Badge::Stale]
    );
}
