//! Words near to a mistyped one, out of those the catalogue has.

use rusqlite::Connection;

use super::text::is_cjk;
use super::words::Words;
use crate::store::StoreError;

/// Words offered for a mistyped one, at most.
const OFFERED: usize = 12;
/// Longer words of the catalogue are keys and encoded data.
const LONGEST: usize = 32;

/// Letters from which on a word has typos rather than being another word. One that
/// was typed with a letter less may still be meant.
pub(super) const MENDED: usize = 4;

/// How many edits a word of so many letters may be away: one typo in a short word
/// makes another word often enough.
const fn edits_allowed(letters: usize) -> u8 {
    match letters {
        0..3 => 0,
        3..8 => 1,
        _ => 2,
    }
}

/// The words of the catalogue, each with how many skills have it, sorted.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    text: String,
    ends: Vec<u32>,
    skills: Vec<u32>,
}

/// What may have been meant by a mistyped word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offer {
    /// One word, or two that were written as one.
    pub(super) words: Vec<String>,
    /// Whether the last of them was still being typed.
    pub(super) prefix: bool,
    pub(super) edits: u8,
}

impl Vocabulary {
    /// Reads it from the index: a scan over its words, made once for a state of the catalogue.
    pub(super) fn load(connection: &Connection) -> Result<Self, StoreError> {
        let mut vocabulary = Self::default();
        let mut statement = connection.prepare_cached(
            "SELECT term, sum(doc) FROM (
                 SELECT term, doc FROM skill_name_word UNION ALL SELECT term, doc FROM skill_tags_word
                 UNION ALL SELECT term, doc FROM skill_by_word UNION ALL SELECT term, doc FROM skill_text_word)
             GROUP BY term ORDER BY term",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            vocabulary.push(row.get_ref(0)?.as_str().unwrap_or_default(), row.get(1)?);
        }
        Ok(vocabulary)
    }

    /// The same from the words in memory.
    pub(super) fn of(words: &Words) -> Self {
        let mut vocabulary = Self::default();
        for same in words.counted().chunk_by(|left, right| left.0 == right.0) {
            let skills = same.iter().map(|(_, skills)| skills).sum();
            same.iter().take(1).for_each(|(word, _)| vocabulary.push(word, skills));
        }
        vocabulary
    }

    fn push(&mut self, word: &str, skills: u32) {
        let letters = word.chars().count();
        if (2..=LONGEST).contains(&letters) && word.contains(char::is_alphabetic) && !word.contains(is_cjk) {
            self.text.push_str(word);
            self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
            self.skills.push(skills);
        }
    }

    fn word(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[at] as usize]
    }

    /// How many skills have exactly this word.
    fn skills_with(&self, word: &str) -> u32 {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.word(middle).cmp(word) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return self.skills[middle],
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        0
    }

    /// The place of the first word after `at` that does not begin so; the word there does.
    fn after(&self, at: usize, beginning: &str) -> usize {
        let begins = |at: usize| at < self.ends.len() && self.word(at).starts_with(beginning);
        // Steps that double, then halves: most beginnings are those of a few words.
        let (mut low, mut step) = (at, 1);
        while begins(low + step) {
            low += step;
            step *= 2;
        }
        let mut high = low + step;
        while low + 1 < high {
            let middle = low + (high - low) / 2;
            if begins(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        high.min(self.ends.len())
    }

    /// What may have been meant, best first: fewest edits, the same first letter
    /// (people seldom miss the first), then the word more skills have.
    pub(super) fn offers(&self, mistyped: &str, unfinished: bool) -> Vec<Offer> {
        let mut offers = self.near(mistyped, unfinished);
        offers.extend(self.split(mistyped));
        offers
    }

    fn near(&self, mistyped: &str, unfinished: bool) -> Vec<Offer> {
        let wanted: Vec<char> = mistyped.chars().collect();
        let most = edits_allowed(wanted.len());
        if most == 0 {
            return Vec::new();
        }
        // Edits, whether only its beginning is near, whether the first letter differs, rarity.
        let mut near: Vec<(u8, bool, bool, u32, usize)> = Vec::new();
        let mut offer = |at: usize, edits: u8, prefix: bool| {
            let word = self.word(at);
            let too_short = wanted.len() < MENDED && (prefix || word.chars().count() < MENDED);
            // Nought: it is as it was typed, and finds nothing.
            if edits > 0 && !too_short {
                let other = word.chars().next().as_ref() != wanted.first();
                near.push((edits, prefix, other, u32::MAX - self.skills[at], at));
            }
        };
        let mut path = Path::new(&wanted, most);
        let mut at = 0;
        while at < self.ends.len() {
            let word = self.word(at);
            if let Some(far) = path.to(word) {
                let end = self.after(at, &word[..far]);
                if unfinished && path.beginning() <= most {
                    (at..end).for_each(|at| offer(at, path.beginning(), true));
                }
                at = end;
                continue;
            }
            if path.whole() <= most {
                offer(at, path.whole(), false);
            } else if unfinished && path.beginning() <= most {
                offer(at, path.beginning(), true);
            }
            at += 1;
        }
        near.sort_unstable();
        // Two edits only where none is one edit away, beginnings only where no word is near.
        let Some(&(edits, prefix, ..)) = near.first() else {
            return Vec::new();
        };
        near.into_iter()
            .take_while(|offer| (offer.0, offer.1) == (edits, prefix))
            .take(OFFERED)
            .map(|(edits, prefix, _, _, at)| Offer {
                words: vec![self.word(at).to_owned()],
                prefix,
                edits,
            })
            .collect()
    }

    /// Two words written as one: `homeassistant`.
    fn split(&self, mistyped: &str) -> Option<Offer> {
        let (skills, left, right) = mistyped
            .char_indices()
            .map(|(at, _)| mistyped.split_at(at))
            .filter(|(left, right)| left.chars().nth(1).is_some() && right.chars().nth(1).is_some())
            .map(|(left, right)| (self.skills_with(left).min(self.skills_with(right)), left, right))
            .max_by_key(|(skills, ..)| *skills)?;
        (skills > 0).then(|| Offer {
            words: vec![left.to_owned(), right.to_owned()],
            prefix: false,
            edits: 1,
        })
    }
}

/// Edits between a mistyped word and one word after the other of a sorted list: letters
/// put in, left out, mistaken, or two swapped (optimal string alignment). What was worked
/// out for the letters that two neighbours begin with is kept, and where those are too far
/// away already, all words that begin so are passed over: of a hundred thousand words a few
/// thousand letters are looked at. Ours, because no crate goes along a list, nor hands out
/// the distance to a word's beginning, which comes out of the same table.
struct Path<'a> {
    wanted: &'a [char],
    most: u8,
    letters: Vec<char>,
    /// A row for each letter, and one for none: the edits from each beginning of `wanted`.
    rows: Vec<u8>,
    /// For each letter, and for none, the edits to the nearest beginning so far.
    nearest: Vec<u8>,
}

