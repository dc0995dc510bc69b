//! Query tokens: `tag:pdf -is:installed rating:>=4 sort:rating`, out of a line of
//! text and back into one, so that chips and text in the window are two views of
//! the same search.
//!
//! What is no token, or has a value that means nothing, is plain words: a search
//! never answers with an error.

use super::text::fold;
use super::{Badge, Choice, Filters, SearchRequest, Sort, Understood};
use crate::model::{ServerTime, SkillType};

/// A stretch of the text, up to white space or the end of a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chunk<'a> {
    /// In quotes: words that must follow one another.
    Phrase { raw: &'a str, inner: &'a str },
    /// Anything else.
    Plain(&'a str),
}

/// A condition written as text.
#[derive(Debug, Clone, PartialEq)]
enum Token {
    Category(bool, String),
    Type(bool, SkillType),
    Tag(bool, String),
    Is(bool, Badge),
    Author(String),
    In(bool, String),
    MinRating(f64),
    BelowRating(f64),
    UpdatedSince(String),
    UpdatedBefore(String),
    HasPackages(bool),
    Sort(Sort),
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// The text cut at white space; quotations stay whole.
pub(super) fn chunks(text: &str) -> impl Iterator<Item = Chunk<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(is_space);
        if rest.is_empty() {
            return None;
        }
        if let Some(after) = rest.strip_prefix('"')
            && let Some(close) = after.find('"')
        {
            let (raw, tail) = rest.split_at(close + 2);
            rest = tail;
            return Some(Chunk::Phrase {
                raw,
                inner: &after[..close],
            });
        }
        let end = quoted_end(rest).unwrap_or_else(|| rest.find(is_space).unwrap_or(rest.len()));
        let (raw, tail) = rest.split_at(end);
        rest = tail;
        Some(Chunk::Plain(raw))
    })
}

/// Where a token with a quoted value ends (`tag:"smart home"`); `None` where the
/// text begins with no such thing.
fn quoted_end(text: &str) -> Option<usize> {
    let open = text.find('"')?;
    let head = &text[..open];
    let key = head.strip_prefix('-').unwrap_or(head);
    if key != "#"
        && !key
            .strip_suffix(':')
            .is_some_and(|key| KEYS.iter().any(|known| key.eq_ignore_ascii_case(known)))
    {
        return None;
    }
    let mut escaped = false;
    for (at, c) in text[open + 1..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(open + 1 + at + 1),
            _ => {}
        }
    }
    None
}

/// Every word that can stand before the colon.
const KEYS: [&str; 12] = [
    "category", "type", "runtime", "tag", "is", "in", "author", "rating", "updated", "since", "has", "sort",
];

/// The value of a token as meant: out of its quotes.
fn unquote(value: &str) -> Option<String> {
    let Some(inner) = value.strip_prefix('"') else {
        return Some(value.to_owned());
    };
    // An opening quote alone is a value still being typed.
    let inner = inner.strip_suffix('"')?;
    let mut plain = String::with_capacity(inner.len());
    let mut escaped = false;
    for c in inner.chars() {
        if c == '\\' && !escaped {
            escaped = true;
        } else {
            plain.push(c);
            escaped = false;
        }
    }
    Some(plain)
}

