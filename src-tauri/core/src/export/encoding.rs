//! How rows become an object: an [`Output`] that was checked.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    Batch, ExportRow,
    csv::{self, Table},
    field::{Field, Value, chosen},
    jsonl,
    parquet::Columns,
    redact::{Hits, Redactor},
};
use crate::{
    api::wire::{Compression, Format, Output},
    entry::Seq,
    error::{Error, ErrorCode, Result},
};

/// How rows become an object.
#[derive(Debug)]
pub struct Encoding {
    pub(super) format: Format,
    pub(super) compression: Compression,
    pub(super) bom: bool,
    pub(super) fields: Vec<Field>,
    pub(super) redactor: Option<Redactor>,
    /// The most rows of an object.
    pub(super) most_rows: u64,
    /// The most bytes of an object before compression.
    pub(super) most_bytes: u64,
}

/// JSON Lines of all fields with payload.
impl Default for Encoding {
    fn default() -> Self {
        Self::new(&Output { payload: true, ..Output::default() }).expect("all fields are fields")
    }
}

impl Encoding {
    /// Checks an output.
    ///
    /// # Errors
    /// `wrong_use` for what cannot be: an unknown field, a rule that finds nothing, compression of Parquet.
    pub fn new(output: &Output) -> Result<Self> {
        if output.format == Format::Parquet && output.compression != Compression::None {
            return Err(Error::new(
                ErrorCode::WrongUse,
                "Parquet compresses its columns itself (zstd): choose no compression for it, or a format that is text.",
            ));
        }
        let redactor = Redactor::new(&output.redactions)?;
        let limit = |limit| if limit == 0 { u64::MAX } else { limit };
        Ok(Self {
            format: output.format,
            compression: output.compression,
            bom: output.bom,
            fields: chosen(&output.fields, output.payload)?,
            redactor: (!output.redactions.is_empty()).then_some(redactor),
            most_rows: limit(output.split_rows),
            most_bytes: limit(output.split_bytes),
        })
    }

    /// The names of the fields in their order, as a manifest lists them.
    pub fn field_names(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().map(|field| field.name)
    }

    /// Whether an object has limits, so that there may be several.
    pub(crate) fn is_split(&self) -> bool {
        self.most_rows.min(self.most_bytes) < u64::MAX
    }

    /// The ending of an object's key, without a dot before it.
    pub fn extension(&self) -> &'static str {
        extension(self.format, self.compression)
    }

    /// The rows of a batch, only those of `day` where it is given. `room`: bytes they will about take.
    pub(super) fn piece<B: Batch>(&self, batch: B, day: Option<NaiveDate>, room: usize) -> Result<Piece> {
        let mut body = match self.format {
            Format::Jsonl => Body::Lines(Vec::with_capacity(room)),
            Format::Csv => Body::Table(Box::new(Table::new(room))),
            Format::Parquet => Body::Columns(Columns::new(&self.fields)),
        };
        let mut hits = self.redactor.as_ref().map(Redactor::hits);
        let (mut rows, mut redacted) = (Vec::new(), Vec::new());
        batch.each(&mut |row| {
            if day.is_some_and(|day| row.entry.occurred_at.date_naive() != day) {
                return Ok(());
            }
            let end = body.row(self, row, hits.as_mut())?;
            if let Some(hits) = &mut hits {
                let counts = hits.counts.iter_mut().enumerate().filter(|(_, count)| **count > 0);
                redacted.extend(counts.map(|(rule, count)| (rule, std::mem::take(count))));
            }
            rows.push(RowMark {
                seq: row.seq,
                at: row.entry.occurred_at,
                revision: row.record.supersedes.is_some(),
                end,
                redacted: redacted.len(),
            });
            Ok(())
        })?;
        let content = match body {
            Body::Lines(bytes) => Content::Bytes(bytes),
            Body::Table(table) => Content::Bytes(table.into_bytes()?),
            Body::Columns(columns) => Content::Columns(columns),
        };
        Ok(Piece { rows, content, redacted })
    }
}

