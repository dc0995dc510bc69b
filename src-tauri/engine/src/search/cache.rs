//! What words were found where, kept for a moment: the next letter, the next page
//! and the next filter ask for the same words again.

use std::collections::VecDeque;
use std::sync::Arc;

use super::columns::Stamp;
use super::query::Slot;

/// Bytes kept, at most: forty words at 100,000 skills, four at a million.
const BYTES: usize = 4 << 20;
/// Words kept, at most.
const WORDS: usize = 64;

/// The words asked for last in one state of the catalogue.
#[derive(Debug, Default)]
pub(super) struct Cache {
    stamp: Stamp,
    bytes: usize,
    /// Latest asked first.
    words: VecDeque<(Slot, Arc<[u8]>)>,
}

impl Cache {
    /// Where the word was found, if it was asked for lately.
    pub(super) fn get(&mut self, stamp: Stamp, slot: &Slot) -> Option<Arc<[u8]>> {
        if self.stamp != stamp {
            *self = Self {
                stamp,
                ..Self::default()
            };
        }
        let same = |known: &Slot| known.word == slot.word && known.reach == slot.reach;
        let at = self.words.iter().position(|(known, _)| same(known))?;
        let entry = self.words.remove(at)?;
        let found = Arc::clone(&entry.1);
        self.words.push_front(entry);
        Some(found)
    }

    /// Keeps where a word was found.
    pub(super) fn put(&mut self, stamp: Stamp, slot: &Slot, found: &Arc<[u8]>) {
        if self.stamp != stamp {
            return;
        }
        self.bytes += found.len();
        self.words.push_front((slot.clone(), Arc::clone(found)));
        while self.words.len() > WORDS || self.bytes > BYTES {
            let Some((_, oldest)) = self.words.pop_back() else {
                break;
            };
            self.bytes -= oldest.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::query::Reach;
    use super::*;

    fn slot(word: &str) -> Slot {
        Slot {
            word: word.to_owned(),
            reach: Reach::All,
            mendable: true,
        }
    }

    #[test]
    fn the_words_asked_for_longest_ago_are_forgotten_first() {
        let mut cache = Cache::default();
        let stamp = Stamp::default();
        let found: Arc<[u8]> = vec![0; BYTES / 2].into();
        for word in ["a", "b"] {
            cache.put(stamp, &slot(word), &found);
        }
        assert!(cache.get(stamp, &slot("a")).is_some());
        cache.put(stamp, &slot("c"), &found);
        assert!(cache.get(stamp, &slot("b")).is_none() && cache.get(stamp, &slot("a")).is_some());
    }

    #[test]
    fn a_changed_catalogue_forgets_all() {
        let mut cache = Cache::default();
        cache.put(Stamp::default(), &slot("a"), &vec![1].into());
        assert!(
            cache
                .get(
                    Stamp {
                        revision: 1,
                        ..Stamp::default()
                    },
                    &slot("a")
                )
                .is_none()
        );
        assert!(cache.get(Stamp::default(), &slot("a")).is_none());
    }
}
