//! What users make themselves: changes to skills, skills of their own, import and
//! export. Needs no marketplace (contract, section 6: an edit keeps the copy it started
//! from).

use std::path::Path;

use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use super::Engine;
use super::catalogue::not_found;
use crate::activity::{ActivityFacts, Happened};
use crate::conflict::{Object, check_field};
use crate::library::{self, Limits};
use crate::model::{Code, Problem, ServerTime, SkillId, UnixMillis};
use crate::store::local::LocalSkill;
use crate::store::settle::{Settled, meet_again};
use crate::store::{StoreError, local, remote, skills, versions};
use crate::sync::ConflictChanges;
use crate::view::SkillView;

/// Something that was not taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct NotImported {
    /// What: a file's path inside what was given, or a skill's name.
    pub name: String,
    /// Why, in one sentence.
    pub why: String,
}

/// How an import went.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
pub struct ImportReport {
    /// Skills in what was given, refused ones included.
    pub total: u32,
    /// New here: the user's own now.
    pub added: u32,
    /// Of the marketplace's, changed by what was given.
    pub updated: u32,
    /// As they were.
    pub unchanged: u32,
    /// Not taken in, each with its reason.
    pub refused: Vec<NotImported>,
    /// Conflicts with what the marketplace has.
    pub conflicts: ConflictChanges,
}

/// How an export went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ExportReport {
    /// Skills written.
    pub skills: u32,
    /// Files written.
    pub files: u32,
    /// Bytes written.
    pub bytes: u64,
}

/// What became of one skill of an import.
pub(super) enum Taken {
    Added,
    Updated(Option<Settled>),
    Unchanged,
    Refused(&'static str),
}

impl Engine {
    /// Changes fields of a skill: the user's copy, whether there was one already or not.
    /// A change that leads back to the marketplace's copy ends the edit.
    ///
    /// # Errors
    /// [`Code::NotFound`]; [`Code::BadInput`] for a field that cannot be set or a value of
    /// another type; a disk that cannot be written.
    pub fn edit(&self, id: SkillId, set: &Object) -> Result<SkillView, Problem> {
        for (field, value) in set {
            check_field(field, value).map_err(|error| bad_input(&error))?;
        }
        let now = UnixMillis::now();
        let strategy = self.resolved().config.conflict_strategy;
        let settled = self.inner.store.write(|connection| {
            let copy = match local::get(connection, id)? {
                Some(copy) => copy,
                None => {
                    let Some(theirs) = remote::raw(connection, id)? else {
                        return Ok(None);
                    };
                    let theirs = skills::object(&theirs)?;
                    LocalSkill {
                        id,
                        object: theirs.clone(),
                        base: Some(theirs),
                        gone: false,
                        edited_at: now,
                    }
                }
            };
            let mut object = copy.object.clone();
            for (field, value) in set {
                object.insert(field.clone(), value.clone());
            }
            let copy = LocalSkill {
                object,
                edited_at: now,
                ..copy
            };
            local::put(connection, &copy, now)?;
            Ok(Some(meet_again(connection, id, strategy, now)?))
        })?;
        let settled = settled.ok_or_else(|| not_found(id))?;
        self.note_now(Happened::Edited, Some(id), ActivityFacts::default());
        self.emit_catalogue();
        self.emit_settled(&Vec::from_iter(settled));
        self.show(id)
    }

    /// Ends the user's changes to a skill: the marketplace's copy is shown again. A
    /// skill that only the user has is removed, but only where `discard` says so.
    ///
    /// # Errors
    /// [`Code::NotFound`] where there is nothing of the user's; [`Code::BadInput`] where
    /// the skill is only here and `discard` is not said.
    pub fn revert(&self, id: SkillId, discard: bool) -> Result<Option<SkillView>, Problem> {
        let now = UnixMillis::now();
        let name = self.name_of(id);
        let ended = self.inner.store.write(|connection| {
            let Some(copy) = local::get(connection, id)? else {
                return Ok(Err(Problem::new(
                    Code::NotFound,
                    format!("Nothing of skill {id} was changed here."),
                    "`skilldock search --is edited` lists what was.",
                )));
            };
            let theirs = remote::raw(connection, id)?
                .as_deref()
                .map(skills::object)
                .transpose()?;
            if theirs.is_none() && !discard {
                return Ok(Err(Problem::new(
                    Code::BadInput,
                    "This skill is only here: going back would delete it.",
                    "Export it first, or say --discard to delete it.",
                )));
            }
            let there = theirs.is_some();
            let settled = super::conflicts::end_by_user(connection, &copy, theirs, "remote_wins", None, now)?;
            local::remove(connection, id)?;
            Ok(Ok((settled, there)))
        })?;
        let (settled, there) = ended?;
        self.note_now(
            Happened::Reverted,
            Some(id),
            ActivityFacts {
                name,
                ..ActivityFacts::default()
            },
        );
        self.emit_catalogue();
        self.emit_settled(&Vec::from_iter(settled));
        if there { self.show(id).map(Some) } else { Ok(None) }
    }

