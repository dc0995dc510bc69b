//! The commands and their options.

use std::path::PathBuf;

use clap::{ArgGroup, Parser, Subcommand, ValueEnum};
use skilldock_engine::Part;
use skilldock_engine::conflict::{Automatic, ConflictType, Severity};
use skilldock_engine::model::SkillType;
use skilldock_engine::ratings::RatingState;
use skilldock_engine::search::{Badge, Sort};

const EXIT_STATUSES: &str = "Exit status:
  0   done
  1   the configuration is invalid
  2   wrong usage
  3   done, and something waits for you (conflicts, held deletions)
  4   the marketplace cannot be reached or gives no usable answer
  5   the token is missing or rejected
  6   done in part
  7   busy or locked
  8   not found
  9   bad input
  10  the disk is full or not writable
  70  a bug of ours";

/// Browse the Atom skills marketplace and keep it in sync. Without a command: the window, at the place that a
/// skilldock:// link at the end names.
#[derive(Debug, Parser)]
#[command(name = "skilldock", version, after_help = EXIT_STATUSES)]
pub struct Args {
    /// Folder of databases, settings and logs [default: the platform's data folder]
    #[arg(long, value_name = "DIR", global = true)]
    pub data_dir: Option<PathBuf>,
    /// File of variables [default: .env in the working folder, if it is there]
    #[arg(long, value_name = "FILE", global = true)]
    pub env_file: Option<PathBuf>,
    /// Print one JSON object, also for an error
    #[arg(long, global = true)]
    pub json: bool,
    /// Log to standard error; twice for more
    #[arg(short, long, action = clap::ArgAction::Count, global = true)]
    pub verbose: u8,
    /// Open the window on the demo marketplace if nothing else is set up yet
    #[arg(long)]
    pub demo: bool,
    /// A link (`skilldock://…`) whose place the window shows; taken off before the rest is read
    #[arg(skip)]
    pub link: Option<String>,
    /// What to do
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Bring skills, categories and ratings up to date
    Sync {
        /// Only this part
        #[arg(long, value_name = "PART")]
        only: Option<PartName>,
        /// Carry out deletions that were held back
        #[arg(long)]
        confirm_deletions: bool,
        /// Say what would be added, changed and in conflict, and do nothing; in local-only mode too
        #[arg(long, conflicts_with_all = ["only", "confirm_deletions"])]
        dry_run: bool,
    },
    /// Say what is going on
    Status,
    /// Stay live and in sync, and print what happens: a JSON object a line
    Watch {
        /// End after this many seconds
        #[arg(long = "for", value_name = "SECONDS")]
        seconds: Option<u64>,
    },
    /// Find skills here; never asks the network
    Search(Search),
    /// List the categories
    Categories,
    /// Show a skill, whole
    Show {
        /// Its id
        id: String,
    },
    /// Change fields of a skill, here
    Edit(Edit),
    /// Go back to the marketplace's copy
    Revert(Revert),
    /// Make a skill of your own from a file
    New(New),
    /// Take skills in from .json files, folders with a SKILL.md, and .zip archives
    Import(Import),
    /// Write skills to a .json file, a .zip, or a folder of skill folders
    Export(Export),
    /// List conflicts, resolve them, undo it
    Conflicts(Conflicts),
    /// List updates that wait for a review, see what they change, accept or skip them
    Updates(Updates),
    /// Rate a skill: kept at once, sent where there is a connection
    Rate {
        /// Its id
        id: String,
        /// 1 to 5
        #[arg(allow_negative_numbers = true)]
        stars: i64,
        /// What you say about it, at most 1,000 characters
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
        comment: Option<String>,
    },
    /// List your ratings, try one again, or take one away
    #[command(args_conflicts_with_subcommands = true)]
    Ratings {
        /// Only in this state: waiting, sent, failed, not_accepted
        #[arg(long, value_name = "STATE", value_parser = rating_state)]
        state: Option<RatingState>,
        /// What to do with one
        #[command(subcommand)]
        action: Option<RatingAction>,
    },
    /// Set, test, rotate or forget the marketplace's token
    Token {
        /// What to do with it
        #[command(subcommand)]
        action: TokenAction,
    },
    /// Show the configuration, each value with its source
    Config {
        /// Only this variable
        variable: Option<String>,
    },
    /// Write out everything held about you, or erase it
    Privacy {
        /// What to do
        #[command(subcommand)]
        action: PrivacyAction,
    },
    /// Run the bundled demo marketplace until it is stopped
    Demo(Demo),
}

/// What to do with what is held about the user.
#[derive(Debug, Subcommand)]
pub enum PrivacyAction {
    /// Write everything held about you into a file, as JSON
    Export {
        /// The file to write
        #[arg(value_name = "PATH")]
        path: PathBuf,
    },
    /// Remove identity, ratings, edits, own skills, favourites, history, logs and the token from this machine
    Erase {
        /// Yes, all of it: it cannot be undone
        #[arg(long, required = true)]
        yes: bool,
    },
}