/// The ending of a key. An Azure or Google transcoder must not unpack what is stored, so compression is said by the name, not by `Content-Encoding`.
fn extension(format: Format, compression: Compression) -> &'static str {
    match (format, compression) {
        (Format::Jsonl, Compression::None) => jsonl::EXTENSION,
        (Format::Jsonl, Compression::Gzip) => "jsonl.gz",
        (Format::Jsonl, Compression::Zstd) => "jsonl.zst",
        (Format::Csv, Compression::None) => "csv",
        (Format::Csv, Compression::Gzip) => "csv.gz",
        (Format::Csv, Compression::Zstd) => "csv.zst",
        (Format::Parquet, _) => "parquet",
    }
}

/// The media type of an object, told by the ending of its key.
pub(crate) fn media_type(key: &str) -> &'static str {
    match key.rsplit_once('.').map(|(_, ending)| ending) {
        Some("csv") => csv::MEDIA_TYPE,
        // <https://www.iana.org/assignments/media-types/application/vnd.apache.parquet>
        Some("parquet") => "application/vnd.apache.parquet",
        // <https://www.rfc-editor.org/rfc/rfc6713>, <https://www.rfc-editor.org/rfc/rfc8878#section-7.1>
        Some("gz") => "application/gzip",
        Some("zst") => "application/zstd",
        Some("json") => "application/json",
        _ => jsonl::MEDIA_TYPE,
    }
}

/// Rows of one batch on their way into an object.
#[derive(Debug)]
pub(super) struct Piece {
    pub rows: Vec<RowMark>,
    pub content: Content,
    /// Which rule took out how much, row by row.
    pub redacted: Vec<(usize, u64)>,
}

/// A row of a piece.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowMark {
    pub seq: Seq,
    pub at: DateTime<Utc>,
    /// Whether it is a later version of an entry.
    pub revision: bool,
    /// The bytes of the piece until its end.
    pub end: usize,
    /// How many of [`Piece::redacted`] belong to the rows until this one.
    pub redacted: usize,
}

#[derive(Debug)]
pub(super) enum Content {
    Bytes(Vec<u8>),
    Columns(Columns),
}

/// Rows of a piece while it is made.
enum Body {
    Lines(Vec<u8>),
    Table(Box<Table>),
    Columns(Columns),
}

impl Body {
    /// Appends a row; the bytes until its end.
    fn row(&mut self, encoding: &Encoding, row: &ExportRow, mut hits: Option<&mut Hits>) -> Result<usize> {
        let mut value = |field: &Field| -> Value<'_> {
            match (&encoding.redactor, &mut hits) {
                (Some(redactor), Some(hits)) => redactor.apply(field, field.value(row), hits),
                _ => field.value(row),
            }
        };
        match self {
            Self::Lines(bytes) => {
                bytes.push(b'{');
                for field in &encoding.fields {
                    jsonl::write_member(bytes, field, &value(field)).map_err(|e| {
                        Error::new(ErrorCode::Internal, format!("Entry {} could not be encoded.", row.seq)).because(e)
                    })?;
                }
                jsonl::end_line(bytes);
                Ok(bytes.len())
            }
            Self::Table(table) => {
                for field in &encoding.fields {
                    table.cell(&value(field))?;
                }
                table.end_row()
            }
            Self::Columns(columns) => {
                for (index, field) in encoding.fields.iter().enumerate() {
                    columns.push(index, &value(field));
                }
                Ok(columns.end_row())
            }
        }
    }
}

/// What every object of this encoding begins with.
pub(super) fn beginning(encoding: &Encoding) -> Result<Vec<u8>> {
    match encoding.format {
        Format::Csv => csv::header(&encoding.fields, encoding.bom),
        Format::Jsonl | Format::Parquet => Ok(Vec::new()),
    }
}
