//! Which skills have which word, in memory: 1.3 bytes for each word of each skill, less than
//! the index takes on the disk.
//!
//! FTS5 hands out one row after the other, 0.1 µs each, and merges the lists of all words
//! that begin so before it hands out the first: `con` takes it 10 ms at 100,000 skills.
//! Here a list is a run of bytes to walk along. Reading all of it takes about half a
//! second, so that only a program that is asked again and again does; until then, and
//! after every change of the catalogue until it is read again, FTS5 answers. Both answer the
//! same (`tests/search_quality.rs`).

use rusqlite::Connection;
use rusqlite::functions::{Aggregate, Context, FunctionFlags};

use super::columns::{Columns, Stamp};
use super::follow::changed;
use super::index::Field;
use super::recent::Recent;
use crate::store::StoreError;

/// The words of one state of the catalogue.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub(super) stamp: Stamp,
    /// The state they were read in; what changed since is in `recent`.
    pub(super) read: Stamp,
    recent: Recent,
    fields: [Lists; Field::ALL.len()],
}

/// The words of one field, sorted, each with the skills that have it.
#[derive(Debug, Clone, Default)]
struct Lists {
    words: String,
    word_ends: Vec<u32>,
    /// Ascending keys, each as its distance from the one before.
    keys: Vec<u8>,
    key_ends: Vec<u32>,
}

impl Words {
    /// Reads them: a pass over the whole index.
    pub(super) fn load(connection: &Connection, stamp: Stamp) -> Result<Self, StoreError> {
        let mut words = Self {
            stamp,
            read: stamp,
            ..Self::default()
        };
        for field in Field::ALL {
            let lists = &mut words.fields[field as usize];
            let mut statement = connection.prepare_cached(field.postings())?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                lists.push(
                    row.get_ref(0)?.as_str().unwrap_or_default(),
                    row.get_ref(1)?.as_blob().unwrap_or_default(),
                );
            }
            lists.shrink();
        }
        Ok(words)
    }

    /// Brings them up to a later state; says whether that could be done. Where it could
    /// not, and after an error, they are of no state at all.
    pub(super) fn follow(&mut self, connection: &Connection, stamp: Stamp) -> Result<bool, StoreError> {
        let from = std::mem::take(&mut self.stamp);
        let Some(touched) = changed(connection, from, stamp)? else {
            return Ok(false);
        };
        let room = self.recent.follow(connection, &touched)?;
        if room {
            self.stamp = stamp;
        }
        Ok(room)
    }

    /// Sets the bit of every skill that has the word in the field, or one that begins with
    /// it; says whether any has.
    pub(super) fn mark(
        &self,
        columns: &Columns,
        field: Field,
        word: &str,
        prefix: bool,
        bit: u8,
        found: &mut [u8],
    ) -> bool {
        let lists = &self.fields[field as usize];
        let matches = |there: &str| there == word || (prefix && there.starts_with(word));
        let mut any = self.recent.mark(columns, field, matches, bit, found);
        for at in lists.from(word).take_while(|at| matches(lists.word(*at))) {
            let mut walk = columns.walk();
            for key in distances(lists.keys_of(at)) {
                if let Some(place) = walk.place(key)
                    && !self.recent.changed(key)
                {
                    found[place] |= bit;
                    any = true;
                }
            }
        }
        any
    }

    /// Every word of every field, with how many skills have it there: sorted, a word of two
    /// fields twice.
    pub(super) fn counted(&self) -> Vec<(&str, u32)> {
        let mut all: Vec<(&str, u32)> = Vec::with_capacity(self.fields.iter().map(|lists| lists.word_ends.len()).sum());
        for lists in &self.fields {
            all.extend((0..lists.word_ends.len()).map(|at| (lists.word(at), skills(lists.keys_of(at)))));
        }
        all.sort_unstable();
        all
    }
}

impl Lists {
    fn push(&mut self, word: &str, keys: &[u8]) {
        self.words.push_str(word);
        self.keys.extend_from_slice(keys);
        self.word_ends.push(end(self.words.len()));
        self.key_ends.push(end(self.keys.len()));
    }

    fn shrink(&mut self) {
        self.words.shrink_to_fit();
        self.keys.shrink_to_fit();
        self.word_ends.shrink_to_fit();
        self.key_ends.shrink_to_fit();
    }

    fn word(&self, at: usize) -> &str {
        self.words.get(span(&self.word_ends, at)).unwrap_or_default()
    }

    fn keys_of(&self, at: usize) -> &[u8] {
        self.keys.get(span(&self.key_ends, at)).unwrap_or_default()
    }

