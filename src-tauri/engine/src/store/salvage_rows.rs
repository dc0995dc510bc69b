//! Reads the rows of a damaged database, around what is damaged.
//!
//! A table is read in the order of its key, from the start until a page cannot be read,
//! then from the end. What lies between is halved, and each half read from the middle
//! outwards, as often as it is worth. A row whose key can be read and whose text cannot
//! is passed by and counted.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OpenFlags};
use serde_json::value::RawValue;

use super::{SalvagedTable, StoreError, cipher};
use crate::model::SkillRecord;
use crate::vault::DataKey;

/// How often a stretch that cannot be read is halved, in one table.
const HALVINGS: u32 = 400;

/// Rows passed by, in one stretch.
const MOST_UNREADABLE: u32 = 10_000;

/// Columns that hold JSON: what is none was damaged without anybody noticing.
const JSON: &[&str] = &[
    "raw",
    "base",
    "local",
    "remote",
    "result",
    "report",
    "last_error",
    "uploads",
];

/// Copies what can be read of these tables from the file at `from`.
///
/// # Errors
/// Only what the target says, such as a full disk. What the source says is counted.
pub(super) fn all(
    from: &Path,
    target: &Connection,
    tables: &[&str],
    key: Option<&DataKey>,
) -> Result<BTreeMap<String, SalvagedTable>, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let source = cipher::open_with(from, flags, key);
    let mut result = BTreeMap::new();
    target.execute_batch("BEGIN")?;
    for name in tables {
        let saved = match &source {
            Ok(source) => Table::of(source, target, name)?.map_or(Ok(None), |table| table.copy().map(Some))?,
            Err(_) => None,
        };
        result.insert(
            (*name).to_owned(),
            saved.unwrap_or(SalvagedTable {
                gaps: 1,
                ..SalvagedTable::default()
            }),
        );
    }
    if let Ok(source) = &source {
        copy_numbers(source, target)?;
    }
    target.execute_batch("COMMIT")?;
    Ok(result)
}

/// Numbers that are never used again (`AUTOINCREMENT`), where the last rows are lost or
/// were deleted.
fn copy_numbers(source: &Connection, target: &Connection) -> Result<(), StoreError> {
    let read = || -> rusqlite::Result<Vec<(String, i64)>> {
        let mut statement = source.prepare("SELECT name, seq FROM sqlite_sequence")?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    };
    for (name, number) in read().unwrap_or_default() {
        let changed = target.execute(
            "UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1",
            rusqlite::params![name, number],
        )?;
        if changed == 0 {
            target.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)",
                rusqlite::params![name, number],
            )?;
        }
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq)]
enum Order {
    Up,
    Down,
}

struct Table<'a> {
    source: &'a Connection,
    target: &'a Connection,
    name: &'a str,
    key: String,
    /// Those that both files have, the key first.
    columns: Vec<String>,
    insert: String,
}

impl<'a> Table<'a> {
    /// `None` where the source knows no such table.
    fn of(source: &'a Connection, target: &'a Connection, name: &'a str) -> Result<Option<Self>, StoreError> {
        let Ok(there) = columns(source, name) else {
            return Ok(None);
        };
        let here = columns(target, name)?;
        let key = here.iter().find(|(_, is_key)| *is_key).map(|(name, _)| name.clone());
        let Some(key) = key.filter(|key| there.iter().any(|(name, _)| name == key)) else {
            return Ok(None);
        };
        let mut columns = vec![key.clone()];
        columns.extend(
            here.into_iter()
                .map(|(name, _)| name)
                .filter(|name| *name != key && there.iter().any(|(there, _)| there == name)),
        );
        let marks = vec!["?"; columns.len()].join(", ");
        let insert = format!("INSERT OR IGNORE INTO {name} ({}) VALUES ({marks})", columns.join(", "));
        Ok(Some(Self {
            source,
            target,
            name,
            key,
            columns,
            insert,
        }))
    }

