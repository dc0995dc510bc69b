//! Text that is there and not seen: tag characters, zero-width characters, changes of
//! direction; and letters that look like others.
//!
//! Where a script or an emoji needs such a character it is no fact: a joiner between emoji
//! or in Persian, a mark of direction beside Arabic, a word break in Thai.

use super::found::{Found, Text};
use super::types::{Kind, Level};

/// So many in a row carry something: no typing mistake makes them.
const CARRIES: usize = 8;

/// What a character that is not seen is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unseen {
    Tag,
    Bidi,
    /// A selector of a form: one after an emoji is usual, more are data.
    Selector,
    Joiner,
    Other,
}

const fn unseen(c: char) -> Option<Unseen> {
    Some(match c {
        '\u{E0000}'..='\u{E007F}' => Unseen::Tag,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}' => Unseen::Bidi,
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{180B}'..='\u{180D}' => Unseen::Selector,
        '\u{200C}' | '\u{200D}' => Unseen::Joiner,
        '\u{00AD}'
        | '\u{034F}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{17B4}'
        | '\u{17B5}'
        | '\u{180E}'
        | '\u{200B}'
        | '\u{2060}'..='\u{2065}'
        | '\u{206A}'..='\u{206F}'
        | '\u{3164}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF9}'..='\u{FFFB}' => Unseen::Other,
        _ => return None,
    })
}

const fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2190}'..='\u{2BFF}' | '\u{FE0F}' | '\u{20E3}' | '\u{3030}' | '\u{303D}' | '#' | '*' | '0'..='9' | '\u{A9}' | '\u{AE}')
}

const fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// Letters of scripts that join, or break words without a space.
const fn joins(c: char) -> bool {
    is_right_to_left(c)
        || matches!(c, '\u{0900}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{1800}'..='\u{18AF}' | '\u{3000}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}')
}

/// Whether the character, which is not seen, is where it belongs.
fn belongs(kind: Unseen, before: Option<char>, after: Option<char>, right_to_left: bool, first: bool, c: char) -> bool {
    let beside = |is: fn(char) -> bool| before.is_some_and(is) || after.is_some_and(is);
    match kind {
        Unseen::Tag => false,
        Unseen::Bidi => right_to_left && !matches!(c, '\u{202D}' | '\u{202E}'),
        Unseen::Selector => before.is_some_and(|c| is_emoji(c) || joins(c) || (!c.is_ascii() && unseen(c).is_none())),
        Unseen::Joiner => beside(joins) || (before.is_some_and(is_emoji) && after.is_some_and(is_emoji)),
        Unseen::Other => {
            (first && c == '\u{FEFF}') || beside(joins) || (c == '\u{00AD}' && before.is_some_and(char::is_alphabetic))
        }
    }
}

/// Looks for what is not seen.
pub(super) fn hidden(text: &Text<'_>, found: &mut Found) {
    if text.text.is_ascii() || !text.text.chars().any(is_unseen) {
        return;
    }
    let right_to_left = text.text.chars().any(is_right_to_left);
    let mut before = None;
    let mut run: Vec<char> = Vec::new();
    let mut run_at = 0;
    let mut flag = false;
    let mut rest = text.text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let after = rest.peek().map(|(_, c)| *c);
        let kind = unseen(c);
        // A flag of a region (England) is a black flag, tags and an end.
        let of_a_flag = flag && kind == Some(Unseen::Tag);
        flag = c == '\u{1F3F4}' || (of_a_flag && c != '\u{E007F}');
        match kind {
            Some(kind) if !of_a_flag && !belongs(kind, before, after, right_to_left, at == 0, c) => {
                if run.is_empty() {
                    run_at = at;
                }
                run.push(c);
            }
            _ => {
                report(&run, text, run_at, found);
                run.clear();
            }
        }
        before = Some(c);
    }
    report(&run, text, run_at, found);
}

fn report(run: &[char], text: &Text<'_>, at: usize, found: &mut Found) {
    let Some(first) = run.first() else { return };
    let length = run.iter().map(|c| c.len_utf8()).sum();
    let said: String = run
        .iter()
        .filter_map(|c| char::from_u32((*c as u32).checked_sub(0xE_0000)?))
        .filter(|c| c.is_ascii_graphic() || *c == ' ')
        .collect();
    let (level, name) = if said.len() >= 3 {
        (Level::Danger, format!("tag characters: {said}"))
    } else if run.len() >= CARRIES {
        (Level::Danger, format!("{} characters that are not seen", run.len()))
    } else if matches!(first, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}') && text.field == "code" {
        (Level::Danger, format!("U+{:04X}", *first as u32))
    } else {
        (Level::Look, format!("U+{:04X}", *first as u32))
    };
    found.add_at(Kind::HiddenText, level, &name, text, at, length);
}

/// The ASCII letter that this letter of another script looks like.
pub(super) const fn looks_like(c: char) -> Option<char> {
    Some(match c {
        'а' | 'α' | 'ɑ' => 'a',
        'в' | 'Ь' | 'ь' => 'b',
        'с' | 'ϲ' | 'ⅽ' => 'c',
        'ԁ' | 'ⅾ' => 'd',
        'е' | 'ҽ' | 'є' => 'e',
        'ɡ' | 'ց' => 'g',
        'һ' | 'հ' => 'h',
        'і' | 'ι' | 'ı' | 'ⅰ' => 'i',
        'ј' | 'ϳ' => 'j',
        'к' | 'κ' => 'k',
        'ӏ' | 'ⅼ' | 'Ӏ' => 'l',
        'м' | 'ⅿ' => 'm',
        'ո' | 'п' => 'n',
        'о' | 'ο' | 'օ' | 'σ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'г' => 'r',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ս' | 'ц' => 'u',
        'ν' | 'ѵ' | 'ⅴ' => 'v',
        'ԝ' | 'ω' => 'w',
        'х' | 'χ' | 'ⅹ' => 'x',
        'у' | 'γ' | 'ү' => 'y',
        'А' | 'Α' => 'a',
        'В' | 'Β' => 'b',
        'С' => 'c',
        'Е' | 'Ε' => 'e',
        'Н' | 'Η' => 'h',
        'І' | 'Ι' => 'i',
        'Ј' => 'j',
        'К' | 'Κ' => 'k',
        'М' | 'Μ' => 'm',
        'Ν' => 'n',
        'О' | 'Ο' => 'o',
        'Р' | 'Ρ' => 'p',
        'Ѕ' => 's',
        'Т' | 'Τ' => 't',
        'Х' | 'Χ' => 'x',
        'У' | 'Υ' => 'y',
        'Ζ' => 'z',
        _ => return None,
    })
}

/// Whether a word mixes Latin letters with letters of other scripts that look like them.
pub(super) fn is_mixed(word: &str) -> bool {
    let latin = word.chars().any(|c| c.is_ascii_alphabetic());
    // A letter of the same script that looks like nothing else shows the word for what it is.
    let shows = |c: char| matches!(c, '\u{0370}'..='\u{058F}') && looks_like(c).is_none();
    latin && word.chars().any(|c| looks_like(c).is_some()) && !word.chars().any(shows)
}

/// Looks for words of mixed letters in a name.
pub(super) fn mixed(text: &Text<'_>, found: &mut Found) {
    if text.text.is_ascii() {
        return;
    }
    let mut at = 0;
    for word in text.text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        if is_mixed(word) {
            found.add(Kind::MixedScript, word.trim(), text, at, word.len());
        }
        at += word.len();
    }
}

/// Whether this character is drawn as nothing.
pub(super) const fn is_unseen(c: char) -> bool {
    unseen(c).is_some()
}