    /// The places of the words that are not before this one.
    fn from(&self, word: &str) -> std::ops::Range<usize> {
        let (mut low, mut high) = (0, self.word_ends.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.word(middle) < word {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low..self.word_ends.len()
    }
}

/// Four gigabytes of words are more than a machine with a window holds.
fn end(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn span(ends: &[u32], at: usize) -> std::ops::Range<usize> {
    let start = at.checked_sub(1).map_or(0, |before| ends[before] as usize);
    start..ends[at] as usize
}

/// The keys of a list. Seven bits a byte, the lowest first; the last byte of a number
/// has no high bit.
fn distances(list: &[u8]) -> impl Iterator<Item = i64> + '_ {
    let (mut key, mut distance, mut shift) = (0_i64, 0_i64, 0_u32);
    list.iter().filter_map(move |byte| {
        distance |= i64::from(byte & 0x7f) << shift;
        if byte & 0x80 != 0 {
            shift += 7;
            return None;
        }
        key += distance;
        (distance, shift) = (0, 0);
        Some(key)
    })
}

/// How many keys a list has.
fn skills(list: &[u8]) -> u32 {
    end(list.iter().filter(|byte| **byte < 0x80).count())
}

/// Teaches a connection `key_list`, which makes a list of ascending keys: within SQLite,
/// because handing out each row takes longer than finding it.
///
/// # Errors
/// What SQLite says.
pub(crate) fn teach(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_aggregate_function("key_list", 1, flags, KeyList)
}

struct KeyList;

#[derive(Default)]
struct Growing {
    last: i64,
    list: Vec<u8>,
}

impl Aggregate<Growing, Vec<u8>> for KeyList {
    fn init(&self, _: &mut Context<'_>) -> rusqlite::Result<Growing> {
        Ok(Growing::default())
    }

    fn step(&self, call: &mut Context<'_>, growing: &mut Growing) -> rusqlite::Result<()> {
        growing.add(call.get(0)?);
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, growing: Option<Growing>) -> rusqlite::Result<Vec<u8>> {
        Ok(growing.unwrap_or_default().list)
    }
}

impl Growing {
    fn add(&mut self, key: i64) {
        let mut distance = key.wrapping_sub(self.last).cast_unsigned();
        self.last = key;
        while distance >= 0x80 {
            self.list.push(distance.to_le_bytes()[0] | 0x80);
            distance >>= 7;
        }
        self.list.push(distance.to_le_bytes()[0]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(keys: &[i64]) -> Vec<u8> {
        let mut growing = Growing::default();
        keys.iter().for_each(|key| growing.add(*key));
        growing.list
    }

    proptest::proptest! {
        #[test]
        fn a_list_of_keys_reads_back(keys in proptest::collection::btree_set(0..i64::MAX, 0..40)) {
            let keys: Vec<i64> = keys.into_iter().collect();
            let list = list(&keys);
            proptest::prop_assert_eq!(distances(&list).collect::<Vec<_>>(), &keys[..]);
            proptest::prop_assert_eq!(skills(&list) as usize, keys.len());
        }
    }

    #[test]
    fn the_words_are_read_in_their_order_and_never_sorted() {
        let folder = tempfile::tempdir().unwrap();
        let store = crate::store::Store::open(folder.path()).unwrap();
        for field in Field::ALL {
            let plan: Vec<String> = store
                .read(|connection| {
                    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", field.postings()))?;
                    let plan = statement.query_map([], |row| row.get(3))?.collect::<Result<_, _>>()?;
                    Ok(plan)
                })
                .unwrap();
            assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:?}");
        }
    }

    #[test]
    fn a_beginning_finds_the_words_that_begin_so_and_a_whole_word_only_itself() {
        let columns = Columns {
            key: vec![3, 4, 9],
            ..Columns::default()
        };
        let mut words = Words::default();
        for (word, keys) in [
            ("no", vec![3]),
            ("note", vec![4]),
            ("notes", vec![3, 8]),
            ("o", vec![9]),
        ] {
            words.fields[Field::Name as usize].push(word, &list(&keys));
        }
        let marked = |word: &str, prefix: bool| {
            let mut found = vec![0; 3];
            let any = words.mark(&columns, Field::Name, word, prefix, 1, &mut found);
            (any, found)
        };
        assert_eq!(marked("note", true), (true, vec![1, 1, 0]));
        assert_eq!(marked("note", false), (true, vec![0, 1, 0]));
        assert_eq!(marked("nota", true), (false, vec![0, 0, 0]));
        assert_eq!(
            marked("notes", false),
            (true, vec![1, 0, 0]),
            "a skill that is not shown is not found"
        );
    }
}