impl<'a> Path<'a> {
    fn new(wanted: &'a [char], most: u8) -> Self {
        let all = u8::try_from(wanted.len()).unwrap_or(u8::MAX);
        Self {
            wanted,
            most,
            letters: Vec::new(),
            rows: (0..=all).collect(),
            nearest: vec![all],
        }
    }

    const fn width(&self) -> usize {
        self.wanted.len() + 1
    }

    /// Goes on to a word; where its beginning is too far away for any word that begins so,
    /// says how many bytes of it that are.
    fn to(&mut self, word: &str) -> Option<usize> {
        let same = word
            .chars()
            .zip(&self.letters)
            .take_while(|(left, right)| left == *right)
            .count();
        self.letters.truncate(same);
        self.rows.truncate((same + 1) * self.width());
        self.nearest.truncate(same + 1);
        for (at, letter) in word.char_indices().skip(same) {
            if self.add(letter) > self.most {
                return Some(at + letter.len_utf8());
            }
        }
        None
    }

    /// Adds a letter; says how many edits any word that begins so takes at least.
    fn add(&mut self, letter: char) -> u8 {
        let (above, row) = (self.rows.len() - self.width(), self.rows.len());
        let mut least = self.rows[above].saturating_add(1);
        self.rows.push(least);
        for (i, &typed) in self.wanted.iter().enumerate() {
            let mut edits = self.rows[above + i]
                .saturating_add(u8::from(typed != letter))
                .min(self.rows[above + i + 1].saturating_add(1))
                .min(self.rows[row + i].saturating_add(1));
            if i > 0 && self.letters.last() == Some(&typed) && self.wanted[i - 1] == letter {
                edits = edits.min(self.rows[above - self.width() + i - 1].saturating_add(1));
            }
            self.rows.push(edits);
            least = least.min(edits);
        }
        self.letters.push(letter);
        self.nearest.push(self.beginning().min(self.whole()));
        least
    }

