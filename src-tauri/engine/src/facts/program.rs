//! A program's imports: which local name stands for what, so that `sp.run`, `system` and
//! `exec` are known for what they are.

use std::collections::HashMap;

use super::known::Language;
use super::lex::{Tok, Token, javascript, python};

/// Names of local aliases kept; beyond that nobody writes by hand.
const ALIASES: usize = 5000;

/// A program cut into tokens, with its imports followed.
pub(super) struct Program<'a> {
    pub(super) language: Language,
    pub(super) source: &'a str,
    pub(super) tokens: Vec<Token>,
    aliases: HashMap<&'a str, String>,
}

impl<'a> Program<'a> {
    pub(super) fn read(language: Language, source: &'a str) -> Self {
        let tokens = match language {
            Language::Python => python(source),
            Language::JavaScript => javascript(source),
        };
        let mut program = Self {
            language,
            source,
            tokens,
            aliases: HashMap::new(),
        };
        program.follow_imports();
        program
    }

    pub(super) fn tok(&self, at: usize) -> Option<Tok> {
        self.tokens.get(at).map(|token| token.tok)
    }

    pub(super) fn text(&self, at: usize) -> &'a str {
        self.tokens
            .get(at)
            .and_then(|token| self.source.get(token.start..token.end))
            .unwrap_or_default()
    }

    pub(super) fn is_op(&self, at: usize, op: u8) -> bool {
        self.tok(at) == Some(Tok::Op(op))
    }

    /// The name at this token, if it is one.
    pub(super) fn name(&self, at: usize) -> Option<&'a str> {
        (self.tok(at) == Some(Tok::Name)).then(|| self.text(at))
    }

    fn is_name(&self, at: usize, name: &str) -> bool {
        self.name(at) == Some(name)
    }

    fn string(&self, at: usize) -> Option<&'a str> {
        (self.tok(at) == Some(Tok::Text)).then(|| self.text(at))
    }

    fn bind(&mut self, name: &'a str, to: String) {
        if self.aliases.len() < ALIASES {
            self.aliases.insert(name, to);
        }
    }

    /// What a local name stands for.
    pub(super) fn alias(&self, name: &str) -> Option<&str> {
        self.aliases.get(name).map(String::as_str)
    }

    fn follow_imports(&mut self) {
        // `from a import b` has the word too, and is read from its beginning.
        let mut from = false;
        for at in 0..self.tokens.len() {
            let before = at.checked_sub(1).map(|before| self.tok(before));
            if matches!(before, Some(Some(Tok::Op(b'.')))) {
                continue;
            }
            match (self.language, self.name(at)) {
                (Language::Python, Some("import")) if from => from = false,
                (Language::Python, Some("import")) => self.python_import(at + 1),
                (Language::Python, Some("from")) => {
                    from = true;
                    self.python_from(at + 1);
                }
                (Language::Python, None) if self.tok(at) == Some(Tok::Line) => from = false,
                (Language::JavaScript, Some("import")) => self.node_import(at + 1),
                (Language::JavaScript, Some("const" | "let" | "var")) => self.node_const(at + 1),
                (Language::Python, Some(_)) => self.assigned(at),
                _ => {}
            }
        }
    }

    /// A dotted name, and where it ends.
    fn dotted(&self, from: usize) -> Option<(String, usize)> {
        let mut name = self.name(from)?.to_owned();
        let mut at = from + 1;
        while self.is_op(at, b'.')
            && let Some(part) = self.name(at + 1)
        {
            name.push('.');
            name.push_str(part);
            at += 2;
            if name.len() > 200 {
                break;
            }
        }
        Some((name, at))
    }

    /// `import a.b as c, d`
    fn python_import(&mut self, from: usize) {
        let mut at = from;
        while let Some((module, end)) = self.dotted(at) {
            let first = self.text(at);
            at = end;
            if self.is_name(at, "as")
                && let Some(local) = self.name(at + 1)
            {
                self.bind(local, module);
                at += 2;
            } else {
                self.bind(first, first.to_owned());
            }
            if !self.is_op(at, b',') {
                break;
            }
            at += 1;
        }
    }

    /// `from a.b import c as d, e`, also in parentheses over several lines.
    fn python_from(&mut self, from: usize) {
        let Some((module, mut at)) = self.dotted(from) else {
            return;
        };
        if !self.is_name(at, "import") {
            return;
        }
        at += 1;
        let wrapped = self.is_op(at, b'(');
        at += usize::from(wrapped);
        loop {
            while wrapped && self.tok(at) == Some(Tok::Line) {
                at += 1;
            }
            let Some(name) = self.name(at) else { return };
            let local = self.is_name(at + 1, "as").then(|| self.name(at + 2)).flatten();
            at += if local.is_some() { 3 } else { 1 };
            self.bind(local.unwrap_or(name), format!("{module}.{name}"));
            while wrapped && self.tok(at) == Some(Tok::Line) {
                at += 1;
            }
            if !self.is_op(at, b',') {
                return;
            }
            at += 1;
        }
    }

    /// `run = subprocess.run`, `os_ = __import__("os")`: a name for a name.
    fn assigned(&mut self, at: usize) {
        if !self.is_op(at + 1, b'=') || self.is_op(at + 2, b'=') {
            return;
        }
        let Some((name, end)) = self.chain(at + 2) else { return };
        let ends = matches!(self.tok(end), None | Some(Tok::Line | Tok::Op(b';' | b'#')));
        if ends && (name.contains('.') || self.is_loader(at + 2)) {
            let local = self.text(at);
            self.bind(local, name);
        }
    }

    fn is_loader(&self, at: usize) -> bool {
        matches!(self.name(at), Some("__import__" | "require" | "importlib" | "await"))
    }

    /// `import x, {a as b} from 'm'`, `import * as y from 'm'`.
    fn node_import(&mut self, from: usize) {
        let mut bound: Vec<(&'a str, Option<&'a str>)> = Vec::new();
        let mut at = from;
        while at < from + 400 {
            match self.tok(at) {
                Some(Tok::Name) if self.is_name(at, "from") && self.tok(at + 1) == Some(Tok::Text) => {
                    let module = module_name(self.text(at + 1)).to_owned();
                    for (local, of) in bound {
                        let to = of.map_or_else(|| module.clone(), |of| joined(&module, of));
                        self.bind(local, to);
                    }
                    return;
                }
                Some(Tok::Name) if self.is_name(at, "type") => at += 1,
                Some(Tok::Op(b'*')) if self.is_name(at + 1, "as") => {
                    bound.extend(self.name(at + 2).map(|local| (local, None)));
                    at += 3;
                }
                Some(Tok::Op(b'{')) => at = self.node_names(at + 1, "as", &mut bound),
                Some(Tok::Name) => {
                    bound.push((self.text(at), None));
                    at += 1;
                }
                Some(Tok::Op(b',') | Tok::Line) => at += 1,
                _ => return,
            }
        }
    }

    /// The names between braces: `a as b` or `a: b`. Returns where they end.
    fn node_names(&self, from: usize, between: &str, bound: &mut Vec<(&'a str, Option<&'a str>)>) -> usize {
        let mut at = from;
        while at < from + 400 && !self.is_op(at, b'}') {
            let Some(name) = self.name(at) else {
                at += 1;
                continue;
            };
            let renamed = if between == ":" {
                self.is_op(at + 1, b':')
            } else {
                self.is_name(at + 1, between)
            };
            let local = renamed.then(|| self.name(at + 2)).flatten();
            bound.push((local.unwrap_or(name), Some(name)));
            at += if local.is_some() { 3 } else { 1 };
        }
        at + 1
    }

    /// `const x = require('m')`, `const {a: b} = await import('m')`, `const run = cp.exec`.
    fn node_const(&mut self, from: usize) {
        let mut bound = Vec::new();
        let mut at = from;
        if self.is_op(at, b'{') {
            at = self.node_names(at + 1, ":", &mut bound);
        } else if let Some(local) = self.name(at) {
            bound.push((local, None));
            at += 1;
        }
        if !self.is_op(at, b'=') {
            return;
        }
        let Some((name, end)) = self.chain(at + 1) else { return };
        // A call of it is a value, not the thing itself.
        let whole = !self.is_op(end, b'(') && !self.is_op(end, b'[');
        let known = self.is_loader(at + 1) || name.contains('.') || self.alias(&name).is_some();
        if whole && known {
            for (local, of) in bound {
                let to = of.map_or_else(|| name.clone(), |of| joined(&name, of));
                self.bind(local, to);
            }
        }
    }

    /// The name that begins at this token, followed through imports and dots, with what is
    /// loaded by a name in quotes: `__import__("os").system`. Returns where it ends.
    pub(super) fn chain(&self, from: usize) -> Option<(String, usize)> {
        let mut at = from + usize::from(self.is_name(from, "await"));
        let wrapped = self.is_op(at, b'(') && (self.is_name(at + 1, "await") || self.is_name(at + 1, "require"));
        if wrapped {
            at += 1 + usize::from(self.is_name(at + 1, "await"));
        }
        let first = self.name(at)?;
        let loaded = |open: usize| {
            (self.is_op(open, b'(') && self.is_op(open + 2, b')'))
                .then(|| self.string(open + 1))
                .flatten()
        };
        let python = self.language == Language::Python;
        let mut name;
        if let ("__import__" | "require" | "import", Some(module)) = (first, loaded(at + 1)) {
            name = if python { module } else { module_name(module) }.to_owned();
            at += 4;
        } else if let ("importlib", Some(module)) = (first, loaded(at + 3)) {
            name = module.to_owned();
            at += 6;
        } else if first == "getattr" && self.is_op(at + 1, b'(') {
            let (object, end) = self.dotted(at + 2)?;
            let attribute = self.is_op(end, b',').then(|| self.string(end + 1)).flatten()?;
            let root = object.split('.').next().unwrap_or_default();
            let rest = object.get(root.len()..).unwrap_or_default();
            name = format!("{}{rest}.{attribute}", self.alias(root).unwrap_or(root));
            at = end + 2 + usize::from(self.is_op(end + 2, b')'));
        } else {
            name = self.alias(first).unwrap_or(first).to_owned();
            at += 1;
        }
        at += usize::from(wrapped && self.is_op(at, b')'));
        loop {
            let optional = usize::from(self.is_op(at, b'?') && self.is_op(at + 1, b'.'));
            if name.len() > 200 || !self.is_op(at + optional, b'.') {
                break;
            }
            let Some(part) = self.name(at + optional + 1) else {
                break;
            };
            name = if python {
                format!("{name}.{part}")
            } else {
                joined(&name, part)
            };
            at += optional + 2;
        }
        Some((name, at))
    }
}

/// A module of Node by the one name the rules know it by.
fn module_name(module: &str) -> &str {
    let module = module.strip_prefix("node:").unwrap_or(module);
    match module {
        "fs/promises" | "graceful-fs" => "fs",
        "dns/promises" => "dns",
        "process" => "process",
        other => other,
    }
}

/// A part of a module: what is the same by two names has one.
fn joined(module: &str, part: &str) -> String {
    match (module, part) {
        ("fs", "promises" | "default") | (_, "default") => module.to_owned(),
        ("globalThis" | "window" | "self" | "global", _) => part.to_owned(),
        _ => format!("{module}.{part}"),
    }
}
