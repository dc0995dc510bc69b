//! One conflict as somebody decides it: every field with its sides and its choices, in an
//! answer of bounded size. What is longer is read on by [`Engine::conflict_text`] and
//! [`Engine::conflict_code`].

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::queue::{ConflictRow, ConflictSituation, row};
use super::resolve::{UndoBlock, undo_block};
use super::{no_conflict, view};
use crate::conflict::code::{Mark, Piece, marks, pieces};
use crate::conflict::{Became, Changed, Object, Offer, Pick, became, digest, offers};
use crate::engine::Engine;
use crate::model::{Problem, UnixMillis};
use crate::store::conflicts::{self, Sides, StoredConflict};
use crate::store::local;
use crate::view::TextChunk;

/// Bytes of a value shown at once: sixteen fields of four values stay within an answer.
const SHOWN: usize = 2 * 1024;
/// Bytes of a long value read on at a time.
const CHUNK: usize = 48 * 1024;

/// What a field's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A text.
    Text,
    /// A list of texts.
    List,
    /// Code, decided stretch by stretch.
    Code,
    /// Anything else, as JSON.
    Data,
}

/// A value of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct SideValue {
    /// As text: a text as it is, a list an entry a line, the rest as JSON. Empty for code.
    pub text: String,
    /// The entries of a list.
    pub items: Vec<String>,
    /// Whether there is more than is shown here.
    pub cut: bool,
}

/// One field with all its sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DeskField {
    /// Its name.
    pub name: String,
    /// What its values are.
    pub kind: FieldKind,
    /// Who changed it.
    pub changed: Changed,
    /// The choices that can be carried out; none where there is nothing to choose.
    pub picks: Vec<Pick>,
    /// What it becomes where nobody chooses; `null` where somebody must.
    pub suggested: Option<Pick>,
    /// Stands for its sides: another one says that they moved.
    pub digest: String,
    /// As both started from it; `null` where it is not there.
    pub base: Option<SideValue>,
    /// As the user has it.
    pub local: Option<SideValue>,
    /// As the marketplace has it.
    pub remote: Option<SideValue>,
    /// What it became, where the conflict is resolved.
    pub result: Option<SideValue>,
    /// From which side that is.
    pub became: Option<Became>,
    /// The words that the user changed: in `local`.
    pub local_marks: Vec<Mark>,
    /// The words that the marketplace changed: in `remote`.
    pub remote_marks: Vec<Mark>,
}

/// The differing code in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
pub struct CodeSummary {
    /// Stretches that differ.
    pub hunks: u32,
    /// Of those, the ones somebody must decide.
    pub open: u32,
    /// Lines that the user changed.
    pub local_lines: u32,
    /// Lines that the marketplace changed.
    pub remote_lines: u32,
}

/// What is known of a side as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SideFacts {
    /// Its version; empty where it says none.
    pub version: String,
    /// Bytes of the whole copy.
    pub bytes: u32,
    /// When it came to be: the edit's own time, or what the marketplace says.
    pub at: Option<String>,
}

/// A conflict as somebody decides it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConflictDesk {
    /// The conflict.
    pub row: ConflictRow,
    /// Who wrote the skill; empty where that is not said.
    pub author: String,
    /// The fields that differ, the gravest first.
    pub fields: Vec<DeskField>,
    /// The code in numbers, where it differs and is text on both sides.
    pub code: Option<CodeSummary>,
    /// The copy both started from.
    pub base: Option<SideFacts>,
    /// The user's copy.
    pub local: SideFacts,
    /// The marketplace's copy.
    pub remote: Option<SideFacts>,
    /// Why it cannot be undone; `null` where it can, or where it waits.
    pub undo_block: Option<UndoBlock>,
}

/// Which of the values of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// As both started from it.
    Base,
    /// The user's.
    Local,
    /// The marketplace's.
    Remote,
}

impl Engine {
    /// A conflict with every field, its sides and its choices.
    ///
    /// # Errors
    /// [`crate::model::Code::NotFound`], a database that fails.
    pub fn conflict_desk(&self, number: i64) -> Result<ConflictDesk, Problem> {
        let found = self.inner.store.read(|connection| {
            let Some(stored) = conflicts::get(connection, number)? else {
                return Ok(None);
            };
            let edited_at = match stored.resolution {
                None => local::get(connection, stored.skill)?.map(|copy| copy.edited_at),
                Some(_) => None,
            };
            let row = row(connection, &stored)?;
            let block = undo_block(connection, &stored)?;
            Ok(Some((stored, row, edited_at, block)))
        })?;
        let (stored, row, edited_at, undo_block) = found.ok_or_else(|| no_conflict(number))?;
        Ok(desk(&stored, row, edited_at, undo_block))
    }

