//! The tokens of JavaScript and TypeScript.

use super::{DEEPEST, Tok, Token, is_name, name_end};

/// The tokens of a JavaScript program, or of what claims to be one.
pub(in crate::facts) fn javascript(source: &str) -> Vec<Token> {
    let mut lexer = Lexer {
        source,
        bytes: source.as_bytes(),
        at: 0,
        tokens: Vec::with_capacity(source.len() / 4),
        open: Vec::new(),
    };
    lexer.run();
    lexer.tokens
}

/// Bytes of a pattern that are followed.
const LONGEST_PATTERN: usize = 2000;

struct Lexer<'a> {
    source: &'a str,
    bytes: &'a [u8],
    at: usize,
    tokens: Vec<Token>,
    /// Templates interrupted by an expression: the braces open in each.
    open: Vec<u32>,
}

impl Lexer<'_> {
    fn push(&mut self, tok: Tok, start: usize, end: usize) {
        self.tokens.push(Token { tok, start, end });
    }

    fn next(&self) -> Option<u8> {
        self.bytes.get(self.at + 1).copied()
    }

    fn run(&mut self) {
        while let Some(byte) = self.bytes.get(self.at).copied() {
            match byte {
                b'\n' => {
                    self.push(Tok::Line, self.at, self.at + 1);
                    self.at += 1;
                }
                b'/' if self.next() == Some(b'/') => self.skip_line(),
                b'#' if self.at == 0 && self.next() == Some(b'!') => self.skip_line(),
                b'/' if self.next() == Some(b'*') => {
                    let rest = self.source.get(self.at + 2..).unwrap_or_default();
                    self.at = rest.find("*/").map_or(self.bytes.len(), |end| self.at + 2 + end + 2);
                }
                b'/' if self.may_begin_pattern() => self.pattern(),
                b'"' | b'\'' => self.string(byte),
                b'`' => {
                    self.at += 1;
                    self.template();
                }
                b'0'..=b'9' => {
                    let end = name_end(self.bytes, self.at, b'.');
                    self.push(Tok::Number, self.at, end);
                    self.at = end;
                }
                byte if is_name(byte) || byte == b'$' => {
                    let end = name_end(self.bytes, self.at, b'$');
                    self.push(Tok::Name, self.at, end);
                    self.at = end;
                }
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

    /// Whether a slash here begins a pattern: it divides after a value.
    fn may_begin_pattern(&self) -> bool {
        let Some(before) = self.tokens.iter().rev().find(|token| token.tok != Tok::Line) else {
            return true;
        };
        match before.tok {
            Tok::Text | Tok::Number | Tok::Pattern | Tok::Line => false,
            Tok::Op(byte) => !matches!(byte, b')' | b']' | b'}'),
            Tok::Name => matches!(
                self.source.get(before.start..before.end),
                Some(
                    "return" | "typeof" | "case" | "in" | "of" | "do" | "else" | "void" | "delete" | "await" | "yield"
                )
            ),
        }
    }

    fn pattern(&mut self) {
        let start = self.at;
        let mut end = self.at + 1;
        let mut class = false;
        // Bounded: each slash of a line without an end would else be followed to that end.
        while let Some(byte) = self.bytes.get(end).copied().filter(|_| end < start + LONGEST_PATTERN) {
            match byte {
                b'\\' => end += 1,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => {
                    self.push(Tok::Pattern, start, end + 1);
                    self.at = end + 1;
                    return;
                }
                b'\n' => break,
                _ => {}
            }
            end += 1;
        }
        self.push(Tok::Op(b'/'), start, start + 1);
        self.at = start + 1;
    }

    fn string(&mut self, quote: u8) {
        self.at += 1;
        let start = self.at;
        while let Some(byte) = self.bytes.get(self.at).copied() {
            match byte {
                b'\\' => self.at += 1,
                b'\n' => break,
                byte if byte == quote => {
                    self.push(Tok::Text, start, self.at);
                    self.at += 1;
                    return;
                }
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.at.min(self.bytes.len());
        self.push(Tok::Text, start, self.at);
    }

    /// Reads on in a template, to its end or to an expression in it.
    fn template(&mut self) {
        let start = self.at;
        while let Some(byte) = self.bytes.get(self.at).copied() {
            match byte {
                b'\\' => self.at += 1,
                b'`' => {
                    self.push(Tok::Text, start, self.at);
                    self.at += 1;
                    return;
                }
                b'$' if self.next() == Some(b'{') && self.open.len() < DEEPEST => {
                    self.push(Tok::Text, start, self.at);
                    self.at += 2;
                    self.open.push(0);
                    return;
                }
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.at.min(self.bytes.len());
        self.push(Tok::Text, start, self.at);
    }

    fn operator(&mut self, byte: u8) {
        if let Some(braces) = self.open.last_mut() {
            match byte {
                b'{' => *braces += 1,
                b'}' if *braces == 0 => {
                    self.open.pop();
                    self.at += 1;
                    self.template();
                    return;
                }
                b'}' => *braces -= 1,
                _ => {}
            }
        }
        self.push(Tok::Op(byte), self.at, self.at + 1);
        self.at += 1;
    }
}
