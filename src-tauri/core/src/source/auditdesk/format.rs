//! The objects of exports, and the records cut out of them.

use std::ops::ControlFlow;

use super::{line::Line, parquet, row::Columns};
use crate::{
    entry::{Entry, Payload, RecordRef},
    source::{
        Dialects, Unreadable,
        objects::{
            Format, Found, Item,
            table::{Row, Table, with_header},
            text::{Items, Piece, Text, sniff},
        },
    },
};

/// The stored name of a line's form; never changes.
const DIALECT: &str = "auditdesk-1";

/// Reads exports of Auditdesk: JSON Lines, CSV, Parquet. Whatever the format, a record is the line that JSON Lines would have.
///
/// Versions of an entry come in the order of the ledger, so that the latest is taken last.
#[derive(Clone, Copy, Debug)]
pub struct AuditdeskFormat {
    prefixed: bool,
}

impl AuditdeskFormat {
    /// `prefixed`: entries are named `<name of their source>/<id>`, so that exports of several sources can lie together; else by their id alone, as the
    /// platform named them, which is right where they belong to the log of a source that is here, too.
    pub const fn new(prefixed: bool) -> Self {
        Self { prefixed }
    }

    fn item(self, raw: &[u8]) -> Result<Item, Unreadable> {
        let line = Line::parse(raw)?;
        Ok(Item::Entry(Box::new(Found {
            remote_id: line.remote_id(self.prefixed),
            dialect: DIALECT.into(),
            raw: raw.to_vec(),
            payload: line.payload_state()?,
            note: line.note()?,
            entry: line.entry()?,
        })))
    }
}

impl AuditdeskFormat {
    /// What a line that was made of a row holds.
    fn made(self, line: Result<Vec<u8>, Unreadable>, row: impl FnOnce() -> Vec<u8>) -> Item {
        kept(line.and_then(|line| self.item(&line)), row)
    }

    fn table(self, table: Table<'_>, each: &mut dyn FnMut(Item)) -> Result<(), Unreadable> {
        let mut head: Option<(Columns, Vec<u8>)> = None;
        let mut is_export = true;
        table.rows(&mut |row| {
            match (row, &head) {
                (Row::Cells { cells, raw }, None) => {
                    head = Columns::new(cells.iter()).map(|columns| (columns, raw.to_vec()));
                    is_export = head.is_some();
                }
                (Row::Broken { .. }, None) => is_export = false,
                (Row::Cells { cells, raw }, Some((columns, header))) => {
                    each(self.made(columns.of_cells(cells), || with_header(header, raw)));
                }
                (Row::Broken { reason, raw }, Some((_, header))) => {
                    each(Item::Unreadable { reason, raw: with_header(header, raw) });
                }
            }
            if is_export { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        if is_export {
            return Ok(());
        }
        Err(Unreadable("it is a table with other columns than those of an export of Auditdesk".into()))
    }
}

impl Format for AuditdeskFormat {
    /// Manifests of schedules begin with `_`, as what query engines leave out does.
    fn wants(&self, key: &str) -> bool {
        key.rsplit('/').next().is_some_and(|name| !name.is_empty() && !name.starts_with('_'))
    }

    fn read(&self, bytes: &[u8], each: &mut dyn FnMut(Item)) -> Result<(), Unreadable> {
        match sniff(bytes)? {
            Text::Empty => Ok(()),
            Text::Table(table) => self.table(table, each),
            Text::Parquet(bytes) => parquet::lines(bytes, |line, row| each(self.made(line, row))),
            Text::Json(json) => {
                json.records(Items::Documents, &mut |piece| {
                    each(match piece {
                        Piece::Record(raw) => kept(self.item(raw), || raw.to_vec()),
                        Piece::Broken { reason, raw } => Item::Unreadable { reason, raw: raw.to_vec() },
                    });
                    ControlFlow::Continue(())
                })?;
                Ok(())
            }
        }
    }
}

/// An entry, or what it should have been made of.
fn kept(item: Result<Item, Unreadable>, raw: impl FnOnce() -> Vec<u8>) -> Item {
    item.unwrap_or_else(|Unreadable(reason)| Item::Unreadable {
        reason: format!("it is no entry of an export: {reason}"),
        raw: raw(),
    })
}

/// Whether a JSON object is a line of an export.
pub(crate) fn is_line(raw: &[u8]) -> bool {
    Line::parse(raw).is_ok_and(|line| line.entry().is_ok())
}

/// Whether a table is an export.
pub(crate) fn is_table(table: &Table<'_>) -> bool {
    table.first().is_some_and(|header| Columns::new(header.iter()).is_some())
}

/// The reader of lines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AuditdeskDialects;

impl AuditdeskDialects {
    fn line(record: RecordRef<'_>) -> Result<Line<'_>, Unreadable> {
        if record.dialect != DIALECT {
            return Err(Unreadable(format!("no reader for the dialect {}", record.dialect)));
        }
        Line::parse(record.raw)
    }
}

impl Dialects for AuditdeskDialects {
    fn entry(&self, record: RecordRef<'_>) -> Result<Entry, Unreadable> {
        Self::line(record)?.entry()
    }

    fn payload(&self, record: RecordRef<'_>) -> Result<Payload, Unreadable> {
        Ok(Self::line(record)?.payload())
    }

    fn whole(&self, record: RecordRef<'_>) -> Result<(Entry, Payload), Unreadable> {
        let line = Self::line(record)?;
        Ok((line.entry()?, line.payload()))
    }
}
