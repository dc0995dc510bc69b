//! Links into Skilldock, `skilldock://…`: anybody can write one and any page can
//! open one. So a link says which place to show and nothing else: it never installs,
//! changes or fetches, it holds ids and words but no address, and whatever is not
//! exactly of one of three forms is no link of ours.
//!
//! - `skilldock://skill/ID[@VERSION]`
//! - `skilldock://search?q=WORDS`
//! - `skilldock://conflict/N`

use serde::Serialize;
use ts_rs::TS;

use crate::model::SkillId;

/// The scheme, as it stands in `tauri.conf.json`.
pub const SCHEME: &str = "skilldock";

/// The longest link that is read, in bytes.
const LONGEST: usize = 2048;
/// The longest query, in characters: longer than anybody types.
const LONGEST_QUERY: usize = 256;
/// The longest version, in characters.
const LONGEST_VERSION: usize = 64;

/// A place in the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Place {
    /// A skill's page.
    Skill {
        /// Which skill.
        skill_id: SkillId,
        /// The version the link was made of, where it says so.
        version: Option<String>,
    },
    /// The list, searched.
    Search {
        /// What for.
        query: String,
    },
    /// A conflict.
    Conflict {
        /// Its number.
        id: i64,
    },
}

/// Why a text is no link of ours. Says nothing of what stands in it: it is a
/// stranger's text, and this goes into the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Longer than any link of ours.
    #[error("it is too long")]
    TooLong,
    /// Another scheme.
    #[error("it is not of this application")]
    Foreign,
    /// No place of this name.
    #[error("it names no place")]
    NoPlace,
    /// What follows the place's name is not of the right form.
    #[error("what it names is not of the right form")]
    Malformed,
}

/// Whether an argument of the command line is meant as a link of ours, a good one or not.
#[must_use]
pub fn is_link(argument: &str) -> bool {
    argument.get(..=SCHEME.len()).is_some_and(|start| {
        start
            .strip_suffix(':')
            .is_some_and(|name| name.eq_ignore_ascii_case(SCHEME))
    })
}

/// Reads a link.
///
/// # Errors
/// See [`LinkError`].
pub fn parse(link: &str) -> Result<Place, LinkError> {
    if link.len() > LONGEST {
        return Err(LinkError::TooLong);
    }
    if !is_link(link) {
        return Err(LinkError::Foreign);
    }
    let rest = link
        .get(SCHEME.len() + 1..)
        .and_then(|rest| rest.strip_prefix("//"))
        .ok_or(LinkError::Malformed)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    match name.to_ascii_lowercase().as_str() {
        "skill" => skill(rest.strip_prefix('/').ok_or(LinkError::Malformed)?),
        // Some programs write a slash between name and query.
        "search" => search(rest.strip_prefix('/').unwrap_or(rest)),
        "conflict" => conflict(rest.strip_prefix('/').ok_or(LinkError::Malformed)?),
        _ => Err(LinkError::NoPlace),
    }
}

fn skill(rest: &str) -> Result<Place, LinkError> {
    let (id, version) = match rest.split_once('@') {
        Some((id, version)) => (id, Some(version)),
        None => (rest, None),
    };
    let skill_id = id.parse().map_err(|_| LinkError::Malformed)?;
    let of_version = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_');
    match version {
        Some(text) if text.is_empty() || text.len() > LONGEST_VERSION || !text.chars().all(of_version) => {
            Err(LinkError::Malformed)
        }
        version => Ok(Place::Skill {
            skill_id,
            version: version.map(str::to_owned),
        }),
    }
}

fn search(rest: &str) -> Result<Place, LinkError> {
    let query = rest.strip_prefix('?').ok_or(LinkError::Malformed)?;
    if query.contains('#') {
        return Err(LinkError::Malformed);
    }
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let (Some((name, value)), None) = (pairs.next(), pairs.next()) else {
        return Err(LinkError::Malformed);
    };
    let query = value.trim();
    // Bytes that are no text have become this sign.
    let odd = |c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER;
    if name != "q" || query.is_empty() || query.chars().count() > LONGEST_QUERY || query.contains(odd) {
        return Err(LinkError::Malformed);
    }
    Ok(Place::Search {
        query: query.to_owned(),
    })
}

