//! Which skills have the words of a search, and how well.

use std::sync::Arc;

use parking_lot::Mutex;
use rusqlite::Connection;

use super::Sort;
use super::cache::Cache;
use super::columns::Columns;
use super::index::{Field, keys_with};
use super::mend::{MENDED, Offer, Vocabulary};
use super::query::{Query, Reach, Slot};
use super::rank::{Hit, Tier, bits, compare, rarity, tier, weight};
use super::text::sequence;
use super::words::Words;
use crate::store::StoreError;

/// With fewer literal hits than this, and no name that has all the words, a typo
/// that made another word is likely: hits by near words follow.
const FEW: usize = 5;
/// Names compared word by word with the query, at most.
const NAMES_COMPARED: usize = 200;
/// No word of the slot is there.
const ABSENT: u8 = u8::MAX;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// In no order.
    pub(super) hits: Vec<Hit>,
    /// The words searched instead.
    pub(super) corrected: Option<String>,
    /// The words to mark.
    pub(super) marked: Vec<Slot>,
}

/// Looks for the words of one search.
pub(super) struct Finder<'a, V> {
    pub(super) connection: &'a Connection,
    pub(super) columns: &'a Columns,
    pub(super) query: &'a Query,
    /// Hands out the vocabulary, which most searches do not need.
    pub(super) vocabulary: V,
    /// Where every word is; without them FTS5 is asked.
    pub(super) words: Option<&'a Words>,
    pub(super) cache: &'a Mutex<Cache>,
}

/// Where one slot was found, by place.
struct SlotHits {
    found: Vec<u8>,
    /// The offer by which it was found; `ABSENT` where literally.
    offer: Vec<u8>,
    offers: Vec<Offer>,
}