/// The condition a chunk stands for, if it stands for one.
fn token(chunk: &str) -> Option<Token> {
    let (wanted, body) = chunk.strip_prefix('-').map_or((true, chunk), |body| (false, body));
    if let Some(tag) = body.strip_prefix('#') {
        // `#pdf` is a tag; `#1` is a number somebody writes.
        let tag = unquote(tag)?;
        return tag.starts_with(char::is_alphabetic).then_some(Token::Tag(wanted, tag));
    }
    let (key, value) = body.split_once(':')?;
    let value = unquote(value)?;
    if fold(&value).is_empty() {
        return None;
    }
    match (key.to_ascii_lowercase().as_str(), wanted) {
        ("category", _) => Some(Token::Category(wanted, value)),
        ("type" | "runtime", _) => SkillType::from_name(&value).map(|kind| Token::Type(wanted, kind)),
        ("tag", _) => Some(Token::Tag(wanted, value)),
        ("is", _) => badge(&value).map(|badge| Token::Is(wanted, badge)),
        ("has", _) => value
            .eq_ignore_ascii_case("packages")
            .then_some(Token::HasPackages(wanted)),
        ("author", true) => Some(Token::Author(value)),
        ("in", _) => Some(Token::In(wanted, value)),
        // Without what is at least so good is what is worse; `-` and `<` together mean nothing.
        ("rating", true) if value.starts_with('<') => rating(&value[1..]).map(Token::BelowRating),
        ("rating", true) => rating(&value).map(Token::MinRating),
        ("rating", false) => rating(&value).map(Token::BelowRating),
        ("updated" | "since", true) if value.starts_with('<') => date(&value[1..]).map(Token::UpdatedBefore),
        ("updated" | "since", true) => date(&value).map(Token::UpdatedSince),
        ("updated" | "since", false) => date(&value).map(Token::UpdatedBefore),
        ("sort", true) => Sort::from_name(&value).map(Token::Sort),
        _ => None,
    }
}

fn at_least(value: &str) -> &str {
    value
        .strip_prefix(">=")
        .or_else(|| value.strip_prefix('≥'))
        .unwrap_or(value)
}

fn date(value: &str) -> Option<String> {
    let date = at_least(value).trim();
    moment(date).map(|_| date.to_owned())
}

fn rating(value: &str) -> Option<f64> {
    let digits = at_least(value).trim();
    let digits = digits.strip_suffix('+').unwrap_or(digits);
    if !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    digits.parse().ok().filter(|stars| (0.0..=5.0).contains(stars))
}

fn badge(name: &str) -> Option<Badge> {
    Badge::from_name(name).or_else(|| match name.to_ascii_lowercase().as_str() {
        "favorite" => Some(Badge::Favourite),
        "modified" => Some(Badge::Edited),
        "conflicted" => Some(Badge::Conflict),
        _ => None,
    })
}

/// The moment of `updated_since`, in microseconds; `None` where it is none.
pub(super) fn moment(text: &str) -> Option<i64> {
    ServerTime::parse(text.trim()).map(ServerTime::as_micros)
}

/// What a search asks for: the query tokens of its text parsed and merged with its
/// conditions. The stricter of two ratings or dates of one kind holds, and an order chosen
/// beside the text goes before one written in it.
#[must_use]
pub fn understand(request: &SearchRequest) -> Understood {
    let mut words = Vec::new();
    let mut sort = None;
    let mut filters = normal(&request.filters);
    for chunk in chunks(&request.text) {
        let raw = match chunk {
            Chunk::Phrase { raw, .. } | Chunk::Plain(raw) => raw,
        };
        let token = match chunk {
            Chunk::Phrase { .. } => None,
            Chunk::Plain(raw) => token(raw),
        };
        match token {
            None => words.push(raw),
            Some(Token::Sort(wanted)) => sort = Some(wanted),
            Some(token) => merge(&mut filters, token),
        }
    }
    Understood {
        words: words.join(" "),
        filters,
        sort: request.sort.or(sort).unwrap_or(Sort::Relevance),
    }
}

