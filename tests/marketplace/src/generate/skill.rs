//! One made-up skill.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::random::Random;
use super::{code, words};

/// 2024-01-01: the day the first made-up skill was made.
const FIRST_DAY: i64 = 1_704_067_200;
/// Skills come ten minutes apart, so that their times are in listing order and a hundred thousand fit in two years.
const APART: i64 = 600;

/// The nth skill, as JSON.
pub(super) fn write(number: usize, random: &mut Random) -> String {
    let category = &words::CATEGORIES[random.below(words::CATEGORIES.len())];
    let noun = random.pick(category.nouns);
    let (agent, does) = words::VERBS[random.below(words::VERBS.len())];
    let adjective = random.pick(words::ADJECTIVES);
    let name = match random.below(4) {
        0 => format!("{noun} {agent}"),
        1 => format!("{noun} {agent} {}", 2 + random.below(40)),
        _ => format!("{adjective} {noun} {agent}"),
    };
    let mut description = format!(
        "{does} every {} {}.",
        noun.to_lowercase(),
        random.pick(words::MANNERS)
    );
    for _ in 0..random.below(3) {
        description.push(' ');
        description.push_str(random.pick(words::EXTRAS));
    }
    let command = random.pick(&["python", "python", "node", "prompt", "prompt"]);
    let skill_type = match command {
        "python" => "python_code",
        "node" => "nodejs_code",
        _ => "prompt_only",
    };
    let packages =
        |random: &mut Random, wanted: &str, from: &[&'static str]| -> Vec<&'static str> {
            let count = if command == wanted {
                random.below(4)
            } else {
                0
            };
            (0..count).map(|_| random.pick(from)).collect()
        };
    let python_packages = packages(random, "python", words::PYTHON_PACKAGES);
    let npm_packages = packages(random, "node", words::NPM_PACKAGES);
    let mut tags = vec![
        category.name,
        random.pick(words::TAGS),
        random.pick(words::TAGS),
    ];
    tags.dedup();
    let author = random.pick(words::AUTHORS);
    let rated = random.chance(80);
    let rating_count = if rated {
        1 + random.below(20) * random.below(20)
    } else {
        0
    };
    let average_rating = if rated {
        (25.0 + 25.0 * random.fraction()).round() / 10.0
    } else {
        0.0
    };
    let created = FIRST_DAY + APART * number as i64;
    let updated = created + random.below(200 * 86_400) as i64;
    let slug = name.to_lowercase().replace(' ', "-");

    json!({
        "skill_id": random.uuid(),
        "name": name,
        "description": description,
        "version": format!("{}.{}.{}", 1 + random.below(3), random.below(10), random.below(10)),
        "code": code::write(command, noun, random),
        "command": command,
        "skill_type": skill_type,
        "python_packages": python_packages,
        "npm_packages": npm_packages,
        "tags": tags,
        "metadata": {
            "author": author,
            "documentation_url": format!("https://skills.example.com/{author}/{slug}"),
            "examples": [{ "title": "At a glance", "input": format!("One {}", noun.to_lowercase()), "output": "A short report" }],
        },
        "category": category.name,
        "average_rating": average_rating,
        "rating_count": rating_count,
        "created_at": time(created),
        "updated_at": time(updated),
    })
    .to_string()
}

fn time(seconds: i64) -> String {
    // Every time made here is within the calendar; the fallback is the epoch.
    Timestamp::UNIX_EPOCH
        .checked_add(SignedDuration::from_secs(seconds))
        .unwrap_or_default()
        .to_string()
}
