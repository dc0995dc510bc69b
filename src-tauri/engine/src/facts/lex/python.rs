//! Python's tokens.

use super::{DEEPEST, Tok, Token, is_name, name_end};

/// A string with expressions in it that is interrupted by one of them.
#[derive(Clone, Copy)]
struct Open {
    quote: u8,
    triple: bool,
    /// Braces open in the expression.
    braces: u32,
}

/// The tokens of a Python program, or of what claims to be one.
pub(in crate::facts) fn python(source: &str) -> Vec<Token> {
    let mut lexer = Lexer {
        bytes: source.as_bytes(),
        at: 0,
        tokens: Vec::with_capacity(source.len() / 4),
        open: Vec::new(),
    };
    lexer.run();
    lexer.tokens
}

struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    tokens: Vec<Token>,
    open: Vec<Open>,
}

impl Lexer<'_> {
    fn push(&mut self, tok: Tok, start: usize, end: usize) {
        self.tokens.push(Token { tok, start, end });
    }

    fn run(&mut self) {
        while let Some(byte) = self.bytes.get(self.at).copied() {
            match byte {
                b'\n' => {
                    self.push(Tok::Line, self.at, self.at + 1);
                    self.at += 1;
                    // A string of one line that was not closed on it is no string.
                    while self.open.last().is_some_and(|open| !open.triple) {
                        self.open.pop();
                    }
                }
                b'#' => self.skip_line(),
                b'\\' if self.bytes.get(self.at + 1) == Some(&b'\n') => self.at += 2,
                b'"' | b'\'' => self.string(byte, false),
                b'0'..=b'9' => {
                    let end = name_end(self.bytes, self.at, b'.');
                    self.push(Tok::Number, self.at, end);
                    self.at = end;
                }
                byte if is_name(byte) => self.name(),
                byte if byte.is_ascii_whitespace() => self.at += 1,
                _ => self.operator(byte),
            }
        }
    }

    fn skip_line(&mut self) {
        while self.bytes.get(self.at).is_some_and(|byte| *byte != b'\n') {
            self.at += 1;
        }
    }

    fn name(&mut self) {
        let end = name_end(self.bytes, self.at, b'_');
        let word = &self.bytes[self.at..end];
        let quote = self.bytes.get(end).copied().filter(|byte| matches!(byte, b'"' | b'\''));
        let prefix = word.len() <= 2 && word.iter().all(|byte| b"rbuftRBUFT".contains(byte));
        if let (true, Some(quote)) = (prefix, quote) {
            self.at = end;
            self.string(quote, word.iter().any(|byte| b"fFtT".contains(byte)));
        } else {
            self.push(Tok::Name, self.at, end);
            self.at = end;
        }
    }

    fn operator(&mut self, byte: u8) {
        if let Some(open) = self.open.last_mut() {
            match byte {
                b'{' => open.braces += 1,
                b'}' if open.braces == 0 => {
                    let open = *open;
                    self.open.pop();
                    self.at += 1;
                    self.body(open, true);
                    return;
                }
                b'}' => open.braces -= 1,
                _ => {}
            }
        }
        self.push(Tok::Op(byte), self.at, self.at + 1);
        self.at += 1;
    }

    fn string(&mut self, quote: u8, formatted: bool) {
        let triple = self.bytes.get(self.at + 1) == Some(&quote) && self.bytes.get(self.at + 2) == Some(&quote);
        self.at += if triple { 3 } else { 1 };
        let open = Open {
            quote,
            triple,
            braces: 0,
        };
        self.body(open, formatted);
    }

    /// Reads on in a string, to its end or to an expression in it.
    fn body(&mut self, open: Open, formatted: bool) {
        let start = self.at;
        while let Some(byte) = self.bytes.get(self.at).copied() {
            match byte {
                b'\\' => self.at += 1,
                b'\n' if !open.triple => break,
                byte if byte == open.quote => {
                    let closes = !open.triple
                        || (self.bytes.get(self.at + 1) == Some(&byte) && self.bytes.get(self.at + 2) == Some(&byte));
                    if closes {
                        self.push(Tok::Text, start, self.at);
                        self.at += if open.triple { 3 } else { 1 };
                        return;
                    }
                }
                b'{' if formatted && self.bytes.get(self.at + 1) == Some(&b'{') => self.at += 1,
                b'{' if formatted && self.open.len() < DEEPEST => {
                    self.push(Tok::Text, start, self.at);
                    self.at += 1;
                    self.open.push(open);
                    return;
                }
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.at.min(self.bytes.len());
        self.push(Tok::Text, start, self.at);
    }
}
