//! Names that are nearly that of a much better known skill by another author: published
//! attacks upload clones called `popular-skill-x7f3k`, or with one letter changed.
//!
//! Linear in the catalogue: the names of the well known are found by what is left of them
//! when one or two letters are taken out, so that no name is held against all others.

use unicode_normalization::UnicodeNormalization as _;

use super::hidden::{is_unseen, looks_like};

/// So many times more ratings the well-known one has.
const TIMES: u32 = 10;
/// And at least so many: of little known skills nobody makes clones.
const WELL_KNOWN: u32 = 20;
/// The best known among them that are looked at: what is less known is no bait.
const MOST_KNOWN: usize = 3000;
/// Letters of a name from which on one differs, and from which on two.
const ONE_DIFFERS: usize = 5;
const TWO_DIFFER: usize = 10;
/// Longer names are looked for with one letter taken out alone.
const TWO_LOOKED_FOR: usize = 16;
/// Names that one is held against at most.
const CANDIDATES: usize = 200;
/// Letters of a name that are looked at.
const LONGEST: usize = 40;

/// What is asked of a skill to compare its name.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// Its name.
    pub name: &'a str,
    /// Who made it.
    pub author: &'a str,
    /// How many ratings it has.
    pub count: u32,
}

/// The well-known skills of a catalogue, ready to be asked.
#[derive(Debug, Default)]
pub struct WellKnown {
    /// The best known first.
    best: Vec<Bait>,
    /// By what is left of a name with up to two letters taken out, hashed: places in `best`.
    by_rest: Vec<(u64, u32)>,
    /// Which hashes are among those: nearly every question is answered by a look at this.
    rests: Filter,
}

/// A well-known skill.
#[derive(Debug)]
struct Bait {
    /// Its place in the catalogue.
    place: usize,
    /// Its name as the eye takes it.
    name: String,
    author: String,
    count: u32,
}

impl WellKnown {
    /// The well-known ones among all skills. Their numbers are their places here.
    pub fn of<'a>(skills: impl IntoIterator<Item = Named<'a>>) -> Self {
        let mut best: Vec<(usize, Named<'a>)> = skills
            .into_iter()
            .enumerate()
            .filter(|(_, skill)| skill.count >= WELL_KNOWN)
            .collect();
        best.sort_unstable_by_key(|(place, skill)| (std::cmp::Reverse(skill.count), *place));
        let best: Vec<Bait> = best
            .into_iter()
            .map(|(place, skill)| Bait {
                place,
                name: skeleton(skill.name),
                author: author(skill.author),
                count: skill.count,
            })
            .filter(|bait| bait.name.chars().count() >= ONE_DIFFERS)
            .take(MOST_KNOWN)
            .collect();
        let mut by_rest: Vec<(u64, u32)> = Vec::new();
        for (index, bait) in (0..).zip(&best) {
            by_rest.extend(rests(&bait.name).into_iter().map(|rest| (rest, index)));
        }
        by_rest.sort_unstable();
        by_rest.dedup();
        let mut filter = Filter::default();
        by_rest.iter().for_each(|(rest, _)| filter.add(*rest));
        Self {
            best,
            by_rest,
            rests: filter,
        }
    }

    /// Which well-known skill this one's name is nearly that of, the best known of them: its
    /// place among the skills [`WellKnown::of`] was given.
    #[must_use]
    pub fn resembled(&self, skill: Named<'_>) -> Option<usize> {
        // Those before the first that is not known well enough beside this one.
        let enough = u64::from(TIMES) * u64::from(skill.count.max(1));
        let baits = self.best.partition_point(|bait| u64::from(bait.count) >= enough);
        if baits == 0 {
            return None;
        }
        let folded = skeleton(skill.name);
        if folded.chars().count() < ONE_DIFFERS {
            return None;
        }
        let mut near: Vec<u32> = rests(&folded).into_iter().flat_map(|rest| self.with(rest)).collect();
        near.sort_unstable();
        near.dedup();
        let by = author(skill.author);
        let plain = plain(skill.name);
        let first = |places: &mut dyn Iterator<Item = u32>, near: &dyn Fn(&str) -> bool| {
            places
                .map(|place| place as usize)
                .take_while(|place| *place < baits)
                .find(|place| {
                    self.best
                        .get(*place)
                        .is_some_and(|bait| bait.author != by && near(&bait.name))
                })
        };
        let mistaken = first(&mut near.into_iter().take(CANDIDATES), &|name| {
            is_near(&folded, name, &plain)
        });
        let extended = before_random(skill.name)
            .map(skeleton)
            .and_then(|prefix| first(&mut self.with(hash(&prefix)).take(CANDIDATES), &|name| name == prefix));
        let place = [mistaken, extended].into_iter().flatten().min()?;
        self.best.get(place).map(|bait| bait.place)
    }

    /// The well-known ones of whose names this may be left, the best known first.
    fn with(&self, rest: u64) -> impl Iterator<Item = u32> + '_ {
        let there = self.rests.may_have(rest);
        let from = if there {
            self.by_rest.partition_point(|(known, _)| *known < rest)
        } else {
            self.by_rest.len()
        };
        self.by_rest
            .get(from..)
            .unwrap_or_default()
            .iter()
            .take_while(move |(known, _)| *known == rest)
            .take(CANDIDATES)
            .map(|(_, place)| *place)
    }
}

