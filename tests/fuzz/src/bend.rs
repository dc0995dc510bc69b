//! Bending inputs without looking at what they reach: the same seed bends the same way.

/// Marsaglia's xorshift: numbers that are the same on every machine.
#[derive(Debug, Clone)]
pub struct Numbers(u64);

impl Numbers {
    /// The numbers that belong to a seed.
    #[must_use]
    pub const fn of(seed: u64) -> Self {
        // Zero would stay zero.
        Self(seed ^ 0x9e37_79b9_7f4a_7c15 | 1)
    }

    /// The next one.
    pub const fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// One below `limit`, which is not 0.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).unwrap_or_default()
    }

    /// The next bytes that matter to a reader, or any.
    fn byte(&mut self) -> u8 {
        const SIGNS: &[u8] = b"\"\\{}[]:,./-#<>=&?%@'`|~ \n\r\t\0\xff\xc3\xe2\x80\xae0919azAZ";
        if self.below(4) == 0 {
            self.next().to_le_bytes()[0]
        } else {
            SIGNS[self.below(SIGNS.len())]
        }
    }
}

/// The longest that bending lets an input grow.
const LONGEST: usize = 16 << 10;

/// One input made of `seeds`, one to eight steps away from one of them.
#[must_use]
pub fn bent(seeds: &[Vec<u8>], words: &[&str], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = if seeds.is_empty() {
        Vec::new()
    } else {
        seeds[numbers.below(seeds.len())].clone()
    };
    for _ in 0..=numbers.below(8) {
        step(&mut bytes, seeds, words, numbers);
    }
    bytes.truncate(LONGEST);
    bytes
}

fn step(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], words: &[&str], numbers: &mut Numbers) {
    let at = numbers.below(bytes.len() + 1);
    let to = at + numbers.below((bytes.len() - at).min(64) + 1);
    match numbers.below(8) {
        0 if at < bytes.len() => bytes[at] = numbers.byte(),
        1 if at < bytes.len() => bytes[at] ^= 1 << numbers.below(8),
        2 => bytes.insert(at, numbers.byte()),
        3 => drop(bytes.drain(at..to)),
        4 => {
            let again: Vec<u8> = bytes[at..to].repeat(1 + numbers.below(40));
            drop(bytes.splice(at..at, again));
        }
        5 if !words.is_empty() => {
            let word = words[numbers.below(words.len())].bytes();
            drop(bytes.splice(at..to, word));
        }
        6 if !seeds.is_empty() => {
            let other = &seeds[numbers.below(seeds.len())];
            let from = numbers.below(other.len() + 1);
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        _ => bytes.truncate(at),
    }
}
