//! Words that are looked for in every text: a list in one walk, whatever its length.

use aho_corasick::AhoCorasick;

/// A list of words, made ready once.
pub(super) struct Words(Option<AhoCorasick>);

impl Words {
    /// Words as they stand; or, with `any_case`, with small letters of ASCII that stand for
    /// capitals as well.
    pub(super) fn new(words: &[&str], any_case: bool) -> Self {
        let ready = AhoCorasick::builder().ascii_case_insensitive(any_case).build(words);
        debug_assert!(ready.is_ok(), "some words cannot be looked for");
        Self(ready.ok())
    }

    /// Every place where one of them begins, and its place in the list.
    pub(super) fn places<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
        self.0
            .iter()
            .flat_map(move |words| words.find_overlapping_iter(text))
            .map(|found| (found.start(), found.pattern().as_usize()))
    }

    /// Whether any of them is there.
    pub(super) fn any(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|words| words.is_match(text))
    }
}