    /// Edits to the word.
    fn whole(&self) -> u8 {
        self.rows.last().copied().unwrap_or(u8::MAX)
    }

    /// Edits to its nearest beginning.
    fn beginning(&self) -> u8 {
        self.nearest.last().copied().unwrap_or(u8::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary(words: &[(&str, u32)]) -> Vocabulary {
        let mut sorted = words.to_vec();
        sorted.sort_unstable();
        let mut vocabulary = Vocabulary::default();
        sorted.iter().for_each(|(word, skills)| vocabulary.push(word, *skills));
        vocabulary
    }

    fn offered(vocabulary: &Vocabulary, mistyped: &str) -> Vec<String> {
        vocabulary
            .offers(mistyped, true)
            .into_iter()
            .map(|offer| offer.words.join(" "))
            .collect()
    }

    #[test]
    fn the_same_first_letter_goes_before_frequency() {
        let words = vocabulary(&[("slack", 3), ("black", 90), ("stack", 5), ("notion", 8)]);
        assert_eq!(offered(&words, "slakc"), ["slack"]);
        assert_eq!(offered(&words, "sback"), ["stack", "slack"]);
    }

    #[test]
    fn short_words_are_not_mended() {
        assert!(offered(&vocabulary(&[("git", 9), ("its", 1)]), "gti").is_empty());
        assert_eq!(offered(&vocabulary(&[("bird", 9), ("rid", 9)]), "bid"), ["bird"]);
    }

    #[test]
    fn two_edits_need_eight_letters_and_nothing_nearer() {
        let words = vocabulary(&[("polymarket", 3), ("calendar", 4), ("calander", 1)]);
        assert_eq!(offered(&words, "polimarkt"), ["polymarket"]);
        assert_eq!(offered(&words, "calender"), ["calendar", "calander"]);
    }

    #[test]
    fn the_beginning_of_a_word_is_mended_while_it_is_typed() {
        assert_eq!(offered(&vocabulary(&[("calendar", 4)]), "calnd"), ["calendar"]);
    }

    #[test]
    fn two_words_written_as_one_are_taken_apart() {
        assert_eq!(
            offered(&vocabulary(&[("home", 4), ("assistant", 4)]), "homeassistant"),
            ["home assistant"]
        );
    }

    proptest::proptest! {
        #[test]
        fn what_is_near_agrees_with_a_library(
            words in proptest::collection::btree_set("[abc]{2,10}", 1..20), wanted in "[abc]{4,9}", unfinished: bool,
        ) {
            use rapidfuzz::distance::osa::distance;
            let all: Vec<(&str, u32)> = words.iter().map(|word| (word.as_str(), 1)).collect();
            let most = usize::from(edits_allowed(wanted.len()));
            let measured = |word: &str| {
                let whole = distance(wanted.chars(), word.chars());
                let beginnings = (0..=word.len()).map(|end| distance(wanted.chars(), word[..end].chars()));
                let (edits, prefix) = if whole <= most { (whole, false) } else { (beginnings.min().unwrap(), true) };
                (edits > 0 && edits <= most && (unfinished || !prefix)).then_some((edits, prefix))
            };
            let best = words.iter().filter_map(|word| measured(word)).min();
            let mut expected: Vec<&str> =
                words.iter().filter(|word| best.is_some() && measured(word) == best).map(String::as_str).collect();
            let vocabulary = vocabulary(&all);
            let mut near: Vec<String> =
                vocabulary.near(&wanted, unfinished).into_iter().flat_map(|offer| offer.words).collect();
            expected.sort_unstable();
            near.sort_unstable();
            if expected.len() <= OFFERED {
                proptest::prop_assert_eq!(near, expected);
            } else {
                proptest::prop_assert!(near.len() == OFFERED && near.iter().all(|word| expected.contains(&word.as_str())));
            }
        }
    }
}
