//! Answers as lines for people. Text of the marketplace is printed without control
//! characters, so that a skill cannot drive the terminal.

use std::fmt::Write as _;

use jiff::Timestamp;
use skilldock_engine::compare::DiffItem;
use skilldock_engine::config::{ConfigProblem, Source, VariableView};
use skilldock_engine::model::{Category, UnixMillis};
use skilldock_engine::ratings::RatingState;
use skilldock_engine::search::{SearchPage, SkillRow};
use skilldock_engine::status::{ConnectionTest, Mode, RatingCounts, Status};
use skilldock_engine::sync::{Changes, Outcome, SyncReport};
use skilldock_engine::view::{MyRating, SkillView};

fn plain(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() && c != '\n' && c != '\t' {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

/// Text of strangers on one line, shortened.
#[must_use]
pub fn one_line(text: &str, most: usize) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() > most {
        words = words.chars().take(most.saturating_sub(1)).chain(['…']).collect();
    }
    words
}

fn when(at: Option<UnixMillis>) -> String {
    let Some(at) = at else { return "never".to_owned() };
    Timestamp::from_millisecond(at.0).map_or_else(
        |_| at.to_string(),
        |time| {
            time.to_zoned(jiff::tz::TimeZone::system())
                .strftime("%Y-%m-%d %H:%M:%S")
                .to_string()
        },
    )
}

/// What happened to the records of one kind.
#[must_use]
pub fn changes(name: &str, changes: &Changes) -> String {
    let mut line = format!(
        "{name:<11} {} added, {} updated, {} unchanged, {} deleted",
        changes.added, changes.updated, changes.unchanged, changes.deleted
    );
    // Writing to a String cannot fail, here and below.
    if changes.held > 0 {
        let _ = write!(line, ", {} deletions held", changes.held);
    }
    if changes.rejected > 0 {
        let _ = write!(line, ", {} rejected", changes.rejected);
    }
    line
}

/// How a sync went.
#[must_use]
pub fn sync(report: &SyncReport) -> String {
    let mut text = match report.outcome {
        Outcome::Skipped => return "Nothing done: Skilldock is in local-only mode.".to_owned(),
        Outcome::Complete => "Synced.".to_owned(),
        Outcome::Joined => "Another sync was under way; this is how it went.".to_owned(),
        Outcome::Partial => "Synced in part.".to_owned(),
        Outcome::Failed => "Not synced; what was here stays as it was.".to_owned(),
    };
    let _ = write!(
        text,
        "\n{}\n{}\n{:<11} {} sent, {} failed, {} waiting\n{} requests, {} kB, {:.1} s",
        changes("Skills", &report.skills),
        changes("Categories", &report.categories),
        "Ratings",
        report.ratings.sent,
        report.ratings.failed,
        report.ratings.waiting,
        report.requests,
        report.bytes / 1000,
        std::time::Duration::from_millis(report.duration_ms).as_secs_f64()
    );
    if report.skills.held > 0 {
        let _ = write!(
            text,
            "\nMore than a third of the skills are gone from the listing. Nothing was deleted.\n`skilldock sync --confirm-deletions` deletes them."
        );
    }
    if report.updates.waiting > 0 {
        let _ = write!(text, "\n{}", waiting_updates(report.updates.waiting));
    }
    if let Some(problem) = &report.error {
        let _ = write!(text, "\n{}\n  {}", problem.message, problem.hint);
    }
    text
}

/// What is going on.
#[must_use]
pub fn status(status: &Status) -> String {
    let mode = match status.mode {
        Mode::Live => "live",
        Mode::Reconnecting => "reconnecting",
        Mode::Polling => "polling",
        Mode::Offline => "offline",
        Mode::LocalOnly => "local only",
        Mode::TokenRejected => "the marketplace does not accept the token",
        Mode::Paused => "paused",
    };
    let mut text = format!(
        "{}\n\nMode         {mode}\nMarketplace  {}\nSkills       {}{}\nCategories   {}\nRatings      {}\nLast sync    {}\nLast success {}\nToken        {}",
        super::situation::words(&status.situation),
        status.marketplace.as_deref().unwrap_or("none"),
        status.skills,
        if status.stale { " (older than a day)" } else { "" },
        status.categories,
        rating_counts(&status.ratings),
        when(status.last_sync),
        when(status.last_success),
        super::token::line(&status.token),
    );
    if status.updates.waiting > 0 {
        let _ = write!(text, "\n{}", waiting_updates(status.updates.waiting));
    }
    if let Some(problem) = &status.last_problem {
        let _ = write!(text, "\n{}\n  {}", problem.message, problem.hint);
    }
    text
}

fn waiting_updates(count: u32) -> String {
    let updates = if count == 1 { "update waits" } else { "updates wait" };
    format!("{count} {updates} for your review.\n`skilldock updates` lists them.")
}

/// A comparison line by line, as far as it is one of lines.
#[must_use]
pub fn diff(items: &[DiffItem]) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail, here and below.
    for item in items {
        match item {
            DiffItem::Field { name, .. } => {
                let _ = writeln!(text, "\n{}", one_line(name, 200));
            }
            DiffItem::Value { before, after, .. } => {
                for (sign, value) in [('-', before), ('+', after)] {
                    if let Some(value) = value {
                        let _ = writeln!(text, "{sign} {}", one_line(value, 2000));
                    }
                }
            }
            DiffItem::List { added, removed, .. } => {
                for (sign, entries) in [('-', removed), ('+', added)] {
                    for entry in entries {
                        let _ = writeln!(text, "{sign} {}", one_line(entry, 2000));
                    }
                }
            }
            DiffItem::Same { text: line, .. } => {
                let _ = writeln!(text, "  {}", one_line(line, 2000));
            }
            DiffItem::Changed { before, after } => {
                for (sign, line) in [('-', before), ('+', after)] {
                    if let Some(line) = line {
                        let _ = writeln!(text, "{sign} {}", one_line(&line.text, 2000));
                    }
                }
            }
            DiffItem::Fold { lines, .. } => {
                let _ = writeln!(text, "  ({lines} lines alike)");
            }
        }
    }
    text
}

