//! Every version of a skill that was seen here, and in what any two of them differ.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::Engine;
use super::catalogue::not_found;
use super::editing::parse_set;
use crate::compare::{self, DiffItem};
use crate::conflict::{Object, digest};
use crate::fit;
use crate::model::{Code, Problem, ServerTime, SkillId, UnixMillis};
use crate::store::versions::{self, PastVersion};
use crate::store::{StoreError, accepted, local, remote, skills};

/// Bytes of JSON in one answer of a comparison: an answer to the window stays below 256 KiB.
const PAGE: usize = 128 * 1024;
/// Fields named of what a version changed.
const FIELDS_SHOWN: usize = 40;

/// Whose copy a version is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// The user's, as it is now.
    Mine,
    /// The marketplace's, as it is now.
    Marketplace,
    /// The marketplace's, replaced since.
    Past,
}

/// A version of a skill that is here whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HistoryEntry {
    /// What names it in a [`DiffRequest`].
    pub key: String,
    /// Whose copy it is.
    pub whose: Whose,
    /// The version it names itself.
    pub version: String,
    /// The marketplace's time of it (RFC 3339).
    pub updated_at: Option<String>,
    /// When it came here, or when the user last changed it; `None` where nobody knows.
    pub seen_at: Option<UnixMillis>,
    /// Whether the user's changes started from it.
    pub base: bool,
    /// The fields that differ from the version before it, at most 40; `None` for the first.
    pub changed: Option<Vec<String>>,
}

/// The versions of a skill, the user's first, then the marketplace's, latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct History {
    /// At most 22.
    pub entries: Vec<HistoryEntry>,
}

/// Two versions to compare, by the keys of their entries. `start` is what the user's
/// changes started from (or would start from), `shown` what is shown now.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct DiffRequest {
    /// Which skill.
    pub skill_id: SkillId,
    /// The earlier one.
    pub before: String,
    /// The later one.
    pub after: String,
    /// Fields of the later one that are not saved yet, each as JSON text.
    #[serde(default)]
    #[ts(optional)]
    pub set: Option<BTreeMap<String, String>>,
    /// Where to begin, in items.
    pub offset: u32,
}

/// A stretch of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DiffPage {
    /// The pieces.
    pub items: Vec<DiffItem>,
    /// Where the next stretch begins, where there is more.
    pub next: Option<u32>,
}

/// Lines that a comparison folded.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct FoldRequest {
    /// The comparison; its offset does not matter.
    pub of: DiffRequest,
    /// The field they are in.
    pub field: String,
    /// The first of them in the later text, from 1.
    pub first: u32,
    /// How many.
    pub lines: u32,
}

/// Lines, as many as fit into an answer: fewer than asked for means to ask on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FoldedLines {
    /// The lines, without their endings.
    pub lines: Vec<String>,
}

impl Engine {
    /// The versions of a skill that are here.
    ///
    /// # Errors
    /// [`Code::NotFound`], or a database that fails.
    pub fn history(&self, id: SkillId) -> Result<History, Problem> {
        let found = self.inner.store.read(|connection| entries(connection, id))?;
        found
            .filter(|entries| !entries.is_empty())
            .map(|entries| History { entries })
            .ok_or_else(|| not_found(id))
    }

    /// In what two versions of a skill differ, a page at a time.
    ///
    /// # Errors
    /// [`Code::NotFound`] for a skill or a version that is not here; [`Code::BadInput`]
    /// for an unsaved value that cannot be one; a database that fails.
    pub fn diff(&self, request: &DiffRequest) -> Result<DiffPage, Problem> {
        let (before, after) = self.both(request)?;
        let (items, next) = compare::page(compare::compare(&before, &after), request.offset, PAGE);
        Ok(DiffPage { items, next })
    }

    /// Lines that a comparison folded: both versions have them.
    ///
    /// # Errors
    /// As for [`Engine::diff`].
    pub fn folded_lines(&self, request: &FoldRequest) -> Result<FoldedLines, Problem> {
        let (_, after) = self.both(&request.of)?;
        let text = compare::text_of(&after, &request.field);
        let first = usize::try_from(request.first.saturating_sub(1)).unwrap_or(usize::MAX);
        let count = usize::try_from(request.lines).unwrap_or(usize::MAX);
        let mut used = 0;
        let lines = text
            .lines()
            .skip(first)
            .take(count)
            .map(compare::shown_line)
            .take_while(|line| {
                // One line at least, however long, so that asking on gets on.
                let bytes = fit::json(line) + 1;
                let fits = used == 0 || used + bytes < PAGE;
                used += bytes;
                fits
            })
            .collect();
        Ok(FoldedLines { lines })
    }

    fn both(&self, request: &DiffRequest) -> Result<(Object, Object), Problem> {
        let set = match &request.set {
            Some(set) => parse_set(set).map_err(|faults| faults.into_problem())?,
            None => Object::new(),
        };
        let id = request.skill_id;
        let (before, after) = self.inner.store.read(|connection| {
            Ok((
                version(connection, id, &request.before)?,
                version(connection, id, &request.after)?,
            ))
        })?;
        let gone = || {
            Problem::new(
                Code::NotFound,
                "This version is not here any more.",
                "Open the history again.",
            )
        };
        let (before, mut after) = (before.ok_or_else(gone)?, after.ok_or_else(gone)?);
        for (field, value) in set {
            after.insert(field, value);
        }
        Ok((before, after))
    }
}

