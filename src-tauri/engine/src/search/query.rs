//! What the words of a search ask for: pure, no catalogue in sight.

use std::ops::Range;

use super::text::{Cut, Piece, WORD_LETTERS, cut, fold, sequence, spelled};
use super::token::{Chunk, chunks};

/// Words of a search that count; the rest is not looked at. Nobody types more,
/// and a pasted page must not hold a processor.
pub(super) const WORDS: usize = 16;
/// From this length on a word is found as the beginning of a longer one. The last
/// word, which may not be finished, from [`LAST_PREFIX_LETTERS`] on, and in names
/// from the first letter on: a short beginning is in nearly every description.
const PREFIX_LETTERS: usize = 4;
/// See [`PREFIX_LETTERS`].
const LAST_PREFIX_LETTERS: usize = 3;

/// How far a word may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// It must stand there as it is.
    Whole,
    /// It may be the beginning of a word of the name.
    Names,
    /// It may be the beginning of any word.
    All,
}

/// One word to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) word: String,
    pub(super) reach: Reach,
    /// Whether a typo in it may be mended.
    pub(super) mendable: bool,
}

/// What the words ask for: every slot, and every phrase.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Query {
    pub(super) slots: Vec<Slot>,
    /// Neighbouring slots written as one word, which does for each of them:
    /// `smart home` is found in `smarthome`, `node.js` in `nodejs`.
    pub(super) joins: Vec<(Range<usize>, Slot)>,
    /// Words that must follow one another.
    pub(super) phrases: Vec<Vec<String>>,
    /// All of it folded, to compare with names.
    pub(super) name: String,
}

impl Query {
    /// Reads the words that the query tokens left.
    pub(super) fn of(words: &str) -> Self {
        let mut query = Self {
            name: fold(words),
            ..Self::default()
        };
        for chunk in chunks(words) {
            match chunk {
                Chunk::Phrase { inner, .. } => {
                    query.add(&cut(inner), false);
                    let phrase = sequence(inner);
                    if phrase.len() > 1 {
                        query.phrases.push(phrase);
                    }
                }
                Chunk::Plain(text) => query.add(&cut(text), true),
            }
            if query.slots.len() >= WORDS {
                break;
            }
        }
        query.slots.truncate(WORDS);
        query.joins.retain(|(range, _)| range.end <= WORDS);
        query.join_neighbours();
        // The word being typed is not finished.
        if let Some(last) = query.slots.last_mut()
            && last.mendable
            && last.reach == Reach::Whole
        {
            let long = last.word.chars().count() >= LAST_PREFIX_LETTERS;
            last.reach = if long { Reach::All } else { Reach::Names };
        }
        query
    }

    /// Whether there is nothing to look for.
    pub(super) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    fn add(&mut self, cut: &Cut, loose: bool) {
        for piece in &cut.pieces {
            match piece {
                Piece::Picture(at) => self.push(spelled(&cut.letters[*at..=*at]), Reach::Whole, false),
                Piece::Cjk(run) if run.len() == 1 => {
                    self.push(spelled(&cut.letters[run.clone()]), Reach::Whole, false);
                }
                Piece::Cjk(run) => {
                    for pair in cut.letters[run.clone()].windows(2) {
                        self.push(spelled(pair), Reach::Whole, false);
                    }
                }
                Piece::Name(name) => {
                    let first = self.slots.len();
                    for part in cut.parts_of(name) {
                        let word = spelled(&cut.letters[part.whole.clone()]);
                        let reach = if loose && word.chars().count() >= PREFIX_LETTERS {
                            Reach::All
                        } else {
                            Reach::Whole
                        };
                        self.push(word, reach, loose);
                    }
                    if let Some(joined) = cut.joined(name) {
                        let reach = if loose { Reach::All } else { Reach::Whole };
                        let slot = Slot {
                            word: spelled(&joined),
                            reach,
                            mendable: false,
                        };
                        self.joins.push((first..self.slots.len(), slot));
                    }
                }
            }
        }
    }

    fn push(&mut self, word: String, reach: Reach, mendable: bool) {
        self.slots.push(Slot { word, reach, mendable });
    }

    fn join_neighbours(&mut self) {
        for first in 0..self.slots.len().saturating_sub(1) {
            let (left, right) = (&self.slots[first], &self.slots[first + 1]);
            if !(left.mendable && right.mendable) {
                continue;
            }
            let word = format!("{}{}", left.word, right.word);
            if word.chars().count() <= WORD_LETTERS && !self.joins.iter().any(|(_, join)| join.word == word) {
                self.joins.push((
                    first..first + 2,
                    Slot {
                        word,
                        reach: Reach::All,
                        mendable: false,
                    },
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(words: &str) -> Vec<(String, Reach)> {
        Query::of(words)
            .slots
            .into_iter()
            .map(|slot| (slot.word, slot.reach))
            .collect()
    }

    #[test]
    fn long_words_may_go_on_and_short_ones_only_at_the_end() {
        assert_eq!(
            slots("to hub mail go"),
            [
                ("to".into(), Reach::Whole),
                ("hub".into(), Reach::Whole),
                ("mail".into(), Reach::All),
                ("go".into(), Reach::Names)
            ]
        );
    }

    #[test]
    fn neighbours_are_also_looked_for_as_one_word() {
        let joins: Vec<_> = Query::of("git hub cli")
            .joins
            .into_iter()
            .map(|(range, slot)| (range, slot.word))
            .collect();
        assert_eq!(joins, [(0..2, "github".to_owned()), (1..3, "hubcli".to_owned())]);
    }

    #[test]
    fn a_name_with_signs_is_one_word() {
        assert_eq!(slots("C#"), [("c#".to_owned(), Reach::Names)]);
        assert_eq!(slots(".NET")[0].0, ".net");
    }

    #[test]
    fn a_phrase_is_taken_as_it_is() {
        let query = Query::of("\"smart home\"");
        assert_eq!(query.phrases, [["smart", "home"]]);
        assert!(query.joins.is_empty() && query.slots.iter().all(|slot| slot.reach == Reach::Whole));
    }

    #[test]
    fn chinese_is_looked_for_in_pairs() {
        assert_eq!(
            slots("止损单"),
            [("止损".to_owned(), Reach::Whole), ("损单".to_owned(), Reach::Whole)]
        );
    }

    #[test]
    fn a_pasted_page_is_cut_off() {
        assert_eq!(Query::of(&"word ".repeat(2_000)).slots.len(), WORDS);
        assert_eq!(Query::of(&"x".repeat(10_000)).slots[0].word.len(), WORD_LETTERS);
    }
}
