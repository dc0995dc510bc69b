//! Where the words of a search stand in a text, for the window to mark.

use super::Span;
use super::query::{Reach, Slot};
use super::text::{Letter, WORD_LETTERS, cut};

/// The kind of text, which decides how far a word may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Name,
    Description,
}

/// Where the words stand, in UTF-16 code units, in order and without overlaps.
/// Only what the user typed is marked: of a longer word its beginning.
pub(super) fn marks(text: &str, words: &[Slot], place: Place) -> Vec<Span> {
    let mut found: Vec<(u32, u32)> = Vec::new();
    cut(text).each_word(|letters| {
        let letters = &letters[..letters.len().min(WORD_LETTERS)];
        for word in words {
            if let Some(length) = length_matched(letters, word, place)
                && let (Some(first), Some(last)) = (letters.first(), letters.get(length - 1))
            {
                found.push((first.start, last.end));
            }
        }
    });
    found.sort_unstable();
    let mut merged: Vec<(u32, u32)> = Vec::with_capacity(found.len());
    for (start, end) in found {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    in_utf16(text, &merged)
}

/// How many letters of a word of the text are the word searched.
fn length_matched(letters: &[Letter], word: &Slot, place: Place) -> Option<usize> {
    let mut length = 0;
    for c in word.word.chars() {
        if letters.get(length).is_none_or(|letter| letter.folded != c) {
            return None;
        }
        length += 1;
    }
    let goes_on = match word.reach {
        Reach::Whole => false,
        Reach::Names => place == Place::Name,
        Reach::All => true,
    };
    (length > 0 && (goes_on || length == letters.len())).then_some(length)
}

/// Bytes to UTF-16 code units, in one pass.
fn in_utf16(text: &str, spans: &[(u32, u32)]) -> Vec<Span> {
    let (mut bytes, mut units) = (0, 0);
    let mut to_units = |byte: u32| {
        let byte = (byte as usize).min(text.len());
        units += text[bytes..byte].encode_utf16().count();
        bytes = byte;
        u32::try_from(units).unwrap_or(u32::MAX)
    };
    spans
        .iter()
        .map(|(start, end)| (to_units(*start), to_units(*end)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::query::Query;
    use super::*;

    fn marked(text: &str, words: &str) -> Vec<String> {
        let query = Query::of(words);
        let slots: Vec<Slot> = query
            .slots
            .into_iter()
            .chain(query.joins.into_iter().map(|(_, slot)| slot))
            .collect();
        let units: Vec<u16> = text.encode_utf16().collect();
        marks(text, &slots, Place::Name)
            .into_iter()
            .map(|(start, end)| String::from_utf16(&units[start as usize..end as usize]).unwrap())
            .collect()
    }

    #[test]
    fn the_original_is_marked_and_of_a_longer_word_its_beginning() {
        assert_eq!(marked("🎥 Résumés and resume", "resume"), ["Résumé", "resume"]);
        assert_eq!(marked("re\u{301}sume\u{301}s", "resume"), ["re\u{301}sume\u{301}"]);
        assert_eq!(marked("Straße", "strass"), ["Straß"]);
    }

    #[test]
    fn compounds_are_marked_as_they_stand() {
        assert_eq!(marked("Use Node.js now", "nodejs"), ["Node.js"]);
        assert_eq!(marked("GitHub", "hub"), ["Hub"]);
        assert_eq!(marked("C# and C++", "c#"), ["C#"]);
    }

    #[test]
    fn neighbouring_pairs_of_characters_are_one_mark() {
        assert_eq!(marked("设置止损单吧", "止损单"), ["止损单"]);
    }

    proptest::proptest! {
        #[test]
        fn marks_are_in_order_apart_and_within_the_text(text in ".{0,40}", words in ".{0,12}") {
            let query = Query::of(&words);
            let units = u32::try_from(text.encode_utf16().count()).unwrap();
            let mut before = None;
            for (start, end) in marks(&text, &query.slots, Place::Name) {
                proptest::prop_assert!(start < end && end <= units && before.is_none_or(|before| before < start));
                before = Some(end);
            }
        }
    }
}