    /// A side's whole value of a field as text, a stretch at a time, from a byte on.
    ///
    /// # Errors
    /// [`crate::model::Code::NotFound`], a database that fails.
    pub fn conflict_text(&self, number: i64, field: &str, side: Side, offset: u32) -> Result<TextChunk, Problem> {
        let sides = self.sides_of(number)?;
        let object = match side {
            Side::Base => sides.base.as_ref(),
            Side::Local => Some(&sides.local),
            Side::Remote => sides.remote.as_ref(),
        };
        let value = object.and_then(|object| object.get(field));
        Ok(stretch(&value.map(text).unwrap_or_default(), offset))
    }

    pub(super) fn sides_of(&self, number: i64) -> Result<Sides, Problem> {
        let stored = self
            .inner
            .store
            .read(|connection| conflicts::get(connection, number))?
            .ok_or_else(|| no_conflict(number))?;
        Ok(stored.resolution.map_or(stored.sides, |resolution| resolution.sides))
    }
}

fn desk(
    stored: &StoredConflict,
    row: ConflictRow,
    edited_at: Option<UnixMillis>,
    undo_block: Option<UndoBlock>,
) -> ConflictDesk {
    let resolution = stored.resolution.as_ref();
    let sides = resolution.map_or(&stored.sides, |resolution| &resolution.sides);
    // What became of it where the marketplace's copy was taken is that copy.
    let result = resolution.and_then(|resolution| resolution.result.as_ref().or(sides.remote.as_ref()));
    let offers = match (&sides.remote, row.situation) {
        (Some(remote), ConflictSituation::BothChanged | ConflictSituation::BaseUnknown) => {
            offers(sides.base.as_ref(), &sides.local, remote)
        }
        _ => without_choice(stored, sides),
    };
    let code = code_summary(&offers, sides);
    let fields = offers
        .into_iter()
        .map(|offer| desk_field(offer, sides, result, code.is_some()))
        .collect();
    let author = sides.remote.as_ref().unwrap_or(&sides.local).get("metadata");
    let author = author
        .and_then(|metadata| metadata.get("author"))
        .and_then(Value::as_str);
    ConflictDesk {
        row,
        author: clip(author.unwrap_or_default(), 200).to_owned(),
        fields,
        code,
        base: sides.base.as_ref().map(|base| facts(base, None)),
        local: facts(&sides.local, edited_at),
        remote: sides.remote.as_ref().map(|remote| facts(remote, None)),
        undo_block,
    }
}

/// The fields of a conflict in which there is nothing to choose by field: the skill is
/// gone there, or two ratings met.
fn without_choice(stored: &StoredConflict, sides: &Sides) -> Vec<Offer> {
    let names: Vec<String> = match (&sides.base, &sides.remote) {
        (Some(base), None) => offers(None, &sides.local, base)
            .into_iter()
            .map(|offer| offer.name)
            .collect(),
        _ => view(stored).fields.into_iter().map(|field| field.name).collect(),
    };
    names
        .into_iter()
        .map(|name| Offer {
            name,
            changed: if sides.remote.is_none() {
                Changed::Local
            } else {
                Changed::Unknown
            },
            picks: Vec::new(),
            suggested: None,
        })
        .collect()
}

fn desk_field(offer: Offer, sides: &Sides, result: Option<&Object>, code_by_lines: bool) -> DeskField {
    let name = offer.name;
    let (base, mine, theirs) = (
        value(sides.base.as_ref(), &name),
        value(Some(&sides.local), &name),
        value(sides.remote.as_ref(), &name),
    );
    let kind = if name == "code" && code_by_lines {
        FieldKind::Code
    } else {
        kind([base, mine, theirs, value(result, &name)].into_iter().flatten())
    };
    let shown = |value: Option<&Value>| value.map(|value| side_value(value, kind));
    let (local, remote) = (shown(mine), shown(theirs));
    let was = shown(base);
    let words = |side: Option<&SideValue>, other: Option<&SideValue>| match (was.as_ref().or(other), side) {
        (Some(before), Some(after)) if matches!(kind, FieldKind::Text | FieldKind::Data) => {
            marks(&before.text, &after.text).after
        }
        _ => Vec::new(),
    };
    let became = result.map(|result| {
        let nothing = Object::new();
        became(
            &name,
            sides.base.as_ref(),
            &sides.local,
            sides.remote.as_ref().unwrap_or(&nothing),
            result,
        )
    });
    DeskField {
        digest: digest(
            &[base, mine, theirs]
                .map(|value| value.map(ToString::to_string).unwrap_or_default())
                .each_ref()
                .map(String::as_str),
        ),
        kind,
        changed: offer.changed,
        picks: offer.picks,
        suggested: offer.suggested,
        local_marks: words(local.as_ref(), remote.as_ref()),
        remote_marks: words(remote.as_ref(), local.as_ref()),
        base: was,
        local,
        remote,
        result: shown(value(result, &name)),
        became,
        name,
    }
}