/// Changes to a skill.
#[derive(Debug, clap::Args)]
// The group that is made of the struct by itself has the id or number in it too: it would require nothing.
#[group(skip)]
#[command(group(ArgGroup::new("changes").required(true).multiple(true)))]
pub struct Edit {
    /// The skill's id
    pub id: String,
    /// A field and its new value, such as 'tags=["pdf"]' (several: all of them)
    #[arg(long, value_name = "FIELD=JSON", group = "changes")]
    pub set: Vec<String>,
    /// A file with the new code
    #[arg(long, value_name = "FILE", group = "changes")]
    pub code: Option<PathBuf>,
}

/// The way back from an edit.
#[derive(Debug, clap::Args)]
pub struct Revert {
    /// The skill's id
    pub id: String,
    /// Delete it where the marketplace does not have it
    #[arg(long)]
    pub discard: bool,
}

/// A skill of one's own.
#[derive(Debug, clap::Args)]
pub struct New {
    /// A skill as .json, a SKILL.md, or code as .py or .js
    pub file: PathBuf,
}

/// Skills to take in.
#[derive(Debug, clap::Args)]
pub struct Import {
    /// A .json file, a folder, or a .zip
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}

/// Skills to write.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// Their ids
    #[arg(required_unless_present = "all", conflicts_with = "all", value_name = "ID")]
    pub ids: Vec<String>,
    /// Everything that is here
    #[arg(long)]
    pub all: bool,
    /// Where: ending in .json, in .zip, or a folder
    #[arg(long, value_name = "PATH")]
    pub to: PathBuf,
}

/// The conflicts.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Conflicts {
    /// Only of this severity: CRITICAL, HIGH, MEDIUM, LOW
    #[arg(long, value_name = "S", value_parser = severity)]
    pub severity: Option<Severity>,
    /// Only of this type: VERSION_MISMATCH, CONTENT_MISMATCH, DEPENDENCY_CONFLICT, OTHER
    #[arg(long = "type", value_name = "T", value_parser = conflict_type)]
    pub kind: Option<ConflictType>,
    /// Those that are resolved, latest first
    #[arg(long)]
    pub resolved: bool,
    /// What to do
    #[command(subcommand)]
    pub action: Option<ConflictAction>,
}

/// What to do with conflicts.
#[derive(Debug, Subcommand)]
pub enum ConflictAction {
    /// Show one with all its sides
    Show {
        /// Its number
        #[arg(value_name = "N")]
        number: i64,
    },
    /// Resolve one, or all that fit
    Resolve(Resolve),
    /// Undo a resolution: your copy of before returns and the conflict waits again
    Undo {
        /// Its number
        #[arg(value_name = "N")]
        number: i64,
    },
}

/// Updates that wait for a review.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Updates {
    /// Those that were skipped
    #[arg(long)]
    pub skipped: bool,
    /// What to do
    #[command(subcommand)]
    pub action: Option<UpdateAction>,
}

/// What to do with updates.
#[derive(Debug, Subcommand)]
pub enum UpdateAction {
    /// Show what one changes
    Show {
        /// The skill's id
        id: String,
    },
    /// Let one in, or all that wait
    #[command(group(ArgGroup::new("which").required(true).args(["id", "all"])))]
    Accept {
        /// The skill's id
        id: Option<String>,
        /// All that wait
        #[arg(long)]
        all: bool,
        /// Only if this is still the update, as `updates show` names it
        #[arg(long, value_name = "MARK", conflicts_with = "all")]
        mark: Option<String>,
    },
    /// Say no to one: it stays away until the next
    Skip {
        /// The skill's id
        id: String,
        /// Only if this is still the update, as `updates show` names it
        #[arg(long, value_name = "MARK")]
        mark: Option<String>,
    },
    /// Take the last decision on a skill's update back: it waits again
    Undo {
        /// The skill's id
        id: String,
    },
}

/// How to resolve.
#[derive(Debug, clap::Args)]
// Of a group of its own, as above.
#[group(skip)]
#[command(group(ArgGroup::new("way").required(true).multiple(true)))]
pub struct Resolve {
    /// Its number
    #[arg(value_name = "N", required_unless_present = "all", conflicts_with = "all")]
    pub number: Option<i64>,
    /// All that wait
    #[arg(long, requires = "strategy", conflicts_with_all = ["pick", "set"])]
    pub all: bool,
    /// remote_wins, local_wins or merge
    #[arg(long, value_name = "S", value_parser = strategy, conflicts_with = "pick", group = "way")]
    pub strategy: Option<Automatic>,
    /// The side a field is taken from: local, remote, both or base (several: all of them)
    #[arg(long, value_name = "FIELD=SIDE", group = "way")]
    pub pick: Vec<String>,
    /// A field's value, whatever the sides have (several: all of them)
    #[arg(long, value_name = "FIELD=JSON", group = "way")]
    pub set: Vec<String>,
    // A number is refused by name here and below: since it excludes --all, requiring that one asks for nothing.
    /// With --all: only of this severity
    #[arg(long, value_name = "S", value_parser = severity, requires = "all", conflicts_with = "number")]
    pub severity: Option<Severity>,
    /// With --all: only of this type
    #[arg(long = "type", value_name = "T", value_parser = conflict_type, requires = "all", conflicts_with = "number")]
    pub kind: Option<ConflictType>,
    /// With --all: say what would be done, and do nothing
    #[arg(long, requires = "all", conflicts_with = "number")]
    pub dry_run: bool,
}