/// Conditions without what means nothing or is said twice.
fn normal(filters: &Filters) -> Filters {
    let mut normal = Filters::default();
    for (wanted, values) in both(&filters.category) {
        values
            .iter()
            .for_each(|value| add_name(&mut normal.category, wanted, value.clone()));
    }
    for (wanted, values) in both(&filters.tag) {
        values
            .iter()
            .for_each(|value| add_name(&mut normal.tag, wanted, value.clone()));
    }
    for (wanted, values) in both(&filters.collection) {
        values
            .iter()
            .for_each(|value| add_name(&mut normal.collection, wanted, value.clone()));
    }
    for (wanted, values) in both(&filters.skill_type) {
        values
            .iter()
            .for_each(|value| add(&mut normal.skill_type, wanted, *value));
    }
    for (wanted, values) in both(&filters.is) {
        values.iter().for_each(|value| add(&mut normal.is, wanted, *value));
    }
    normal.author = filters.author.clone().filter(|author| !fold(author).is_empty());
    // Adding zero turns the negative zero into the usual one.
    let stars = |stars: Option<f64>| {
        stars
            .filter(|stars| stars.is_finite())
            .map(|stars| stars.clamp(0.0, 5.0) + 0.0)
    };
    let date = |date: &Option<String>| {
        date.as_ref()
            .map(|date| date.trim().to_owned())
            .filter(|date| moment(date).is_some())
    };
    normal.min_rating = stars(filters.min_rating);
    normal.below_rating = stars(filters.below_rating);
    normal.updated_since = date(&filters.updated_since);
    normal.updated_before = date(&filters.updated_before);
    normal.has_packages = filters.has_packages;
    normal
}

fn merge(filters: &mut Filters, token: Token) {
    match token {
        Token::Category(wanted, name) => add_name(&mut filters.category, wanted, name),
        Token::Type(wanted, kind) => add(&mut filters.skill_type, wanted, kind),
        Token::Tag(wanted, name) => add_name(&mut filters.tag, wanted, name),
        Token::Is(wanted, badge) => add(&mut filters.is, wanted, badge),
        Token::In(wanted, name) => add_name(&mut filters.collection, wanted, name),
        Token::Author(name) => filters.author = Some(name),
        Token::MinRating(stars) => filters.min_rating = Some(filters.min_rating.map_or(stars, |old| old.max(stars))),
        Token::BelowRating(stars) => {
            filters.below_rating = Some(filters.below_rating.map_or(stars, |old| old.min(stars)));
        }
        Token::UpdatedBefore(before) => {
            let old = filters.updated_before.as_deref().and_then(moment);
            if old.is_none_or(|old| moment(&before).is_some_and(|new| new < old)) {
                filters.updated_before = Some(before);
            }
        }
        Token::UpdatedSince(since) => {
            let later = filters.updated_since.as_deref().and_then(moment) < moment(&since);
            if later {
                filters.updated_since = Some(since);
            }
        }
        Token::HasPackages(wanted) => filters.has_packages = Some(wanted),
        // An order is no condition.
        Token::Sort(_) => {}
    }
}

fn both<T: ts_rs::TS>(choice: &Choice<T>) -> [(bool, &[T]); 2] {
    [(true, &choice.include), (false, &choice.exclude)]
}

fn add<T: ts_rs::TS + PartialEq>(choice: &mut Choice<T>, wanted: bool, value: T) {
    let values = if wanted {
        &mut choice.include
    } else {
        &mut choice.exclude
    };
    if !values.contains(&value) {
        values.push(value);
    }
}

fn add_name(choice: &mut Choice<String>, wanted: bool, value: String) {
    let values = if wanted {
        &mut choice.include
    } else {
        &mut choice.exclude
    };
    let folded = fold(&value);
    if !folded.is_empty() && !values.iter().any(|known| fold(known) == folded) {
        values.push(value);
    }
}