    /// Makes a skill of the user's own from a file: a skill as `.json`, a `SKILL.md`, or
    /// code as `.py` or `.js`.
    ///
    /// # Errors
    /// [`Code::BadInput`] for a file that is no skill, or a skill that is here already.
    pub fn new_skill(&self, path: &Path) -> Result<SkillView, Problem> {
        let mut object = library::new_skill(path, &Limits::default()).map_err(|error| bad_input(&error))?;
        let id = match object
            .get("skill_id")
            .and_then(Value::as_str)
            .map(str::parse::<SkillId>)
        {
            Some(Ok(id)) => id,
            Some(Err(error)) => return Err(bad_input(&error)),
            None => {
                let id = SkillId::random();
                let mut whole = Object::new();
                whole.insert("skill_id".to_owned(), id.to_string().into());
                whole.append(&mut object);
                object = whole;
                id
            }
        };
        let now = UnixMillis::now();
        let added = self.inner.store.write(|connection| {
            if local::get(connection, id)?.is_some() || remote::head(connection, id)?.is_some() {
                return Ok(false);
            }
            local::put(connection, &own(id, object, now), now)?;
            Ok(true)
        })?;
        if !added {
            return Err(Problem::new(
                Code::BadInput,
                format!("There is a skill {id} here already."),
                "Take skill_id out of the file, or use `skilldock import`.",
            ));
        }
        self.note_now(Happened::Created, Some(id), ActivityFacts::default());
        self.emit_catalogue();
        self.show(id)
    }

    /// Takes in skills from files, folders and archives. `skill_id` and `updated_at` stay
    /// as they come (contract, section 6): a skill that the marketplace has becomes an
    /// edit of its version of that time, where that version is known here.
    ///
    /// # Errors
    /// [`Code::BadInput`] where nothing of a path can be read; a disk that cannot be
    /// written: then nothing of that path was taken in. What is wrong with single skills
    /// is in the report.
    pub fn import(&self, paths: &[&Path]) -> Result<ImportReport, Problem> {
        let mut report = ImportReport::default();
        let mut settled = Vec::new();
        let strategy = self.resolved().config.conflict_strategy;
        for path in paths {
            let read = library::import(path, &Limits::default()).map_err(|error| bad_input(&error))?;
            report
                .refused
                .extend(read.refused.into_iter().map(|refused| NotImported {
                    why: refused.why.to_string(),
                    name: refused.name,
                }));
            let now = UnixMillis::now();
            let taken = self.inner.store.write(|connection| {
                read.skills
                    .iter()
                    .map(|object| take_in(connection, object, strategy, now))
                    .collect::<Result<Vec<_>, _>>()
            })?;
            for (object, taken) in read.skills.iter().zip(taken) {
                match taken {
                    Taken::Added => report.added += 1,
                    Taken::Updated(met) => {
                        report.updated += 1;
                        settled.extend(met);
                    }
                    Taken::Unchanged => report.unchanged += 1,
                    Taken::Refused(why) => report.refused.push(NotImported {
                        name: object
                            .get("name")
                            .and_then(Value::as_str)
                            .unwrap_or_default()
                            .to_owned(),
                        why: why.to_owned(),
                    }),
                }
            }
        }
        let refused = u32::try_from(report.refused.len()).unwrap_or(u32::MAX);
        report.total = report.added + report.updated + report.unchanged + refused;
        report.conflicts = self.count_conflicts(&settled);
        self.note_now(Happened::Imported, None, count(report.added + report.updated));
        if report.added + report.updated > 0 {
            self.emit_catalogue();
        }
        self.emit_settled(&settled);
        Ok(report)
    }