fn conflict(rest: &str) -> Result<Place, LinkError> {
    let digits = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    match rest.parse::<i64>() {
        Ok(id) if digits && id > 0 => Ok(Place::Conflict { id }),
        _ => Err(LinkError::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: &str = "3f1c1c4e-8f0a-4b7e-9c55-0d6f5f1f7a10";

    fn of_skill(version: Option<&str>) -> Result<Place, LinkError> {
        Ok(Place::Skill {
            skill_id: ID.parse().unwrap(),
            version: version.map(str::to_owned),
        })
    }

    fn of_search(query: &str) -> Result<Place, LinkError> {
        Ok(Place::Search {
            query: query.to_owned(),
        })
    }

    #[test]
    fn the_three_forms_are_read() {
        for (link, place) in [
            (format!("skilldock://skill/{ID}"), of_skill(None)),
            (format!("SkillDock://Skill/{}", ID.to_uppercase()), of_skill(None)),
            (
                format!("skilldock://skill/{ID}@1.4.0-rc.1+b_7"),
                of_skill(Some("1.4.0-rc.1+b_7")),
            ),
            ("skilldock://search?q=pdf".into(), of_search("pdf")),
            (
                "skilldock://search/?q=pdf+forms%20tag%3Apdf".into(),
                of_search("pdf forms tag:pdf"),
            ),
            ("skilldock://search?q=%E6%97%A5%E6%9C%AC".into(), of_search("日本")),
            ("skilldock://conflict/12".into(), Ok(Place::Conflict { id: 12 })),
        ] {
            assert_eq!(parse(&link), place, "{link}");
        }
    }

    #[test]
    fn whatever_else_a_link_says_is_refused() {
        let long = format!("skilldock://search?q={}", "a".repeat(257));
        let huge = format!("skilldock://search?q={}", "a".repeat(3000));
        let versioned = format!("skilldock://skill/{ID}@{}", "1".repeat(65));
        for (link, why) in [
            ("", LinkError::Foreign),
            ("skilldoc", LinkError::Foreign),
            ("https://skill/1", LinkError::Foreign),
            ("skilldock2://conflict/1", LinkError::Foreign),
            ("skilldock:conflict/1", LinkError::Malformed),
            ("skilldock:/conflict/1", LinkError::Malformed),
            ("skilldock://", LinkError::NoPlace),
            ("skilldock://install/1", LinkError::NoPlace),
            ("skilldock://user@conflict/1", LinkError::NoPlace),
            ("skilldock://conflict:80/1", LinkError::NoPlace),
            ("skilldock://skill", LinkError::Malformed),
            ("skilldock://skill/", LinkError::Malformed),
            ("skilldock://skill/https://example.org", LinkError::Malformed),
            ("skilldock://skill/../../etc/passwd", LinkError::Malformed),
            ("skilldock://conflict/", LinkError::Malformed),
            ("skilldock://conflict/0", LinkError::Malformed),
            ("skilldock://conflict/-1", LinkError::Malformed),
            ("skilldock://conflict/+1", LinkError::Malformed),
            ("skilldock://conflict/1/2", LinkError::Malformed),
            ("skilldock://conflict/99999999999999999999", LinkError::Malformed),
            ("skilldock://search", LinkError::Malformed),
            ("skilldock://search?q=", LinkError::Malformed),
            ("skilldock://search?q=+", LinkError::Malformed),
            ("skilldock://search?p=a", LinkError::Malformed),
            ("skilldock://search?q=a&install=1", LinkError::Malformed),
            ("skilldock://search?q=a#b", LinkError::Malformed),
            ("skilldock://search?q=a%00b", LinkError::Malformed),
            ("skilldock://search?q=%ff", LinkError::Malformed),
            (&long, LinkError::Malformed),
            (&versioned, LinkError::Malformed),
            (&huge, LinkError::TooLong),
        ] {
            assert_eq!(parse(link), Err(why), "{link}");
        }
        for tail in ["@", "@a b", "@1/2", "@1?x", "?x=1", "#x", "/", "%20"] {
            let link = format!("skilldock://skill/{ID}{tail}");
            assert_eq!(parse(&link), Err(LinkError::Malformed), "{link}");
        }
    }

    /// The link that leads to a place: only the tests need the way back.
    fn write(place: &Place) -> String {
        match place {
            Place::Skill { skill_id, version } => {
                let version = version.as_ref().map(|version| format!("@{version}"));
                format!("skilldock://skill/{skill_id}{}", version.unwrap_or_default())
            }
            Place::Search { query } => {
                let query = url::form_urlencoded::Serializer::new(String::new())
                    .append_pair("q", query)
                    .finish();
                format!("skilldock://search?{query}")
            }
            Place::Conflict { id } => format!("skilldock://conflict/{id}"),
        }
    }

    fn bounded(place: &Place) -> bool {
        match place {
            Place::Skill { version, .. } => version.as_ref().is_none_or(|version| version.len() <= LONGEST_VERSION),
            Place::Search { query } => query.chars().count() <= LONGEST_QUERY && !query.contains(char::is_control),
            Place::Conflict { id } => *id > 0,
        }
    }

    proptest! {
        #[test]
        fn no_text_at_all_is_more_than_a_bounded_place(text in any::<String>()) {
            if let Ok(place) = parse(&text) {
                prop_assert!(bounded(&place));
            }
        }

        #[test]
        fn nothing_after_our_scheme_is_more_than_a_bounded_place(
            place in "(skill|search|conflict|Skill)?", rest in "[/?@#:=&%a-z0-9.\\-+é ]{0,80}|(/[0-9a-f-]{36}.{0,9})",
        ) {
            if let Ok(place) = parse(&format!("skilldock://{place}{rest}")) {
                prop_assert!(bounded(&place));
                prop_assert_eq!(parse(&write(&place)), Ok(place));
            }
        }

        #[test]
        fn a_written_place_is_read_as_it_was(
            bytes in any::<[u8; 16]>(), version in proptest::option::of("[0-9A-Za-z.+_-]{1,64}"),
            query in "[^\\p{Cc}\u{fffd}\\s]([^\\p{Cc}\u{fffd}]{0,20}[^\\p{Cc}\u{fffd}\\s])?", id in 1..=i64::MAX,
        ) {
            let skill = Place::Skill { skill_id: SkillId::from_bytes(bytes), version };
            for place in [skill, Place::Search { query }, Place::Conflict { id }] {
                prop_assert_eq!(parse(&write(&place)), Ok(place));
            }
        }
    }
}
