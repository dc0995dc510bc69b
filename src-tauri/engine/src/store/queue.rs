//! The queue of conflicts as it is looked through: filtered, counted and read by the page.

use rusqlite::{Connection, params};

use super::conflicts::{COLUMNS, StoredConflict, read};
use super::{StoreError, remote, skills};
use crate::conflict::{ConflictType, Severity};
use crate::model::SkillId;

/// Which conflicts are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// Only of this severity.
    pub severity: Option<Severity>,
    /// Only of this type.
    pub kind: Option<ConflictType>,
    /// Only of skills with this in their name, in any case; empty for all.
    pub text: String,
    /// Those that are resolved, latest first, instead of those that wait, oldest first.
    pub resolved: bool,
}

// Lower case in SQL knows ASCII alone, so what was typed is looked for as it stands, too.
const FITS: &str = "(conflict.resolved_at IS NOT NULL) = ?1
    AND (?2 IS NULL OR conflict.severity = ?2) AND (?3 IS NULL OR conflict.type = ?3)
    AND (?4 = '' OR instr(lower(coalesce(json_extract(conflict.local, '$.name'), '')), lower(?4)) > 0
        OR instr(coalesce(json_extract(conflict.local, '$.name'), ''), ?4) > 0)";

const fn order(filter: &QueueFilter) -> &'static str {
    if filter.resolved {
        "conflict.resolved_at DESC, conflict.id DESC"
    } else {
        "conflict.id"
    }
}

/// The conflicts looked for, at most `limit` of them after leaving out `offset`.
///
/// # Errors
/// What SQLite says.
pub fn page(
    connection: &Connection,
    filter: &QueueFilter,
    offset: u32,
    limit: u32,
) -> Result<Vec<StoredConflict>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} WHERE {FITS} ORDER BY {} LIMIT ?5 OFFSET ?6",
        order(filter)
    ))?;
    let mut rows = statement.query(params![
        filter.resolved,
        filter.severity.map(Severity::as_str),
        filter.kind.map(ConflictType::as_str),
        filter.text.trim(),
        limit,
        offset
    ])?;
    let mut conflicts = Vec::new();
    while let Some(row) = rows.next()? {
        conflicts.push(read(row)?);
    }
    Ok(conflicts)
}

/// The numbers of all conflicts looked for, in their order.
///
/// # Errors
/// What SQLite says.
pub fn numbers(connection: &Connection, filter: &QueueFilter) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT conflict.id FROM user.conflict WHERE {FITS} ORDER BY {}",
        order(filter)
    ))?;
    let numbers = statement
        .query_map(
            params![
                filter.resolved,
                filter.severity.map(Severity::as_str),
                filter.kind.map(ConflictType::as_str),
                filter.text.trim()
            ],
            |row| row.get(0),
        )?
        .collect::<Result<_, _>>()?;
    Ok(numbers)
}

/// How many conflicts there are of a severity and a type.
pub type Tally = (Severity, ConflictType, u32);

/// How many there are of each severity and type, of those that wait or those that are
/// resolved; the text counts, severity and type of the filter do not.
///
/// # Errors
/// What SQLite says.
pub fn tally(connection: &Connection, filter: &QueueFilter) -> Result<Vec<Tally>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT severity, type, count(*) FROM user.conflict WHERE {FITS} GROUP BY severity, type"
    ))?;
    let none: Option<&str> = None;
    let mut rows = statement.query(params![filter.resolved, none, none, filter.text.trim()])?;
    let mut tally = Vec::new();
    while let Some(row) = rows.next()? {
        let severity = Severity::from_name(&row.get::<_, String>(0)?);
        let kind = ConflictType::from_name(&row.get::<_, String>(1)?);
        if let (Some(severity), Some(kind)) = (severity, kind) {
            tally.push((severity, kind, row.get(2)?));
        }
    }
    Ok(tally)
}

/// How many wait, and how many are resolved.
///
/// # Errors
/// What SQLite says.
pub fn totals(connection: &Connection) -> Result<(u32, u32), StoreError> {
    Ok(connection
        .prepare_cached("SELECT count(*) FILTER (WHERE resolved_at IS NULL), count(resolved_at) FROM user.conflict")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// The name the marketplace gives a skill; empty where it has none here.
///
/// # Errors
/// What SQLite says.
pub fn name_there(connection: &Connection, skill: SkillId) -> Result<String, StoreError> {
    let Some(raw) = remote::raw(connection, skill)? else {
        return Ok(String::new());
    };
    let object = skills::object(&raw)?;
    let name = object.get("name").and_then(serde_json::Value::as_str);
    Ok(name.unwrap_or_default().to_owned())
}
