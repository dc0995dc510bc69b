//! Folding and cutting of text, the same for what is stored and for what is
//! typed, so that `résumé`, `RESUME` and `ｒｅｓｕｍｅ` are one word.
//!
//! Cutting is ours, and FTS5 only splits at spaces, because the marks shown in
//! the window must be where the index found the word, and because no tokenizer
//! of SQLite keeps `C#`, finds `nodejs` in `Node.js`, or looks inside Chinese.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation as _;

/// Letters of a word that count; the rest of it is not looked at. Longer "words"
/// are keys and encoded data, which nobody types.
pub const WORD_LETTERS: usize = 64;
/// Bytes of a text that are indexed. Real descriptions have a few hundred.
const TEXT_BYTES: usize = 16_384;
/// More parts than this are a path or an address, not a name: they are not joined.
const PARTS_JOINED: usize = 4;

/// One letter after folding, with where it came from: `[start, end)` in bytes of
/// the original text, always whole graphemes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letter {
    pub(super) folded: char,
    pub(super) start: u32,
    pub(super) end: u32,
    capital: bool,
    /// `ä`, `ö`, `ü`: also written with an `e` after it.
    umlaut: bool,
}

/// The letters of a text, folded. White space and control characters are spaces.
pub(super) fn letters(text: &str) -> Vec<Letter> {
    let mut letters = Vec::with_capacity(text.len());
    if text.is_ascii() {
        letters.extend(text.bytes().zip(0_u32..).map(|(byte, at)| plain(byte, at)));
        return letters;
    }
    let mut folded = String::new();
    for (at, grapheme) in text.grapheme_indices(true) {
        let start = u32::try_from(at).unwrap_or(u32::MAX);
        if let &[byte] = grapheme.as_bytes() {
            letters.push(plain(byte, start));
            continue;
        }
        let end = start.saturating_add(u32::try_from(grapheme.len()).unwrap_or(0));
        folded.clear();
        folded.extend(
            grapheme
                .nfkd()
                .flat_map(char::to_lowercase)
                .filter(|c| !is_accent(*c) && !is_invisible(*c))
                .map(spell)
                .flat_map(|spelled| spelled.into_iter().flatten())
                // Hangul and kana back into the characters people type.
                .nfc(),
        );
        let mut composed = grapheme.nfc();
        let first = composed.next().unwrap_or_default();
        let umlaut = matches!(first, 'ä' | 'ö' | 'ü' | 'Ä' | 'Ö' | 'Ü');
        for c in folded.chars() {
            let folded = if c.is_whitespace() || c.is_control() { ' ' } else { c };
            letters.push(Letter {
                folded,
                start,
                end,
                capital: first.is_uppercase(),
                umlaut,
            });
        }
    }
    letters
}

fn plain(byte: u8, at: u32) -> Letter {
    let folded = if byte.is_ascii_whitespace() || byte.is_ascii_control() {
        ' '
    } else {
        char::from(byte.to_ascii_lowercase())
    };
    Letter {
        folded,
        start: at,
        end: at.saturating_add(1),
        capital: byte.is_ascii_uppercase(),
        umlaut: false,
    }
}

/// Marks that a person may leave out: accents of Latin, Greek and Cyrillic, the
/// points of Hebrew and Arabic. Not those of Indic scripts, Thai and kana, which
/// are vowels and consonants of their own.
const fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}' | '\u{591}'..='\u{5bd}' | '\u{5bf}'..='\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}')
}

/// Characters without width: joiners, direction marks, variation selectors. A name
/// with one of them inside must be found as if it were not there.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}'
        | '\u{640}')
}

