//! Names that are nearly that of a well-known skill.

use crate::facts::alike::{Named, WellKnown};

const fn by<'a>(name: &'a str, author: &'a str, count: u32) -> Named<'a> {
    Named { name, author, count }
}

fn resembles(name: &str) -> bool {
    let catalogue = [
        by("Weather Forecast", "ann", 500),
        by("polymarket", "bob", 200),
        by("small", "cid", 5),
    ];
    let known = WellKnown::of(catalogue);
    known.resembled(by(name, "mallory", 3)).is_some()
}

#[test]
fn a_letter_more_less_or_other_and_a_suffix_nobody_chose_are_seen() {
    for name in [
        "Weather Forcast",
        "Waether Forecast",
        "weather-forecasts",
        "Wheather Forecast",
        "Weather F\u{043E}recast",
        "weather_f0recast",
        "polymarkt",
        "polymarkets",
        "p0lymarket",
        "poly-market-x7f3k",
        "polymarket-x7f3k",
        "Weather Forecast-k3d9q",
        "polymarket-bcdfg",
        "p\u{043E}lymarket",
        "p\u{043E}lym\u{0430}rk\u{0435}t",
    ] {
        assert!(resembles(name), "{name}");
    }
}

#[test]
fn the_same_name_a_series_and_another_word_are_not() {
    for name in [
        "Weather Forecast",
        "weather forecast 2",
        "weather-forecast-pro",
        "polymarket-bot",
        "smell",
        "smalls",
        "market",
        "polymarket-2026",
        "polymarket-v2",
        "Weather Archive",
        "polymarket-mcp",
    ] {
        assert!(!resembles(name), "{name}");
    }
}

#[test]
fn neither_ones_own_nor_one_nearly_as_well_known_is_held_against_it() {
    let known = WellKnown::of([by("polymarket", "bob", 200)]);
    assert!(known.resembled(by("polymarkets", "bob", 0)).is_none());
    assert!(known.resembled(by("polymarkets", "mallory", 21)).is_none());
    assert!(known.resembled(by("polymarkets", "mallory", 20)).is_some());
}

proptest::proptest! {
    /// What the index finds is what a comparison of each with each finds.
    #[test]
    fn the_index_finds_every_name_one_letter_away(name in "[a-d]{6,12}", at in 0..6_usize, other in "[e-h]") {
        let mut changed: Vec<char> = name.chars().collect();
        changed[at] = other.chars().next().unwrap();
        let changed: String = changed.into_iter().collect();
        let known = WellKnown::of([by(&name, "bob", 200)]);
        proptest::prop_assert_eq!(known.resembled(by(&changed, "mallory", 1)), Some(0));
    }
}