fn rating_counts(counts: &RatingCounts) -> String {
    let mut text = format!("{} sent", counts.sent);
    for (count, words) in [
        (counts.waiting, "waiting"),
        (counts.failed, "failed"),
        (counts.not_accepted, "not accepted yet"),
    ] {
        if count > 0 {
            let _ = write!(text, ", {count} {words}");
        }
    }
    text
}

fn row(row: &SkillRow) -> String {
    let stars = if row.rating_count == 0 {
        "no ratings".to_owned()
    } else {
        format!("★ {:.1} ({})", row.average_rating, row.rating_count)
    };
    let badges: String = row
        .badges
        .iter()
        .map(|badge| format!(" [{}]", badge.as_str()))
        .collect();
    format!(
        "{}  {}{badges}\n    {} · {} · {} · {stars}\n    {}",
        row.skill_id,
        one_line(&row.name, 80),
        one_line(&row.author, 30),
        one_line(&row.category, 30),
        row.skill_type.as_str(),
        one_line(&row.description, 100)
    )
}

/// What a search found.
#[must_use]
pub fn search(page: &SearchPage) -> String {
    let mut text = String::new();
    if let Some(corrected) = &page.corrected {
        let _ = writeln!(text, "Showing results for \"{}\".", one_line(corrected, 80));
    }
    let _ = writeln!(text, "{} skills", page.total);
    for skill in &page.skills {
        let _ = writeln!(text, "\n{}", row(skill));
    }
    if let Some(facets) = &page.facets {
        for (name, counts) in [
            ("Category", &facets.category),
            ("Type", &facets.skill_type),
            ("Tag", &facets.tag),
        ] {
            let counts: Vec<_> = counts
                .iter()
                .map(|(value, count)| format!("{} {count}", one_line(value, 40)))
                .collect();
            let _ = writeln!(text, "\n{name}: {}", counts.join(", "));
        }
    }
    text
}

/// The categories.
#[must_use]
pub fn categories(list: &[Category]) -> String {
    list.iter().fold(String::new(), |mut text, category| {
        let _ = writeln!(
            text,
            "{:<16} {:>6}  {}",
            one_line(&category.name, 40),
            category.skill_count,
            one_line(&category.description, 100)
        );
        text
    })
}

