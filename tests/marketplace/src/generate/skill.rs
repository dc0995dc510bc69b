//! One made-up skill.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::random::Random;
use super::{code, words};

/// 2024-01-01: the day the first made-up skill was made.
const FIRST_DAY: i64 = 1_704_067_200;
/// Skills come ten minutes apart, so that their times are in listing order and a hundred thousand fit in two years.
const APART: i64 = 600;

/// The fields in the order they are written. Borrowed and typed, because building a tree of values first took most of
/// the time of a hundred thousand of them.
#[derive(Serialize)]
struct Skill<'a> {
    skill_id: uuid::Uuid,
    name: &'a str,
    description: &'a str,
    version: String,
    code: String,
    command: &'a str,
    skill_type: &'a str,
    python_packages: Vec<&'a str>,
    npm_packages: Vec<&'a str>,
    tags: Vec<&'a str>,
    metadata: Metadata<'a>,
    category: &'a str,
    average_rating: f64,
    rating_count: usize,
    created_at: String,
    updated_at: String,
}

#[derive(Serialize)]
struct Metadata<'a> {
    author: &'a str,
    documentation_url: String,
    examples: [Example<'a>; 1],
}

#[derive(Serialize)]
struct Example<'a> {
    title: &'a str,
    input: String,
    output: &'a str,
}

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
    let mut description = format!("{does} every {} {}.", noun.to_lowercase(), random.pick(words::MANNERS));
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
    let packages = |random: &mut Random, wanted: &str, from: &[&'static str]| -> Vec<&'static str> {
        let count = if command == wanted { random.below(4) } else { 0 };
        (0..count).map(|_| random.pick(from)).collect()
    };
    let python_packages = packages(random, "python", words::PYTHON_PACKAGES);
    let npm_packages = packages(random, "node", words::NPM_PACKAGES);
    let mut tags = vec![category.name, random.pick(words::TAGS), random.pick(words::TAGS)];
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

    let skill = Skill {
        skill_id: random.uuid(),
        name: &name,
        description: &description,
        version: format!("{}.{}.{}", 1 + random.below(3), random.below(10), random.below(10)),
        code: code::write(command, noun, random),
        command,
        skill_type,
        python_packages,
        npm_packages,
        tags,
        metadata: Metadata {
            author,
            documentation_url: format!("https://skills.example.com/{author}/{slug}"),
            examples: [Example {
                title: "At a glance",
                input: format!("One {}", noun.to_lowercase()),
                output: "A short report",
            }],
        },
        category: category.name,
        average_rating,
        rating_count,
        created_at: time(created),
        updated_at: time(updated),
    };
    // Room for the escapes too: growing step by step would copy most of the catalogue again.
    let mut json = Vec::with_capacity(skill.code.len() * 9 / 8 + 1024);
    // Text and numbers always become JSON, and JSON is always text.
    serde_json::to_writer(&mut json, &skill).ok();
    String::from_utf8(json).unwrap_or_default()
}

fn time(seconds: i64) -> String {
    // Every time made here is within the calendar; the fallback is the epoch.
    Timestamp::UNIX_EPOCH
        .checked_add(SignedDuration::from_secs(seconds))
        .unwrap_or_default()
        .to_string()
}
