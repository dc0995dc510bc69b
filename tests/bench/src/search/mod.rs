//! Searches: over the real catalogue as an engine has it, and over one of a hundred
//! thousand skills (or as many as are asked for) beside what SQLite takes for the least
//! that finds the same.

pub mod made;
mod real;
mod typed;

use std::collections::HashSet;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use rusqlite::Connection;
use serde_json::value::RawValue;
use skilldock_engine::config::ConflictStrategy;
use skilldock_engine::model::{SkillRecord, UnixMillis};
use skilldock_engine::ratings::Figures;
use skilldock_engine::search::{SearchContext, SearchRequest, Searcher};
use skilldock_engine::store::listing::{Listing, apply, stage};
use skilldock_engine::store::settle::Wishes;
use skilldock_engine::store::skills::set_figures;
use skilldock_engine::store::{Store, StoreError};

use crate::measure::{quantile, timed};
use crate::report::Report;
use made::Source;
use typed::{Kind, Typist, commonest, filters, with_facets};

pub use real::measure;

/// Skills written in one transaction.
const BATCH: usize = 1_000;
/// The goals of 100,000 skills; those of more are at most six times these.
const LONG: Duration = Duration::from_millis(10);
const FACETS: Duration = Duration::from_millis(40);
const SHORT: Duration = Duration::from_millis(15);
const MENDED: Duration = Duration::from_millis(20);
const GOALS_ARE_FOR: usize = 100_000;

/// A store full of skills and what searches it.
struct Ground {
    store: Store,
    searcher: Searcher,
    runs: usize,
    times: u32,
}

/// Measures searches over so many made-up skills. `kept` is a folder where they stay for
/// the next time, made where it is not there.
pub fn at_scale(
    lines: &[String],
    skills: usize,
    kept: Option<&Path>,
    runs: usize,
    report: &mut Report,
) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = kept.unwrap_or_else(|| folder.path());
    let store = Store::open(path)?;
    let (took, filled) = timed(|| fill(&store, lines, skills));
    if filled? {
        report.plain(format!("{skills} made-up skills inserted"), took);
    }
    let ground = Ground {
        store,
        searcher: Searcher::default(),
        runs,
        times: if skills > GOALS_ARE_FOR { 6 } else { 1 },
    };
    let (took, first) = timed(|| ground.search(&SearchRequest::default()));
    first?;
    report.plain("search: first list, nothing in memory", took);
    let (took, first) = timed(|| ground.search(&typed::asked("spotify".to_owned())));
    first?;
    report.plain("search: first words, columns read", took);
    let mut typist = Typist::of(lines)?;
    let each = if runs > 1 { 300 } else { 10 };
    let kinds = typist.long(each);
    let short = typist.short();
    let mistyped = typist.mistyped(each);
    // As every search was before the words were kept in memory, and those of a program that
    // asks once still are.
    let mut by_index = Vec::new();
    for kind in &kinds {
        by_index.extend(ground.times(&kind.requests)?);
    }
    ground.report("by FTS5, 3+ characters", &mut by_index, LONG, report);
    ground.report(
        "by FTS5, 1-2 characters",
        &mut ground.times(&short.requests)?,
        SHORT,
        report,
    );
    ground.report(
        "by FTS5, a typo",
        &mut ground.times(&mistyped.requests)?,
        MENDED,
        report,
    );

    let (took, warm) = timed(|| ground.store.read(|connection| ground.searcher.warm(connection)));
    warm?;
    report.plain("search: words read", took);
    let mut all = Vec::new();
    let mut all_faceted = Vec::new();
    for kind in &kinds {
        let mut each = ground.times(&kind.requests)?;
        ground.report(kind.name, &mut each, LONG, report);
        all.append(&mut each);
        all_faceted.extend(ground.times(&with_facets(&kind.requests))?);
    }
    ground.report("3+ characters, all of these", &mut all, LONG, report);
    ground.report("3+ characters, with facets", &mut all_faceted, FACETS, report);
    ground.limits(&kinds, report)?;
    ground.report(short.name, &mut ground.times(&short.requests)?, SHORT, report);
    let faceted = with_facets(&short.requests);
    ground.report(
        "1-2 characters, with facets",
        &mut ground.times(&faceted)?,
        FACETS,
        report,
    );
    ground.report(mistyped.name, &mut ground.times(&mistyped.requests)?, MENDED, report);
    let common = commonest();
    ground.report(common.name, &mut ground.times(&common.requests)?, LONG, report);
    let filters = filters();
    ground.report(filters.name, &mut ground.times(&filters.requests)?, LONG, report);
    let faceted = with_facets(&filters.requests);
    ground.report("conditions, with facets", &mut ground.times(&faceted)?, FACETS, report);
    let lists = vec![SearchRequest::default(); each.min(50)];
    ground.report("the whole list", &mut ground.times(&lists)?, LONG, report);
    let lists = with_facets(&lists);
    ground.report(
        "the whole list, with facets",
        &mut ground.times(&lists)?,
        FACETS,
        report,
    );
    ground.after_updates(report)
}

