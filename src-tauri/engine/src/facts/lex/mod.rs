//! Just enough of Python and JavaScript to tell names from strings and comments: a call
//! that is only spoken of is no use of it.
//!
//! A parser of the whole language (tree-sitter) would bring two grammars in C into a
//! program that reads what strangers wrote. These two lexers are some hundred lines, go
//! through the text once, and recover at the end of a line from whatever is no program.

mod javascript;
mod python;

pub(super) use javascript::javascript;
pub(super) use python::python;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tok {
    /// A name or a keyword.
    Name,
    /// What stands between quotes, without them.
    Text,
    /// A number.
    Number,
    /// A regular expression.
    Pattern,
    /// Any other character.
    Op(u8),
    /// The end of a line.
    Line,
}

/// A token and where it stands, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) tok: Tok,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Strings in strings (`f"{f'{x}'}"`, `${`…`}`) that are followed inwards.
const DEEPEST: usize = 16;

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Where a run of bytes of a name ends.
fn name_end(bytes: &[u8], from: usize, also: u8) -> usize {
    let mut at = from;
    while bytes.get(at).is_some_and(|byte| is_name(*byte) || *byte == also) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(source: &str, lex: fn(&str) -> Vec<Token>) -> Vec<String> {
        lex(source)
            .iter()
            .filter(|token| token.tok != Tok::Line)
            .map(|token| match token.tok {
                Tok::Text => format!("'{}'", &source[token.start..token.end]),
                Tok::Pattern => "/".to_owned(),
                _ => source[token.start..token.end].to_owned(),
            })
            .collect()
    }

    #[test]
    fn python_knows_comments_strings_and_what_runs_in_them() {
        assert_eq!(words("a # b('c')\nd", python), ["a", "d"]);
        assert_eq!(words("'''x\n# y'''z", python), ["'x\n# y'", "z"]);
        assert_eq!(words(r#"rb"a\"b" c"#, python), ["'a\\\"b'", "c"]);
        assert_eq!(
            words(r#"f"a {b('c')} {{d}}" e"#, python),
            ["'a '", "b", "(", "'c'", ")", "' {{d}}'", "e"]
        );
        assert_eq!(words("it's\nopen", python), ["it", "'s'", "open"]);
    }

    #[test]
    fn javascript_knows_comments_templates_and_patterns() {
        assert_eq!(words("a /* b */ // c\nd", javascript), ["a", "d"]);
        assert_eq!(
            words("`x${y(`z`)}w` v", javascript),
            ["'x'", "y", "(", "'z'", ")", "'w'", "v"]
        );
        assert_eq!(words("a = /['\"`]/g; b", javascript), ["a", "=", "/", "g", ";", "b"]);
        assert_eq!(words("a / b / c", javascript), ["a", "/", "b", "/", "c"]);
        assert_eq!(words("return /x/", javascript), ["return", "/"]);
        assert_eq!(words("don't\nopen", javascript), ["don", "'t'", "open"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_cut_in_order_at_whole_characters(source in "[a-z\"'`{}$\\\\/*#\n .é()f]{0,80}") {
            for lex in [python, javascript] {
                let mut before = 0;
                for token in lex(&source) {
                    proptest::prop_assert!(before <= token.start && token.start <= token.end);
                    proptest::prop_assert!(source.get(token.start..token.end).is_some());
                    before = token.end;
                }
            }
        }
    }
}
