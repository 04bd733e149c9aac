//! Rows as columns, before they are encoded.

use bytes::Bytes;
use parquet::{column::writer::ColumnWriter, data_type::ByteArray, errors::Result};

use crate::{
    entry::Flags,
    export::field::{Field, FieldKind, Value, words},
};

/// Columns of the same number of rows.
#[derive(Debug)]
pub(in crate::export) struct Columns {
    values: Vec<Column>,
    rows: usize,
    bytes: usize,
}

/// The values of one field.
#[derive(Debug)]
pub(super) enum Column {
    Texts(Texts),
    /// Moments, too: microseconds since 1970.
    Integers(Vec<Option<i64>>),
    Numbers(Vec<Option<f64>>),
    Truths(Vec<Option<bool>>),
    Words(Vec<Flags>),
}

/// Texts one behind the other.
#[derive(Debug, Default)]
pub(super) struct Texts {
    bytes: Vec<u8>,
    /// Where each ends, and whether there is one.
    ends: Vec<(usize, bool)>,
}

impl Columns {
    pub fn new(fields: &[Field]) -> Self {
        Self { values: fields.iter().map(|field| Column::new(field.kind)).collect(), rows: 0, bytes: 0 }
    }

    /// Appends a value to the row that is being written.
    pub fn push(&mut self, column: usize, value: &Value<'_>) {
        self.bytes += self.values[column].push(value);
    }

    /// Ends the row; about how many bytes there are until here.
    pub fn end_row(&mut self) -> usize {
        self.rows += 1;
        self.bytes
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Appends rows `from..until` of another, which take `bytes`.
    pub fn append(&mut self, other: &Self, from: usize, until: usize, bytes: usize) {
        for (column, other) in self.values.iter_mut().zip(&other.values) {
            column.append(other, from, until);
        }
        self.rows += until - from;
        self.bytes += bytes;
    }

    /// Empties it.
    pub(super) fn take(&mut self) -> impl Iterator<Item = Column> {
        (self.rows, self.bytes) = (0, 0);
        self.values.iter_mut().map(Column::take)
    }
}

impl Column {
    fn new(kind: FieldKind) -> Self {
        match kind {
            FieldKind::Text | FieldKind::Json => Self::Texts(Texts::default()),
            FieldKind::Moment | FieldKind::Integer => Self::Integers(Vec::new()),
            FieldKind::Number => Self::Numbers(Vec::new()),
            FieldKind::Truth => Self::Truths(Vec::new()),
            FieldKind::Words => Self::Words(Vec::new()),
        }
    }

    /// Appends a value of its kind; about how many bytes it takes.
    fn push(&mut self, value: &Value<'_>) -> usize {
        match (self, value) {
            (Self::Texts(texts), Value::Text(text) | Value::Json(text)) => {
                texts.push(Some(text.as_bytes()));
                text.len() + 4
            }
            (Self::Texts(texts), _) => {
                texts.push(None);
                1
            }
            (Self::Integers(values), value) => {
                values.push(match value {
                    Value::Moment(at) => Some(at.timestamp_micros()),
                    // A ledger place, a status: far below 2^63.
                    Value::Integer(number) => i64::try_from(*number).ok(),
                    _ => None,
                });
                8
            }
            (Self::Numbers(values), value) => {
                values.push(if let Value::Number(number) = value { Some(*number) } else { None });
                8
            }
            (Self::Truths(values), value) => {
                values.push(if let Value::Truth(truth) = value { Some(*truth) } else { None });
                1
            }
            (Self::Words(values), value) => {
                values.push(if let Value::Words(flags) = value { *flags } else { Flags::NONE });
                1
            }
        }
    }

    fn append(&mut self, other: &Self, from: usize, until: usize) {
        match (self, other) {
            (Self::Texts(all), Self::Texts(other)) => all.append(other, from, until),
            (Self::Integers(all), Self::Integers(other)) => all.extend_from_slice(&other[from..until]),
            (Self::Numbers(all), Self::Numbers(other)) => all.extend_from_slice(&other[from..until]),
            (Self::Truths(all), Self::Truths(other)) => all.extend_from_slice(&other[from..until]),
            (Self::Words(all), Self::Words(other)) => all.extend_from_slice(&other[from..until]),
            _ => unreachable!("both are made of the same fields"),
        }
    }