impl<V: FnMut() -> Result<Arc<Vocabulary>, StoreError>> Finder<'_, V> {
    /// Finds what has all words; where nothing has, and unless `literal`, what has
    /// words near to them. `append` lets near hits follow where there are few.
    pub(super) fn find(&mut self, literal: bool, append: bool) -> Result<Found, StoreError> {
        let mut slots = self.literal_slots()?;
        let mut hits = self.hits(&slots)?;
        self.compare_names(&slots, &mut hits)?;
        let mut marked: Vec<Slot> = self.query.slots.clone();
        marked.extend(self.query.joins.iter().map(|(_, slot)| slot.clone()));
        let mut found = Found {
            hits,
            corrected: None,
            marked,
        };
        let enough = !found.hits.is_empty() && (!append || !self.is_doubtful(&slots, &found.hits));
        if literal || enough {
            return Ok(found);
        }
        let near = self.near_hits(&mut slots, found.hits.is_empty())?;
        if found.hits.is_empty() {
            found.corrected = self.corrected(&slots, &near);
        }
        let known: std::collections::HashSet<u32> = found.hits.iter().map(|hit| hit.place).collect();
        found
            .hits
            .extend(near.into_iter().filter(|hit| !known.contains(&hit.place)));
        found
            .marked
            .extend(slots.iter().flat_map(|slot| &slot.offers).flat_map(offered_slots));
        Ok(found)
    }

    /// Few hits, and none whose name has all the words.
    fn is_doubtful(&self, slots: &[SlotHits], hits: &[Hit]) -> bool {
        let named = |hit: &Hit| {
            hit.tier <= Tier::SameWords
                || slots
                    .iter()
                    .all(|slot| slot.found[hit.place as usize] & bits::NAME != 0)
        };
        hits.len() < FEW && !hits.iter().any(named)
    }

    fn literal_slots(&self) -> Result<Vec<SlotHits>, StoreError> {
        let mut slots = Vec::with_capacity(self.query.slots.len());
        for slot in &self.query.slots {
            let mut found = vec![0; self.columns.len()];
            add_up(&mut found, &self.look_up(slot)?);
            slots.push(SlotHits {
                found,
                offer: Vec::new(),
                offers: Vec::new(),
            });
        }
        for (range, joined) in &self.query.joins {
            let found = self.look_up(joined)?;
            for slot in &mut slots[range.clone()] {
                add_up(&mut slot.found, &found);
            }
        }
        Ok(slots)
    }

    /// Where a word is found, by place; empty where nowhere.
    fn look_up(&self, slot: &Slot) -> Result<Arc<[u8]>, StoreError> {
        if let Some(found) = self.cache.lock().get(self.columns.stamp, slot) {
            return Ok(found);
        }
        let mut found = vec![0; self.columns.len()];
        let any = self.read(slot, &mut found)?;
        let found: Arc<[u8]> = if any { found.into() } else { Arc::new([]) };
        self.cache.lock().put(self.columns.stamp, slot, &found);
        Ok(found)
    }

    /// Marks where a word is found; says whether anywhere.
    fn read(&self, slot: &Slot, found: &mut [u8]) -> Result<bool, StoreError> {
        let fields = [
            (Field::Name, bits::NAME, bits::NAME_PREFIX),
            (Field::Tags, bits::TAG, bits::TAG_PREFIX),
            (Field::By, bits::OTHER, bits::OTHER),
            (Field::Text, bits::TEXT, bits::TEXT_PREFIX),
        ];
        let mut any = false;
        for (field, whole, beginning) in fields {
            let goes_on = match slot.reach {
                Reach::Whole => false,
                Reach::Names => field == Field::Name,
                Reach::All => true,
            };
            let there = goes_on && self.mark(field, &slot.word, true, beginning, found)?;
            if there || !goes_on {
                any |= self.mark(field, &slot.word, false, whole, found)? || there;
            }
        }
        Ok(any)
    }

    /// Marks where a word is found in a field; says whether anywhere.
    fn mark(&self, field: Field, word: &str, prefix: bool, bit: u8, found: &mut [u8]) -> Result<bool, StoreError> {
        if let Some(words) = self.words {
            return Ok(words.mark(self.columns, field, word, prefix, bit, found));
        }
        let mut walk = self.columns.walk();
        let mut any = false;
        keys_with(self.connection, field, word, prefix, |key| {
            if let Some(place) = walk.place(key) {
                found[place] |= bit;
                any = true;
            }
        })?;
        Ok(any)
    }

    /// The skills that have every slot, scored.
    fn hits(&self, slots: &[SlotHits]) -> Result<Vec<Hit>, StoreError> {
        let all = self.columns.len();
        let having: Vec<usize> = slots
            .iter()
            .map(|slot| slot.found.iter().filter(|found| **found != 0).count())
            .collect();
        let rarities: Vec<f32> = having.iter().map(|having| rarity(*having, all)).collect();
        // The rarest first: it decides most.
        let mut order: Vec<usize> = (0..slots.len()).collect();
        order.sort_by_key(|slot| having[*slot]);
        let mut hits = Vec::new();
        for place in 0..all {
            if !order.iter().all(|slot| slots[*slot].found[place] != 0) {
                continue;
            }
            let found = slots.iter().map(|slot| slot.found[place]);
            let mut score: f32 = found
                .clone()
                .zip(&rarities)
                .map(|(found, rarity)| weight(found) * rarity)
                .sum();
            let tier = tier(found);
            let edits = slots.iter().map(|slot| slot.edits(place)).sum();
            if tier == Tier::Name {
                // The fewer other words the name has, the more it is about these.
                let others = usize::from(self.columns.name_words[place]).saturating_sub(slots.len());
                score /= 1.0 + 0.1 * f32::from(u8::try_from(others).unwrap_or(u8::MAX));
            }
            let mended = slots
                .iter()
                .any(|slot| slot.offer.get(place).is_some_and(|offer| *offer != ABSENT));
            hits.push(Hit {
                place: u32::try_from(place).unwrap_or(u32::MAX),
                mended,
                tier,
                edits,
                score,
            });
        }
        if !self.query.phrases.is_empty() {
            self.keep_phrases(&mut hits)?;
        }
        Ok(hits)
    }

    /// Keeps the skills in one of whose texts the words of every phrase follow one another.
    fn keep_phrases(&self, hits: &mut Vec<Hit>) -> Result<(), StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT name, author, category, description FROM skill WHERE key = ?1")?;
        let mut kept = Vec::new();
        for hit in hits.iter() {
            let place = hit.place as usize;
            let mut rows = statement.query([self.columns.key[place]])?;
            let Some(row) = rows.next()? else { continue };
            let mut texts = Vec::new();
            for column in 0..4 {
                texts.push(sequence(row.get_ref(column)?.as_str().unwrap_or_default()));
            }
            texts.extend(
                self.columns
                    .tags(place)
                    .iter()
                    .map(|tag| sequence(self.columns.tag_names.shown(*tag))),
            );
            let follows = |phrase: &Vec<String>| {
                texts
                    .iter()
                    .any(|text| text.windows(phrase.len()).any(|at| at == phrase))
            };
            if self.query.phrases.iter().all(follows) {
                kept.push(*hit);
            }
        }
        *hits = kept;
        Ok(())
    }

    /// Lifts the hits whose name is, or begins with, what was typed. A name that is
    /// exactly what was typed is a hit even where its words are not looked at.
    fn compare_names(&self, slots: &[SlotHits], hits: &mut Vec<Hit>) -> Result<(), StoreError> {
        let name = &self.query.name;
        let place_of = |key: i64| {
            self.columns
                .key
                .binary_search(&key)
                .ok()
                .and_then(|place| u32::try_from(place).ok())
        };
        let mut lift = |key: i64, tier: Tier| {
            let Some(place) = place_of(key) else { return };
            match hits.binary_search_by_key(&place, |hit| hit.place) {
                Ok(at) => hits[at].tier = hits[at].tier.min(tier),
                Err(at) if tier == Tier::Exact => hits.insert(
                    at,
                    Hit {
                        tier,
                        ..Hit::plain(place)
                    },
                ),
                Err(_) => {}
            }
        };
        let mut statement = self
            .connection
            .prepare_cached("SELECT key FROM skill WHERE name_key = ?1 AND key < ?2")?;
        let mut rows = statement.query((name, self.columns.stamp.hidden))?;
        while let Some(row) = rows.next()? {
            lift(row.get(0)?, Tier::Exact);
        }
        let begin_so = self.first_named(name)?..self.first_named(&format!("{name}\u{10ffff}"))?;
        for hit in hits.iter_mut() {
            if begin_so.contains(&self.columns.by_name[hit.place as usize]) {
                hit.tier = hit.tier.min(Tier::Prefix);
            }
        }
        let same: Vec<i64> = hits
            .iter()
            .filter(|hit| hit.tier == Tier::Name || hit.tier == Tier::Prefix)
            .map(|hit| hit.place as usize)
            .filter(|place| usize::from(self.columns.name_words[*place]) <= slots.len())
            .filter(|place| slots.iter().all(|slot| slot.found[*place] & bits::NAME != 0))
            .take(NAMES_COMPARED)
            .map(|place| self.columns.key[place])
            .collect();
        let words: Vec<&str> = self.query.slots.iter().map(|slot| slot.word.as_str()).collect();
        let mut statement = self
            .connection
            .prepare_cached("SELECT name FROM skill WHERE key = ?1")?;
        for key in same {
            let mut rows = statement.query([key])?;
            if let Some(row) = rows.next()?
                && is_same(&sequence(row.get_ref(0)?.as_str().unwrap_or_default()), &words)
            {
                let place = place_of(key).unwrap_or(u32::MAX);
                if let Ok(at) = hits.binary_search_by_key(&place, |hit| hit.place) {
                    hits[at].tier = hits[at].tier.min(Tier::SameWords);
                }
            }
        }
        Ok(())
    }

    /// The place in the order by name of the first skill that is not before this name: all
    /// whose names begin alike follow one another there, and reading each of them would
    /// take a beginning of one letter longer than anything else.
    fn first_named(&self, name: &str) -> Result<u32, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT key FROM skill WHERE name_key >= ?1 AND key < ?2 ORDER BY name_key, skill_id LIMIT 1",
        )?;
        let mut rows = statement.query((name, self.columns.stamp.hidden))?;
        let place = match rows.next()? {
            Some(row) => self.columns.key.binary_search(&row.get(0)?).ok(),
            None => None,
        };
        let after_all = u32::try_from(self.columns.len()).unwrap_or(u32::MAX);
        Ok(place.map_or(after_all, |place| self.columns.by_name[place]))
    }

    /// The skills that have every slot, or a word near to it. First only the slots
    /// that nothing has are mended, then any.
    fn near_hits(&mut self, slots: &mut [SlotHits], nothing: bool) -> Result<Vec<Hit>, StoreError> {
        let missing: Vec<usize> = (0..slots.len())
            .filter(|slot| slots[*slot].found.iter().all(|found| *found == 0))
            .collect();
        let last = slots.len().saturating_sub(1);
        let attempts = [if nothing { missing } else { Vec::new() }, (0..slots.len()).collect()];
        for attempt in attempts {
            let mut mended = false;
            for slot in attempt {
                let typed = &self.query.slots[slot];
                // Where something was found, a short word is what was meant.
                let fit = typed.mendable && (nothing || typed.word.chars().count() >= MENDED);
                if fit && slots[slot].offers.is_empty() {
                    mended |= self.mend(slot, slot == last, &mut slots[slot])?;
                }
            }
            if mended {
                let mut hits = self.hits(slots)?;
                hits.retain(|hit| hit.mended);
                self.lift_mended(slots, &mut hits);
                if !hits.is_empty() {
                    return Ok(hits);
                }
            }
        }
        Ok(Vec::new())
    }

    /// Adds to a slot the skills that have a word near to it; says whether any.
    fn mend(&mut self, at: usize, last: bool, slot: &mut SlotHits) -> Result<bool, StoreError> {
        let word = &self.query.slots[at].word;
        let offers = (self.vocabulary)()?.offers(word, last);
        slot.offer = vec![ABSENT; self.columns.len()];
        let mut any = false;
        for (number, offer) in (0_u8..).zip(&offers) {
            let found = self.look_up_offer(offer)?;
            for (place, found) in found.into_iter().enumerate().filter(|(_, found)| *found != 0) {
                any = true;
                let better = slot.found[place] == 0
                    || (slot.offer[place] != ABSENT && weight(found) > weight(slot.found[place]));
                if better {
                    slot.found[place] = found;
                    slot.offer[place] = number;
                }
            }
        }
        slot.offers = offers;
        Ok(any)
    }

    /// Where an offer is found: all its words, each as good as the worse of them.
    fn look_up_offer(&self, offer: &Offer) -> Result<Vec<u8>, StoreError> {
        let both = |left: u8, right: u8| match left & right {
            0 if left != 0 && right != 0 => bits::TEXT,
            shared => shared,
        };
        let mut all: Option<Vec<u8>> = None;
        for slot in offered_slots(offer) {
            let found = self.look_up(&slot)?;
            all = Some(match all {
                None => found.to_vec(),
                Some(before) => before
                    .into_iter()
                    .zip(found.iter())
                    .map(|(left, right)| both(left, *right))
                    .collect(),
            });
        }
        Ok(all.unwrap_or_default())
    }

    /// A name that has the mended words and no other is as good as typed.
    fn lift_mended(&self, slots: &[SlotHits], hits: &mut [Hit]) {
        for hit in hits {
            let place = hit.place as usize;
            let words: usize = slots
                .iter()
                .map(|slot| slot.offer_at(place).map_or(1, |offer| offer.words.len()))
                .sum();
            if slots.iter().all(|slot| slot.found[place] & bits::NAME != 0)
                && usize::from(self.columns.name_words[place]) <= words
            {
                hit.tier = Tier::SameWords;
            }
        }
    }

    /// The words by which the best hit was found.
    fn corrected(&self, slots: &[SlotHits], hits: &[Hit]) -> Option<String> {
        let best = hits
            .iter()
            .min_by(|left, right| compare(self.columns, Sort::Relevance, left, right))?;
        let place = best.place as usize;
        let words: Vec<String> = self
            .query
            .slots
            .iter()
            .zip(slots)
            .map(|(typed, slot)| {
                slot.offer_at(place)
                    .map_or_else(|| typed.word.clone(), |offer| offer.words.join(" "))
            })
            .collect();
        Some(words.join(" "))
    }
}

impl SlotHits {
    fn offer_at(&self, place: usize) -> Option<&Offer> {
        self.offers.get(usize::from(*self.offer.get(place)?))
    }

    fn edits(&self, place: usize) -> u8 {
        self.offer_at(place).map_or(0, |offer| offer.edits)
    }
}

fn add_up(all: &mut [u8], more: &[u8]) {
    all.iter_mut().zip(more).for_each(|(all, more)| *all |= more);
}

fn is_same(name: &[String], words: &[&str]) -> bool {
    name.concat() == words.concat()
}

fn offered_slots(offer: &Offer) -> impl Iterator<Item = Slot> + '_ {
    let last = offer.words.len().saturating_sub(1);
    offer.words.iter().enumerate().map(move |(at, word)| Slot {
        word: word.clone(),
        reach: if offer.prefix && at == last {
            Reach::All
        } else {
            Reach::Whole
        },
        mendable: false,
    })
}
