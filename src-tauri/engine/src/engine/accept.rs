//! Updates that wait until somebody has looked at them (decision 0015): the queue, what
//! one of them changes, letting it in, saying no, and the ways back.

use std::collections::BTreeSet;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::Engine;
use crate::accept;
use crate::activity::{ActivityFacts, Happened, NewActivity};
use crate::conflict::Object;
use crate::facts::{Fact, added};
use crate::fit;
use crate::model::{Code, Problem, SkillId, UnixMillis};
use crate::store::accepted::{self, Accepted};
use crate::store::accepting::{self, Decided};
use crate::store::settle::{Settled, Wishes, kept_back};
use crate::store::{StoreError, local, skills};
use crate::sync::UpdateChanges;

/// Updates of one page at most.
const PAGE: u32 = 50;
/// Updates let in by one write: others can write between two of them.
const BATCH: usize = 100;
/// Entries named of a list that changed; its numbers count all.
const NAMED: usize = 100;
/// Things named that an update newly does.
const ADDS_SHOWN: usize = 24;
/// Bytes of a changelog that are shown.
const CHANGELOG_SHOWN: usize = 4 << 10;

/// Which updates are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, TS)]
pub struct UpdatesRequest {
    /// Those that were skipped, instead of those that wait.
    pub skipped: bool,
    /// How many to leave out.
    pub offset: u32,
    /// At most so many, at most 50.
    pub limit: u32,
}

/// An update that is kept back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WaitingUpdate {
    /// Of which skill.
    pub skill_id: SkillId,
    /// The skill's name as the user has it.
    pub name: String,
    /// Who made it.
    pub author: String,
    /// The version the user has.
    pub from_version: String,
    /// The version that is kept back.
    pub to_version: String,
    /// What would run differently, the gravest first: names of fields.
    pub changed: Vec<String>,
    /// Whether the user has changed the skill: a conflict may follow.
    pub edited: bool,
    /// Whether the user said no to it.
    pub skipped: bool,
    /// When it came.
    pub held_at: UnixMillis,
    /// Names what the update runs: whoever decides says what they looked at.
    pub mark: String,
}

/// A page of the updates that are kept back, latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct UpdatesPage {
    /// The updates.
    pub updates: Vec<WaitingUpdate>,
    /// How many fit the request.
    pub total: u32,
    /// How many wait, whatever was asked.
    pub waiting: u32,
    /// How many were skipped, whatever was asked.
    pub skipped: u32,
    /// The number of the latest: what comes later is not accepted with these.
    pub until: i64,
}

/// How a skill is started, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CommandChange {
    /// As the user has it.
    pub before: Option<String>,
    /// As it would be.
    pub after: Option<String>,
}

/// What came to a list and what went.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
pub struct ListChange {
    /// New entries, at most 100.
    pub added: Vec<String>,
    /// Entries that are gone, at most 100.
    pub removed: Vec<String>,
    /// How many are new.
    pub added_count: u32,
    /// How many are gone.
    pub removed_count: u32,
}

/// What an update changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct UpdateDetail {
    /// Which.
    pub update: WaitingUpdate,
    /// How it is started, where that changes.
    pub command: Option<CommandChange>,
    /// Python packages.
    pub python_packages: ListChange,
    /// npm packages.
    pub npm_packages: ListChange,
    /// Whether the code changes.
    pub code: bool,
    /// What a scan finds in it and not in what was let in, the highest level first; at most 24.
    pub adds: Vec<Fact>,
    /// How many there are, beyond those listed too.
    pub adds_count: usize,
    /// When the marketplace made the update (RFC 3339).
    pub updated_at: Option<String>,
    /// What its author says of it (`metadata.changelog`), as much as an answer has room for.
    pub changelog: Option<String>,
}

/// An update that could not be let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct NotAccepted {
    /// Of which skill.
    pub skill_id: SkillId,
    /// Why.
    pub error: Problem,
}

