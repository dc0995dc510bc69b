//! What the window asks of the conflicts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use skilldock_engine::conflict::{Automatic, FieldError, Pick};
use skilldock_engine::{Fault, Side};
use ts_rs::TS;

/// One conflict.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ConflictRef {
    /// Its number.
    pub id: i64,
}

/// Some conflicts.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ConflictRefs {
    /// Their numbers.
    pub ids: Vec<i64>,
}

/// Some conflicts and a strategy.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct BulkRequest {
    /// Their numbers.
    pub ids: Vec<i64>,
    /// The strategy.
    pub strategy: Automatic,
}

/// A side's whole value of a field.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct FieldTextRequest {
    /// Which conflict.
    pub id: i64,
    /// Which field.
    pub field: String,
    /// Which side.
    pub side: Side,
    /// Where to begin: 0, or the `next` of the stretch before.
    pub offset: u32,
}

/// Stretches of a conflict's code.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct CodeRequest {
    /// Which conflict.
    pub id: i64,
    /// The first stretch: 0, or the `next` of the page before.
    pub from: u32,
}

/// The lines of a stretch of code that were folded up.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SharedRequest {
    /// Which conflict.
    pub id: i64,
    /// Which stretch.
    pub region: u32,
    /// Where to begin: 0, or the `next` of the answer before.
    pub offset: u32,
}

/// The code that choices make.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ComposeRequest {
    /// Which conflict.
    pub id: i64,
    /// A side for each stretch, by its key.
    pub hunks: BTreeMap<String, Pick>,
    /// Where to begin: 0, or the `next` of the answer before.
    pub offset: u32,
}

/// A value that somebody wants to give a field.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct FieldCheck {
    /// Which field.
    pub field: String,
    /// The value.
    #[ts(type = "unknown")]
    pub value: Value,
}

/// Whether a value fits a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FieldVerdict {
    /// Why not; `null` where it fits.
    pub fault: Option<Fault>,
}

impl From<Result<(), FieldError>> for FieldVerdict {
    fn from(checked: Result<(), FieldError>) -> Self {
        let fault = checked.err().map(|error| Fault::from(&error));
        Self { fault }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use skilldock_engine::conflict::check_field;

    use super::*;

    #[test]
    fn every_kind_of_misfit_has_its_own_word() {
        for (field, value, fault) in [
            ("name", json!(" "), Some(Fault::Blank)),
            ("code", json!(1), Some(Fault::NotText)),
            ("tags", json!("a"), Some(Fault::NotTexts)),
            ("examples", json!({}), Some(Fault::NotList)),
            ("metadata", json!([]), Some(Fault::NotObject)),
            ("updated_at", json!("x"), Some(Fault::NotYours)),
            ("tags", json!(["a"]), None),
        ] {
            assert_eq!(FieldVerdict::from(check_field(field, &value)).fault, fault, "{field}");
        }
    }
}