/// Bits by which a hash that is not there is known for it, without a walk through those
/// that are: at most a tenth of the bits is set.
#[derive(Debug, Default)]
struct Filter {
    bits: Vec<u64>,
}

impl Filter {
    /// Bits, as a power of two.
    const SIZE: u32 = 22;

    fn add(&mut self, hash: u64) {
        if self.bits.is_empty() {
            self.bits = vec![0; 1 << (Self::SIZE - 6)];
        }
        let (word, bit) = Self::place(hash);
        if let Some(word) = self.bits.get_mut(word) {
            *word |= bit;
        }
    }

    fn may_have(&self, hash: u64) -> bool {
        let (word, bit) = Self::place(hash);
        self.bits.get(word).is_some_and(|word| word & bit != 0)
    }

    fn place(hash: u64) -> (usize, u64) {
        // The highest bits depend on every letter once they are mixed.
        let place = hash.wrapping_mul(BASE) >> (64 - Self::SIZE);
        (usize::try_from(place >> 6).unwrap_or(usize::MAX), 1 << (place & 63))
    }
}

/// Whether two folded names are near each other. Equal ones are, where letters were
/// exchanged for others that look the same: the same name is only the same name.
fn is_near(folded: &str, known: &str, plain: &str) -> bool {
    if folded == known {
        return plain != known;
    }
    let letters = folded.chars().count().min(known.chars().count());
    let allowed = if letters >= TWO_DIFFER { 2 } else { 1 };
    // `pdf2` and `pdf3`, `Part 1` and `Part 2`, `pdf` and `pdf-v2` are a series.
    let words = |name: &str| -> String {
        let words = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let words = if words.len() < name.len() {
            words.trim_end_matches('v')
        } else {
            words
        };
        words.chars().filter(|c| !c.is_ascii_digit()).collect()
    };
    words(folded) != words(known) && rapidfuzz::distance::osa::distance(folded.chars(), known.chars()) <= allowed
}

fn author(name: &str) -> String {
    name.trim().to_lowercase()
}

/// A name in small letters without what is between them: exchanging letters is seen in it.
fn plain(name: &str) -> String {
    if name.is_ascii() {
        return letters_of(name).collect();
    }
    name.nfkd()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .take(LONGEST)
        .collect()
}

/// The same of a name in ASCII, which most are: nothing has to be taken apart.
fn letters_of(name: &str) -> impl Iterator<Item = char> {
    name.bytes()
        .filter(u8::is_ascii_alphanumeric)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .take(LONGEST)
}