/// What came of letting all in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
pub struct AllUpdatesOutcome {
    /// How many were let in.
    pub accepted: u32,
    /// Those that can be taken back, at most 1,000.
    pub undoable: Vec<SkillId>,
    /// Those that were not, at most 100.
    pub failed: Vec<NotAccepted>,
    /// How many wait now: what came since, and what failed.
    pub waiting: u32,
}

/// An update as it is told, with what was let in and what is kept back.
type Described = (WaitingUpdate, (Object, Object));

fn gone(id: SkillId) -> Problem {
    Problem::new(
        Code::NotFound,
        format!("No update of skill {id} waits."),
        "`skilldock updates` lists those that do.",
    )
}

fn another() -> Problem {
    Problem::new(
        Code::BadInput,
        "Another update of this skill has come since: it is not the one that was looked at.",
        "Look at it again, then decide.",
    )
}

impl Engine {
    pub(super) fn wishes(&self) -> Wishes {
        let config = &self.resolved().config;
        Wishes {
            strategy: config.conflict_strategy,
            review: config.review_updates,
        }
    }

    /// Writes down what is here of the favourites, where updates are reviewed: from now on
    /// that is what counts as let in, even if the catalogue is lost.
    pub(super) fn watch_favourites(&self) {
        if self.wishes().review
            && let Err(error) = self.inner.store.write(accepted::watch_favourites)
        {
            // What is here is looked at once more when an update comes.
            tracing::warn!(%error, "what is here of the favourites could not be written down");
        }
    }

    /// A page of the updates that wait, or of those that were skipped.
    ///
    /// # Errors
    /// A database that fails.
    pub fn updates(&self, request: &UpdatesRequest) -> Result<UpdatesPage, Problem> {
        let limit = request.limit.min(PAGE);
        Ok(self.inner.store.read(|connection| {
            let rows = accepted::list(connection, request.skipped, request.offset, limit)?;
            let (waiting, skipped) = accepted::counts(connection)?;
            let mut updates = Vec::with_capacity(rows.len());
            for row in &rows {
                updates.extend(described(connection, row)?.map(|(update, _)| update));
            }
            Ok(UpdatesPage {
                updates,
                total: if request.skipped { skipped } else { waiting },
                waiting,
                skipped,
                until: accepted::latest(connection)?,
            })
        })?)
    }

    /// The update of a skill that is kept back, if there is one.
    pub(super) fn update_of(&self, id: SkillId) -> Result<Option<WaitingUpdate>, Problem> {
        Ok(self.held_of(id)?.map(|(update, _)| update))
    }

    fn held_of(&self, id: SkillId) -> Result<Option<Described>, StoreError> {
        self.inner
            .store
            .read(|connection| match accepted::get(connection, id)? {
                Some(row) if row.held.is_some() => described(connection, &row),
                _ => Ok(None),
            })
    }

    /// What the update of a skill changes that is kept back. The texts line by line are
    /// [`Engine::diff`]'s, of `marketplace` and `waiting`.
    ///
    /// # Errors
    /// [`Code::NotFound`] where none is, or a database that fails.
    pub fn update_detail(&self, id: SkillId) -> Result<UpdateDetail, Problem> {
        let (update, (before, after)) = self.held_of(id)?.ok_or_else(|| gone(id))?;
        let text = |object: &Object, field: &str| object.get(field).and_then(Value::as_str).map(fit::name);
        let command = update
            .changed
            .iter()
            .any(|field| field == "command")
            .then(|| CommandChange {
                before: text(&before, "command"),
                after: text(&after, "command"),
            });
        let mut adds = added(&before, &after).facts;
        let adds_count = adds.len();
        adds.truncate(ADDS_SHOWN);
        Ok(UpdateDetail {
            command,
            python_packages: packages(&before, &after, "python_packages"),
            npm_packages: packages(&before, &after, "npm_packages"),
            code: update.changed.iter().any(|field| field == "code"),
            adds,
            adds_count,
            updated_at: text(&after, "updated_at"),
            changelog: after
                .get("metadata")
                .and_then(|metadata| metadata.get("changelog"))
                .and_then(Value::as_str)
                .filter(|text| !text.trim().is_empty())
                .map(|text| fit::head(text, CHANGELOG_SHOWN).to_owned()),
            update,
        })
    }