/// The object of a version, by its key.
fn version(connection: &Connection, id: SkillId, key: &str) -> Result<Option<Object>, StoreError> {
    let theirs = || remote::raw(connection, id)?.as_deref().map(skills::object).transpose();
    match key {
        "mine" => Ok(local::get(connection, id)?.map(|copy| copy.object)),
        "marketplace" => theirs(),
        // A later copy that is kept back until it is reviewed.
        "waiting" => match accepted::get(connection, id)? {
            Some(row) if row.held.is_some() => Ok(accepted::newest(connection, id)?
                .map(|(raw, _)| skills::object(&raw))
                .transpose()?),
            _ => Ok(None),
        },
        "base" => Ok(local::get(connection, id)?.and_then(|copy| copy.base)),
        "start" => match local::get(connection, id)? {
            Some(copy) => match (copy.base, theirs()?) {
                (Some(base), _) => Ok(Some(base)),
                (None, Some(theirs)) => Ok(Some(theirs)),
                // The user's own: its changes start from what is saved.
                (None, None) => Ok(Some(copy.object)),
            },
            None => theirs(),
        },
        "shown" => match local::get(connection, id)? {
            Some(copy) => Ok(Some(copy.object)),
            None => theirs(),
        },
        past => {
            for known in versions::past_versions(connection, id)? {
                if past_key(&known) == past {
                    let at = known.updated_at.map_or(0, ServerTime::as_micros);
                    return versions::of(connection, id, at, &known.version)?
                        .as_deref()
                        .map(skills::object)
                        .transpose();
                }
            }
            Ok(None)
        }
    }
}

fn entries(connection: &Connection, id: SkillId) -> Result<Option<Vec<HistoryEntry>>, StoreError> {
    let copy = local::get(connection, id)?;
    let theirs = remote::raw(connection, id)?
        .as_deref()
        .map(skills::object)
        .transpose()?;
    let received = skills::raw(connection, id)?.map(|(_, at)| at);
    if copy.is_none() && theirs.is_none() {
        return Ok(None);
    }
    let mut found: Vec<(HistoryEntry, Object)> = Vec::new();
    if let Some(theirs) = theirs {
        let entry = entry("marketplace", Whose::Marketplace, &theirs, received);
        found.push((entry, theirs));
    }
    for past in versions::past_versions(connection, id)? {
        let at = past.updated_at.map_or(0, ServerTime::as_micros);
        let Some(raw) = versions::of(connection, id, at, &past.version)? else {
            continue;
        };
        let object = skills::object(&raw)?;
        found.push((
            entry(&past_key(&past), Whose::Past, &object, Some(past.seen_at)),
            object,
        ));
    }
    if let Some(base) = copy.as_ref().and_then(|copy| copy.base.clone()) {
        mark_base(&mut found, base);
    }
    // What each marketplace's version changed of the one before it.
    let mut older: Option<&Object> = None;
    let mut changes = Vec::with_capacity(found.len());
    for (_, object) in found.iter().rev() {
        changes.push(older.map(|older| changed(older, object)));
        older = Some(object);
    }
    for ((entry, _), changed) in found.iter_mut().rev().zip(changes) {
        entry.changed = changed;
    }
    let mut entries: Vec<HistoryEntry> = Vec::with_capacity(found.len() + 1);
    if let Some(copy) = copy {
        let mut mine = entry("mine", Whose::Mine, &copy.object, Some(copy.edited_at));
        let start = copy.base.or_else(|| found.first().map(|(_, object)| object.clone()));
        mine.changed = start.map(|start| changed(&start, &copy.object));
        entries.push(mine);
    }
    entries.extend(found.into_iter().map(|(entry, _)| entry));
    Ok(Some(entries))
}

/// What names a past version: short, whatever an author calls it.
fn past_key(past: &PastVersion) -> String {
    let at = past.updated_at.map_or(0, ServerTime::as_micros);
    format!("past:{at}:{}", digest(&[&past.version]))
}

/// Says which of the marketplace's versions the user's changes started from. One that is
/// not among them, because it is too long ago, is put in its place.
fn mark_base(found: &mut Vec<(HistoryEntry, Object)>, base: Object) {
    let same = found
        .iter_mut()
        .find(|(entry, object)| entry.updated_at == time(&base) && compare::changed_fields(object, &base).is_empty());
    if let Some((entry, _)) = same {
        entry.base = true;
        return;
    }
    let mut own = entry("base", Whose::Past, &base, None);
    own.base = true;
    let at = server_time(&base);
    let place = found
        .iter()
        .position(|(entry, object)| entry.whose == Whose::Past && server_time(object) < at)
        .unwrap_or(found.len());
    found.insert(place, (own, base));
}

fn entry(key: &str, whose: Whose, object: &Object, seen_at: Option<UnixMillis>) -> HistoryEntry {
    HistoryEntry {
        key: key.to_owned(),
        whose,
        version: fit::name(
            object
                .get("version")
                .and_then(Value::as_str)
                .filter(|version| !version.is_empty())
                .unwrap_or("1.0.0"),
        ),
        updated_at: time(object),
        seen_at,
        base: false,
        changed: None,
    }
}

fn changed(before: &Object, after: &Object) -> Vec<String> {
    let mut fields = compare::changed_fields(before, after);
    fields.truncate(FIELDS_SHOWN);
    for field in &mut fields {
        *field = compare::shown_name(field);
    }
    fields
}

fn time(object: &Object) -> Option<String> {
    object.get("updated_at").and_then(Value::as_str).map(fit::name)
}

fn server_time(object: &Object) -> Option<ServerTime> {
    ServerTime::parse(object.get("updated_at")?.as_str()?)
}