/// A field's value; `None` where it is absent or null.
fn value<'a>(object: Option<&'a Object>, field: &str) -> Option<&'a Value> {
    object
        .and_then(|object| object.get(field))
        .filter(|value| !value.is_null())
}

/// What kind of value these are together.
fn kind<'a>(values: impl Iterator<Item = &'a Value> + Clone) -> FieldKind {
    let is_texts = |value: &Value| {
        value.as_array().is_some_and(|items| {
            items
                .iter()
                .all(|item| item.as_str().is_some_and(|text| !text.contains('\n')))
        })
    };
    if values.clone().all(Value::is_string) {
        FieldKind::Text
    } else if values.clone().all(is_texts) {
        FieldKind::List
    } else {
        FieldKind::Data
    }
}

/// A value as text: a text as it is, a list of texts an entry a line, the rest as JSON.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other if kind(std::iter::once(other)) == FieldKind::List => {
            let items: Vec<&str> = other
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            items.join("\n")
        }
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    }
}

fn side_value(value: &Value, kind: FieldKind) -> SideValue {
    if kind == FieldKind::Code {
        return SideValue::default();
    }
    let whole = match (kind, value) {
        (FieldKind::Data, value) => serde_json::to_string_pretty(value).unwrap_or_default(),
        (_, value) => text(value),
    };
    let shown = clip(&whole, SHOWN);
    SideValue {
        items: match kind {
            FieldKind::List if !shown.is_empty() => shown.lines().map(str::to_owned).collect(),
            _ => Vec::new(),
        },
        cut: shown.len() < whole.len(),
        text: shown.to_owned(),
    }
}

/// The code in numbers; `None` where it does not differ, or a side's is no text.
fn code_summary(offers: &[Offer], sides: &Sides) -> Option<CodeSummary> {
    offers
        .iter()
        .find(|offer| offer.name == "code" && !offer.picks.is_empty())?;
    let (base, local, remote) = code_sides(sides)?;
    let mut summary = CodeSummary::default();
    for piece in pieces(base.as_deref(), &local, &remote) {
        let Piece::Hunk(hunk) = piece else { continue };
        let longer = |side: &str| lines(side).max(lines(&hunk.base));
        summary.hunks += 1;
        summary.open += u32::from(hunk.suggested().is_none());
        if hunk.changed != Changed::Remote {
            summary.local_lines += longer(&hunk.local);
        }
        if hunk.changed != Changed::Local {
            summary.remote_lines += longer(&hunk.remote);
        }
    }
    Some(summary)
}

/// Base, the user's and the marketplace's code, where what is there is text.
pub(super) fn code_sides(sides: &Sides) -> Option<(Option<String>, String, String)> {
    let code = |object: &Object| match object.get("code") {
        None | Some(Value::Null) => Some(String::new()),
        Some(Value::String(text)) => Some(text.clone()),
        Some(_) => None,
    };
    let base = match &sides.base {
        None => None,
        Some(base) => Some(code(base)?),
    };
    Some((base, code(&sides.local)?, code(sides.remote.as_ref()?)?))
}

/// Lines of a text, the last one counted without its ending, too.
pub(super) fn lines(text: &str) -> u32 {
    u32::try_from(text.split_inclusive('\n').count()).unwrap_or(u32::MAX)
}

/// The beginning of a text, of at most so many bytes.
pub(super) fn clip(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// A stretch of a long text from a byte on.
pub(super) fn stretch(text: &str, offset: u32) -> TextChunk {
    let from = text.floor_char_boundary(usize::try_from(offset).unwrap_or(usize::MAX));
    let to = text.floor_char_boundary(from.saturating_add(CHUNK));
    TextChunk {
        text: text[from..to].to_owned(),
        next: (to < text.len()).then(|| u32::try_from(to).unwrap_or(u32::MAX)),
    }
}

fn facts(object: &Object, edited_at: Option<UnixMillis>) -> SideFacts {
    let text = |field: &str| {
        object
            .get(field)
            .and_then(Value::as_str)
            .map(|text| clip(text, 100).to_owned())
    };
    let bytes = serde_json::to_string(object).map_or(0, |text| text.len());
    SideFacts {
        version: text("version").unwrap_or_default(),
        bytes: u32::try_from(bytes).unwrap_or(u32::MAX),
        at: edited_at.map(|at| at.to_string()).or_else(|| text("updated_at")),
    }
}
