//! Import and export as the window does them: what an import would do is shown before it
//! is done, a path that cannot be read holds up no other, and an export may be of what a
//! search finds.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Engine;
use super::local::{ExportReport, ImportReport, NotImported, Taken, take_in};
use crate::library::{self, Limits};
use crate::model::{Code, Problem, SkillId, UnixMillis};
use crate::search::SearchRequest;
use crate::store::local;

/// Skills of an import that are named, and refused ones of a report.
const SHOWN: usize = 200;
/// Characters of a name or a reason that are shown.
const TEXT_SHOWN: usize = 300;
/// Skills that one search answers with.
const PAGE: u32 = 200;

/// What would become of a skill of an import. In the order in which they are shown: what
/// needs somebody first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ImportFate {
    /// It is not taken in.
    Refused,
    /// It is in conflict with the marketplace's, and waits for a person.
    Conflict,
    /// It is in conflict with the marketplace's, whose copy stays; it can be undone.
    Overruled,
    /// It becomes the user's copy of a skill of the marketplace's.
    Updated,
    /// It is new here: the user's own.
    Added,
    /// It is here already, as it is.
    Unchanged,
}

/// A skill of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ImportItem {
    /// Its name, or its file's where it is refused.
    pub name: String,
    /// What would become of it.
    pub fate: ImportFate,
    /// Why it is refused, in one sentence; empty otherwise.
    pub why: String,
}

/// What an import would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct ImportPreview {
    /// Skills in what was given, refused ones included.
    pub total: u32,
    /// Those that would be new here.
    pub added: u32,
    /// Those that would change a skill of the marketplace's, conflicts included.
    pub updated: u32,
    /// Those of them that would be in conflict.
    pub conflicts: u32,
    /// Those that are here as they are.
    pub unchanged: u32,
    /// Those that would not be taken in.
    pub refused: u32,
    /// The gravest first, at most 200.
    pub items: Vec<ImportItem>,
}

/// What to write out.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum ExportWhat {
    /// These skills.
    Skills {
        /// Their ids.
        skill_ids: Vec<SkillId>,
    },
    /// What a search finds, all of it.
    Found {
        /// The search; its pages do not matter.
        search: Box<SearchRequest>,
    },
    /// Everything that is here.
    All {},
}

impl Engine {
    /// What an import of these paths would do. It is done for good measure and then
    /// undone, inside one transaction that nobody sees, so that the import that follows
    /// cannot come to another result.
    ///
    /// # Errors
    /// A database that fails. What is wrong with a path is in the answer.
    pub fn preview_import(&self, paths: &[PathBuf]) -> Result<ImportPreview, Problem> {
        let mut items = Vec::new();
        let mut objects = Vec::new();
        for path in paths {
            match library::import(path, &Limits::default()) {
                Ok(read) => {
                    items.extend(
                        read.refused
                            .into_iter()
                            .map(|one| refused(one.name, one.why.to_string())),
                    );
                    objects.extend(read.skills);
                }
                Err(error) => items.push(refused(file_name(path), error.to_string())),
            }
        }
        let strategy = self.resolved().config.conflict_strategy;
        let now = UnixMillis::now();
        let fates = self.inner.store.write(|connection| {
            connection.execute_batch("SAVEPOINT import")?;
            let looked = objects
                .iter()
                .map(|object| {
                    let taken = take_in(connection, object, strategy, now)?;
                    Ok(match taken {
                        Taken::Added => (ImportFate::Added, ""),
                        Taken::Unchanged => (ImportFate::Unchanged, ""),
                        Taken::Refused(why) => (ImportFate::Refused, why),
                        Taken::Updated(Some(met)) if met.waiting => (ImportFate::Conflict, ""),
                        Taken::Updated(Some(met)) if local::get(connection, met.skill)?.is_none() => {
                            (ImportFate::Overruled, "")
                        }
                        Taken::Updated(_) => (ImportFate::Updated, ""),
                    })
                })
                .collect::<Result<Vec<_>, crate::store::StoreError>>();
            let undone = connection.execute_batch("ROLLBACK TO import; RELEASE import");
            // Where looking failed, the whole write is undone by its error.
            let looked = looked?;
            undone?;
            Ok(looked)
        })?;
        for (object, (fate, why)) in objects.iter().zip(fates) {
            let name = object
                .get("name")
                .and_then(serde_json::Value::as_str)
                .unwrap_or_default();
            items.push(ImportItem {
                name: clip(name),
                fate,
                why: why.to_owned(),
            });
        }
        Ok(summed(items))
    }