    /// Lets an update in. With `mark`, only the one that has it: what came since it was
    /// looked at goes on waiting.
    ///
    /// # Errors
    /// [`Code::NotFound`] where none waits, [`Code::BadInput`] where it is another one, a
    /// disk that cannot be written.
    pub fn accept_update(&self, id: SkillId, mark: Option<&str>) -> Result<(), Problem> {
        let (wishes, now) = (self.wishes(), UnixMillis::now());
        let settled = self.decided(id, |connection| accepting::accept(connection, id, mark, wishes, now))?;
        self.note_now(Happened::UpdateAccepted, Some(id), ActivityFacts::default());
        self.said(&Vec::from_iter(settled));
        Ok(())
    }

    /// Lets every update in that waits and was listed with this number; what came later
    /// goes on waiting.
    ///
    /// # Errors
    /// A database that fails, a disk that cannot be written: what was let in until then
    /// stays so. What is wrong with single updates is in the outcome.
    pub fn accept_updates(&self, until: i64) -> Result<AllUpdatesOutcome, Problem> {
        let (wishes, now) = (self.wishes(), UnixMillis::now());
        let ids = self
            .inner
            .store
            .read(|connection| accepted::waiting_until(connection, until))?;
        let mut outcome = AllUpdatesOutcome::default();
        let mut settled = Vec::new();
        for batch in ids.chunks(BATCH) {
            let done = self.inner.store.write(|connection| {
                batch
                    .iter()
                    .map(|id| {
                        // A later one may have come between the two: that one was not listed.
                        let later = accepted::get(connection, *id)?.is_none_or(|row| row.sequence > until);
                        let decided = if later {
                            Decided::Another
                        } else {
                            accepting::accept(connection, *id, None, wishes, now)?
                        };
                        let undoable = accepted::get(connection, *id)?.is_some_and(|row| row.before.is_some());
                        Ok((*id, decided, undoable))
                    })
                    .collect::<Result<Vec<_>, StoreError>>()
            })?;
            for (id, decided, undoable) in done {
                match decided {
                    Decided::Done(met) => {
                        outcome.accepted += 1;
                        settled.extend(met);
                        if undoable && outcome.undoable.len() < 1000 {
                            outcome.undoable.push(id);
                        }
                    }
                    Decided::Another if outcome.failed.len() < NAMED => outcome.failed.push(NotAccepted {
                        skill_id: id,
                        error: another(),
                    }),
                    // Somebody decided meanwhile.
                    Decided::Another | Decided::Nothing => {}
                }
            }
        }
        if outcome.accepted > 0 {
            let facts = ActivityFacts {
                count: Some(outcome.accepted),
                ..ActivityFacts::default()
            };
            self.note_now(Happened::UpdateAccepted, None, facts);
        }
        self.said(&settled);
        outcome.waiting = self.inner.store.read(accepted::counts)?.0;
        Ok(outcome)
    }

    /// Says no to an update: it stays away until the next one comes.
    ///
    /// # Errors
    /// As for [`Engine::accept_update`].
    pub fn skip_update(&self, id: SkillId, mark: Option<&str>) -> Result<(), Problem> {
        self.decided(id, |connection| accepting::skip(connection, id, mark))?;
        self.note_now(Happened::UpdateSkipped, Some(id), ActivityFacts::default());
        self.said(&[]);
        Ok(())
    }

    /// Takes the last decision on a skill's update back: a no, or letting it in. The update
    /// waits again. Where the user has a copy of their own, the way back is the conflict's.
    ///
    /// # Errors
    /// [`Code::NotFound`] where there is nothing to take back, a disk that cannot be written.
    pub fn take_back_update(&self, id: SkillId) -> Result<(), Problem> {
        let now = UnixMillis::now();
        self.decided(id, |connection| match accepting::ask_again(connection, id)? {
            Decided::Nothing => accepting::take_back(connection, id, now),
            done => Ok(done),
        })?;
        self.note_now(Happened::UpdateTakenBack, Some(id), ActivityFacts::default());
        self.said(&[]);
        Ok(())
    }