    fn copy(&self) -> Result<SalvagedTable, StoreError> {
        let mut saved = SalvagedTable::default();
        let Some(from_start) = self.read(None, None, Order::Up, &mut saved)? else {
            return Ok(saved);
        };
        let Some(from_end) = self.read(from_start.clone(), None, Order::Down, &mut saved)? else {
            return Ok(saved);
        };
        let mut stretches = vec![(from_start, from_end)];
        let mut halvings = 0;
        // Where the last gap ended: halves that lie side by side are one.
        let mut gap_to: Option<Option<Value>> = None;
        while let Some((low, high)) = stretches.pop() {
            let middle = middle(low.as_ref(), high.as_ref(), &self.key).filter(|_| halvings < HALVINGS);
            let Some(middle) = middle else {
                if gap_to.as_ref() != Some(&low) {
                    saved.gaps += 1;
                }
                gap_to = Some(high);
                continue;
            };
            halvings += 1;
            // The middle itself belongs to the upper half.
            if let Some(reached) = self.read_from(&middle, high.as_ref(), &mut saved)? {
                // `None`: not even one row, and the stretch begins at the middle.
                stretches.push((Some(reached.unwrap_or_else(|| middle.clone())), high));
            }
            if let Some(reached) = self.read(low.clone(), Some(middle.clone()), Order::Down, &mut saved)? {
                stretches.push((low, Some(reached.unwrap_or(middle))));
            }
        }
        Ok(saved)
    }

    /// As [`Self::read`], upwards, with the first key included.
    fn read_from(
        &self,
        first: &Value,
        high: Option<&Value>,
        saved: &mut SalvagedTable,
    ) -> Result<Option<Option<Value>>, StoreError> {
        let before = match first {
            Value::Integer(number) => Value::Integer(number.saturating_sub(1)),
            Value::Blob(bytes) => Value::Blob(as_number(bytes).saturating_sub(1).to_be_bytes().to_vec()),
            other => other.clone(),
        };
        Ok(
            match self.read(Some(before.clone()), high.cloned(), Order::Up, saved)? {
                None => None,
                Some(Some(reached)) if reached != before => Some(Some(reached)),
                Some(_) => Some(None),
            },
        )
    }

    /// Copies rows between two keys, both left out. `None`: all of them were read.
    /// Otherwise the last key reached, where there is one.
    #[expect(clippy::option_option, reason = "the end of a table is no key")]
    fn read(
        &self,
        low: Option<Value>,
        high: Option<Value>,
        order: Order,
        saved: &mut SalvagedTable,
    ) -> Result<Option<Option<Value>>, StoreError> {
        let (mut low, mut high) = (low, high);
        // A damaged page may name its rows in any order, and so lead in circles.
        for _ in 0..MOST_UNREADABLE {
            let Err(stopped) = self.rows(&mut low, &mut high, order, saved)? else {
                return Ok(None);
            };
            // Perhaps only the text of one row cannot be read: the key says where to go on.
            match self.next_key(low.as_ref(), high.as_ref(), order) {
                Ok(None) => return Ok(None),
                Ok(Some(key)) => {
                    saved.unreadable += 1;
                    match order {
                        Order::Up => low = Some(key),
                        Order::Down => high = Some(key),
                    }
                }
                Err(_) => {
                    tracing::debug!(table = self.name, %stopped, "a stretch of user.db cannot be read");
                    return Ok(Some(match order {
                        Order::Up => low,
                        Order::Down => high,
                    }));
                }
            }
        }
        Ok(Some(match order {
            Order::Up => low,
            Order::Down => high,
        }))
    }