    /// Takes in skills from these paths. One that cannot be read is refused alone. At
    /// most 200 refused ones are named; `total` counts all.
    ///
    /// # Errors
    /// A disk that cannot be written: what was taken in before stays.
    pub fn import_all(&self, paths: &[PathBuf]) -> Result<ImportReport, Problem> {
        let mut whole = ImportReport::default();
        for path in paths {
            match self.import(&[path.as_path()]) {
                Ok(report) => {
                    whole.total += report.total;
                    whole.added += report.added;
                    whole.updated += report.updated;
                    whole.unchanged += report.unchanged;
                    whole.conflicts.detected += report.conflicts.detected;
                    whole.conflicts.resolved += report.conflicts.resolved;
                    // Counted anew by each: how many wait in all.
                    whole.conflicts.waiting = report.conflicts.waiting;
                    whole.refused.extend(report.refused);
                }
                Err(problem) if problem.code == Code::BadInput => {
                    whole.total += 1;
                    whole.refused.push(NotImported {
                        name: file_name(path),
                        why: problem.message,
                    });
                }
                Err(problem) => return Err(problem),
            }
        }
        whole.refused.truncate(SHOWN);
        for one in &mut whole.refused {
            one.name = clip(&one.name);
            one.why = clip(&one.why);
        }
        Ok(whole)
    }

    /// Writes out what is asked for: to a `.json` file, a `.zip`, or a folder.
    ///
    /// # Errors
    /// As for [`Engine::export`]; [`Code::BadInput`] where there is nothing to write.
    pub fn export_what(&self, what: &ExportWhat, to: &Path) -> Result<ExportReport, Problem> {
        let ids = match what {
            ExportWhat::All {} => return self.export(None, to),
            ExportWhat::Skills { skill_ids } => skill_ids.clone(),
            ExportWhat::Found { search } => self.found(search)?,
        };
        if ids.is_empty() {
            return Err(Problem::new(
                Code::BadInput,
                "There is nothing to export.",
                "Choose at least one skill.",
            ));
        }
        self.export(Some(&ids), to)
    }

    /// The ids of all that a search finds.
    fn found(&self, search: &SearchRequest) -> Result<Vec<SkillId>, Problem> {
        let mut ids = Vec::new();
        loop {
            let page = self.search(&SearchRequest {
                offset: u32::try_from(ids.len()).unwrap_or(u32::MAX),
                limit: PAGE,
                facets: false,
                ..search.clone()
            })?;
            let read = page.skills.len();
            ids.extend(page.skills.into_iter().map(|row| row.skill_id));
            if read == 0 || ids.len() >= usize::try_from(page.total).unwrap_or(usize::MAX) {
                return Ok(ids);
            }
        }
    }
}

fn summed(mut items: Vec<ImportItem>) -> ImportPreview {
    let count = |fates: &[ImportFate]| {
        let number = items.iter().filter(|item| fates.contains(&item.fate)).count();
        u32::try_from(number).unwrap_or(u32::MAX)
    };
    let mut preview = ImportPreview {
        total: u32::try_from(items.len()).unwrap_or(u32::MAX),
        added: count(&[ImportFate::Added]),
        updated: count(&[ImportFate::Updated, ImportFate::Conflict, ImportFate::Overruled]),
        conflicts: count(&[ImportFate::Conflict, ImportFate::Overruled]),
        unchanged: count(&[ImportFate::Unchanged]),
        refused: count(&[ImportFate::Refused]),
        items: Vec::new(),
    };
    items.sort_by_key(|item| item.fate);
    items.truncate(SHOWN);
    preview.items = items;
    preview
}

fn refused(name: String, why: String) -> ImportItem {
    ImportItem {
        name: clip(&name),
        fate: ImportFate::Refused,
        why: clip(&why),
    }
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    clip(&name.to_string_lossy())
}

fn clip(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(TEXT_SHOWN).collect()
}
