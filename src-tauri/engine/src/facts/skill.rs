//! A skill's object, field by field: which is a program, which a document, which a name.

use serde_json::{Map, Value};

use super::found::{Found, Text};
use super::known::Language;
use super::types::{Kind, Scan};
use super::{document, hidden, packages, uses};
use crate::model::SkillType;

/// Bytes of a field that are looked through; far beyond what is written by hand.
const FIELD: usize = 8 << 20;
/// Texts of a skill that are looked at, and how deep they may stand.
const TEXTS: usize = 5000;
const DEEPEST: usize = 16;
/// Characters of the name of a field.
const NAME: usize = 80;

/// Scans a skill's object as it came. What is no object has no facts.
#[must_use]
pub fn scan_raw(raw: &str) -> Scan {
    serde_json::from_str(raw).map_or_else(|_| Scan::default(), |object| scan(&object))
}

/// Scans a skill.
#[must_use]
pub fn scan(object: &Map<String, Value>) -> Scan {
    let mut found = Found::default();
    let mut fields = Fields {
        kind: SkillType::of(
            object.get("skill_type").and_then(Value::as_str),
            object.get("command").and_then(Value::as_str),
        ),
        left: TEXTS,
        found: &mut found,
    };
    for (name, value) in object {
        let name: String = name.chars().take(NAME).collect();
        fields.value(&name, value, 0);
    }
    packages::packages(object, &mut found);
    found.finish()
}

struct Fields<'a> {
    kind: SkillType,
    left: usize,
    found: &'a mut Found,
}

impl Fields<'_> {
    fn value(&mut self, path: &str, value: &Value, depth: usize) {
        match value {
            Value::String(text) => self.text(path, text),
            Value::Array(list) if depth < DEEPEST && self.left > 0 => {
                for (index, item) in list.iter().enumerate().take(TEXTS) {
                    self.value(&format!("{path}[{index}]"), item, depth + 1);
                }
            }
            Value::Object(object) if depth < DEEPEST && self.left > 0 => {
                for (name, item) in object.iter().take(TEXTS) {
                    // A name may be as long as a book, and would be copied for each of its items.
                    let name: String = name.chars().take(NAME).collect();
                    self.value(&format!("{path}.{name}"), item, depth + 1);
                }
            }
            Value::Array(_) | Value::Object(_) => self.found.cut = true,
            _ => {}
        }
    }

    fn text(&mut self, path: &str, whole: &str) {
        if self.left == 0 {
            self.found.cut = true;
            return;
        }
        self.left -= 1;
        let mut end = whole.len().min(FIELD);
        while !whole.is_char_boundary(end) {
            end -= 1;
        }
        self.found.cut |= end < whole.len();
        let text = Text::new(path.to_owned(), &whole[..end]);
        hidden::hidden(&text, self.found);
        if is_name(path) {
            hidden::mixed(&text, self.found);
        } else if path == "code" {
            self.code(&text);
        } else {
            document::document(&text, self.found);
        }
        if packages::is_hook(path) && !text.text.trim().is_empty() {
            let first = text.text.lines().next().unwrap_or_default();
            self.found.add(Kind::InstallHook, path, &text, 0, first.len());
        }
    }

    fn code(&mut self, text: &Text<'_>) {
        let languages: &[Language] = match self.kind {
            SkillType::PromptOnly => &[],
            _ if document::is_document(text.text) => &[],
            SkillType::PythonCode => &[Language::Python],
            SkillType::NodejsCode => &[Language::JavaScript],
            // Nobody said which language: either may be.
            SkillType::Other => &[Language::Python, Language::JavaScript],
        };
        for language in languages {
            uses::uses(*language, text.text, text, 0, self.found);
        }
        // A fence is read as what it says it is, also in what claims to be a program.
        if languages.is_empty() || text.text.contains("\n```") {
            document::document(text, self.found);
        }
    }
}

/// Fields that are names: short, shown in lists, compared by eye.
fn is_name(path: &str) -> bool {
    let root = path.split(['.', '[']).next().unwrap_or(path);
    matches!(
        path,
        "name" | "metadata.author" | "metadata.slug" | "command" | "category" | "version"
    ) || matches!(root, "tags" | "python_packages" | "npm_packages" | "skill_id")
}
