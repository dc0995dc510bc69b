//! The queue as the window shows it: light rows by the page, with counts to filter by.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::view;
use crate::conflict::{ConflictType, Severity};
use crate::engine::Engine;
use crate::model::{Problem, SkillId, UnixMillis};
use crate::store::StoreError;
use crate::store::conflicts::StoredConflict;
use crate::store::queue::{self, QueueFilter};

/// Rows in one answer at most.
const PAGE: u32 = 100;

/// Which conflicts to show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS)]
pub struct QueueRequest {
    /// Only of this severity.
    pub severity: Option<Severity>,
    /// Only of this type.
    #[serde(rename = "type")]
    pub kind: Option<ConflictType>,
    /// Only of skills with this in their name; empty for all.
    pub text: String,
    /// Those that are resolved, latest first, instead of those that wait, oldest first.
    pub resolved: bool,
    /// How many to leave out.
    pub offset: u32,
    /// At most so many, at most 100.
    pub limit: u32,
}

impl QueueRequest {
    fn filter(&self) -> QueueFilter {
        QueueFilter {
            severity: self.severity,
            kind: self.kind,
            text: self.text.clone(),
            resolved: self.resolved,
        }
    }
}

/// What a conflict is about, where that changes what can be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConflictSituation {
    /// Changed here and at the marketplace, from a copy that is known.
    BothChanged,
    /// Differs, and it is not known what both started from.
    BaseUnknown,
    /// Changed here, and the marketplace no longer has it.
    DeletedThere,
    /// Two ratings of one skill, of which the newer counts.
    Rating,
}

/// A conflict as a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConflictRow {
    /// Its number.
    pub id: i64,
    /// Which skill.
    pub skill_id: SkillId,
    /// The skill's name.
    pub name: String,
    /// What it is about.
    pub situation: ConflictSituation,
    /// What kind it is.
    #[serde(rename = "type")]
    pub kind: ConflictType,
    /// How grave it is.
    pub severity: Severity,
    /// The names of the fields that differ, the gravest first.
    pub fields: Vec<String>,
    /// When it was found.
    pub detected_at: UnixMillis,
    /// When its sides last changed.
    pub changed_at: UnixMillis,
    /// How it ended; `null` while it waits.
    pub strategy: Option<String>,
    /// `strategy` where Skilldock resolved it by itself, `user` where a person did.
    pub resolved_by: Option<String>,
    /// When it ended.
    pub resolved_at: Option<UnixMillis>,
}

/// How many there are of a severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct SeverityCount {
    /// The severity.
    pub severity: Severity,
    /// How many.
    pub count: u32,
}

/// How many there are of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct TypeCount {
    /// The type.
    #[serde(rename = "type")]
    pub kind: ConflictType,
    /// How many.
    pub count: u32,
}

/// A page of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct QueuePage {
    /// The rows.
    pub rows: Vec<ConflictRow>,
    /// How many fit the request.
    pub total: u32,
    /// How many wait, whatever was asked.
    pub waiting: u32,
    /// How many are resolved, whatever was asked.
    pub resolved: u32,
    /// How many of each severity fit the rest of the request, the gravest first.
    pub severities: Vec<SeverityCount>,
    /// How many of each type fit the rest of the request.
    pub types: Vec<TypeCount>,
}

impl Engine {
    /// A page of the conflicts that wait, or of those that are resolved.
    ///
    /// # Errors
    /// A database that fails.
    pub fn conflict_queue(&self, request: &QueueRequest) -> Result<QueuePage, Problem> {
        let filter = request.filter();
        Ok(self.inner.store.read(|connection| {
            let found = queue::page(connection, &filter, request.offset, request.limit.min(PAGE))?;
            let rows = found
                .iter()
                .map(|stored| row(connection, stored))
                .collect::<Result<_, _>>()?;
            let tally = queue::tally(connection, &filter)?;
            let count = |severity: Option<Severity>, kind: Option<ConflictType>| {
                tally
                    .iter()
                    .filter(|(of, is, _)| severity.is_none_or(|one| one == *of) && kind.is_none_or(|one| one == *is))
                    .map(|(_, _, count)| count)
                    .sum()
            };
            let (waiting, resolved) = queue::totals(connection)?;
            Ok(QueuePage {
                rows,
                total: count(filter.severity, filter.kind),
                waiting,
                resolved,
                severities: Severity::ALL
                    .map(|severity| SeverityCount {
                        severity,
                        count: count(Some(severity), filter.kind),
                    })
                    .to_vec(),
                types: ConflictType::ALL
                    .map(|kind| TypeCount {
                        kind,
                        count: count(filter.severity, Some(kind)),
                    })
                    .to_vec(),
            })
        })?)
    }

    /// The numbers of all conflicts of a request, whatever its page, in their order: for
    /// choosing them all.
    ///
    /// # Errors
    /// A database that fails.
    pub fn conflict_numbers(&self, request: &QueueRequest) -> Result<Vec<i64>, Problem> {
        let filter = request.filter();
        Ok(self
            .inner
            .store
            .read(|connection| queue::numbers(connection, &filter))?)
    }
}

/// A conflict as a row; a rating's has the name that the marketplace gives the skill.
pub(super) fn row(connection: &Connection, stored: &StoredConflict) -> Result<ConflictRow, StoreError> {
    let whole = view(stored);
    let sides = stored
        .resolution
        .as_ref()
        .map_or(&stored.sides, |resolution| &resolution.sides);
    let situation = if stored.subject != "skill" {
        ConflictSituation::Rating
    } else if sides.remote.is_none() {
        ConflictSituation::DeletedThere
    } else if sides.base.is_none() {
        ConflictSituation::BaseUnknown
    } else {
        ConflictSituation::BothChanged
    };
    let name = if whole.name.is_empty() {
        queue::name_there(connection, stored.skill)?
    } else {
        whole.name
    };
    let alone = whole.fields.len() == 1;
    Ok(ConflictRow {
        id: whole.id,
        skill_id: whole.skill_id,
        name,
        situation,
        kind: whole.kind,
        severity: whole.severity,
        fields: whole
            .fields
            .into_iter()
            .map(|field| field.name)
            .filter(|name| alone || name != "content_hash")
            .collect(),
        detected_at: whole.detected_at,
        changed_at: whole.changed_at,
        strategy: whole.strategy,
        resolved_by: whole.resolved_by,
        resolved_at: whole.resolved_at,
    })
}