/// Letters that decomposition leaves whole, as they are typed without the key for them.
const fn spell(c: char) -> [Option<char>; 2] {
    match c {
        'ß' => [Some('s'), Some('s')],
        'æ' => [Some('a'), Some('e')],
        'œ' => [Some('o'), Some('e')],
        'þ' => [Some('t'), Some('h')],
        'ø' => [Some('o'), None],
        'đ' | 'ð' => [Some('d'), None],
        'ł' => [Some('l'), None],
        'ħ' => [Some('h'), None],
        'ı' => [Some('i'), None],
        'ς' => [Some('σ'), None],
        '’' | '‘' => [Some('\''), None],
        '‐' | '‑' | '–' | '—' | '−' => [Some('-'), None],
        c => [Some(c), None],
    }
}

/// Text with case, accents and width taken away and white space made single.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for letter in letters(text) {
        if letter.folded == ' ' {
            gap = !folded.is_empty();
            continue;
        }
        if gap {
            folded.push(' ');
            gap = false;
        }
        folded.push(letter.folded);
    }
    folded
}

/// Letters written without spaces between words: each and each pair of
/// neighbours is a word of its own, so that two characters find their place
/// within a sentence.
pub(super) const fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{1100}'..='\u{11ff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
        && c != '\u{30fb}'
}

/// Pictures are words: people name skills with them and search for them.
const fn is_picture(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

fn is_letter(c: char) -> bool {
    (c.is_alphanumeric() || is_combining_mark(c)) && !is_cjk(c) && !is_picture(c)
}

/// What joins parts to one name: `smart-home`, `Node.js`, `CI/CD`, `R&D`, `what's`.
const fn is_joint(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | '\'' | '/' | '&')
}

/// A part of a name: `node` and `js` of `Node.js`; `c#`; `.net`.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// All of it, with a leading `.` and closing `#` or `+`.
    pub(super) whole: Range<usize>,
    /// Its letters.
    letters: Range<usize>,
}

/// A stretch of text that is searched as one.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    /// One or more parts; places in the list of parts.
    Name(Range<usize>),
    /// Characters written without spaces; places in the letters.
    Cjk(Range<usize>),
    /// A picture; its place in the letters.
    Picture(usize),
}

/// A text cut into pieces.
#[derive(Debug)]
pub(super) struct Cut {
    pub(super) letters: Vec<Letter>,
    pub(super) parts: Vec<Part>,
    pub(super) pieces: Vec<Piece>,
}

/// Cuts a text. Everything that searches goes by this: the index, the query, the marks.
pub(super) fn cut(text: &str) -> Cut {
    let letters = letters(text);
    let mut cut = Cut {
        parts: Vec::new(),
        pieces: Vec::new(),
        letters,
    };
    let mut at = 0;
    while let Some(c) = cut.at(at) {
        let end = if is_cjk(c) {
            let end = cut.run(at, is_cjk);
            cut.pieces.push(Piece::Cjk(at..end));
            end
        } else if is_picture(c) {
            cut.pieces.push(Piece::Picture(at));
            at + 1
        } else if is_letter(c) || (c == '.' && cut.at(at + 1).is_some_and(char::is_alphabetic)) {
            cut.name(at)
        } else {
            at + 1
        };
        at = end;
    }
    cut
}

impl Cut {
    fn at(&self, at: usize) -> Option<char> {
        self.letters.get(at).map(|letter| letter.folded)
    }

