//! Rows of tables become the lines that JSON Lines would have of the same entries, byte for byte: whatever the format of an export, its entries are the same.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use csv::StringRecord;
use parquet::record::{Field as Cell, ListAccessor, Row};
use serde_json::value::RawValue;

use crate::{
    entry::{Flag, Flags},
    export::{Field, FieldKind, Value, end_line, fields, write_member},
    source::Unreadable,
};

/// The columns without which a row is no entry.
const NEEDED: [&str; 7] = ["timestamp", "source", "id", "call_type", "outcome", "payload_state", "sha256"];

/// The columns of a table; those that are no field of an export are passed over.
pub(super) struct Columns(Vec<Option<Field>>);

impl Columns {
    /// `None` where the names are not those of an export.
    pub fn new<'n>(names: impl Iterator<Item = &'n str>) -> Option<Self> {
        let found: Vec<_> = names.map(|name| fields().iter().find(|field| field.name == name).copied()).collect();
        let has = |name: &str| found.iter().flatten().any(|field| field.name == name);
        NEEDED.iter().all(|name| has(name)).then_some(Self(found))
    }

    /// The line of a row of CSV.
    pub fn of_cells(&self, cells: &StringRecord) -> Result<Vec<u8>, Unreadable> {
        if cells.len() != self.0.len() {
            return Err(Unreadable(format!("it has {} cells, the header {}", cells.len(), self.0.len())));
        }
        self.line(|index, field| of_text(field, &cells[index]))
    }

    /// The line of a row of Parquet.
    pub fn of_row(&self, row: &Row) -> Result<Vec<u8>, Unreadable> {
        let cells: Vec<&Cell> = row.get_column_iter().map(|(_, cell)| cell).collect();
        self.line(|index, field| {
            let cell = cells.get(index).ok_or_else(|| Unreadable("the row has too few columns".into()))?;
            of_cell(field, cell)
        })
    }

    fn line<'c>(&self, value: impl Fn(usize, &Field) -> Result<Value<'c>, Unreadable>) -> Result<Vec<u8>, Unreadable> {
        let mut line = vec![b'{'];
        for (index, field) in self.0.iter().enumerate() {
            let Some(field) = field else { continue };
            write_member(&mut line, field, &value(index, field)?).map_err(|e| wrong(field, &e.to_string()))?;
        }
        end_line(&mut line);
        line.truncate(line.trim_ascii_end().len());
        Ok(line)
    }
}

fn of_text<'c>(field: &Field, cell: &'c str) -> Result<Value<'c>, Unreadable> {
    let not = |what: &str| wrong(field, &format!("{cell:?} is not {what}"));
    // CSV does not tell an empty text from none.
    if cell.is_empty() && field.kind != FieldKind::Words {
        return Ok(Value::Null);
    }
    // A text that a spreadsheet would take for something else has an apostrophe before it, and one that begins with an apostrophe has another.
    let text = cell.strip_prefix('\'').unwrap_or(cell);
    Ok(match field.kind {
        FieldKind::Text => Value::Text(Cow::Borrowed(text)),
        FieldKind::Moment => Value::Moment(cell.parse().map_err(|_| not("a moment"))?),
        FieldKind::Integer => Value::Integer(cell.parse().map_err(|_| not("a whole number"))?),
        FieldKind::Number => Value::Number(cell.parse().map_err(|_| not("a number"))?),
        FieldKind::Truth => Value::Truth(cell.parse().map_err(|_| not("true or false"))?),
        FieldKind::Words => Value::Words(flags(cell.split(' '))),
        FieldKind::Json => json(field, Cow::Borrowed(text))?,
    })
}

fn of_cell(field: &Field, cell: &Cell) -> Result<Value<'static>, Unreadable> {
    Ok(match (field.kind, cell) {
        (_, Cell::Null) => Value::Null,
        (FieldKind::Text, Cell::Str(text)) => Value::Text(Cow::Owned(text.clone())),
        (FieldKind::Json, Cell::Str(text)) => json(field, Cow::Owned(text.clone()))?,
        (FieldKind::Moment, Cell::TimestampMicros(at)) => {
            let at = DateTime::<Utc>::from_timestamp_micros(*at).ok_or_else(|| wrong(field, "it is out of range"))?;
            Value::Moment(at)
        }
        (FieldKind::Integer, Cell::Long(number)) => {
            Value::Integer(u64::try_from(*number).map_err(|_| wrong(field, "it is negative"))?)
        }
        (FieldKind::Number, Cell::Double(number)) => Value::Number(*number),
        (FieldKind::Truth, Cell::Bool(truth)) => Value::Truth(*truth),
        (FieldKind::Words, Cell::ListInternal(words)) => {
            let words: Result<Vec<&String>, _> = (0..words.len()).map(|index| words.get_string(index)).collect();
            let words = words.map_err(|e| wrong(field, &e.to_string()))?;
            Value::Words(flags(words.into_iter().map(String::as_str)))
        }
        _ => return Err(wrong(field, "it is of another type")),
    })
}

/// A part of a payload, which is JSON in every format.
fn json<'c>(field: &Field, text: Cow<'c, str>) -> Result<Value<'c>, Unreadable> {
    serde_json::from_str::<&RawValue>(&text).map_err(|e| wrong(field, &e.to_string()))?;
    Ok(Value::Json(text))
}

/// A flag of a later version is not one that this version could show.
fn flags<'w>(words: impl Iterator<Item = &'w str>) -> Flags {
    words.filter_map(|word| Flag::ALL.into_iter().find(|flag| flag.word() == word)).collect()
}

fn wrong(field: &Field, why: &str) -> Unreadable {
    Unreadable(format!("`{}`: {why}", field.name))
}
