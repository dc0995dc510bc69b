//! What the visible files of a skill's folder say, without the stored object.

use serde_json::Value;

use super::{ImportError, Object, front_matter, packages};

/// The files of one skill's folder that are read, by the names of [`KNOWN`].
pub(super) type Files = std::collections::BTreeMap<&'static str, String>;

/// The visible description of a skill, and the text of a prompt.
pub(super) const SKILL_MD: &str = "SKILL.md";
/// The skill as an object, every field of it.
pub(super) const STORED: &str = "skill.json";
pub(super) const REQUIREMENTS: &str = "requirements.txt";
pub(super) const PACKAGE_JSON: &str = "package.json";
/// Where code is looked for, in this order; an export writes the first of its kind.
pub(super) const PYTHON_CODE: &[&str] = &["main.py"];
pub(super) const NODE_CODE: &[&str] = &["main.js", "main.mjs", "main.cjs", "index.js", "index.mjs"];
pub(super) const OTHER_CODE: &[&str] = &["main.txt"];

/// Every name that is read in a skill's folder.
pub(super) const KNOWN: &[&str] = &[
    SKILL_MD,
    STORED,
    REQUIREMENTS,
    PACKAGE_JSON,
    "main.py",
    "main.js",
    "main.mjs",
    "main.cjs",
    "index.js",
    "index.mjs",
    "main.txt",
];

/// The name of [`KNOWN`] that a file has: `Skill.md` is one too.
pub(super) fn known(name: &str) -> Option<&'static str> {
    KNOWN.iter().find(|known| known.eq_ignore_ascii_case(name)).copied()
}

/// What the visible files say. A field is `None` where no file says anything about it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct View {
    /// Every field of the front matter.
    pub front: Object,
    /// What follows it.
    pub body: Option<String>,
    /// Code in files of its own, by their names, in the order in which they are looked for.
    pub code: Vec<(&'static str, String)>,
    pub python_packages: Option<Vec<String>>,
    pub npm_packages: Option<Vec<String>>,
}

impl View {
    /// Reads the visible files.
    ///
    /// # Errors
    /// The front matter or the `package.json` cannot be read.
    pub(super) fn of(files: &Files) -> Result<Self, ImportError> {
        let mut view = Self::default();
        if let Some(text) = files.get(SKILL_MD) {
            let (yaml, body) = front_matter::split(text);
            if let Some(yaml) = yaml {
                view.front = front_matter::parse(yaml).ok_or_else(|| ImportError::FrontMatter {
                    name: SKILL_MD.to_owned(),
                })?;
            }
            view.body = Some(body.to_owned());
        }
        view.code = [PYTHON_CODE, NODE_CODE, OTHER_CODE]
            .into_iter()
            .flatten()
            .filter_map(|name| Some((*name, without_mark(files.get(name)?).to_owned())))
            .collect();
        view.python_packages = files.get(REQUIREMENTS).map(|text| packages::python(text));
        if let Some(text) = files.get(PACKAGE_JSON) {
            let read = packages::npm(text).ok_or_else(|| ImportError::NotJson {
                name: PACKAGE_JSON.to_owned(),
                why: "it is no package.json".to_owned(),
            })?;
            view.npm_packages = Some(read);
        }
        Ok(view)
    }

    /// A text of the front matter: at its top, or under `metadata`. Numbers count as
    /// text, blank text as none.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        let under = |value: &Value| value.as_object().and_then(|metadata| plain(metadata.get(key)));
        plain(self.front.get(key)).or_else(|| self.front.get("metadata").and_then(under))
    }

    /// The first heading of the body.
    pub(super) fn heading(&self) -> Option<String> {
        let heading = |line: &str| line.strip_prefix("# ").map(|title| title.trim().to_owned());
        self.body
            .as_deref()?
            .lines()
            .find_map(heading)
            .filter(|title| !title.is_empty())
    }
}

fn plain(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A byte order mark says how a file is stored and is no part of the code.
pub(super) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}