/// A name as the eye takes it: what looks the same is the same, and what is not seen or
/// only separates is left out.
fn skeleton(name: &str) -> String {
    let letters: Vec<char> = if name.is_ascii() {
        letters_of(name).collect()
    } else {
        name.nfkd()
            .filter(|c| c.is_alphanumeric() && !is_unseen(*c))
            .map(|c| looks_like(c).unwrap_or(c))
            .flat_map(char::to_lowercase)
            .take(LONGEST)
            .collect()
    };
    let digits = letters.iter().any(|c| c.is_alphabetic());
    letters
        .iter()
        .enumerate()
        .map(|(at, c)| {
            // Between letters a digit is read as one.
            let inside = digits
                && at > 0
                && letters.get(at - 1).is_some_and(|c| c.is_alphabetic())
                && letters.get(at + 1).is_some_and(|c| c.is_alphabetic());
            match c {
                '0' if inside => 'o',
                '1' if inside => 'l',
                '3' if inside => 'e',
                '5' if inside => 's',
                other => *other,
            }
        })
        .collect()
}

/// What stands before a suffix that nobody chose: `popular-skill` of `popular-skill-x7f3k`.
fn before_random(name: &str) -> Option<&str> {
    let at = name.rfind(['-', '_', ' ', '.'])?;
    let suffix = name.get(at + 1..)?;
    let length = suffix.chars().count();
    let digits = suffix.chars().filter(char::is_ascii_digit).count();
    let letters = suffix.chars().filter(char::is_ascii_alphabetic).count();
    let vowels = suffix.chars().filter(|c| "aeiouyAEIOUY".contains(*c)).count();
    let mixed = digits > 0 && letters > 0 && !is_version(suffix);
    let unspoken = digits == 0 && letters == length && vowels == 0;
    ((4..=10).contains(&length) && digits + letters == length && (mixed || unspoken && length >= 5))
        .then(|| &name[..at])
}

/// `v2`, `2024q1`, `gpt4`, `24x7`: letters and then digits, or the other way round, were chosen.
fn is_version(suffix: &str) -> bool {
    let changes = suffix
        .as_bytes()
        .windows(2)
        .filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit())
        .count();
    changes < 2
}

/// The base of the hash of names.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

/// One more letter at the end of what is hashed.
const fn more(hash: u64, letter: char) -> u64 {
    hash.wrapping_mul(BASE).wrapping_add(letter as u64 + 1)
}

fn hash(text: &str) -> u64 {
    text.chars().fold(0, more)
}

/// The hashes of the name, and of what is left of it with one letter taken out; of a long
/// one with two. From sums over its parts, so that each takes a step and not a walk.
fn rests(name: &str) -> Vec<u64> {
    let letters: Vec<char> = name.chars().collect();
    let count = letters.len();
    let mut heads = vec![0];
    let mut powers = vec![1_u64];
    for letter in &letters {
        heads.push(more(heads.last().copied().unwrap_or(0), *letter));
        powers.push(powers.last().copied().unwrap_or(1).wrapping_mul(BASE));
    }
    // The hash of what is between two places, and of one part with another behind it.
    let part = |from: usize, to: usize| heads[to].wrapping_sub(heads[from].wrapping_mul(powers[to - from]));
    let with = |head: u64, from: usize, to: usize| head.wrapping_mul(powers[to - from]).wrapping_add(part(from, to));
    let mut rests = Vec::with_capacity(1 + count + count * count / 2);
    rests.push(heads[count]);
    for (one, head) in heads.iter().enumerate().take(count) {
        rests.push(with(*head, one + 1, count));
    }
    if (TWO_DIFFER..=TWO_LOOKED_FOR).contains(&count) {
        for (one, head) in heads.iter().enumerate().take(count) {
            for two in one + 1..count {
                rests.push(with(with(*head, one + 1, two), two + 1, count));
            }
        }
    }
    rests
}
