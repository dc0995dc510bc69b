//! How good a match is, and the orders: pure, over the columns.

use std::cmp::Ordering;

use super::Sort;
use super::columns::Columns;

/// Where a word was found in a skill, as bits.
pub(super) mod bits {
    pub(in crate::search) const NAME: u8 = 1;
    pub(in crate::search) const NAME_PREFIX: u8 = 2;
    pub(in crate::search) const TAG: u8 = 4;
    pub(in crate::search) const TAG_PREFIX: u8 = 8;
    pub(in crate::search) const OTHER: u8 = 16;
    pub(in crate::search) const TEXT: u8 = 32;
    pub(in crate::search) const TEXT_PREFIX: u8 = 64;
}
use bits::{NAME, NAME_PREFIX, OTHER, TAG, TAG_PREFIX, TEXT, TEXT_PREFIX};

/// What kind of match; earlier is better, whatever else speaks for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tier {
    /// The name is what was typed.
    Exact,
    /// The name has the words that were typed, in their order, and no other.
    SameWords,
    /// The name begins with what was typed.
    Prefix,
    /// All words are in the name.
    Name,
    /// All words are in the name and the tags.
    Tag,
    /// All words are in the name, the tags, the author and the category.
    Title,
    /// All words are somewhere.
    Text,
}

/// A skill that has the words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hit {
    pub(super) place: u32,
    /// Whether a word had to be mended for it: such hits follow the others.
    pub(super) mended: bool,
    pub(super) tier: Tier,
    /// Edits the mending took.
    pub(super) edits: u8,
    pub(super) score: f32,
}

impl Hit {
    /// A hit where no words were asked for.
    pub(super) const fn plain(place: u32) -> Self {
        Self {
            place,
            mended: false,
            tier: Tier::Exact,
            edits: 0,
            score: 0.0,
        }
    }
}

/// What a word counts where it was found. A sum, so that a name confirmed by tags
/// and description goes before a chance hit.
pub(super) fn weight(found: u8) -> f32 {
    const WEIGHTS: [(u8, f32); 7] = [
        (NAME, 6.0),
        (NAME_PREFIX, 4.0),
        (TAG, 2.0),
        (TAG_PREFIX, 1.0),
        (OTHER, 1.0),
        (TEXT, 1.0),
        (TEXT_PREFIX, 0.5),
    ];
    WEIGHTS
        .iter()
        .filter(|(bit, _)| found & bit != 0)
        .map(|(_, weight)| weight)
        .sum()
}

/// What a word counts for being rare, as BM25 has it.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of skills are far below 2^24 in what matters here"
)]
pub(super) fn rarity(having: usize, all: usize) -> f32 {
    let (having, all) = (having as f32, all as f32);
    (1.0 + (all - having + 0.5) / (having + 0.5)).ln()
}

/// The kind of match by where the words were found; what compares text with names
/// (the first three) is decided elsewhere.
pub(super) fn tier(found: impl Iterator<Item = u8> + Clone) -> Tier {
    let all_in = |bits: u8| found.clone().all(|word| word & bits != 0);
    if all_in(NAME | NAME_PREFIX) {
        Tier::Name
    } else if all_in(NAME | NAME_PREFIX | TAG | TAG_PREFIX) {
        Tier::Tag
    } else if all_in(!(TEXT | TEXT_PREFIX)) {
        Tier::Title
    } else {
        Tier::Text
    }
}

/// Compares two hits in an order. Total: no two skills are equal in it, so that
/// pages neither skip nor repeat one.
pub(super) fn compare(columns: &Columns, sort: Sort, left: &Hit, right: &Hit) -> Ordering {
    let (a, b) = (left.place as usize, right.place as usize);
    let by_bayes = || columns.bayes(b).total_cmp(&columns.bayes(a));
    let first = match sort {
        Sort::Relevance => (left.mended, left.tier, left.edits)
            .cmp(&(right.mended, right.tier, right.edits))
            .then_with(|| right.score.total_cmp(&left.score))
            .then_with(by_bayes),
        Sort::Rating => by_bayes(),
        Sort::MostRated => columns.count[b].cmp(&columns.count[a]),
        Sort::Newest => columns.created[b].cmp(&columns.created[a]),
        Sort::Updated => columns.updated[b].cmp(&columns.updated[a]),
        Sort::Name => Ordering::Equal,
    };
    first.then_with(|| columns.by_name[a].cmp(&columns.by_name[b]))
}

/// The hits from `offset` on, at most `limit`, in order: only those are sorted, the
/// rest is put on either side of them.
pub(super) fn page<'a>(hits: &'a mut [Hit], columns: &Columns, sort: Sort, offset: usize, limit: usize) -> &'a [Hit] {
    let order = |left: &Hit, right: &Hit| compare(columns, sort, left, right);
    let mut rest = hits;
    if offset >= rest.len() {
        return &[];
    }
    if offset > 0 {
        rest.select_nth_unstable_by(offset, order);
        rest = &mut rest[offset..];
    }
    if limit < rest.len() {
        rest.select_nth_unstable_by(limit, order);
        rest = &mut rest[..limit];
    }
    rest.sort_unstable_by(order);
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_is_as_good_as_its_worst_word() {
        assert_eq!(tier([NAME, NAME_PREFIX].into_iter()), Tier::Name);
        assert_eq!(tier([NAME | TEXT, TAG].into_iter()), Tier::Tag);
        assert_eq!(tier([NAME, OTHER].into_iter()), Tier::Title);
        assert_eq!(tier([NAME, TEXT].into_iter()), Tier::Text);
    }

    #[test]
    fn rare_words_count_more() {
        assert!(rarity(3, 1000) > rarity(300, 1000) && rarity(1000, 1000) > 0.0);
    }

    proptest::proptest! {
        #[test]
        fn pages_put_together_are_the_whole_order(
            counts in proptest::collection::vec(0..4_u32, 1..60), limit in 1..9_usize, sort in 0..6_usize,
        ) {
            let length = counts.len();
            let columns = Columns {
                average: counts.iter().map(|count| f64::from(*count)).collect(),
                created: counts.iter().map(|count| i64::from(*count)).collect(),
                updated: counts.iter().map(|count| -i64::from(*count)).collect(),
                by_name: (0..u32::try_from(length).unwrap()).rev().collect(),
                count: counts,
                ..Columns::default()
            };
            let sort = Sort::ALL[sort];
            let hits: Vec<Hit> = (0..u32::try_from(length).unwrap()).map(Hit::plain).collect();
            let mut sorted = hits.clone();
            sorted.sort_by(|left, right| compare(&columns, sort, left, right));
            let paged: Vec<Hit> = (0..length)
                .step_by(limit)
                .flat_map(|offset| page(&mut hits.clone(), &columns, sort, offset, limit).to_vec())
                .collect();
            proptest::prop_assert_eq!(paged, sorted);
        }
    }
}