    /// Copies rows until the end or an error of the source, which is the inner result.
    fn rows(
        &self,
        low: &mut Option<Value>,
        high: &mut Option<Value>,
        order: Order,
        saved: &mut SalvagedTable,
    ) -> Result<rusqlite::Result<()>, StoreError> {
        let sql = self.sql(&self.columns.join(", "), low.as_ref(), high.as_ref(), order);
        let parameters = rusqlite::params_from_iter([low.clone(), high.clone()].into_iter().flatten());
        let mut statement = match self.source.prepare(&sql) {
            Ok(statement) => statement,
            Err(error) => return Ok(Err(error)),
        };
        let mut rows = match statement.query(parameters) {
            Ok(rows) => rows,
            Err(error) => return Ok(Err(error)),
        };
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) => return Ok(Ok(())),
                Err(error) => return Ok(Err(error)),
            };
            let key = match row.get::<_, Value>(0) {
                Ok(key) => key,
                Err(error) => return Ok(Err(error)),
            };
            if self.keep(row)? {
                saved.rows += 1;
            } else {
                saved.unreadable += 1;
            }
            let place = if order == Order::Up { &mut *low } else { &mut *high };
            *place = Some(key);
        }
    }

    /// Whether the row could be kept: it is what a program of ours could have written.
    fn keep(&self, row: &rusqlite::Row<'_>) -> Result<bool, StoreError> {
        let mut values = Vec::with_capacity(self.columns.len());
        for (index, column) in self.columns.iter().enumerate() {
            let Ok(value) = row.get_ref(index) else {
                return Ok(false);
            };
            let sound = match value {
                ValueRef::Text(text) if matches!(self.name, "local_skill" | "accepted_skill") && column == "raw" => {
                    is_skill(text, row)
                }
                ValueRef::Text(text) if JSON.contains(&column.as_str()) => {
                    serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok()
                }
                ValueRef::Text(text) => std::str::from_utf8(text).is_ok(),
                ValueRef::Blob(id) => id.len() == 16,
                _ => true,
            };
            let Some(value) = Value::try_from(value).ok().filter(|_| sound) else {
                return Ok(false);
            };
            values.push(value);
        }
        let inserted = self
            .target
            .prepare_cached(&self.insert)?
            .execute(rusqlite::params_from_iter(values));
        match inserted {
            Ok(count) => Ok(count == 1),
            // The schema refuses what is in it.
            Err(error) if is_about_the_row(&error) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn next_key(&self, low: Option<&Value>, high: Option<&Value>, order: Order) -> rusqlite::Result<Option<Value>> {
        let sql = self.sql(&self.key, low, high, order) + " LIMIT 1";
        let mut statement = self.source.prepare(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter([low, high].into_iter().flatten()))?;
        rows.next()?.map(|row| row.get(0)).transpose()
    }

    fn sql(&self, columns: &str, low: Option<&Value>, high: Option<&Value>, order: Order) -> String {
        let key = &self.key;
        let bounds = match (low, high) {
            (None, None) => String::new(),
            (Some(_), None) => format!(" WHERE {key} > ?1"),
            (None, Some(_)) => format!(" WHERE {key} < ?1"),
            (Some(_), Some(_)) => format!(" WHERE {key} > ?1 AND {key} < ?2"),
        };
        // NOT INDEXED: by the table itself, whatever other indexes are there.
        let order = if order == Order::Up { "" } else { " DESC" };
        format!(
            "SELECT {columns} FROM {} NOT INDEXED{bounds} ORDER BY {key}{order}",
            self.name
        )
    }
}

/// Whether it is the copy of the skill that the row is about.
fn is_skill(text: &[u8], row: &rusqlite::Row<'_>) -> bool {
    let record = std::str::from_utf8(text)
        .ok()
        .and_then(|text| serde_json::from_str::<Box<RawValue>>(text).ok())
        .and_then(|raw| SkillRecord::parse(raw).ok());
    record.is_some_and(|record| matches!(row.get_ref(0), Ok(ValueRef::Blob(id)) if id == record.id.as_bytes()))
}

fn is_about_the_row(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode;
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::ConstraintViolation | ErrorCode::TypeMismatch | ErrorCode::TooBig)
    )
}

/// The columns of a table, and whether each is its key.
fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<(String, bool)>> {
    let mut statement = connection.prepare(&format!("PRAGMA table_info({table})"))?;
    let columns: Vec<(String, bool)> = statement
        .query_map([], |row| Ok((row.get("name")?, row.get::<_, i64>("pk")? == 1)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(columns)
}

/// A key between two others; `None` where there is none, or the key is text.
fn middle(low: Option<&Value>, high: Option<&Value>, key: &str) -> Option<Value> {
    if key == "skill_id" {
        let bytes = |value: Option<&Value>, otherwise: u128| match value {
            Some(Value::Blob(bytes)) => Some(as_number(bytes)),
            None => Some(otherwise),
            _ => None,
        };
        let (low, high) = (bytes(low, 0)?, bytes(high, u128::MAX)?);
        let middle = low + high.checked_sub(low)? / 2;
        return (middle > low).then(|| Value::Blob(middle.to_be_bytes().to_vec()));
    }
    let number = |value: Option<&Value>, otherwise: i64| match value {
        Some(Value::Integer(number)) => Some(*number),
        None => Some(otherwise),
        _ => None,
    };
    if key != "id" {
        return None;
    }
    // Numbers of rows begin at 1 and are used one after the other.
    let (low, high) = (number(low, 0)?, number(high, 1 << 32)?);
    let middle = low + high.checked_sub(low)? / 2;
    (middle > low).then_some(Value::Integer(middle))
}

/// Sixteen bytes as the number whose order they have.
fn as_number(bytes: &[u8]) -> u128 {
    bytes
        .iter()
        .take(16)
        .fold(0, |number, byte| number << 8 | u128::from(*byte))
}
