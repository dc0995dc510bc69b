//! Words near to a mistyped one, out of those the catalogue has.

use rusqlite::Connection;

use super::text::is_cjk;
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
const fn edits_allowed(letters: usize) -> usize {
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
        let mut distance = Distance::default();
        let mut letters = Vec::new();
        // Edits, whether only its beginning is near, whether the first letter differs, rarity.
        let mut near: Vec<(usize, bool, bool, u32, usize)> = Vec::new();
        for at in 0..self.ends.len() {
            let word = self.word(at);
            // Bytes bound letters from above; most words end here.
            if word.len() + most < wanted.len() || (!unfinished && word.is_ascii() && word.len() > wanted.len() + most)
            {
                continue;
            }
            letters.clear();
            letters.extend(word.chars());
            let (whole, beginning) = distance.between(&wanted, &letters, most);
            let (edits, prefix) = if whole <= most {
                (whole, false)
            } else {
                (beginning, true)
            };
            if wanted.len() < MENDED && (prefix || letters.len() < MENDED) {
                continue;
            }
            if edits == 0 || edits > most || (prefix && !unfinished) {
                continue;
            }
            near.push((
                edits,
                prefix,
                letters.first() != wanted.first(),
                u32::MAX - self.skills[at],
                at,
            ));
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
                edits: u8::try_from(edits).unwrap_or(u8::MAX),
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

/// Edits between words: letters put in, left out, mistaken, or two swapped
/// (optimal string alignment). Ours, because the distance to a word's beginning
/// comes out of the same table, which no crate hands out.
#[derive(Default)]
struct Distance {
    rows: [Vec<usize>; 3],
}

impl Distance {
    /// Edits to the whole of `word` and to its nearest beginning. Above `most` the
    /// figures only say "more".
    fn between(&mut self, wanted: &[char], word: &[char], most: usize) -> (usize, usize) {
        // A beginning longer than this is farther away than any shorter one.
        let columns = word.len().min(wanted.len() + most);
        let [before, above, row] = &mut self.rows;
        above.clear();
        above.extend(0..=columns);
        before.clear();
        before.resize(columns + 1, usize::MAX);
        row.clear();
        row.resize(columns + 1, 0);
        for (i, &c) in wanted.iter().enumerate() {
            row[0] = i + 1;
            let mut least = row[0];
            for j in 0..columns {
                let mut edits = (above[j] + usize::from(c != word[j]))
                    .min(above[j + 1] + 1)
                    .min(row[j] + 1);
                if i > 0 && j > 0 && c == word[j - 1] && wanted[i - 1] == word[j] {
                    edits = edits.min(before[j - 1] + 1);
                }
                row[j + 1] = edits;
                least = least.min(edits);
            }
            if least > most {
                return (most + 1, most + 1);
            }
            std::mem::swap(before, above);
            std::mem::swap(above, row);
        }
        let beginning = above.iter().copied().min().unwrap_or(usize::MAX);
        let whole = if columns == word.len() {
            above[columns]
        } else {
            most + 1
        };
        (whole, beginning)
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
        fn distances_agree_with_a_library(left in "[abc]{1,9}", right in "[abc]{1,9}") {
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            let (whole, beginning) = Distance::default().between(&chars(&left), &chars(&right), 2);
            let real = rapidfuzz::distance::osa::distance(left.chars(), right.chars());
            proptest::prop_assert_eq!(whole.min(3), real.min(3));
            let nearest = (0..=right.len())
                .map(|end| rapidfuzz::distance::osa::distance(left.chars(), right[..end].chars()))
                .min().unwrap();
            proptest::prop_assert_eq!(beginning.min(3), nearest.min(3));
        }
    }
}