impl Ground {
    fn search(&self, request: &SearchRequest) -> Result<u32, StoreError> {
        let context = SearchContext { now: UnixMillis::now() };
        let page = |connection: &Connection| self.searcher.search(connection, request, &context);
        Ok(self.store.read(page)?.total)
    }

    /// How long each takes: the quickest of all rounds, because what else the machine does
    /// is not the search. All others are asked between two rounds of one, so that what was
    /// kept of it is gone, as far as there is more than is kept.
    fn times(&self, requests: &[SearchRequest]) -> anyhow::Result<Vec<Duration>> {
        let mut times = vec![Duration::MAX; requests.len()];
        for _ in 0..self.runs {
            for (time, request) in times.iter_mut().zip(requests) {
                let (took, found) = timed(|| self.search(request));
                found.with_context(|| request.text.clone())?;
                *time = took.min(*time);
            }
        }
        Ok(times)
    }

    /// The first search after a live update: what was kept of the catalogue is of before.
    fn after_updates(&self, report: &mut Report) -> anyhow::Result<()> {
        let context = SearchContext { now: UnixMillis::now() };
        let first = |connection: &Connection| self.searcher.search(connection, &SearchRequest::default(), &context);
        let page = self.store.read(first)?;
        let id = page.skills.first().context("no skills")?.skill_id;
        let mut times = Vec::new();
        for count in 0..u32::try_from(self.runs)?.max(2) {
            let figures = Figures { average: 4.5, count };
            self.store
                .write(|connection| set_figures(connection, id, figures, None))?;
            let (took, found) = timed(|| self.search(&typed::asked("spotify".to_owned())));
            found?;
            times.push(took);
        }
        self.report("the first after a live update", &mut times, LONG, report);
        Ok(())
    }

    fn report(&self, name: &str, times: &mut [Duration], goal: Duration, report: &mut Report) {
        let goal = goal * self.times;
        report.against(format!("search: {name}, median"), quantile(times, 0.5), "goal", goal);
        report.within(format!("search: {name}, p95"), quantile(times, 0.95), "goal", goal, 1.0);
    }

    /// What SQLite takes to count what has the words in the description, with its index and
    /// without: less than that, no search over its tables can do.
    fn limits(&self, kinds: &[Kind], report: &mut Report) -> anyhow::Result<()> {
        let texts: Vec<&str> = kinds
            .iter()
            .flat_map(|kind| &kind.requests)
            .map(|request| request.text.as_str())
            .collect();
        let step = (texts.len() / 150).max(1);
        let (mut indexed, mut scanned) = (Vec::new(), Vec::new());
        self.store.read(|connection| {
            let mut by_index = connection.prepare("SELECT count(*) FROM skill_text WHERE skill_text MATCH ?1")?;
            let mut by_scan =
                connection.prepare("SELECT count(*) FROM skill WHERE description LIKE ?1 OR name LIKE ?1")?;
            for (at, text) in texts.iter().step_by(step).enumerate() {
                let Some(asked) = as_match(text) else { continue };
                let began = Instant::now();
                by_index.query_row([asked], |row| row.get::<_, i64>(0))?;
                indexed.push(began.elapsed());
                if at % 10 == 0 {
                    let began = Instant::now();
                    by_scan.query_row([format!("%{text}%")], |row| row.get::<_, i64>(0))?;
                    scanned.push(began.elapsed());
                }
            }
            Ok(())
        })?;
        for (name, mut times) in [("FTS5 counting", indexed), ("a plain scan", scanned)] {
            report.plain(format!("search: limit, {name}, median"), quantile(&mut times, 0.5));
            report.plain(format!("search: limit, {name}, p95"), quantile(&mut times, 0.95));
        }
        Ok(())
    }
}

/// The words of a text as FTS5 asks for them, the last one unfinished.
fn as_match(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    (!quoted.is_empty()).then(|| format!("{} *", quoted.join(" ")))
}

/// Writes the skills straight into the store, where they are not there; says whether.
pub fn fill(store: &Store, lines: &[String], skills: usize) -> anyhow::Result<bool> {
    let there: i64 =
        store.read(|connection| Ok(connection.query_row("SELECT skills FROM meta", [], |row| row.get(0))?))?;
    if usize::try_from(there)? == skills {
        return Ok(false);
    }
    anyhow::ensure!(there == 0, "the folder holds {there} skills: give an empty one");
    let mut source = Source::of(lines)?;
    let now = UnixMillis::now();
    let mut seen = HashSet::new();
    for first in (0..skills).step_by(BATCH) {
        let mut records = Vec::with_capacity(BATCH);
        for number in first..skills.min(first + BATCH) {
            records.push(SkillRecord::parse(RawValue::from_string(source.skill(number))?)?);
        }
        seen.extend(records.iter().map(|record| record.id));
        store.write(|connection| {
            for record in &records {
                stage(connection, record, None, now, now)?;
            }
            Ok(())
        })?;
    }
    let listing = Listing {
        seen: &seen,
        kept: &HashSet::new(),
        began: now,
        wishes: Wishes {
            strategy: ConflictStrategy::default(),
            review: false,
        },
        deletions_confirmed: false,
    };
    store.write(|connection| apply(connection, &listing, now))?;
    Ok(true)
}