/// A search as one line of text: reading it again gives the same search.
#[must_use]
pub fn render(understood: &Understood) -> String {
    let filters = &understood.filters;
    let mut tokens: Vec<String> = Vec::new();
    let mut push = |wanted: bool, key: &str, value: &str| {
        tokens.push(format!("{}{key}:{}", if wanted { "" } else { "-" }, quote(value)));
    };
    for (wanted, names) in both(&filters.category) {
        names.iter().for_each(|name| push(wanted, "category", name));
    }
    for (wanted, kinds) in both(&filters.skill_type) {
        kinds.iter().for_each(|kind| push(wanted, "type", kind.as_str()));
    }
    for (wanted, names) in both(&filters.tag) {
        names.iter().for_each(|name| push(wanted, "tag", name));
    }
    for (wanted, badges) in both(&filters.is) {
        badges.iter().for_each(|badge| push(wanted, "is", badge.as_str()));
    }
    for (wanted, names) in both(&filters.collection) {
        names.iter().for_each(|name| push(wanted, "in", name));
    }
    if let Some(author) = &filters.author {
        push(true, "author", author);
    }
    if let Some(stars) = filters.min_rating {
        push(true, "rating", &format!(">={stars}"));
    }
    if let Some(stars) = filters.below_rating {
        push(true, "rating", &format!("<{stars}"));
    }
    if let Some(since) = &filters.updated_since {
        push(true, "updated", &format!(">={since}"));
    }
    if let Some(before) = &filters.updated_before {
        push(true, "updated", &format!("<{before}"));
    }
    if let Some(wanted) = filters.has_packages {
        push(wanted, "has", "packages");
    }
    if understood.sort != Sort::Relevance {
        push(true, "sort", understood.sort.as_str());
    }
    // Words last: an opening quote among them must not swallow a token.
    if !understood.words.is_empty() {
        tokens.push(understood.words.clone());
    }
    tokens.join(" ")
}