/// A skill, whole.
#[must_use]
pub fn skill(view: &SkillView) -> String {
    let field = |name: &str| {
        view.skill
            .get(name)
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default()
    };
    let mut text = format!(
        "{}  {}\n{} · {}\n\n{}\n",
        one_line(field("name"), 200),
        one_line(field("version"), 40),
        one_line(field("category"), 40),
        one_line(field("command"), 40),
        plain(field("description"))
    );
    for (name, value) in &view.skill {
        if !matches!(
            name.as_str(),
            "name" | "version" | "category" | "command" | "description" | "code"
        ) {
            let _ = write!(text, "\n{}: {}", one_line(name, 60), one_line(&value.to_string(), 400));
        }
    }
    let _ = write!(text, "\n\n{}\n", plain(field("code")));
    if let Some(update) = &view.update {
        let state = if update.skipped {
            "was skipped"
        } else {
            "waits for your review"
        };
        let version = one_line(&update.to_version, 40);
        let _ = write!(
            text,
            "\nVersion {version} {state}: `skilldock updates show {}`",
            update.skill_id
        );
    }
    if let Some(mine) = &view.my_rating {
        let _ = write!(text, "\nYours: {}", rating(mine));
    }
    for review in &view.ratings {
        let _ = write!(
            text,
            "\n{} {}",
            "★".repeat(review.rating.into()),
            one_line(review.comment.as_deref().unwrap_or(""), 400)
        );
    }
    text
}

/// A rating of the user's.
#[must_use]
pub fn rating(rating: &MyRating) -> String {
    let state = match rating.state {
        RatingState::Waiting => "waits to be sent",
        RatingState::Sent => "sent",
        RatingState::Failed => "could not be sent",
        RatingState::NotAccepted => "not accepted by the marketplace yet",
        RatingState::Discarded => "discarded",
    };
    let mut text = format!("{}  {}  {state}", rating.skill_id, "★".repeat(rating.rating.into()));
    if let Some(comment) = &rating.comment {
        let _ = write!(text, "\n    {}", one_line(comment, 200));
    }
    if let Some(error) = &rating.last_error {
        let tries = if rating.attempts == 1 { "try" } else { "tries" };
        let _ = write!(
            text,
            "\n    After {} {tries}: {}",
            rating.attempts,
            one_line(error, 300)
        );
    }
    text
}

/// The ratings of the user.
#[must_use]
pub fn ratings(list: &[MyRating]) -> String {
    if list.is_empty() {
        return "No ratings.".to_owned();
    }
    list.iter().map(rating).collect::<Vec<_>>().join("\n")
}

/// How trying the token went.
#[must_use]
pub fn connection(test: &ConnectionTest) -> String {
    match &test.problem {
        Some(problem) => format!("{}\n  {}", problem.message, problem.hint),
        None => {
            let skills = test
                .skills
                .map_or_else(String::new, |skills| format!(", {skills} skills"));
            let warning = test
                .warning
                .as_ref()
                .map_or_else(String::new, |warning| format!("\n  {warning}"));
            format!(
                "The marketplace accepts the token ({} ms{skills}).{warning}",
                test.latency_ms
            )
        }
    }
}

const fn source(source: Source) -> &'static str {
    match source {
        Source::Environment => "environment",
        Source::EnvFile => ".env file",
        Source::Settings => "settings",
        Source::Default => "default",
    }
}

/// One variable.
#[must_use]
pub fn variable(view: &VariableView) -> String {
    format!(
        "{} = {}  ({}; {})",
        view.variable,
        one_line(view.value.as_deref().unwrap_or("not set"), 200),
        source(view.source),
        view.range
    )
}

/// A value that cannot be used.
#[must_use]
pub fn config_problem(problem: &ConfigProblem) -> String {
    format!(
        "{} = \"{}\" ({}): {} It may be: {}.",
        problem.variable,
        one_line(&problem.value, 200),
        source(problem.source),
        problem.message,
        problem.range
    )
}

/// The configuration.
#[must_use]
pub fn config(variables: &[VariableView], problems: &[ConfigProblem]) -> String {
    let mut text = variables.iter().map(variable).collect::<Vec<_>>().join("\n");
    for problem in problems {
        let kind = if problem.overridden { "Warning" } else { "Error" };
        let _ = write!(text, "\n{kind}: {}", config_problem(problem));
    }
    text
}
