//! Package lists as the files everybody knows: `requirements.txt` and `package.json`.

use serde_json::{Value, json};

/// The lines of a `requirements.txt` that name a package.
pub(super) fn python(text: &str) -> Vec<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines()
        .map(|line| line.split(" #").next().unwrap_or_default().trim())
        .filter(|line| !line.is_empty() && !line.starts_with(['#', '-']))
        .map(str::to_owned)
        .collect()
}

/// A `requirements.txt` of these packages; `None` where there is none to name.
pub(super) fn to_requirements(packages: Option<&Value>) -> Option<String> {
    let mut text = String::new();
    for package in names(packages) {
        text.push_str(package);
        text.push('\n');
    }
    (!text.is_empty()).then_some(text)
}

/// The `dependencies` of a `package.json`, as `name@version`. `None` where the text is
/// no such file.
pub(super) fn npm(text: &str) -> Option<Vec<String>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let manifest: Value = serde_json::from_str(text).ok()?;
    let manifest = manifest.as_object()?;
    let Some(dependencies) = manifest.get("dependencies") else {
        return Some(Vec::new());
    };
    let package = |(name, version): (&String, &Value)| match version.as_str() {
        None | Some("" | "*") => name.clone(),
        Some(version) => format!("{name}@{version}"),
    };
    Some(dependencies.as_object()?.iter().map(package).collect())
}

/// A `package.json` of these packages; `None` where there is none to name.
pub(super) fn to_package_json(name: &str, packages: Option<&Value>) -> Option<String> {
    let mut dependencies = serde_json::Map::new();
    for package in names(packages) {
        // The first letter may be the @ of a scope.
        let at = package.char_indices().skip(1).filter(|(_, c)| *c == '@').last();
        let (name, version) = at.map_or((package, "*"), |(at, _)| (&package[..at], &package[at + 1..]));
        dependencies.insert(name.to_owned(), Value::from(version));
    }
    if dependencies.is_empty() {
        return None;
    }
    let manifest = json!({ "name": name, "private": true, "dependencies": dependencies });
    serde_json::to_string_pretty(&manifest).ok().map(|text| text + "\n")
}

/// Those of a list that fit on a line of their own.
fn names(packages: Option<&Value>) -> impl Iterator<Item = &str> {
    packages
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .filter(|package| !package.trim().is_empty() && !package.contains(char::is_control))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_read_from_the_files_of_their_world() {
        let text = "\u{feff}# why\nrequests>=2 # http\n\n-r other.txt\nnumpy\r\n";
        assert_eq!(python(text), ["requests>=2", "numpy"]);
        let text = r#"{"dependencies": {"lodash": "^4", "@scope/x": "1.0", "any": "*"}}"#;
        assert_eq!(npm(text).unwrap(), ["lodash@^4", "@scope/x@1.0", "any"]);
        assert_eq!(npm("[]"), None);
        assert_eq!(npm("{}").unwrap(), [""; 0]);
    }

    #[test]
    fn packages_are_read_back_as_they_were_written() {
        let packages = json!(["lodash@4.17.21", "@scope/x@^1", "@scope/y", "left-pad"]);
        let text = to_package_json("x", Some(&packages)).unwrap();
        assert_eq!(json!(npm(&text).unwrap()), packages);
        let text = to_requirements(Some(&packages)).unwrap();
        assert_eq!(json!(python(&text)), packages);
        assert_eq!(to_requirements(Some(&json!([1, "", "a\nb"]))), None);
        assert_eq!(to_package_json("x", None), None);
    }
}