    fn run(&self, from: usize, is: impl Fn(char) -> bool) -> usize {
        let rest = self.letters.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|letter| is(letter.folded)).count()
    }

    /// Takes a name that begins at `from` and says where it ends.
    fn name(&mut self, from: usize) -> usize {
        let first = self.parts.len();
        let mut begin = from;
        loop {
            let letters = begin + usize::from(self.at(begin) == Some('.'));
            let end = self.run(letters, is_letter);
            let mut close = self.run(end, |c| matches!(c, '#' | '+'));
            // `C++` and `C#`; not `10+5`, not `a+++b`.
            if close - end > 2 || self.at(close).is_some_and(is_letter) {
                close = end;
            }
            self.parts.push(Part {
                whole: begin..close,
                letters: letters..end,
            });
            if self.at(close).is_some_and(is_joint) && self.at(close + 1).is_some_and(is_letter) {
                begin = close + 1;
            } else {
                self.pieces.push(Piece::Name(first..self.parts.len()));
                return close;
            }
        }
    }

    /// The parts of a name, without the `s` of `what's`, which is no word.
    pub(super) fn parts_of(&self, name: &Range<usize>) -> impl Iterator<Item = &Part> {
        let first = name.start;
        self.parts[name.clone()]
            .iter()
            .enumerate()
            .filter_map(move |(place, part)| {
                let tail = place > 0
                    && part.letters.len() <= 2
                    && self.at(part.whole.start.wrapping_sub(1)) == Some('\'')
                    && first < name.end;
                (!tail).then_some(part)
            })
    }

    /// The letters of a name with what joins them left out; `None` where it has
    /// one part only, or too many.
    pub(super) fn joined(&self, name: &Range<usize>) -> Option<Vec<Letter>> {
        let parts = &self.parts[name.clone()];
        (2..=PARTS_JOINED).contains(&parts.len()).then(|| {
            parts
                .iter()
                .flat_map(|part| self.letters[part.letters.clone()].iter().copied())
                .collect()
        })
    }

    /// Every word under which this text is to be found, with the letters it is
    /// made of. A word may come more than once.
    pub(super) fn each_word(&self, mut word: impl FnMut(&[Letter])) {
        for piece in &self.pieces {
            match piece {
                Piece::Picture(at) => word(&self.letters[*at..=*at]),
                Piece::Cjk(run) => {
                    for at in run.clone() {
                        word(&self.letters[at..=at]);
                        if at + 1 < run.end {
                            word(&self.letters[at..at + 2]);
                        }
                    }
                }
                Piece::Name(name) => {
                    for part in self.parts_of(name) {
                        self.each_form(part, &mut word);
                    }
                    if let Some(joined) = self.joined(name) {
                        word(&joined);
                    }
                }
            }
        }
    }

    fn each_form(&self, part: &Part, word: &mut impl FnMut(&[Letter])) {
        word(&self.letters[part.whole.clone()]);
        let letters = &self.letters[part.letters.clone()];
        // `net` finds `.NET`, but `c` is not `C#`.
        if part.whole != part.letters && letters.len() > 1 {
            word(letters);
        }
        if letters.iter().any(|letter| letter.umlaut) {
            let mut spelled = Vec::with_capacity(letters.len() + 2);
            for letter in letters {
                spelled.push(*letter);
                if letter.umlaut {
                    spelled.push(Letter { folded: 'e', ..*letter });
                }
            }
            word(&spelled);
        }
        // `GitHub` is found by `hub`; `iPhone` and `eBay` stay whole.
        let humps = humps(letters);
        if humps.len() > 1 && humps.iter().all(|hump| hump.len() > 1) {
            for hump in humps {
                word(&letters[hump]);
            }
        }
    }
}

/// Where capitals begin a word inside a word: `GitHub`, `HTMLParser`.
fn humps(letters: &[Letter]) -> Vec<Range<usize>> {
    if !letters.iter().skip(1).any(|letter| letter.capital) {
        return Vec::new();
    }
    let capital = |at: usize| letters.get(at).is_some_and(|letter| letter.capital);
    let small = |at: usize| {
        letters
            .get(at)
            .is_some_and(|letter| !letter.capital && letter.folded.is_alphabetic())
    };
    let mut humps = Vec::new();
    let mut start = 0;
    for at in 1..letters.len() {
        if capital(at) && (small(at - 1) || (capital(at - 1) && small(at + 1))) {
            humps.push(start..at);
            start = at;
        }
    }
    humps.push(start..letters.len());
    humps
}

/// A word as it stands in the index.
pub(super) fn spelled(letters: &[Letter]) -> String {
    letters.iter().take(WORD_LETTERS).map(|letter| letter.folded).collect()
}

