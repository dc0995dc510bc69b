//! Conflicts as they are shown, and what resolving them did or would do.

use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use crate::conflict::{self, ConflictType, Object, Severity, code};
use crate::model::{Problem, SkillId, UnixMillis};
use crate::store::conflicts::StoredConflict;

/// One field of a conflict with all its sides; `null` where a side does not have it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ConflictField {
    /// Its name.
    pub name: String,
    /// As both started from it.
    #[ts(type = "unknown")]
    pub base: Value,
    /// As the user has it.
    #[ts(type = "unknown")]
    pub local: Value,
    /// As the marketplace has it.
    #[ts(type = "unknown")]
    pub remote: Value,
}

/// A conflict as it is shown (command line, `conflicts`).
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ConflictView {
    /// Its number.
    pub id: i64,
    /// Which skill.
    pub skill_id: SkillId,
    /// The skill's name.
    pub name: String,
    /// `skill` or `rating`.
    pub subject: String,
    /// What kind it is.
    #[serde(rename = "type")]
    pub kind: ConflictType,
    /// How grave it is.
    pub severity: Severity,
    /// The fields that differ, each with its sides.
    pub fields: Vec<ConflictField>,
    /// Whether it is known what both started from.
    pub base_known: bool,
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

/// A conflict with what the merge would make of it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ConflictDetail {
    /// The conflict.
    #[serde(flatten)]
    pub conflict: ConflictView,
    /// The code of both sides, stretch by stretch; empty where it does not differ.
    pub code: Vec<code::Region>,
    /// What it became, where it is resolved; else what the merge would give.
    #[ts(type = "Record<string, unknown>")]
    pub result: Object,
}

/// One that could not be resolved.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct NotResolved {
    /// Its number.
    pub id: i64,
    /// Why.
    pub error: Problem,
}

/// What resolving one would make of its skill.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct WouldResolve {
    /// Its number.
    pub id: i64,
    /// Which skill.
    pub skill_id: SkillId,
    /// The strategy.
    pub strategy: String,
    /// What the skill would be.
    #[ts(type = "Record<string, unknown>")]
    pub result: Object,
}

/// How resolving many went.
#[derive(Debug, Clone, PartialEq, Default, Serialize, TS)]
pub struct BulkReport {
    /// How many were resolved.
    pub resolved: u32,
    /// Their numbers, for one undo.
    pub ids: Vec<i64>,
    /// Those that were not.
    pub failed: Vec<NotResolved>,
}

/// What resolving many would do.
#[derive(Debug, Clone, PartialEq, Default, Serialize, TS)]
pub struct BulkPreview {
    /// One a conflict.
    pub would: Vec<WouldResolve>,
    /// Those that could not be resolved.
    pub failed: Vec<NotResolved>,
}

/// A conflict as it is shown.
pub(in crate::engine) fn view(stored: &StoredConflict) -> ConflictView {
    let resolution = stored.resolution.as_ref();
    let sides = resolution.map_or(&stored.sides, |resolution| &resolution.sides);
    let nothing = Object::new();
    let remote = sides.remote.as_ref().unwrap_or(&nothing);
    let names = if stored.subject == "skill" {
        conflict::differing_fields(&sides.local, remote)
    } else {
        sides
            .local
            .keys()
            .filter(|name| sides.local.get(*name) != remote.get(*name))
            .cloned()
            .collect()
    };
    let side = |object: Option<&Object>, name: &str| {
        object
            .and_then(|object| object.get(name))
            .cloned()
            .unwrap_or(Value::Null)
    };
    ConflictView {
        id: stored.id,
        skill_id: stored.skill,
        name: sides
            .local
            .get("name")
            .or_else(|| remote.get("name"))
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        subject: stored.subject.clone(),
        kind: stored.kind,
        severity: stored.severity,
        fields: names
            .into_iter()
            .map(|name| ConflictField {
                base: side(sides.base.as_ref(), &name),
                local: side(Some(&sides.local), &name),
                remote: side(sides.remote.as_ref(), &name),
                name,
            })
            .collect(),
        base_known: sides.base.is_some(),
        detected_at: stored.detected_at,
        changed_at: stored.changed_at,
        strategy: resolution.map(|resolution| resolution.strategy.clone()),
        resolved_by: resolution.map(|resolution| resolution.by.clone()),
        resolved_at: resolution.map(|resolution| resolution.at),
    }
}