    /// Lets in all that is kept back, skipped ones too: the user no longer wants to be asked.
    pub(super) fn release_updates(&self) -> Result<(), Problem> {
        let now = UnixMillis::now();
        let wishes = Wishes {
            review: false,
            ..self.wishes()
        };
        let most = u32::try_from(BATCH).unwrap_or(u32::MAX);
        loop {
            let (settled, more) = self
                .inner
                .store
                .write(|connection| accepting::release(connection, most, wishes, now))?;
            self.said(&settled);
            if !more {
                return Ok(());
            }
        }
    }

    fn decided(
        &self,
        id: SkillId,
        work: impl FnOnce(&Connection) -> Result<Decided, StoreError>,
    ) -> Result<Option<Settled>, Problem> {
        match self.inner.store.write(work)? {
            Decided::Done(settled) => Ok(settled),
            Decided::Another => Err(another()),
            Decided::Nothing => Err(gone(id)),
        }
    }

    fn said(&self, settled: &[Settled]) {
        self.emit_catalogue();
        self.emit_settled(settled);
        self.emit_status();
    }

    /// What a report says of updates that are reviewed first.
    pub(super) fn count_updates(&self, settled: &[Settled]) -> UpdateChanges {
        UpdateChanges {
            held: kept_back(settled),
            waiting: self.inner.store.read(accepted::counts).unwrap_or_default().0,
        }
    }

    /// Notes updates that were kept back: one by itself, several by their number.
    pub(super) fn note_held(&self, settled: &[Settled]) {
        let held: BTreeSet<SkillId> = settled.iter().filter(|one| one.held).map(|one| one.skill).collect();
        let Some(first) = held.first() else { return };
        let count = u32::try_from(held.len()).ok();
        let facts = ActivityFacts {
            count,
            ..ActivityFacts::default()
        };
        let new = NewActivity::now(Happened::UpdateHeld, facts);
        self.note(if held.len() == 1 { new.of(*first) } else { new });
    }
}

/// An update as it is told, with what was let in and what is kept back.
fn described(connection: &Connection, row: &Accepted) -> Result<Option<Described>, StoreError> {
    let (Some(mark), Some((newest, _))) = (&row.held, accepted::newest(connection, row.id)?) else {
        return Ok(None);
    };
    let (before, after) = (skills::object(&row.raw)?, skills::object(&newest)?);
    let own = local::get(connection, row.id)?;
    let shown = own.as_ref().map_or(&before, |copy| &copy.object);
    let text = |object: &Object, field: &str| object.get(field).and_then(Value::as_str).map(fit::name);
    let version = |object: &Object| {
        text(object, "version")
            .filter(|version| !version.is_empty())
            .unwrap_or_else(|| "1.0.0".to_owned())
    };
    let author = after
        .get("metadata")
        .and_then(|metadata| metadata.get("author"))
        .or_else(|| after.get("author"))
        .and_then(Value::as_str);
    let update = WaitingUpdate {
        skill_id: row.id,
        name: text(shown, "name").unwrap_or_default(),
        author: author.map(fit::name).unwrap_or_default(),
        from_version: version(&before),
        to_version: version(&after),
        changed: accept::differing(&before, &after)
            .into_iter()
            .map(str::to_owned)
            .collect(),
        edited: own.is_some(),
        skipped: !row.waits(),
        held_at: row.held_at,
        mark: mark.clone(),
    };
    Ok(Some((update, (before, after))))
}

fn packages(before: &Object, after: &Object, field: &str) -> ListChange {
    let (before, after) = (accept::packages(before, field), accept::packages(after, field));
    let named = |from: &BTreeSet<String>, without: &BTreeSet<String>| {
        let named: Vec<String> = from
            .difference(without)
            .take(NAMED)
            .map(|name| fit::name(name))
            .collect();
        (
            named,
            u32::try_from(from.difference(without).count()).unwrap_or(u32::MAX),
        )
    };
    let (added, added_count) = named(&after, &before);
    let (removed, removed_count) = named(&before, &after);
    ListChange {
        added,
        removed,
        added_count,
        removed_count,
    }
}
