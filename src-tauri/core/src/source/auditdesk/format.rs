//! The objects of exports, and the records cut out of them.

use std::ops::ControlFlow;

use super::line::Line;
use crate::{
    entry::{Entry, Payload, RecordRef},
    source::{
        Dialects, Unreadable,
        objects::{
            Format, Found, Item,
            text::{Items, Piece, Text, sniff},
        },
    },
};

/// The stored name of a line's form; never changes.
const DIALECT: &str = "auditdesk-1";

/// Reads exports of Auditdesk in JSON Lines.
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

impl Format for AuditdeskFormat {
    fn wants(&self, key: &str) -> bool {
        !key.is_empty() && !key.ends_with('/')
    }

    fn read(&self, bytes: &[u8], each: &mut dyn FnMut(Item)) -> Result<(), Unreadable> {
        match sniff(bytes)? {
            Text::Empty => Ok(()),
            Text::Table(_) => Err(Unreadable("it is not JSON Lines".into())),
            Text::Json(json) => {
                json.records(Items::Documents, &mut |piece| {
                    each(match piece {
                        Piece::Record(raw) => self.item(raw).unwrap_or_else(|Unreadable(reason)| Item::Unreadable {
                            reason: format!("it is no entry of an export: {reason}"),
                            raw: raw.to_vec(),
                        }),
                        Piece::Broken { reason, raw } => Item::Unreadable { reason, raw: raw.to_vec() },
                    });
                    ControlFlow::Continue(())
                })?;
                Ok(())
            }
        }
    }
}

/// Whether a JSON object is a line of an export.
pub(crate) fn is_line(raw: &[u8]) -> bool {
    Line::parse(raw).is_ok_and(|line| line.entry().is_ok())
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
