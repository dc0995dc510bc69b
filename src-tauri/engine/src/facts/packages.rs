//! The lists of packages and what is run when a skill is installed.

use serde_json::{Map, Value};

use super::found::{Found, Text};
use super::types::{Kind, Level};

/// Packages looked at.
const MOST: usize = 2000;

/// Looks through the packages of a skill.
pub(super) fn packages(object: &Map<String, Value>, found: &mut Found) {
    for field in ["python_packages", "npm_packages"] {
        match object.get(field) {
            Some(Value::Array(list)) => {
                for (index, item) in list.iter().take(MOST).enumerate() {
                    let name = item.as_str().or_else(|| item.get("name")?.as_str());
                    let version = item.get("version").and_then(Value::as_str);
                    for text in name.into_iter().chain(version) {
                        package(text, format!("{field}[{index}]"), found);
                    }
                }
            }
            Some(Value::Object(map)) => {
                for (name, version) in map.iter().take(MOST) {
                    let named: String = name.chars().take(80).collect();
                    package(name, format!("{field}.{named}"), found);
                    package(version.as_str().unwrap_or_default(), format!("{field}.{named}"), found);
                }
            }
            _ => {}
        }
    }
}

/// Whether a package comes from elsewhere than its registry.
fn package(spec: &str, field: String, found: &mut Found) {
    let text = Text::new(field, spec);
    let lower = spec.trim().to_ascii_lowercase();
    let address = lower.contains("://") || lower.contains("git+");
    let forge = [
        "github:",
        "gitlab:",
        "bitbucket:",
        "gist:",
        "file:",
        "link:",
        "npm:",
        "git@",
    ]
    .iter()
    .any(|head| lower.starts_with(head));
    let option = lower.starts_with('-');
    if address || forge || option {
        let plain = lower.contains("http://");
        let level = if plain || option {
            Level::Look
        } else {
            Kind::PackageSource.level()
        };
        found.add_at(Kind::PackageSource, level, spec, &text, 0, spec.len());
    }
}

/// Names of fields whose text is run when a skill is installed.
const HOOKS: [&str; 11] = [
    "preinstall",
    "install",
    "postinstall",
    "prepare",
    "prepublish",
    "pre_install",
    "post_install",
    "install_command",
    "install_script",
    "setup_command",
    "on_install",
];

/// Whether a field of this path is run when the skill is installed.
pub(super) fn is_hook(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or(path);
    HOOKS.contains(&last.split('[').next().unwrap_or(last))
}
