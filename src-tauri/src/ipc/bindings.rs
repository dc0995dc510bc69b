//! The TypeScript of the boundary, made from the same table that registers the
//! commands: `ui/src/ipc/bindings.ts`. A test compares the file with what this
//! module makes, so that the two sides cannot drift apart.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ts_rs::{Config, TS, TypeVisitor};

/// Collects types, and everything they are made of, under their names.
pub struct Bindings {
    config: Config,
    declarations: BTreeMap<String, String>,
    commands: String,
}

impl Bindings {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        // Whole numbers cross as JavaScript numbers; every one of ours fits in 53 bits.
        Self {
            config: Config::new().with_large_int("number"),
            declarations: BTreeMap::new(),
            commands: String::new(),
        }
    }

    /// Adds a command: its name, what it is given and what it answers.
    pub fn command<Request: TS + 'static, Answer: TS + 'static>(&mut self, name: &str) {
        self.visit::<Request>();
        self.visit::<Answer>();
        let request = Request::name(&self.config);
        let answer = Answer::name(&self.config);
        // Writing to a String cannot fail.
        let _ = writeln!(self.commands, "  {name}: {{ request: {request}; answer: {answer} }};");
    }

    /// Adds a type that no command names, such as an event.
    pub fn also<T: TS + 'static>(&mut self) {
        self.visit::<T>();
    }

    /// The whole file.
    #[must_use]
    pub fn render(&self) -> String {
        let mut file = String::from(
            "// Made from the Rust side by `cargo xtask bindings`; a test fails when it is out of date.\n/* eslint-disable */\n",
        );
        for declaration in self.declarations.values() {
            file.push('\n');
            file.push_str(declaration);
            file.push('\n');
        }
        file.push_str("\n/** Every command of the window: what it is given and what it answers. */\nexport interface Commands {\n");
        file.push_str(&self.commands);
        file.push_str("}\n");
        file
    }
}

impl TypeVisitor for Bindings {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Only types of ours have a place of their own; the rest is spelled inline.
        let declared = T::output_path().is_some();
        if declared {
            let name = T::ident(&self.config);
            if self.declarations.contains_key(&name) {
                return;
            }
            let docs = T::docs().unwrap_or_default();
            let declaration = T::decl(&self.config);
            self.declarations.insert(name, format!("{docs}export {declaration}"));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}
