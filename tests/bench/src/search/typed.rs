//! What people type, by kind: drawn with a fixed seed from the real catalogue, so that
//! common words come as often as they are met.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use serde_json::Value;
use skilldock_engine::search::{Choice, Filters, SearchRequest, Sort};

/// Rows the window asks for.
const ROWS: u32 = 60;

/// Requests of one kind.
pub struct Kind {
    /// What they have in common.
    pub name: &'static str,
    /// They are measured one after the other.
    pub requests: Vec<SearchRequest>,
}

fn kind(name: &'static str, texts: impl IntoIterator<Item = String>) -> Kind {
    let requests = texts.into_iter().map(asked).collect();
    Kind { name, requests }
}

/// A search for a text, as the window asks.
pub fn asked(text: String) -> SearchRequest {
    SearchRequest {
        text,
        limit: ROWS,
        ..SearchRequest::default()
    }
}

/// The same searches with their facets.
pub fn with_facets(requests: &[SearchRequest]) -> Vec<SearchRequest> {
    let faceted = |request: &SearchRequest| SearchRequest {
        facets: true,
        ..request.clone()
    };
    requests.iter().map(faceted).collect()
}

/// Draws what people type.
pub struct Typist {
    names: Vec<String>,
    words: Vec<Vec<String>>,
    random: StdRng,
}

impl Typist {
    /// From the objects of a catalogue, one JSON text each.
    pub fn of(lines: &[String]) -> anyhow::Result<Self> {
        let mut typist = Self {
            names: Vec::new(),
            words: Vec::new(),
            random: StdRng::seed_from_u64(6),
        };
        for line in lines {
            let skill: Value = serde_json::from_str(line)?;
            let name = skill["name"].as_str().unwrap_or_default();
            if name.chars().count() >= 4 {
                typist.names.push(name.to_owned());
            }
            let long = |word: &&str| word.chars().count() >= 3 && word.chars().all(char::is_alphanumeric);
            let words = skill["description"].as_str().unwrap_or_default().split_whitespace();
            let words: Vec<String> = words.filter(long).map(str::to_owned).collect();
            if words.len() >= 2 {
                typist.words.push(words);
            }
        }
        anyhow::ensure!(
            !typist.names.is_empty() && !typist.words.is_empty(),
            "a catalogue without texts"
        );
        Ok(typist)
    }

    fn name(&mut self) -> String {
        self.names.choose(&mut self.random).cloned().unwrap_or_default()
    }

    /// Words of one description, each the likelier the oftener it is met.
    fn described(&mut self, words: usize) -> String {
        let Some(from) = self.words.choose(&mut self.random) else {
            return String::new();
        };
        let chosen: Vec<&str> = from
            .choose_multiple(&mut self.random, words)
            .map(String::as_str)
            .collect();
        chosen.join(" ")
    }

    /// The kinds of three and more characters, so many requests each.
    pub fn long(&mut self, each: usize) -> Vec<Kind> {
        let beginnings: Vec<String> = (0..each)
            .map(|_| {
                let letters = self.random.random_range(3..9);
                self.name().chars().take(letters).collect()
            })
            .collect();
        let mut keys = Vec::new();
        while keys.len() < each {
            let name: Vec<char> = self.name().to_lowercase().chars().take(24).collect();
            keys.extend((3..=name.len()).map(|letters| name[..letters].iter().collect::<String>()));
        }
        let names: Vec<String> = (0..each).map(|_| self.name()).collect();
        let single: Vec<String> = (0..each).map(|_| self.described(1)).collect();
        let double: Vec<String> = (0..each).map(|_| self.described(2)).collect();
        vec![
            kind("beginnings of names", beginnings),
            kind("names, letter by letter", keys),
            kind("whole names", names),
            kind("a word of a description", single),
            kind("two words of a description", double),
        ]
    }

    /// One and two characters.
    pub fn short(&mut self) -> Kind {
        kind(
            "1-2 characters",
            ('a'..='z').flat_map(|a| [a.to_string(), format!("{a}o"), format!("{a}e"), format!("{a}r")]),
        )
    }

    /// Names with a mistake in them that nothing is named after.
    pub fn mistyped(&mut self, each: usize) -> Kind {
        let mut texts = Vec::new();
        while texts.len() < each {
            let mut name: Vec<char> = self.name().chars().collect();
            let at = self.random.random_range(1..name.len());
            if name[at].is_ascii_alphabetic() {
                name[at] = 'q';
                texts.push(name.into_iter().collect());
            }
        }
        kind("a name with a typo", texts)
    }
}

/// The words that most descriptions have: the worst that can be typed.
pub fn commonest() -> Kind {
    let words = ["the", "and", "use", "for", "use the", "use when the user", "pro", "con"];
    kind("the commonest words", words.map(str::to_owned))
}

/// Conditions without words.
pub fn filters() -> Kind {
    let of = |filters: Filters, sort: Option<Sort>| SearchRequest {
        filters,
        sort,
        limit: ROWS,
        ..SearchRequest::default()
    };
    let include = |values: &[&str]| Choice {
        include: values.iter().map(|value| (*value).to_owned()).collect(),
        exclude: Vec::new(),
    };
    let media = Filters {
        category: include(&["media", "finance"]),
        ..Filters::default()
    };
    let many = Filters {
        tag: Choice {
            include: Vec::new(),
            exclude: vec!["cli".to_owned()],
        },
        min_rating: Some(3.0),
        ..media.clone()
    };
    let good = Filters {
        min_rating: Some(4.0),
        ..Filters::default()
    };
    let tagged = Filters {
        tag: include(&["media"]),
        ..Filters::default()
    };
    Kind {
        name: "conditions without words",
        requests: vec![
            of(media, None),
            of(many, Some(Sort::Updated)),
            of(good, Some(Sort::Name)),
            of(tagged, Some(Sort::Newest)),
        ],
    }
}
