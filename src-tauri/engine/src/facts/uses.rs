//! What a program does, as far as its text says: every name in it looked up, and what is
//! decoded or downloaded followed to where it is run.

use std::collections::HashMap;

use super::found::{Found, Text};
use super::known::{Language, Meaning, is_secret_variable, meaning, method, secret_places};
use super::lex::Tok;
use super::program::Program;
use super::types::{Kind, Level};
use super::{blob, shell};

/// Tokens of the arguments of a call that are looked through.
const ARGUMENTS: usize = 400;
/// Tokens of a statement that are looked through for the name it gives.
const STATEMENT: usize = 60;
/// Names followed from where they are given a value.
const FOLLOWED: usize = 2000;

/// Where a value comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Decoded,
    Downloaded,
}

/// Looks through a program that stands in `text` from the byte `base` on.
pub(super) fn uses(language: Language, source: &str, text: &Text<'_>, base: usize, found: &mut Found) {
    let program = Program::read(language, source);
    let mut walk = Walk {
        program: &program,
        text,
        base,
        sources: HashMap::new(),
        found,
        statement: 0,
        clean: 0,
    };
    walk.run();
}

/// Names of the language itself that mean something: those that have parts, and those that
/// stand alone.
const fn roots(language: Language) -> (&'static [&'static str], &'static [&'static str]) {
    match language {
        Language::Python => (
            &["bytes", "bytearray", "builtins", "os", "subprocess", "shutil"],
            &["open", "eval", "exec", "compile", "__import__", "load_dotenv"],
        ),
        Language::JavaScript => (
            &["process", "Deno", "Bun", "Buffer", "navigator", "fs", "import"],
            &[
                "eval",
                "Function",
                "fetch",
                "require",
                "import",
                "XMLHttpRequest",
                "WebSocket",
                "EventSource",
                "atob",
                "importScripts",
            ],
        ),
    }
}

struct Walk<'a, 'b> {
    program: &'b Program<'a>,
    text: &'b Text<'b>,
    base: usize,
    sources: HashMap<&'a str, Source>,
    found: &'b mut Found,
    /// Where the statement that is being read begins.
    statement: usize,
    /// Up to here nothing in arguments is decoded or downloaded.
    clean: usize,
}

