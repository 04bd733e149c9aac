//! Parquet for query engines: typed columns, zstd. <https://parquet.apache.org/docs/file-format/>
//!
//! The same rows give the same bytes, in whatever batches they come: rows are encoded in chunks, and put together in row groups, of sizes that follow from the rows.

mod columns;
mod pages;
mod schema;

use std::{
    io,
    sync::Arc,
    thread::{self, JoinHandle},
};

use parquet::{
    column::writer::{ColumnWriter, get_column_writer},
    errors::ParquetError,
    file::{properties::WriterPropertiesPtr, writer::SerializedFileWriter},
};
use rayon::prelude::*;

pub(super) use self::columns::Columns;
use self::{columns::Column, pages::Pages};
use super::{cutter::Cutter, encoding::RowMark, field::Field};
use crate::error::{Error, ErrorCode, Result};

/// Rows that are encoded at a time at most, and their bytes. It is the number after which the encoder looks whether a page is full.
const CHUNK_ROWS: usize = 1024;
const CHUNK_BYTES: usize = 2 << 20;

/// Rows of a row group at most: what DuckDB and Spark read at a time. <https://duckdb.org/docs/stable/data/parquet/tips#selecting-a-row_group_size>
const GROUP_ROWS: usize = 128 << 10;

/// Compressed bytes of a row group at most, and about what it takes in memory: some 35 MB of entries with payload. With
/// 12 MiB a process with a million entries open took up to 161 MB for an export.
const GROUP_BYTES: usize = 8 << 20;

/// Writes a file.
pub(super) struct Writer {
    file: SerializedFileWriter<Cutter>,
    properties: WriterPropertiesPtr,
    /// Rows that are not encoded yet.
    chunk: Columns,
    /// The row group that is being encoded; empty while a chunk is.
    group: Vec<Encoder>,
    rows: usize,
    /// A chunk is encoded while the next one is put together, and comes back with the row group.
    encoding: Option<JoinHandle<Result<Vec<Encoder>>>>,
}

/// Encodes one column of a row group.
struct Encoder {
    writer: ColumnWriter<'static>,
    pages: Pages,
}

impl Writer {
    pub fn new(fields: &[Field], out: Cutter) -> Result<Self> {
        let properties = schema::properties(fields);
        let file = SerializedFileWriter::new(out, schema::schema(fields), Arc::clone(&properties)).map_err(ours)?;
        let chunk = Columns::new(fields);
        let mut this = Self { file, properties, chunk, group: Vec::new(), rows: 0, encoding: None };
        this.group = this.encoders();
        Ok(this)
    }

    /// Appends the first `count` rows of `columns`, which `marks` are of.
    pub fn write(&mut self, columns: &Columns, marks: &[RowMark], count: usize) -> Result<()> {
        let end = |rows: usize| rows.checked_sub(1).map_or(0, |last| marks[last].end);
        let mut from = 0;
        while from < count {
            let most = count.min(from + CHUNK_ROWS - self.chunk.rows());
            let room = end(from) + CHUNK_BYTES.saturating_sub(self.chunk.bytes());
            // One row at least, however large.
            let until = (from + 1..most).find(|row| end(*row) >= room).unwrap_or(most);
            self.chunk.append(columns, from, until, end(until) - end(from));
            from = until;
            if self.chunk.rows() == CHUNK_ROWS || self.chunk.bytes() >= CHUNK_BYTES {
                self.encode()?;
            }
        }
        Ok(())
    }

    /// Where the bytes go.
    pub fn out(&mut self) -> &mut Cutter {
        self.file.inner_mut()
    }

    pub fn finish(mut self) -> Result<Cutter> {
        self.encode()?;
        self.encoded()?;
        self.end_group()?;
        self.file.into_inner().map_err(ours)
    }

    fn encoders(&self) -> Vec<Encoder> {
        let columns = self.file.schema_descr().columns();
        let encoder = |column: &_| {
            let pages = Pages::default();
            let writer = get_column_writer(Arc::clone(column), Arc::clone(&self.properties), Box::new(pages.clone()));
            Encoder { writer, pages }
        };
        columns.iter().map(encoder).collect()
    }

    /// Begins to encode the chunk, its columns at the same time, when the one before is encoded.
    fn encode(&mut self) -> Result<()> {
        self.encoded()?;
        self.rows += self.chunk.rows();
        let columns: Vec<Column> = self.chunk.take().collect();
        let mut group = std::mem::take(&mut self.group);
        self.encoding = Some(thread::spawn(move || {
            let work = group.par_iter_mut().zip(columns).with_max_len(1);
            work.try_for_each(|(encoder, column)| column.write(&mut encoder.writer)).map_err(ours)?;
            Ok(group)
        }));
        Ok(())
    }

    /// Waits for the chunk that is being encoded, and ends the row group when that was its last.
    fn encoded(&mut self) -> Result<()> {
        let Some(encoding) = self.encoding.take() else { return Ok(()) };
        self.group = encoding.join().map_err(|_| broken("a column's encoder stopped unexpectedly"))??;
        if self.rows >= GROUP_ROWS || self.group.iter().map(|encoder| encoder.pages.len()).sum::<usize>() >= GROUP_BYTES
        {
            self.end_group()?;
        }
        Ok(())
    }

    /// Moves the row group into the file.
    fn end_group(&mut self) -> Result<()> {
        if std::mem::take(&mut self.rows) == 0 {
            return Ok(());
        }
        let mut group = self.file.next_row_group().map_err(ours)?;
        for Encoder { writer, pages } in std::mem::take(&mut self.group) {
            let closed = writer.close().map_err(ours)?;
            group.append_column(&pages, closed).map_err(ours)?;
        }
        group.close().map_err(ours)?;
        self.group = self.encoders();
        Ok(())
    }
}

/// Our own error where it went through the encoder and came back.
fn ours(error: ParquetError) -> Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => super::sink::ours(*error),
            Err(error) => broken(error),
        },
        other => broken(other),
    }
}

fn broken(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::new(ErrorCode::Internal, "The rows could not be encoded as Parquet.").because(error)
}