/// At most so many bytes of a text, whole characters of it.
fn beginning(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// The words of a text, folded, separated by single spaces: what FTS5 stores.
#[must_use]
pub fn index_words(text: &str) -> String {
    let text = beginning(text, TEXT_BYTES);
    let mut words = String::with_capacity(text.len() * 5 / 4);
    cut(text).each_word(|word| {
        if !words.is_empty() {
            words.push(' ');
        }
        words.extend(word.iter().take(WORD_LETTERS).map(|letter| letter.folded));
    });
    words
}

/// The number of words of a name, as a person counts them: `Node.js Helper` has two.
#[must_use]
pub fn word_count(name: &str) -> usize {
    cut(name).pieces.len()
}

/// The words of a text one after the other, each once, for comparing sequences.
#[must_use]
pub(super) fn sequence(text: &str) -> Vec<String> {
    let cut = cut(beginning(text, TEXT_BYTES));
    let mut words = Vec::new();
    for piece in &cut.pieces {
        match piece {
            Piece::Picture(at) => words.push(spelled(&cut.letters[*at..=*at])),
            Piece::Cjk(run) => words.extend(run.clone().map(|at| spelled(&cut.letters[at..=at]))),
            Piece::Name(name) => {
                words.extend(
                    cut.parts[name.clone()]
                        .iter()
                        .map(|part| spelled(&cut.letters[part.whole.clone()])),
                );
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        index_words(text).split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn case_accents_and_width_are_folded_away() {
        for text in [
            "résumé",
            "RESUME",
            "ｒｅｓｕｍｅ",
            "re\u{301}sume\u{301}",
            "Re\u{200b}sume",
        ] {
            assert_eq!(fold(text), "resume", "{text}");
        }
        assert_eq!(fold("Straße  \t ØRE\0Æ"), "strasse ore ae");
        assert_eq!(fold("ΟΔΟΣ οδος"), "οδοσ οδοσ");
    }

    #[test]
    fn names_with_signs_stay_names() {
        assert_eq!(words("C# C++ F# .NET"), ["c#", "c++", "f#", ".net", "net"]);
        assert_eq!(words("1+1 a+++b"), ["1", "1", "a", "b"]);
    }

    #[test]
    fn a_compound_is_found_by_its_parts_and_joined() {
        assert_eq!(words("Node.js"), ["node", "js", "nodejs"]);
        assert_eq!(words("smart-home"), ["smart", "home", "smarthome"]);
        assert_eq!(words("GitHub"), ["github", "git", "hub"]);
        assert_eq!(words("HTMLParser iPhone"), ["htmlparser", "html", "parser", "iphone"]);
        assert_eq!(words("What's"), ["what", "whats"]);
    }

    #[test]
    fn umlauts_are_found_both_ways() {
        assert_eq!(words("Zürich"), ["zurich", "zuerich"]);
    }

    #[test]
    fn characters_written_without_spaces_are_words_alone_and_in_pairs() {
        assert_eq!(words("止损单"), ["止", "止损", "损", "损单", "单"]);
        assert_eq!(words("한국"), ["한", "한국", "국"]);
        assert_eq!(words("が"), ["が"]);
    }

    #[test]
    fn a_picture_is_a_word() {
        assert_eq!(words("Transcribee 🐝"), ["transcribee", "🐝"]);
    }

    #[test]
    fn words_are_counted_as_a_person_counts_them() {
        assert_eq!(word_count("Node.js Helper"), 2);
        assert_eq!(word_count(" - "), 0);
    }

    proptest::proptest! {
        #[test]
        fn folding_twice_changes_nothing_more(text in ".{0,60}") {
            let once = fold(&text);
            proptest::prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn every_letter_knows_its_place(text in ".{0,60}") {
            for letter in letters(&text) {
                let (start, end) = (letter.start as usize, letter.end as usize);
                proptest::prop_assert!(start < end && text.is_char_boundary(start) && text.is_char_boundary(end));
            }
        }

        #[test]
        fn no_word_of_the_index_has_a_space_or_is_empty(text in ".{0,60}") {
            let words = index_words(&text);
            proptest::prop_assert!(words.is_empty() || words.split(' ').all(|word| !word.is_empty()));
        }
    }
}
