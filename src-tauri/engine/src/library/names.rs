//! Names of files: which of those that come in are hostile, how they are shown, and
//! which name a skill's folder gets so that it is safe on every system.

use unicode_normalization::UnicodeNormalization as _;

/// What is wrong with a name inside an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameProblem {
    /// Empty, or with an empty or "." part.
    #[error("a part of it is empty")]
    Empty,
    /// Longer or deeper than any real file.
    #[error("it is too long")]
    TooLong,
    /// With "..".
    #[error("it leads out of its folder")]
    LeadsOut,
    /// From the root, or from a drive.
    #[error("it is an absolute path")]
    Absolute,
    /// With a backslash, which is a separator on Windows only.
    #[error("it has a backslash")]
    Backslash,
    /// With NUL or another control character.
    #[error("it has control characters")]
    Control,
    /// A device on Windows, such as CON or NUL.
    #[error("it is a device on Windows")]
    Device,
    /// Ends with a dot or a blank, which Windows leaves out.
    #[error("it ends with a dot or a blank")]
    TrailingDot,
    /// Another entry has the same name, apart from upper and lower case.
    #[error("another one has the same name")]
    Twice,
}

const MOST_BYTES: usize = 1024;
const MOST_PARTS: usize = 32;

/// The parts of a name inside an archive.
///
/// # Errors
/// The first thing that is wrong with it.
pub(super) fn parts(name: &str) -> Result<Vec<&str>, NameProblem> {
    if name.len() > MOST_BYTES {
        return Err(NameProblem::TooLong);
    }
    if name.chars().any(char::is_control) {
        return Err(NameProblem::Control);
    }
    if name.contains('\\') {
        return Err(NameProblem::Backslash);
    }
    // A colon is a drive or, behind a name, another stream of the same file.
    if name.starts_with('/') || name.contains(':') {
        return Err(NameProblem::Absolute);
    }
    // A folder's entry ends with the separator.
    let parts: Vec<&str> = name.strip_suffix('/').unwrap_or(name).split('/').collect();
    if parts.len() > MOST_PARTS {
        return Err(NameProblem::TooLong);
    }
    for part in &parts {
        match *part {
            "" | "." => return Err(NameProblem::Empty),
            ".." => return Err(NameProblem::LeadsOut),
            part if part.ends_with(['.', ' ']) => return Err(NameProblem::TrailingDot),
            part if is_device(part) => return Err(NameProblem::Device),
            _ => {}
        }
    }
    Ok(parts)
}

/// Whether Windows takes a name for a device, with any ending.
fn is_device(part: &str) -> bool {
    let stem = part
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_ascii_uppercase();
    if matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") {
        return true;
    }
    let number = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    number.is_some_and(|number| {
        let mut digits = number.chars();
        matches!(
            (digits.next(), digits.next()),
            (Some('0'..='9' | '\u{b9}' | '\u{b2}' | '\u{b3}'), None)
        )
    })
}

/// What two names are the same by: a file system may take upper for lower case, and
/// a letter with an accent for the letter and the accent.
pub(super) fn folded(name: &str) -> String {
    name.nfkc().flat_map(char::to_lowercase).nfc().collect()
}

const SHOWN: usize = 80;

/// A name that is safe to print: without control characters and without those that
/// turn the direction of the text, and short.
pub(super) fn shown(name: &str) -> String {
    let safe = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let mut letters = name.chars().filter(safe);
    let mut short: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}

const LONGEST_FOLDER: usize = 55;

/// The name of a skill's folder, and the `name` of its front matter: lower-case
/// letters, digits and hyphens, as the convention of `SKILL.md` wants, which is safe
/// on every system. Not unique by itself: see [`marked`].
pub(super) fn folder_name(name: &str) -> String {
    let mut folder = String::new();
    for c in name.nfkd().flat_map(char::to_lowercase) {
        if folder.len() >= LONGEST_FOLDER {
            break;
        }
        if c.is_ascii_alphanumeric() {
            folder.push(c);
        // Accents were taken apart from their letters, and are left out.
        } else if !unicode_normalization::char::is_combining_mark(c) && !folder.is_empty() && !folder.ends_with('-') {
            folder.push('-');
        }
    }
    let folder = folder.trim_end_matches('-');
    if folder.is_empty() {
        "skill".to_owned()
    } else if is_device(folder) {
        format!("{folder}-skill")
    } else {
        folder.to_owned()
    }
}

