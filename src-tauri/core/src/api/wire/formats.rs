//! What can be asked about the form of exports.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Output;
use crate::export::{Engine, FieldKind};

/// A field of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ExportField {
    /// Its name: a key in JSON, a column elsewhere.
    pub name: String,
    /// What its values are.
    pub kind: FieldKind,
    /// Whether it is a part of the payload, which metadata is without.
    pub payload: bool,
}

/// Asks how an engine is told of an export's objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DescribeTable {
    /// The destination of the exports.
    pub destination: u32,
    /// What they write.
    pub output: Output,
    /// Who is to read them.
    pub engine: Engine,
    /// The name of the table, as the engine has it.
    pub table: String,
}

/// How an engine is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TableStatement {
    /// SQL to paste.
    pub sql: String,
}

/// Asks what the redactions of an output would do to the newest entries that match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PreviewRedaction {
    /// Its redactions, of its fields.
    pub output: Output,
    /// The filter's text.
    pub filter: String,
    /// The zone for wall-clock times in the filter; empty: UTC.
    pub zone: String,
    /// How many entries are looked at; at most 1,000.
    pub entries: u32,
}

/// What redactions would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RedactionPreview {
    /// Entries that were looked at.
    pub entries: u64,
    /// How much each redaction takes out of them, in the order of the redactions.
    pub counts: Vec<u64>,
    /// Some of it.
    pub examples: Vec<RedactionExample>,
}

/// A text before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RedactionExample {
    /// Which redaction, by its place.
    pub redaction: u32,
    /// The entry's ledger place.
    pub seq: u64,
    /// The field.
    pub field: String,
    /// The text around the change; a value that goes as a whole as JSON.
    pub before: String,
    /// The same after all redactions.
    pub after: String,
}