/// What to do with one of your ratings.
#[derive(Debug, Subcommand)]
pub enum RatingAction {
    /// Try one again that failed or was not accepted
    Retry {
        /// The skill's id
        id: String,
    },
    /// Take one away here
    Discard {
        /// The skill's id
        id: String,
    },
}

/// What to do with the token.
#[derive(Debug, Subcommand)]
pub enum TokenAction {
    /// Read it from standard input and keep it in the keychain
    Set,
    /// Try it with one small request
    Test,
    /// Have a new one made, prove it, use it, and revoke the old one
    Rotate,
    /// Take it out of the keychain
    Forget,
}

/// A search.
#[derive(Debug, clap::Args)]
pub struct Search {
    /// Words, and tokens such as tag:pdf or rating:>=4
    pub query: Vec<String>,
    /// Only this category (several: any of them)
    #[arg(long, value_name = "CATEGORY")]
    pub category: Vec<String>,
    /// Only this type: prompt_only, python_code, nodejs_code, other
    #[arg(long = "type", value_name = "TYPE", value_parser = skill_type)]
    pub skill_type: Vec<SkillType>,
    /// Only with this tag (several: all of them)
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,
    /// Only without this tag
    #[arg(long, value_name = "TAG")]
    pub not_tag: Vec<String>,
    /// Only rated at least this, 0 to 5
    #[arg(long, value_name = "N", value_parser = rating)]
    pub min_rating: Option<f64>,
    /// Only with this mark: installed, favourite, edited, local, conflict, stale
    #[arg(long, value_name = "MARK", value_parser = badge)]
    pub is: Vec<Badge>,
    /// relevance, rating, most_rated, newest, updated or name
    #[arg(long, value_name = "ORDER", value_parser = sort)]
    pub sort: Option<Sort>,
    /// At most this many
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: u32,
    /// Leave out this many at the front
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: u32,
    /// Count categories, types and tags of the matches
    #[arg(long)]
    pub facets: bool,
}

/// The demo marketplace.
#[derive(Debug, clap::Args)]
pub struct Demo {
    /// Port on loopback [default: any free one]
    #[arg(long, value_name = "P", default_value_t = 0)]
    pub port: u16,
    /// Serve this catalogue (JSON Lines, plain or .gz) instead of the bundled one
    #[arg(long, value_name = "FILE", conflicts_with = "skills")]
    pub catalogue: Option<PathBuf>,
    /// Serve this many made-up skills instead
    #[arg(long, value_name = "N")]
    pub skills: Option<usize>,
}

/// A part of a sync by name.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum PartName {
    /// The listing of skills
    Skills,
    /// The categories
    Categories,
    /// The ratings
    Ratings,
}

impl From<PartName> for Part {
    fn from(name: PartName) -> Self {
        match name {
            PartName::Skills => Self::Skills,
            PartName::Categories => Self::Categories,
            PartName::Ratings => Self::Ratings,
        }
    }
}

fn skill_type(text: &str) -> Result<SkillType, String> {
    SkillType::from_name(text).ok_or_else(|| "it is prompt_only, python_code, nodejs_code or other".to_owned())
}

fn rating_state(text: &str) -> Result<RatingState, String> {
    RatingState::SHOWN
        .into_iter()
        .find(|state| state.as_str() == text)
        .ok_or_else(|| names(&RatingState::SHOWN.map(RatingState::as_str)))
}

fn badge(text: &str) -> Result<Badge, String> {
    Badge::from_name(text).ok_or_else(|| names(&Badge::ALL.map(Badge::as_str)))
}

fn sort(text: &str) -> Result<Sort, String> {
    Sort::from_name(text).ok_or_else(|| names(&Sort::ALL.map(Sort::as_str)))
}

fn severity(text: &str) -> Result<Severity, String> {
    Severity::from_name(&text.to_ascii_uppercase()).ok_or_else(|| "it is CRITICAL, HIGH, MEDIUM or LOW".to_owned())
}

fn conflict_type(text: &str) -> Result<ConflictType, String> {
    ConflictType::from_name(&text.to_ascii_uppercase())
        .ok_or_else(|| "it is VERSION_MISMATCH, CONTENT_MISMATCH, DEPENDENCY_CONFLICT or OTHER".to_owned())
}

fn strategy(text: &str) -> Result<Automatic, String> {
    Automatic::ALL
        .into_iter()
        .find(|strategy| strategy.name() == text)
        .ok_or_else(|| "it is remote_wins, local_wins or merge".to_owned())
}

fn names(all: &[&str]) -> String {
    format!("it is one of {}", all.join(", "))
}

fn rating(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|rating| (0.0..=5.0).contains(rating))
        .ok_or_else(|| "it is a number from 0 to 5".to_owned())
}