/// The folder's name where the plain one is taken: with a mark.
pub(super) fn marked(name: &str, mark: &str) -> String {
    format!("{}-{mark}", folder_name(name))
}

/// Whether a front matter's `name` is what an export gives a skill of this name: the
/// plain form, or that with a mark.
pub(super) fn stands_for(folder: &str, name: &str) -> bool {
    folder
        .strip_prefix(folder_name(name).as_str())
        .is_some_and(|mark| mark.is_empty() || (mark.starts_with('-') && is_mark(&mark[1..])))
}

/// Eight hexadecimal digits, a number, or both with a hyphen: what makes folders unique.
fn is_mark(mark: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.len() <= 6 && text.bytes().all(|b| b.is_ascii_digit());
    let id = |text: &str| text.len() == 8 && text.bytes().all(|b| b.is_ascii_hexdigit());
    match mark.split_once('-') {
        Some((first, second)) => id(first) && number(second),
        None => id(mark) || number(mark),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_are_told_apart() {
        for (name, problem) in [
            ("../x", NameProblem::LeadsOut),
            ("a/../../x", NameProblem::LeadsOut),
            ("/etc/passwd", NameProblem::Absolute),
            ("C:/x", NameProblem::Absolute),
            ("a/SKILL.md:stream", NameProblem::Absolute),
            ("a\\..\\x", NameProblem::Backslash),
            ("a/b\0c", NameProblem::Control),
            ("a/b\nc", NameProblem::Control),
            ("CON", NameProblem::Device),
            ("a/nul.txt", NameProblem::Device),
            ("com1/x", NameProblem::Device),
            ("a//b", NameProblem::Empty),
            ("./a", NameProblem::Empty),
            ("", NameProblem::Empty),
            ("a./x", NameProblem::TrailingDot),
            ("a /x", NameProblem::TrailingDot),
        ] {
            assert_eq!(parts(name), Err(problem), "{name:?}");
        }
        assert_eq!(parts(&"a/".repeat(600)), Err(NameProblem::TooLong));
        assert_eq!(parts("skills/a/SKILL.md"), Ok(vec!["skills", "a", "SKILL.md"]));
        assert_eq!(parts("folder/"), Ok(vec!["folder"]));
        assert_eq!(parts("console.log"), Ok(vec!["console.log"]));
    }

    #[test]
    fn a_folder_is_named_safely_whatever_the_skill_is_called() {
        for (name, folder) in [
            ("CSV Doctor", "csv-doctor"),
            ("Übung für Élise", "ubung-fur-elise"),
            ("../../etc/passwd", "etc-passwd"),
            ("C:\\Windows", "c-windows"),
            ("NUL", "nul-skill"),
            ("com1", "com1-skill"),
            ("図表", "skill"),
            ("  --  ", "skill"),
            ("a\0b\nc", "a-b-c"),
        ] {
            assert_eq!(folder_name(name), folder, "{name:?}");
            assert!(stands_for(folder, name));
            assert!(stands_for(&marked(name, "1fa26c4e"), name));
        }
        assert!(folder_name(&"long ".repeat(50)).len() <= LONGEST_FOLDER);
        assert!(!stands_for("csv-surgeon", "CSV Doctor"));
        assert!(!stands_for("csv-doctor-pro", "CSV Doctor"));
    }

    #[test]
    fn a_shown_name_is_short_and_holds_nothing_that_acts_on_a_terminal() {
        assert_eq!(shown("a\u{1b}[31mb\u{202e}c"), "a[31mbc");
        assert_eq!(shown(&"x".repeat(500)).chars().count(), SHOWN + 1);
    }
}