impl<'a> Walk<'a, '_> {
    fn add(&mut self, kind: Kind, level: Level, name: &str, from: usize, to: usize) {
        let tokens = &self.program.tokens;
        let start = tokens.get(from).map_or(0, |token| token.start);
        let end = tokens.get(to.saturating_sub(1)).map_or(start, |token| token.end);
        self.found.add_at(
            kind,
            level,
            name,
            self.text,
            self.base + start,
            end.saturating_sub(start),
        );
    }

    fn run(&mut self) {
        let mut at = 0;
        while at < self.program.tokens.len() {
            at = match self.program.tok(at) {
                Some(Tok::Line | Tok::Op(b';')) => {
                    self.statement = at + 1;
                    at + 1
                }
                Some(Tok::Text) => {
                    self.string(at);
                    at + 1
                }
                // `(await import("m")).f()`
                Some(Tok::Op(b'(')) if matches!(self.program.name(at + 1), Some("await" | "require")) => self.name(at),
                Some(Tok::Name) => {
                    self.letters(at);
                    self.name(at)
                }
                _ => at + 1,
            };
        }
    }

    /// A name of letters that only look like others.
    fn letters(&mut self, at: usize) {
        let name = self.program.text(at);
        if !name.is_ascii()
            && super::hidden::is_mixed(name)
            && let Some(token) = self.program.tokens.get(at)
        {
            self.found
                .add(Kind::MixedScript, name, self.text, self.base + token.start, name.len());
        }
    }

    fn string(&mut self, at: usize) {
        let Some(token) = self.program.tokens.get(at).copied() else {
            return;
        };
        let string = self.program.text(at);
        let place = self.base + token.start;
        super::document::hosts(string, self.text, place, self.found);
        for (offset, secret) in secret_places(string) {
            self.found
                .add(Kind::Secret, secret, self.text, place + offset, secret.len());
        }
        shell::shell(string, self.text, place, self.found);
        blob::blobs(string, self.text, place, Level::Look, self.found);
    }

    /// Looks a name up. Returns where to read on.
    fn name(&mut self, at: usize) -> usize {
        let program = self.program;
        if at > 0
            && (program.is_op(at - 1, b'.')
                || matches!(program.name(at - 1), Some("def" | "function" | "class" | "async")))
        {
            self.a_method(at);
            return at + 1;
        }
        if matches!(program.name(at), Some("import" | "from")) && !program.is_op(at + 1, b'(') {
            return self.skip_import(at);
        }
        if let Some(source) = self.sources.get(program.text(at)).copied() {
            self.comes_from(source);
        }
        if !self.may_mean(at) {
            return at + 1;
        }
        let Some((name, end)) = program.chain(at) else {
            return at + 1;
        };
        let rooted = self.is_rooted(at, &name);
        if rooted && self.is_variable(&name, at, end) {
            return end;
        }
        let Some(means) = rooted.then(|| meaning(program.language, &name)).flatten() else {
            // What follows the first name may be a method, and its arguments are read in any case.
            return at + 1;
        };
        let handed_on = means == Meaning::Evaluates
            && program.language == Language::JavaScript
            && at > 0
            && program.is_op(at - 1, b'(')
            && program.is_op(end, b')');
        // A name of the language itself is a use only where it is called or handed on.
        let bare = !name.contains('.') && self.program.alias(program.text(at)).is_none();
        if bare && !program.is_op(end, b'(') && !handed_on {
            return end.max(at + 1);
        }
        match means {
            Meaning::Does(kind) => self.does(kind, &name, at, end),
            Meaning::Opens => self.opens(&name, at, end),
            Meaning::Environment => self.environment(at, end),
            Meaning::Evaluates => self.evaluates(&name, at, end),
            Meaning::Shell => {
                self.add(Kind::Process, Level::Look, &name, at, end);
                self.runs(&name, at, end, false);
            }
            Meaning::Loads => self.loads(&name, at, end),
            Meaning::Decodes => {
                if let Some(source) = self.source(at) {
                    self.comes_from(source);
                }
            }
        }
        end.max(at + 1)
    }

    /// Whether the name begins with something imported or of the language itself, not with
    /// a variable that happens to have that name.
    fn is_rooted(&self, at: usize, name: &str) -> bool {
        let first = self.program.text(at);
        if self.program.alias(first).is_some() || first != name.split('.').next().unwrap_or_default() {
            return true;
        }
        let (with_parts, bare) = roots(self.program.language);
        if name.contains('.') { with_parts } else { bare }.contains(&first)
    }

    /// Whether the name at this token can mean anything: nearly none does, and none of those
    /// needs to be followed.
    fn may_mean(&self, at: usize) -> bool {
        let first = self.program.text(at);
        let (with_parts, bare) = roots(self.program.language);
        matches!(
            first,
            "(" | "await" | "__import__" | "require" | "import" | "importlib" | "getattr"
        ) || with_parts.contains(&first)
            || bare.contains(&first)
            || self.program.alias(first).is_some()
    }

    /// `process.env.X` and `os.environ.get("X")`: the variable stands in the name or behind it.
    fn is_variable(&mut self, name: &str, at: usize, end: usize) -> bool {
        if let Some(rest) = name.strip_prefix("os.environ.") {
            if matches!(rest, "get" | "pop" | "setdefault") {
                self.environment(at, end);
            } else {
                self.variable("", at, end);
            }
            return true;
        }
        for root in ["process.env.", "Bun.env.", "import.meta.env."] {
            if let Some(rest) = name.strip_prefix(root) {
                self.variable(rest.split('.').next().unwrap_or_default(), at, end);
                return true;
            }
        }
        false
    }

    fn a_method(&mut self, at: usize) {
        let Some(name) = self.program.name(at) else { return };
        if self.program.is_op(at + 1, b'(')
            && at > 0
            && self.program.is_op(at - 1, b'.')
            && let Some(kind) = method(name)
        {
            self.add(kind, kind.level(), name, at, at + 1);
        }
    }

    /// Names in an import are no uses; the line is passed over.
    fn skip_import(&mut self, at: usize) -> usize {
        let mut end = at + 1;
        let mut wrapped = 0_u32;
        while let Some(tok) = self.program.tok(end) {
            match tok {
                Tok::Op(b'(' | b'{') => wrapped += 1,
                Tok::Op(b')' | b'}') => wrapped = wrapped.saturating_sub(1),
                Tok::Line | Tok::Op(b';') if wrapped == 0 => break,
                _ => {}
            }
            if end > at + ARGUMENTS {
                break;
            }
            end += 1;
        }
        end
    }

    fn does(&mut self, kind: Kind, name: &str, at: usize, end: usize) {
        if kind == Kind::Deserialise && self.is_safe_loader(name, end) {
            return;
        }
        self.add(kind, kind.level(), name, at, end);
        if kind == Kind::Network {
            self.comes_from(Source::Downloaded);
        }
        if kind == Kind::Process {
            self.runs(name, at, end, false);
        }
    }

    fn is_safe_loader(&self, name: &str, end: usize) -> bool {
        let safe = |word: &str| word.contains("SafeLoader") || word == "weights_only" || word == "BaseLoader";
        matches!(name, "yaml.load" | "torch.load")
            && self.arguments(end).any(|at| self.program.name(at).is_some_and(safe))
    }

    /// The tokens between the parentheses that begin at this token.
    fn arguments(&self, open: usize) -> impl Iterator<Item = usize> + use<'_, 'a> {
        let mut depth = 0_u32;
        let begins = self.program.is_op(open, b'(');
        (open..open.saturating_add(if begins { ARGUMENTS } else { 0 })).take_while(move |at| {
            match self.program.tok(*at) {
                Some(Tok::Op(b'(')) => depth += 1,
                Some(Tok::Op(b')')) => depth = depth.saturating_sub(1),
                None => return false,
                _ => {}
            }
            depth > 0
        })
    }

    fn opens(&mut self, name: &str, at: usize, end: usize) {
        let writes = self.arguments(end).any(|place| {
            let after_comma = self.program.is_op(place.saturating_sub(1), b',')
                || self.program.name(place.saturating_sub(2)) == Some("mode");
            after_comma
                && self.program.tok(place) == Some(Tok::Text)
                && self.program.text(place).len() <= 4
                && self.program.text(place).contains(['w', 'a', 'x', '+'])
        });
        let kind = if writes { Kind::FileWrite } else { Kind::FileRead };
        self.add(kind, kind.level(), name, at, end);
    }

    /// `os.environ["X"]`, `process.env.X`: the variable, or all of them.
    fn environment(&mut self, at: usize, end: usize) {
        let program = self.program;
        let to = end;
        let in_quotes = matches!(program.tok(to), Some(Tok::Op(b'(' | b'['))) && program.tok(to + 1) == Some(Tok::Text);
        let name = if in_quotes { program.text(to + 1) } else { "" };
        self.variable(name, at, if in_quotes { to + 2 } else { to });
    }

    fn variable(&mut self, name: &str, at: usize, end: usize) {
        if name.is_empty() {
            // All of them, or one whose name is made while it runs.
            self.add(Kind::Environment, Level::Note, "*", at, end);
        } else if is_secret_variable(name) {
            self.add(Kind::Secret, Level::Look, name, at, end);
        } else {
            self.add(Kind::Environment, Level::Note, name, at, end);
        }
    }

    fn evaluates(&mut self, name: &str, at: usize, end: usize) {
        self.add(Kind::Eval, Level::Look, name, at, end);
        self.runs(name, at, end, true);
    }

    /// Whether what is run was decoded or, where it is run as code, downloaded.
    fn runs(&mut self, name: &str, at: usize, end: usize, as_code: bool) {
        // What stands in arguments without such a value has none either.
        if end < self.clean {
            return;
        }
        let mut decoded = false;
        let mut downloaded = false;
        let mut any = false;
        let mut last = end;
        let shell = as_code || matches!(meaning(self.program.language, name), Some(Meaning::Shell));
        for place in self.arguments(end) {
            last = place;
            let Some(word) = self.program.name(place) else { continue };
            let source = self.sources.get(word).copied().or_else(|| self.source(place));
            any |= source.is_some();
            decoded |= source == Some(Source::Decoded) && shell;
            downloaded |= source == Some(Source::Downloaded) && as_code;
        }
        if !any {
            self.clean = last;
        }
        if decoded {
            self.add(Kind::DecodedCode, Level::Danger, name, at, end);
        }
        if downloaded {
            self.add(Kind::RemoteCode, Level::Danger, name, at, end);
        }
    }

    /// Where the value of a call at this token comes from.
    fn source(&self, at: usize) -> Option<Source> {
        if at > 0 && self.program.is_op(at - 1, b'.') {
            return None;
        }
        if !self.may_mean(at) {
            return None;
        }
        let (name, end) = self.program.chain(at)?;
        if !self.is_rooted(at, &name) {
            return None;
        }
        match meaning(self.program.language, &name)? {
            Meaning::Decodes if name == "Buffer.from" => self
                .arguments(end)
                .any(|place| matches!(self.program.text(place), "base64" | "hex" | "base64url"))
                .then_some(Source::Decoded),
            Meaning::Decodes => Some(Source::Decoded),
            Meaning::Does(Kind::Network) => Some(Source::Downloaded),
            _ => None,
        }
    }

    /// Follows the value of this statement to the name it is given, if it is.
    fn comes_from(&mut self, source: Source) {
        let mut at = self.statement;
        while matches!(self.program.name(at), Some("const" | "let" | "var" | "with" | "async")) {
            at += 1;
        }
        let given = self.program.is_op(at + 1, b'=') && !self.program.is_op(at + 2, b'=');
        let name = if given {
            self.program.name(at)
        } else if at > self.statement {
            // `with urlopen(…) as reply`
            (at..at + STATEMENT)
                .find(|place| self.program.name(*place) == Some("as"))
                .and_then(|place| self.program.name(place + 1))
        } else {
            None
        };
        if let Some(name) = name
            && self.sources.len() < FOLLOWED
        {
            self.sources.insert(name, source);
        }
    }

    /// Loading by a name in quotes is an import; by one made while it runs is not.
    fn loads(&mut self, name: &str, at: usize, end: usize) {
        let program = self.program;
        if program.is_op(end, b'(') && program.tok(end + 1) != Some(Tok::Text) && !program.is_op(end + 1, b')') {
            self.add(Kind::Eval, Level::Look, name, at, end);
        }
    }
}