fn quote(value: &str) -> String {
    if value.contains(|c| is_space(c) || c == '"') {
        format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        value.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Understood {
        understand(&SearchRequest {
            text: text.to_owned(),
            ..SearchRequest::default()
        })
    }

    #[test]
    fn every_token_is_taken_out_of_the_words() {
        let read = read(
            "pdf category:media -category:finance Type:python -type:node tag:\"smart home\" -#web #pdf rating:>=4.5 \
             is:favourite -is:installed updated:>=2026-01-01 has:packages sort:rating author:me maker",
        );
        assert_eq!(read.words, "pdf maker");
        assert_eq!(read.sort, Sort::Rating);
        let filters = read.filters;
        assert_eq!(
            (filters.category.include, filters.category.exclude),
            (vec!["media".into()], vec!["finance".into()])
        );
        assert_eq!(filters.skill_type.include, [SkillType::PythonCode]);
        assert_eq!(filters.skill_type.exclude, [SkillType::NodejsCode]);
        assert_eq!(
            (filters.tag.include, filters.tag.exclude),
            (vec!["smart home".into(), "pdf".into()], vec!["web".into()])
        );
        assert_eq!(
            (filters.is.include, filters.is.exclude),
            (vec![Badge::Favourite], vec![Badge::Installed])
        );
        assert_eq!((filters.min_rating, filters.has_packages), (Some(4.5), Some(true)));
        assert_eq!(
            (filters.updated_since.as_deref(), filters.author.as_deref()),
            (Some("2026-01-01"), Some("me"))
        );
    }

    #[test]
    fn a_rating_has_several_spellings() {
        for text in ["rating:4", "rating:>=4", "RATING:≥4", "rating:4+", "rating:\">= 4\""] {
            assert_eq!(read(text).filters.min_rating, Some(4.0), "{text}");
        }
    }

    #[test]
    fn worse_ratings_and_older_skills_are_asked_for_in_two_ways() {
        for text in ["rating:<4", "-rating:4", "-rating:>=4", "rating:<4.5 rating:<4"] {
            assert_eq!(read(text).filters.below_rating, Some(4.0), "{text}");
        }
        for text in [
            "updated:<2026-02-01",
            "-since:2026-02-01",
            "updated:<2026-02-01 updated:<2026-03-01",
        ] {
            assert_eq!(
                read(text).filters.updated_before.as_deref(),
                Some("2026-02-01"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_collection_is_asked_for_by_name() {
        let read = read("in:\"To read\" -in:work x");
        assert_eq!(
            (read.filters.collection.include, read.words),
            (vec!["To read".to_owned()], "x".to_owned())
        );
        assert_eq!(read.filters.collection.exclude, ["work"]);
    }

    #[test]
    fn what_means_nothing_is_plain_words() {
        for text in [
            "rating:9",
            "rating:good",
            "-rating:<4",
            "-rating:9",
            "rating:<",
            "is:nice",
            "type:cobol",
            "since:soon",
            "has:money",
            "colour:red",
            "tag:",
            "tag:\"",
            "tag:\"smart ho",
            "-",
            "#",
            "#1",
            ":",
            "a:b:c",
            "-sort:name",
        ] {
            let read = read(text);
            assert_eq!(
                (read.words.as_str(), read.filters.is_empty(), read.sort),
                (text, true, Sort::Relevance)
            );
        }
    }

    #[test]
    fn a_phrase_keeps_its_quotes_and_is_never_a_token() {
        assert_eq!(read("\"tag:pdf  x\" y").words, "\"tag:pdf  x\" y");
    }

    #[test]
    fn the_stricter_condition_and_the_chosen_order_hold() {
        let understood = understand(&SearchRequest {
            text: "rating:3 since:2026-02-01 sort:name tag:PDF".into(),
            filters: Filters {
                min_rating: Some(4.0),
                updated_since: Some("2026-01-01".into()),
                tag: Choice {
                    include: vec!["pdf".into()],
                    exclude: vec![],
                },
                ..Filters::default()
            },
            sort: Some(Sort::Newest),
            ..SearchRequest::default()
        });
        assert_eq!(understood.filters.min_rating, Some(4.0));
        assert_eq!(understood.filters.updated_since.as_deref(), Some("2026-02-01"));
        assert_eq!(understood.filters.tag.include, ["pdf"]);
        assert_eq!(understood.sort, Sort::Newest);
    }

    mod round_trip {
        use super::*;
        use proptest::prelude::*;

        fn text() -> impl Strategy<Value = String> {
            let piece = prop_oneof![
                Just("tag:".to_owned()),
                Just("-category:".to_owned()),
                Just("\"".to_owned()),
                Just("\\".to_owned()),
                Just(" ".to_owned()),
                Just("#".to_owned()),
                Just("rating:>=4".to_owned()),
                Just("rating:<4".to_owned()),
                Just("-updated:2026-02-01".to_owned()),
                Just("in:".to_owned()),
                Just("is:stale".to_owned()),
                Just("since:2026-01-01".to_owned()),
                Just("sort:name".to_owned()),
                Just("author:".to_owned()),
                "[a-c]{1,3}",
                ".{0,3}",
            ];
            proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
        }

        fn names() -> impl Strategy<Value = Choice<String>> {
            (
                proptest::collection::vec(".{0,6}", 0..3),
                proptest::collection::vec("[a-c \"\\\\]{0,5}", 0..3),
            )
                .prop_map(|(include, exclude)| Choice { include, exclude })
        }

        prop_compose! {
            fn request()(
                text in text(), category in names(), tag in names(), collection in names(), is in proptest::collection::vec(0..7_usize, 0..3),
                kind in proptest::option::of(0..4_usize), min_rating in proptest::option::of(proptest::num::f64::ANY),
                below_rating in proptest::option::of(proptest::num::f64::ANY),
                since in proptest::option::of("2026-0[0-9]-0[1-9]|.{0,4}"), before in proptest::option::of("2026-0[0-9]-0[1-9]|.{0,4}"), has_packages in proptest::option::of(any::<bool>()),
                author in proptest::option::of(".{0,5}"), sort in proptest::option::of(0..6_usize),
            ) -> SearchRequest {
                SearchRequest {
                    text,
                    filters: Filters {
                        category, tag, collection, min_rating, below_rating, has_packages, author, updated_since: since,
                        updated_before: before,
                        skill_type: Choice { include: kind.map(|kind| SkillType::ALL[kind]).into_iter().collect(), exclude: vec![] },
                        is: Choice { include: vec![], exclude: is.into_iter().map(|badge| Badge::ALL[badge]).collect() },
                    },
                    sort: sort.map(|sort| Sort::ALL[sort]),
                    ..SearchRequest::default()
                }
            }
        }

        proptest! {
            #[test]
            fn what_was_understood_reads_back_from_its_own_text(request in request()) {
                let understood = understand(&request);
                prop_assert_eq!(read(&render(&understood)), understood);
            }
        }
    }
}
