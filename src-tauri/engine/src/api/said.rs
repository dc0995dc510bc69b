//! A server's own words, as they may be shown, logged and kept.
//!
//! They help where they say what is wrong, and they are a stranger's: a server may repeat the token it was sent, somebody's
//! e-mail, or an address with its query (contract, section 1: none of them reaches a log, an error or the window).

/// As much as helps.
const SHOWN: usize = 200;

/// Stands where something was left out.
const LEFT_OUT: &str = "…";

/// A word that long, of letters and digits, is no word but a key, an id or a token.
const OPAQUE: usize = 20;

/// The words on one line and shortened: without `token`, and without whatever may be a token, an e-mail, or the query or
/// the user of an address. A skill's id goes too: nobody can tell it from a token.
#[must_use]
pub(crate) fn said(words: &str, token: &str) -> String {
    let line: String = words
        .replace(token, LEFT_OUT)
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !steers(*c))
        // More is not looked at: what is left out makes it shorter, and it may be a megabyte.
        .take(SHOWN * 4)
        .collect();
    let mut shown = String::new();
    for word in line.split_inclusive(ends_a_word) {
        let text = word.trim_end_matches(ends_a_word);
        let end = &word[text.len()..];
        shown.push_str(&if is_secret(text) {
            LEFT_OUT.to_owned()
        } else {
            without_query(text)
        });
        shown.push_str(end);
    }
    let shown: String = shown.trim().chars().take(SHOWN).collect();
    shown.trim_end_matches(['.', ' ']).to_owned()
}

fn ends_a_word(c: char) -> bool {
    c == ' ' || "\"'`()[]{}<>,;|!".contains(c)
}

/// Characters that cannot be seen and change how others are shown: direction, width, tags.
const fn steers(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// An e-mail, or a text that is long and means nothing.
fn is_secret(word: &str) -> bool {
    let of_email = word
        .split_once('@')
        .is_some_and(|(who, whose)| !who.is_empty() && !whose.is_empty());
    let encoded = word.to_ascii_lowercase().contains("%40");
    of_email || encoded || word.split(['=', '&', '?', '/', ':', '#']).any(is_opaque)
}

fn is_opaque(part: &str) -> bool {
    let of_key = |c: char| c.is_ascii_alphanumeric() || "-_.+~".contains(c);
    part.len() >= OPAQUE
        && part.chars().all(of_key)
        && part.contains(|c: char| c.is_ascii_digit())
        && part.contains(|c: char| c.is_ascii_alphabetic())
}

/// An address without what stands after its question mark.
fn without_query(word: &str) -> String {
    match word.split_once('?') {
        Some((before, query)) if query.contains('=') => format!("{before}?{LEFT_OUT}"),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "s3cret/with signs";

    #[test]
    fn what_helps_is_kept() {
        for words in [
            "rating must be between 1 and 5",
            "the listing is being rebuilt; come back in 30 seconds",
            "unknown category: developer-tools-and-libraries",
            "is it so? yes",
            "see https://marketplace.example/limits",
        ] {
            assert_eq!(said(words, TOKEN), words);
        }
        assert_eq!(said(" Not\n now. ", TOKEN), "Not  now");
    }

    #[test]
    fn secrets_are_left_out_wherever_they_stand() {
        for (words, shown) in [
            ("token s3cret/with signs is bad", "token … is bad"),
            ("Bearer 3f1c1c4e-8f0a-4b7e-9c55-0d6f5f1f7a10!", "Bearer …!"),
            ("Bearer 3f1c1c4e-8f0a-4b7e-9c55-0d6f5f1f7a10", "Bearer …"),
            (
                "{\"token\":\"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x1\"}",
                "{\"token\":\"…\"}",
            ),
            ("user ada@mail.example, no", "user …, no"),
            ("user ada%40mail.example", "user …"),
            ("GET /x?q=short failed", "GET /x?… failed"),
            ("wss://host/ws?token=abcdefghij0123456789", "…"),
            ("http://ada:pw@host/", "…"),
            ("key=abcdefghij0123456789", "…"),
        ] {
            assert_eq!(said(words, TOKEN), shown);
        }
    }

    #[test]
    fn what_would_steer_the_text_goes_and_the_rest_is_short() {
        assert_eq!(said("a\u{202e}b\u{200b}c\u{e0041}\u{7}", TOKEN), "abc");
        assert_eq!(said(&"word ".repeat(100_000), TOKEN).chars().count(), SHOWN - 1);
    }
}