    fn take(&mut self) -> Self {
        let empty = match self {
            // The next chunk is much like this one.
            Self::Texts(texts) => Self::Texts(Texts {
                bytes: Vec::with_capacity(texts.bytes.len()),
                ends: Vec::with_capacity(texts.ends.len()),
            }),
            Self::Integers(_) => Self::Integers(Vec::new()),
            Self::Numbers(_) => Self::Numbers(Vec::new()),
            Self::Truths(_) => Self::Truths(Vec::new()),
            Self::Words(_) => Self::Words(Vec::new()),
        };
        std::mem::replace(self, empty)
    }

    /// Encodes the values.
    pub fn write(self, writer: &mut ColumnWriter<'_>) -> Result<()> {
        match (self, writer) {
            (Self::Texts(texts), ColumnWriter::ByteArrayColumnWriter(writer)) => {
                let (values, levels) = texts.into_values();
                writer.write_batch(&values, Some(&levels), None)?;
            }
            (Self::Integers(values), ColumnWriter::Int64ColumnWriter(writer)) => {
                let (values, levels) = present(&values);
                writer.write_batch(&values, Some(&levels), None)?;
            }
            (Self::Numbers(values), ColumnWriter::DoubleColumnWriter(writer)) => {
                let (values, levels) = present(&values);
                writer.write_batch(&values, Some(&levels), None)?;
            }
            (Self::Truths(values), ColumnWriter::BoolColumnWriter(writer)) => {
                let (values, levels) = present(&values);
                writer.write_batch(&values, Some(&levels), None)?;
            }
            (Self::Words(flags), ColumnWriter::ByteArrayColumnWriter(writer)) => {
                let (values, defined, repeated) = lists(&flags);
                writer.write_batch(&values, Some(&defined), Some(&repeated))?;
            }
            _ => unreachable!("the schema is made of the same fields"),
        }
        Ok(())
    }
}

impl Texts {
    fn push(&mut self, text: Option<&[u8]>) {
        self.bytes.extend_from_slice(text.unwrap_or_default());
        self.ends.push((self.bytes.len(), text.is_some()));
    }

    fn start(&self, row: usize) -> usize {
        row.checked_sub(1).map_or(0, |before| self.ends[before].0)
    }

    fn append(&mut self, other: &Self, from: usize, until: usize) {
        let (start, here) = (other.start(from), self.bytes.len());
        self.bytes.extend_from_slice(&other.bytes[start..other.start(until)]);
        self.ends.extend(other.ends[from..until].iter().map(|(end, is)| (end - start + here, *is)));
    }

    /// The texts that there are, and which rows have one.
    fn into_values(self) -> (Vec<ByteArray>, Vec<i16>) {
        let (bytes, mut start) = (Bytes::from(self.bytes), 0);
        let mut values = Vec::with_capacity(self.ends.len());
        let mut levels = Vec::with_capacity(self.ends.len());
        for (end, is) in self.ends {
            if is {
                values.push(ByteArray::from(bytes.slice(start..end)));
            }
            levels.push(i16::from(is));
            start = end;
        }
        (values, levels)
    }
}

fn present<T: Copy>(values: &[Option<T>]) -> (Vec<T>, Vec<i16>) {
    (values.iter().flatten().copied().collect(), values.iter().map(|value| i16::from(value.is_some())).collect())
}

/// The words with their levels: an empty list is one level of 0. <https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists>
fn lists(flags: &[Flags]) -> (Vec<ByteArray>, Vec<i16>, Vec<i16>) {
    let (mut values, mut defined, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
    for flags in flags {
        let before = values.len();
        values.extend(words(*flags).map(|word| ByteArray::from(Bytes::from_static(word.as_bytes()))));
        let count = values.len() - before;
        defined.extend(std::iter::repeat_n(i16::from(count > 0), count.max(1)));
        repeated.extend((0..count.max(1)).map(|place| i16::from(place > 0)));
    }
    (values, defined, repeated)
}