    /// Writes skills as the user sees them: to a `.json` file, a `.zip`, or a folder of
    /// skill folders. `None` for all that are here.
    ///
    /// # Errors
    /// [`Code::NotFound`] for an id that is not here, a place that cannot be written:
    /// then what stood there stays.
    pub fn export(&self, ids: Option<&[SkillId]>, to: &Path) -> Result<ExportReport, Problem> {
        let objects = self.inner.store.read(|connection| {
            let ids = match ids {
                Some(ids) => ids.to_vec(),
                None => skills::ids(connection)?,
            };
            let mut objects = Vec::with_capacity(ids.len());
            for id in ids {
                match skills::raw(connection, id)? {
                    Some((raw, _)) => objects.push(skills::object(&raw)?),
                    None => return Ok(Err(not_found(id))),
                }
            }
            Ok(Ok(objects))
        })??;
        let written = library::export(&objects, to).map_err(Problem::from)?;
        self.note_now(Happened::Exported, None, count(written.skills));
        Ok(ExportReport {
            skills: written.skills,
            files: written.files,
            bytes: written.bytes,
        })
    }
}

fn count(skills: u32) -> ActivityFacts {
    ActivityFacts {
        count: Some(skills),
        ..ActivityFacts::default()
    }
}

pub(super) fn own(id: SkillId, object: Object, now: UnixMillis) -> LocalSkill {
    LocalSkill {
        id,
        object,
        base: None,
        gone: false,
        edited_at: now,
    }
}

/// Takes one skill in. Nothing of the user's is overwritten.
pub(super) fn take_in(
    connection: &rusqlite::Connection,
    object: &Object,
    strategy: crate::config::ConflictStrategy,
    now: UnixMillis,
) -> Result<Taken, StoreError> {
    let mut object = object.clone();
    let id = match object
        .get("skill_id")
        .and_then(Value::as_str)
        .map(str::parse::<SkillId>)
    {
        Some(Ok(id)) => id,
        Some(Err(_)) => return Ok(Taken::Refused("Its skill_id is not a UUID.")),
        None => {
            let id = SkillId::random();
            object.insert("skill_id".to_owned(), id.to_string().into());
            id
        }
    };
    if let Some(copy) = local::get(connection, id)? {
        return Ok(if copy.object == object {
            Taken::Unchanged
        } else {
            Taken::Refused("You have changed this skill here: revert it first, or resolve its conflict.")
        });
    }
    let Some(theirs) = remote::raw(connection, id)? else {
        local::put(connection, &own(id, object, now), now)?;
        return Ok(Taken::Added);
    };
    let theirs = skills::object(&theirs)?;
    if crate::conflict::detect(&object, &theirs).is_none() {
        return Ok(Taken::Unchanged);
    }
    let base = started_from(connection, id, &object, &theirs)?;
    let copy = LocalSkill {
        base,
        ..own(id, object, now)
    };
    local::put(connection, &copy, now)?;
    Ok(Taken::Updated(meet_again(connection, id, strategy, now)?))
}

/// The marketplace's copy that an imported skill was made from: the one of its `updated_at`.
fn started_from(
    connection: &rusqlite::Connection,
    id: SkillId,
    object: &Object,
    theirs: &Object,
) -> Result<Option<Object>, StoreError> {
    let at = |object: &Object| {
        object
            .get("updated_at")
            .and_then(Value::as_str)
            .and_then(ServerTime::parse)
    };
    let Some(made) = at(object) else { return Ok(None) };
    if at(theirs) == Some(made) {
        return Ok(Some(theirs.clone()));
    }
    versions::at(connection, id, made)?
        .as_deref()
        .map(skills::object)
        .transpose()
}

/// What is wrong with what was given, as a sentence.
pub(super) fn bad_input(error: &dyn std::fmt::Display) -> Problem {
    let text = error.to_string();
    let mut letters = text.chars();
    let mut sentence: String = letters
        .next()
        .map(|first| first.to_uppercase().collect())
        .unwrap_or_default();
    sentence.push_str(letters.as_str());
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    Problem::new(Code::BadInput, sentence, "Nothing was changed.")
}
