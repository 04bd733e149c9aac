//! One object: rows in, up to its limits; what it was out.

use std::{
    io::{self, Write},
    ops::ControlFlow,
};

use chrono::{DateTime, Utc};

use super::{
    compress::Compressor,
    cutter::Cutter,
    encoding::{Content, Encoding, Piece, beginning},
    parquet,
    parts::Totals,
};
use crate::{
    api::wire::Format,
    entry::Seq,
    error::{Error, ErrorCode, Result},
};

/// Writes an object.
pub(super) struct Sink<'e> {
    encoding: &'e Encoding,
    out: Out,
    rows: u64,
    /// Before compression.
    bytes: u64,
    next: Option<Seq>,
    last: Option<Seq>,
    revisions: u64,
    first_at: Option<DateTime<Utc>>,
    last_at: Option<DateTime<Utc>>,
    redacted: Vec<u64>,
    /// The most rows, and bytes before compression.
    most: (u64, u64),
}

enum Out {
    Text(Box<Compressor>),
    Parquet(Box<parquet::Writer>),
}

impl<'e> Sink<'e> {
    pub fn new(encoding: &'e Encoding, out: Cutter, whole: bool) -> Result<Self> {
        let out = if encoding.format == Format::Parquet {
            Out::Parquet(Box::new(parquet::Writer::new(&encoding.fields, out)?))
        } else {
            let mut text = Compressor::new(encoding.compression, out).map_err(ours)?;
            text.write_all(&beginning(encoding)?).map_err(ours)?;
            Out::Text(Box::new(text))
        };
        let redacted = encoding.redactor.iter().flat_map(|redactor| redactor.names().map(|_| 0)).collect();
        Ok(Self {
            encoding,
            out,
            rows: 0,
            bytes: 0,
            next: None,
            last: None,
            revisions: 0,
            first_at: None,
            last_at: None,
            redacted,
            most: if whole { (u64::MAX, u64::MAX) } else { (encoding.most_rows, encoding.most_bytes) },
        })
    }

    /// Takes as many rows of a piece as fit; `Break` when one did not, which begins the next object.
    pub fn take(&mut self, piece: &Piece) -> Result<ControlFlow<()>> {
        let fits = |(index, row): (usize, &super::encoding::RowMark)| {
            let (rows, bytes) = (self.rows + index as u64, self.bytes + row.end as u64);
            // An object has one row at least, however large it is.
            rows == 0 || (rows < self.most.0 && bytes <= self.most.1)
        };
        let count = piece.rows.iter().enumerate().take_while(|row| fits(*row)).count();
        if let Some(last) = count.checked_sub(1).map(|last| piece.rows[last]) {
            self.rows += count as u64;
            self.bytes += last.end as u64;
            self.last = Some(last.seq);
            for (rule, hits) in &piece.redacted[..last.redacted] {
                self.redacted[*rule] += hits;
            }
            self.revisions += piece.rows[..count].iter().filter(|row| row.revision).count() as u64;
            let times = || piece.rows[..count].iter().map(|row| row.at);
            self.first_at = self.first_at.into_iter().chain(times()).min();
            self.last_at = self.last_at.into_iter().chain(times()).max();
            match (&mut self.out, &piece.content) {
                (Out::Text(text), Content::Bytes(bytes)) => {
                    text.out().rows(count as u64);
                    text.write_all(&bytes[..last.end]).map_err(ours)?;
                }
                (Out::Parquet(parquet), Content::Columns(columns)) => {
                    parquet.out().rows(count as u64);
                    parquet.write(columns, &piece.rows, count)?;
                }
                _ => unreachable!("pieces and sink are of one encoding"),
            }
        }
        if count == piece.rows.len() {
            return Ok(ControlFlow::Continue(()));
        }
        self.next = self.last.map(|last| last + 1);
        Ok(ControlFlow::Break(()))
    }

    /// Ends the object. `until`: where the range ends.
    pub fn finish(self, until: Seq) -> Result<Totals> {
        let out = match self.out {
            Out::Text(text) => text.finish().map_err(ours)?,
            Out::Parquet(parquet) => parquet.finish()?,
        };
        let (bytes, sha256) = out.finish()?;
        let names = self.encoding.redactor.iter().flat_map(|redactor| redactor.names().map(str::to_owned));
        Ok(Totals {
            rows: self.rows,
            bytes,
            sha256,
            next: self.next.unwrap_or(until),
            revisions: self.revisions,
            first_at: self.first_at,
            last_at: self.last_at,
            redacted: names.zip(self.redacted).collect(),
        })
    }
}

/// Our own error where it went through an encoder and came back.
pub(super) fn ours(error: io::Error) -> Error {
    match error.downcast::<Error>() {
        Ok(error) => error,
        Err(error) => Error::new(ErrorCode::Internal, "The rows could not be compressed.").because(error),
    }
}
